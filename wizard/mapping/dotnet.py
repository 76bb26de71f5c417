"""Translates .NET's regular expressions to the syntax of the module ``regex``.

Where the two dialects differ, the pattern is rewritten to keep .NET's meaning. Patterns that .NET refuses are refused.
Patterns that cannot be expressed are reported separately, since Entra accepts them. Sources: Microsoft's "Regular
expression language - quick reference" with its pages on character classes, grouping constructs, options and escapes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import regex

_CATEGORIES = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "S": "mcko", "Z": "slp", "C": "cfson"}
CATEGORIES = frozenset(first + second for first, seconds in _CATEGORIES.items() for second in ("", *seconds))
"""General categories that ``\\p{…}`` accepts; every other name is a block and begins with ``Is``."""

_CODES = {"a": 7, "e": 27, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_CLASSES = frozenset("dDwWsS")
_PLACES = {"A": r"\A", "G": r"\G", "b": r"\b", "B": r"\B", "z": r"\Z", "Z": r"(?=\n?\Z)"}
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\??")
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|c([@-_a-z])|(0[0-7]{0,2})")
_NAMED = re.compile(r"<(\w+)>|'(\w+)'")
_BALANCING = re.compile(r"<\w*-\w+>|'\w*-\w+'")
_OPTIONS = re.compile(r"([imnsx]*)(?:-([imnsx]+))?([:)])")
_LOOK = re.compile(r"[:=!>]|<[=!]")
_NUMBER = re.compile(r"[0-9]+")
_IN_CLASS = frozenset("[]^&|~")


class WrongPattern(ValueError):
    """.NET refuses the pattern. ``at`` is the position, counted from 0."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.at = at


class UntestablePattern(ValueError):
    """.NET accepts the pattern, but this program cannot run it. The text names the part."""


@dataclass(slots=True)
class _Frame:
    """An open group: the options that were set inside it, and the options that this module applies itself."""

    explicit: bool
    blanks: bool
    opened: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Translation:
    """A pattern for ``regex``. ``numbers`` maps .NET's group numbers to those in the pattern."""

    text: str
    numbers: dict[int, int]


def translate(pattern: str) -> Translation:
    """Return a .NET pattern in the dialect of ``regex``.

    Raises:
        WrongPattern: .NET would refuse it.
        UntestablePattern: .NET accepts it, but it cannot be expressed.
    """
    known = _Translator(pattern, None)
    known.run()
    translator = _Translator(pattern, known)
    return Translation(translator.run(), translator.numbers())


