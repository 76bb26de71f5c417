"""The journal's file: one line of JSON per note, append-only.

The first line identifies the file. Each line holds its number, a checksum of itself, and the checksum of the line
before, so that a damaged, missing or inserted line is detected and hides no other line. A change is noted twice,
before (``intent``) and after (``outcome``). An incomplete last line was being written when the program was stopped: an
intent was then not carried out yet, and an outcome is determined by reading Entra.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, cast, get_args

from wizard.core.atomic_write import flush_to_disk, sync_folder
from wizard.core.errors import SavedSetupError
from wizard.core.locks import lock_handle
from wizard.core.text_files import sound_json
from wizard.history.model import KINDS, Change, Damage, Entry, History, Kind, Outcome, moved_entry

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.core.json_types import JsonMapping, JsonObject

VERSION = 1
MOST_BYTES = 32 * 1024 * 1024
"""Bytes of changes that are kept of a journal, the newest first: thousands of times what a setup writes."""

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; a longer line counts as damage."""

ROOM = 1024 * 1024
"""Bytes that must be free on the disk before anything is changed."""

PATIENCE = 20.0
"""Seconds to wait for another process that is writing."""

SUFFIX = ".journal.jsonl"


@dataclass(slots=True)
class Tail:
    """The end of a file: its last line's number and checksum, the last change's number, and whether it is complete."""

    line: int = 0
    checksum: str = ""
    number: int = 0
    whole: bool = True


def line_of(content: JsonMapping, tail: Tail) -> bytes:
    """Return a line of the file, and update ``tail`` accordingly."""
    told = sound_json({"line": tail.line + 1, "prev": tail.checksum, **content})
    checksum = _checksum(told)
    text = json.dumps({**told, "sum": checksum}, ensure_ascii=False, separators=(",", ":"))
    tail.line, tail.checksum = tail.line + 1, checksum
    return text.encode() + b"\n"


def append(path: Path, content: JsonMapping, tail: Tail, setup: str) -> None:
    """Append a line and wait until it is on the disk. Callers that share the file call it inside :func:`alone`.

    Raises:
        SavedSetupError: ``journal-not-written``; the file's state is then unknown, so ``tail`` has to be read again.
    """
    with _told(path), os.fdopen(_open(path), "ab") as file:
        lines = b"" if tail.whole else b"\n"
        if not tail.line:
            lines += line_of({"journal": VERSION, "setup": setup}, tail)
        file.write(lines + line_of(content, tail))
        flush_to_disk(file)
    tail.whole = True
    if tail.line == 2:
        sync_folder(path.parent)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other processes from appending meanwhile; creates the file, accessible by its owner only, if it is missing.

    Raises:
        SavedSetupError: ``journal-not-written``: it cannot be written, the disk is full, or another process has locked
            it for ``PATIENCE``.
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = _open(path)
    try:
        with _told(path):
            if shutil.disk_usage(path.parent).free < ROOM:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            lock_handle(handle, PATIENCE)
        yield
    finally:
        os.close(handle)  # this also releases the lock


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)


@contextlib.contextmanager
def _told(path: Path, code: str = "journal-not-written") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SavedSetupError(code, {"file": str(path), "reason": reason}, cause=error) from error


def read(path: Path) -> tuple[History, Tail]:
    """Read a journal of any length; a missing file is an empty journal. Nothing is written.

    Raises:
        SavedSetupError: ``journal-unreadable``: the file exists and cannot be opened.
    """
    with _told(path, "journal-unreadable"):
        try:
            with path.open("rb") as file:
                return _read(file)
        except FileNotFoundError:
            return History(), Tail()


def parse(data: bytes) -> tuple[History, Tail]:
    """Read a journal's content."""
    return _read(io.BytesIO(data))


def _read(file: IO[bytes]) -> tuple[History, Tail]:
    tail, damage, noted = Tail(), list[Damage](), _Noted()
    bad = place = 0
    while raw := file.readline(LONGEST_LINE):
        place += 1
        while len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):  # no line of ours is that long
            raw = file.readline(LONGEST_LINE)
        tail.whole = raw.endswith(b"\n")
        content = _content(raw.removesuffix(b"\n"))
        if content is None:
            bad = bad or place
            continue
        if isinstance(content.get("journal"), int) and content["journal"] > VERSION:
            return History(newer=content["journal"]), tail
        if content["prev"] != tail.checksum:
            damage.append(Damage(bad or place, not bad))
        # A line that was cut off when the program was stopped does not count, and the chain continues after it.
        bad = 0
        tail.line, tail.checksum = content["line"], content["sum"]
        named = (content.get("number"), content.get("of"))
        tail.number = max(0, tail.number, *(one for one in named if isinstance(one, int)))
        noted.take(content, len(raw))
    if bad and tail.whole:
        damage.append(Damage(bad))
        tail.checksum = "damaged"  # otherwise the next line would confirm this one
    return replace(noted.history(), damage=tuple(damage)), tail


