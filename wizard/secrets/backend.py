"""Which ``keyring`` backend is fit to hold a token, what people call it, and whether it is locked."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

_REFUSED: Final = ("keyring.backends.fail", "keyring.backends.null", "keyring.backends.chainer", "keyrings.alt")
"""Modules whose backends keep nothing, or keep it in a file."""

_PLATFORM: Final = {
    "win32": ("keyring.backends.Windows:WinVaultKeyring",),
    "darwin": ("keyring.backends.macOS:Keyring",),
}
"""Used in a packaged program, where the list that ``keyring`` searches may be missing."""

_NAMES: Final = {
    "keyring.backends.Windows": "Windows Credential Manager",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.SecretService": "Secret Service",
}

_SECRET_SERVICES: Final = {
    "gnome-keyring-d": "GNOME Keyring",
    "keepassxc": "KeePassXC",
    "ksecretd": "KWallet",
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
}
"""Process names, as Linux cuts them to 15 characters, of programs that offer the Secret Service."""


def choose_backend() -> Any:
    """Return the backend to use, ``None`` when there is none that is fit."""
    import keyring

    chosen = next(_candidates(keyring.get_keyring()), None)
    if chosen is None and getattr(sys, "frozen", False):
        for place in _PLATFORM.get(sys.platform, ()):
            module, _, name = place.partition(":")
            backend_class = getattr(importlib.import_module(module), name)
            if backend_class.viable:
                return backend_class()
    return chosen


def _candidates(backend: Any) -> Iterator[Any]:
    if type(backend).__module__ == "keyring.backends.chainer":
        for inner in backend.backends:
            yield from _candidates(inner)
    elif not type(backend).__module__.startswith(_REFUSED) and backend.priority >= 1:
        yield backend


def name_of(backend: Any) -> str:
    """Return the product's name, for example ``Secret Service (GNOME Keyring)``."""
    module = type(backend).__module__
    name = _NAMES.get(module, type(backend).__name__)
    if name == "Secret Service" and (provider := _secret_service_provider()):
        return f"{name} ({provider})"
    return name


def is_locked(backend: Any) -> bool:
    """Tell whether reading would first ask the person to unlock; only the Secret Service can be asked that."""
    if type(backend).__module__ != "keyring.backends.SecretService":
        return False
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        try:
            return bool(secretstorage.Collection(bus).is_locked())
        except secretstorage.exceptions.ItemNotFoundException:
            return True  # there is no collection yet: the first write asks the person for a password


def listed(backend: Any, user: str, beginning: str) -> tuple[str, ...]:
    """Return the names of entries of one user that begin so, where the backend's store can tell; else nothing.

    ``keyring`` itself lists nothing; the attributes and names are those that its backends give to what they store.
    """
    module = type(backend).__module__
    if module == "keyring.backends.SecretService":
        import secretstorage

        with closing(secretstorage.dbus_init()) as bus:
            found = [item.get_attributes() for item in secretstorage.search_items(bus, {"username": user})]
        names = [str(attributes.get("service", "")) for attributes in found]
    elif module == "keyring.backends.Windows":
        credentials = importlib.import_module("win32ctypes.pywin32.win32cred")
        found = credentials.CredEnumerate(f"{beginning}*", 0)
        names = [str(one.get("TargetName", "")) for one in found]
    else:
        names = [str(name) for name in getattr(backend, "service_names", tuple)()]
    return tuple(name for name in names if name.startswith(beginning))


def _secret_service_provider() -> str:
    """Return which program answers for the Secret Service, empty when that cannot be told."""
    import secretstorage
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]

    try:
        with closing(secretstorage.dbus_init()) as bus:
            request = message_bus.GetConnectionUnixProcessID("org.freedesktop.secrets")
            (process,) = bus.send_and_get_reply(request).body
        return _SECRET_SERVICES.get(Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip(), "")
    except (secretstorage.exceptions.SecretStorageException, OSError, ValueError):
        return ""
