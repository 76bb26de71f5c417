"""Reads a plan from the JSON that ``plan_json.plan_json`` wrote, to compare it with a newer plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from wizard.core.errors import InputError
from wizard.provisioning.model import AttributeChange, Kind, Operation, Plan, Request, Verdict

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

One = TypeVar("One")

_STAGES: tuple[Literal["object", "reference"], ...] = ("object", "reference")
_METHODS: tuple[Literal["POST", "PATCH", "DELETE"], ...] = ("POST", "PATCH", "DELETE")
_PATHS: tuple[Literal["Users", "Groups"], ...] = ("Users", "Groups")


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan with the facts it was computed for.

    Ids of accounts that did not exist yet are text, as in the file; ``compare`` uses the JSON form and so treats them
    as equal.
    """

    plan: Plan
    facts: Mapping[str, str]
    digest: str


def plan_from_json(raw: object, file: str = "") -> SavedPlan:
    """Read a plan.

    Args:
        raw: the parsed JSON.
        file: its name, for errors.

    Raises:
        InputError: ``plan-shape`` with the operation, counted from 1; 0 for the whole file.
    """
    whole: JsonMapping = raw if isinstance(raw, Mapping) else {}
    listed = whole.get("operations")
    if not isinstance(listed, list):
        raise InputError("plan-shape", {"file": file, "number": 0})
    operations = []
    for number, item in enumerate(listed, 1):
        try:
            operations.append(_operation(item))
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise InputError("plan-shape", {"file": file, "number": number}, cause=error) from error
    facts = whole.get("facts")
    told = {str(name): str(value) for name, value in facts.items()} if isinstance(facts, Mapping) else {}
    return SavedPlan(Plan(tuple(operations)), told, str(whole.get("digest") or ""))


def _operation(raw: JsonMapping) -> Operation:
    params = dict(raw["params"])
    return Operation(
        _one_of(raw["kind"], get_args(Kind)),
        _text(raw["source"]),
        _text(raw["name"]),
        _one_of(raw["verdict"], get_args(Verdict)),
        _text(raw["reason"]),
        {_text(name): _scalar(value) for name, value in params.items()},
        _text(raw["key"]),
        _one_of(raw["stage"], _STAGES),
        None if raw["target"] is None else _text(raw["target"]),
        _work(raw),
        tuple(map(_text, raw.get("unknown", ()))),
    )


@dataclass(frozen=True, slots=True)
class Written:
    """The changes and requests of an operation, as they were saved."""

    changes: tuple[AttributeChange, ...]
    requests: tuple[Request, ...]


def _work(raw: JsonMapping) -> Written | None:
    work = Written(tuple(map(_change, raw["changes"])), tuple(map(_request, raw["requests"])))
    return work if work.changes or work.requests else None


def _change(raw: JsonMapping) -> AttributeChange:
    old, new = (None if raw[name] is None else _text(raw[name]) for name in ("old", "new"))
    return AttributeChange(_text(raw["target"]), old, new)


def _request(raw: JsonMapping) -> Request:
    _, resource, *rest = _text(raw["path"]).split("/", 2)
    body = raw["body"]
    if not isinstance(body, dict | None):
        raise TypeError(body)
    return Request(_one_of(raw["method"], _METHODS), _one_of(resource, _PATHS), rest[0] if rest else None, body)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _scalar(value: object) -> str | int | float:
    if not isinstance(value, str | int | float):
        raise TypeError(value)
    return value


def _one_of(value: object, known: tuple[One, ...]) -> One:
    return known[known.index(value)]
