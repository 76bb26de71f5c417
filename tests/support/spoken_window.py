"""The real window on a separate X11 display, for a screen reader in another process; ends with its standard input."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from datetime import UTC, datetime

from PySide6.QtCore import QMetaObject, Qt

from wizard import wiring
from wizard.journey.machine import Journey
from wizard.journey.steps import STEPS
from wizard.ui.shell.app import build, make_application


def main() -> None:
    """Show the window; the token stays in memory, and addresses are printed instead of opened."""
    app = make_application()
    services = wiring.make_context()
    services.make_keystore = lambda: services.memory
    services.open_url = lambda url: print(url, flush=True) is None
    journey = Journey(STEPS, lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    with tempfile.TemporaryDirectory() as folder:
        os.environ[wiring.DATA_VARIABLE] = folder
        window = build(app, journey, services, wiring.setup_store, dark=False)
        window.closed.connect(app.quit)
        window.show()

        def ended() -> None:
            sys.stdin.read()
            QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)

        threading.Thread(target=ended, daemon=True).start()
        app.exec()
        window.context.runner.close()
        services.close()


if __name__ == "__main__":
    main()
