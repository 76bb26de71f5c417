"""Read files named on the command line, and write output for other programs."""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli import output
from wizard.core.errors import ConsentNeeded, InputError
from wizard.core.text_files import decode

if TYPE_CHECKING:
    from wizard.core.texts import Texts

MOST = 64 * 1024 * 1024
"""Largest size of a file, in bytes."""

_HALF = re.compile(r"\\u[dD](?:[89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..\\u[dD])[c-fC-F])")
"""Matches the escape of an unpaired surrogate, to find its place for an error."""


def write_utf8() -> None:
    """Write output for other programs in UTF-8 (RFC 8259 section 8.1), whatever the pipe's encoding is."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")


def may_write(path: Path, arguments: argparse.Namespace, texts: Texts) -> None:
    """Ask before a command replaces a file, unless ``--overwrite`` was given. To be called before the work begins.

    Raises:
        InputError: ``usage-file``: there is a folder of that name.
        ConsentNeeded: ``usage-overwrite``: the file exists, and nobody agreed.
    """
    if path.is_dir():
        raise InputError("usage-file", {"file": str(path), "reason": os.strerror(errno.EISDIR)})
    if os.path.lexists(path) and not arguments.overwrite:
        question = texts.get("cli-overwrite-ask", file=str(path))
        output.require_yes(texts, question, ConsentNeeded("usage-overwrite", {"file": str(path)}))


def read_text(path: Path) -> str:
    """Return a file's text, without a byte order mark.

    Raises:
        InputError: ``usage-file``: it cannot be read or is too large; ``file-encoding``: it is neither UTF-8 nor
            UTF-16, or not text.
    """
    try:
        if path.stat().st_size > MOST:
            raise InputError("usage-file", {"file": str(path), "reason": f"> {MOST // 1024 // 1024} MB"})
        return decode(path.read_bytes(), str(path))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError("usage-file", {"file": str(path), "reason": reason}, cause=error) from error


def read_json(path: Path) -> object:
    """Return the content of a JSON file.

    Raises:
        InputError: as in :func:`read_text` and :func:`json_from_text`.
    """
    return json_from_text(read_text(path), str(path))


def json_from_text(text: str, file: str, *, several: bool = False) -> object:
    """Return the content of a JSON text.

    Args:
        text: the file's text.
        file: its name, for errors.
        several: whether several values may follow each other, as in JSON lines or concatenated pages; they are
            returned as a list.

    Raises:
        InputError: ``usage-json`` with line and column; ``usage-json-empty``; ``usage-json-twice``: an object has a
            name twice (RFC 8259 section 4: readers handle that differently).
    """
    if not text.strip():
        raise InputError("usage-json-empty", {"file": file})
    decoder = json.JSONDecoder(object_pairs_hook=partial(_once, file))
    try:
        found = _values(text, decoder) if several else decoder.decode(text)
    except json.JSONDecodeError as error:
        params: dict[str, str | int | float] = {"file": file, "line": error.lineno, "column": error.colno}
        raise InputError("usage-json", params, cause=error) from error
    except (RecursionError, ValueError) as error:
        raise InputError("usage-json", {"file": file, "line": 1, "column": 1}, cause=error) from error
    if "\\ud" in text.lower():
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            # An unpaired surrogate is no character (RFC 8259 section 8.2): it can be neither printed nor sent.
            at = next((match.start() for match in _HALF.finditer(text)), 0)
            place: dict[str, str | int | float] = {
                "file": file,
                "line": text.count("\n", 0, at) + 1,
                "column": at - text.rfind("\n", 0, at),
            }
            raise InputError("usage-json", place, cause=error) from error
    return found


def _values(text: str, decoder: json.JSONDecoder) -> object:
    """Return the only value of a text, or the list of all values."""
    found = []
    at = _blank(text, 0)
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        at += _blank(text, at)
    return found[0] if len(found) == 1 else found


def _blank(text: str, at: int) -> int:
    """Return the number of blanks from a position on."""
    end = at
    while end < len(text) and text[end] in " \t\r\n":
        end += 1
    return end - at


def _once(file: str, pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object, and refuse duplicate names."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise InputError("usage-json-twice", {"file": file, "name": name[:80]})
        found[name] = value
    return found
