"""The functions, one row each: signature, help, examples (which are tests), and what they do.

Semantics: Microsoft's reference for writing expressions for attribute mappings. Names are case-sensitive.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wizard.errors import MappingError

Result = str | int | bool | tuple[str, ...] | None
"""What a part of an expression gives; ``None`` is the absent value."""

MANY = 1_000


class EvaluationError(MappingError):
    """An expression parses but gives no value for this person, for example an index beyond the list."""


@dataclass(frozen=True, slots=True)
class Example:
    """``expression`` gives ``expected`` for these source attributes."""

    expression: str
    expected: Result
    attributes: tuple[tuple[str, Result], ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """A row of the table.

    ``keys`` are the engine's own parameter names, as they appear in a schema's expression tree; the last one repeats
    for further arguments. ``least`` and ``most`` count arguments, skipped ones included.
    """

    name: str
    signature: str
    keys: tuple[str, ...]
    least: int
    most: int
    call: Callable[[Sequence[Result]], Result]
    examples: tuple[Example, ...] = ()

    def key(self, number: int) -> str:
        """Return the engine's name of the argument with this number, counted from 0."""
        return self.keys[min(number, len(self.keys) - 1)]


def as_text(value: Result) -> str:
    """Return a value as it is joined, compared or sent: booleans as ``True`` and ``False``, nothing as empty text."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    return str(value)


def as_list(value: Result) -> tuple[str, ...]:
    """Return the values of an argument that may be a list; an absent one has none."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (as_text(value),)


def as_integer(value: Result, function: str) -> int:
    """Return a number given as number or as text.

    Raises:
        EvaluationError: ``expression-not-a-number``.
    """
    text = as_text(value).strip()
    if text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < 20:
        return int(text)
    raise EvaluationError("expression-not-a-number", {"function": function, "value": text[:40]})


def _switch(values: Sequence[Result]) -> Result:
    source, default, *pairs = values
    for position in range(0, len(pairs) - 1, 2):
        if as_text(source) == as_text(pairs[position]):
            return pairs[position + 1]
    return default


def _iif(values: Sequence[Result]) -> Result:
    condition, yes, no = values
    return yes if is_true(condition) else no


