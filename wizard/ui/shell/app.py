"""Starting the window. Only what the first page needs is imported before it is painted."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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
from wizard.core.memory import collect_if_due, gc_paused
from wizard.core.resources import resource
from wizard.core.texts import Texts
from wizard.journey.context import preload
from wizard.ui.pages.start import StepPage as StartPage
from wizard.ui.shell.context import Guide, UiContext
from wizard.ui.shell.controller import Controller
from wizard.ui.shell.extras import EXTRAS
from wizard.ui.shell.guide import TutorialGuide
from wizard.ui.shell.reading_ahead import UI, load_all_but_ui
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
"""The name of the menu entry, which Wayland uses to find the window's icon."""
SWITCH_SECONDS = 0.0001
COLLECT_MS = 50
"""Milliseconds between two checks for garbage; the more there is, the longer collecting it holds up the window."""
WARM_UP_AFTER_MS = 150
"""After the first paint, and before most users have found what to click."""


class Options(NamedTuple):
    """Options for starting the window.

    Args:
        practice: Start the practice company without asking.
        dark: Whether to use the dark theme; None follows the system.
        support_file: A support file to open.
        exit_when_ready: End when idle after the first page was painted; for measurements.
        platform: The platform plugin for Qt, see `wizard.ui.shell.platform_plugin`; "" lets Qt choose.
        on_fatal: Ends the process, given Qt's message, where Qt would abort it during the start.
    """

    practice: bool = False
    dark: bool | None = None
    exit_when_ready: bool = False
    support_file: Path | None = None
    platform: str = ""
    on_fatal: Callable[[str], NoReturn] | None = None


class Application(QApplication):
    """The Qt application, which also receives files from the desktop."""

    file_asked = Signal(str)
    """The path of a file that macOS passes to the running program, where a double-click sends an event."""

    def event(self, event: QEvent) -> bool:
        """Emit the file's path for a file event; Qt handles all others. An event filter would receive every event."""
        if isinstance(event, QFileOpenEvent):
            self.file_asked.emit(event.file())
            return True
        return super().event(event)


def make_application(platform: str = "", on_fatal: Callable[[str], NoReturn] | None = None) -> QApplication:
    """Return the application object, created once, with exact scale factors; for the arguments see `Options`."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    # The longest time the GUI thread waits for a computing worker each time Qt calls Python.
    sys.setswitchinterval(SWITCH_SECONDS)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # Naming the style here, unlike QApplication.setStyle, does not make Python classes of QStyle and all its enums.
    arguments = ["-style", "Fusion", *(["-platform", platform] if platform else [])]
    with _never_aborting(on_fatal):
        app = Application([sys.argv[0], *arguments])
    app.setApplicationName("cloudgate-setup")
    app.setDesktopFileName(DESKTOP_ID)
    app.setWindowIcon(QIcon(str(resource("icons/app.svg"))))
    app.setQuitOnLastWindowClosed(False)
    _collect_in_gui_thread(app)
    announce_when_busy()
    return app


def announce_when_busy() -> None:
    """Let background work know when the GUI thread handles events and when it waits for some."""
    events = QAbstractEventDispatcher.instance()
    events.awake.connect(gui_priority.gui_busy)
    events.aboutToBlock.connect(gui_priority.gui_idle)


def _collect_in_gui_thread(app: QApplication) -> None:
    """Collect garbage only in the GUI thread, which alone may end widgets and timers (Qt, "Threads and QObjects").

    Automatic collection happens in whichever thread creates an object. A worker that ends a window in this way waits
    for the GUI thread, which waits for the interpreter that the worker holds.
    """
    gc.disable()
    gc.freeze()  # what was imported stays
    timer = QTimer(app)
    timer.timeout.connect(collect_if_due)
    timer.start(COLLECT_MS)


@contextmanager
def _never_aborting(on_fatal: Callable[[str], NoReturn] | None) -> Iterator[None]:
    """Call ``on_fatal`` for a fatal Qt message, which Qt would follow with an abort."""
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
    """Build the window with its runner, controller and theme, which the window's context owns."""
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
    """Open the window, and return the process's exit code after it was closed."""
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
            _sweep_tokens, services, setups, controller.saving.claims, owner=window, quiet=True
        ),
        Qt.ConnectionType.SingleShotConnection,
    )
    if options.exit_when_ready:
        _AfterPaint(window, app.quit)
    window.show()
    if options.support_file is not None:
        open_support_file(window, options.support_file)
    elif options.practice and isinstance(window.page, StartPage):
        window.page.start_practice()
    try:
        return app.exec()
    finally:
        sys.excepthook = previous
        window.context.runner.close()
        controller.saving.claims.release()


def open_support_file(window: Window, path: Path) -> None:
    """Open a support file, whichever page the window shows."""
    from wizard.ui.shell.cases import open_case

    open_case(window.page, path)


def _start_warm_up(window: Window) -> None:
    context = window.context
    steps = [*(step.id for step in context.journey.steps), *(extra.id for extra in EXTRAS)]
    window.pages_prepared.connect(
        lambda: context.runner.submit(warm_up_work, owner=window), Qt.ConnectionType.SingleShotConnection
    )
    context.runner.submit(
        warm_up,
        context.texts,
        steps,
        context.guide,
        on_result=window.prepare_pages,
        on_error=context.controller.fail,
        owner=window,
    )


def warm_up(task: Task, texts: Texts, steps: Sequence[str], guide: Guide | None) -> list[str]:
    """Load what later pages need in a worker while the user reads the first one: modules, texts, tutorial.

    Otherwise opening a page would block the GUI thread for a tenth of a second. Imported objects stay until the program
    ends, so they are excluded from garbage collection: a collection over all of them, in whatever thread, would block
    the GUI thread for fifty milliseconds.

    Returns:
        the modules with Qt classes that the GUI thread has to load, parts first.
    """
    with gc_paused():
        return _read_ahead(task, texts, steps, guide)


def _read_ahead(task: Task, texts: Texts, steps: Sequence[str], guide: Guide | None) -> list[str]:
    for area in texts.areas():
        task.checkpoint()
        texts.load(area)
    for name in ("history.recorder", "journey.services.portal_values", "journey.setup_format", "tutorial.model"):
        import_module(f"wizard.{name}")
    import_module("babel.numbers")
    pages = [f"{UI}.pages.{name}" for name in ("start_row", *steps, "show_me")]
    missing = load_all_but_ui(task, [*pages, f"{UI}.shell.help"])
    texts.get("shell-count", done=10_000, total=10_000)  # also loads this locale's number formats
    if guide is not None:
        guide.instructions(steps[0], "today", {})
    return missing


def warm_up_work(_task: Task) -> None:
    """Load what the first sign-in and the first test need; after the pages, which it would delay."""
    with gc_paused():
        preload()


def _sweep_tokens(_task: Task, services: Context, setups: Callable[[], SetupStore], claims: Claims) -> None:
    """Remove tokens whose setups are gone; after the pages, because no user waits for it."""
    from wizard.journey.services.leftover_tokens import sweep_tokens

    sweep_tokens(setups(), claims, services.keystore)


class _AfterPaint(QObject):
    """Calls ``then`` once, when the program is idle after the window was first painted."""

    def __init__(self, window: Window, then: Callable[[], object]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False
