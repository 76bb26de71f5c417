"""Selects the platform plugin for the window before Qt starts, because Qt itself would abort.

Qt tries the plugins that QT_QPA_PLATFORM names, separated by semicolons. Without it, on Linux, it tries "wayland" if
WAYLAND_DISPLAY is set or XDG_SESSION_TYPE is "wayland", and then "xcb"
(``QGuiApplicationPrivate::createPlatformIntegration`` of qtbase, src/gui/kernel/qguiapplication.cpp). A plugin is
skipped if its libraries are missing or its display does not respond; if none is left, the process aborts. This module
follows the same order with the same libraries, but raises an error with a clear message.

The module can be imported where PySide6 cannot: ``dev.py run`` asks it before anything is installed, and it explains
why Qt does not load.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.core.errors import WizardError
from wizard.ui.shell import system_libraries
from wizard.ui.shell.system_libraries import Unloadable

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject

PROGRAM: Final = "cloudgate-setup"
ANSWER_SECONDS: Final = 15.0
"""How long a display may take to respond; over a slow line that is a few round trips."""

DISPLAYS: Final = {"xcb": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
"""Plugins whose display is another program, with the variable that contains its address."""

_ALIASES: Final = {"wayland-egl": "wayland", "wayland-brcm": "wayland"}
"""Alternative names of the same plugin file."""


def names_a_display(environment: Mapping[str, str]) -> bool:
    """Return whether the environment names a display; `choose` finds out whether it responds."""
    if sys.platform in {"win32", "darwin"}:
        return True
    named = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")
    return any(environment.get(name) for name in named) or environment.get("XDG_SESSION_TYPE") == "wayland"


def choose(environment: Mapping[str, str] = os.environ) -> str:
    """Return the platform plugin that can open a window, for Qt's argument ``-platform``; "" lets Qt choose.

    The plugin can be loaded, and its display has responded. On Windows and macOS, the only plugin needs neither check.

    Raises:
        WizardError: ``no-display``; ``display-silent``, the display does not respond; ``window-libraries-missing``,
            shared libraries of the system are missing; ``window-plugin-broken``, it does not load for another reason;
            ``window-plugin-unknown``, Qt has no such plugin.
    """
    if not names_a_display(environment):
        raise WizardError("no-display", {"program": PROGRAM})
    wanted = candidates(environment)
    problems: list[WizardError] = []
    for candidate in wanted:
        problem = _problem(candidate, environment)
        if problem is None:
            return candidate
        problems.append(problem)
    if not problems:
        return ""
    nearest = min(problems, key=lambda problem: _TELLING.index(problem.code))
    if nearest.code == "display-silent":
        nearest.params["where"] = ", ".join(str(each.params["where"]) for each in problems if each.code == nearest.code)
    raise nearest


_TELLING: Final = ("window-libraries-missing", "window-plugin-broken", "display-silent", "window-plugin-unknown")
"""If several plugins fail, the first of these errors is reported: it is the closest to opening a window."""


def candidates(environment: Mapping[str, str]) -> list[str]:
    """Return the plugins that Qt would try, in order: names, with their options after a colon."""
    if named := environment.get("QT_QPA_PLATFORM"):
        return [part for part in named.split(";") if part.strip(":")] or [named]
    if sys.platform in {"win32", "darwin"}:
        return []
    wayland = "WAYLAND_DISPLAY" in environment or environment.get("XDG_SESSION_TYPE") == "wayland"
    # Qt always tries xcb. Without DISPLAY it cannot succeed, so its missing libraries do not matter.
    x11 = bool(environment.get("DISPLAY")) or not wayland
    return ["wayland"] * wayland + ["xcb"] * x11


def check_libraries(plugin: str) -> Unloadable | None:
    """Load a plugin without using it; return why it does not load, or None."""
    file = _find(plugin)
    return system_libraries.load(file, plugin) if file else Unloadable((), (), f"no plugin {plugin}")


def unloadable(plugin: str, found: Unloadable) -> WizardError:
    """Return the error for a part of Qt that does not load."""
    if not found.libraries:
        return WizardError("window-plugin-broken", {"plugin": plugin, "reason": found.reason, "program": PROGRAM})
    return WizardError(
        "window-libraries-missing",
        {
            "plugin": plugin,
            "libraries": ", ".join(found.libraries),
            "packages": " ".join(found.packages) or "none",
            "program": PROGRAM,
        },
    )


def not_importable(reason: str) -> WizardError:
    """Return the error for a part of Qt that Python cannot import, with the loader's reason."""
    return unloadable("none", system_libraries.diagnose(reason))


