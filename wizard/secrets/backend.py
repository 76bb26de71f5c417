"""Chooses a ``keyring`` backend that is safe for tokens; finds its product name and whether it is locked."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_REFUSED: Final = ("keyring.backends.fail", "keyring.backends.null", "keyring.backends.chainer", "keyrings.alt")
"""Modules with backends that store nothing or store secrets in a file."""

_PLATFORM: Final = {
    "win32": ("keyring.backends.Windows:WinVaultKeyring",),
    "darwin": ("keyring.backends.macOS:Keyring",),
}
"""Fallback for a packaged program, in which ``keyring`` may not find its list of backends."""

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
"""Process names of programs that provide the Secret Service; Linux truncates them to 15 characters."""


class Keyring(Protocol):
    """What is used of a ``keyring`` backend."""

    def get_password(self, service: str, username: str, /) -> str | None: ...
    def set_password(self, service: str, username: str, password: str, /) -> None: ...
    def delete_password(self, service: str, username: str, /) -> None: ...


def choose_backend() -> KeyringBackend | None:
    """Return the backend to use, ``None`` if no suitable backend exists."""
    import keyring

    chosen = next(_candidates(keyring.get_keyring()), None)
    if chosen is None and getattr(sys, "frozen", False):
        for place in _PLATFORM.get(sys.platform, ()):
            module, _, name = place.partition(":")
            backend_class: type[KeyringBackend] = getattr(importlib.import_module(module), name)
            if backend_class.viable:
                return backend_class()
    return chosen


def _candidates(backend: KeyringBackend) -> Iterator[KeyringBackend]:
    if type(backend).__module__ == "keyring.backends.chainer":
        for inner in getattr(backend, "backends", ()):
            yield from _candidates(inner)
    elif not type(backend).__module__.startswith(_REFUSED) and backend.priority >= 1:
        yield backend


def name_of(backend: Keyring) -> str:
    """Return the product's name, for example ``Secret Service (GNOME Keyring)``."""
    module = type(backend).__module__
    name = _NAMES.get(module, type(backend).__name__)
    if name == "Secret Service" and (provider := _secret_service_provider()):
        return f"{name} ({provider})"
    return name


def is_locked(backend: Keyring) -> bool:
    """Return whether reading would ask the user to unlock the store; only the Secret Service can report that."""
    if type(backend).__module__ != "keyring.backends.SecretService":
        return False
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        try:
            return bool(secretstorage.Collection(bus).is_locked())
        except secretstorage.exceptions.ItemNotFoundException:
            return True  # no collection exists yet: the first write asks the user for a password


def listed(backend: Keyring, user: str, beginning: str) -> tuple[str, ...]:
    """Return the names of a user's entries that start with ``beginning``; empty if the store cannot list entries.

    ``keyring`` itself cannot list entries; the attributes and names are those that its backends assign.
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
    """Return the name of the program that provides the Secret Service, empty if unknown."""
    import secretstorage
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]

    try:
        with closing(secretstorage.dbus_init()) as bus:
            request = message_bus.GetConnectionUnixProcessID("org.freedesktop.secrets")
            (process,) = bus.send_and_get_reply(request).body
        return _SECRET_SERVICES.get(Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip(), "")
    except (secretstorage.exceptions.SecretStorageException, OSError, ValueError):
        return ""
