"""Step 9: assigned only or all, scoping filters, and who comes in or leaves, by name, before saving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from wizard.journey.changes import Restart
from wizard.journey.model import Outcome
from wizard.mapping.filters import FilterGroup
from wizard.ui.pages.base import Page, task_last
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.pages.scope_effects import EffectsCard
from wizard.ui.pages.scope_filters import Attributes, FilterEditor
from wizard.ui.shell.context import UiContext
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, EmptyState, LinkButton, button, clear, label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.core.errors import WizardError
    from wizard.journey.steps.scope import Reading
    from wizard.provisioning.scope_diff import Effects

LOOK_AFTER_MS = 200
"""How long nothing is edited before it is computed again who is in scope."""


class StepPage(Page[None]):
    """Scope, filters, effects."""

    step_id = "scope"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._schema: Any = None
        self._reading: Reading | None = None
        self._values: dict[str, Sequence[str]] = {}
        self.gate = ImpactGate(self)
        self._attributes = Attributes()
        self.editors: list[FilterEditor] = []
        self.no_session = self.sign_in_first()
        self.body.addWidget(self.no_session)
        self.body.addWidget(self._build_scope())
        self.body.addWidget(self._build_restart())
        self.body.addWidget(self._build_filters())
        self.effects = EffectsCard(self, self.look)
        self.body.addWidget(self.effects, 1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER_MS)
        self._soon.timeout.connect(self._compute)

    def _build_restart(self) -> QWidget:
        """Offer what makes a change from everybody to assigned only effective."""
        card = Card(self.t("scope-restart-title"), name="restartCard")
        card.add(label(self.t("scope-restart-why"), "hint"))
        card.add_to_head(button(self.t("scope-restart-go"), self.restart, name="restartForScope", guarded=True))
        self.restart_card = card
        card.hide()
        return card

    def _show_restart(self) -> None:
        result = self.journey.result(self.step_id)
        waits = result is not None and result.facts.get("restart") is True
        self.restart_card.setVisible(waits and self.context.services.session is not None)

    def restart(self) -> None:
        """Restart provisioning, once the person knows what that does to people."""
        self.gate.do(Restart("again"), self._restarted, busy="scope-restarting")

    def _restarted(self, _status: object) -> None:
        self.perform(verify=True, on_done=self._was_saved)

    def _build_scope(self) -> QWidget:
        self.assigned = QRadioButton(self.t("scope-field-scope-assigned"))
        self.assigned.setObjectName("scopeAssigned")
        self.all = QRadioButton(self.t("scope-field-scope-all"))
        self.all.setObjectName("scopeAll")
        self.assigned.clicked.connect(self._scope_clicked)
        self.all.clicked.connect(self._scope_clicked)
        card = Card(self.t("scope-field-scope"), name="scopeCard")
        box = QVBoxLayout()
        box.setSpacing(px(6))
        box.addWidget(self.assigned)
        box.addWidget(self.all)
        self.help = label(self.t("scope-field-scope.help"), "hint")
        box.addWidget(self.help)
        card.add(box)
        self.save_button = button(self.t("scope-save"), self.save, name="saveScope", kind="primary", guarded=True)
        card.add_to_head(self.save_button)
        return card

    def _build_filters(self) -> QWidget:
        card = self.filters_card = Card(self.t("scope-filters"), name="filtersCard")
        card.add_to_head(LinkButton(self.t("scope-add-filter"), self.add_filter, name="addFilter"))
        self.none = EmptyState(self.t("scope-filters-none"), self.t("scope-filters-none-help"))
        card.add_flush(self.none)
        self.host = QWidget()
        self.groups_box = QVBoxLayout(self.host)
        self.groups_box.setContentsMargins(0, 0, 0, 0)
        self.groups_box.setSpacing(px(8))
        card.add(self.host)
        return card

    # --- showing

    def enter(self) -> None:
        self._show_restart()
        signed_in = self.context.services.session is not None
        self.no_session.setVisible(not signed_in)
        # What was never read is not "no filter".
        self.filters_card.setVisible(signed_in or self._schema is not None)
        answers = self.journey.answers
        (self.all if answers.scope == "all" else self.assigned).setChecked(True)
        self._show_help()
        self._show_filters()
        self._forget()  # other steps, and others in the portal, may have changed who is assigned
        if signed_in and answers.service_principal_id:
            self.look()
        elif self._reading is not None:
            self._look_soon()

    def leave(self) -> None:
        self._soon.stop()

    @property
    def waiting(self) -> bool:
        return self._soon.isActive()

    def _show_help(self) -> None:
        self.help.setText(self.t("scope-all-warning" if self.all.isChecked() else "scope-field-scope.help"))

    @property
    def groups(self) -> tuple[FilterGroup, ...]:
        """The filters as edited, or as the job has them."""
        edited = self.journey.answers.user_filter
        return self._saved if edited is None else tuple(FilterGroup.from_json(group) for group in edited)

    @property
    def _saved(self) -> tuple[FilterGroup, ...]:
        return self._schema.mapping("User").scope.groups if self._schema is not None else ()

    def _show_filters(self) -> None:
        clear(self.groups_box)
        groups = self.groups
        self.none.setVisible(not groups)
        self.host.setVisible(bool(groups))
        self.editors = []
        for number, group in enumerate(groups):
            if number:
                self.groups_box.addWidget(label(self.t("scope-or"), "strong"))
            editor = FilterEditor(self.context, number, group, self._attributes, self._edited)
            editor.offer(self._values)
            self.editors.append(editor)
            self.groups_box.addWidget(editor)
        self._show_sound()

    def _show_sound(self) -> None:
        self.save_button.setEnabled(self.sound and self.context.services.session is not None)
        self.changed.emit()

    @property
    def sound(self) -> bool:
        """Whether Entra would take every condition."""
        return all(editor.sound for editor in self.editors)

    # --- answers

    def _scope_clicked(self) -> None:
        self.journey.answer(scope="all" if self.all.isChecked() else "assigned")
        self._show_help()
        self._look_soon()

    def _edited(self, number: int, group: FilterGroup | None, rebuild: bool) -> None:
        groups = list(self.groups)
        groups[number : number + 1] = [] if group is None else [group]
        self._keep(groups, rebuild=rebuild)

    def _keep(self, groups: list[FilterGroup], *, rebuild: bool) -> None:
        same = tuple(groups) == self._saved
        self.journey.answer(user_filter=None if same else tuple(group.to_json() for group in groups))
        if rebuild:
            self._show_filters()
        self._show_sound()
        self._look_soon()

    def add_filter(self) -> None:
        """Add a filter with one condition."""
        names = {group.name for group in self.groups}
        number = next(n for n in range(len(names) + 1, 2 * len(names) + 2) if self._name(n) not in names)
        group = FilterGroup(self._name(number), (self._attributes.new_clause(),))
        self._keep([*self.groups, group], rebuild=True)
        self.editors[-1].lines[0].value.setFocus()

    def _name(self, number: int) -> str:
        return self.t("scope-filter-name", number=number)

    # --- who is in scope

    def look(self, *, follows: bool = False) -> None:
        """Read who could be in scope, and compute who is, who comes in and who leaves."""
        from wizard.journey.steps.scope import read

        self.run(
            task_last(read), self.context.services, self.journey.answers,
            on_result=self._read, busy="scope-looking", key="read", follows=follows,
        )  # fmt: skip

    def _read(self, reading: Reading) -> None:
        self._reading, self._values = reading, {}
        if reading.current is not self._schema:
            self._schema = reading.current
            self._attributes = Attributes(reading.current.source_attributes("User"), reading.current.language)
            if self.was_saved and self.groups != self._saved:
                self.journey.answer(user_filter=None)
            self._show_filters()
        self._compute()

    def _look_soon(self) -> None:
        if self._reading is not None:
            if not self.sound:
                self._forget()
            self._soon.start()

    def _compute(self) -> None:
        reading, answers = self._reading, self.journey.answers
        if reading is None or not self.sound:
            return
        if not reading.covers(answers):
            self.look(follows=True)
            return
        from wizard.journey.steps.scope import effects

        self.run(task_last(effects), reading, answers, on_result=self._looked, on_error=self._not_looked, key="effects")

    def _list_values(self) -> None:
        """Find the values of the attributes that conditions ask for, each once."""
        from wizard.journey.steps.scope import known_values

        reading = self._reading
        wanted = frozenset[str]().union(*(editor.attributes for editor in self.editors))
        names = sorted(name for name in wanted - self._values.keys() if reading and name in reading.attributes)
        if names:
            self.run(task_last(known_values), reading, names, on_result=self._listed, key="values", quiet=True)
        else:
            self._listed({})

    def _listed(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values |= values
        for editor in self.editors:
            editor.offer(self._values)

    def _forget(self) -> None:
        """Show no figures: those of before are not true any more."""
        self.context.runner.abandon(f"{self.step_id}-effects")
        self.effects.forget()

    def _not_looked(self, error: WizardError) -> None:
        self._forget()
        self.show_error(error)

    def _looked(self, found: Effects) -> None:
        self._list_values()
        with self.at_once():
            self.effects.show_effects(found)
            for editor, faring in zip(self.editors, found.clauses, strict=False):
                editor.show_faring(faring)

    # --- saving

    def save(self) -> None:
        """Save scope and filters, and read them back, once the person knows what that does to people."""
        self.gate.ask(self._save)

    def _save(self) -> None:
        self.perform(busy="scope-saving", on_done=self._was_saved)

    def took(self, _outcome: Outcome[None]) -> None:
        self._reading = None  # what was read before is not what Entra has now

    def _was_saved(self, _outcome: Outcome[None]) -> None:
        self.enter()
        self.gate.tell()

    def next_pressed(self) -> None:
        if self.way == "for_me" and self.journey.settled(self.step_id) in {"todo", "stale"}:
            self.gate.ask(self._save_and_go)
            return
        super().next_pressed()

    def _save_and_go(self) -> None:
        self.perform(busy="scope-saving", on_done=self._saved_go_on)

    def _saved_go_on(self, outcome: Outcome[None]) -> None:
        if outcome.facts.get("restart"):
            self._was_saved(outcome)  # one thing is left to decide on this page
            self.ensure_visible(self.restart_card)
            return
        self._go_on(outcome)
        self.gate.tell(saved_only=True)

    def unfinished(self) -> str:
        return "" if self.sound else "scope"

    def can_next(self) -> bool:
        if self.way == "for_me" and not self.sound:
            return False
        return super().can_next() or (self.way == "for_me" and self.context.services.session is not None)
