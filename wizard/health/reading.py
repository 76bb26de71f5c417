"""One look at a setup in use: a few requests that only read, and the new entries of the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from msgspec import structs

from wizard.core.errors import GraphError, InputError, KeyStoreError, MappingError, SavedSetupError
from wizard.core.times import moment
from wizard.doctor.job_health import examine, job_health, switched_off_on
from wizard.doctor.rules.job_base import TOO_MANY_DELETES
from wizard.health import drift as drifting
from wizard.health import expected as seeing
from wizard.health import logbook
from wizard.health.audits import authors
from wizard.health.model import Health, Quarantined, TokenCare
from wizard.health.record import Kept, load, save_look
from wizard.journey.context import clock
from wizard.journey.services.applications import known_deleted
from wizard.journey.services.job import service_principal_id
from wizard.journey.services.token import load_token
from wizard.journey.state import Shown
from wizard.mapping import Schema
from wizard.secrets.token import read_jwt

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.core.tasks import Task
    from wizard.graph.synchronization import Job, JobStatus, Secrets
    from wizard.health.drift import Changed, Drift
    from wizard.health.expected import Seen
    from wizard.health.model import State
    from wizard.history.model import History
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.machine import Snapshot
    from wizard.journey.model import Part

LONGEST_LOG = 50_000
"""Largest number of rows that one look reads, newest first."""


def read(task: Task, context: Context, snapshot: Snapshot, file: Path) -> Health:
    """Look at a setup, and store the result next to it.

    Args:
        file: ``SetupStore.health_path``.

    Raises:
        InputError: ``application-first``: there is nothing to look after yet.
        GraphError, SignInError, NetworkError: Entra could not be read; the stored data is unchanged.
        SavedSetupError: ``health-newer``; ``setup-not-saved``: it was read, but could not be stored.
    """
    kept, _ = load(file)
    health, after = look(task, context, snapshot, kept)
    save_look(file, after)
    return health


def look(task: Task, context: Context, snapshot: Snapshot, kept: Kept) -> tuple[Health, Kept]:
    """Read everything once; return the setup's health and the data to store. Nothing is written anywhere.

    Raises:
        InputError: ``application-first``.
        GraphError, SignInError, NetworkError: Entra could not be read.
    """
    answers = snapshot.answers
    principal = service_principal_id(answers)
    now = clock(context)
    task.report("health-reading")
    care = token_care(context, answers)
    try:
        if known_deleted(task, context.graph, principal):
            return Health(now, "gone", token=care), kept
        job, secrets, seen = see(task, context, answers, kept.seen.job if kept.seen else "")
    except GraphError as error:
        if error.status != 404:
            raise
        return Health(now, "gone", token=care), kept
    care = replace(care, stored=secrets.has_token or secrets.oauth)
    book, log_error = _log(task, context, kept, job, now)
    last = _moved(kept.seen, answers) if context.practice is not None else kept.seen
    before = seeing.baseline(last, seen, snapshot, _history(context))
    changes = drifting.differences(before, seen)
    found = drifting.Drift(changes, before, seen, moment(before.at))
    found = _with_authors(task, context, answers, found) if changes else found
    if not changes:
        before = seeing.keep(before, seen, seeing.PARTS)  # equal in meaning; keep the service's current formatting
        before.at = seen.at
    health = _told(context, job, secrets, book, log_error, now)
    health = replace(health, token=care, drift=found, first_look=kept.seen is None)
    return health, Kept(log=book, seen=before, replacing=kept.replacing, replacing_stage=kept.replacing_stage)


def see(task: Task, context: Context, answers: Answers, job_id: str) -> tuple[Job | None, Secrets, Seen]:
    """Return what Entra has of a setup now; ``job_id`` is the preferred job if there are several.

    Raises:
        GraphError, SignInError, NetworkError: Entra could not be read.
    """
    principal = service_principal_id(answers)
    jobs = context.graph.jobs.all(task, principal)
    job = next((one for one in jobs if one.id == job_id), jobs[0] if jobs else None)
    secrets = context.graph.credentials.read(task, principal)
    schema = _schema(task, context, principal, job)
    assignments = context.graph.assignments.all(task, principal)
    at = clock(context).astimezone(UTC).isoformat()
    return job, secrets, seeing.seen_of(job, schema, secrets, assignments, at)


def changed_since(task: Task, context: Context, answers: Answers, drift: Drift, part: Part) -> tuple[Changed, ...]:
    """Return what was changed in a part after it was shown, before it is put back.

    If nothing was changed, the next save compares with this state once more (``journey.services.meanwhile``).

    Raises:
        GraphError, SignInError, NetworkError: Entra could not be read.
    """
    _, _, now = see(task, context, answers, drift.now.job)
    changes = drifting.differences(drift.now, now)
    found = tuple(one for one in changes if one.part == part)
    if not found:
        context.state.application(answers).shown = Shown(now.schema, now.settings)
    return found


def _with_authors(task: Task, context: Context, answers: Answers, found: Drift) -> Drift:
    since = found.since or clock(context) - timedelta(days=logbook.DAYS)
    return drifting.with_authors(found, authors(task, context, service_principal_id(answers), since))


def _moved(seen: Seen | None, answers: Answers) -> Seen | None:
    """Return a practice company's state at the last look, with its address in this run."""
    if seen is None or "BaseAddress" not in seen.settings:
        return seen
    old, new = urlsplit(seen.settings["BaseAddress"]), urlsplit(answers.tenant_url)
    if old.hostname != new.hostname:
        return seen
    address = urlunsplit(old._replace(netloc=new.netloc))
    return structs.replace(seen, settings={**seen.settings, "BaseAddress": address})


