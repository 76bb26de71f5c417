"""``keyring`` backends for tests: one that works in memory, and others that fail like real ones."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError, PasswordSetError


class MemoryKeyring(KeyringBackend):
    """Keeps entries in a dictionary. ``before`` is called with the operation's name and the service, and may raise."""

    priority = 5

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.operations: list[tuple[str, str]] = []
        self.before: Callable[[str, str], None] = lambda operation, service: None
        self._limit = limit

    def get_password(self, service: str, username: str) -> str | None:
        self._begin("read", service)
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._begin("write", service)
        if self._limit is not None and len(password.encode("utf-16-le")) // 2 > self._limit:
            raise CredWriteError(1783, "CredWrite", "The stub received bad data.")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._begin("delete", service)
        if (service, username) not in self.entries:
            raise PasswordDeleteError("not found")
        del self.entries[service, username]

    def _begin(self, operation: str, service: str) -> None:
        self.operations.append((operation, service))
        self.before(operation, service)

    def service_names(self) -> list[str]:
        """List the services of all entries, as some stores can."""
        return [service for service, _ in self.entries]


class FileKeyring(MemoryKeyring):
    """Keeps entries in the file named by ``KEYRING_FILE``, for several processes that run one after another."""

    def __init__(self) -> None:
        super().__init__()
        # keyring creates an instance of every known backend, even if no file is named and this one is not used.
        self._file = Path(os.environ.get("KEYRING_FILE", "no-file-named"))
        if self._file.exists():
            self.entries = {(service, user): text for service, user, text in json.loads(self._file.read_text())}

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password)
        self._write()

    def delete_password(self, service: str, username: str) -> None:
        super().delete_password(service, username)
        self._write()

    def _write(self) -> None:
        self._file.write_text(json.dumps([[*key, text] for key, text in self.entries.items()]))


class CredWriteError(Exception):
    """Like ``pywintypes.error``: number, function, text."""


class PowerCut(Exception):
    """Raised by all operations from a chosen one on, as if the power had failed."""

    def __init__(self) -> None:
        super().__init__("no power")


class Cut:
    """Fails operation number ``at`` (counted from 1, of the named kinds) and all later operations."""

    def __init__(self, backend: MemoryKeyring, at: int, kinds: frozenset[str]) -> None:
        self._at = at
        self._kinds = kinds
        self._count = 0
        self.happened = False
        backend.before = self

    def __call__(self, operation: str, service: str) -> None:
        self._count += operation in self._kinds
        if self.happened or self._count == self._at:
            self.happened = True
            raise PowerCut


class RefusingKeyring(MemoryKeyring):
    """Refuses to write, and quotes the secret in its error."""

    def set_password(self, service: str, username: str, password: str) -> None:
        try:
            raise OSError(f"denied: {password}")
        except OSError as error:
            raise PasswordSetError(f"Can't store password {password}") from error


class LockedKeyring(MemoryKeyring):
    """A store that the user did not unlock."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self._error = error or KeyringLocked("Failed to unlock the collection!")

    def _begin(self, operation: str, service: str) -> None:
        raise self._error


class HangingKeyring(MemoryKeyring):
    """Hangs in every operation of the named kind until it is released."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.entered = threading.Event()
        self.release = threading.Event()

        def hang(operation: str, _service: str) -> None:
            if operation == kind:
                self.entered.set()
                if not self.release.wait(30):
                    raise AssertionError("nobody let it go")

        self.before = hang


class ForgetfulKeyring(MemoryKeyring):
    """Accepts everything, but stores nothing or another value."""

    def __init__(self, instead: str | None) -> None:
        super().__init__()
        self._instead = instead

    def set_password(self, service: str, username: str, password: str) -> None:
        if self._instead is not None:
            super().set_password(service, username, self._instead)


def threads_of_the_store() -> list[threading.Thread]:
    """Return the running threads of key stores."""
    return [thread for thread in threading.enumerate() if thread.name == "key store"]


def finish_threads() -> None:
    """Wait until all calls to key stores have ended."""
    for thread in threads_of_the_store():
        thread.join(30)
        assert not thread.is_alive()


def keyring_named(module: str, **members: Any) -> MemoryKeyring:
    """Return a working backend whose class claims to be from ``module``."""
    return type("Keyring", (MemoryKeyring,), {"__module__": module, **members})()  # type: ignore[no-any-return]
