"""Standard input, output and error as they may be in reality: closed, full, a broken pipe, or of a small character set.

Imports nothing but Python's own: the entrance uses it before anything else is loaded.
"""

from __future__ import annotations

import argparse
import codecs
import io
import os
import sys
from contextlib import suppress
from typing import Any

REPLACING = "cloudgate-setup"
"""Name of the error handler for characters that an output's encoding lacks."""

_PLAIN = {
    **dict.fromkeys("‘’‚′", "'"), **dict.fromkeys("“”„″«»", '"'), **dict.fromkeys("‐‑‒–−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009", " "), "—": "--", "…": "...", "→": "->", "←": "<-", "·": "-", "•": "*",
    "✓": "ok", "✗": "x", "×": "x", "≤": "<=", "≥": ">=",
}  # fmt: skip
"""Signs of the program's own words. Letters stay exact: what has no other form is escaped, never left out."""


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_PLAIN.get(one) or _escape(one) for one in lost), error.end


def _escape(character: str) -> str:
    return character.encode("ascii", "backslashreplace").decode("ascii")


class WritingParser(argparse.ArgumentParser):
    """Raises what argparse swallows: that its help cannot be written."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if message and file is not None and file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)


def prepare() -> None:
    """Make the three streams usable, whatever they are.

    A closed one becomes the null device: otherwise ``print`` to a missing standard error would write to standard
    output, and the next file that is opened would get the free number.
    """
    codecs.register_error(REPLACING, _replace)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):  # in the order of their numbers
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=REPLACING)


def flush() -> OSError | None:
    """Write out what is still held; return the error of standard output if it cannot be written.

    A stream that fails is turned to the null device, since Python would complain once more while it ends.
    """
    found: OSError | None = None
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            _silence(stream)
            if stream is sys.stdout:
                found = error
        except ValueError:  # closed meanwhile
            pass
    return found


def _silence(stream: io.TextIOBase | object) -> None:
    with suppress(OSError, ValueError, AttributeError):
        number = stream.fileno()  # type: ignore[union-attr]
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, number)
        os.close(null)


def is_utf8(stream: object) -> bool:
    """Tell whether a stream can hold every character."""
    return str(getattr(stream, "encoding", "") or "").lower().replace("-", "").replace("_", "").startswith("utf")
