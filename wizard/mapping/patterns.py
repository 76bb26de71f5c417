"""Regular expressions that people type, for ``Replace`` and for scoping filters: .NET's dialect, with a time limit.

The module ``re`` cannot be interrupted; ``regex`` can. Differences in syntax are translated (``dotnet``). As in .NET, a
letter beyond U+FFFF is two units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from wizard.core.errors import MappingError
from wizard.mapping import utf16
from wizard.mapping.dotnet import UntestablePattern, WrongPattern, translate

MAX_PATTERN = 1_000
"""Maximum characters of a pattern; this program's own limit. Preparing the search for a long literal has no time
limit.
"""

TIME_LIMIT = 0.1
"""Seconds for one value; this program's own limit."""

_REPLACEMENT = regex.compile(r"\$(?:(?P<number>\d{1,3})|\{(?P<name>\w+)\}|(?P<sign>[$&`'+_]))")

_Found = regex.Match[str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. ``groups`` are the names of its groups."""

    text: str
    groups: tuple[str, ...]
    _compiled: regex.Pattern[str]
    _numbers: Mapping[int, int]

    def search(self, text: str) -> bool:
        """Return whether the pattern matches anywhere in a text.

        Raises:
            MappingError: ``pattern-too-slow``.
        """
        return self._first(text) is not None

    def group(self, text: str, name: str) -> str | None:
        """Return the first match of a named group in a text, or ``None`` if there is no match or no such group.

        Raises:
            MappingError: ``pattern-too-slow``.
        """
        if name not in self.groups:
            return None
        match = self._first(text)
        found = match[name] if match else None
        return None if found is None else utf16.letters(found)

    def _first(self, text: str) -> _Found | None:
        try:
            return self._compiled.search(utf16.units(text), timeout=TIME_LIMIT)
        except TimeoutError as error:
            raise self._too_slow() from error

    def sub(self, text: str, replacement: str, limit: int) -> str:
        """Replace every match; ``${name}``, ``$1``, ``$&`` and so on in the replacement have .NET's meaning.

        Args:
            text: the source.
            replacement: references to groups that the pattern does not have stay as written.
            limit: maximum characters of the result.

        Raises:
            MappingError: ``pattern-too-slow``; ``expression-value-too-long``.
        """
        if "$" not in replacement:
            return self._replaced(text, lambda match: ((match.start(), match.end(), replacement),), limit)

        def expand(match: _Found) -> tuple[tuple[int, int, str]]:
            filled = _REPLACEMENT.sub(lambda part: self._filled(part, match), replacement)
            return ((match.start(), match.end(), filled),)

        return self._replaced(text, expand, limit)

    def sub_group(self, text: str, name: str, replacement: str, limit: int) -> str:
        """Replace only the text of one named group in every match.

        Raises:
            MappingError: ``pattern-too-slow``; ``expression-value-too-long``.
        """
        if name not in self.groups:
            return text

        def places(match: _Found) -> tuple[tuple[int, int, str], ...]:
            start, end = match.span(name)
            return ((start, end, replacement),) if start >= 0 else ()

        return self._replaced(text, places, limit)

    def _filled(self, part: _Found, match: _Found) -> str:
        sign, number, name = part["sign"], part["number"], part["name"]
        if sign == "$":
            return "$"
        if sign:
            start, end = match.span()
            last = max(self._numbers, default=0)
            return {
                "&": match[0],
                "`": match.string[:start],
                "'": match.string[end:],
                "_": match.string,
                "+": match[self._numbers[last]] if last else match[0],
            }[sign] or ""
        if number or name.isdigit():
            at = int(number or name)
            key = self._numbers.get(at) if at else 0
            return str(part[0]) if key is None else match[key] or ""
        return (match[name] or "") if name in self.groups else str(part[0])

    def _replaced(self, text: str, places: Callable[[_Found], tuple[tuple[int, int, str], ...]], limit: int) -> str:
        parts: list[str] = []
        at = length = 0
        text = utf16.units(text)
        try:
            for match in self._compiled.finditer(text, timeout=TIME_LIMIT):
                for start, end, new in places(match):
                    if start < at:
                        continue
                    parts += (text[at:start], new)
                    length += start - at + len(new)
                    at = end
                    if length > limit:
                        raise MappingError("expression-value-too-long", {"function": "Replace", "limit": limit})
        except TimeoutError as error:
            raise self._too_slow() from error
        return utf16.letters("".join([*parts, text[at:]]))

    def _too_slow(self) -> MappingError:
        return MappingError("pattern-too-slow", {"pattern": self.text[:60]})


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """Return a compiled pattern.

    Raises:
        MappingError: ``pattern-invalid`` with the pattern, the reason in English and its position, counted from 1;
            ``pattern-untestable`` with the part that .NET supports and this program does not.
    """
    if len(text) > MAX_PATTERN:
        raise MappingError("pattern-invalid", {"pattern": text[:60], "reason": "too long", "at": MAX_PATTERN})
    try:
        found = translate(utf16.units(text))
        compiled = regex.compile(found.text)
    except UntestablePattern as error:
        raise MappingError(
            "pattern-untestable", {"pattern": text[:60], "part": str(error)[:60]}, cause=error
        ) from error
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        reason = str(error) if isinstance(error, WrongPattern) else str(getattr(error, "msg", ""))
        place = getattr(error, "at", None) or getattr(error, "pos", None) or 0
        params: dict[str, str | int | float] = {"pattern": text[:60], "reason": reason, "at": min(place, len(text)) + 1}
        raise MappingError("pattern-invalid", params, cause=error) from error
    return Pattern(text, tuple(compiled.groupindex), compiled, found.numbers)
