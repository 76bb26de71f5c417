"""Gives the GUI thread priority: background work yields while the window handles events."""

from __future__ import annotations

import threading
import time


class GuiPriority:
    """Lets background threads yield at their checkpoints while the window is busy. The interpreter runs one thread at a
    time, so several computing threads would leave the window only a fraction of it."""

    LONGEST = 0.1
    """Seconds for which the window counts as busy after it last reported so. The limit exists because the window may
    itself be doing long work, or may be closed and never report that it is idle."""

    SETTLED = 0.004
    """Seconds the window must stay idle before work continues, since handled events may still need layout and paint."""

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()
        self._never = threading.Event()
        self._since = 0.0

    def gui_busy(self) -> None:
        """Report that the window started to handle events or long work that Qt does not announce (paint, timer)."""
        self._since = time.monotonic()
        self._free.clear()

    def gui_idle(self) -> None:
        """Report that the window is waiting for events."""
        self._free.set()

    def yield_to_gui(self) -> None:
        """Wait briefly if the window is busy. Must not be called in the GUI thread."""
        if self._free.is_set():
            return
        end = self._since + self.LONGEST
        while (left := end - time.monotonic()) > 0:
            self._free.wait(left)
            self._never.wait(min(left, self.SETTLED))
            if self._free.is_set():
                return


gui_priority = GuiPriority()
"""The instance of this process. Without a window it never delays anything."""
