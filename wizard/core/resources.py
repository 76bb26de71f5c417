"""Finds the program's data files in a checkout, a wheel or a frozen program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def resource_root() -> Path:
    """Return the folder that holds ``locales``, ``tutorials`` and the other data files."""
    package = Path(__file__).resolve().parents[1]
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [package / "resources", package.parent / "resources"]
    if frozen:
        candidates.insert(0, Path(frozen) / "resources")
    for candidate in candidates:
        if (candidate / "locales").is_dir():
            return candidate
    raise FileNotFoundError("the program's resources folder is missing; the installation is incomplete")


def resource(name: str) -> Path:
    """Return the path of a data file, for example ``tutorials/cloudgate.toml``.

    Raises:
        ValueError: the name is absolute or points outside the folder.
    """
    parts = Path(name)
    if parts.is_absolute() or ".." in parts.parts:
        raise ValueError(f"not a resource name: {name}")
    return resource_root() / parts


def guide_root() -> Path:
    """Return the folder of the guide: next to the other data files when installed, ``docs`` in a checkout."""
    installed = resource_root() / "docs"
    return installed if installed.is_dir() else resource_root().parent / "docs"
