"""The window's part of ``--self-test``."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImageReader, QPixmap

from wizard.resources import resource
from wizard.ui.app import make_application

EMITS = 20_000


class _Sender(QObject):
    sent = Signal(bool, object)


class _Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.received = 0

    @Slot(bool, object)
    def take(self, flag: bool, value: object) -> None:
        self.received += flag and value is not None


def check_qt() -> str:
    """Start Qt, draw every icon, and emit thousands of signals: PySide6 6.12.0 dies of some hundred.

    Raises:
        ValueError: an icon cannot be drawn, or signals were lost.
    """
    app = make_application()
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
    return f"Qt on {app.platformName()}, {len(icons)} icons, {EMITS} signals"