def _content(raw: bytes) -> JsonObject | None:
    """Return a line's content, or ``None`` if it is not reliable."""
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("line"), int):
        return None
    told = {name: value for name, value in content.items() if name != "sum"}
    return content if content.get("sum") == _checksum(told) and isinstance(content.get("prev"), str) else None


def _checksum(content: JsonMapping) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def history_of(notes: Iterable[JsonMapping]) -> History:
    """Return the history that results from notes."""
    noted = _Noted()
    for note in notes:
        noted.take(note)
    return noted.history()


class _Noted:
    """Collects the changes from a sequence of notes; if the file is too long, only the newest."""

    def __init__(self) -> None:
        self._found: dict[int, Entry] = {}
        self._sizes: dict[int, int] = {}
        self._size = self._older = 0
        self._root = ""

    def take(self, note: JsonMapping, size: int = 0) -> None:
        """Add one note; ``size`` is its number of bytes in the file."""
        found = self._found
        match note.get("is"):
            case "intent":
                entry = intent_of(note)
                if entry is not None:
                    found[entry.number] = entry
                    self._keep(entry.number, size)
            case "outcome" if note.get("of") in found:
                found[note["of"]] = _ended(found[note["of"]], note)
                self._keep(note["of"], size)
            case "moved":
                self._root = str(note.get("to"))
                root = ((str(note.get("from")), self._root),)
                self._found = {number: moved_entry(one, root) for number, one in found.items()}
            case "gone":
                self._found = {number: replace(one, gone=True) for number, one in found.items()}
            case _:
                pass  # the first line, and kinds of notes that a later version adds

    def _keep(self, number: int, size: int) -> None:
        self._sizes[number] = self._sizes.get(number, 0) + size
        self._size += size
        while self._size > MOST_BYTES and len(self._found) > 1:
            ended = (number for number, one in self._found.items() if one.outcome != "open")
            oldest = next(ended, next(iter(self._found)))  # open changes still have to be settled
            del self._found[oldest]
            self._size -= self._sizes.pop(oldest, 0)
            self._older += 1

    def history(self) -> History:
        """Return the history of the notes so far."""
        entries = tuple(self._found[number] for number in sorted(self._found))
        return History(entries, root=self._root, older=self._older)


def intent_of(note: JsonMapping) -> Entry | None:
    """Return the change that a note declares; ``None`` for a kind that this version does not know."""
    kind, number = note.get("kind"), note.get("number")
    if kind not in KINDS or not isinstance(number, int):
        return None
    target = note.get("target")
    change = Change(
        cast("Kind", kind),
        target if isinstance(target, dict) else {},
        note.get("before"),
        note.get("after"),
        note.get("unread") is True,
    )
    undoes = note.get("undoes")
    numbers = tuple(one for one in undoes if isinstance(one, int)) if isinstance(undoes, list) else ()
    return Entry(number, str(note.get("at") or ""), str(note.get("by") or ""), change, undoes=numbers)


def _ended(entry: Entry, note: JsonMapping) -> Entry:
    outcome, result = note.get("outcome"), note.get("result")
    return replace(
        entry,
        outcome=cast("Outcome", outcome) if outcome in get_args(Outcome) else "open",
        ended=str(note.get("at") or ""),
        settled=note.get("settled") is True,
        result=result if isinstance(result, dict) else {},
        error=str(note.get("error") or ""),
    )


def intent_note(entry: Entry) -> JsonObject:
    """Return the note of a change before it is made."""
    change = entry.change
    note: JsonObject = {
        "is": "intent",
        "number": entry.number,
        "at": entry.at,
        "by": entry.by,
        "kind": change.kind,
        "target": dict(change.target),
        "before": change.before,
        "after": change.after,
    }
    if change.unread:
        note["unread"] = True
    if entry.undoes:
        note["undoes"] = list(entry.undoes)
    return note


def notes_of(history: History) -> Iterator[JsonObject]:
    """Yield the notes that produce the same history when read again; for documents that contain it."""
    for entry in history.entries:
        yield intent_note(entry)
        if entry.outcome != "open":
            yield outcome_note(
                entry.number, entry.outcome, entry.ended, settled=entry.settled, result=entry.result, error=entry.error
            )


def outcome_note(
    number: int,
    outcome: Outcome,
    at: str,
    *,
    settled: bool = False,
    result: JsonMapping | None = None,
    error: str = "",
) -> JsonObject:
    """Return the note of a change after it was made."""
    note: JsonObject = {"is": "outcome", "of": number, "at": at, "outcome": outcome}
    if settled:
        note["settled"] = True
    if result:
        note["result"] = dict(result)
    if error:
        note["error"] = error
    return note
