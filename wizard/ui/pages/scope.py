"""Step 9: assigned only or all, scoping filters, and who comes in or leaves, by name, before saving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from wizard.journey.model import Outcome
from wizard.mapping.filters import OPERATORS, Clause, FilterGroup, canonical
from wizard.ui.context import UiContext
from wizard.ui.models.rows import Column
from wizard.ui.pages.base import Page, task_last
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, EmptyState, LinkButton, StatTile, button, clear, label
from wizard.ui.widgets.fields import text_edit
from wizard.ui.widgets.problem import Banner
from wizard.ui.widgets.table import DataTable

SOME = 8
"""Names in a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """A person and what the change means for them."""

    name: str
    user: str
    what: str
    why: str


class StepPage(Page):
    """Scope, filters, effects."""

    step_id = "scope"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._schema: Any = None
        self.no_session = EmptyState(self.t("application-sign-in-first"), name="signInFirst")
        self.body.addWidget(self.no_session)
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
        self.save_button = button(self.t("scope-save"), self.save, name="saveScope", kind="primary")
        card.add_to_head(self.save_button)
        self.body.addWidget(card)
        self.body.addWidget(self._build_filters())
        self.body.addWidget(self._build_effects(), 1)

    def _build_filters(self) -> QWidget:
        card = Card(self.t("scope-filters"), name="filtersCard")
        card.add_to_head(LinkButton(self.t("scope-add-filter"), self.add_filter, name="addFilter"))
        self.none = EmptyState(self.t("scope-filters-none"), self.t("scope-filters-none-help"))
        card.add_flush(self.none)
        self.host = QWidget()
        self.groups_box = QVBoxLayout(self.host)
        self.groups_box.setContentsMargins(0, 0, 0, 0)
        self.groups_box.setSpacing(px(8))
        card.add(self.host)
        return card

    def _build_effects(self) -> QWidget:
        card = Card(self.t("scope-effects"), name="effectsCard")
        self.look_button = button(self.t("scope-look"), self.look, name="whoIsThat")
        card.add_to_head(self.look_button)
        tiles = QHBoxLayout()
        tiles.setSpacing(px(12))
        self.tiles = {
            name: StatTile("–", self.t(f"scope-{name}"), name=f"tile-{name}")
            for name in ("inside", "entering", "leaving", "outside")
        }
        for tile in self.tiles.values():
            tiles.addWidget(tile)
        card.add(tiles)
        self.warning = Banner(name="leavingWarning")
        self.warning.hide()
        card.add(self.warning)
        columns = (
            Column(self.t("scope-column-what"), lambda row: self.t(f"scope-what-{row.what}"), tone=_tone),
            Column(self.t("scope-column-name"), lambda row: row.name, stretch=2),
            Column(self.t("scope-column-user"), lambda row: row.user, mono=True, stretch=3),
            Column(self.t("scope-column-why"), lambda row: row.why, stretch=2),
        )
        self.table = DataTable(columns, name="effects", title=self.t("scope-effects"))
        self.table.hide()
        card.add_flush(self.table, 1)
        return card

    # --- showing

    def enter(self) -> None:
        signed_in = self.context.services.session is not None
        self.no_session.setVisible(not signed_in)
        answers = self.journey.answers
        (self.all if answers.scope == "all" else self.assigned).setChecked(True)
        self._show_help()
        self._show_filters()
        if signed_in and self._schema is None and answers.service_principal_id:
            from wizard.journey.steps.mappings import read_schema

            self.run(task_last(read_schema), self.context.services, answers, on_result=self._read, key="schema")

    def _read(self, schema: Any) -> None:
        self._schema = schema
        self._show_filters()

    def _show_help(self) -> None:
        self.help.setText(self.t("scope-all-warning" if self.all.isChecked() else "scope-field-scope.help"))

    @property
    def groups(self) -> tuple[FilterGroup, ...]:
        """The filters as edited, or as the job has them."""
        edited = self.journey.answers.user_filter
        if edited is not None:
            return tuple(FilterGroup.from_json(group) for group in edited)
        return self._schema.mapping("User").scope.groups if self._schema is not None else ()

    def _show_filters(self) -> None:
        clear(self.groups_box)
        groups = self.groups
        self.none.setVisible(not groups)
        self.host.setVisible(bool(groups))
        for number, group in enumerate(groups):
            if number:
                self.groups_box.addWidget(label(self.t("scope-or"), "strong"))
            self.groups_box.addWidget(_GroupEditor(self, number, group))

    def attributes(self) -> list[str]:
        """Return the source attributes that a condition may use."""
        if self._schema is None:
            return []
        from wizard.mapping.filters import UNSUPPORTED

        return [
            item.name
            for item in self._schema.source_attributes("User")
            if not item.multivalued
            and item.type not in {"Reference", "DateTime", "Binary"}
            and item.name not in UNSUPPORTED
        ]

    # --- answers

    def _scope_clicked(self) -> None:
        self.journey.answer(scope="all" if self.all.isChecked() else "assigned")
        self._show_help()

    def keep(self, groups: list[FilterGroup], *, rebuild: bool = True) -> None:
        """Take over edited filters."""
        saved = self._schema.mapping("User").scope.groups if self._schema is not None else ()
        same = tuple(groups) == saved
        self.journey.answer(user_filter=None if same else tuple(group.to_json() for group in groups))
        if rebuild:
            self._show_filters()

    def add_filter(self) -> None:
        """Add a filter with one condition."""
        groups = list(self.groups)
        name = self.t("scope-filter-name", number=len(groups) + 1)
        names = self.attributes()
        first = "department" if "department" in names or not names else names[0]
        groups.append(FilterGroup(name, (Clause(first, "EQUALS", ("",)),)))
        self.keep(groups)

    # --- work

    def look(self) -> None:
        """Compute who is in scope now, who comes in and who leaves."""
        from wizard.journey.steps.scope import effects

        self.run(
            task_last(effects), self.context.services, self.journey.answers,
            on_result=self._looked, busy="scope-looking", key="effects",
        )  # fmt: skip

    def _looked(self, found: Any) -> None:
        rows: list[Row] = []
        leaving = {person.id for person in found.leaving}
        entering = {person.id for person in found.entering}
        for person in found.inside:
            what = "entering" if person.id in entering else "inside"
            rows.append(Row(person.display_name, person.user_principal_name, what, ""))
        for person, reason in found.outside:
            what = "leaving" if person.id in leaving else "outside"
            words = self.t(f"plan-reason-{reason}", group="", filters="…")
            rows.append(Row(person.display_name, person.user_principal_name, what, words))
        order = {"leaving": 0, "entering": 1, "outside": 2, "inside": 3}
        rows.sort(key=lambda row: (order[row.what], row.name.lower()))
        self.table.set_rows(rows)
        self.table.show()
        for name in self.tiles:
            count = len(getattr(found, name))
            tone = "bad" if name == "leaving" and count else "neutral"
            self.tiles[name].show_value(str(count), self.t(f"scope-{name}"), tone)  # type: ignore[arg-type]
        if found.leaving:
            names = ", ".join(person.display_name for person in found.leaving[:SOME])
            more = "…" if len(found.leaving) > SOME else ""
            self.warning.say(self.t("scope-leaving-warning", count=len(found.leaving), names=names + more), tone="warn")
        else:
            self.warning.hide()

    def save(self) -> None:
        """Save scope and filters, and read them back."""
        self.perform(busy="scope-saving", on_done=self._saved)

    def _saved(self, _outcome: Outcome) -> None:
        self._schema = None
        self.enter()

    def next_pressed(self) -> None:
        if self.way == "for_me" and self.journey.settled(self.step_id) in {"todo", "stale"}:
            self.perform(busy="scope-saving", on_done=self._go_on)
            return
        super().next_pressed()

    def can_next(self) -> bool:
        return super().can_next() or (self.way == "for_me" and self.context.services.session is not None)


