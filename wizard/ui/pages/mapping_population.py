"""The current expression's results for all users: the counts, and on a click the users behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wizard.mapping.population import PersonResult, PopulationResult, Tally
from wizard.ui.icons import IconLabel
from wizard.ui.layout import Dialog, Wide, add, column, fit, row
from wizard.ui.models.rows import Column
from wizard.ui.pages.mapping_changes import clipped
from wizard.ui.theme import px
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.segmented import SegmentedControl
from wizard.ui.widgets.table import DataTable
from wizard.ui.wrapping import NARROW_WORD, wrappable

if TYPE_CHECKING:
    from wizard.ui.shell.context import UiContext

NAMED = 2
"""Number of users named in a line."""


class _Line(QWidget):
    """A sentence with an icon."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._sign = IconLabel("check", "ok", 12)
        self.words = label("", "hint", name=name)
        self.setLayout(row(Wide(self._sign, 0, top=True), Wide(self.words), gap=6))
        self.hide()

    def say(self, text: str, sign: str = "check", ink: str = "ok") -> None:
        """Show a sentence; hide the line if it is empty."""
        self._sign.show_icon(sign, ink)
        self.words.setText(wrappable(text, NARROW_WORD))
        self.setVisible(bool(text))


class PopulationBox(QWidget):
    """Counts that are updated while they are computed; ``people_wanted`` asks for the list of users."""

    people_wanted = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setObjectName("population")
        self._t = context.t
        self.result: PopulationResult | None = None
        self.give = _Line("giveValue")
        self.empty = _Line("populationEmpty")
        self.values = _Line("populationValues")
        self.changed = _Line("populationChanged")
        self.differing = _Line("populationDiffering")
        lines = (self.give, self.empty, self.values, self.changed, self.differing)
        self.reading = label("", "faint", name="populationReading")
        self.who = LinkButton(self._t("users-show-who"), self.people_wanted.emit, name="showWho")
        self.setLayout(column(*lines, row(self.who, Wide(self.reading), gap=3), gap=3))

    def show_counting(self, done: int, total: int, value: int) -> None:
        """Show the progress of counting."""
        self.give.say(self._t("users-counting", value=value, done=done, people=total), "wait", "muted")

    def show_reading(self, done: int, total: int) -> None:
        """Show how many users have been read, and of how many (0: unknown); hide it for 0 of 0."""
        self.reading.setText(self._t("users-reading-people", done=done, total=total) if done or total else "")

    def show_result(self, found: PopulationResult) -> None:
        """Show the counts."""
        t, self.result = self._t, found
        whole = found.valued == found.people
        give = t("users-give", value=found.valued, people=found.people)
        self.give.say(give, "check" if whole else "info", "ok" if whole else "muted")
        lacking = (*found.failed.first, *found.empty.first)
        count = found.failed.count + found.empty.count
        self.empty.say(
            t("users-empty", names=self._names(lacking), more=max(0, count - NAMED)) if count else "",
            "warning" if found.failed.count else "dash",
            "warn" if found.failed.count else "muted",
        )
        longest = len(found.longest.result) if found.longest is not None else 0
        self.values.say(t("users-values", distinct=found.distinct, longest=longest) if longest else "", "dash", "muted")
        self._show_changed(found)
        name = found.differing.first[0].person.display_name if found.differing.count else ""
        self.differing.say(
            t("users-population-differing", count=found.differing.count, name=name)
            if found.differing.count
            else t("users-population-same")
            if found.accounts
            else "",
            "info" if found.differing.count else "check",
            "muted" if found.differing.count else "ok",
        )

    def _show_changed(self, found: PopulationResult) -> None:
        if not found.changed.count:
            self.changed.say("")
            return
        first = found.changed.first[0]
        old, new = (clipped(text, 24) or self._t("users-nothing") for text in (first.before or "", first.result))
        words = self._t(
            "users-population-changed", count=found.changed.count, name=first.person.display_name, old=old, new=new
        )
        self.changed.say(words, "info", "warn_text")

    def _names(self, items: Sequence[PersonResult]) -> str:
        return ", ".join(item.person.display_name for item in items[:NAMED])


class PopulationDialog(Dialog):
    """The users behind the counts with their new and old values. Return or double-click emits ``person_chosen``."""

    person_chosen = Signal(object)

    def __init__(self, context: UiContext, found: PopulationResult, title: str, parent: QWidget) -> None:
        super().__init__(title, parent, name="populationDialog", once=True)
        t = self._t = context.t
        self.setMinimumWidth(px(640))  # room for four columns with their titles
        self._texts = context.texts
        self._groups: dict[str, Tally] = {
            "everybody": found.everybody,
            "empty": found.empty,
            "failed": found.failed,
            "changed": found.changed,
            "differing": found.differing,
        }
        shown = [(key, group) for key, group in self._groups.items() if group.count or key == "everybody"]
        options = [(key, t(f"users-who-{key}", count=group.count)) for key, group in shown]
        self.which = SegmentedControl(options, name="who", title=title)
        self.which.chosen.connect(self._show)
        columns: list[Column[PersonResult]] = [
            Column(t("users-who-person"), lambda item: item.person.display_name, stretch=2),
            Column(t("users-who-result"), lambda item: item.result or "–", mono=True, stretch=3),
        ]
        if found.compared:
            columns.append(Column(t("users-who-before"), lambda item: item.before or "", mono=True, stretch=3))
        if found.accounts:
            columns.append(Column(t("users-who-held"), lambda item: item.held or "", mono=True, stretch=3))
        if found.failed.count:
            columns.append(Column(t("users-who-problem"), self._problem, stretch=3))
        self.table = DataTable(columns, name="whoTable", title=title, runner=context.runner)
        self.table.setProperty("framed", "true")
        self.table.row_opened.connect(self._chosen)
        self.note = label("", "hint", name="whoNote")
        foot = row(Wide(self.note), button(t("users-close"), self.accept, name="whoClose"), gap=10)
        add(self.box, label(title, "strong"), self.which, Wide(self.table), foot)
        self._show("everybody")
        fit(self, px(820), px(520))

    def _problem(self, item: PersonResult) -> str:
        return self._texts.problem(item.problem).what if item.problem is not None else ""

    def _show(self, key: str) -> None:
        group = self._groups[key]
        self.table.set_rows(group.first)
        held_back = group.count > len(group.first)
        self.note.setText(
            self._t("users-who-first", shown=len(group.first), count=group.count)
            if held_back
            else self._t("users-who-choose")
        )

    def _chosen(self, item: PersonResult | None) -> None:
        if item is not None:
            self.person_chosen.emit(item.person)
            self.accept()
