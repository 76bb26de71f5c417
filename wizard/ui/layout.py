"""Rows and columns of a page, without Qt's default margins and spacing."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QDialog, QGridLayout, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from wizard.ui.theme import px


class Wide(NamedTuple):
    """A part that takes the remaining space in proportion to ``share``; without a part, it is empty space.

    A part with ``top`` keeps its height and is aligned to the top of its row.
    """

    part: QWidget | QLayout | None = None
    share: int = 1
    top: bool = False


L = TypeVar("L", bound=QBoxLayout)

Part: TypeAlias = "QWidget | QLayout | Wide"

TITLE_BAR = 36
"""Height of a dialog's title bar and edge, in logical pixels; Qt knows them only after the dialog is shown."""

SPACE = Wide()
"""Empty space that takes all the remaining space."""


class Padding(QVBoxLayout):
    """Space around one part of a card, which vanishes while the part is hidden: Qt would keep the empty margins."""

    def __init__(self, part: QWidget | QLayout) -> None:
        super().__init__()
        self.setContentsMargins(px(14), px(10), px(14), px(10))
        if isinstance(part, QLayout):
            self.addLayout(part)
        else:
            self.addWidget(part)

    def sizeHint(self) -> QSize:
        return QSize(0, 0) if self.isEmpty() else super().sizeHint()

    def minimumSize(self) -> QSize:
        return QSize(0, 0) if self.isEmpty() else super().minimumSize()

    def heightForWidth(self, width: int) -> int:
        return 0 if self.isEmpty() else super().heightForWidth(width)

    def minimumHeightForWidth(self, width: int) -> int:
        return 0 if self.isEmpty() else super().minimumHeightForWidth(width)


def column(*parts: Part, gap: int = 14, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return a column layout of the parts; ``gap`` and ``margins`` (left, top, right, bottom) in logical pixels."""
    return _filled(QVBoxLayout(), parts, gap, margins)


def row(*parts: Part, gap: int = 14, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return a row layout of the parts; see :func:`column`."""
    return _filled(QHBoxLayout(), parts, gap, margins)


def grid(across: int, down: int, wide: int) -> QGridLayout:
    """Return a grid with these gaps in logical pixels, whose column ``wide`` takes the remaining width."""
    result = QGridLayout()
    result.setContentsMargins(0, 0, 0, 0)
    result.setHorizontalSpacing(px(across))
    result.setVerticalSpacing(px(down))
    result.setColumnStretch(wide, 1)
    return result


class Dialog(QDialog):
    """A dialog with the usual margins, whose parts are in the column ``box``.

    Args:
        roomy: It has the wider margins of a dialog with much text.
        once: It is deleted when it is closed.
    """

    def __init__(self, title: str, parent: QWidget, *, name: str, roomy: bool = False, once: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, once)
        self.box = column(gap=12, margins=(20, 18, 20, 16)) if roomy else column(gap=10, margins=(18, 16, 18, 14))
        self.setLayout(self.box)


def tall(content: QWidget | QLayout) -> QScrollArea:
    """Return an area in which what is too high is scrolled."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(holder(content) if isinstance(content, QLayout) else content)
    return area


def fit(dialog: QWidget, width: int, height: int) -> None:
    """Resize a dialog to logical pixels; to less where the screen has less, with room for a title bar."""
    room = dialog.screen().availableGeometry().size() - QSize(0, px(TITLE_BAR))
    dialog.resize(QSize(width, height).boundedTo(room))


def holder(layout: QLayout, name: str = "") -> QWidget:
    """Return a widget that only contains a layout, so that it can be shown or hidden as a unit."""
    result = QWidget()
    result.setObjectName(name)
    result.setLayout(layout)
    return result


def add(layout: QBoxLayout, *parts: Part) -> None:
    """Add parts at the end of a row or column."""
    for part in parts:
        wide = part if isinstance(part, Wide) else Wide(part, 0)
        if wide.part is None:
            layout.addStretch(wide.share)
        elif isinstance(wide.part, QLayout):
            layout.addLayout(wide.part, wide.share)
        elif wide.top:
            layout.addWidget(wide.part, wide.share, Qt.AlignmentFlag.AlignTop)
        else:
            layout.addWidget(wide.part, wide.share)


def _filled(layout: L, parts: tuple[Part, ...], gap: int, margins: tuple[int, int, int, int]) -> L:
    # px(0) is 1: nested layouts would move their content to the right, one pixel each.
    layout.setContentsMargins(*(px(side) if side else 0 for side in margins))
    layout.setSpacing(px(gap) if gap else 0)
    add(layout, *parts)
    return layout
