"""A plan as JSON, written and read; its digest, its display order, and the differences between two plans."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from wizard.core.checkpoints import Checkpoint, in_order, with_checkpoints
from wizard.core.errors import InputError
from wizard.provisioning.model import AttributeChange, Kind, Operation, Plan, Ref, Request, Verdict

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping, JsonObject

ORDER = ("clash", "delete", "disable", "create", "update", "skip", "unchanged")
"""Verdicts in display order: problems first."""


def plain(value: object) -> str:
    """Return an id as text: the id of an account, or a description of an account that this plan creates."""
    return f"(new {value.kind} {value.source_id})" if isinstance(value, Ref) else str(value)


def request_json(request: Request) -> JsonObject:
    """Return a request as JSON; ids of accounts that do not exist yet are replaced by a description of their source."""
    path = f"/{request.resource}" + (f"/{plain(request.target_id)}" if request.target_id is not None else "")
    body = json.loads(json.dumps(request.body, ensure_ascii=False, default=plain)) if request.body else None
    return {"method": request.method, "path": path, "body": body}


def operation_json(operation: Operation) -> JsonObject:
    """Return an operation as JSON."""
    found = {
        "kind": operation.kind,
        "source": operation.source_id,
        "name": operation.name,
        "verdict": operation.verdict,
        "reason": operation.reason,
        "params": dict(operation.params),
        "key": operation.key,
        "stage": operation.stage,
        "target": None if operation.target_id is None else plain(operation.target_id),
        "changes": [{"target": one.target, "old": one.old, "new": one.new} for one in operation.changes],
        "requests": [request_json(request) for request in operation.requests],
    }
    return {**found, "unknown": list(operation.unknown)} if operation.unknown else found


def plan_json(plan: Plan, facts: Mapping[str, str]) -> JsonObject:
    """Return a plan as JSON.

    ``unfiltered`` maps source ids of people who are in scope only because Entra ignores a condition to its attribute.

    Args:
        plan: the plan.
        facts: what it was computed for: ``tenant``, ``target``, ``configuration``; part of the digest.
    """
    return {
        "digest": digest(plan, facts),
        "facts": dict(facts),
        "counts": {kind: dict(sorted(plan.counts(kind).items())) for kind in ("User", "Group")},
        "unfiltered": dict(plan.unfiltered),
        "operations": [operation_json(operation) for operation in plan],
    }


def digest(plan: Plan, facts: Mapping[str, str], counted: Callable[[int], object] = lambda _: None) -> str:
    """Return a fingerprint (SHA-256, hexadecimal) of all operations and the facts they were computed for.

    ``counted`` is called periodically with the number of operations so far.
    """
    found = hashlib.sha256(json.dumps(dict(sorted(facts.items())), ensure_ascii=False).encode())
    for number, operation in enumerate(plan):
        if number % 200 == 0:
            counted(number)
        found.update(b"\n" + json.dumps(operation_json(operation), sort_keys=True, ensure_ascii=False).encode())
    return found.hexdigest()


# --- reading


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
    """An operation, as :func:`operation_json` writes it."""

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


# --- order and differences

_RANK = {verdict: place for place, verdict in enumerate(ORDER)}


def ordered(plan: Plan, checkpoint: Checkpoint = lambda: None) -> list[Operation]:
    """Return the operations with problems first, then by verdict, people before groups, by name."""
    return in_order(plan, lambda one: (_RANK[one.verdict], one.kind != "User", one.name.casefold()), checkpoint)


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between two plans: ``new``, ``gone``, or ``other`` with the operation ``before``."""

    how: Literal["new", "gone", "other"]
    operation: Operation
    before: Operation | None = None


def compare(before: Plan, after: Plan, checkpoint: Checkpoint = lambda: None) -> tuple[Difference, ...]:
    """Return the differences between two plans, object by object.

    Args:
        checkpoint: called periodically; may raise to stop.
    """
    old = dict(_slots(before, checkpoint))
    new, other = [], []
    for slot, one in _slots(after, checkpoint):
        was = old.pop(slot, None)
        if was is None:
            new.append(Difference("new", one))
        elif one != was and operation_json(one) != operation_json(was):
            other.append(Difference("other", one, was))
    return (*new, *other, *(Difference("gone", one) for one in old.values()))


def _slots(plan: Plan, checkpoint: Checkpoint) -> Iterator[tuple[tuple[str, str, str, int], Operation]]:
    """Yield the operations by object and stage, numbered, since a large group's members come in several operations."""
    last, number = ("", "", ""), 0
    for one in with_checkpoints(plan, checkpoint):
        slot = one.kind, one.source_id, one.stage
        number = number + 1 if slot == last else 0
        last = slot
        yield (*slot, number), one
