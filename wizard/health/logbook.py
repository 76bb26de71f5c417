"""What is stored of the provisioning log: counts by day, failing objects, prevented deletions. No attribute values.

The log is read once; each look reads only newer entries. Only the essentials of the last thirty days are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from wizard.core.times import moment
from wizard.doctor.job_health import FORGOTTEN, about_facts, told_apart
from wizard.doctor.model import LogFacts
from wizard.graph.records import application_answer
from wizard.health.model import Day, Failing, Waiting

if TYPE_CHECKING:
    from wizard.graph.logs import LogRow

DAYS = 30
OVERLAP = timedelta(minutes=5)
"""How far before its newest entry the log is read again, because entries may arrive late."""

LONGEST_REASON = 600
MOST_NAMES = 100
MOST_OPEN = 20_000
"""Number of failing objects that are stored individually; if more fail, the job has been in quarantine for long."""

WRITES = frozenset({"create", "update", "disable", "delete"})
HELD = "stageddelete"


class OpenFailure(msgspec.Struct, omit_defaults=True):
    """A failing object: since when, in how many cycles, and the newest row."""

    name: str
    since: str
    last: str
    cycles: int = 1
    cycle: str = ""
    code: str = ""
    reason: str = ""
    action: str = ""
    step: str = ""


class Logbook(msgspec.Struct, omit_defaults=True):
    """The essentials as they are stored. Keys of objects are ``kind/id``; times are ISO 8601 in UTC.

    ``seen`` has the ids and times of the newest entries, which are read again. ``failed_on`` names the objects that
    failed on the two newest days, so that each counts once; older days only have their number.
    """

    job: str = ""
    since: str = ""
    newest: str = ""
    seen: dict[str, str] = {}
    written: dict[str, int] = {}
    failed: dict[str, int] = {}
    failed_on: dict[str, list[str]] = {}
    open: dict[str, OpenFailure] = {}
    held_cycle: str = ""
    held_at: str = ""
    held: list[str] = []
    held_count: int = 0
    rows: int = 0
    update_succeeded: str = ""

    @property
    def read_until(self) -> datetime | None:
        """Time of the newest entry; later entries have to be read."""
        return moment(self.newest)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the log without its attribute values."""

    id: str
    at: datetime
    key: str
    name: str
    cycle: str
    action: str
    status: str
    code: str = ""
    reason: str = ""
    step: str = ""


def entry_of(row: LogRow) -> Entry | None:
    """Return the relevant parts of a row; ``None`` for a row without a time or an object."""
    source = row.source.id or row.target.id
    if row.at is None or not source:
        return None
    key, status = f"{row.source.kind}/{source}", row.status.status
    name = row.source.display_name or row.target.display_name or source
    if status != "failure":
        # A skip in a later cycle ends a failure too: the object was processed.
        return Entry(row.id, row.at, key, name, row.cycle_id, row.action, status)
    step = next((one.kind for one in reversed(row.steps) if one.status == "failure"), "")
    reason = row.status.reason[:LONGEST_REASON]
    return Entry(row.id, row.at, key, name, row.cycle_id, row.action, status, row.status.error_code, reason, step)


def add(book: Logbook, entries: Iterable[Entry], now: datetime, last_ended: datetime | None) -> Logbook:
    """Return the essentials with new entries added; entries may come in any order, and repeatedly.

    Args:
        now: by the clock of the log.
        last_ended: when the last cycle ended; an object that was not retried for three days before that no longer
            fails.
    """
    fresh = sorted((one for one in entries if one.id not in book.seen), key=lambda one: one.at)
    new = msgspec.structs.replace(
        book,
        written=dict(book.written),
        failed=dict(book.failed),
        open=dict(book.open),
        failed_on={day: list(keys) for day, keys in book.failed_on.items()},
        rows=book.rows + len(fresh),
    )
    _count(new, fresh)
    for cycle in _cycles(fresh):
        _follow(new, cycle)
    _hold(new, fresh)
    if fresh:
        newest = max(moment(book.newest) or fresh[-1].at, fresh[-1].at)
        new.newest = wire(newest)
        edge = newest - OVERLAP
        times = {**book.seen, **{one.id: wire(one.at) for one in fresh}}
        new.seen = {name: at for name, at in times.items() if at >= wire(edge)}
    new.since = new.since or wire(min((one.at for one in fresh), default=now))
    _forget(new, now, last_ended)
    return new


