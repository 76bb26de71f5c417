"""List functions."""

from __future__ import annotations

from wizard.mapping.expression.table.model import Function, Parameter, example
from wizard.mapping.expression.values import MAX_VALUE, Result, as_integer, as_list, as_text, out_of_range, too_long

_ATTRIBUTE = Parameter("attribute", "List", key="source")


def _item(values: Result, index: Result) -> Result:
    items, number = as_list(values), as_integer(index, "Item")
    if not 1 <= number <= len(items):
        raise out_of_range("Item", number)
    return items[number - 1]


def _split(value: Result, delimiter: Result) -> Result:
    text, sign = as_text(value), as_text(delimiter)
    if not text:
        return None
    if sign and text.count(sign) >= MAX_VALUE:
        raise too_long("Split")
    return tuple(part.strip() for part in (text.split(sign) if sign else [text]))


ROWS = (
    Function(
        "Count", (_ATTRIBUTE,), "Integer", lambda values: len(as_list(values)),
        (example("Count([proxyAddresses])", 2, proxyAddresses=("a", "b")), example("Count([proxyAddresses])", 0),
         example("Count([mail])", 1, mail="ann@harborlights.example")),
    ),
    Function(
        "Item", (_ATTRIBUTE, Parameter("index", "Integer")), "String", _item,
        (example("Item([proxyAddresses], 1)", "a", proxyAddresses=("a", "b")),
         example("Item([proxyAddresses], 2)", "b", proxyAddresses=("a", "b")),
         example("Item([mail], 1)", "a", mail="a")),
    ),
    Function(
        "RemoveDuplicates", (_ATTRIBUTE,), "List",
        lambda values: None if values is None else tuple(dict.fromkeys(as_list(values))),
        (example("RemoveDuplicates([proxyAddresses])", ("a", "b"), proxyAddresses=("a", "b", "a")),
         example("RemoveDuplicates([proxyAddresses])", ("a", "A"), proxyAddresses=("a", "A")),
         example("RemoveDuplicates([proxyAddresses])", None)),
    ),
    Function(
        "Split", (Parameter("source"), Parameter("delimiter")), "List", _split,
        (example('Split([extensionAttribute5], ",")', ("One", "Two"), extensionAttribute5="One, Two"),
         example('Split([extensionAttribute5], ",")', ("One",), extensionAttribute5="One"),
         example('Split([extensionAttribute5], ",")', None)),
    ),
)  # fmt: skip
