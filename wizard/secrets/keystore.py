"""The operating system's key store, through ``keyring``, or memory for this run. Never a file.

A store may ask the user to unlock it, or hang, so every call runs in its own thread with a time limit.
``keyring`` is imported inside functions so that only these calls pay for its import time.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import threading
from collections.abc import Callable
from typing import Final, TypedDict, TypeVar

from wizard.core.errors import KeyStoreError
from wizard.secrets.backend import Keyring, choose_backend, is_locked, listed, name_of
from wizard.secrets.memory import KeyStoreCondition, KeyStoreState, MemoryStore, TokenStore
from wizard.secrets.secret import Secret

SERVICE: Final = "CloudGate Provisioning Setup"
WINDOWS_LIMIT: Final = 1280
"""UTF-16 characters that one entry of the Windows Credential Manager holds (``CredWrite``: 2560 bytes)."""

HEADER: Final = "cloudgate-setup-parts:"
"""Prefix of the entry of a token that is stored in parts. A token with this prefix is always stored in parts."""

__all__ = ["KeyStore", "KeyStoreCondition", "KeyStoreState", "MemoryStore", "TokenStore"]

T = TypeVar("T")


class KeyStore:
    """The key store of the operating system. Thread-safe; one call at a time.

    Args:
        backend: a ``keyring`` backend; chosen automatically if not given.
        limit: seconds that a call may take, in which the user may have to type a password.
        part_limit: UTF-16 characters per entry; default: Windows' limit on Windows, no limit elsewhere.
        probe_limit: seconds that :meth:`state` may take.
    """

    def __init__(
        self,
        backend: Keyring | None = None,
        *,
        limit: float = 60.0,
        part_limit: int | None = None,
        probe_limit: float = 5.0,
    ) -> None:
        self._given = backend
        self._limit = limit
        self._probe_limit = probe_limit
        self._part_limit = part_limit
        self._busy = threading.Lock()

    def state(self) -> KeyStoreState:
        """Return whether a token could be stored, without asking the user to unlock anything. Never raises."""

        def look(entries: _Entries) -> KeyStoreState:
            name = name_of(entries.backend)
            if is_locked(entries.backend):
                return KeyStoreState(KeyStoreCondition.LOCKED, name, "local-keyring-locked")
            entries.read("probe")
            return KeyStoreState(KeyStoreCondition.AVAILABLE, name)

        try:
            return self._call(look, self._probe_limit)
        except KeyStoreError as error:
            conditions = {
                "keystore-none": KeyStoreCondition.NO_BACKEND,
                "keystore-locked": KeyStoreCondition.LOCKED,
                "keystore-slow": KeyStoreCondition.SLOW,
            }
            return KeyStoreState(
                conditions.get(error.code, KeyStoreCondition.REFUSED),
                str(error.params.get("name", "")),
                error.failure or "",
            )

    def save(self, reference: str, secret: Secret) -> None:
        """Store the token, replacing an earlier token.

        A crash at any time leaves either the earlier token or this one, never a mixture: parts are written to the
        unused slot, and the entry that names the slot is written last.

        Raises:
            KeyStoreError: ``keystore-none``, ``-locked``, ``-refused``, ``-slow``, or ``-lost`` if verification does
                not find the same token.
        """
        self._call(lambda entries: _save(entries, reference, secret.reveal()), self._limit)

    def load(self, reference: str) -> Secret | None:
        """Return the token, ``None`` if there is none.

        Raises:
            KeyStoreError: as for :meth:`save`; ``keystore-damaged`` if parts are missing.
        """
        text = self._call(lambda entries: _load(entries, reference), self._limit)
        return None if text is None else Secret(text)

    def delete(self, reference: str) -> None:
        """Remove the token with all its parts; do nothing if there is none.

        Raises:
            KeyStoreError: as for :meth:`save`.
        """
        self._call(lambda entries: _delete(entries, reference), self._limit)

    def names(self) -> tuple[str, ...]:
        """Return the references of the stored tokens if the key store can list its entries.

        Returns nothing if it cannot, or if the store is locked. Never raises.
        """

        def look(entries: _Entries) -> tuple[str, ...]:
            if is_locked(entries.backend):
                return ()
            beginning = entry_name("")
            found = [name.removeprefix(beginning) for name in listed(entries.backend, SERVICE, beginning)]
            return tuple(dict.fromkeys(_PART.sub("", name) for name in found))

        try:
            return self._call(look, self._probe_limit)
        except KeyStoreError:
            return ()

    def _call(self, work: Callable[[_Entries], T], limit: float) -> T:
        """Run ``work`` in a daemon thread; abandon it after ``limit`` seconds, then it accesses nothing."""
        result: list[T] = []
        failed: list[KeyStoreError] = []
        done, abandoned = threading.Event(), threading.Event()
        name: list[str] = []

        def run() -> None:
            try:
                with self._busy:
                    backend = self._given if self._given is not None else choose_backend()
                    if backend is None:
                        raise _no_backend()
                    self._given = backend
                    name.append(name_of(backend))
                    result.append(work(_Entries(backend, self._entry_limit(backend), abandoned)))
            except KeyStoreError as error:
                failed.append(error)
            except Exception as error:  # a backend may raise anything, also D-Bus and Win32 errors of its libraries
                failed.append(_translate(error))
            finally:
                done.set()

        threading.Thread(target=run, name="key store", daemon=True).start()
        if not done.wait(limit):
            abandoned.set()
            params: dict[str, str | int | float] = {"seconds": round(limit), "name": name[0] if name else "keyring"}
            raise KeyStoreError("keystore-slow", params, failure="local-keyring-locked")
        if failed:
            failed[0].params.setdefault("name", name[0] if name else "keyring")
            raise failed[0]
        return result[0]

    def _entry_limit(self, backend: Keyring) -> int | None:
        if self._part_limit is not None:
            return self._part_limit
        return WINDOWS_LIMIT if type(backend).__module__ == "keyring.backends.Windows" else None


def entry_name(reference: str) -> str:
    """Return the name of a token's entry, as the operating system's key store program shows it."""
    return f"{SERVICE}: {reference}"


class _Entries:
    """Single entries of the backend. Each has its own service name, since Windows keeps one user per service."""

    def __init__(self, backend: Keyring, limit: int | None, abandoned: threading.Event) -> None:
        self.backend = backend
        self.limit = limit
        self._abandoned = abandoned

    def read(self, entry: str) -> str | None:
        self._stop_if_abandoned()
        value = self.backend.get_password(entry_name(entry), SERVICE)
        return None if value is None else str(value)

    def write(self, entry: str, text: str) -> None:
        self._stop_if_abandoned()
        self.backend.set_password(entry_name(entry), SERVICE, text)

    def remove(self, entry: str) -> None:
        self._stop_if_abandoned()
        self.backend.delete_password(entry_name(entry), SERVICE)

    def _stop_if_abandoned(self) -> None:
        if self._abandoned.is_set():
            raise KeyStoreError("keystore-slow")


class _Header(TypedDict):
    """The entry of a token that is stored in parts: where they are, how many, and what they must add up to."""

    slot: str
    parts: int
    sha256: str


_PART = re.compile(r" [ab][0-9]+$")


def _part(reference: str, slot: str, number: int) -> str:
    return f"{reference} {slot}{number}"


def _save(entries: _Entries, reference: str, text: str) -> None:
    old = _header(entries.read(reference))
    if text.startswith(HEADER) or (entries.limit is not None and _length(text) > entries.limit):
        slot = "b" if old is not None and old["slot"] == "a" else "a"
        _clear(entries, reference, old, slot)
        pieces = _split(text, entries.limit or WINDOWS_LIMIT)
        for number, piece in enumerate(pieces, 1):
            entries.write(_part(reference, slot, number), piece)
        header = _Header(slot=slot, parts=len(pieces), sha256=hashlib.sha256(text.encode()).hexdigest())
        entries.write(reference, HEADER + json.dumps(header))
        _clear(entries, reference, old, "a" if slot == "b" else "b")
    else:
        entries.write(reference, text)
        _clear(entries, reference, old, "a", "b")
    if _load(entries, reference) != text:
        raise KeyStoreError("keystore-lost")


def _load(entries: _Entries, reference: str) -> str | None:
    value = entries.read(reference)
    if value is None or not value.startswith(HEADER):
        return value
    header = _header(value)
    if header is None:
        raise KeyStoreError("keystore-damaged")
    pieces = [entries.read(_part(reference, header["slot"], number)) for number in range(1, header["parts"] + 1)]
    text = "".join(piece for piece in pieces if piece is not None)
    if hashlib.sha256(text.encode()).hexdigest() != header["sha256"]:
        raise KeyStoreError("keystore-damaged")
    return text


def _delete(entries: _Entries, reference: str) -> None:
    value = entries.read(reference)
    if value is not None:
        entries.remove(reference)
    _clear(entries, reference, _header(value), "a", "b")


def _clear(entries: _Entries, reference: str, header: _Header | None, *slots: str) -> None:
    """Remove the parts in slots, last part first, so that after a crash the rest can still be found from part 1.

    The header gives the number of parts in case a part in the middle was lost.
    """
    for slot in slots:
        known = header["parts"] if header is not None and header["slot"] == slot else 0
        found: list[int] = []
        number = 1
        while (there := entries.read(_part(reference, slot, number)) is not None) or number <= known:
            if there:
                found.append(number)
            number += 1
        for number in reversed(found):
            entries.remove(_part(reference, slot, number))


def _header(value: str | None) -> _Header | None:
    if value is None or not value.startswith(HEADER):
        return None
    try:
        header = json.loads(value.removeprefix(HEADER))
    except (ValueError, RecursionError):
        return None
    good = (
        isinstance(header, dict)
        and header.get("slot") in ("a", "b")
        and isinstance(header.get("sha256"), str)
        and isinstance(header.get("parts"), int)
        and 0 < header["parts"] < 1000
    )
    return _Header(slot=header["slot"], parts=header["parts"], sha256=header["sha256"]) if good else None


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _split(text: str, limit: int) -> list[str]:
    """Return pieces of at most ``limit`` UTF-16 code units; a non-ASCII character may take two of them."""
    size = limit if text.isascii() else max(1, limit // 2)
    return [text[start : start + size] for start in range(0, len(text), size)]


def _no_backend() -> KeyStoreError:
    frozen = bool(getattr(sys, "frozen", False)) and sys.platform in {"win32", "darwin"}
    return KeyStoreError(
        "keystore-none", failure="local-keyring-frozen-build" if frozen else "local-keyring-no-backend"
    )


def _translate(error: Exception) -> KeyStoreError:
    """Return the project's error for a backend error, without the cause: its text may quote the secret."""
    from keyring.errors import KeyringLocked, NoKeyringError

    if isinstance(error, KeyringLocked) or "Locked" in type(error).__name__ or "IsLocked" in str(error):
        return KeyStoreError("keystore-locked", failure="local-keyring-locked")
    if isinstance(error, NoKeyringError):
        return _no_backend()
    failure = "local-keyring-token-too-long" if _is_too_long(error) else None
    return KeyStoreError("keystore-refused", {"reason": type(error).__name__}, failure=failure)


def _is_too_long(error: BaseException) -> bool:
    """Return whether Windows rejected an overlong value, reported as RPC_X_BAD_STUB_DATA (1783)."""
    numbers = [getattr(item, "winerror", None) for item in (error, error.__cause__, error.__context__)]
    return 1783 in numbers or 1783 in error.args
