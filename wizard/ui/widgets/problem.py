"""The banner that shows what went wrong, why, and what to do next; the same for every error of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from wizard.ui.announce import announce
from wizard.ui.layout import column, holder, row
from wizard.ui.widgets.basic import Tone, clear, label, restyle
from wizard.ui.widgets.buttons import LinkButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.texts import Problem
    from wizard.ui.shell.context import UiContext


class Banner(QFrame):
    """A colored message inside a page: headline, sentences, links; hidden until it says something.

    ``tone``: bad (default), warn, info or ok. ``said`` is emitted when it shows a new message.
    """

    said = Signal()

    def __init__(self, *, name: str = "banner") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "banner")
        self._what = label("", "strong", select=True, name=f"{name}What")
        self._text = label("", select=True, name=f"{name}Text")
        self._links = row(margins=(0, 2, 0, 0))
        self._links_host = holder(self._links)
        self.setLayout(column(self._what, self._text, self._links_host, gap=3, margins=(14, 10, 14, 10)))
        self.hide()

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

    def say_error(self, error: Problem, *, tone: Tone = "bad", links: Sequence[QWidget] = ()) -> None:
        """Show an error in words, with what to do next."""
        self.say(error.what, " ".join(filter(None, (error.why, error.next))), tone=tone, links=links)


class ProblemBanner(Banner):
    """A problem as text, with "Copy details for support" and, if there was a request, "Show the exchange"."""

    exchange_wanted = Signal()

    def __init__(self, context: UiContext, *, name: str = "problem") -> None:
        super().__init__(name=name)
        self._context, self._details = context, ""
        self._copy_link: LinkButton | None = None

    def show_problem(
        self, problem: Problem, details: str, *, exchange: bool = False, ways_on: Sequence[QWidget] = ()
    ) -> None:
        """Show a problem. ``details`` (no secrets) is what the support link copies; ``ways_on`` come first."""
        self._details, t, name = details, self._context.t, self.objectName()
        links: list[QWidget] = list(ways_on)
        if details:
            self._copy_link = LinkButton(t("shell-copy-details"), self._copy_details, name=f"{name}Copy")
            links.append(self._copy_link)
        if exchange:
            links.append(LinkButton(t("shell-show-exchange"), self.exchange_wanted.emit, name=f"{name}Exchange"))
        self.say_error(problem, links=links)

    def _copy_details(self) -> None:
        self._context.copy(self._details)
        if self._copy_link is not None:
            self._copy_link.setText(self._context.t("shell-details-copied"))
