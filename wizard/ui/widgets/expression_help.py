"""The help of an expression field while typing: a completion list, and the arguments of a call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from wizard.mapping.expression import FUNCTIONS
from wizard.mapping.expression.cursor import context
from wizard.mapping.language import OWN, Language
from wizard.ui.layout import SPACE, column
from wizard.ui.theme import SMALL, color, font_metrics, mono_font, px, scaled_font
from wizard.ui.widgets.basic import label

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.mapping import AttributeDefinition
    from wizard.ui.widgets.expression_edit import ExpressionEdit

_DETAIL = int(Qt.ItemDataRole.UserRole) + 1
_ROWS = 9


@dataclass(frozen=True, slots=True)
class Offer:
    """A completion: its name, the detail shown next to it, and the text that follows it."""

    name: str
    detail: str
    closing: str


def offers(
    text: str, position: int, attributes: Sequence[AttributeDefinition], language: Language = OWN
) -> tuple[tuple[Offer, ...], int, int]:
    """Return the completions at a position, best first, and the range that they would replace."""
    at = context(text, position, language)
    found: list[Offer] = []
    if at.kind == "attribute":
        found = [Offer(item.name, item.type, "]") for item in attributes]
    elif at.kind == "name" and at.prefix:
        found = [Offer(row.name, row.signature, "(") for row in language.offered()]
    prefix = at.prefix.casefold()
    begins = [offer for offer in found if offer.name.casefold().startswith(prefix)]
    holds = [offer for offer in found if prefix in offer.name.casefold() and offer not in begins]
    fitting = sorted(begins, key=lambda offer: offer.name.casefold())
    fitting += sorted(holds, key=lambda offer: offer.name.casefold())
    if len(fitting) == 1 and fitting[0].name == at.prefix and text[at.end : at.end + 1] == fitting[0].closing:
        fitting = []
    return tuple(fitting), at.start, at.end


def signature(text: str, position: int, texts: Texts, language: Language = OWN) -> tuple[str, str, str] | None:
    """Return the call's signature with the current argument in bold (rich text), the plain signature, and its help."""
    at = context(text, position, language)
    row = at.call
    if row is None:
        return None
    number = at.argument
    if number >= len(row.parameters) and row.repeated:
        first = len(row.parameters) - row.repeated
        number = first + (number - first) % row.repeated
    parts, plain = [], []
    for place, item in enumerate(row.parameters):
        name = item.name if item.required else f"{item.name}?"
        plain.append(name)
        parts.append(f"<b>{escape(name)}</b>" if place == number else escape(name))
    if row.repeated:
        parts.append("…")
    return (
        f"{escape(row.name)}({', '.join(parts)})",
        row.signature,
        texts.get(f"function-{row.name}" if row.name in FUNCTIONS else "function-tenant-only"),
    )


class Completion(QObject):
    """The list below a word. The field keeps the focus; the list handles arrow keys, Return, Tab and Esc."""

    def __init__(self, edit: ExpressionEdit, take: Callable[[Offer, int, int], object]) -> None:
        super().__init__(edit)
        self._edit, self._take = edit, take
        self._offers: tuple[Offer, ...] = ()
        self._place = (0, 0)
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(edit)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(_ROWS)
        self._completer.setWrapAround(False)
        self.popup = QListView()
        self.popup.setObjectName(f"{edit.objectName()}Offers")
        self.popup.setAccessibleName(edit.accessibleName())
        self.popup.setUniformItemSizes(True)
        self.popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.popup.setProperty("framed", "true")
        self._completer.setPopup(self.popup)
        self.popup.setItemDelegate(_OfferDelegate(self.popup))
        self._completer.activated.connect(self._chosen)

    @property
    def visible(self) -> bool:
        return self.popup.isVisible()

    @property
    def names(self) -> list[str]:
        """The offered names, in order."""
        return [offer.name for offer in self._offers]

    def show_offers(self, found: Sequence[Offer], start: int, end: int) -> None:
        """Open the list with these completions and select the first."""
        self._place = (start, end)
        if tuple(found) != self._offers:
            self._offers = tuple(found)
            self._model.clear()
            for offer in found:
                item = QStandardItem(offer.name)
                item.setData(offer.detail, _DETAIL)
                item.setData(f"{offer.name}, {offer.detail}", Qt.ItemDataRole.AccessibleTextRole)
                item.setEditable(False)
                self._model.appendRow(item)
        names, details = QFontMetrics(mono_font()), font_metrics(0.86)
        wide = max(names.horizontalAdvance(o.name) + details.horizontalAdvance(o.detail) for o in self._offers)
        place = self._edit.word_rect(start)
        rect = QRect(place.left() - px(8), place.top(), min(round(wide) + px(48), px(430)), place.height() + px(2))
        self._completer.complete(rect)
        self.popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def close(self) -> None:
        """Close the list."""
        self.popup.hide()

    def _chosen(self, name: str) -> None:
        offer = next((each for each in self._offers if each.name == name), None)
        if offer is not None:
            self._take(offer, *self._place)


class _OfferDelegate(QStyledItemDelegate):
    """A name in the fixed-width font and, at the right, its type or its arguments."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        chosen = option.state & QStyle.StateFlag.State_Selected
        painter.fillRect(option.rect, color("selection" if chosen else "card"))
        box = option.rect.adjusted(px(8), 0, -px(8), 0)
        painter.setFont(mono_font())
        painter.setPen(color("text"))
        name = str(index.data())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        box.setLeft(box.left() + QFontMetrics(mono_font()).horizontalAdvance(name) + px(14))
        painter.setFont(scaled_font(0.86))
        painter.setPen(color("muted"))
        detail = font_metrics(0.86).elidedText(str(index.data(_DETAIL)), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, detail)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(120), QFontMetrics(mono_font()).height() + px(8))


class CallHelp(QWidget):
    """The arguments of the call at the cursor and one line of help; where there is no call, what can be typed.

    It has a place of its own beside the field: floating, it would cover what the person compares with. That place stays
    the same height for most calls, so that the field does not move while somebody types.
    """

    def __init__(self, name: str, usual: str) -> None:
        super().__init__()
        self._usual = label(usual, "hint")
        self.call = label("", name=f"{name}Signature", rich=True)
        self.call.setFont(mono_font())
        self.help = label("", "hint", name=f"{name}SignatureHelp")
        self.setLayout(column(self._usual, self.call, self.help, SPACE, gap=2))
        self.setMinimumHeight(self.call.fontMetrics().height() + round(font_metrics(SMALL).height()) + px(2))
        self.tell(None)

    def tell(self, found: tuple[str, str, str] | None) -> None:
        """Show what :func:`signature` returned."""
        self.call.setText(found[0] if found else "")
        self.help.setText(found[2] if found else "")
        self._usual.setVisible(found is None)
        for each in (self.call, self.help):
            each.setVisible(found is not None)
