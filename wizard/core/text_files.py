"""Decodes text files of unknown origin: byte order marks, UTF-16, and files that are not text.

Windows PowerShell writes UTF-16 with ``>`` and ``Out-File``; Excel writes an ANSI code page unless UTF-8 is chosen
(Microsoft Learn, "about_Character_Encoding"). UTF-8 and UTF-16 with a byte order mark can be recognized. An ANSI code
page cannot, so it is rejected: a wrong guess would change people's names.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, overload

from wizard.core.errors import InputError

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject

_MARKS = (
    # The mark of UTF-32 LE begins with the mark of UTF-16 LE, so it is tested first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = (
    (b"PK\x03\x04", "zip"),  # includes Excel workbooks
    (b"\xd0\xcf\x11\xe0", "office"),  # Excel before 2007
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
)
_SAMPLE = 4096


def sound(text: str) -> str:
    """Return text that every Unicode encoding can write: unpaired surrogates become U+FFFD.

    JSON may contain unpaired surrogates (RFC 8259 section 8.2), so names from a directory or a file may too.
    """
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@overload
def sound_json(value: JsonObject) -> JsonObject: ...
@overload
def sound_json(value: object) -> object: ...
def sound_json(value: object) -> object:
    """Return a JSON value with :func:`sound` applied to every string and member name."""
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, dict):
        return {sound(name): sound_json(one) for name, one in value.items()}
    return [sound_json(one) for one in value] if isinstance(value, (list, tuple)) else value


def decode(data: bytes, file: str = "") -> str:
    """Return the text of a file without a byte order mark.

    Reads UTF-8, UTF-16 with a byte order mark, and UTF-16 without one if about every second byte is zero.

    Args:
        data: the whole file.
        file: the file name, for errors.

    Raises:
        InputError: ``file-encoding`` with ``kind`` and the first unreadable ``line``. Kinds: ``ansi``, ``cut`` (the
            last character is incomplete), ``binary``, or the kind of a file that is not text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, name, file)
    for start, kind in _OTHERS:
        if data.startswith(start):
            raise _wrong(file, kind)
    wide = _unmarked(data[:_SAMPLE])
    return _strict(data, wide, file) if wide else _strict(data, "utf-8", file)


def _unmarked(start: bytes) -> str:
    """Return the UTF-16 byte order that the zero bytes of the first characters suggest, empty if none."""
    if b"\0" not in start:
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) / 4 and even * 10 <= odd:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) / 4 and odd * 10 <= even else ""


def _strict(data: bytes, encoding: str, file: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason in {"unexpected end of data", "truncated data"} and error.end >= len(data.rstrip()):
            # In UTF-8, a final ANSI letter looks like a cut character; other non-ASCII bytes before it rule that out.
            cut = encoding != "utf-8" or any(byte > 0x7F for byte in data[: error.start])
            raise _wrong(file, "cut" if cut else "ansi", data, error.start) from error
        if encoding != "utf-8" or b"\0" in data[:_SAMPLE]:
            raise _wrong(file, "binary", data, error.start) from error
        raise _wrong(file, "ansi", data, error.start) from error
    if encoding == "utf-8" and "\0" in text[:_SAMPLE]:
        raise _wrong(file, "binary", data, data.index(0))
    return text


def _wrong(file: str, kind: str, data: bytes = b"", at: int = 0) -> InputError:
    return InputError("file-encoding", {"file": file, "kind": kind, "line": data.count(b"\n", 0, at) + 1})
