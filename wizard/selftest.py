"""``--self-test``: checks whether this installation or frozen program is complete; for builds and support."""

from __future__ import annotations

import importlib
import json
import os
import ssl
import sys
import time
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import entry_points
from typing import Final, NoReturn

from wizard.core.errors import NetworkError, WizardError
from wizard.core.resources import resource_root
from wizard.core.texts import Texts

Check = Callable[[], str]

_BACKENDS: Final = {"win32": {"Windows"}, "darwin": {"macOS"}}
_LINUX_BACKENDS: Final = {"SecretService", "KWallet", "libsecret"}
_MODULES: Final = (
    "wizard.cli.main",
    "wizard.graph.signin",
    "wizard.secrets.keystore",
    "wizard.ui.shell.app",
    "msal",
    "requests",
    "scim2_models",
    "scim2_server",
    "truststore",
)


class IncompleteError(Exception):
    """A check found this installation incomplete; the message says what is missing."""


def run() -> int:
    """Run every check, print one line for each, and return 0 if all passed, else 1."""
    failed = 0
    for name, check in CHECKS.items():
        began = time.perf_counter()
        try:
            word, detail = "ok", check()
        except WizardError as error:
            words = Texts().problem(error)
            word, detail = "FAILED", f"{words.what}. {words.why} {words.next}"
            failed += 1
        except Exception as error:  # the self-test must report any problem
            word, detail = "FAILED", f"{type(error).__name__}: {error}"
            failed += 1
        print(f"{word:7} {name:12} {detail} ({(time.perf_counter() - began) * 1000:.0f} ms)", flush=True)
    print(f"self-test: {len(CHECKS) - failed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def check_resources() -> str:
    """Check that all data files exist and can be parsed; return a summary."""
    from fluent.syntax import FluentParser, ast

    root = resource_root()
    files = sorted(path for path in root.rglob("*") if path.is_file())
    kinds = {suffix: [path for path in files if path.suffix == suffix] for suffix in (".ftl", ".json", ".qss", ".svg")}
    if missing := [suffix for suffix, found in kinds.items() if not found]:
        raise IncompleteError(f"no {', '.join(missing)} file below {root}")
    messages = 0
    for path in kinds[".ftl"]:
        entries = FluentParser().parse(path.read_text(encoding="utf-8")).body
        if any(isinstance(entry, ast.Junk) for entry in entries):
            raise IncompleteError(f"{path.name} does not parse")
        messages += sum(isinstance(entry, ast.Message) for entry in entries)
    for path in kinds[".json"]:
        json.loads(path.read_text(encoding="utf-8"))
    return f"{len(files)} files, {messages} messages"


def check_modules() -> str:
    """Check that no late import is missing; return a summary."""
    for name in _MODULES:
        importlib.import_module(name)
    return f"{len(_MODULES)} late imports"


def check_keyring() -> str:
    """Check that keyring finds its backends by entry points, which a frozen program may lack."""
    import keyring

    from wizard.secrets.backend import choose_backend, name_of

    found = {entry.name for entry in entry_points(group="keyring.backends")}
    wanted = _BACKENDS.get(sys.platform, _LINUX_BACKENDS)
    if missing := wanted - found:
        raise IncompleteError(f"keyring backends not listed: {', '.join(sorted(missing))}")
    for entry in entry_points(group="keyring.backends"):
        if entry.name in wanted:
            entry.load()
    keyring.get_keyring()
    chosen = choose_backend()
    return f"{len(found)} backends; in use: {name_of(chosen) if chosen is not None else 'none on this machine'}"


def check_tls() -> str:
    """Check that the system's certificate authorities are found and that verification is on."""
    from wizard.http.tls import count_roots, trust_context

    context = trust_context()
    if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
        raise IncompleteError("certificates are not verified")
    roots = count_roots()
    if roots is None:
        return "verified by the system"
    if not roots:
        raise IncompleteError("no certificate authority found; install ca-certificates")
    return f"{roots} roots"


def check_libraries() -> str:
    """Check that the shared libraries for a window on X11 or Wayland exist, even if there is no display.

    One of the two is sufficient, since a desktop uses one of them; what the other lacks is reported.
    """
    from wizard.ui.shell import platform_plugin

    if sys.platform in {"win32", "darwin"}:
        return "brought along"
    lacking = {plugin: found for plugin in ("xcb", "wayland") if (found := platform_plugin.check_libraries(plugin))}
    told = [f"{plugin} lacks {', '.join(found.libraries) or found.reason}" for plugin, found in lacking.items()]
    if len(lacking) == len(platform_plugin.DISPLAYS):
        packages = sorted({package for found in lacking.values() for package in found.packages})
        raise IncompleteError(f"{'; '.join(told)}; on Debian and Ubuntu: apt-get install {' '.join(packages)}")
    return "; ".join(told) or "for X11 and Wayland"


def check_window() -> str:
    """Check that a window opens with the program's platform plugin, draws icons, and that signals work."""
    from wizard.ui.shell import platform_plugin

    displayed = platform_plugin.names_a_display(os.environ)
    platform = platform_plugin.choose() if displayed else "offscreen"
    from wizard.ui.shell.selftest import check_qt

    detail = check_qt(platform, _qt_gave_up)
    return detail if displayed else f"{detail}; no display here: the window was tried offscreen only"


def _qt_gave_up(reason: str) -> NoReturn:
    print(f"FAILED  window       {reason.strip()}\nself-test: ended by Qt", flush=True)
    os._exit(1)


def check_practice() -> str:
    """Check that the practice company starts as its own process and responds only over verified HTTPS."""
    from wizard import wiring
    from wizard.scim.client import ScimClient

    with closing(wiring.make_context()) as services:
        with closing(services.network) as before:
            company = services.use_practice()
            try:
                ScimClient(company.tenant_url, company.token, before).test_connection()
            except NetworkError as error:
                refused = error.code
            else:
                raise IncompleteError("a certificate that nobody vouches for was accepted")
        answer = ScimClient(company.tenant_url, company.token, services.transport).test_connection()
    if answer.total:
        raise IncompleteError("a random value was found")
    return f"answers over HTTPS; without its certificate authority: {refused}"


CHECKS: Final[dict[str, Check]] = {
    "resources": check_resources,
    "modules": check_modules,
    "keyring": check_keyring,
    "tls": check_tls,
    "libraries": check_libraries,
    "window": check_window,
    "practice": check_practice,
}
