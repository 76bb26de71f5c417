"""The health of a synchronization job: facts, findings, and the least harmful restart.

Nothing here sends requests; the caller reads the job's status, log and settings and passes them in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from wizard.core.errors import InputError
from wizard.doctor.model import Facts, JobFacts, LogFacts
from wizard.doctor.report import Finding
from wizard.doctor.rules.base import rank
from wizard.doctor.rules.job import JOB_RULES, SWITCHED_OFF_AFTER, TOO_MANY_FAILURES, leaves_no_row
from wizard.doctor.rules.job_base import CONNECTOR, TOO_MANY_DELETES, answered
from wizard.graph.records import application_answer
from wizard.scim.endpoint import parse_tenant_url

if TYPE_CHECKING:
    from wizard.graph.logs import LogRow
    from wizard.graph.synchronization import JobStatus, Secrets

Restart = Literal["", "failed", "again", "deletes", "start"]
"""How to resume a job: ``start`` ends a quarantine and continues; ``failed`` clears recorded failures;
``again`` evaluates all objects again; ``deletes`` carries out held-back deletions. Empty: no restart is necessary."""

FORGOTTEN: Final = timedelta(days=3)
"""A failure that no cycle has repeated for this long is over: Entra retries failures at least once a day."""

PROGRESS_STANDS: Final = timedelta(hours=6)
"""Progress observed longer ago belongs to a finished cycle."""

_REQUEST: Final = re.compile(r"Resource:\s*(\S+)(?:\s+Operation:\s*(\w+))?")
_HELD: Final = "stageddelete"
_CONFLICTS: Final = ("EntryConflict",)
"""Codes that connectors prefix with their own name (recorded log rows)."""


@dataclass(frozen=True, slots=True)
class Failing:
    """The request that put a job into quarantine. ``request``: method and URL; ``answer``: name of the HTTP status."""

    request: str
    answer: str
    said: str


def examine(
    status: JobStatus,
    rows: Sequence[LogRow],
    secrets: Secrets | None,
    now: datetime,
    *,
    log_error: str = "",
    log_whole: bool = True,
    on_demand: bool = False,
    still_active: Sequence[str] = (),
) -> JobFacts:
    """Return the facts about a job.

    Args:
        rows: rows of its log, in any order.
        secrets: its settings, ``None`` if they could not be read; then no conclusions are drawn from them.
        now: the current time in UTC.
        log_error: code of the error that prevented reading the log.
        log_whole: whether ``rows`` are the complete log, so that the oldest row shows how far it goes back.
        on_demand: whether someone was provisioned on demand.
        still_active: names of people who are disabled in the log but active in CloudGate.
    """
    ordered = sorted(rows, key=lambda row: row.at.timestamp() if row.at is not None else 0.0, reverse=True)
    failed = _still_failing(ordered, status.last.ended if status.last is not None else None)
    times = [row.at for row in ordered if row.at is not None]
    changed = [
        row.at
        for row in ordered
        if row.at is not None and row.action in {"update", "disable"} and row.status.status == "success"
    ]
    quarantine = status.quarantine
    error = status.cause
    reason = quarantine.reason if quarantine is not None else "Unknown" if status.quarantined else ""
    told = secrets.notification if secrets is not None else None
    return JobFacts(
        now=now,
        code=status.code,
        schedule=status.schedule_state,
        started=status.running,
        executing=_executing(status, now),
        reason=reason,
        message=error.message if error is not None else "",
        began=quarantine.began if quarantine is not None else None,
        next_attempt=quarantine.next_attempt if quarantine is not None else None,
        last_ended=status.last.ended if status.last is not None else None,
        escrowed=status.escrowed,
        exported=status.last.exported if status.last is not None else 0,
        deletes_held=tuple({_object_id(row): _name(row) for row in held_rows(ordered)}.values())
        if reason == TOO_MANY_DELETES
        else (),
        log=told_apart((_object_id(row), _log_facts(row)) for row in failed),
        log_rows=len(ordered),
        log_oldest=min(times) if times and log_whole else None,
        log_error=log_error,
        notify=told is None or bool(told.enabled and told.recipients.strip()),
        recipients=told.recipients if told is not None else "",
        flags=_flags(secrets.base_address) if secrets is not None else (),
        on_demand=on_demand,
        still_active=tuple(still_active),
        last_began=status.last.began if status.last is not None else None,
        error_code=error.code if error is not None else "",
        cycles=tuple(row.cycle_id for row in failed),
        update_succeeded=max(changed, default=None),
    )


def job_health(facts: JobFacts) -> tuple[Finding, ...]:
    """Return the findings for a job's facts, root cause first, advice last."""
    return rank(JOB_RULES, Facts(job=facts))


def about_row(row: LogRow) -> Finding | None:
    """Return the finding for the error code of one failed row, ``None`` if the code alone is not conclusive."""
    return about_facts(_log_facts(row))


