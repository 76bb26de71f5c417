"""Files named on the command line, and output that other programs read."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

from wizard.errors import InputError

MOST = 64 * 1024 * 1024
"""Bytes of a file."""

_HALF = re.compile(r"\\u[dD](?:[89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..\\u[dD])[c-fC-F])")
"""Where an escape is half of a surrogate pair alone, for the place in an error."""


def write_utf8() -> None:
    """Write what other programs read in UTF-8 (RFC 8259 section 8.1), whatever the pipe's encoding is."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")


def read_text(path: Path) -> str:
    """Return a file's text, without a byte order mark.

    Raises:
        InputError: ``usage-file``: it cannot be read, is too large, or is no UTF-8.
    """
    try:
        if path.stat().st_size > MOST:
            raise InputError("usage-file", {"file": str(path), "reason": f"> {MOST // 1024 // 1024} MB"})
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError("usage-file", {"file": str(path), "reason": reason}, cause=error) from error
    except UnicodeDecodeError as error:
        raise InputError("usage-file", {"file": str(path), "reason": "UTF-8"}, cause=error) from error


def read_json(path: Path) -> Any:
    """Return what a JSON file holds.

    Raises:
        InputError: ``usage-file``; ``usage-json`` with line and column.
    """
    text = read_text(path)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        params: dict[str, str | int | float] = {"file": str(path), "line": error.lineno, "column": error.colno}
        raise InputError("usage-json", params, cause=error) from error
    except (RecursionError, ValueError) as error:
        raise InputError("usage-json", {"file": str(path), "line": 1, "column": 1}, cause=error) from error
    if "\\ud" in text.lower():
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            # Half of a surrogate pair is no character (RFC 8259 section 8.2): it can be neither printed nor sent.
            at = next((match.start() for match in _HALF.finditer(text)), 0)
            place: dict[str, str | int | float] = {
                "file": str(path),
                "line": text.count("\n", 0, at) + 1,
                "column": at - text.rfind("\n", 0, at),
            }
            raise InputError("usage-json", place, cause=error) from error
    return found
