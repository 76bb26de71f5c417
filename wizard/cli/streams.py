"""Standard input, output and error in any state: closed, full, a broken pipe, or with a small character set.

Imports only the standard library: the entry point uses it before anything else is loaded.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress
from typing import TextIO

REPLACING = "cloudgate-setup"
"""Name of the error handler for characters that an output's encoding lacks."""

_PLAIN = {
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("“”„″«»", '"'),
    **dict.fromkeys("‐‑‒–−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009", " "),
    "—": "--",
    "…": "...",
    "→": "->",
    "←": "<-",
    "·": "-",
    "•": "*",
    "✓": "ok",
    "✗": "x",
    "×": "x",
    "≤": "<=",
    "≥": ">=",
}
"""Replacements for special characters in the program's texts. Letters are escaped, never replaced or left out."""


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_PLAIN.get(one) or _escape(one) for one in lost), error.end


def _escape(character: str) -> str:
    return character.encode("ascii", "backslashreplace").decode("ascii")


def prepare() -> None:
    """Make the three streams usable in any state.

    A closed stream becomes the null device: otherwise ``print`` to a missing standard error would write to standard
    output, and the next opened file would get the free descriptor.
    """
    codecs.register_error(REPLACING, _replace)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):  # in the order of their descriptors
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=REPLACING)


def flush() -> OSError | None:
    """Write pending output; return the error if standard output cannot be written.

    A failing stream is redirected to the null device, since Python would report the error again at exit.
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


def _silence(stream: TextIO) -> None:
    with suppress(OSError, ValueError, AttributeError):
        number = stream.fileno()
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, number)
        os.close(null)


def is_utf8(stream: object) -> bool:
    """Return whether a stream can encode every character."""
    return str(getattr(stream, "encoding", "") or "").lower().replace("-", "").replace("_", "").startswith("utf")