def not_startable(reason: str) -> WizardError:
    """Return the error for a Qt that failed during its start, with its own message."""
    return WizardError("window-plugin-broken", {"plugin": "none", "reason": reason.strip(), "program": PROGRAM})


def _problem(candidate: str, environment: Mapping[str, str]) -> WizardError | None:
    plugin = plugin_of(candidate)
    file = _find(plugin, environment)
    if file is None:
        known = ", ".join(sorted(known_plugins(environment)))
        return WizardError("window-plugin-unknown", {"plugin": candidate, "known": known})
    if sys.platform in {"win32", "darwin"}:
        return None
    if found := system_libraries.load(file, plugin):
        return unloadable(plugin, found)
    if plugin in DISPLAYS and not _answers(plugin, environment):
        reasons = (DISPLAYS[plugin], "QT_QPA_PLATFORM", "XDG_SESSION_TYPE")
        where = next((f"{name}={environment[name]}" for name in reasons if name in environment), plugin)
        return WizardError("display-silent", {"where": where, "program": PROGRAM})
    return None


def plugin_of(candidate: str) -> str:
    """Return the plugin's name without its options, in the case and spelling of its file."""
    name = candidate.lstrip(":").partition(":")[0].lower()
    return _ALIASES.get(name, name)


def known_plugins(environment: Mapping[str, str] = os.environ) -> dict[str, Path]:
    """Return the installed platform plugins: name -> file; the first folder that has a name wins."""
    prefix, suffix = {"win32": ("q", ".dll"), "darwin": ("libq", ".dylib")}.get(sys.platform, ("libq", ".so"))
    files = (file for folder in _folders(environment) for file in folder.glob(f"{prefix}*{suffix}"))
    found: dict[str, Path] = {}
    for file in files:
        found.setdefault(file.name.removeprefix(prefix).removesuffix(suffix), file)
    return found


def _find(plugin: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    known = known_plugins(environment)
    if plugin in known or not known:
        return known.get(plugin)
    # A third-party plugin can have another name than its file. Only Qt can read that name.
    from PySide6.QtCore import QPluginLoader

    for file in known.values():
        told: JsonObject = QPluginLoader(str(file)).metaData()
        if plugin in (str(key).lower() for key in told.get("MetaData", {}).get("Keys", ())):
            return file
    return None


def _folders(environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield Qt's folders of platform plugins: from two variables, then of PySide6 or the system."""
    if special := environment.get("QT_QPA_PLATFORM_PLUGIN_PATH"):
        yield Path(special)
    for entry in filter(None, environment.get("QT_PLUGIN_PATH", "").split(os.pathsep)):
        yield Path(entry) / "platforms"
    spec = find_spec("PySide6")
    for package in map(Path, spec.submodule_search_locations or () if spec else ()):
        for below in ("Qt/plugins", "plugins"):
            if (folder := package / below / "platforms").is_dir():
                yield folder
                return
    from PySide6.QtCore import QLibraryInfo

    yield Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"


def _answers(plugin: str, environment: Mapping[str, str]) -> bool:
    """Return whether the display responds and grants access, using the same library as Qt."""
    if plugin == "xcb":
        return _in_time(_x_answers)
    if environment.get("WAYLAND_SOCKET"):
        return True  # an open connection, which can be used only once
    if not environment.get("XDG_RUNTIME_DIR") and not environment.get("WAYLAND_DISPLAY", "").startswith("/"):
        return False  # the library reports the same, but on standard error
    return _in_time(_wayland_answers)


def _in_time(ask: Callable[[], bool]) -> bool:
    """Call ``ask`` in a separate thread: it never returns if a display accepts the connection and stays silent."""
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(ask()), daemon=True)
    thread.start()
    thread.join(ANSWER_SECONDS)
    return answers == [True]


def _x_answers() -> bool:
    """xcb_connect(3) always returns an object; xcb_connection_has_error(3) is 0 if the server accepted it."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    works = bool(xcb.xcb_connection_has_error(connection) == 0)
    if not works:
        xcb.xcb_disconnect(connection)
    # A working connection stays open until the process ends: a server resets when its last client leaves (Xserver(1),
    # -noreset), and would refuse Qt at that moment.
    return works


def _wayland_answers() -> bool:
    """wl_display_connect of libwayland-client returns NULL if there is no compositor."""
    wayland = ctypes.CDLL("libwayland-client.so.0")
    wayland.wl_display_connect.restype = ctypes.c_void_p
    display = ctypes.c_void_p(wayland.wl_display_connect(None))
    if not display.value:
        return False
    # A compositor that is shutting down may accept the connection and close it again; one round trip shows this.
    works = bool(wayland.wl_display_roundtrip(display) >= 0)
    wayland.wl_display_disconnect(display)
    return works