def _history(context: Context) -> History | None:
    try:
        return context.history()
    except SavedSetupError:
        return None


def _schema(task: Task, context: Context, principal: str, job: Job | None) -> Schema | None:
    if job is None:
        return None
    try:
        return Schema(context.graph.schema.read(task, principal, job.id))
    except MappingError:
        return None


def _log(task: Task, context: Context, kept: Kept, job: Job | None, now: datetime) -> tuple[logbook.Logbook, str]:
    """Return the log's essentials with new entries, and the code of an error that prevented reading the log."""
    if job is None:
        return kept.log, ""
    book = kept.log if kept.log.job == job.id else logbook.Logbook(job=job.id)
    oldest = now - timedelta(days=logbook.DAYS)
    since = max(oldest, book.read_until - logbook.OVERLAP) if book.read_until is not None else oldest
    entries: list[logbook.Entry] = []
    try:
        for page in context.graph.logs.pages(task, job.id, since):
            entries += filter(None, map(logbook.entry_of, page))
            if len(entries) >= LONGEST_LOG:
                break
    except GraphError as error:
        return book, error.code
    last = job.status.last
    new = logbook.add(book, entries, now, last.ended if last is not None else None)
    new.since = book.since or logbook.wire(min([one.at for one in entries] or [oldest]) if entries else oldest)
    return new, ""


def _told(
    context: Context, job: Job | None, secrets: Secrets, book: logbook.Logbook, log_error: str, now: datetime
) -> Health:
    days, failing = logbook.days(book, now), logbook.failing(book)
    health = Health(now, "no-job", days=days, failing=failing, log_error=log_error, log_from=moment(book.since))
    if job is None:
        return health
    status = job.status
    facts = examine(status, (), secrets, now, log_error=log_error)
    rows, cycles = logbook.log_facts(book)
    held = logbook.waiting(book) if facts.reason == TOO_MANY_DELETES else None
    facts = replace(
        facts,
        log=rows,
        cycles=cycles,
        log_rows=book.rows,
        log_oldest=moment(book.since),
        update_succeeded=moment(book.update_succeeded),
        deletes_held=held.names if held is not None else (),
        message=context.transport.redactor.text(facts.message),
    )
    quarantine = None
    if status.quarantined:
        quarantine = Quarantined(facts.reason, facts.began, facts.next_attempt, switched_off_on(facts))
    return replace(
        health,
        state=_state(status),
        last_ended=facts.last_ended,
        next_cycle=next_cycle(status, now),
        interval_minutes=status.interval_minutes,
        on_since=status.steady_since,
        users=status.counts.get("user"),
        groups=status.counts.get("group"),
        quarantine=quarantine,
        waiting=held,
        findings=job_health(facts),
    )


def _state(status: JobStatus) -> State:
    if not status.running:
        return "off"
    if status.quarantined:
        return "quarantine"
    return "running" if status.first_cycle_done else "starting"


def next_cycle(status: JobStatus, now: datetime) -> datetime | None:
    """Return when Entra will probably begin the next cycle; ``None`` while the job is off or if it is unknown.

    A cycle begins an interval after the cycle before began (Entra documentation, "How long will it take to provision
    users"); in quarantine the service names the next attempt.
    """
    if not status.running:
        return None
    if status.quarantine is not None:
        return status.quarantine.next_attempt
    last = status.last.began or status.last.ended if status.last is not None else None
    if last is None or status.interval_minutes is None:
        return None
    step = timedelta(minutes=status.interval_minutes)
    due = last + step
    return due if due >= now - step else None  # long overdue: nothing is known


def token_care(context: Context, answers: Answers) -> TokenCare:
    """Return what is known about the secret token; a key store that does not respond is no error here."""
    saved, kept = moment(answers.token_saved), answers.token_kept
    try:
        token = load_token(context, answers)
    except (InputError, KeyStoreError):
        return TokenCare(saved, None, kept)
    jwt = read_jwt(token.reveal())
    return TokenCare(saved, jwt.expiry if jwt is not None else None, kept, readable=True)
