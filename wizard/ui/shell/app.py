"""Starting the window. Only what the first page needs is imported before it is painted."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QEvent,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFileOpenEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from wizard.core.gui_priority import gui_priority
from wizard.core.resources import resource
from wizard.core.texts import Texts
from wizard.ui.shell.context import Guide, UiContext
from wizard.ui.shell.controller import Controller
from wizard.ui.shell.extras import EXTRAS
from wizard.ui.shell.guide import TutorialGuide
from wizard.ui.shell.runner import Runner
from wizard.ui.shell.window import Window
from wizard.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType
    from typing import NoReturn

    from wizard.core.tasks import Task
    from wizard.journey.claims import Claims
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey
    from wizard.journey.setups import SetupStore

DESKTOP_ID = "com.soloinsight.cloudgate-setup"
"""The name of the menu entry, by which Wayland finds the window's icon."""
SWITCH_SECONDS = 0.0001
WARM_UP_AFTER_MS = 150
"""After the first paint, and before most people have found what to click."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to start.

    Args:
        practice: offer the practice company first and start it without asking.
        dark: fixes light or dark; None follows the system.
        support_file: open it.
        exit_when_ready: end in the first idle moment after the first page was painted; for measuring.
        platform: the platform plugin that Qt is to use, see `wizard.ui.shell.platform_plugin`; "" leaves it to Qt.
        on_fatal: ends the process, given Qt's words, where Qt would abort it while it starts.
    """

    practice: bool = False
    dark: bool | None = None
    exit_when_ready: bool = False
    support_file: Path | None = None
    platform: str = ""
    on_fatal: Callable[[str], NoReturn] | None = None


class Application(QApplication):
    """The program as the desktop sees it."""

    file_asked = Signal(str)
    """The path of a file that macOS hands to the running program: there a double click is an event, no argument."""

    def event(self, event: QEvent) -> bool:
        """Announce the event that names a file; leave every other one to Qt. Not a filter: that would see them all."""
        if isinstance(event, QFileOpenEvent):
            self.file_asked.emit(event.file())
            return True
        return super().event(event)


def make_application(platform: str = "", on_fatal: Callable[[str], NoReturn] | None = None) -> QApplication:
    """Return the application object, made once, with exact scaling factors; the arguments are those of `Options`."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    # Each time Qt asks Python something, the GUI thread may wait this long for a worker that is computing.
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.disable()  # until the warm-up has ended, see there
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    arguments = ["-platform", platform] if platform else []
    with _never_aborting(on_fatal):
        app = Application([sys.argv[0], *arguments])
    app.setApplicationName("cloudgate-setup")
    app.setDesktopFileName(DESKTOP_ID)
    app.setWindowIcon(QIcon(str(resource("icons/app.svg"))))
    app.setQuitOnLastWindowClosed(False)
    events = QAbstractEventDispatcher.instance()
    events.awake.connect(gui_priority.gui_busy)
    events.aboutToBlock.connect(gui_priority.gui_idle)
    return app


@contextmanager
def _never_aborting(on_fatal: Callable[[str], NoReturn] | None) -> Iterator[None]:
    """Let somebody else have the last word where Qt's would be followed by an abort."""
    if on_fatal is None:
        yield
        return

    def message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            on_fatal(text)
        if previous is not None:
            previous(kind, context, text)
        elif sys.stderr is not None:  # a program without a console has none
            sys.stderr.write(f"{text}\n")

    previous = qInstallMessageHandler(message)
    try:
        yield
    finally:
        qInstallMessageHandler(previous)


def build(
    app: QApplication,
    journey: Journey,
    services: Context,
    setups: Callable[[], SetupStore],
    *,
    guide: Guide | None = None,
    dark: bool | None = None,
) -> Window:
    """Build the window with its runner, controller and theme; it owns them through its context."""
    theme = Theme(app, dark=dark)
    runner = Runner()
    controller = Controller(journey, runner, services, setups, parent=runner)
    texts = Texts()
    context = UiContext(
        texts, runner, journey, controller, theme, services, setups, guide or TutorialGuide(texts, journey)
    )
    app.setApplicationDisplayName(texts.get("shell-app-name"))
    window = Window(context)
    _AfterPaint(window, lambda: QTimer.singleShot(WARM_UP_AFTER_MS, window, lambda: _start_warm_up(window)))
    return window


