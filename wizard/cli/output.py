"""What commands print: results on standard output, everything else on standard error; and their exit codes.

Text from outside may contain anything: it is printed but never interpreted. rich is used, and loaded, only for
terminals; in a pipe, lines are plain and unwrapped.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Literal, TextIO

from wizard.cli import streams
from wizard.core.errors import Cancelled, ConsentNeeded, InputError, WizardError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from wizard.core.json_types import JsonObject
    from wizard.core.texts import Texts
    from wizard.doctor.report import Finding


class Exit(IntEnum):
    """The meaning of exit codes; the same for all commands."""

    GOOD = 0
    """Done; the result is good."""
    FAILED = 1
    """Failed, or the result is not good."""
    USAGE = 2
    """Wrong usage, or input that cannot be used."""
    STOPPED = 3
    """Stopped before something that needs a person's decision, or a plan beyond the limits; nothing was done."""
    INTERRUPTED = 130
    """Interrupted from the keyboard (128 + SIGINT)."""


def exit_of(error: WizardError) -> Exit:
    """Return the exit code of an error."""
    if isinstance(error, Cancelled):
        return Exit.INTERRUPTED
    if isinstance(error, ConsentNeeded):
        return Exit.STOPPED
    return Exit.USAGE if isinstance(error, InputError) else Exit.FAILED


# --- text from outside

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u3164\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""Control characters including escapes, direction marks, separators, invisible characters, and surrogates."""


def printable(text: str) -> str:
    """Return a text in which control characters and direction marks are escaped, such as ``\\x1b``."""
    return _HIDDEN.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


# --- lines

Part = str | tuple[str, str]
"""A piece of a line: a text, or a text with its style, such as ``("FAIL", "bold red")``."""

_aside: list[AbstractContextManager[object]] = []
"""Objects that make room on the terminal before a line is printed: a running progress bar."""


def make_room(room: AbstractContextManager[object]) -> None:
    """Enter ``room`` around every line that is printed from now on."""
    _aside.append(room)


def forget_room(room: AbstractContextManager[object]) -> None:
    """Stop entering ``room`` around printed lines; idempotent."""
    if room in _aside:
        _aside.remove(room)


def on_terminal(stream: TextIO) -> bool:
    """Return whether a stream is a terminal that can draw; ``FORCE_COLOR`` counts as a terminal, as in rich."""
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"}


def console(stream: TextIO) -> Console:
    """Return rich's console for a stream, without any interpretation of text."""
    from rich.console import Console

    return Console(file=stream, markup=False, highlight=False, emoji=False)


def say(*parts: Part, indent: int = 0) -> None:
    """Print one line of the result; a terminal wraps it with its indentation. Control characters are escaped."""
    _line(sys.stdout, parts, indent)


def note(*parts: Part, indent: int = 0) -> None:
    """Print one line about the work on standard error."""
    _line(sys.stderr, parts, indent)


def say_lines(text: str) -> None:
    """Print a text of several lines, such as a page, unchanged; control characters are escaped."""
    for line in text.splitlines():
        say(line)


def say_finding(finding: Finding, texts: Texts, mark: str = "", *, parts: Iterable[str] = ("cause", "fix")) -> None:
    """Print a finding of the doctor with its id and a mark, and below it its cause and what to do."""
    key = f"finding-{finding.id}"
    say((f"{texts.get(key, **finding.params)}  [{finding.id}] {mark}".rstrip(), "bold"))
    for part in parts:
        say(texts.get(f"{key}.{part}", **finding.params), indent=2)


def _line(stream: TextIO, parts: Sequence[Part], indent: int) -> None:
    pieces = [(part, "") if isinstance(part, str) else part for part in parts]
    plain = " " * indent + "".join(printable(text) for text, _ in pieces)
    with _aside[-1] if _aside else nullcontext():
        if not on_terminal(stream):
            print(plain, file=stream)
            return
        from rich.text import Text

        left = len(plain) - len(plain.lstrip(" "))
        line = Text(" " * indent)
        for text, style in pieces:
            line.append(printable(text), style)
        _wrapped(stream, line, left)


