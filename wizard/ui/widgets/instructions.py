"""Numbered instructions for the portal: what to do, values to copy, pages to open."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.layout import column, grid, holder
from wizard.ui.theme import color, px, scaled_font
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import Chip, clear, label, note
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.fields import CopyField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.tutorial.model import Instruction
    from wizard.ui.shell.context import UiContext


class InstructionList(QWidget):
    """A list of instructions."""

    def __init__(self, context: UiContext, *, name: str = "instructions") -> None:
        super().__init__()
        self.setObjectName(name)
        self._context = context
        self._grid = grid(12, 14, wide=1)
        self.setLayout(self._grid)

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
        prefix = f"{self.objectName()}-{index + 1}"
        box = column(label(instruction.text, select=True), gap=6, margins=(0, 1, 0, 0))
        for place, (title, value) in enumerate(instruction.values):
            field = CopyField(value, self._context, name=f"{prefix}-value-{place + 1}", title=title)
            box.addLayout(column(label(title, "hint"), field, gap=3))
        for place, (title, address) in enumerate(instruction.links):
            open_it = partial(self._context.open_url, address)
            link = LinkButton(title, open_it, name=f"{prefix}-link-{place + 1}", external=True)
            set_tip(link, address)
            box.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        for place, text in enumerate(instruction.notes):
            box.addWidget(note(text, name=f"{prefix}-note-{place + 1}"))
        return holder(box, prefix)


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
