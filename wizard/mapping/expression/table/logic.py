"""Functions that choose, compare and test."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.mapping.expression.nodes import Attribute, Node, Text
from wizard.mapping.expression.table.model import Closure, Function, Parameter, example
from wizard.mapping.expression.values import (
    Environment,
    EvaluationContext,
    EvaluationError,
    Flow,
    Result,
    as_integer,
    as_text,
    is_number,
    is_true,
)


def _part(parts: Sequence[Closure | None], number: int) -> Closure:
    part = parts[number] if number < len(parts) else None
    return part if part is not None else _nothing


def _nothing(_environment: Environment, _context: EvaluationContext) -> Result:
    return None


def _build_iif(parts: Sequence[Closure | None], _nodes: Sequence[Node | None]) -> Closure:
    condition, yes, no = (_part(parts, number) for number in range(3))

    def run(environment: Environment, context: EvaluationContext) -> Result:
        return (yes if is_true(condition(environment, context)) else no)(environment, context)

    return run


def _build_switch(parts: Sequence[Closure | None], nodes: Sequence[Node | None]) -> Closure:
    """Only the chosen value is evaluated. If all keys are constants, as usual, a dictionary is used."""
    source, default = _part(parts, 0), _part(parts, 1)
    pairs = [(_part(parts, number), _part(parts, number + 1)) for number in range(2, len(parts), 2)]
    keys = nodes[2::2]
    constant: dict[str, Closure] = {}
    for key, (_, value) in zip(keys, pairs, strict=True):
        if isinstance(key, Text):
            constant.setdefault(key.value, value)
    if len([key for key in keys if isinstance(key, Text)]) == len(keys):
        get = constant.get

        def look_up(environment: Environment, context: EvaluationContext) -> Result:
            value = source(environment, context)
            return get(value if type(value) is str else as_text(value), default)(environment, context)

        if isinstance(nodes[0], Attribute):
            return _attribute_switch(nodes[0].name, constant, default)
        return look_up

    def run(environment: Environment, context: EvaluationContext) -> Result:
        text = as_text(source(environment, context))
        for key, value in pairs:
            if as_text(key(environment, context)) == text:
                return value(environment, context)
        return default(environment, context)

    return run


def _attribute_switch(name: str, values: dict[str, Closure], default: Closure) -> Closure:
    """Look an attribute up directly, including booleans: the row that disables accounts has this form."""
    table: dict[Result, Closure] = {key: value for key, value in values.items()}  # noqa: C416
    for text, truth in (("True", True), ("False", False)):
        if text in values:
            table[truth] = values[text]

    def run(environment: Environment, context: EvaluationContext) -> Result:
        value = environment.get(name)
        kind = type(value)
        if kind is not str and kind is not bool:
            value = as_text(value)
        return table.get(value, default)(environment, context)

    # As keys, 1 and 0 equal True and False, but no key is a number: numbers were converted to text above.
    return run


def _build_coalesce(parts: Sequence[Closure | None], _nodes: Sequence[Node | None]) -> Closure:
    given = tuple(part for part in parts if part is not None)

    def run(environment: Environment, context: EvaluationContext) -> Result:
        for part in given:
            value = part(environment, context)
            if value is not None:
                return value
        return None

    return run


def _cbool(value: Result) -> Result:
    if value is None or isinstance(value, bool | int):
        return is_true(value)
    text = as_text(value)
    if text.lower() in {"true", "false"} or is_number(text):
        return is_true(text)
    raise EvaluationError("expression-not-a-condition", {"function": "CBool", "value": text[:40]})


def _ignore_if_empty(value: Result) -> Result:
    return Flow.DROPPED if value is None or value == "" else value


def _error(message: Result) -> Result:
    raise EvaluationError("expression-error-called", {"message": as_text(message)[:200]})


_SOURCE = Parameter("source", "Any")
_EXPRESSION = Parameter("expression", "Any", key="source")

ROWS = (
    Function(
        "BitAnd", (Parameter("value1", "Integer"), Parameter("value2", "Integer")), "Integer",
        lambda one, two: as_integer(one, "BitAnd") & as_integer(two, "BitAnd"),
        (example("BitAnd(&HF, &HF7)", "7"), example("BitAnd([flags], 2)", "2", flags="514"),
         example("BitAnd(4, 3)", "0")),
    ),
    Function(
        "CBool", (Parameter("expression", "Boolean", key="source"),), "Boolean", _cbool,
        (example("CBool([a] = [b])", True, a="x", b="x"), example("CBool([count])", False, count="0"),
         example('CBool("True")', True)),
    ),
    Function(
        "Coalesce", (Parameter("source", "Any", repeats=True),), "Any", lambda *values: None,
        (example("Coalesce([mail], [userPrincipalName])", "ann", userPrincipalName="ann"),
         example('Coalesce([a], [b], "none")', "none"), example("Coalesce([a], [b])", "", a="", b="x")),
        build=_build_coalesce,
    ),
    Function(
        "Error", (Parameter("message"),), "Any", _error,
        (example('IIF([a]="x", "fine", Error("a is wrong"))', "fine", a="x"),), dialect="cloud-sync",
    ),
    Function(
        "IgnoreFlowIfNullOrEmpty", (_EXPRESSION,), "Any", _ignore_if_empty,
        (example("IgnoreFlowIfNullOrEmpty([department])", Flow.DROPPED, department=""),
         example("IgnoreFlowIfNullOrEmpty([department])", "Sales", department="Sales"),
         example("IgnoreFlowIfNullOrEmpty([department])", Flow.DROPPED)),
    ),
    Function(
        "IIF",
        (Parameter("condition", "Boolean", key="one"), Parameter("valueIfTrue", "Any", required=False, key="two"),
         Parameter("valueIfFalse", "Any", required=False, key="three")),
        "Any", lambda condition, yes, no: yes if is_true(condition) else no,
        (example('IIF([country]="NO", "Oslo", "elsewhere")', "Oslo", country="NO"),
         example('IIF([country]="no", "Oslo", "elsewhere")', "elsewhere", country="NO"),
         example('IIF([floor] > 9, "high", "low")', "high", floor="12")),
        build=_build_iif, least=3,
    ),
    Function(
        "IsNothing", (Parameter("source", "Any"),), "Boolean", lambda value: value is None,
        (example("IsNothing([a])", True), example("IsNothing([a])", False, a="")), dialect="api",
    ),
    Function(
        "IsNull", (_EXPRESSION,), "Boolean", lambda value: value is None,
        (example("IsNull([displayName])", True), example("IsNull([displayName])", False, displayName=""),
         example("IsNull([displayName])", False, displayName="Ann")),
    ),
    Function(
        "IsNullOrEmpty", (_EXPRESSION,), "Boolean", lambda value: as_text(value) == "",
        (example("IsNullOrEmpty([displayName])", True), example("IsNullOrEmpty([displayName])", True, displayName=""),
         example("IsNullOrEmpty([displayName])", False, displayName=" ")),
    ),
    Function(
        "IsPresent", (_EXPRESSION,), "Boolean", lambda value: as_text(value) != "",
        (example("IsPresent([jobTitle])", True, jobTitle="Guard"), example("IsPresent([jobTitle])", False, jobTitle=""),
         example("IsPresent([jobTitle])", False)),
    ),
    Function(
        "IsString", (_EXPRESSION,), "Boolean", lambda value: not isinstance(value, tuple | Flow | None),
        (example("IsString([mail])", True, mail="ann@harborlights.example"), example("IsString([mail])", False),
         example("IsString([proxyAddresses])", False, proxyAddresses=("a", "b"))),
    ),
    Function(
        "Not", (Parameter("source", "Boolean"),), "Boolean", lambda value: as_text(value) != "True",
        (example("Not([IsSoftDeleted])", True, IsSoftDeleted=False), example('Not("True")', False),
         example("Not([a])", True)),
    ),
    Function(
        "Switch",
        (_SOURCE, Parameter("defaultValue", "Any", required=False),
         Parameter("key", "Any", key="switchValue", repeats=True),
         Parameter("value", "Any", key="switchValue", repeats=True)),
        "Any", lambda *values: None,
        (example('Switch([IsSoftDeleted], , "False", "True", "True", "False")', "True", IsSoftDeleted=False),
         example('Switch([state], "elsewhere", "NSW", "Sydney", "QLD", "Brisbane")', "elsewhere", state="nsw"),
         example('Switch([state], [state], "", "unknown")', "unknown"),
         example('Switch([state], , "NSW", "Sydney")', None, state="VIC")),
        build=_build_switch,
    ),
)  # fmt: skip
