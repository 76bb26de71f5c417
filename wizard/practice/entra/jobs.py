"""A synchronization job's state, and its Graph representation (graph: synchronizationJob, synchronizationStatus)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wizard.core.json_types import JsonObject
from wizard.practice.entra.times import NEVER, moment
from wizard.provisioning import Links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

INTERVAL = timedelta(minutes=40)
"""Time between two cycles; fixed by the service for this application."""

QUARANTINE_STEPS = (timedelta(hours=6), timedelta(hours=12), timedelta(hours=24))
"""Waiting times before the next attempts in quarantine; the last one repeats."""

QUARANTINE_LIMIT = timedelta(days=28)
"""A job that is in quarantine for longer is disabled."""

RESET_SCOPES = ("None", "ConnectorDataStore", "Escrows", "Watermark", "QuarantineState", "Full", "ForceDeletes")


@dataclass(slots=True)
class Escrow:
    """An object that failed and waits for its next attempt. ``reference`` escrows (managers, members) count
    separately.
    """

    kind: str
    code: str
    message: str
    next_attempt: datetime
    attempts: int = 1
    reference: bool = False


@dataclass(slots=True)
class Quarantine:
    """Why and since when the job is in quarantine."""

    reason: str
    code: str
    message: str
    series_began: datetime
    current_began: datetime
    next_attempt: datetime
    series_count: int = 1

    def again(self, reason: str, code: str, message: str, now: datetime) -> None:
        """Record another failed attempt."""
        self.series_count += 1
        self.reason, self.code, self.message, self.current_began = reason, code, message, now
        self.next_attempt = now + QUARANTINE_STEPS[min(self.series_count, len(QUARANTINE_STEPS)) - 1]


@dataclass(slots=True)
class Execution:
    """One cycle's counters (graph: synchronizationTaskExecution)."""

    began: datetime
    ended: datetime | None = None
    state: str = "Succeeded"
    activity: str = field(default_factory=lambda: str(uuid.uuid4()))
    error: tuple[str, str] | None = None
    entitled: int = 0
    imported: int = 0
    deltas: int = 0
    reference_deltas: int = 0
    exported: int = 0
    exports: int = 0
    escrowed: int = 0
    escrowed_raw: int = 0

    def show(self) -> JsonObject:
        return {
            "activityIdentifier": self.activity,
            "countEntitled": self.entitled,
            "countEntitledForProvisioning": self.entitled,
            "countEscrowed": self.escrowed,
            "countEscrowedRaw": self.escrowed_raw,
            "countExported": self.exported,
            "countExports": self.exports,
            "countImported": self.imported,
            "countImportedDeltas": self.deltas,
            "countImportedReferenceDeltas": self.reference_deltas,
            "error": error_json(self.error),
            "state": self.state,
            "timeBegan": moment(self.began),
            "timeEnded": moment(self.ended or self.began),
        }


