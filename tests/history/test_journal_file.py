"""The journal's file: what is noted is read again, whatever happened to the file."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tracemalloc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wizard.core.errors import SavedSetupError
from wizard.history import file
from wizard.history.file import Tail, append, line_of, parse, read
from wizard.history.model import Change, Entry, mark, moved
from wizard.history.recorder import Journal


def journal_of(path: Path) -> Journal:
    journal = Journal(lambda: "admin@contoso.example", lambda: "2026-11-29T10:00:00.000+00:00")
    journal.use(path, "0123456789ab")
    return journal


def filled(path: Path, count: int = 4) -> Journal:
    journal = journal_of(path)
    for number in range(1, count + 1):
        assert (
            journal.intend(Change("assigned", {"app": "sp", "principal": f"p{number}"}, None, {"role": "r"})) == number
        )
        journal.tell(number, "done", result={"id": f"a{number}"})
    return journal


def test_what_is_noted_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "x.journal.jsonl"
    journal = journal_of(path)
    journal.intend(Change("schema", {"app": "sp"}, [{"unit": "ü\ud800"}], None, unread=True))
    journal.tell(1, "refused", error="graph-forbidden")
    with journal.undoing(1):
        journal.intend(Change("job-paused", {"app": "sp"}, True, False))
    first, second = journal.read().entries
    assert (first.outcome, first.error, first.change.unread) == ("refused", "graph-forbidden", True)
    assert first.by == "admin@contoso.example" and first.change.before == [{"unit": "ü\ufffd"}]
    assert (second.outcome, second.undoes, second.number) == ("open", (1,), 2)
    assert journal.read().open == (second,)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits; the folder is the owner's alone")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    filled(tmp_path / "x.journal.jsonl")
    assert stat.S_IMODE((tmp_path / "x.journal.jsonl").stat().st_mode) == 0o600


def test_another_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "x.journal.jsonl"
    filled(path, 2)
    again = journal_of(path)
    assert again.intend(Change("job-started")) == 3
    history = again.read()
    assert [one.number for one in history.entries] == [1, 2, 3] and not history.damage


def test_cut_off_anywhere_it_tells_what_was_whole_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "x.journal.jsonl"
    filled(path, 2)
    data = path.read_bytes()
    whole = [place for place, byte in enumerate(data, 1) if byte == 10]
    for cut in range(len(data) + 1):
        path.write_bytes(data[:cut])
        again = journal_of(path)
        history = again.read()
        assert not history.damage, cut
        lines = sum(place <= cut for place in whole)
        complete = lines + (cut + 1 in whole)  # only the end of the line is missing
        assert len(history.entries) == complete // 2
        assert sum(one.done for one in history.entries) == max(0, complete - 1) // 2
        if cut % 7 and not {cut, cut + 1} & set(whole):
            continue  # each of the others waits for the disk
        number = again.intend(Change("job-paused"))
        after = journal_of(path).read()
        assert after.entries[-1].number == number and not after.damage, cut


def test_a_damaged_line_is_told_and_hides_no_other(tmp_path: Path) -> None:
    path = tmp_path / "x.journal.jsonl"
    filled(path, 3)
    lines = path.read_bytes().splitlines(keepends=True)
    for hit in range(len(lines)):
        bad = [*lines]
        bad[hit] = bad[hit].replace(b'"sum":"', b'"sum":"0', 1)
        path.write_bytes(b"".join(bad))
        history, _ = read(path)
        assert [one.line for one in history.damage] == [hit + 1]
        hidden = 1 if hit and hit % 2 else 0  # an intent that cannot be read
        assert len(history.entries) == 3 - hidden
        append_one = journal_of(path)
        append_one.intend(Change("job-paused"))
        assert [one.line for one in append_one.read().damage] == [hit + 1], "stays told"


def test_a_missing_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.journal.jsonl"
    filled(path, 3)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3] + lines[4:]))
    history, _ = read(path)
    assert [(one.line, one.missing) for one in history.damage] == [(4, True)]
    assert [one.number for one in history.entries] == [1, 3]


def test_a_changed_word_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "x.journal.jsonl"
    filled(path, 1)
    path.write_bytes(path.read_bytes().replace(b'"p1"', b'"p2"'))
    assert len(read(path)[0].damage) == 1


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.journal.jsonl"
    filled(path, 1)
    path.write_bytes(_versioned(path.read_bytes(), 2))
    data = path.read_bytes()
    assert read(path)[0].newer == 2
    with pytest.raises(SavedSetupError, match="journal-newer"):
        journal_of(path).intend(Change("job-paused"))
    assert path.read_bytes() == data


def _versioned(data: bytes, version: int) -> bytes:
    lines = data.splitlines(keepends=True)
    head = {name: value for name, value in json.loads(lines[0]).items() if name not in {"line", "prev", "sum"}}
    return line_of({**head, "journal": version}, Tail()) + b"".join(lines[1:])


def test_where_it_cannot_be_written_nothing_may_be_changed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    journal = journal_of(tmp_path / "file" / "x.journal.jsonl")
    with pytest.raises(SavedSetupError, match=r"journal-(not-written|unreadable)"):
        journal.intend(Change("job-paused"))


def test_a_failed_line_does_not_break_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.journal.jsonl"
    journal = filled(path, 1)
    real = os.fsync

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SavedSetupError, match="journal-not-written"):
        journal.intend(Change("job-paused"))
    journal.tell(1, "done")  # is not raised: it is found out by looking
    monkeypatch.setattr(os, "fsync", real)
    journal.intend(Change("job-started"))
    history = journal_of(path).read()
    assert history.entries[0].change.kind == "assigned" and history.entries[-1].change.kind == "job-started"
    assert not history.damage


def test_a_practice_company_that_moved_takes_its_addresses_along(tmp_path: Path) -> None:
    journal = journal_of(tmp_path / "x.journal.jsonl")
    journal.moved("https://127.0.0.1:1", "https://127.0.0.1:2")
    assert not (tmp_path / "x.journal.jsonl").exists(), "nothing to follow, no file"
    after = {"BaseAddress": "https://127.0.0.1:1/scim", "SecretToken": mark("setup-1", "now")}
    journal.intend(Change("credentials", {}, {"BaseAddress": "https://127.0.0.1:15/scim"}, after))
    journal.moved("https://127.0.0.1:1", "https://127.0.0.1:2")
    (entry,) = journal.read().entries
    assert entry.change.after["BaseAddress"] == "https://127.0.0.1:2/scim"
    assert entry.change.before["BaseAddress"] == "https://127.0.0.1:15/scim"
    journal.gone()
    assert journal.read().entries[0].gone and not journal.read().open
    assert moved(["a"], (("a", "b"),)) == ["b"]


def test_a_change_that_was_undone_and_one_whose_undoing_was_undone(tmp_path: Path) -> None:
    journal = filled(tmp_path / "x.journal.jsonl", 1)
    with journal.undoing(1):
        journal.tell(journal.intend(Change("unassigned")), "done")
    assert [one.number for one in journal.read().standing] == [2] and journal.read().since(0) == ()
    assert [one.number for one in journal.read().since(2)] == [2], "back to when it was not undone yet"
    with journal.undoing(2):
        journal.tell(journal.intend(Change("assigned")), "done")
    assert [one.number for one in journal.read().standing] == [1, 3]
    assert [one.number for one in journal.read().since(0)] == [1]


def test_garbage_is_no_journal_and_no_crash() -> None:
    for data in (
        b"",
        b"\n",
        b"{}\n",
        b"[1]\n",
        b"\xff\xfe\n\x00",
        b'{"line":1,"prev":"","sum":"x"}\n' * 3,
        b"[" * 9999,
    ):
        history, _ = parse(data)
        assert history.entries == ()


def test_appending_needs_no_reader(tmp_path: Path) -> None:
    _, tail = read(tmp_path / "new.journal.jsonl")
    append(tmp_path / "new.journal.jsonl", {"is": "later"}, tail, "s")
    assert not read(tmp_path / "new.journal.jsonl")[0].damage, "a note that this version does not know is no damage"


def test_a_file_that_is_too_long_to_be_kept_opens_with_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its length, only so much of it is in memory, its end is found, and what is open is not left out."""
    path, tail, count = tmp_path / "x.journal.jsonl", Tail(), 3000
    monkeypatch.setattr(file, "MOST_BYTES", 100_000)
    with path.open("wb") as whole:
        whole.write(line_of({"journal": 1, "setup": "s"}, tail))
        for number in range(1, count + 1):
            entry = Entry(number, "2026-11-29T10:00:00.000+00:00", "admin", Change("job-paused", {"app": "x" * 700}))
            whole.write(line_of(file.intent_note(entry), tail))
            if number != 2:
                whole.write(line_of(file.outcome_note(number, "done", ""), tail))
    assert path.stat().st_size > 20 * file.MOST_BYTES
    tracemalloc.start()
    history, end = read(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 12 * file.MOST_BYTES
    assert history.older == count - len(history.entries) > 2500 and not history.damage
    assert [one.number for one in history.open] == [2] and history.entries[-1].number == count
    assert (end.line, end.number) == (2 * count, count)
    assert journal_of(path).intend(Change("job-started")) == count + 1
    assert not read(path)[0].damage


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LONGEST_LINE", 2000)
    path = tmp_path / "x.journal.jsonl"
    filled(path, 1)
    with path.open("ab") as whole:
        whole.write(b"x" * 9001 + b"\n")
    assert [one.line for one in read(path)[0].damage] == [4]
    journal_of(path).intend(Change("job-paused"))
    assert [one.number for one in read(path)[0].entries] == [1, 2]


MANY = """
import sys
from pathlib import Path
from wizard.history.model import Change
from wizard.history.recorder import Journal
journal = Journal(lambda: sys.argv[2])
journal.use(Path(sys.argv[1]), "0123456789ab")
print("ready", flush=True)
sys.stdin.readline()
for _ in range(40):
    journal.tell(journal.intend(Change("job-paused", {"app": sys.argv[2] * 500})), "done")
"""


def test_two_processes_write_one_journal(tmp_path: Path) -> None:
    """Each line is whole, each number is given once, and each outcome is that of its own change."""
    path = tmp_path / "x.journal.jsonl"
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both: list[Any] = [subprocess.Popen([sys.executable, "-c", MANY, path, name], **pipes) for name in "ab"]
    for one in both:
        assert one.stdout.readline() == "ready\n"
    for one in both:
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in both:
        one.communicate(timeout=60)
        assert one.returncode == 0
    history, tail = read(path)
    assert not history.damage and tail.line == 1 + 2 * 80
    assert [one.number for one in history.entries] == list(range(1, 81))
    assert all(one.done and one.change.app == one.by * 500 for one in history.entries)
    assert sorted(one.by for one in history.entries) == ["a"] * 40 + ["b"] * 40


@pytest.mark.skipif(sys.platform == "win32", reason="a byte is locked there, and in this process it would not be")
def test_one_that_another_process_keeps_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.journal.jsonl"
    filled(path, 1)
    monkeypatch.setattr(file, "PATIENCE", 0.05)
    with file.alone(path), pytest.raises(SavedSetupError, match="journal-not-written"):
        journal_of(path).intend(Change("job-paused"))
    assert journal_of(path).intend(Change("job-paused")) == 2


def test_that_it_can_be_written_is_checked_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.journal.jsonl"
    journal_of(path).check()
    assert read(path)[0].entries == ()
    filled(path, 1)
    path.write_bytes(_versioned(path.read_bytes(), 2))
    with pytest.raises(SavedSetupError, match="journal-newer"):
        journal_of(path).check()
    monkeypatch.setattr("wizard.history.file.shutil.disk_usage", lambda _path: SimpleNamespace(free=100))
    with pytest.raises(SavedSetupError, match="journal-not-written"):
        journal_of(tmp_path / "z.journal.jsonl").check()
