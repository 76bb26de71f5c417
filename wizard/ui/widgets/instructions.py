"""Numbered instructions for the portal: what to do, values to copy, pages to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from wizard.ui.theme import color, px, scaled_font
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import Chip, clear, label, note
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.fields import CopyField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wizard.tutorial.model import Instruction


class InstructionList(QWidget):
    """A list of instructions.

    Args:
        copy_label, copied_label: texts of the copy buttons.
        copy: puts text on the clipboard.
        open_url: opens an address in the browser.
    """

    def __init__(
        self,
        copy_label: str,
        copied_label: str,
        copy: Callable[[str], object],
        open_url: Callable[[str], object],
        *,
        name: str = "instructions",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._labels = (copy_label, copied_label)
        self._copy = copy
        self._open_url = open_url
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(14))
        self._grid.setColumnStretch(1, 1)

    def show_instructions(self, instructions: Sequence[Instruction]) -> None:
        """Show these instructions, numbered from 1, instead of the current instructions."""
        clear(self._grid)
        for index, instruction in enumerate(instructions):
            number = NumberBadge(index + 1)
            self._grid.addWidget(number, index, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(self._content(index, instruction), index, 1)
            said = " · ".join(filter(None, (instruction.source, instruction.as_of)))
            if said:
                source = Chip(said, name=f"{self.objectName()}-{index + 1}-source")
                self._grid.addWidget(source, index, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._grid.setRowStretch(len(instructions), 1)

    def _content(self, index: int, instruction: Instruction) -> QWidget:
        host = QWidget()
        prefix = f"{self.objectName()}-{index + 1}"
        host.setObjectName(prefix)
        box = QVBoxLayout(host)
        box.setContentsMargins(0, px(1), 0, 0)
        box.setSpacing(px(6))
        box.addWidget(label(instruction.text, select=True))
        for place, (title, value) in enumerate(instruction.values):
            line = QVBoxLayout()
            line.setSpacing(px(3))
            line.addWidget(label(title, "hint"))
            line.addWidget(CopyField(value, *self._labels, self._copy, name=f"{prefix}-value-{place + 1}", title=title))
            box.addLayout(line)
        for place, (title, address) in enumerate(instruction.links):
            link = LinkButton(title, self._opener(address), name=f"{prefix}-link-{place + 1}", external=True)
            set_tip(link, address)
            box.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        for place, text in enumerate(instruction.notes):
            box.addWidget(note(text, name=f"{prefix}-note-{place + 1}"))
        return host

    def _opener(self, address: str) -> Callable[[], object]:
        return lambda: self._open_url(address)


class NumberBadge(QWidget):
    """A number in a circle."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setAccessibleName(str(number))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(22), px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(color("primary"), 1.4))
        painter.drawEllipse(box)
        painter.setFont(scaled_font(0.86, bold=True))
        painter.setPen(color("link"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()
