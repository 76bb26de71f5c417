"""Checks as they are shown, facts as they were found, findings as they are explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Status = Literal["pass", "fail", "warn", "skip"]
Who = Literal["you", "network", "entra-admin", "cloudgate"]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of Test Connection. Text: ``key`` with ``params``; ``ms`` is None where nothing was timed."""

    id: str
    status: Status
    key: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    ms: float | None = None


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """A connection that stands. ``days_left`` until the certificate expires."""

    version: str
    issuer: str
    valid_until: str
    days_left: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a look-up by a random value was answered.

    ``error`` is the code of a network error. ``shape`` is empty for a list answer as Entra expects it, else
    ``html``, ``not-json``, ``no-list``, ``null-resources`` or ``found`` (somebody matches a random value).
    """

    status: int = 0
    content_type: str = ""
    shape: str = ""
    detail: str = ""
    location: str = ""
    error: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was found out; no secret is among it.

    ``parent_users`` is the same look-up one path level higher, ``plain_users`` a list of users without a filter.
    """

    host: str
    scheme: str
    path: str
    discovery: str
    flag_problem: str = ""
    addresses: tuple[str, ...] = ()
    private: bool = False
    name_error: str = ""
    connect_error: str = ""
    connect_reason: str = ""
    proxy: str = ""
    tls: TlsFacts | None = None
    token_expired: bool = False
    token_short_lived: bool = False
    users: Lookup | None = None
    groups: Lookup | None = None
    parent_users: Lookup | None = None
    plain_users: Lookup | None = None
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause. Words: ``finding-<id>`` and its attributes ``cause`` and ``fix``; ``id`` is of the failure catalogue."""

    id: str
    who: Who
    params: Mapping[str, str | int] = field(default_factory=dict)
    advice: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The whole test. ``ok`` when nothing keeps Entra from connecting; advice does not."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    facts: Facts

    @property
    def ok(self) -> bool:
        return not any(check.status == "fail" for check in self.checks) and all(f.advice for f in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON, without secrets."""
        return {
            "ok": self.ok,
            "checks": [asdict(check) for check in self.checks],
            "findings": [asdict(finding) for finding in self.findings],
            "facts": asdict(self.facts),
        }
