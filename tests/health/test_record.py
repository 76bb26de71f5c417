"""The log's essentials, however the log comes; what needs a person; the record's file."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from wizard.core.errors import SavedSetupError
from wizard.health import logbook
from wizard.health.logbook import Entry, Logbook, add
from wizard.health.model import Health, Need, Quarantined, TokenCare, Waiting
from wizard.health.record import Kept, load, save, save_look

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def entry(
    number: int, hours: float, who: str, status: str = "failure", cycle: str = "", action: str = "update"
) -> Entry:
    at = NOW - timedelta(hours=hours)
    return Entry(f"row-{number}", at, f"User/{who}", who, cycle or f"cycle-{hours}", action, status, "Code", "said")


def month() -> list[Entry]:
    """Return a log in which one fails for good, one is over it, one failed once."""
    rows: list[Entry] = []
    number = itertools.count()
    for hours in range(200, 0, -4):
        rows.append(entry(next(number), hours, "always"))
        if hours > 100:
            rows.append(entry(next(number), hours, "mended"))
        elif hours > 90:
            rows.append(entry(next(number), hours, "mended", "success"))
        rows.append(entry(next(number), hours, "well", "success"))
    rows.append(entry(next(number), 0.5, "once"))
    return rows


def told(book: Logbook) -> dict[str, tuple[int, datetime]]:
    return {one.name: (one.cycles, one.since) for one in logbook.failing(book)}


def test_who_fails_since_when_and_how_often() -> None:
    book = add(Logbook(), month(), NOW, NOW)
    assert told(book) == {"always": (50, NOW - timedelta(hours=200)), "once": (1, NOW - timedelta(hours=0.5))}
    assert [one.name for one in logbook.failing(book) if one.again] == ["always"]
    days = {one.day: one for one in logbook.days(book, NOW)}
    assert len(days) == 30 and days[date(2026, 3, 9)].written == 6
    assert days[date(2026, 3, 9)].failed == 1, "somebody who fails six times a day counts once"


@pytest.mark.parametrize("seed", range(40))
def test_it_does_not_matter_how_the_log_comes(seed: int) -> None:
    """In any order, in any pieces that overlap, the same is known in the end."""
    rng = random.Random(seed)
    rows = month()
    whole = add(Logbook(), rows, NOW, NOW)
    rng.shuffle(rows)
    assert told(add(Logbook(), rows, NOW, NOW)) == told(whole)
    rows.sort(key=lambda one: one.at)
    book = Logbook()
    for _ in range(200):
        until = book.read_until
        since = until - logbook.OVERLAP if until is not None else rows[0].at
        left = [one for one in rows if one.at > since or until is None]
        fresh = left[: rng.randint(1, 9)]
        ended = max((one.at for one in fresh), default=NOW)
        book = add(book, rng.sample(fresh, len(fresh)), NOW, ended)
    assert told(book) == told(whole)
    assert logbook.days(book, NOW) == logbook.days(whole, NOW)
    assert book.rows == whole.rows


def test_a_cycle_in_two_pieces_counts_once() -> None:
    first = add(Logbook(), [entry(1, 8, "ann", cycle="a"), entry(2, 5, "ann", cycle="b")], NOW, NOW)
    both = add(first, [entry(3, 4.99, "ann", cycle="b"), entry(4, 4.98, "ann", "success", cycle="b")], NOW, NOW)
    assert told(both)["ann"] == (2, NOW - timedelta(hours=8)), "a cycle with a failure has not made it good"
    done = add(both, [entry(5, 1, "ann", "skipped", cycle="c")], NOW, NOW)
    assert told(done) == {}, "handled in a later cycle"


def test_what_nobody_tried_again_is_over() -> None:
    book = add(Logbook(), [entry(1, 100, "gone")], NOW, NOW)
    assert told(book) == {}
    assert told(add(Logbook(), [entry(1, 100, "gone")], NOW, NOW - timedelta(hours=90))) != {}, "no cycle ended since"


def test_old_days_are_forgotten() -> None:
    book = add(Logbook(), [entry(1, 24 * 40, "old", "success")], NOW, NOW)
    assert book.written == {}


def test_who_waits_is_who_the_newest_cycle_held() -> None:
    held = [entry(n, 5, f"p{n}", "skipped", "one", "stageddelete") for n in range(3)]
    newer = [entry(9, 1, "last", "skipped", "two", "stageddelete")]
    assert logbook.waiting(add(Logbook(), held, NOW, NOW)).count == 3
    assert logbook.waiting(add(add(Logbook(), held, NOW, NOW), newer, NOW, NOW)) == Waiting(1, ("last",))


def test_what_needs_a_person() -> None:
    well = Health(NOW, "running")
    assert well.well and well.needs == ()
    assert [one.id for one in Health(NOW, "off").needs] == ["off"]
    quarantine = Health(NOW, "quarantine", quarantine=Quarantined("X", NOW, None, NOW + timedelta(days=28)))
    assert quarantine.needs == (Need("quarantine", {"off": "2026-04-07"}),)
    waiting = Health(NOW, "quarantine", quarantine=Quarantined("TooManyDeletes"), waiting=Waiting(4, ("a", "b")))
    assert [one.id for one in waiting.needs] == ["deletions"]
    for days, word in ((-1, "token-ended"), (0, "token-ends"), (29, "token-ends"), (31, "")):
        care = TokenCare(ends=NOW + timedelta(days=days, hours=1 if days >= 0 else -1))
        assert [one.id for one in Health(NOW, "running", token=care).needs] == [word] * bool(word)
    assert [one.id for one in Health(NOW, "running", token=TokenCare(stored=False)).needs] == ["token-missing"]


def test_the_record_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "0123456789ab.health.gz"
    assert load(path) == (Kept(), "new")
    kept = Kept(log=add(Logbook(), month(), NOW, NOW))
    save(path, kept)
    assert load(path) == (kept, "kept")
    raw = path.read_bytes()
    for cut in (0, 10, len(raw) // 2, len(raw) - 1):
        path.write_bytes(raw[:cut])
        assert load(path)[1] == "damaged"
    for place in range(0, len(raw), 37):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        found, came = load(path)
        assert (found, came) == (kept, "kept") or came == "damaged"  # a header of gzip that nobody reads


def test_a_newer_record_is_left_alone(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "0123456789ab.health.gz"
    path.write_bytes(gzip.compress(b'{"version": 9, "checksum": "x"}\n{}'))
    with pytest.raises(SavedSetupError) as caught:
        load(path)
    assert caught.value.code == "health-newer"


def test_a_look_does_not_undo_what_a_replacement_has_noted(tmp_path: Path) -> None:
    """``status`` read the record before, and writes it after somebody else's replacement has gone on."""
    file = tmp_path / "x.health.gz"
    save(file, Kept(replacing="name-2", replacing_stage="begun"))
    before, _ = load(file)
    save(file, Kept(replacing="name-2", replacing_stage="saved"))
    save_look(file, before)
    assert load(file)[0].replacing_stage == "saved"
    save(file, Kept())
    save_look(file, before)
    assert load(file)[0].replacing == ""
