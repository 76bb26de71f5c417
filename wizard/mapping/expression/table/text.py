"""Text functions."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wizard.core.errors import MappingError
from wizard.mapping import utf16
from wizard.mapping.comparison import folded
from wizard.mapping.expression import wording
from wizard.mapping.expression.nodes import Node, Text
from wizard.mapping.expression.table.model import Closure, Function, Parameter, example
from wizard.mapping.expression.values import (
    MAX_VALUE,
    Environment,
    EvaluationContext,
    EvaluationError,
    Result,
    as_integer,
    as_list,
    as_text,
    bounded,
    out_of_range,
    too_long,
)
from wizard.mapping.patterns import compile_pattern

if TYPE_CHECKING:
    from wizard.mapping.patterns import Pattern

_STRING = Parameter("string")
_SOURCE = Parameter("source")


def _kept(change: Callable[[str], str]) -> Callable[[Result], Result]:
    """Return a function that changes a text and returns ``None`` for ``None``."""

    def call(value: Result) -> Result:
        return None if value is None else change(as_text(value))

    return call


def _append(source: Result, suffix: Result) -> Result:
    return bounded(as_text(source) + as_text(suffix), "Append")


def _base64(text: str) -> str:
    return bounded(base64.b64encode(text.encode("utf-16-le", "surrogatepass")).decode(), "ConvertToBase64")


def _in_str(value: Result, wanted: Result, start: Result = None, compare: Result = None) -> Result:
    text, find = as_text(value), as_text(wanted)
    begin = 1 if start is None else as_integer(start, "InStr")
    if begin < 1:
        raise out_of_range("InStr", begin)
    mode = as_text(compare)
    if mode not in {"", "0", "1", "vbBinaryCompare", "vbTextCompare"}:
        raise EvaluationError("expression-word", {"function": "InStr", "value": mode[:40]})
    if mode in {"1", "vbTextCompare"}:
        text, find = folded(text), folded(find)
    return 0 if not text or begin > utf16.length(text) else utf16.find(text, find, begin - 1) + 1


def _build_join(parts: Sequence[Closure | None], nodes: Sequence[Node | None]) -> Closure:
    """Empty values are omitted together with their separator; a constant separator is evaluated once."""
    sources = tuple(part for part in parts[1:] if part is not None)
    separator = parts[0]
    fixed = nodes[0].value if isinstance(nodes[0], Text) else None

    def run(environment: Environment, context: EvaluationContext) -> Result:
        between = fixed if fixed is not None else as_text(separator(environment, context)) if separator else ""
        found: list[str] = []
        for source in sources:
            value = source(environment, context)
            if type(value) is str:
                if value:
                    found.append(value)
            elif value is not None:
                found += [item for item in as_list(value) if item]
        text = between.join(found)
        if len(text) > MAX_VALUE:
            raise too_long("Join")
        return text

    return run


def _left(value: Result, count: Result) -> Result:
    text, number = as_text(value), as_integer(count, "Left")
    return text if number < 0 else utf16.cut(text, 0, number)


def _mid(value: Result, start: Result, length: Result) -> Result:
    text, begin, count = as_text(value), as_integer(start, "Mid"), as_integer(length, "Mid")
    if begin < 1 or count < 0:
        raise out_of_range("Mid", begin if begin < 1 else count)
    return utf16.cut(text, begin - 1, begin - 1 + count)


def _proper_case(value: Result, separators: Result = None) -> Result:
    if value is None:
        return None
    return wording.proper_case(as_text(value), None if separators is None else as_text(separators))


def _lower(value: Result, culture: Result = None) -> Result:
    return None if value is None else wording.lower(as_text(value), as_text(culture))


def _upper(value: Result, culture: Result = None) -> Result:
    return None if value is None else wording.upper(as_text(value), as_text(culture))


def _word(value: Result, number: Result, delimiters: Result) -> Result:
    text, wanted, signs = as_text(value), as_integer(number, "Word"), as_text(delimiters)
    if wanted < 1 or not any(sign in text for sign in signs):
        return ""
    found = wording.words(text, signs)
    return found[wanted - 1] if wanted <= len(found) else ""


# --- Replace

_OLD, _PATTERN, _GROUP, _NEW, _OTHER, _TEMPLATE = range(1, 7)


def _build_replace(parts: Sequence[Closure | None], nodes: Sequence[Node | None]) -> Closure:
    """The given arguments determine the operation; a constant pattern is compiled once."""
    given = {number for number, part in enumerate(parts) if part is not None}
    node = nodes[_PATTERN] if len(nodes) > _PATTERN else None
    ready: Pattern | None = None
    if isinstance(node, Text):
        with contextlib.suppress(MappingError):  # reported for each person, like every evaluation error
            ready = compile_pattern(node.value)

    def text(number: int, environment: Environment, context: EvaluationContext) -> str:
        part = parts[number] if number in given else None
        return "" if part is None else as_text(part(environment, context))

    def run(environment: Environment, context: EvaluationContext) -> Result:
        part = parts[0]
        value = part(environment, context) if part is not None else None

        def get(number: int) -> str:
            return text(number, environment, context)

        if _PATTERN not in given:
            return _replace_text(value, given, get)
        try:
            return _replace_pattern(value, ready or compile_pattern(get(_PATTERN)), given, get)
        except EvaluationError:
            raise
        except MappingError as error:
            raise EvaluationError(error.code, error.params, cause=error) from error

    return run


def untestable(arguments: Sequence[Node | None]) -> str:
    """Return what a constant pattern of ``Replace`` uses that only .NET supports, empty if there is nothing."""
    node = arguments[_PATTERN] if len(arguments) > _PATTERN else None
    if isinstance(node, Text):
        try:
            compile_pattern(node.value)
        except MappingError as error:
            return str(error.params["part"]) if error.code == "pattern-untestable" else ""
    return ""


def _replace_text(value: Result, given: set[int], get: Callable[[int], str]) -> Result:
    if value is None or _OLD not in given:
        return value
    source, old = as_text(value), get(_OLD)
    if _TEMPLATE in given:
        return _replaced(get(_TEMPLATE), old, source)
    return _replaced(source, old, get(_NEW)) if _NEW in given else source


def _replaced(text: str, old: str, new: str) -> str:
    if not old:
        return text
    if len(text) + text.count(old) * (len(new) - len(old)) > MAX_VALUE:
        raise too_long("Replace")
    return text.replace(old, new)


def _replace_pattern(value: Result, pattern: Pattern, given: set[int], get: Callable[[int], str]) -> Result:
    source = as_text(value)
    if _GROUP in given and _OTHER in given:
        if source:
            return source
        found = pattern.group(get(_OTHER), get(_GROUP))
        return value if found is None else found
    if value is None:
        return None
    if _GROUP in given:
        return pattern.sub_group(source, get(_GROUP), get(_NEW), MAX_VALUE)
    return pattern.sub(source, get(_NEW), MAX_VALUE) if _NEW in given else source


_CULTURE = Parameter("culture", required=False)

ROWS = (
    Function(
        "Append", (_SOURCE, Parameter("suffix")), "String", _append,
        (example('Append([mailNickname], ".test")', "ann.test", mailNickname="ann"),
         example('Append([mailNickname], ".test")', ".test"), example('Append("", "")', "")),
    ),
    Function(
        "ConvertToBase64", (_SOURCE,), "String",
        _kept(_base64),
        (example('ConvertToBase64("Hi")', "SABpAA=="), example('ConvertToBase64("")', ""),
         example("ConvertToBase64([a])", None)),
    ),
    Function(
        "ConvertToUTF8Hex", (_SOURCE,), "String",
        _kept(lambda text: bounded(text.encode("utf-8", "surrogatepass").hex().upper(), "ConvertToUTF8Hex")),
        (example('ConvertToUTF8Hex("Zoë")', "5A6FC3AB"), example('ConvertToUTF8Hex("")', ""),
         example("ConvertToUTF8Hex([a])", None)),
    ),
    Function(
        "CStr", (Parameter("value", "Any", key="source"),), "String", _kept(str),
        (example("CStr([floor])", "12", floor=12), example("CStr([IsSoftDeleted])", "False", IsSoftDeleted=False),
         example("CStr([a])", None)),
    ),
    Function(
        "InStr",
        (Parameter("value1"), Parameter("value2"), Parameter("start", "Integer", required=False),
         Parameter("compareType", "Any", required=False, values=("vbBinaryCompare", "vbTextCompare"))),
        "Integer", _in_str,
        (example('InStr("The quick brown fox", "quick")', 5), example('InStr("banana", "a", 3)', 4),
         example('InStr("Repeated", "E", , vbTextCompare)', 2), example('InStr([mail], "@")', 0)),
    ),
    Function(
        "Join", (Parameter("separator"), Parameter("source", "Any", repeats=True)), "String", lambda *values: None,
        (example('Join(" ", [givenName], [surname])', "Ann Berg", givenName="Ann", surname="Berg"),
         example('Join(" ", [givenName], [surname])', "Berg", surname="Berg"),
         example('Join(", ", [otherMails])', "a, b", otherMails=("a", "b"))),
        build=_build_join,
    ),
    Function(
        "Left", (_STRING, Parameter("numChars", "Integer")), "String", _left,
        (example("Left([displayName], 3)", "Ann", displayName="Ann Berg"),
         example("Left([displayName], 9)", "Ann", displayName="Ann"),
         example("Left([displayName], -1)", "Ann", displayName="Ann"), example("Left([displayName], 3)", "")),
    ),
    Function(
        "Len", (Parameter("value", key="source"),), "Integer", lambda value: utf16.length(as_text(value)),
        (example('Len("John Doe")', 8), example("Len([displayName])", 6, displayName="Ana 🙂"),
         example("Len([displayName])", 0)),
    ),
    Function(
        "Mid", (_SOURCE, Parameter("start", "Integer"), Parameter("length", "Integer")), "String", _mid,
        (example("Mid([employeeId], 2, 3)", "123", employeeId="E12345"),
         example("Mid([employeeId], 5, 99)", "45", employeeId="E12345"),
         example('Mid([givenName], "1", "1")', "A", givenName="Anna")),
    ),
    Function(
        "NormalizeDiacritics", (_SOURCE,), "String", _kept(wording.normalize_diacritics),
        (example("NormalizeDiacritics([surname])", "Soerensen", surname="Sørensen"),
         example("NormalizeDiacritics([surname])", "Garcia Nunez", surname="García Núñez"),
         example("NormalizeDiacritics([surname])", None)),
    ),
    Function(
        "PCase", (_SOURCE, Parameter("wordSeparators", required=False)), "String", _proper_case,
        (example("PCase([surname])", "Van Der Berg", surname="VAN DER BERG"),
         example("PCase([surname], \" '-\")", "Pinto-De'Silva", surname="PINTO-DE'SILVA"),
         example("PCase([surname])", None)),
    ),
    Function("Redact", (Parameter("value", "Any", key="source"),), "Any", lambda value: value,
             (example("Redact([employeeId])", "E12345", employeeId="E12345"), example("Redact([employeeId])", None),
              example('Redact("x")', "x"))),
    Function(
        "Replace",
        (_SOURCE, Parameter("oldValue", required=False, key="Find"),
         Parameter("regexPattern", required=False, key="RegularExpression"),
         Parameter("regexGroupName", required=False, key="RegularExpressionGroupName"),
         Parameter("replacementValue", required=False, key="Replacement"),
         Parameter("replacementAttributeName", required=False, key="ReplacementPropertyName"),
         Parameter("template", required=False, key="Template")),
        "String", lambda *values: None,
        (example('Replace([mail], "@harborlights.example", , , "", , )', "ann", mail="ann@harborlights.example"),
         example('Replace([telephoneNumber], , "\\\\+(?<code>\\\\d+) (?<rest>.*)", , "${rest}", , )', "22 33 44 55",
                 telephoneNumber="+47 22 33 44 55"),
         example('Replace([userPrincipalName], , "(?<Suffix>@.*)", "Suffix", "", , )', "ann",
                 userPrincipalName="ann@harborlights.example"),
         example('Replace([mobile], , "(?<code>\\\\+47)", "code", , [telephoneNumber], )', "+47",
                 mobile="", telephoneNumber="+47 22"),
         example('Replace([surname], "?", , , , , "?@harborlights.example")', "berg@harborlights.example",
                 surname="berg")),
        build=_build_replace,
    ),
    Function(
        "StripSpaces", (_SOURCE,), "String", _kept(lambda text: text.replace(" ", "")),
        (example("StripSpaces([displayName])", "AnaRuiz", displayName="Ana Ruiz"),
         example("StripSpaces([displayName])", "", displayName=" "),
         example("StripSpaces([displayName])", None)),
    ),
    Function(
        "ToLower", (_SOURCE, _CULTURE), "String", _lower,
        (example("ToLower([mail])", "ann@harborlights.example", mail="Ann@HarborLights.example"),
         example('ToLower([city], "tr-TR")', "ısparta", city="ISPARTA"), example("ToLower([mail])", None)),
    ),
    Function(
        "ToUpper", (_SOURCE, _CULTURE), "String", _upper,
        (example("ToUpper([country])", "NO", country="no"), example("ToUpper([city])", "STRAßE", city="straße"),
         example("ToUpper([country])", None)),
    ),
    Function(
        "Word", (_STRING, Parameter("wordNumber", "Integer"), Parameter("delimiters")), "String", _word,
        (example('Word([displayName], 2, " ")', "Berg", displayName="Ann Berg"),
         example('Word("This,string!has&many separators", 3, ",!&#")', "has"),
         example('Word([displayName], 1, " ")', "")),
    ),
)  # fmt: skip
