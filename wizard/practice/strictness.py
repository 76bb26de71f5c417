"""The behaviors of the practice Entra that are strict like the real service and can be switched to a lenient form.

Sources disagree about some behaviors, and a client must handle both forms. Strict is what was recorded or what
Microsoft's newer pages say; lenient is what older pages and other tenants do. Text keys: ``practice-strict-<id>``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from wizard.core.errors import InputError

STRICTNESS = (
    "token-scopes",
    "role-fields",
    "secrets-upsert",
    "secrets-key-case",
    "schema-reprint",
    "schema-patch",
    "replication",
    "scope-restart",
    "log-rows",
    "stub-execution",
    "quarantine-cause",
    "device-grant",
)
"""Every behavior that has two forms."""


class Strictness:
    """The behaviors that are strict. Thread-safe.

    Args:
        lenient: behaviors that are lenient from the start.

    Raises:
        InputError: ``practice-strictness-unknown``.
    """

    def __init__(self, lenient: Iterable[str] = ()) -> None:
        self._lenient: set[str] = set()
        self._lock = threading.Lock()
        for name in lenient:
            self.set(name, strict=False)

    def __call__(self, name: str) -> bool:
        """Return whether a behavior is strict."""
        with self._lock:
            return name not in self._lenient

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return every behavior that has two forms."""
        return STRICTNESS

    def set(self, name: str, *, strict: bool) -> None:
        """Switch a behavior to its strict or its lenient form.

        Raises:
            InputError: ``practice-strictness-unknown``.
        """
        if name not in STRICTNESS:
            raise InputError("practice-strictness-unknown", {"name": name[:60]})
        with self._lock:
            (self._lenient.discard if strict else self._lenient.add)(name)
