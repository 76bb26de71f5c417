"""The health of a setup in use. Frozen; all times in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from wizard.doctor.report import Finding
    from wizard.health.drift import Drift

State = Literal["running", "starting", "off", "quarantine", "no-job", "gone"]
"""``starting``: the first cycle has not ended; ``gone``: the application is no longer in the tenant."""

TOKEN_ENDS_SOON = timedelta(days=30)
"""How long before its end a token should be replaced."""

AGAIN = 2
"""Number of cycles in a row from which an object counts as failing repeatedly."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A person or group whose last attempt failed.

    Args:
        id: object id in Entra.
        kind: ``User`` or ``Group``, as the log calls it.
        since: the first failure without a success since.
        last: the newest failure.
        cycles: number of cycles in which it has failed since then.
        code: Entra's error code.
        answer: CloudGate's response, empty if the log does not contain it.
        reason: Entra's description, if there is no response of CloudGate.
        finding: the cause, if the code identifies it; its texts are those of the job's findings.
    """

    id: str
    kind: str
    name: str
    since: datetime
    last: datetime
    cycles: int
    code: str = ""
    answer: str = ""
    reason: str = ""
    finding: Finding | None = None

    @property
    def again(self) -> bool:
        return self.cycles >= AGAIN


@dataclass(frozen=True, slots=True)
class Day:
    """One day: number of accounts and groups that were written, and of different objects that failed."""

    day: date
    written: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A quarantine and its times: the begin, the next attempt, and when Entra turns the job off."""

    reason: str
    began: datetime | None = None
    next_attempt: datetime | None = None
    off_on: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Deletions that Entra prevents until a person allows them: how many, and the first names."""

    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenCare:
    """The secret token: when it was saved here, when it expires (only for a JSON Web Token), where it is stored.

    ``stored`` is whether Entra has a token. ``readable`` is false if the key store did not respond or has none.
    """

    saved: datetime | None = None
    ends: datetime | None = None
    kept: str = ""
    stored: bool = True
    readable: bool = False

    def days_left(self, now: datetime) -> int | None:
        """Return whole days until the token expires, negative after that; ``None`` if the end is not known."""
        return None if self.ends is None else (self.ends - now).days


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs a person's action. Texts: ``health-need-<id>`` and its ``fix``, with ``params``."""

    id: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """The health of a setup.

    Args:
        at: when it was read.
        next_cycle: when Entra will probably begin the next cycle; ``None`` while the job is off.
        users, groups: number of provisioned objects according to the job; ``None`` if it does not count them.
        days: the last thirty, oldest first.
        failing: the longest failing first.
        findings: problems of the job, the root cause first.
        log_from: the start of the log that was read; nothing is known about earlier entries.
        log_error: code of the error that prevented reading the log.
        drift: differences from what this program last saved or saw.
        first_look: nothing was stored before; earlier changes outside this program are not known.
    """

    at: datetime
    state: State
    last_ended: datetime | None = None
    next_cycle: datetime | None = None
    interval_minutes: int | None = None
    on_since: datetime | None = None
    users: int | None = None
    groups: int | None = None
    days: tuple[Day, ...] = ()
    failing: tuple[Failing, ...] = ()
    quarantine: Quarantined | None = None
    waiting: Waiting | None = None
    token: TokenCare = field(default_factory=TokenCare)
    findings: tuple[Finding, ...] = ()
    drift: Drift | None = None
    log_from: datetime | None = None
    log_error: str = ""
    first_look: bool = False

    @property
    def again(self) -> tuple[Failing, ...]:
        """The objects that fail repeatedly."""
        return tuple(one for one in self.failing if one.again)

    @property
    def off_by_choice(self) -> bool:
        """Whether provisioning is off because this program turned it off, or a person accepted that it is off."""
        return self.state == "off" and self.drift is not None and not self.drift.before.running

    @property
    def log_read(self) -> bool:
        """Whether the provisioning log was read, now or earlier."""
        return self.log_from is not None or not self.log_error

    @property
    def needs(self) -> tuple[Need, ...]:
        """What needs a person's action, the most urgent first."""
        return tuple(_needs(self))

    @property
    def well(self) -> bool:
        return not self.needs


def _needs(health: Health) -> list[Need]:
    found: list[Need] = []
    if health.state in {"gone", "no-job", "off"} and not health.off_by_choice:
        found.append(Need(health.state))
    if health.waiting is not None:
        found.append(Need("deletions", {"count": health.waiting.count, "names": ", ".join(health.waiting.names[:3])}))
    elif health.quarantine is not None:
        off = health.quarantine.off_on
        found.append(Need("quarantine", {"off": off.date().isoformat() if off is not None else "none"}))
    left = health.token.days_left(health.at)
    if health.state not in {"gone", "no-job"} and not health.token.stored:
        found.append(Need("token-missing"))
    elif left is not None and left < TOKEN_ENDS_SOON.days and health.token.ends is not None:
        ends = health.token.ends
        past = ends <= health.at
        found.append(Need("token-ended" if past else "token-ends", {"days": left, "date": ends.date().isoformat()}))
    if health.again:
        oldest = min(one.since for one in health.again)
        found.append(Need("failing", {"count": len(health.again), "since": oldest.date().isoformat()}))
    if health.drift is not None and health.drift.changes:
        found.append(Need("drift", {"count": len(health.drift.changes)}))
    return found
