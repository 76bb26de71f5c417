"""Faults that can be switched on to try failures safely.

If the failure catalog lists a fault, its id is used. Text keys: ``practice-fault-<id>``. Code that causes a fault calls
:meth:`FaultBoard.active` at the place where the real failure would occur.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from wizard.core.errors import InputError
from wizard.practice.entra.aadsts import FAULTS as SIGN_IN

Area = Literal["cloudgate", "sign-in", "graph"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its id and the side on which it happens."""

    id: str
    area: Area


CLOUDGATE = (
    "cred-401-invalid", "cred-expired-later", "cred-not-admin", "cred-vendor-switch-off", "url-wrong-base-404",
    "conn-server-500-config", "conn-html-instead-of-json", "conn-null-resources", "conn-404-for-empty-query",
    "conn-group-lookup-unsupported", "conn-filter-attribute-unsupported", "slow-answer", "silent", "run-throttled",
    "redirect-elsewhere", "answer-cut-off", "run-licence-limit-target", "cred-basic-only", "cred-bearer-prefix",
    "url-root-probe-rejected", "url-flag-missing", "conn-ip-allowlist", "conn-validation-unavailable",
    "run-multiple-entries-in-response", "run-department-refused", "service-clock", "sometimes-unavailable",
)  # fmt: skip
"""Faults of the practice CloudGate, caused by ``wizard.practice.cloudgate.misbehave``."""


GRAPH = (
    "cloud-gallery-app-missing",
    "graph-new-app-not-replicated",
    "graph-templates-unknown-error",
    "graph-transient-403-409",
    "graph-job-recreated-broken",
    "graph-unavailable",
    "graph-throttled",
    "rights-missing-role",
    "rights-global-reader-blind",
    "rights-no-p1-group-assign",
    "rights-no-logs-licence",
    "run-graph-on-demand-throttled",
)
"""Faults of the practice Graph."""


class FaultBoard:
    """The faults that are on. Thread-safe."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = {fault.id: fault for fault in faults}
        self._on: set[str] = set()
        self._lock = threading.Lock()

    def active(self, name: str) -> bool:
        """Return whether a fault is on."""
        with self._lock:
            return name in self._on

    def on(self) -> tuple[str, ...]:
        """Return the faults that are on."""
        with self._lock:
            return tuple(sorted(self._on))

    def set(self, name: str, on: bool) -> None:
        """Switch a fault on or off.

        Raises:
            InputError: ``practice-fault-unknown``.
        """
        if name not in self.faults:
            raise InputError("practice-fault-unknown", {"name": name[:60]})
        with self._lock:
            (self._on.add if on else self._on.discard)(name)


def all_faults() -> tuple[Fault, ...]:
    """Return every fault that the practice company knows."""
    return (
        *(Fault(name, "cloudgate") for name in CLOUDGATE),
        *(Fault(name, "sign-in") for name in SIGN_IN),
        *(Fault(name, "graph") for name in GRAPH),
    )