def about_facts(row: LogFacts) -> Finding | None:
    """Return the finding for the stored facts of one failed row."""
    return next(iter(job_health(JobFacts(log=(row,), log_rows=1))), None)


def plain_codes(row: LogRow) -> tuple[str, ...]:
    """Return names for a failed row's cause without the connector's name, the most specific first.

    The last name is the application's response status, if the row contains it.
    """
    code = row.status.error_code
    bare = code.removeprefix(CONNECTOR)
    parts = [code, bare, *(name for name in _CONFLICTS if bare.endswith(name))]
    answer = application_answer(row.status.reason)
    return tuple(dict.fromkeys([*parts, answer.status] if answer is not None else parts))


def least_harmful_restart(facts: JobFacts, *, approved: bool = False) -> Restart:
    """Return the restart that ends a quarantine with the least loss and change.

    Starting ends the quarantine and keeps Entra's state (Graph: synchronizationJob: start). Recorded failures count
    toward the next quarantine until they are cleared. Clearing alone does not retry the failed objects, so it is
    sufficient only if the last cycle had no failures. Held-back deletions require ``approved``.
    """
    if not facts.reason:
        return ""
    if not facts.started:
        return "start"
    if facts.reason == TOO_MANY_DELETES:
        return "deletes" if approved else "again"
    if facts.reason in TOO_MANY_FAILURES:
        return "failed" if leaves_no_row(facts) else "again"
    return "start"


def switched_off_on(facts: JobFacts) -> datetime | None:
    """Return when Entra disables or has disabled the job, in UTC; ``None`` outside quarantine."""
    return facts.began + SWITCHED_OFF_AFTER if facts.reason and facts.began is not None else None


def failing(facts: JobFacts) -> Failing:
    """Return the request and response named in the service's message, each empty if missing."""
    found = _REQUEST.search(facts.message)
    request = f"{found[2] or 'GET'} {found[1]}" if found else ""
    said = " ".join(facts.message.split())
    return Failing(request, answered(facts.message), said or facts.error_code)


# --- From log rows to facts


def _still_failing(rows: Iterable[LogRow], ended: datetime | None) -> list[LogRow]:
    """Return the failed rows that are not resolved yet, newest first.

    A failure is resolved if a later cycle handled the object without a failure, or if cycles have ended for three days
    without a further failure of it.
    """
    by_object: dict[tuple[str, str], list[LogRow]] = {}
    for row in rows:
        by_object.setdefault((row.source.kind, _object_id(row)), []).append(row)
    kept: list[LogRow] = []
    for own in by_object.values():
        bad = [row for row in own if row.status.status == "failure"]
        newest = bad[0].at if bad else None
        if not bad or (ended is not None and newest is not None and ended - newest > FORGOTTEN):
            continue
        kept += _failures_in_a_row(own)
    return sorted(kept, key=lambda row: row.at.timestamp() if row.at is not None else 0.0, reverse=True)


def _failures_in_a_row(rows: Sequence[LogRow]) -> list[LogRow]:
    """Return an object's failures, from the newest cycle back to the first cycle without a failure."""
    cycles: dict[str, list[LogRow]] = {}
    for row in rows:
        cycles.setdefault(row.cycle_id or str(row.at), []).append(row)
    found: list[LogRow] = []
    for own in cycles.values():
        bad = [row for row in own if row.status.status == "failure"]
        if not bad:
            break
        found += bad
    return found


def held_rows(rows: Sequence[LogRow]) -> tuple[LogRow, ...]:
    """Return the rows of the deletions that the newest such cycle held back.

    Args:
        rows: rows of the job's log, newest first.
    """
    held = [row for row in rows if row.action == _HELD]
    return tuple(row for row in held if row.cycle_id == held[0].cycle_id)


def _executing(status: JobStatus, now: datetime) -> bool:
    return any(part.observed is None or now - part.observed < PROGRESS_STANDS for part in status.progress)


def _flags(base_address: str) -> tuple[str, ...]:
    try:
        return parse_tenant_url(base_address).flags
    except InputError:
        return ()


def told_apart(rows: Iterable[tuple[str, LogFacts]]) -> tuple[LogFacts, ...]:
    """Return rows with their objects of one name told apart by these ids."""
    seen: dict[tuple[str, str], dict[str, int]] = {}
    found = []
    for object_id, row in rows:
        same = seen.setdefault((row.kind, row.name), {})
        found.append(replace(row, namesake=same.setdefault(object_id, len(same))))
    return tuple(found)


def _object_id(row: LogRow) -> str:
    return row.source.id or row.target.id or row.id


def _log_facts(row: LogRow) -> LogFacts:
    step = next((step.kind for step in reversed(row.steps) if step.status == "failure"), "")
    return LogFacts(row.status.error_code, _name(row), row.source.kind, row.action, row.status.reason, step, row.at)


def _name(row: LogRow) -> str:
    return row.source.display_name or row.target.display_name or row.source.id or row.target.id