def _wrapped(stream: TextIO, line: Text, left: int) -> None:
    from rich.text import Text

    drawn = console(stream)
    left = min(left, drawn.width // 2)
    body = line[left:]
    for piece in body.wrap(drawn, max(10, drawn.width - left)) or [Text()]:
        piece.rstrip()
        drawn.print(Text(" " * left) + piece, soft_wrap=True)


# --- tables


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, whether it holds numbers, and whether it is never wrapped, as for an id."""

    head: str
    number: bool = False
    keep: bool = False


def columns(texts: Texts, heads: Iterable[str], *, number: str = "", keep: str = "") -> list[Column]:
    """Return columns by the ids of their heads; ``number`` and ``keep`` are the last words of an id.

    Args:
        number: the column of numbers.
        keep: a column that is never wrapped, besides that.
    """
    last = [(head, head.rpartition("-")[2]) for head in heads]
    return [Column(texts.get(head), word == number, word in {number, keep}) for head, word in last]


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: on a terminal with heads and fitted to its width, in a pipe unwrapped and without heads."""
    cells = [[printable(cell) for cell in row] for row in rows]
    if not on_terminal(sys.stdout):
        from rich.cells import cell_len

        widths = [max((cell_len(row[place]) for row in cells), default=0) for place in range(len(columns))]
        for row in cells:
            fitted = []
            for column, width, cell in zip(columns, widths, row, strict=True):
                space = " " * (width - cell_len(cell))
                fitted.append(space + cell if column.number else cell + space)
            print("  ".join(fitted).rstrip())
        return
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        justify: Literal["right", "left"] = "right" if column.number else "left"
        drawn.add_column(Text(column.head), justify=justify, overflow="fold", no_wrap=column.keep)
    for row in cells:
        drawn.add_row(*map(Text, row))
    with _aside[-1] if _aside else nullcontext():
        console(sys.stdout).print(drawn)


# --- JSON, and errors


def write_json(value: object, *, indent: int | None = 1) -> None:
    """Print JSON that is valid in every encoding and has no effect on a terminal (RFC 8259 section 7)."""
    text = json.dumps(value, ensure_ascii=not streams.is_utf8(sys.stdout), indent=indent, default=str)
    # These characters occur only inside strings; line ends between values stay.
    print(_HIDDEN.sub(_json_escape, text), flush=True)


def _json_escape(match: re.Match[str]) -> str:
    return match[0] if match[0] == "\n" else json.dumps(match[0])[1:-1]


def tell_error(texts: Texts, error: WizardError, *, as_json: bool = False) -> None:
    """Print an error: what happened, why, what to do next. JSON goes to standard output, as results do."""
    words = texts.problem(error)
    if as_json:
        write_json({"error": error_json(error, texts)})
        return
    if "usage" in error.params:
        note(f"usage: {error.params['usage']}")
    what = texts.get("cli-setup-failed", what=words.what, why=words.why).strip()
    for line in what.splitlines():
        note((line, "red"))
    for line in texts.get("cli-setup-next", next=words.next).splitlines():
        note(line)


def error_json(error: WizardError, texts: Texts) -> JsonObject:
    """Return an error as JSON, with its texts."""
    words = texts.problem(error)
    said = {"what": words.what, "why": words.why, "next": words.next}
    return {"code": error.code, "parameters": dict(error.params), **said}


# --- questions


def can_ask() -> bool:
    """Return whether a person is at the terminal to answer."""
    return sys.stdin.isatty() and (sys.stdout.isatty() or sys.stderr.isatty())


def ask(question: str) -> str:
    """Return the answer to a question, without surrounding blanks; empty at the end of standard input."""
    question = f"{printable(question)} "
    try:
        if sys.stdout.isatty():
            return input(question).strip()
        print(question, end="", file=sys.stderr, flush=True)  # standard output is reserved for the result
        return sys.stdin.readline().strip()
    except EOFError:
        return ""


def require_yes(texts: Texts, question: str, otherwise: ConsentNeeded) -> None:
    """Ask whether something may be done.

    Raises:
        ConsentNeeded: ``otherwise``: the answer is no, or nobody is at the terminal.
    """
    if not can_ask() or not ask_yes(texts, question):
        raise otherwise


def ask_yes(texts: Texts, question: str, *, default: bool = False) -> bool:
    """Ask until the answer is yes or no, ignoring case; Return means the default."""
    choices = texts.get("cli-ask-choices", default="yes" if default else "no")
    while True:
        answer = ask(f"{question} {choices}").casefold()
        if not answer:
            return default
        if answer in {texts.get("cli-yes"), texts.get("cli-yes-long")}:
            return True
        if answer in {texts.get("cli-no"), texts.get("cli-no-long")}:
            return False
        note(texts.get("cli-ask-again", answer=answer))
