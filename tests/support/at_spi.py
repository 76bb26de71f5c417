"""Shows parts of the window on a separate X11 display, and prints what a screen reader hears over AT-SPI.

Runs under ``dbus-run-session``; the environment has ``QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from PySide6.QtCore import SLOT, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from wizard.core.texts import Texts
from wizard.ui.shell.bar import BottomBar
from wizard.ui.shell.busy import Busy
from wizard.ui.widgets.basic import Chip
from wizard.ui.widgets.problem import Banner

EVENTS = "org.a11y.atspi.Event.Object"
REGISTRY = "/usr/libexec/at-spi2-registryd"


class Reader(QObject):
    """Receives announcements like a screen reader: it registers for them, and gets them as signals on the bus."""

    def __init__(self) -> None:
        super().__init__()
        session = QDBusInterface("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", QDBusConnection.sessionBus())
        address = session.call("GetAddress").arguments()[0]
        self.registry = subprocess.Popen(
            [REGISTRY], env={**os.environ, "AT_SPI_BUS_ADDRESS": address}, stdout=subprocess.DEVNULL
        )
        self.bus = QDBusConnection.connectToBus(address, "reader")
        self.bus.connect("", "", EVENTS, "Announcement", self, SLOT("heard(QDBusMessage)"))

    def register(self) -> None:
        """Register as a listener, so that applications send announcements."""
        registry = QDBusInterface(
            "org.a11y.atspi.Registry", "/org/a11y/atspi/registry", "org.a11y.atspi.Registry", self.bus
        )
        registry.call("RegisterEvent", "object:announcement")

    @Slot(QDBusMessage)
    def heard(self, message: QDBusMessage) -> None:
        """Print an announcement after its politeness: assertive (2) or polite (1)."""
        _detail, urgent, _zero, words, *_rest = message.arguments()
        print(urgent, words.variant(), flush=True)


def main() -> None:
    """Change parts of the window without moving the focus, one after another."""
    app = QApplication(sys.argv)
    reader = Reader()
    window = QWidget()
    box = QVBoxLayout(window)
    banner, chip, bar = Banner(), Chip("not tested"), BottomBar(Texts())
    hidden = Chip("hidden")
    for each in (banner, chip, bar):
        box.addWidget(each)
    banner.hide()
    window.show()

    def act() -> None:
        banner.say("The secret token has expired", "Paste a new one.")
        banner.say("Signed in", tone="ok")
        chip.show_state("passed", "ok")
        chip.show_state("passed", "ok")
        hidden.show_state("nobody sees it", "ok")
        bar.show_busy(Busy("shell-working", {}, 1, 100))
        bar.show_busy(Busy("shell-working", {}, 2, 100))
        bar.show_busy(Busy("shell-working", {}, 60, 100))
        bar.show_stopping()

    QTimer.singleShot(1000, reader.register)
    QTimer.singleShot(2000, act)
    QTimer.singleShot(3500, app.quit)
    app.exec()
    reader.registry.send_signal(signal.SIGTERM)


if __name__ == "__main__":
    main()
