"""The user that a mapping is tried on, and its result for this user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from wizard.directory import Person
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.fields import choice_box
from wizard.ui.widgets.result_box import ResultBox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wizard.ui.shell.context import UiContext
    from wizard.ui.widgets.basic import Tone


class TryOn:
    """The controls, which the editor places: ``person`` above the source, ``result`` and its texts below it."""

    def __init__(self, context: UiContext, changed: Callable[[], object], *, people: bool) -> None:
        self._t = t = context.t
        self.person = choice_box(name="person", title=t("users-try"))
        self.person.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.person.currentIndexChanged.connect(lambda _index: changed())
        if not people:
            self.person.hide()  # setVisible(True) without a parent would open its own window
        self.title = label(t("users-result"), "label")
        self.result = ResultBox("result")
        self.was = label("", "hint", name="resultNote")

    def offer(self, people: Sequence[Person]) -> None:
        """Offer these users."""
        self.person.blockSignals(True)
        self.person.clear()
        for person in people:
            self.person.addItem(person.display_name, person)
        if not people:
            self.person.addItem(self._t("users-no-person"), None)
        self.person.blockSignals(False)

    def choose(self, person: Person) -> None:
        """Select a user, and add the user to the list if needed."""
        at = next((n for n in range(self.person.count()) if self.person.itemData(n) == person), -1)
        if at < 0:
            self.person.addItem(person.display_name, person)
            at = self.person.count() - 1
        self.person.setCurrentIndex(at)

    @property
    def chosen(self) -> Person | None:
        found = self.person.currentData()
        return found if isinstance(found, Person) else None

    def show_result(self, text: str, tone: Tone, note: str) -> None:
        """Show the result for the selected user; hide the parts whose text is empty."""
        shown = bool(text)
        self.result.show_value(text, tone)
        self.was.setText(note)
        for each in (self.result, self.title):
            each.setVisible(shown)
        self.was.setVisible(bool(note))