class _Translator:
    """Reads a pattern once. References need all groups, so the second run uses the groups that the first run found."""

    def __init__(self, pattern: str, known: _Translator | None) -> None:
        self.pattern, self.known = pattern, known
        self.at = 0
        self.frames = [_Frame(explicit=False, blanks=False)]
        self.names: dict[str, int] = {}
        self.unnamed: list[int] = []

    def numbers(self) -> dict[int, int]:
        """Return the group numbers: .NET numbers unnamed groups first, then named groups."""
        return dict(enumerate([*self.unnamed, *self.names.values()], 1))

    def run(self) -> str:
        parts: list[str] = []
        repeated = False
        while self.at < len(self.pattern):
            found = _QUANTIFIER.match(self.pattern, self.at)
            if found and repeated:
                raise WrongPattern("nested quantifier", self.at)
            repeated = found is not None or (repeated and self.frames[-1].blanks and self.pattern[self.at].isspace())
            if found:
                parts.append(found[0])
                self.at = found.end()
            else:
                parts.append(self._token())
        return "".join(parts) + ")" * len(self.frames[0].opened)

    def _token(self) -> str:
        sign, frame = self.pattern[self.at], self.frames[-1]
        if sign == "\\":
            return self._escape()
        if sign == "[":
            return self._class()
        if sign == "(":
            return self._group()
        if sign == "#" and frame.blanks:
            self._until("\n")
            return ""
        self.at += 1
        if sign == ")":
            if len(self.frames) > 1:
                self.frames.pop()
            return ")" * len(frame.opened) + ")"
        if sign == "|":
            return ")" * len(frame.opened) + "|" + "".join(frame.opened)
        return "\\{" if sign == "{" else sign

    def _until(self, end: str) -> None:
        found = self.pattern.find(end, self.at)
        self.at = found + 1 if found >= 0 else len(self.pattern)

    # --- groups

    def _group(self) -> str:
        start = self.at
        self.at += 1
        frame = self.frames[-1]
        if not self.pattern.startswith("?", self.at):
            self._open(frame.explicit, frame.blanks)
            if frame.explicit:
                return "(?:"
            self.unnamed.append(len(self.unnamed) + len(self.names) + 1)
            return "("
        self.at += 1
        if self.pattern.startswith("#", self.at):
            self._until(")")
            return ""
        if self.pattern.startswith("(", self.at):
            return self._condition()
        if look := _LOOK.match(self.pattern, self.at):
            self.at = look.end()
            self._open(frame.explicit, frame.blanks)
            return f"(?{look[0]}"
        if found := _NAMED.match(self.pattern, self.at):
            return self._named(found, start)
        if _BALANCING.match(self.pattern, self.at):
            raise UntestablePattern(self.pattern[start : start + 20])
        if options := _OPTIONS.match(self.pattern, self.at):
            return self._options(options)
        raise WrongPattern("unrecognized grouping construct", start)

    def _open(self, explicit: bool, blanks: bool) -> None:
        self.frames.append(_Frame(explicit, blanks))

    def _named(self, found: re.Match[str], start: int) -> str:
        name = found[1] or found[2]
        if name[0].isdigit():
            if not name.isdigit():
                raise WrongPattern("invalid group name", start)
            raise UntestablePattern(self.pattern[start : found.end()])
        self.at = found.end()
        self.names.setdefault(name, len(self.unnamed) + len(self.names) + 1)
        self._open(self.frames[-1].explicit, self.frames[-1].blanks)
        return f"(?P<{name}>"

    def _condition(self) -> str:
        """Translate ``(?(name)…|…)``, ``(?(1)…|…)`` and ``(?(?=…)…|…)``; other conditions are untestable."""
        start, frame = self.at - 2, self.frames[-1]
        if self.pattern.startswith("(?", self.at):
            self._open(frame.explicit, frame.blanks)
            return "(?"
        name = self.pattern[self.at + 1 : self.pattern.find(")", self.at)]
        known = self._reference(name)
        if known is None:
            raise UntestablePattern(self.pattern[start : start + 20])
        self.at += len(name) + 2
        self._open(frame.explicit, frame.blanks)
        return f"(?({known})"

    def _reference(self, name: str) -> str | None:
        """Return the name of a group in ``regex``, ``None`` if there is no group with this name or number."""
        if self.known is None:
            return "0"
        if name.isdigit():
            number = self.known.numbers().get(int(name))
            return str(number) if number is not None else None
        return name if name in self.known.names else None

    def _options(self, found: re.Match[str]) -> str:
        on, off, end = found[1], found[2] or "", found[3]
        self.at = found.end()
        frame = self.frames[-1]
        explicit = "n" in on or (frame.explicit and "n" not in off)
        blanks = "x" in on or (frame.blanks and "x" not in off)
        ours = (on.replace("n", ""), off.replace("n", ""))
        opening = f"(?{ours[0]}{'-' if ours[1] else ''}{ours[1]}:"
        if end == ":":
            self._open(explicit, blanks)
        else:  # applies until the group ends; in regex it would apply to the whole pattern
            frame.explicit, frame.blanks = explicit, blanks
            frame.opened.append(opening)
        return opening

    # --- escapes

    def _escape(self) -> str:
        start, sign = self.at, self.pattern[self.at + 1 : self.at + 2]
        if sign in _PLACES:
            self.at += 2
            return _PLACES[sign]
        if sign == "k" and (found := _NAMED.match(self.pattern, start + 2)):
            known = self._reference(found[1] or found[2])
            self.at = found.end()
            if known is None:
                raise WrongPattern("reference to an undefined group", start)
            return f"\\g<{known}>" if self.known is not None else ""
        if sign in "123456789" and sign:
            return self._number(start)
        return self._common(in_class=False)

    def _number(self, start: int) -> str:
        found = _NUMBER.match(self.pattern, start + 1)
        digits = found[0] if found else ""
        known = self._reference(digits)
        if known is None and len(digits) > 1 and digits[0] in "1234567":
            octal = re.match("[0-7]{1,3}", digits)
            self.at += 1 + len(octal[0] if octal else "")
            return _code(int(octal[0] if octal else "0", 8) & 0xFF)
        if known is None:
            raise WrongPattern("reference to an undefined group", start)
        self.at += 1 + len(digits)
        return f"\\g<{known}>" if self.known is not None else ""

    def _common(self, *, in_class: bool) -> str:
        """Translate an escape that can occur inside and outside of classes."""
        start, sign = self.at, self.pattern[self.at + 1 : self.at + 2]
        if not sign:
            raise WrongPattern("illegal \\ at the end", start)
        self.at += 2
        if sign in _CLASSES:
            return f"\\{sign}"
        if sign in "pP":
            return self._property(start, sign)
        if in_class and sign == "b":
            return _code(8)
        if sign in _CODES:
            return _code(_CODES[sign])
        if found := _CODE.match(self.pattern, start + 1):
            self.at = found.end()
            if found[3]:
                return _code(ord(found[3].upper()) - 64)
            return _code(int(found[1] or found[2] or found[4], 8 if found[4] else 16))
        if in_class and sign in "1234567":
            digits = re.match("[0-7]{1,3}", self.pattern[start + 1 :])
            self.at = start + 1 + len(digits[0] if digits else "")
            return _code(int(digits[0] if digits else "0", 8) & 0xFF)
        if sign.isalnum() or sign == "_":
            raise WrongPattern(f"unrecognized escape \\{sign}", start)
        return f"\\{sign}" if sign.isascii() else sign

    def _property(self, start: int, sign: str) -> str:
        found = re.match(r"\{([\w-]+)\}", self.pattern[self.at :])
        if found is None:
            raise WrongPattern(f"incomplete \\{sign}{{…}}", start)
        self.at += found.end()
        name = found[1]
        if name in CATEGORIES:
            return f"\\{sign}{{{name}}}"
        if not name.startswith("Is"):
            raise WrongPattern(f"unknown property {name}", start)
        wanted = f"\\{sign}{{Block={name[2:]}}}"
        try:
            regex.compile(wanted)
        except regex.error as error:
            raise UntestablePattern(f"\\{sign}{{{name}}}") from error
        return wanted

    # --- classes

    def _class(self) -> str:
        """Translate ``[…]`` and ``[…-[…]]``, which excludes the characters of the inner class."""
        start = self.at
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        items: list[str] = []
        removed = ""
        while self.at < len(self.pattern):
            sign = self.pattern[self.at]
            if sign == "]" and (items or removed):
                self.at += 1
                whole = f"[{'^' if negated else ''}{''.join(items)}]"
                return f"(?:(?!{removed}){whole})" if removed else whole
            if removed:
                raise WrongPattern("a subtraction must be the last part of a class", self.at)
            if items and self.pattern.startswith("-[", self.at):
                self.at += 1
                removed = self._class()
            elif sign == "\\":
                items.append(self._common(in_class=True))
            else:
                self.at += 1
                items.append(f"\\{sign}" if sign in _IN_CLASS else sign)
        raise WrongPattern("unterminated [] set", start)


def _code(number: int) -> str:
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
