"""The pages of the window: made when they are needed or ahead of that, dropped when their data is outdated."""

from __future__ import annotations

import gc
from collections import deque
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QStackedWidget

from wizard.ui.pages.base import Page
from wizard.ui.shell.bar import WIDEST_PAGE
from wizard.ui.theme import px

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wizard.ui.pages.base import AnyPage
    from wizard.ui.shell.context import UiContext

    MakePage = Callable[[str, UiContext], AnyPage]

PREPARE_EVERY_MS = 30


def load_page(step_id: str, context: UiContext) -> AnyPage:
    """Create the page of a step; its module is imported only now, to keep the start fast."""
    page = import_module(f"wizard.ui.pages.{step_id}").StepPage(context)
    if not isinstance(page, Page):
        raise TypeError(step_id)
    return page


class Pages(QStackedWidget):
    """The pages by step, one of which is shown. ``made``: a page is ready; ``prepared``: all are."""

    made = Signal(object)
    prepared = Signal()

    def __init__(self, context: UiContext, make_page: MakePage) -> None:
        super().__init__()
        self.setObjectName("content")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._context, self._make_page = context, make_page
        self._pages: dict[str, AnyPage] = {}
        self._areas: dict[str, QScrollArea] = {}
        self._entered: set[str] = set()
        self._replayed: set[str] = set()
        self._unfinished: tuple[str, AnyPage] | None = None
        self._ahead_wanted = self.closing = False
        self._modules: deque[str] = deque()
        self._failed: set[str] = set()  # not tried again until somebody wants to see them
        self._ahead = QTimer(self)
        self._ahead.setInterval(PREPARE_EVERY_MS)
        self._ahead.timeout.connect(self._prepare_one)

    def page_of(self, step_id: str) -> AnyPage:
        """Return a step's page, created on first use."""
        while not self.prepare(step_id):
            pass
        return self._pages[step_id]

    def enter(self, step_id: str) -> AnyPage:
        """Return a step's page, which is going to read data."""
        self._entered.add(step_id)
        return self.page_of(step_id)

    def show_page(self, step_id: str) -> None:
        """Show a step's page."""
        self.setCurrentWidget(self._areas[step_id])

    def replays(self, step_id: str) -> bool:
        """Return whether a step's page is shown for the first time since a support file was opened."""
        first = step_id not in self._replayed
        self._replayed.add(step_id)
        return first

    def forget(self, shown: AnyPage | None) -> None:
        """Drop the pages that were entered, with what they have read and their pending results; not the shown one."""
        for step_id in self._entered - {shown.step_id if shown is not None else ""}:
            self.drop(step_id)
        self._replayed.clear()
        self.prepare_more()

    def drop(self, step_id: str) -> None:
        """Drop a page; it is created again when it is entered."""
        self._entered.discard(step_id)
        del self._pages[step_id]
        area = self._areas.pop(step_id)
        self.removeWidget(area)
        area.deleteLater()

    def prepare_all(self, modules: Iterable[str] = ()) -> None:
        """Create the other pages in small steps while the user reads, so that Next only has to show one.

        Args:
            modules: names of modules to load before, one in a step.
        """
        self._modules.extend(modules)
        self._ahead_wanted = True
        self._ahead.start()

    def prepare_more(self) -> None:
        """Create pages that are available since the others were created."""
        if self._ahead_wanted:
            self._ahead.start()

    def _prepare_one(self) -> None:
        self._ahead.stop()  # if creating one fails, the error is shown once, not thirty times a second
        if self._modules and not self.closing:
            import_module(self._modules.popleft())
            gc.freeze()  # what was imported stays
            self._ahead.start(PREPARE_EVERY_MS if not self._modules else 0)
            return
        controller, journey = self._context.controller, self._context.journey
        ahead = (controller.landing, journey.current.id, *(step.id for step in journey.steps), *controller.extras)
        step_id = next((each for each in ahead if each and each not in self._pages and each not in self._failed), "")
        if not step_id and self._unfinished is None:
            self.prepared.emit()
        elif not self.closing:
            self._failed.add(step_id)
            self.prepare(step_id)
            self._failed.discard(step_id)
            self._ahead.start()

    def prepare(self, step_id: str) -> bool:
        """Create a page or lay it out, which takes as long, so not in one turn; return whether it was ready before."""
        if self._unfinished is not None:
            self._lay_out(*self._unfinished)
        elif step_id not in self._pages:
            self._unfinished = (step_id, self._make_page(step_id, self._context))
            self.destroyed.connect(self._unfinished[1].deleteLater)  # it may never become part of this window
        else:
            return True
        return False

    def _lay_out(self, step_id: str, page: AnyPage) -> None:
        self._unfinished = None
        page.complete()
        self._pages[step_id] = page
        self.made.emit(page)
        for control in page.bar_actions():  # without a parent, it is never deleted and keeps the page's values
            page.destroyed.connect(control.deleteLater)
        area = QScrollArea()
        area.setObjectName("pageScroll")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        page.setMaximumWidth(px(WIDEST_PAGE))
        self._areas[step_id] = area
        self.addWidget(area)
        area.setWidget(page)  # last, because each change of its parent restyles the whole page
