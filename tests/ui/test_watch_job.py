"""The numbers of the job on step 12: 0 failures is said only of a cycle that ran and a log that was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wizard.doctor.model import JobFacts, LogFacts
from wizard.graph.synchronization import Execution, JobStatus, Quarantine, SyncError
from wizard.ui.pages.watch_job import JobCard
from wizard.ui.pages.watch_log import LogCard

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
RAN = Execution("Succeeded", NOW - timedelta(minutes=2), NOW)
REFUSED = replace(RAN, state="Failed", error=SyncError("InvalidCredentials", "401"))
STATUS = JobStatus("Active", "Active", 40, last=RAN, steady_since=NOW, counts={"user": 7})
LOG = JobFacts(now=NOW, started=True)
FAILS = tuple(LogFacts("EntryConflict", name, "User", "create") for name in ("Ana Ruiz", "Bo Li"))


@pytest.fixture
def card(world: Any) -> Iterator[JobCard]:
    made = JobCard(world.window.page)
    yield made
    made.deleteLater()


def shown(card: JobCard) -> tuple[str, object]:
    tile = card.tiles["escrow"]
    return tile.accessibleName(), tile._number.property("tone")


@pytest.mark.parametrize(
    ("status", "facts", "number", "key", "tone"),
    [
        (STATUS, LOG, "0", "", "neutral"),
        (STATUS, replace(LOG, log=FAILS), "2", "", "bad"),
        (replace(STATUS, last=replace(RAN, escrowed=3)), LOG, "3", "", "bad"),
        (replace(STATUS, last=REFUSED), LOG, "–", "-cycle", "bad"),
        (replace(STATUS, last=REFUSED, quarantine=Quarantine("Unknown")), LOG, "–", "-cycle", "bad"),
        (replace(STATUS, last=REFUSED), replace(LOG, log=FAILS), "2", "", "bad"),
        (STATUS, replace(LOG, log_error="graph-forbidden"), "–", "-unknown", "neutral"),
        (replace(STATUS, last=replace(RAN, escrowed=1)), replace(LOG, log_error="graph-forbidden"), "1", "", "bad"),
    ],
    ids=["none", "log", "job", "cycle", "quarantine", "cycle-and-log", "no-log", "no-log-but-job"],
)
def test_failures(
    card: JobCard, world: Any, status: JobStatus, facts: JobFacts, number: str, key: str, tone: str
) -> None:
    card.show_status(status, facts)
    assert shown(card) == (f"{number} {world.context.t(f'watch-tile-escrow{key}')}", tone)


def test_a_status_alone_keeps_what_the_log_told(card: JobCard, world: Any) -> None:
    card.show_status(STATUS)
    assert shown(card)[0].startswith("– "), "nothing was read yet"
    card.show_status(STATUS, replace(LOG, log=FAILS))
    card.show_status(replace(STATUS, code="Paused", schedule_state="Disabled"))
    assert shown(card)[0] == f"2 {world.context.t('watch-tile-escrow')}"


def test_deletions_can_be_allowed_only_while_entra_holds_them_back(card: JobCard) -> None:
    """Graph's page on ``synchronizationJobRestartCriteria``: ForceDeletes needs an exceeded deletion threshold."""

    def offered() -> list[str]:
        return [card.restart_kind.itemData(number) for number in range(card.restart_kind.count())]

    assert offered() == ["again", "failed", "full"], "before the first look"
    card.show_status(STATUS)
    card.restart_kind.setCurrentIndex(1)
    card.show_status(replace(STATUS, code="Quarantine", quarantine=Quarantine("TooManyDeletes")))
    assert offered() == ["again", "failed", "full", "deletes"]
    assert card.restart_kind.currentData() == "failed", "the choice stays"
    card.restart_kind.setCurrentIndex(3)
    card.show_status(STATUS)
    assert offered() == ["again", "failed", "full"]
    assert card.restart_kind.currentData() == "again", "what is no longer offered gives way to the mildest"


def test_nothing_is_said_of_a_log_that_was_not_read(world: Any) -> None:
    """As after continuing a setup in use, until somebody signs in: provisioning is on, and was active."""
    card = LogCard(world.window.page)
    assert card.empty._title.text() == "The log has not been read yet"
    assert "Turn provisioning on" not in card.empty._text.text()
    card.deleteLater()
