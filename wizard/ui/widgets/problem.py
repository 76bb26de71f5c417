"""The banner that shows what went wrong, why, and what to do next; the same for every error of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.announce import announce
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Tone, clear, label, restyle
from wizard.ui.widgets.buttons import LinkButton

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Banner(QFrame):
    """A colored message inside a page: headline, sentences, links.

    ``tone``: bad (default), warn, info or ok. ``said`` is emitted when it shows a new message.
    """

    said = Signal()

    def __init__(self, *, name: str = "banner") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "banner")
        box = QVBoxLayout(self)
        box.setContentsMargins(px(14), px(10), px(14), px(10))
        box.setSpacing(px(3))
        self._what = label("", "strong", select=True, name=f"{name}What")
        self._text = label("", select=True, name=f"{name}Text")
        self._links_host = QWidget()
        self._links = QHBoxLayout(self._links_host)
        self._links.setContentsMargins(0, px(2), 0, 0)
        self._links.setSpacing(px(14))
        box.addWidget(self._what)
        box.addWidget(self._text)
        box.addWidget(self._links_host)

    def say(self, what: str, text: str = "", *, tone: Tone = "bad", links: Sequence[QWidget] = ()) -> None:
        """Show a message with its links."""
        self._what.setText(what)
        self._what.setVisible(bool(what))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        clear(self._links)
        for link in links:
            self._links.addWidget(link)
        self._links.addStretch(1)
        self._links_host.setVisible(bool(links))
        restyle(self, tone=tone)
        self.setAccessibleName(what)
        self.setAccessibleDescription(text)
        self.show()
        announce(self, " ".join(part for part in (what, text) if part), at_once=tone in {"bad", "warn"})
        self.said.emit()


class ProblemBanner(Banner):
    """A problem as text, with "Copy details for support" and, if there was a request, "Show the exchange".

    Args:
        copy_label, copied_label, exchange_label: texts of the links.
        copy: puts text on the clipboard.
    """

    exchange_wanted = Signal()

    def __init__(
        self,
        copy_label: str,
        copied_label: str,
        exchange_label: str,
        copy: Callable[[str], object],
        *,
        name: str = "problem",
    ) -> None:
        super().__init__(name=name)
        self._labels = (copy_label, copied_label, exchange_label)
        self._copy = copy
        self._details = ""
        self._copy_link: LinkButton | None = None
        self.hide()

    def show_problem(
        self,
        what: str,
        why: str,
        next_step: str,
        details: str,
        *,
        tone: Tone = "bad",
        exchange: bool = False,
        ways_on: Sequence[QWidget] = (),
    ) -> None:
        """Show a problem. ``details`` (no secrets) is what the support link copies; ``ways_on`` come first."""
        self._details = details
        links: list[QWidget] = list(ways_on)
        if details:
            self._copy_link = LinkButton(self._labels[0], self._copy_details, name=f"{self.objectName()}Copy")
            links.append(self._copy_link)
        if exchange:
            links.append(LinkButton(self._labels[2], self.exchange_wanted.emit, name=f"{self.objectName()}Exchange"))
        self.say(what, " ".join(part for part in (why, next_step) if part), tone=tone, links=links)

    def _copy_details(self) -> None:
        self._copy(self._details)
        if self._copy_link is not None:
            self._copy_link.setText(self._labels[1])
