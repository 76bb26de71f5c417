"""One condition of a scoping filter: its problem, and how many users it matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from wizard.mapping.checks.filters import can_filter, clause_problem, is_wrong
from wizard.mapping.filters import UNSUPPORTED, Clause, Outcome, canonical
from wizard.mapping.language import OWN, Language
from wizard.ui.layout import Wide, column, row
from wizard.ui.theme import mono_font, px
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import label, restyle
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.fields import choice_box
from wizard.ui.widgets.suggesting import SuggestingEdit

if TYPE_CHECKING:
    from wizard.directory import Person
    from wizard.mapping import AttributeDefinition
    from wizard.ui.pages.scope_filters import FilterEditor

NAMED = 3
"""Number of users named in a sentence."""

FIRST = "department"
"""The attribute of a new condition, if it exists."""

Faring = Mapping[Outcome, tuple["Person", ...]]


class Attributes:
    """The source attributes that conditions can and cannot use, and the operators of a language."""

    def __init__(self, definitions: Sequence[AttributeDefinition] = (), language: Language = OWN) -> None:
        self.language = language
        self.all = {item.name: item for item in definitions}
        self.fit = [item.name for item in definitions if can_filter(item)]
        self.unfit = sorted({item.name for item in definitions if not can_filter(item)} | (UNSUPPORTED - {"members"}))

    def type_of(self, name: str) -> str:
        return self.all[name].type if name in self.all else "String"

    def new_clause(self) -> Clause:
        """Return a new condition."""
        first = FIRST if FIRST in self.fit or not self.fit else self.fit[0]
        return Clause(first, "EQUALS", ("",))


class ClauseLine(QWidget):
    """Attribute, operator and value, and below them a note on the condition."""

    def __init__(self, owner: FilterEditor, place: int, clause: Clause) -> None:
        super().__init__()
        self._owner, self._place, self._clause = owner, place, clause
        self._t, self._attributes = owner.texts, owner.offered
        name = f"{owner.number}-{place}"
        joint = label(self._t("scope-and") if place else "", "hint", wrap=False)
        joint.setFixedWidth(px(30))
        self.attribute = self._attribute_box(f"attribute-{name}")
        self.operator = _box(f"operator-{name}", self._t("scope-operator"))
        held = clause.values[0] if clause.values else ""
        self.value = SuggestingEdit(held, name=f"value-{name}", tip=self._t("scope-values"))
        self.value.setAccessibleName(self._t("scope-value"))
        self.value.setPlaceholderText(self._t("scope-value"))
        self._offer_operators()
        self.attribute.activated.connect(self._attribute_chosen)
        self.operator.activated.connect(self._edited)
        self.value.textEdited.connect(self._edited)
        self.value.chosen.connect(self._edited)
        remove = LinkButton(
            self._t("scope-remove-condition"), lambda: owner.drop(place), name=f"removeCondition-{name}"
        )
        self.said = label("", "hint", name=f"said-{name}")
        self.said.setContentsMargins(px(38), 0, 0, px(2))
        fields = (Wide(self.attribute, 3), Wide(self.operator, 3), Wide(self.value, 4))
        self.setLayout(column(row(joint, *fields, remove, gap=8), self.said, gap=3))
        self.problem = ""
        self.show_faring({})

    def _attribute_box(self, name: str) -> QComboBox:
        """Return the attribute box; attributes that filters cannot use are shown, but disabled."""
        box = _box(name, self._t("scope-attribute"))
        box.setFont(mono_font())
        model = QStandardItemModel(box)
        own = self._clause.attribute
        for each in dict.fromkeys([*([] if own in self._attributes.unfit else [own]), *self._attributes.fit]):
            model.appendRow(QStandardItem(each))
        for each in self._attributes.unfit:
            item = QStandardItem(each)
            set_tip(item, self._t("mapcheck-scope-filter-unsupported-attribute.fix"))
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            model.appendRow(item)
        box.setModel(model)
        box.setCurrentText(own)
        return box

    def _offer_operators(self) -> None:
        fitting = self._attributes.language.operators_for(self._attributes.type_of(self._clause.attribute))
        own = _spelt(self._clause.operator, fitting)
        self.operator.clear()
        self.operator.addItems(fitting if own in fitting else [own, *fitting])
        self.operator.setCurrentText(own)
        self.value.setEnabled(not self._attributes.language.is_unary(own))

    # --- editing

    def _attribute_chosen(self) -> None:
        name = self.attribute.currentText()
        fitting = self._attributes.language.operators_for(self._attributes.type_of(name))
        own = _spelt(self._clause.operator, fitting)
        if fitting and own not in fitting:
            self.operator.clear()
            self.operator.addItems(fitting)
        self._edited()
        self._offer_operators()

    def _edited(self) -> None:
        old, operator = self._clause, self.operator.currentText()
        if canonical(operator) == canonical(old.operator):
            operator = old.operator
        # A condition can have further values, which this line does not show; they are kept.
        unary = self._attributes.language.is_unary(operator)
        values = () if unary else (self.value.text(), *old.values[1:])
        self._clause = replace(old, attribute=self.attribute.currentText(), operator=operator, values=values)
        self.value.setEnabled(not unary)
        self.show_faring({})
        self._owner.changed(self._place, self._clause)

    # --- results

    def show_faring(self, faring: Faring) -> None:
        """Show the condition's problem, or else how many users match it, and who only just does not."""
        clause = self._clause
        self.problem = clause_problem(clause, self._attributes.all, self._attributes.language)
        if self.problem:
            params = {"attribute": clause.attribute, "operator": clause.operator}
            key = f"mapcheck-{self.problem}"
            waiting = self.problem == "scope-filter-no-value"
            fix = self._t(f"{key}.fix", **params)
            words = fix if waiting else f"{self._t(key, **params)} {fix}"
            restyle(self.said, role="hint" if waiting or not is_wrong(self.problem) else "error")
        else:
            words = self._fares(faring)
            restyle(self.said, role="hint")
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _fares(self, faring: Faring) -> str:
        total = sum(map(len, faring.values()))
        if not total:
            return ""
        parts = [self._t("scope-fares-holds", count=len(faring.get("holds", ())), total=total)]
        for how in ("case", "number", "several", "empty"):
            people = faring.get(how, ())
            if people:
                names = ", ".join(person.display_name for person in people[:NAMED])
                more = max(0, len(people) - NAMED)
                parts.append(self._t(f"scope-fares-{how}", count=len(people), names=names, more=more))
        return " ".join(parts)


def _spelt(operator: str, offered: Sequence[str]) -> str:
    """Return an operator as spelled in ``offered``, ignoring case."""
    own = canonical(operator)
    return next((name for name in offered if canonical(name) == own), own)


def _box(name: str, title: str) -> QComboBox:
    result = choice_box(name=name, title=title)
    result.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    result.setMinimumContentsLength(8)
    return result