class _GroupEditor(QWidget):
    """One scoping filter: its conditions, joined by "and"."""

    def __init__(self, page: StepPage, number: int, group: FilterGroup) -> None:
        super().__init__()
        self._page, self._number, self._group = page, number, group
        self.setObjectName(f"filter-{number}")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        head = QHBoxLayout()
        head.addWidget(label(group.name, "label"))
        head.addStretch(1)
        head.addWidget(LinkButton(page.t("scope-add-condition"), self._add, name=f"addCondition-{number}"))
        head.addWidget(LinkButton(page.t("scope-remove-filter"), self._remove, name=f"removeFilter-{number}"))
        box.addLayout(head)
        for place, clause in enumerate(group.clauses):
            box.addLayout(self._line(place, clause))

    def _line(self, place: int, clause: Clause) -> QHBoxLayout:
        page, name = self._page, f"{self._number}-{place}"
        line = QHBoxLayout()
        line.setSpacing(px(8))
        joint = QLabel(page.t("scope-and") if place else "")
        joint.setMinimumWidth(px(30))
        line.addWidget(joint)
        attribute = _combo(
            f"attribute-{name}", page.t("scope-attribute"), [*dict.fromkeys([clause.attribute, *page.attributes()])]
        )
        attribute.setCurrentText(clause.attribute)
        operator = _combo(f"operator-{name}", page.t("scope-operator"), list(OPERATORS))
        operator.setCurrentText(canonical(clause.operator))
        value = text_edit(clause.values[0] if clause.values else "", name=f"value-{name}")
        value.setAccessibleName(page.t("scope-value"))
        value.setEnabled(not clause.unary)
        attribute.activated.connect(lambda: self._edit(place, attribute, operator, value))
        operator.activated.connect(lambda: self._edit(place, attribute, operator, value))
        value.textEdited.connect(lambda: self._edit(place, attribute, operator, value))
        line.addWidget(attribute, 2)
        line.addWidget(operator, 2)
        line.addWidget(value, 3)
        remove = LinkButton(page.t("scope-remove-condition"), name=f"removeCondition-{name}")
        remove.clicked.connect(lambda: self._drop(place))
        line.addWidget(remove)
        return line

    def _edit(self, place: int, attribute: QComboBox, operator: QComboBox, value: Any) -> None:
        clause = Clause(attribute.currentText(), operator.currentText(), (value.text(),))
        if clause.unary:
            clause = Clause(clause.attribute, clause.operator)
        value.setEnabled(not clause.unary)
        clauses = list(self._group.clauses)
        clauses[place] = clause
        self._keep(clauses, rebuild=False)

    def _add(self) -> None:
        first = (self._page.attributes() or ["department"])[0]
        self._keep([*self._group.clauses, Clause(first, "EQUALS", ("",))])

    def _drop(self, place: int) -> None:
        clauses = [clause for number, clause in enumerate(self._group.clauses) if number != place]
        self._keep(clauses) if clauses else self._remove()

    def _remove(self) -> None:
        self._page.keep([group for number, group in enumerate(self._page.groups) if number != self._number])

    def _keep(self, clauses: list[Clause], *, rebuild: bool = True) -> None:
        self._group = FilterGroup(self._group.name, tuple(clauses), self._group.raw)
        groups = list(self._page.groups)
        groups[self._number] = self._group
        self._page.keep(groups, rebuild=rebuild)


def _combo(name: str, title: str, items: list[str]) -> QComboBox:
    result = QComboBox()
    result.setObjectName(name)
    result.setAccessibleName(title)
    result.addItems(items)
    return result


def _tone(row: Row) -> str:
    return {"inside": "ok", "entering": "info", "leaving": "bad", "outside": "neutral"}[row.what]