def _count(book: Logbook, fresh: Sequence[Entry]) -> None:
    failed_on = {day: set(keys) for day, keys in book.failed_on.items()}
    for one in fresh:
        day = one.at.date().isoformat()
        if one.status == "success" and one.action in WRITES:
            book.written[day] = book.written.get(day, 0) + 1
            if one.action in {"update", "disable"}:
                book.update_succeeded = max(book.update_succeeded, wire(one.at))
        elif one.status == "failure":
            failed_on.setdefault(day, set()).add(one.key)
    for day, keys in failed_on.items():
        book.failed[day] = max(book.failed.get(day, 0), len(keys))
    newest = sorted(failed_on)[-2:]
    book.failed_on = {day: sorted(failed_on[day]) for day in newest}


def _cycles(fresh: Sequence[Entry]) -> Iterable[list[Entry]]:
    """Yield the entries cycle by cycle, in the order in which the cycles began."""
    by_cycle: dict[str, list[Entry]] = {}
    for one in fresh:
        by_cycle.setdefault(one.cycle or wire(one.at), []).append(one)
    return by_cycle.values()


def _follow(book: Logbook, cycle: Sequence[Entry]) -> None:
    """Record which objects failed or recovered in a cycle, or in a part of a cycle."""
    bad = {one.key: one for one in cycle if one.status == "failure"}
    for one in cycle:
        was = book.open.get(one.key)
        if one.key not in bad and was is not None and was.cycle != one.cycle:
            del book.open[one.key]
    for key, one in bad.items():
        was = book.open.get(key)
        if was is None and len(book.open) >= MOST_OPEN:
            continue
        again = was is not None and was.cycle == one.cycle
        cycles = 1 if was is None else was.cycles + (not again)
        since = was.since if was is not None else wire(one.at)
        book.open[key] = OpenFailure(
            one.name, since, wire(one.at), cycles, one.cycle, one.code, one.reason, one.action, one.step
        )


def _hold(book: Logbook, fresh: Sequence[Entry]) -> None:
    """Record the names whose deletions were prevented in the newest cycle that prevented any."""
    held = [one for one in fresh if one.action == HELD]
    if not held:
        return
    newest = held[-1]
    names = [one.name for one in held if one.cycle == newest.cycle]
    if newest.cycle == book.held_cycle:
        names = [*book.held, *names]
    unique = list(dict.fromkeys(names))
    book.held_count = max(len(unique), book.held_count if newest.cycle == book.held_cycle else 0)
    book.held, book.held_cycle, book.held_at = unique[:MOST_NAMES], newest.cycle, wire(newest.at)


def _forget(book: Logbook, now: datetime, last_ended: datetime | None) -> None:
    oldest = (now - timedelta(days=DAYS)).date().isoformat()
    for counts in (book.written, book.failed):
        for day in [day for day in counts if day < oldest]:
            del counts[day]
    if last_ended is not None:
        for key, one in list(book.open.items()):
            last = moment(one.last)
            if last is not None and last_ended - last > FORGOTTEN:
                del book.open[key]


def days(book: Logbook, now: datetime) -> tuple[Day, ...]:
    """Return the last thirty days, oldest first, today last."""
    today = now.date()
    found = []
    for back in range(DAYS - 1, -1, -1):
        day: date = today - timedelta(days=back)
        name = day.isoformat()
        found.append(Day(day, book.written.get(name, 0), book.failed.get(name, 0)))
    return tuple(found)


def failing(book: Logbook) -> tuple[Failing, ...]:
    """Return the failing objects, the longest failing first."""
    found = []
    for key, one in book.open.items():
        kind, _, object_id = key.partition("/")
        since, last = moment(one.since), moment(one.last)
        if since is None or last is None:
            continue
        answered = application_answer(one.reason)
        answer = f"{answered.status}: {answered.said}".rstrip(": ") if answered is not None else ""
        finding = about_facts(_facts(key, one))
        reason = "" if answer else " ".join(one.reason.split())
        found.append(Failing(object_id, kind, one.name, since, last, one.cycles, one.code, answer, reason, finding))
    return tuple(sorted(found, key=lambda item: (-item.cycles, item.since, item.name)))


def log_facts(book: Logbook) -> tuple[tuple[LogFacts, ...], tuple[str, ...]]:
    """Return the newest failed row of each failing object, newest first, and its cycle; for the job's findings."""
    ordered = sorted(book.open.items(), key=lambda item: item[1].last, reverse=True)
    return told_apart((key, _facts(key, one)) for key, one in ordered), tuple(one.cycle for _, one in ordered)


def waiting(book: Logbook) -> Waiting:
    """Return the deletions that the newest cycle prevented."""
    return Waiting(book.held_count, tuple(book.held))


def _facts(key: str, one: OpenFailure) -> LogFacts:
    return LogFacts(one.code, one.name, key.partition("/")[0], one.action, one.reason, one.step, moment(one.last))


def wire(at: datetime) -> str:
    """Return a time as it is stored."""
    return at.astimezone(UTC).isoformat()
