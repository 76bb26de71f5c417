"""What every package tells the system it is installed on, and the parts that all of them share."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from wizard import __version__  # noqa: E402

NAME = "cloudgate-setup"
TITLE = "CloudGate Provisioning Setup"
IDENTIFIER = "com.soloinsight.cloudgate-setup"
MAINTAINER = "CloudGate Provisioning Setup maintainers"
SUMMARY = "Set up user provisioning from Microsoft Entra ID to CloudGate"
VERSION = __version__
FROZEN = ROOT / "dist" / NAME
OUT = Path(os.environ.get("PACKAGES") or ROOT / "dist" / "packages")
BUILD = ROOT / "build" / "packages"
DEFINITIONS = Path(__file__).resolve().parent
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


class PackageError(Exception):
    """A package cannot be built here; the text says why and what to do."""


def icon(size: int, path: Path) -> None:
    """Save the program's icon as a square PNG, ``size`` pixels wide."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(ROOT / "resources/icons/app.svg")).render(painter, QRectF(0, 0, size, size))
    painter.end()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(path)):
        raise PackageError(f"cannot write {path}")


def printed(*arguments: str) -> bytes:
    """Return what the frozen program prints.

    Raises:
        PackageError: it failed, or it is not there.
    """
    program = FROZEN / NAME
    if not program.is_file():
        raise PackageError("there is no frozen program; first: python3 dev.py freeze")
    done = subprocess.run([program, *arguments], capture_output=True, check=False)
    if done.returncode:
        raise PackageError(f"{NAME} {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def squeezed(data: bytes) -> bytes:
    """Return ``data`` as gzip without time and name, so that equal content gives equal bytes."""
    return gzip.compress(data, 9, mtime=0)


def released() -> datetime:
    """Return when the newest commit was made, which dates the files of a package; now where that is unknown."""
    done = subprocess.run(["git", "-C", ROOT, "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False)
    return datetime.fromtimestamp(int(done.stdout), UTC) if done.stdout.strip() else datetime.now(UTC)
