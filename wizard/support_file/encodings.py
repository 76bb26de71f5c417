"""Encodings that names may stand in: percent signs, escapes, base64, hexadecimal digits; undone and redone."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote

ESCAPE = re.compile(
    r"(?P<percent>(?:%[0-9A-Fa-f]{2})+)|(?P<unicode>(?:\\u[0-9A-Fa-f]{4})+)|(?P<hex>\\x[0-9A-Fa-f]{2})"
    r"|(?P<short>\\[nrtbf\"/\\'])|(?P<html>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});)"
    r"|(?P<printable>(?:=[0-9A-F]{2}){2,})"
)
_SHORT = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
RUN = re.compile(r"[A-Za-z0-9+/_-]{6,}={0,2}")
_APART = re.compile(r"[+/_-]")
_MOST_PARTS = 12
"""Signs in a run after which something that is encoded may begin: a path ends where base64 goes on with a slash."""
HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}){3,}(?![0-9A-Za-z])")
LEAST_RUN = 6


def candidates(run: str) -> Iterator[tuple[int, int]]:
    """Yield where something encoded may lie in a run: all of it, what follows a sign, what lies between two."""
    end = len(run)
    yield 0, end
    places = [found.end() for found in _APART.finditer(run)][:_MOST_PARTS]
    for start in places:
        if end - start >= LEAST_RUN:
            yield start, end
    for start, stop in zip((0, *places), (*(place - 1 for place in places), end), strict=True):
        if stop - start >= LEAST_RUN and (start, stop) != (0, end):
            yield start, stop


def undone(found: re.Match[str]) -> str | None:
    """Return what one escape means, ``None`` where it is none after all."""
    text, kind = found[0], found.lastgroup
    try:
        match kind:
            case "percent":
                return unquote(text, errors="strict")
            case "printable":
                return bytes.fromhex(text.replace("=", "")).decode()
            case "unicode":
                units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in text.split("\\u")[1:])
                return units.decode("utf-16-be")
            case "hex":
                return chr(bytes.fromhex(text[2:])[0])
            case "short":
                return _SHORT.get(text[1], text[1])
            case _:
                plain = html.unescape(text)
                return plain if len(plain) == 1 else None
    except (UnicodeDecodeError, ValueError):
        return None


def written_as(text: str, plain: str, kind: str) -> list[str]:
    """Return how each decoded character was written."""
    size = {"percent": 3, "printable": 3, "unicode": 6}.get(kind)
    if size is None or len(plain) == 1:
        return [text]
    pieces, place = [], 0
    for letter in plain:
        units = len(letter.encode("utf-16-be")) // 2 if kind == "unicode" else len(letter.encode())
        pieces.append(text[place : place + size * units])
        place += size * units
    return pieces


def one_again(letter: str, kind: str, written: str) -> str:
    """Return a character written as the escape that it comes instead of."""
    match kind:
        case "percent":
            made = "".join(f"%{byte:02X}" for byte in letter.encode())
            return made.lower() if written != written.upper() else made
        case "printable":
            return "".join(f"={byte:02X}" for byte in letter.encode())
        case "unicode":
            units = letter.encode("utf-16-be").hex()
            return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))
        case "hex":
            return f"\\x{ord(letter):02x}" if ord(letter) < 256 else letter
        case "html":
            return f"&#{ord(letter)};"
        case _:
            return letter


def all_again(text: str, kind: str) -> str:
    """Encode a whole text whose length has changed."""
    if kind == "percent":
        return quote(text, safe="/:?&=$,;@!'()*+-._~[]{}\"<>| \n")
    if kind in {"short", "unicode"}:
        return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return html.escape(text) if kind == "html" else text


def _held(raw: bytes) -> tuple[str, str] | None:
    """Return the text in some bytes and its encoding, ``None`` where they are no text."""
    for encoding in ("utf-8", "utf-16-le"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(letter.isprintable() or letter in "\r\n\t" for letter in text):
            return text, encoding
    return None


def from_base64(run: str) -> tuple[str, Callable[[str], str]] | None:
    """Return the text in a run of base64, and what encodes another one likewise; ``None`` where there is none."""
    bare = run.rstrip("=")
    if len(bare) % 4 == 1:
        return None
    url = "-" in bare or "_" in bare
    if url and ("+" in bare or "/" in bare):
        return None
    try:
        raw = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_" if url else None, validate=True)
    except (binascii.Error, ValueError):
        return None
    held = _held(raw)
    if held is None:
        return None
    text, encoding = held
    padded = run.endswith("=") or len(bare) % 4 == 0

    def again(new: str) -> str:
        made = (base64.urlsafe_b64encode if url else base64.b64encode)(new.encode(encoding)).decode()
        return made if padded else made.rstrip("=")

    return text, again


def from_hex(run: str) -> tuple[str, Callable[[str], str]] | None:
    """Return the same of hexadecimal digits."""
    held = _held(bytes.fromhex(run))
    if held is None:
        return None
    text, encoding = held

    def again(new: str) -> str:
        made = new.encode(encoding).hex()
        return made.upper() if run != run.lower() else made

    return text, again
