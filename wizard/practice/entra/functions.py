"""The functions and filter operators of the practice tenant, as Microsoft's pages list them.

Copied from the documentation and kept separate from the program's own tables, so that the two can differ.

Sources: *Functions for customizing application data* (``Len`` since April 2026), the Graph page *synchronizationSchema:
functions* with its older full response (``AppRoleAssignments``, ``DefaultDomain``, ``IsNothing``, ``Prepend`` and the
parameter names of ``Replace`` and ``Switch``), Microsoft's article on scoping filters, and *synchronizationSchema:
filterOperators*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wizard.core.json_types import JsonObject

_FUNCTIONS = """
Append(source, suffix)
AppRoleAssignments(source)
AppRoleAssignmentsComplex(source)
AssertiveAppRoleAssignmentsComplex(source)
BitAnd(value1:Integer, value2:Integer)
CBool(expression)
CDate(expression)
Coalesce(source*)
ConvertToBase64(source)
ConvertToUTF8Hex(source)
Count(attribute)
CStr(value)
DateAdd(interval, value:Integer, dateTime:DateTime)
DateDiff(interval, date1:DateTime, date2:DateTime)
DateFromNum(value:Integer)
DefaultDomain()
FormatDateTime(source, inputFormat, outputFormat)
Guid()
IgnoreFlowIfNullOrEmpty(expression)
IIF(condition:Boolean, valueIfTrue, valueIfFalse)
InStr(value1, value2, start?:Integer, compareType?)
IsNothing(source:Boolean)
IsNull(expression)
IsNullOrEmpty(expression)
IsPresent(source)
IsString(expression)
Item(attribute, index:Integer)
Join(separator, source*)
Left(string, numChars:Integer)
Len(source)
Mid(source, start:Integer, length:Integer)
NormalizeDiacritics(source)
Not(source:Boolean)
Now()
NumFromDate(value)
PCase(source, wordSeparators?)
Prepend(prefix, source)
RandomString(length:Integer, minimumNumbers:Integer, minimumSpecialCharacters:Integer, minimumCapital:Integer, minimumLowerCase:Integer, charactersToAvoid?)
Redact(value)
RemoveDuplicates(attribute)
Replace(source, Find?, RegularExpression?, RegularExpressionGroupName?, Replacement?, ReplacementPropertyName?, Template?)
SelectUniqueValue(uniqueValueRule*)
SingleAppRoleAssignment(source)
Split(source, delimiter?)
StripSpaces(source)
Switch(source, defaultValue?, switchValue*)
ToLower(source, culture?)
ToUpper(source, culture?)
Trim(source)
Word(string, wordNumber:Integer, delimiters)
"""  # noqa: E501 - one function a line

_OPERATORS = """
EQUALS                   Binary  String Integer Boolean
NOT EQUALS               Binary  String Integer Boolean
IS TRUE                  Unary   Boolean
IS FALSE                 Unary   Boolean
IS NULL                  Unary   String Integer Boolean Binary
IS NOT NULL              Unary   String Integer Boolean Binary
REGEX MATCH              Binary  String Integer
NOT REGEX MATCH          Binary  String Integer
Includes                 Binary  String
ENDS_WITH                Binary  String
Greater_Than             Binary  String Integer
Greater_Than_OR_EQUALS   Binary  String Integer
&                        Binary  String
!&                       Binary  String
"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: ``?`` after its name in the list makes it optional, ``*`` repeatable."""

    name: str
    type: str
    required: bool
    repeats: bool


def _function(line: str) -> tuple[str, tuple[Parameter, ...]]:
    name, _, rest = line.rstrip(")").partition("(")
    found = []
    for text in filter(None, rest.split(", ")):
        label, _, kind = text.partition(":")
        mark = label[-1] if label[-1] in "?*" else ""
        found.append(Parameter(label.rstrip("?*"), kind or "String", mark != "?", mark == "*"))
    return name, tuple(found)


FUNCTIONS = dict(_function(line) for line in _FUNCTIONS.strip().splitlines())
"""Parameters by function name."""


PAGE_FORMS = dict([_function("FormatDateTime(source, dateTimeStyles, inputFormat, outputFormat)")])
"""Functions that the documentation page shows with more parameters than the service's own list."""


def _operator(line: str) -> tuple[str, tuple[str, tuple[str, ...]]]:
    name, arity, types = re.split(r"\s{2,}", line.strip(), maxsplit=2)
    return name, (arity, tuple(types.split()))


OPERATORS = dict(_operator(line) for line in _OPERATORS.strip().splitlines())
"""Arity and attribute types by operator name, in the spelling of the documentation."""


def functions_json() -> list[JsonObject]:
    """Return the response of ``schema/functions``."""
    return [
        {
            "id": name,
            "name": name,
            "parameters": [
                {
                    "allowMultipleOccurrences": one.repeats,
                    "name": one.name,
                    "required": one.required,
                    "type": one.type,
                }
                for one in parameters
            ],
        }
        for name, parameters in FUNCTIONS.items()
    ]


def operators_json() -> list[JsonObject]:
    """Return the response of ``schema/filterOperators``."""
    return [
        {
            "id": name,
            "name": name,
            "arity": arity,
            "multivaluedComparisonType": "All",
            "supportedAttributeTypes": list(types),
        }
        for name, (arity, types) in OPERATORS.items()
    ]


def known_operator(name: object) -> bool:
    """Return whether a clause's operator exists, ignoring letter case."""
    return isinstance(name, str) and name.strip().upper() in {one.upper() for one in OPERATORS}
