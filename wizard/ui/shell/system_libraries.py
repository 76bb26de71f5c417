"""The system's shared libraries that Qt's window needs, their Debian packages, and which of them are missing.

PySide6 includes Qt and ICU. All other libraries that Qt's own libraries and plugins require come from the system. The
table is the output of ``readelf --dynamic`` for PySide6 6.11.3; a test compares it with the installed version. The
packages are those of Debian 12 and 13; Ubuntu uses the same names. The C and C++ runtime, zlib and zstd are left out:
Debian's package manager itself needs them.
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Final, NamedTuple

ALWAYS: Final = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""Shared library -> Debian package: needed by every window, even an invisible one."""

BY_PLUGIN: Final[dict[str, dict[str, str]]] = {
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxcb.so.1": "libxcb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        # Needed by the plugin's OpenGL plugin. Without it the program runs, but logs a warning at every start.
        "libwayland-egl.so.1": "libwayland-egl1",
    },
}
"""Platform plugin -> the libraries that it needs in addition."""


class Unloadable(NamedTuple):
    """Why a file of Qt does not load.

    Args:
        libraries: File names of the missing or damaged shared libraries; empty if it fails for another reason.
        packages: The Debian packages that contain them, if known.
        reason: The dynamic loader's message, which is always in English.
    """

    libraries: tuple[str, ...]
    packages: tuple[str, ...]
    reason: str


def load(file: Path, plugin: str) -> Unloadable | None:
    """Load a platform plugin as Qt will do; the start takes no longer, because the plugin is loaded only once.

    Args:
        file: The plugin.
        plugin: Its name, such as ``xcb``, which selects the libraries to check if it does not load.

    Returns:
        None if it loaded.
    """
    try:
        ctypes.CDLL(str(file))
    except OSError as error:
        return _diagnose(_words(error), ALWAYS | BY_PLUGIN.get(plugin, {}))
    return None


def diagnose(reason: str) -> Unloadable:
    """Return what is missing when a part of Qt that every window needs did not load for the given reason."""
    return _diagnose(reason, ALWAYS)


def _diagnose(reason: str, table: dict[str, str]) -> Unloadable:
    """Try all libraries of the table, because the loader names only the first missing one."""
    missing = {culprit for name in table if (culprit := _fails(name))}
    blamed = _blamed(reason)
    if not missing and blamed and "cannot open shared object file" in reason:
        missing = {blamed}
    known = ALWAYS | {name: package for names in BY_PLUGIN.values() for name, package in names.items()}
    packages = {known[name] for name in missing if name in known}
    return Unloadable(tuple(sorted(missing)), tuple(sorted(packages)), reason)


def _fails(name: str) -> str:
    """Return the name of the library that keeps this one from loading, itself or a dependency; empty if it loads."""
    try:
        ctypes.CDLL(name)
    except OSError as error:
        return _blamed(_words(error)) or name
    return ""


def _words(error: OSError) -> str:
    """Return the loader's message, which a frozen program hides behind a guess by PyInstaller."""
    return str(error.__cause__ or error)


def _blamed(reason: str) -> str:
    """Return the library that the loader's message starts with, for example "libGL.so.1: cannot open …"."""
    name, colon, _rest = reason.partition(":")
    return Path(name).name if colon and ".so" in name else ""
