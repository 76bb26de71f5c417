"""Step 5: search for users and groups, list, assign and verify them; show the members of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.journey.answers import PlannedAssignment
from wizard.journey.changes import Unassign
from wizard.journey.model import Outcome
from wizard.journey.steps import PREVIEW
from wizard.journey.steps.assign import restore, standing, usual_role
from wizard.ui.layout import Wide, add, holder, row
from wizard.ui.pages.assign_list import ListCard, Row
from wizard.ui.pages.assign_reach import ReachBanner
from wizard.ui.pages.assign_search import SearchCard
from wizard.ui.pages.base import Page
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.shell.context import UiContext
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.problem import Banner

if TYPE_CHECKING:
    from wizard.graph.principals import Principal
    from wizard.journey.steps.assign import Standing


class StepPage(Page["Standing"]):
    """The search on the left, the list on the right."""

    step_id = "assign"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._standing: Standing | None = None
        self._gone: Unassign | None = None
        self._gone_from = ""
        self.gate = ImpactGate(self)
        self.no_session = self.messages.sign_in_first()
        self.search = SearchCard(self)
        self.search.add_wanted.connect(self._add_one)
        self.card = ListCard(self)
        self.list = self.card.table
        self.columns = holder(row(Wide(self.search), Wide(self.card)))
        self.removed = Banner(name="removedBanner")
        self.reach = ReachBanner(self)
        self.search.chosen.connect(self.reach.show_for)
        self.card.chosen.connect(self.reach.show_for)
        add(self.body, self.no_session, Wide(self.columns), self.removed, self.reach)

    # --- display

    def enter(self) -> None:
        super().enter()
        signed_in = self.signed_in
        self.no_session.setVisible(not signed_in)
        self.columns.setVisible(signed_in)
        if self._gone_from != self.journey.answers.service_principal_id:
            self.removed.hide()
        self._show()
        if signed_in and self.journey.answers.service_principal_id:
            self.run_step(standing, on_result=self._stood, key="standing")
        if signed_in:
            self.search.browse()

    @property
    def waiting(self) -> bool:
        return self.search.waiting

    def _stood(self, standing: Standing) -> None:
        self._standing = standing
        self.card.show_roles(standing.roles, usual_role(standing.roles))
        self._show()
        self._compare()

    def _compare(self) -> None:
        """Invalidate results that rest on other assignments than Entra's, because the portal changes them, too."""
        result = self.journey.result(self.step_id)
        if result is None or self._standing is None:
            return
        for kind in ("User", "Group"):
            count = sum(item.kind == kind for item in self._standing.assignments)
            if result.facts.get(f"assigned_{kind.lower()}s", count) != count:
                self.journey.lapse(PREVIEW.id, "assignments")
                self.perform(verify=True, busy="")
                return

    def _rows(self) -> list[Row]:
        rows: dict[str, Row] = {}
        for item in self.journey.answers.assignments:
            rows[item.principal_id] = Row(item.principal_id, item.kind, item.display_name, item.role_id)
        for done in self._standing.assignments if self._standing is not None else ():
            rows[done.principal_id] = Row(done.principal_id, done.kind, done.display_name, done.role_id, done)
        return list(rows.values())

    def _show(self) -> None:
        self.card.show_rows(self._rows(), passed=self.can_next())
        self.changed.emit()

    # --- the list

    def _add_one(self, row: Principal | None) -> None:
        if row is None:
            return
        planned = self.journey.answers.assignments
        if any(item.principal_id == row.id for item in planned):
            return
        role = str(self.card.role.currentData() or "")
        item = PlannedAssignment(row.id, row.kind, row.display_name, role)
        self.journey.answer(assignments=(*planned, item))
        self._show()

    def assign(self) -> None:
        """Assign every user and group on the list that is not assigned yet."""
        self.card.go_button.setEnabled(False)
        self.perform(busy="assign-working", on_stopped=self._show)

    def took(self, outcome: Outcome[Standing]) -> None:
        if outcome.data is not None:
            self._stood(outcome.data)

    def remove(self) -> None:
        """Remove the selected rows. Existing assignments are removed after the gate shows who loses access."""
        rows = self.list.selected_rows()
        self._unlist({row.principal_id for row in rows if row.assignment is None})
        chosen = {row.principal_id for row in rows if row.assignment is not None}
        held = self._standing.assignments if self._standing is not None else ()
        gone = tuple(one for one in held if one.principal_id in chosen)
        if gone:
            self._gone, self._gone_from = Unassign(gone), self.journey.answers.service_principal_id
            self.removed.hide()
            self.gate.do(self._gone, self._removed, busy="assign-removing")
        self._show()

    def _unlist(self, ids: set[str]) -> None:
        left = tuple(one for one in self.journey.answers.assignments if one.principal_id not in ids)
        self.journey.answer(assignments=left)

    def _removed(self, standing: Standing) -> None:
        """Show the remaining assignments, and offer to restore the removed ones."""
        gone = self._gone.assignments if self._gone is not None else ()
        self._unlist({one.principal_id for one in gone})
        self._stood(standing)
        names = ", ".join(dict.fromkeys(one.display_name for one in gone))
        undo = LinkButton(self.t("assign-undo"), self.undo, name="undoRemove")
        self.reach.hide()
        self.removed.say(self.t("assign-removed", names=names), self.gate.told(), tone="info", links=(undo,))
        self.viewport.show(self.removed)

    def undo(self) -> None:
        """Restore the assignments that were just removed, with their roles."""
        if self._gone is not None:
            gone = self._gone.assignments
            self.run_step(restore, gone, on_result=self._restored, busy="assign-working", key="undo")

    def _restored(self, standing: Standing) -> None:
        gone = self._gone.assignments if self._gone is not None else ()
        again = [
            PlannedAssignment(one.principal_id, one.kind, one.display_name, one.role_id)
            for one in gone
            if one.kind != "ServicePrincipal"
        ]
        self.journey.answer(assignments=(*self.journey.answers.assignments, *again))
        self.removed.say(self.t("assign-undone"), self.t("assign-undone-help"), tone="ok")
        self._gone = None
        self._stood(standing)
