"""Step 5: search people and groups, put them on the list, assign, read back; who is behind a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from wizard.directory import DEFAULT_ACCESS_ROLE_ID
from wizard.journey.answers import PlannedAssignment
from wizard.journey.changes import Unassign
from wizard.journey.model import Outcome
from wizard.ui.models.rows import Column
from wizard.ui.pages.assign_search import SearchCard
from wizard.ui.pages.base import Page, task_last
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.shell.context import UiContext
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, EmptyState, LinkButton, button, guard, label, note
from wizard.ui.widgets.fields import FormField
from wizard.ui.widgets.problem import Banner
from wizard.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from wizard.journey.steps.assign import Standing


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: planned, assigned, or both."""

    principal_id: str
    kind: str
    name: str
    role: str
    assignment: Any = None


class StepPage(Page["Standing"]):
    """Search on the left, the list on the right."""

    step_id = "assign"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._standing: Any = None
        self._gone: Unassign | None = None
        self._gone_from = ""
        self.gate = ImpactGate(self)
        self.no_session = self.sign_in_first()
        self.body.addWidget(self.no_session)
        self.columns = QWidget()
        columns = QHBoxLayout(self.columns)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(px(14))
        self.search = SearchCard(self)
        self.search.add_wanted.connect(self._add_one)
        self.search.chosen.connect(self._chosen)
        columns.addWidget(self.search, 1)
        columns.addWidget(self._build_list(), 1)
        self.body.addWidget(self.columns, 1)
        self.removed = Banner(name="removedBanner")
        self.removed.hide()
        self.body.addWidget(self.removed)
        self.reach = Banner(name="groupReach")
        self.reach.hide()
        self.body.addWidget(self.reach)
        self.body.addWidget(note(self.t("assign-test-first")))

    def _build_list(self) -> QWidget:
        card = Card(self.t("assign-chosen"), name="listCard")
        self.go_button = button(self.t("assign-go"), self.assign, name="assign", kind="primary")
        card.add_to_head(self.go_button)
        self.role = QComboBox()
        self.role.setObjectName("role")
        self.role_field = FormField(self.t("assign-role"), self.role)
        card.add(self.role_field)
        columns = (
            Column(self.t("assign-column-name"), lambda row: row.name, stretch=3),
            Column(self.t("assign-column-kind"), lambda row: self.t(f"assign-kind-{row.kind}")),
            Column(self.t("assign-column-role"), self._role_name),
            Column(self.t("assign-column-state"), self._state, tone=_state_tone),
        )
        self.list = DataTable(columns, name="assignments", title=self.t("assign-chosen"))
        self.list.row_chosen.connect(self._chosen)
        card.add_flush(self.list, 1)
        self.empty = EmptyState(self.t("assign-empty"), self.t("assign-empty-help"))
        card.add_flush(self.empty)
        foot = QVBoxLayout()
        row = QHBoxLayout()
        self.count = label("", "hint", name="assignedCount")
        row.addWidget(self.count, 1)
        self.remove_link = LinkButton(self.t("assign-remove"), self.remove, name="remove")
        guard(self.remove_link)
        row.addWidget(self.remove_link)
        foot.addLayout(row)
        card.add(foot)
        return card

    # --- showing

    def enter(self) -> None:
        signed_in = self.context.services.session is not None
        self.no_session.setVisible(not signed_in)
        self.columns.setVisible(signed_in)
        if self._gone_from != self.journey.answers.service_principal_id:
            self.removed.hide()
        self._show()
        if signed_in and self.journey.answers.service_principal_id:
            from wizard.journey.steps.assign import standing

            self.run(
                task_last(standing), self.context.services, self.journey.answers, on_result=self._stood, key="standing"
            )
        if signed_in:
            self.search.browse()

    @property
    def waiting(self) -> bool:
        return self.search.waiting

    def _stood(self, standing: Any) -> None:
        from wizard.journey.steps.assign import usual_role

        self._standing = standing
        usual = usual_role(standing.roles)
        self.role.clear()
        for role in standing.roles:
            if role.enabled and role.for_users:
                self.role.addItem(role.display_name, role.id)
        if not self.role.count():
            self.role.addItem(self.t("assign-role-default-access"), DEFAULT_ACCESS_ROLE_ID)
        self.role.setCurrentIndex(max(0, self.role.findData(usual)))
        self.role_field.show_help(self.t("assign-role-help", role=self.role.currentText()))
        self._show()
        self._compare()

    def _compare(self) -> None:
        """Let go of what rests on other assignments than Entra has now: they change in the portal, too."""
        result = self.journey.result(self.step_id)
        if result is None or self._standing is None:
            return
        for kind in ("User", "Group"):
            count = sum(item.kind == kind for item in self._standing.assignments)
            if result.facts.get(f"assigned_{kind.lower()}s", count) != count:
                self.journey.lapse("preview", "assignments")
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
        rows = self._rows()
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        done = [row for row in rows if row.assignment is not None]
        users = sum(row.kind == "User" for row in done)
        self.count.setText(self.t("assign-count", users=users, groups=sum(row.kind == "Group" for row in done)))
        self.go_button.setEnabled(any(row.assignment is None for row in rows) or (bool(rows) and not self.can_next()))
        self.remove_link.setVisible(bool(rows))
        self.changed.emit()

    def _role_name(self, row: Row) -> str:
        for role in self._standing.roles if self._standing is not None else ():
            if role.id == row.role:
                return str(role.display_name)
        return self.t("assign-role-default-access") if row.role == DEFAULT_ACCESS_ROLE_ID else self.role.currentText()

    def _state(self, row: Row) -> str:
        return self.t("assign-state-assigned" if row.assignment is not None else "assign-state-planned")

    # --- the list

    def _add_one(self, row: Any) -> None:
        if row is None:
            return
        planned = self.journey.answers.assignments
        if any(item.principal_id == row.id for item in planned):
            return
        role = str(self.role.currentData() or "")
        item = PlannedAssignment(row.id, row.kind, row.display_name, role)
        self.journey.answer(assignments=(*planned, item))
        self._show()

    def assign(self) -> None:
        """Assign everybody on the list who is not assigned yet."""
        self.go_button.setEnabled(False)
        self.perform(busy="assign-working", on_cancelled=self._show, on_error=self._failed)

    def _failed(self, error: Any) -> None:
        self._show()
        self.show_error(error)

    def took(self, outcome: Outcome[Standing]) -> None:
        self._stood(outcome.data)

    def remove(self) -> None:
        """Take the selected ones from the list, and their assignments back once the person knows who loses access."""
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

    def _removed(self, standing: Any) -> None:
        """Show what is left, and offer to assign the same ones again."""
        gone = self._gone.assignments if self._gone is not None else ()
        self._unlist({one.principal_id for one in gone})
        self._stood(standing)
        names = ", ".join(dict.fromkeys(one.display_name for one in gone))
        undo = LinkButton(self.t("assign-undo"), self.undo, name="undoRemove")
        self.reach.hide()
        self.removed.say(self.t("assign-removed", names=names), self.gate.told(), tone="info", links=(undo,))
        self.ensure_visible(self.removed)

    def undo(self) -> None:
        """Assign those who were just removed again, with the roles they had."""
        from wizard.journey.steps.assign import restore

        if self._gone is not None:
            self.run(
                task_last(restore), self.context.services, self.journey.answers, self._gone.assignments,
                on_result=self._restored, busy="assign-working", key="undo",
            )  # fmt: skip

    def _restored(self, standing: Any) -> None:
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

    # --- who is behind

    def _chosen(self, row: Any) -> None:
        if row is None:
            return
        name = getattr(row, "display_name", "") or getattr(row, "name", "")
        if row.kind == "Group":
            from wizard.journey.steps.assign import reach

            group_id = getattr(row, "id", "") or getattr(row, "principal_id", "")
            self._reach_name = name
            self._reach_secure = bool(getattr(row, "security_enabled", True))
            self.run(task_last(reach), self.context.services, group_id, on_result=self._reached, key="reach")
            return
        words = []
        if getattr(row, "account_enabled", True) is False:
            words.append(self.t("assign-person-disabled", name=name))
        if getattr(row, "guest", False):
            words.append(self.t("assign-person-guest", name=name))
        if words:
            self.reach.say(name, " ".join(words), tone="warn")
        else:
            self.reach.hide()

    _reach_name = ""
    _reach_secure = True

    def _reached(self, found: Any) -> None:
        words = [self.t("assign-behind-people", count=len(found.people))]
        warn = False
        if not self._reach_secure:
            words = [self.t("assign-behind-not-security")]
            warn = True
        if found.disabled:
            words.append(self.t("assign-behind-disabled", count=found.disabled))
        if found.guests:
            words.append(self.t("assign-behind-guests", count=found.guests))
        if found.nested_groups:
            words.append(self.t("assign-behind-nested", count=len(found.nested_groups), people=found.nested_only))
            warn = True
        self.reach.say(
            self.t("assign-behind-title", name=self._reach_name), " ".join(words), tone="warn" if warn else "info"
        )


def _state_tone(row: Row) -> str:
    return "ok" if row.assignment is not None else "info"
