"""What the first cycle did, counted from the log: each user once, and nothing claimed that the log does not reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from wizard.doctor.model import JobFacts
from wizard.graph.logs import LogRow
from wizard.graph.records import Identity, Status
from wizard.graph.synchronization import JobStatus
from wizard.journey.found import Look
from wizard.journey.steps.watch import LONGEST_LOG, first_cycle

ENDED = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def row(number: int, who: str, action: str, status: str = "success", kind: str = "User") -> LogRow:
    at = ENDED + timedelta(minutes=number)
    return LogRow(str(number), at, action, Status(status), Identity(who, who, kind), Identity())


def look(*rows: LogRow, ended: datetime | None = ENDED) -> Look:
    newest_first = tuple(sorted(rows, key=lambda one: one.at or ENDED, reverse=True))
    return Look(JobStatus("Active", "Active", steady_since=ended), JobFacts(), (), newest_first)


def test_each_user_counts_once_and_later_cycles_do_not() -> None:
    found = first_cycle(
        look(
            row(-9, "ann", "create"), row(-8, "ann", "update"), row(-7, "bob", "update"), row(-6, "cy", "disable"),
            row(-5, "door staff", "create", kind="Group"), row(-4, "dee", "create", "failure"),
            row(-3, "eve", "other", "skipped"), row(5, "flo", "create"),
        )
    )  # fmt: skip
    assert found == {"first_created": 1, "first_updated": 1, "first_disabled": 1, "first_failed": 1}


def test_who_failed_and_then_went_through_in_the_same_cycle_did_not_fail() -> None:
    found = first_cycle(look(row(-9, "ann", "create", "failure"), row(-2, "ann", "create")))
    assert (found["first_created"], found["first_failed"]) == (1, 0)


def test_nothing_is_claimed_where_the_log_does_not_tell() -> None:
    one = row(-1, "ann", "create")
    assert first_cycle(look(one, ended=None)) == {}
    assert first_cycle(look(row(5, "ann", "create"))) == {}, "the first cycle is not in the log any more"
    many = tuple(replace(one, id=str(number)) for number in range(LONGEST_LOG))
    assert first_cycle(replace(look(one), rows=many)) == {}, "the log may go further back than was read"
