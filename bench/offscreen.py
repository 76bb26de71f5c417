"""A screen of the asked size for Qt's offscreen plugin: its own has 800 × 800 pixels, which squeezes dialogs.

The plugin reads it from a file (qtbase, ``src/plugins/platforms/offscreen/qoffscreenintegration.cpp``).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def use_screen(folder: Path, size: tuple[int, int], scale: float = 1.0) -> None:
    """Let the application that is made next draw offscreen, if there is no other order, on one screen.

    Args:
        folder: for the file that Qt reads while it starts.
        size: in logical pixels, which a scale of 2 makes of two physical ones each way.
    """
    if os.environ.get("QT_QPA_PLATFORM", "offscreen") != "offscreen" or not sys.platform.startswith("linux"):
        return
    width, height = (round(pixels * scale) for pixels in size)
    screen = {"name": "screen", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96}
    file = folder / "screen.json"
    file.write_text(json.dumps({"screens": [screen], "windowFrameMargins": False}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"
