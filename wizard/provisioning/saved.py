"""Reads a plan from the JSON that ``plan_json.plan_json`` wrote, to compare it with a newer plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from wizard.core.errors import InputError
from wizard.provisioning.model import AttributeChange, Kind, Operation, Plan, Request, Verdict

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping


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
        except (ValueError, RecursionError) as error:
            raise InputError("plan-shape", {"file": file, "number": number}, cause=error) from error
    facts = whole.get("facts")
    told = {str(name): str(value) for name, value in facts.items()} if isinstance(facts, Mapping) else {}
    return SavedPlan(Plan(tuple(operations)), told, str(whole.get("digest") or ""))


@dataclass(frozen=True, slots=True)
class Written:
    """The changes and requests of an operation, as they were saved."""

    changes: tuple[AttributeChange, ...]
    requests: tuple[Request, ...]


class _Request(msgspec.Struct):
    method: Literal["POST", "PATCH", "DELETE"]
    path: str
    body: dict[str, Any] | None


class _Operation(msgspec.Struct):
    """An operation, as ``plan_json.operation_json`` writes it."""

    kind: Kind
    source: str
    name: str
    verdict: Verdict
    reason: str
    params: dict[str, str | int | float | bool]
    key: str
    stage: Literal["object", "reference"]
    target: str | None
    changes: tuple[AttributeChange, ...]
    requests: tuple[_Request, ...]
    unknown: tuple[str, ...] = ()


def _operation(raw: object) -> Operation:
    one = msgspec.convert(raw, _Operation)
    work = Written(one.changes, tuple(map(_request, one.requests)))
    return Operation(
        one.kind,
        one.source,
        one.name,
        one.verdict,
        one.reason,
        one.params,
        one.key,
        one.stage,
        one.target,
        work if work.changes or work.requests else None,
        one.unknown,
    )


def _request(one: _Request) -> Request:
    _, found, *rest = one.path.split("/", 2)
    resource: Literal["Users", "Groups"] = msgspec.convert(found, Literal["Users", "Groups"])
    return Request(one.method, resource, rest[0] if rest else None, one.body)