def is_true(value: Result) -> bool:
    """Return whether a condition holds: true, the text ``True`` in any case, or a number other than zero."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value != 0
    text = as_text(value)
    return text.lower() == "true" or (text.isdigit() and int(text) != 0)


def _join(values: Sequence[Result]) -> Result:
    separator, *sources = values
    return as_text(separator).join(item for source in sources for item in as_list(source) if item)


def _mid(values: Sequence[Result]) -> Result:
    text, start, length = as_text(values[0]), as_integer(values[1], "Mid"), as_integer(values[2], "Mid")
    if start < 1 or length < 0:
        raise EvaluationError("expression-out-of-range", {"function": "Mid", "value": start if start < 1 else length})
    return text[start - 1 : start - 1 + length]


def _left(values: Sequence[Result]) -> Result:
    text, count = as_text(values[0]), as_integer(values[1], "Left")
    return text if count < 0 else text[:count]


def _item(values: Sequence[Result]) -> Result:
    items, index = as_list(values[0]), as_integer(values[1], "Item")
    if not 1 <= index <= len(items):
        raise EvaluationError("expression-out-of-range", {"function": "Item", "value": index})
    return items[index - 1]


def _split(values: Sequence[Result]) -> Result:
    text, delimiter = as_text(values[0]), as_text(values[1])
    if not text:
        return None
    return tuple(part.strip() for part in (text.split(delimiter) if delimiter else [text]))


def _coalesce(values: Sequence[Result]) -> Result:
    return next((value for value in values if value is not None), None)


_SPECIAL = {"æ": "ae", "Æ": "AE", "ø": "oe", "Ø": "OE", "œ": "oe", "Œ": "OE", "ß": "ss", "ł": "l", "Ł": "L", "ı": "i"}
_BASES = frozenset("acdegilnorstuyzACDEGILNORSTUYZ")


def _normalize_diacritics(values: Sequence[Result]) -> Result:
    if values[0] is None:
        return None
    parts: list[str] = []
    base = ""
    for sign in unicodedata.normalize("NFD", as_text(values[0])):
        if not unicodedata.combining(sign):
            base = sign
            parts.append(_SPECIAL.get(sign, sign))
        elif base not in _BASES and base not in _SPECIAL:
            parts.append(sign)
    return unicodedata.normalize("NFC", "".join(parts))


def _text_or_none(change: Callable[[str], str]) -> Callable[[Sequence[Result]], Result]:
    def call(values: Sequence[Result]) -> Result:
        return None if values[0] is None else change(as_text(values[0]))

    return call


def _ex(expression: str, expected: Result, **attributes: Result) -> Example:
    return Example(expression, expected, tuple(attributes.items()))


_ROWS = (
    Function(
        "Append", "Append(source, suffix)", ("source", "suffix"), 2, 2,
        lambda v: as_text(v[0]) + as_text(v[1]),
        (_ex('Append([a], ".x")', "ann.x", a="ann"), _ex('Append([a], ".x")', ".x", a=None), _ex('Append("", "")', "")),
    ),
    Function(
        "Coalesce", "Coalesce(source, …)", ("source",), 1, MANY, _coalesce,
        (_ex("Coalesce([a], [b])", "x", a=None, b="x"), _ex("Coalesce([a], [b])", "", a="", b="x"), _ex("Coalesce([a])", None)),
    ),
    Function(
        "IIF", "IIF(condition, valueIfTrue, valueIfFalse)", ("one", "valueIfTrue", "valueIfFalse"), 3, 3, _iif,
        (_ex('IIF([c]="NO", "Oslo", "else")', "Oslo", c="NO"), _ex('IIF(IsPresent([c]), [c], "-")', "-"),
         _ex('IIF([c]="no", "yes", "no")', "no", c="NO")),
    ),
    Function(
        "IsNull", "IsNull(expression)", ("expression",), 1, 1, lambda v: v[0] is None,
        (_ex("IsNull([a])", True), _ex("IsNull([a])", False, a=""), _ex("IsNull([a])", False, a="x")),
    ),
    Function(
        "IsNullOrEmpty", "IsNullOrEmpty(expression)", ("expression",), 1, 1, lambda v: as_text(v[0]) == "",
        (_ex("IsNullOrEmpty([a])", True), _ex("IsNullOrEmpty([a])", True, a=""), _ex("IsNullOrEmpty([a])", False, a=" ")),
    ),
    Function(
        "IsPresent", "IsPresent(expression)", ("expression",), 1, 1, lambda v: as_text(v[0]) != "",
        (_ex("IsPresent([a])", False), _ex("IsPresent([a])", True, a="x"), _ex("IsPresent([a])", False, a="")),
    ),
    Function(
        "Item", "Item(attribute, index)", ("attribute", "index"), 2, 2, _item,
        (_ex("Item([p], 1)", "a", p=("a", "b")), _ex("Item([p], 2)", "b", p=("a", "b")), _ex("Item([p], 1)", "a", p="a")),
    ),
    Function(
        "Join", "Join(separator, source1, source2, …)", ("separator", "source"), 2, MANY, _join,
        (_ex('Join(" ", [g], [s])', "Ann Berg", g="Ann", s="Berg"), _ex('Join(" ", [g], [s])', "Berg", g=None, s="Berg"),
         _ex('Join(", ", [p])', "a, b", p=("a", "b"))),
    ),
    Function(
        "Left", "Left(string, numChars)", ("string", "numChars"), 2, 2, _left,
        (_ex("Left([a], 2)", "An", a="Ann"), _ex("Left([a], 9)", "Ann", a="Ann"), _ex("Left([a], 2)", "")),
    ),
    Function(
        "Mid", "Mid(source, start, length)", ("source", "start", "length"), 3, 3, _mid,
        (_ex("Mid([a], 2, 2)", "nn", a="Anna"), _ex("Mid([a], 3, 9)", "na", a="Anna"), _ex('Mid([a], "1", "1")', "A", a="Anna")),
    ),
    Function(
        "NormalizeDiacritics", "NormalizeDiacritics(source)", ("source",), 1, 1, _normalize_diacritics,
        (_ex("NormalizeDiacritics([a])", "Dioez", a="Díøz"), _ex("NormalizeDiacritics([a])", "strasse", a="straße"),
         _ex("NormalizeDiacritics([a])", None)),
    ),
    Function(
        "Not", "Not(source)", ("source",), 1, 1, lambda v: as_text(v[0]) != "True",
        (_ex('Not("True")', False), _ex("Not([IsSoftDeleted])", True, IsSoftDeleted=False), _ex("Not([a])", True)),
    ),
    Function(
        "Split", "Split(source, delimiter)", ("source", "delimiter"), 2, 2, _split,
        (_ex('Split([a], ",")', ("a", "b"), a="a, b"), _ex('Split([a], ",")', ("a",), a="a"), _ex('Split([a], ",")', None)),
    ),
    Function(
        "StripSpaces", "StripSpaces(source)", ("source",), 1, 1, _text_or_none(lambda text: text.replace(" ", "")),
        (_ex("StripSpaces([a])", "AnaRuiz", a="Ana Ruiz"), _ex("StripSpaces([a])", "", a=" "), _ex("StripSpaces([a])", None)),
    ),
    Function(
        "Switch", "Switch(source, defaultValue, key1, value1, …)", ("source", "defaultValue", "switchValue"), 4, MANY, _switch,
        (_ex('Switch([IsSoftDeleted], , "False", "True", "True", "False")', "True", IsSoftDeleted=False),
         _ex('Switch([c], "else", "NO", "Oslo")', "else", c="no"), _ex('Switch([c], , "NO", "Oslo")', None, c="SE")),
    ),
    Function(
        "ToLower", "ToLower(source, culture)", ("source", "culture"), 1, 2, _text_or_none(str.lower),
        (_ex("ToLower([a])", "ann", a="ANN"), _ex("ToLower([a])", "", a=""), _ex("ToLower([a])", None)),
    ),
    Function(
        "ToUpper", "ToUpper(source, culture)", ("source", "culture"), 1, 2, _text_or_none(str.upper),
        (_ex("ToUpper([a])", "ANN", a="ann"), _ex("ToUpper([a])", "", a=""), _ex("ToUpper([a])", None)),
    ),
    Function(
        "Trim", "Trim(value)", ("value",), 1, 1, _text_or_none(str.strip),
        (_ex("Trim([a])", "ann", a=" ann "), _ex("Trim([a])", "", a=" "), _ex("Trim([a])", None)),
    ),
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {row.name: row for row in _ROWS}
"""All functions by name."""
