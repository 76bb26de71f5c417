"""JSON files named on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wizard.errors import InputError

MOST = 64 * 1024 * 1024
"""Bytes of a file."""


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
        return json.loads(text)
    except json.JSONDecodeError as error:
        params: dict[str, str | int | float] = {"file": str(path), "line": error.lineno, "column": error.colno}
        raise InputError("usage-json", params, cause=error) from error
    except (RecursionError, ValueError) as error:
        raise InputError("usage-json", {"file": str(path), "line": 1, "column": 1}, cause=error) from error
