"""The token store interface, and a store that keeps tokens in memory only."""

from __future__ import annotations

import threading
from enum import StrEnum
from typing import NamedTuple, Protocol

from wizard.secrets.secret import Secret


class KeyStoreCondition(StrEnum):
    """Whether the key store can be used."""

    AVAILABLE = "available"
    NO_BACKEND = "no-backend"
    LOCKED = "locked"
    REFUSED = "refused"
    SLOW = "slow"
    MEMORY = "memory"


class KeyStoreState(NamedTuple):
    """The state of a key store. ``name`` is the product name, empty if there is none.
    ``failure`` is the id in the failure catalog, empty if there is no problem."""

    condition: KeyStoreCondition
    name: str = ""
    failure: str = ""

    @property
    def usable(self) -> bool:
        return self.condition in {KeyStoreCondition.AVAILABLE, KeyStoreCondition.MEMORY}


class TokenStore(Protocol):
    """Stores tokens. A reference identifies one token, for example a saved setup's id."""

    def state(self) -> KeyStoreState: ...

    def save(self, reference: str, secret: Secret) -> None: ...

    def load(self, reference: str) -> Secret | None: ...

    def delete(self, reference: str) -> None: ...

    def names(self) -> tuple[str, ...]: ...


class MemoryStore:
    """Keeps tokens for this run only; used if the user agreed to that. Thread-safe."""

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}
        self._lock = threading.Lock()

    def state(self) -> KeyStoreState:
        return KeyStoreState(KeyStoreCondition.MEMORY)

    def save(self, reference: str, secret: Secret) -> None:
        with self._lock:
            self._secrets[reference] = secret

    def load(self, reference: str) -> Secret | None:
        with self._lock:
            return self._secrets.get(reference)

    def delete(self, reference: str) -> None:
        with self._lock:
            self._secrets.pop(reference, None)

    def names(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._secrets)