def run(
    journey: Journey,
    services: Context,
    setups: Callable[[], SetupStore],
    options: Options,
    guide: Guide | None = None,
) -> int:
    """Open the window and return the process's exit code when it was closed."""
    app = make_application(options.platform, options.on_fatal)
    window = build(app, journey, services, setups, guide=guide, dark=options.dark)
    controller = window.context.controller

    def unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            app.quit()
        else:
            controller.unexpected(error)

    previous = sys.excepthook
    sys.excepthook = unexpected
    window.closed.connect(app.quit)
    if isinstance(app, Application):
        app.file_asked.connect(lambda name: open_support_file(window, Path(name)))
    window.pages_prepared.connect(
        lambda: window.context.runner.submit(
            _sweep_tokens, services, setups, controller.claims, owner=window, quiet=True
        )
    )
    if options.exit_when_ready:
        _AfterPaint(window, app.quit)
    window.show()
    if options.support_file is not None:
        open_support_file(window, options.support_file)
    elif options.practice:
        window.page.start_practice()  # type: ignore[attr-defined]
    try:
        return app.exec()
    finally:
        sys.excepthook = previous
        window.context.runner.close()
        controller.claims.release()


def open_support_file(window: Window, path: Path) -> None:
    """Open a support file in a window that is showing any page."""
    from wizard.ui.shell.cases import open_case

    open_case(window.page, path)


def _start_warm_up(window: Window) -> None:
    context = window.context
    steps = [*(step.id for step in context.journey.steps), *(extra.id for extra in EXTRAS)]
    window.pages_prepared.connect(lambda: context.runner.submit(warm_up_work, owner=window))
    context.runner.submit(
        warm_up, context.texts, steps, context.guide,
        on_result=lambda _nothing: window.prepare_pages(), on_error=context.controller.fail, owner=window,
    )  # fmt: skip


def warm_up(task: Task, texts: Texts, steps: Sequence[str], guide: Guide | None) -> None:
    """Read what the later pages need, in a worker while the person looks at the first one: modules, words, tutorial.

    Otherwise the first look at a page would keep the GUI thread for a tenth of a second. What was imported stays until
    the end, so it is taken out of the garbage collector's sight: a collection that looked through all of it, in
    whatever thread it came about, would keep the GUI thread for fifty milliseconds.
    """
    try:
        _read_ahead(task, texts, steps, guide)
    finally:
        gc.freeze()
        gc.enable()


def _read_ahead(task: Task, texts: Texts, steps: Sequence[str], guide: Guide | None) -> None:
    for area in texts.areas():
        task.checkpoint()
        texts.load(area)
    for step in steps:
        task.checkpoint()
        import_module(f"wizard.ui.pages.{step}")
    for name in ("babel.numbers", "wizard.tutorial.model", "wizard.ui.pages.show_me", "wizard.ui.shell.help"):
        import_module(name)
    texts.get("shell-count", done=10_000, total=10_000)  # how numbers are written here is read too
    if guide is not None:
        guide.instructions(steps[0], "today", {})


def warm_up_work(_task: Task) -> None:
    """Read what the first sign-in and the first test need; after the pages, which it would hold up."""
    from wizard.journey.context import preload

    gc.disable()
    try:
        preload()
    finally:
        gc.freeze()
        gc.enable()


def _sweep_tokens(_task: Task, services: Context, setups: Callable[[], SetupStore], claims: Claims) -> None:
    """Remove tokens whose setups are gone; after the pages, since nobody waits for it."""
    from wizard.journey.services.leftover_tokens import sweep_tokens

    sweep_tokens(setups(), claims, services.keystore)


class _AfterPaint(QObject):
    """Calls back once, in the first idle moment after the window was painted for the first time."""

    def __init__(self, window: Window, then: Callable[[], object]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False