@dataclass(slots=True)
class SyncJob:
    """A job with everything the service remembers between cycles.

    ``links`` survive every restart except a full one. ``watermark`` is the directory version up to which changes are
    known; ``None`` makes the next cycle an initial cycle. ``held`` are the people and groups whose removal waits
    because there were too many at once.
    """

    id: str
    template_id: str
    schema: JsonObject
    state: str = "Disabled"
    resets: int = 0
    """How often state was reset on request; a cycle that ran meanwhile must not set the watermark."""
    links: Links = field(default_factory=Links)
    watermark: int | None = None
    escrows: dict[str, Escrow] = field(default_factory=dict)
    quarantine: Quarantine | None = None
    held: frozenset[str] = frozenset()
    force_deletes: bool = False
    last: Execution | None = None
    last_good: Execution | None = None
    last_exporting: Execution | None = None
    failures_in_a_row: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    steady_first: datetime | None = None
    steady_last: datetime | None = None
    progress: tuple[int, int, datetime] | None = None
    everybody: bool | None = None
    """Whether the scope in force is *Sync All*; ``None`` adopts the stored setting. Only a restart narrows it."""
    next_run: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Return whether a cycle should begin."""
        return self.state == "Active" and self.next_run is not None and self.next_run <= now

    def start(self, now: datetime) -> None:
        """Start the job; the next cycle is due immediately, and a quarantine is cleared."""
        self.state = "Active"
        self.quarantine = None
        self.next_run = now

    def pause(self) -> None:
        """Pause the job; a running cycle finishes first."""
        self.state = "Paused"
        self.next_run = None

    def restart(self, scopes: Iterable[str], now: datetime) -> None:
        """Reset what ``scopes`` name (graph: synchronizationJobRestartScope); no scope means the portal's restart."""
        self.resets += 1
        wanted = set(scopes) or {"QuarantineState", "Watermark", "Escrows"}
        full = "Full" in wanted
        if full or "Escrows" in wanted:
            self.escrows.clear()
        if full or "Watermark" in wanted:
            self.watermark = None
        if full or "QuarantineState" in wanted or "ForceDeletes" in wanted:
            self.quarantine = None
        if full or "ConnectorDataStore" in wanted:
            self.links = Links()
            self.counts.clear()
            self.watermark = None
        self.force_deletes |= "ForceDeletes" in wanted
        self.everybody = None
        self.state = "Active"
        self.next_run = now

    def save_schema(self, schema: JsonObject, now: datetime) -> None:
        """Store a schema; the next cycle evaluates all objects again."""
        self.resets += 1
        stamp = now.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
        self.schema = {**schema, "id": self.id, "version": f"Date:{stamp}, ActivityId:{uuid.uuid4()}"}
        self.watermark = None

    def enter_quarantine(self, reason: str, code: str, message: str, now: datetime) -> None:
        """Slow the job down; after four weeks disable it."""
        if self.quarantine is None:
            self.quarantine = Quarantine(reason, code, message, now, now, now + QUARANTINE_STEPS[0])
        else:
            self.quarantine.again(reason, code, message, now)
        self.next_run = self.quarantine.next_attempt
        if now - self.quarantine.series_began > QUARANTINE_LIMIT:
            self.state = "Disabled"
            self.next_run = None

    def code(self) -> str:
        """Return synchronizationStatusCode; a new job is *Paused* (graph/jobs-create/01 and 02)."""
        if self.quarantine is not None:
            return "Quarantine"
        if self.state == "Active":
            return "Active" if self.last is not None or self.progress is not None else "NotRun"
        return "Paused"

    def show(self, strict: Callable[[str], bool]) -> JsonObject:
        """Return the job as Graph shows it; ``strict`` returns whether a behavior has its strict form."""
        progress: list[JsonObject] = []
        if self.progress is not None:
            done, total, at = self.progress
            observed = {"completedUnits": done, "totalUnits": total, "progressObservationDateTime": moment(at)}
            progress.append({**observed, "units": None})
        return {
            "id": self.id,
            "templateId": self.template_id,
            "schedule": {"expiration": None, "interval": "PT40M", "state": self.state},
            "status": {
                "countSuccessiveCompleteFailures": self.failures_in_a_row,
                "escrowsPruned": False,
                "code": self.code(),
                "lastExecution": self._last(strict),
                "lastSuccessfulExecution": self.last_good.show() if self.last_good else None,
                "lastSuccessfulExecutionWithExports": self.last_exporting.show() if self.last_exporting else None,
                "quarantine": self._quarantine(strict),
                "steadyStateFirstAchievedTime": moment(self.steady_first) or NEVER,
                "steadyStateLastAchievedTime": moment(self.steady_last) or NEVER,
                "troubleshootingUrl": None if self.state == "Disabled" else "",
                "progress": progress,
                "synchronizedEntryCountByType": [
                    {"key": key, "value": value} for key, value in list(self.counts.items())
                ],
            },
            "synchronizationJobSettings": [
                {"name": "AzureIngestionAttributeOptimization", "value": "False"},
                {"name": "LookaheadQueryEnabled", "value": "False"},
            ],
        }

    def _last(self, strict: Callable[[str], bool]) -> JsonObject | None:
        """Return the last execution; a job that was started and has not run has a placeholder (graph/jobs-get/05)."""
        if self.last is not None:
            return self.last.show()
        return stub() if self.state == "Active" and strict("stub-execution") else None

    def _quarantine(self, strict: Callable[[str], bool]) -> JsonObject | None:
        found = self.quarantine
        if found is None:
            return None
        # Recorded jobs have the cause here too, or only in lastExecution (graph/jobs-get 01 compared with 02 and 03).
        hidden = strict("quarantine-cause") and self.last is not None and self.last.error is not None
        return {
            "currentBegan": moment(found.current_began),
            "error": None if hidden else error_json((found.code, found.message)),
            "nextAttempt": moment(found.next_attempt),
            "reason": found.reason,
            "seriesBegan": moment(found.series_began),
            "seriesCount": found.series_count,
        }


def stub() -> JsonObject:
    """Return the execution of a job that has not run: it looks like a failure but is not."""
    counts = (
        "countEntitled countEntitledForProvisioning countEscrowed countEscrowedRaw countExported countExports"
        " countImported countImportedDeltas countImportedReferenceDeltas"
    )
    return {
        "activityIdentifier": None,
        **dict.fromkeys(counts.split(), 0),
        "state": "Failed",
        "timeBegan": NEVER,
        "timeEnded": NEVER,
        "error": {"code": "None", "message": "", "tenantActionable": False},
    }


def error_json(error: tuple[str, str] | None) -> JsonObject | None:
    if error is None:
        return None
    return {"code": error[0], "message": error[1], "tenantActionable": True}
