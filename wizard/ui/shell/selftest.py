"""The window's part of ``--self-test``."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImageReader, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from wizard.core.resources import resource
from wizard.ui.shell.app import make_application

EMITS = 20_000
PAINT_MS = 20_000
"""How long a window may take to be painted, even on a slow display."""


class _Sender(QObject):
    sent = Signal(bool, object)


class _Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.received = 0

    @Slot(bool, object)
    def take(self, flag: bool, value: object) -> None:
        self.received += flag and value is not None


class _Window(QWidget):
    """Emits ``painted`` when it is painted, which happens only if the display shows it."""

    painted = Signal()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.emit()


def check_qt(platform: str, on_fatal: Callable[[str], NoReturn]) -> str:
    """Start Qt, show a window, draw every icon, and emit thousands of signals; PySide6 6.12.0 crashed after hundreds.

    Args:
        platform: The platform plugin to use; "" lets Qt choose.
        on_fatal: Ends the process, given Qt's message, where Qt would abort it.

    Raises:
        ValueError: The window is not painted, an icon cannot be drawn, or signals were lost.
    """
    app = make_application(platform, on_fatal)
    _show_window()
    if b"svg" not in [bytes(kind.data()) for kind in QImageReader.supportedImageFormats()]:
        raise ValueError("Qt's plugin for SVG is missing")
    icons = sorted(resource("icons").glob("*.svg"))
    for path in icons:
        if QPixmap(str(path)).isNull():
            raise ValueError(f"{path.name} cannot be drawn")
    sender, receiver = _Sender(), _Receiver()
    sender.sent.connect(receiver.take)
    for number in range(EMITS):
        sender.sent.emit(True, number)
    if receiver.received != EMITS:
        raise ValueError(f"{EMITS - receiver.received} signals were lost")
    return f"a window on {app.platformName()}, {len(icons)} icons, {EMITS} signals"


def _show_window() -> None:
    loop, window, limit = QEventLoop(), _Window(), QTimer()
    window.setWindowTitle("CloudGate Provisioning Setup")
    window.painted.connect(loop.quit)
    limit.setSingleShot(True)
    limit.timeout.connect(lambda: loop.exit(1))
    limit.start(PAINT_MS)
    window.show()
    late = loop.exec()
    window.close()
    if late:
        raise ValueError(f"the window was not painted within {PAINT_MS // 1000} seconds")
