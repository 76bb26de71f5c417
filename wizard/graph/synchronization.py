"""Immutable data about synchronization jobs, parsed tolerantly (Graph: synchronizationJob and its nested types)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.core.json_types import JsonMapping
from wizard.graph import parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wizard.secrets.secret import Secret


@dataclass(frozen=True, slots=True)
class SyncTemplate:
    """The template for provisioning an application. ``fields`` are the credentials that it requires."""

    id: str
    default: bool = False
    discoverable: bool = False
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncError:
    """An error that the service stores for a job; ``actionable`` if this tenant can fix it."""

    code: str
    message: str
    actionable: bool = False


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The reason why a job is in quarantine (graph: synchronizationQuarantine); times in UTC."""

    reason: str
    began: datetime | None = None
    evaluated: datetime | None = None
    next_attempt: datetime | None = None
    attempts: int = 0
    error: SyncError | None = None


@dataclass(frozen=True, slots=True)
class Execution:
    """One cycle (graph: synchronizationTaskExecution). ``state``: Succeeded, Failed, EntryLevelErrors, or newer."""

    state: str
    began: datetime | None = None
    ended: datetime | None = None
    entitled: int = 0
    escrowed: int = 0
    exported: int = 0
    imported: int = 0
    error: SyncError | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of the running cycle. The units are directory pages, not people."""

    completed: int
    total: int
    units: str = ""
    observed: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job's state (graph: synchronizationStatus and synchronizationSchedule).

    ``code``: NotConfigured, NotRun, Active, Paused, Quarantine; ``schedule_state``: Active, Disabled, Paused; newer
    values are kept unchanged. ``counts``: synchronized objects by source type in lower case (``user``).
    ``interval_minutes``: minutes between two cycles, ``None`` if there is no interval.
    """

    code: str
    schedule_state: str
    interval_minutes: int | None = None
    quarantine: Quarantine | None = None
    last: Execution | None = None
    last_success: Execution | None = None
    last_success_with_exports: Execution | None = None
    progress: tuple[Progress, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    steady_since: datetime | None = None
    steady_last: datetime | None = None
    failures_in_a_row: int = 0
    escrows_pruned: bool = False
    troubleshooting_url: str = ""

    @property
    def running(self) -> bool:
        """Whether provisioning is on; a job in quarantine counts as on."""
        return self.schedule_state.lower() == "active"

    @property
    def cause(self) -> SyncError | None:
        """The reported cause of the quarantine; older responses have it only in the last cycle."""
        if not self.quarantined:
            return None
        own = self.quarantine.error if self.quarantine is not None else None
        return own or (self.last.error if self.last is not None else None)

    @property
    def quarantined(self) -> bool:
        return self.quarantine is not None or self.code.lower() == "quarantine"

    @property
    def first_cycle_done(self) -> bool:
        return self.steady_since is not None or self.last_success is not None or self.steady_last is not None

    @property
    def escrowed(self) -> int:
        """The number of objects that failed in the last cycle and will be retried."""
        return self.last.escrowed if self.last is not None else 0

    @property
    def completed_units(self) -> int | None:
        return sum(part.completed for part in self.progress) if self.progress else None

    @property
    def total_units(self) -> int | None:
        return sum(part.total for part in self.progress) if self.progress else None


@dataclass(frozen=True, slots=True)
class Job:
    """A synchronization job of an application. ``settings`` are partly inherited from its template."""

    id: str
    template_id: str
    status: JobStatus
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """Notification email and accidental deletion prevention: the JSON text in the secret SyncNotificationSettings.

    ``delete_threshold``: the number of deletions and disables in one cycle above which nothing is deleted. ``others``
    are unknown members; they are sent back unchanged.
    """

    enabled: bool = False
    recipients: str = ""
    prevent_deletions: bool = False
    delete_threshold: int = 500
    others: JsonMapping = field(default_factory=dict)

    def to_text(self) -> str:
        """Return the JSON text that the service stores."""
        known = {
            "Enabled": self.enabled,
            "Recipients": self.recipients,
            "DeleteThresholdEnabled": self.prevent_deletions,
            "DeleteThresholdValue": self.delete_threshold,
        }
        return json.dumps({**known, **self.others}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> NotificationSettings:
        """Return the settings of the JSON text; unreadable text counts as no settings."""
        try:
            body = json.loads(text) if text else {}
        except ValueError:
            body = {}
        given = parse.mapping(body)
        known = {"enabled", "recipients", "deletethresholdenabled", "deletethresholdvalue"}
        low = {name.lower(): value for name, value in given.items()}
        return cls(
            low.get("enabled") is True,
            parse.text(low.get("recipients")),
            low.get("deletethresholdenabled") is True,
            parse.number(low.get("deletethresholdvalue")) or 500,
            {name: value for name, value in given.items() if name.lower() not in known},
        )


@dataclass(frozen=True, slots=True)
class Secrets:
    """The stored credentials and settings of an application; ``masked`` are the keys whose values show as ``*``."""

    values: Mapping[str, str | Secret] = field(repr=False)
    masked: frozenset[str] = frozenset()

    def named(self, key: str) -> str:
        """Return a key as stored, ignoring letter case; unchanged if it is missing."""
        return next((name for name in self.values if name.lower() == key.lower()), key)

    def text(self, key: str) -> str:
        """Return a value that is not secret, empty if it is missing."""
        name = self.named(key)
        value = self.values.get(name)
        return value if isinstance(value, str) and name not in self.masked else ""

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self.values)

    @property
    def base_address(self) -> str:
        """The tenant URL."""
        return self.text("BaseAddress")

    @property
    def has_token(self) -> bool:
        """Whether a secret token is stored."""
        name = self.named("SecretToken")
        return name in self.masked or bool(self.values.get(name))

    @property
    def oauth(self) -> bool:
        """Whether the application is set to OAuth 2 client credentials instead of a bearer token.

        In that case the portal's *Connectivity* page stores ``AuthenticationType`` and the ``Oauth2…`` keys. The values
        of ``AuthenticationType`` are not documented, so any value with OAuth counts, and so do an id and a secret.
        """
        held = {name.lower() for name, value in self.values.items() if value}
        named = self.text("AuthenticationType").lower()
        return "oauth" in named or (not named and {"oauth2clientid", "oauth2clientsecret"} <= held)

    @property
    def sync_all(self) -> bool:
        """Whether all users and groups are in scope; if not set, only assigned ones are."""
        return self.text("SyncAll").strip().lower() == "true"

    @property
    def skip_out_of_scope_deletions(self) -> bool:
        return self.text("SkipOutOfScopeDeletions").strip().lower() == "true"

    @property
    def notification(self) -> NotificationSettings:
        return NotificationSettings.from_text(self.text("SyncNotificationSettings"))


def job_of(body: JsonMapping) -> Job:
    """Return the job of a JSON object."""
    settings = {
        parse.text(item.get("name")): parse.text(item.get("value"))
        for item in parse.objects(body.get("synchronizationJobSettings"))
    }
    return Job(parse.text(body.get("id")), parse.text(body.get("templateId")), status_of(body), settings)


def status_of(body: JsonMapping) -> JobStatus:
    """Return the status and schedule of a job's JSON object."""
    status, schedule = parse.mapping(body.get("status")), parse.mapping(body.get("schedule"))
    interval = parse.duration(schedule.get("interval"))
    counts: dict[str, int] = {}
    for item in parse.objects(status.get("synchronizedEntryCountByType")):
        # "user to User": the source type is what users look for.
        source = parse.text(item.get("key")).partition(" to ")[0].strip().lower()
        counts[source] = counts.get(source, 0) + parse.number(item.get("value"))
    return JobStatus(
        parse.text(status.get("code")),
        parse.text(schedule.get("state")),
        None if interval is None else round(interval.total_seconds() / 60),
        _quarantine(status.get("quarantine")),
        _execution(status.get("lastExecution")),
        _execution(status.get("lastSuccessfulExecution")),
        _execution(status.get("lastSuccessfulExecutionWithExports")),
        tuple(_progress(item) for item in parse.objects(status.get("progress"))),
        counts,
        parse.moment(status.get("steadyStateFirstAchievedTime")),
        parse.moment(status.get("steadyStateLastAchievedTime")),
        parse.number(status.get("countSuccessiveCompleteFailures")),
        status.get("escrowsPruned") is True,
        parse.text(status.get("troubleshootingUrl")),
    )


def template_of(body: JsonMapping) -> SyncTemplate:
    """Return the template of a JSON object; its list of credentials is JSON inside a metadata value."""
    metadata = {
        parse.text(item.get("key")).lower(): parse.text(item.get("value"))
        for item in parse.objects(body.get("metadata"))
    }
    try:
        fields = json.loads(metadata.get("configurationfields") or "[]")
    except ValueError:
        fields = []
    return SyncTemplate(
        parse.text(body.get("id")),
        body.get("default") is True,
        body.get("discoverable") is True,
        tuple(parse.text(item.get("name")) for item in parse.objects(fields) if item.get("name")),
    )


def _error(value: object) -> SyncError | None:
    body = parse.mapping(value)
    code = parse.text(body.get("code"))
    if not body or (code.lower() in {"", "none"} and not parse.text(body.get("message"))):
        return None
    return SyncError(code, parse.text(body.get("message")), body.get("tenantActionable") is True)


def _quarantine(value: object) -> Quarantine | None:
    body = parse.mapping(value)
    if not body:
        return None
    return Quarantine(
        parse.text(body.get("reason")) or "Unknown",
        parse.moment(body.get("seriesBegan")),
        parse.moment(body.get("currentBegan")),
        parse.moment(body.get("nextAttempt")),
        parse.number(body.get("seriesCount")),
        _error(body.get("error")),
    )


def _execution(value: object) -> Execution | None:
    """Return a cycle, ``None`` for the stub of a started job that has not run (Failed, error "None", year 1)."""
    body = parse.mapping(value)
    error = _error(body.get("error"))
    began, ended = parse.moment(body.get("timeBegan")), parse.moment(body.get("timeEnded"))
    stub = began is None and ended is None and error is None and "timeBegan" in body
    if not body or stub:
        return None
    return Execution(
        parse.text(body.get("state")),
        began,
        ended,
        parse.number(body.get("countEntitled")),
        parse.number(body.get("countEscrowed")),
        parse.number(body.get("countExported")),
        parse.number(body.get("countImported")),
        error,
    )


def _progress(body: JsonMapping) -> Progress:
    return Progress(
        parse.number(body.get("completedUnits")),
        parse.number(body.get("totalUnits")),
        parse.text(body.get("units")),
        parse.moment(body.get("progressObservationDateTime")),
    )
