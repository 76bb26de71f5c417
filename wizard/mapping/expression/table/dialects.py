"""Functions of related products and of the API's own list: parsed so that they can be explained."""

from __future__ import annotations

import base64
import binascii
import re

from wizard.mapping.expression.table.model import Function, Parameter, example
from wizard.mapping.expression.values import (
    EvaluationError,
    Result,
    as_integer,
    as_list,
    as_text,
    bounded,
    out_of_range,
)

_ENCODINGS = {"": "utf-16-le", "Unicode": "utf-16-le", "UTF8": "utf-8", "ASCII": "ascii"}


def _from_base64(value: Result, encoding: Result = None) -> Result:
    if value is None:
        return None
    name = as_text(encoding)
    if name not in _ENCODINGS:
        raise EvaluationError("expression-word", {"function": "ConvertFromBase64", "value": name[:40]})
    try:
        return base64.b64decode(as_text(value), validate=True).decode(_ENCODINGS[name], "replace")
    except (binascii.Error, ValueError) as error:
        raise EvaluationError(
            "expression-not-base64", {"function": "ConvertFromBase64", "value": as_text(value)[:40]}
        ) from error


def _dn_component(value: Result, number: Result) -> Result:
    parts = re.split(r"(?<!\\),", as_text(value))
    index = as_integer(number, "DNComponent")
    if index < 1:
        raise out_of_range("DNComponent", index)
    return parts[index - 1].partition("=")[2].strip() if index <= len(parts) else ""


def _sid(value: Result) -> Result:
    """Print a binary SID in Base64 as text: revision, authority, and the sub-authorities."""
    if value is None:
        return None
    try:
        raw = base64.b64decode(as_text(value), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) < 8 or len(raw) != 8 + 4 * raw[1]:
        raise EvaluationError("expression-not-a-sid", {"function": "StringFromSid", "value": as_text(value)[:40]})
    parts = [int.from_bytes(raw[at : at + 4], "little") for at in range(8, len(raw), 4)]
    return "-".join(["S", str(raw[0]), str(int.from_bytes(raw[2:8], "big")), *map(str, parts)])


def _trim(value: Result) -> Result:
    if value is None:
        return None
    return tuple(item.strip() for item in value) if isinstance(value, tuple) else as_text(value).strip()


def _contains(values: Result, wanted: Result) -> Result:
    find = as_text(wanted)
    return next((number for number, item in enumerate(as_list(values), 1) if find in item), 0)


_VALUE = Parameter("value", key="source")

ROWS = (
    Function(
        "Contains", (Parameter("attribute", "List", key="source"), Parameter("search")), "Integer", _contains,
        (example('Contains([proxyAddresses], "smtp:")', 2, proxyAddresses=("sip:a", "smtp:b")),), dialect="cloud-sync",
    ),
    Function(
        "ConvertFromBase64",
        (_VALUE, Parameter("encoding", "Any", required=False, values=("Unicode", "ASCII", "UTF8"))),
        "String", _from_base64,
        (example('ConvertFromBase64("SGVsbG8=", UTF8)', "Hello"), example('ConvertFromBase64("SABpAA==")', "Hi")),
        dialect="cloud-sync",
    ),
    Function(
        "CRef", (_VALUE,), "String", lambda value: value, (example("CRef([dn])", "cn=Ann", dn="cn=Ann"),),
        dialect="cloud-sync",
    ),
    Function(
        "DNComponent", (Parameter("dn", key="source"), Parameter("number", "Integer")), "String", _dn_component,
        (example("DNComponent([dn], 2)", "Sales", dn="cn=Ann,ou=Sales,dc=example"),), dialect="cloud-sync",
    ),
    Function(
        "LTrim", (_VALUE,), "String", lambda value: None if value is None else as_text(value).lstrip(),
        (example('LTrim(" Test ")', "Test "),), dialect="connect-sync",
    ),
    Function(
        "Prepend", (Parameter("prefix"), Parameter("source")), "String",
        lambda prefix, value: bounded(as_text(prefix) + as_text(value), "Prepend"),
        (example('Prepend("x-", [a])', "x-ann", a="ann"),), dialect="api",
    ),
    Function(
        "RTrim", (_VALUE,), "String", lambda value: None if value is None else as_text(value).rstrip(),
        (example('RTrim(" Test ")', " Test"),), dialect="connect-sync",
    ),
    Function(
        "StringFromSid", (Parameter("sid", key="source"),), "String", _sid,
        (example('StringFromSid("AQEAAAAAAAUSAAAA")', "S-1-5-18"),), dialect="cloud-sync",
    ),
    Function(
        "Trim", (_VALUE,), "String", _trim,
        (example("Trim([a])", "ann", a=" ann "),
         example("Trim([a])", ("x", "y"), a=(" x", "y "))), dialect="cloud-sync",
    ),
)  # fmt: skip
