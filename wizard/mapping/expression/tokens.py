"""Splits text into tokens on demand, with a table of named patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass

RULES: dict[str, re.Pattern[str]] = {
    "blank": re.compile(r"[ \t\r\n\f\v\u00a0]+"),
    "number": re.compile(r"&[Hh][0-9A-Fa-f]+|-?[0-9]+", re.ASCII),
    # In a text that is not closed, its last \" closes it. The first part does not go back, which would take time that
    # doubles with each pair of backslashes.
    "text": re.compile(r'"(?:\\[\\"]|[^"])*+"|".*\\"', re.DOTALL),
    "attribute": re.compile(r"\[[^\]\r\n]+\]"),
    "name": re.compile(r"[A-Za-z][A-Za-z0-9_]*"),
    "comparison": re.compile(r"<>|<=|>=|=|<|>"),
    "open": re.compile(r"\("),
    "close": re.compile(r"\)"),
    "comma": re.compile(r","),
    "ampersand": re.compile(r"&(?![Hh][0-9A-Fa-f])"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the source with its position."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Tokenizer:
    """Reads tokens from left to right, only on request."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0

    def skip(self) -> None:
        """Skip blanks."""
        match = RULES["blank"].match(self.source, self.position)
        if match:
            self.position = match.end()

    def peek(self, kind: str) -> Token | None:
        """Return the next token if it is of this kind, without consuming it."""
        self.skip()
        match = RULES[kind].match(self.source, self.position)
        return Token(kind, match[0], match.start()) if match else None

    def take(self, kind: str) -> Token | None:
        """Return and consume the next token if it is of this kind."""
        token = self.peek(kind)
        if token is not None:
            self.position = token.end
        return token

    def ended(self) -> bool:
        """Return whether only blanks are left."""
        self.skip()
        return self.position >= len(self.source)


def unescape(literal: str) -> str:
    r"""Return the text of a string token: ``\\`` and ``\"`` are escapes, any other backslash stays as it is."""
    return re.sub(r"\\([\\\"])", r"\1", literal[1:-1])
