"""A choice between a few options, side by side: "today" or "as published"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from wizard.ui.layout import row
from wizard.ui.theme import font_metrics, px

if TYPE_CHECKING:
    from collections.abc import Sequence


class SegmentedControl(QWidget):
    """Exclusive choice; arrow keys move it. ``chosen`` emits the id of the new choice.

    Args:
        options: pairs of id and text.
    """

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], *, name: str = "segmented", title: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for index, (key, text) in enumerate(options):
            each = QPushButton(text)
            each.setCheckable(True)
            each.setAutoExclusive(True)  # so that it is a radio button to screen readers
            each.setObjectName(f"{name}-{key}")
            each.setAccessibleName(f"{title}: {text}" if title else text)
            each.setProperty("kind", "segment")
            each.setProperty("place", "first" if index == 0 else "last" if index == len(options) - 1 else "middle")
            # As wide as in bold, so that selecting an option moves nothing.
            each.setMinimumWidth(round(font_metrics(bold=True).horizontalAdvance(text)) + px(30))
            self._group.addButton(each)
            self._buttons[key] = each
            each.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setLayout(row(*self._buttons.values(), gap=0))
        self._group.buttonToggled.connect(self._toggled)
        if options:
            self._buttons[options[0][0]].setChecked(True)

    @property
    def value(self) -> str:
        """The id of the current choice."""
        return next((key for key, each in self._buttons.items() if each.isChecked()), "")

    def set_value(self, key: str) -> None:
        """Choose an option by its id; raises KeyError if there is none."""
        self._buttons[key].setChecked(True)

    def _toggled(self, part: QPushButton, checked: bool) -> None:
        part.setFocusPolicy(Qt.FocusPolicy.StrongFocus if checked else Qt.FocusPolicy.ClickFocus)  # one stop for Tab
        if checked:
            self.chosen.emit(self.value)
