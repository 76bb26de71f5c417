"""Functions that need more than the person's attributes: the target, the tenant's roles, random values."""

from __future__ import annotations

import json
import string
import uuid
from collections.abc import Sequence

from wizard.mapping.expression.nodes import Node
from wizard.mapping.expression.table.model import Closure, Function, Parameter, example
from wizard.mapping.expression.values import (
    Environment,
    EvaluationContext,
    EvaluationError,
    Result,
    as_integer,
    as_list,
    as_text,
    out_of_range,
)

MAX_RANDOM = 256
"""Maximum characters of a random text (documented)."""

_SPECIAL = "!#$%&()*+,-./:;<=>?@[]^_{|}~"


def _build_unique(parts: Sequence[Closure | None], _nodes: Sequence[Node | None]) -> Closure:
    rules = tuple(part for part in parts if part is not None)

    def run(environment: Environment, context: EvaluationContext) -> Result:
        for rule in rules:
            value = rule(environment, context)
            if not context.taken(as_text(value)):
                return value
        raise EvaluationError("expression-none-unique", {"function": "SelectUniqueValue", "count": len(rules)})

    return run


def _build_roles(parts: Sequence[Closure | None], _nodes: Sequence[Node | None]) -> Closure:
    """Return a closure that returns one JSON object per assigned role."""
    source = parts[0]

    def run(environment: Environment, context: EvaluationContext) -> Result:
        found = []
        for name in as_list(source(environment, context)) if source is not None else ():
            role = context.role(name) or {"value": name, "displayName": name}
            found.append(json.dumps(dict(role), ensure_ascii=False, separators=(",", ":")))
        return tuple(found) or None

    return run


def _first_role(value: Result) -> Result:
    return next(iter(as_list(value)), None)


def _build_random(parts: Sequence[Closure | None], _nodes: Sequence[Node | None]) -> Closure:
    def run(environment: Environment, context: EvaluationContext) -> Result:
        values = [part(environment, context) if part is not None else None for part in parts]
        length, *least = (as_integer(value, "RandomString") for value in values[:5])
        if not 0 <= length <= MAX_RANDOM or min(least) < 0 or sum(least) > length:
            raise out_of_range("RandomString", length)
        avoided = as_text(values[5]) if len(values) > 5 else ""
        kinds = [
            "".join(sign for sign in signs if sign not in avoided)
            for signs in (string.digits, _SPECIAL, string.ascii_uppercase, string.ascii_lowercase)
        ]
        every = "".join(kinds)
        if not every or any(count and not signs for count, signs in zip(least, kinds, strict=True)):
            raise out_of_range("RandomString", avoided)
        found = [context.random.choice(signs) for count, signs in zip(least, kinds, strict=True) for _ in range(count)]
        found += [context.random.choice(every) for _ in range(length - len(found))]
        context.random.shuffle(found)
        return "".join(found)

    return run


def _guid(_parts: Sequence[Closure | None], _nodes: Sequence[Node | None]) -> Closure:
    return lambda environment, context: str(uuid.UUID(int=context.random.getrandbits(128), version=4))


def _unused(*_values: Result) -> Result:
    raise NotImplementedError("the row builds its closure itself")


_ROLES = Parameter("appRoleAssignments", "List", key="source")
_ONE_ROLE = '{"value":"Guard","displayName":"Guard"}'

ROWS = (
    Function(
        "AppRoleAssignments", (_ROLES,), "List", lambda value: as_list(value) or None,
        (example("AppRoleAssignments([appRoleAssignments])", ("Guard",), appRoleAssignments=("Guard",)),),
        dialect="api",
    ),
    Function(
        "AppRoleAssignmentsComplex", (_ROLES,), "List", _unused,
        (example("AppRoleAssignmentsComplex([appRoleAssignments])", (_ONE_ROLE,),
                 appRoleAssignments=("Guard",)),
         example("AppRoleAssignmentsComplex([appRoleAssignments])", None)),
        build=_build_roles,
    ),
    Function(
        "AssertiveAppRoleAssignmentsComplex", (_ROLES,), "List", _unused,
        (example("AssertiveAppRoleAssignmentsComplex([appRoleAssignments])", (_ONE_ROLE,),
                 appRoleAssignments=("Guard",)),
         example("AssertiveAppRoleAssignmentsComplex([appRoleAssignments])", None)),
        build=_build_roles,
    ),
    Function(
        "DefaultDomain", (), "String", _unused, (example("DefaultDomain()", "harborlights.example"),
         example('Append("@", DefaultDomain())', "@harborlights.example")),
        build=lambda parts, nodes: lambda environment, context: context.default_domain,
    ),
    Function(
        "Guid", (), "String", _unused, (example("Left(Guid(), 0)", ""), example('InStr(Guid(), "-")', 9)), build=_guid,
        volatile=True,
    ),
    Function(
        "RandomString",
        (Parameter("length", "Integer"), Parameter("minimumNumbers", "Integer"),
         Parameter("minimumSpecialCharacters", "Integer"), Parameter("minimumCapital", "Integer"),
         Parameter("minimumLowerCase", "Integer"), Parameter("charactersToAvoid", required=False)),
        "String", _unused,
        (example('Left(RandomString(12, 2, 2, 2, 2, "0O1l"), 0)', ""),
         example('RandomString(2, 2, 0, 0, 0, "012345678")', "99")),
        build=_build_random, volatile=True,
    ),
    Function(
        "SelectUniqueValue",
        (Parameter("rule", "Any", key="source"), Parameter("rule", "Any", key="source", repeats=True)),
        "Any", _unused,
        (example('SelectUniqueValue([mailNickname], Append([mailNickname], "2"))', "ann.berg2",
                 mailNickname="ann.berg"),
         example('SelectUniqueValue([mailNickname], Append([mailNickname], "2"))', "bo.lind", mailNickname="bo.lind")),
        build=_build_unique, dialect="hr",
    ),
    Function(
        "SingleAppRoleAssignment", (_ROLES,), "String", _first_role,
        (example("SingleAppRoleAssignment([appRoleAssignments])", "Guard", appRoleAssignments=("Guard",)),
         example("SingleAppRoleAssignment([appRoleAssignments])", None)),
    ),
)  # fmt: skip
