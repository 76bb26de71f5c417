"""A plan as something to keep, send and compare: JSON, rows, HTML, a digest, and the differences of two plans."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from wizard.courtesy import steadily
from wizard.provisioning.model import Operation, Plan, Ref, Request
from wizard.provisioning.picture_svg import figure
from wizard.spreadsheet import harmless_cell
from wizard.tasks import in_order

if TYPE_CHECKING:
    from wizard.provisioning.picture import Picture
    from wizard.tasks import Task
    from wizard.texts import Texts

ORDER = ("clash", "delete", "disable", "create", "update", "skip", "unchanged")
"""Verdicts as people want to see them: problems first."""

COLUMNS = ("would", "object", "kind", "key", "why")
"""Columns of a table; the words are ``preview-column-<name>``."""

NAMED = 5
"""Users that a note names."""


def plain(value: object) -> str:
    """Return an id in words: that of an account, or of one that this plan creates."""
    return f"(new {value.kind} {value.source_id})" if isinstance(value, Ref) else str(value)


def request_json(request: Request) -> dict[str, Any]:
    """Return a request as JSON; ids of accounts that do not exist yet are named by their source."""
    path = f"/{request.resource}" + (f"/{plain(request.target_id)}" if request.target_id is not None else "")
    body = json.loads(json.dumps(request.body, ensure_ascii=False, default=plain)) if request.body else None
    return {"method": request.method, "path": path, "body": body}


def operation_json(operation: Operation) -> dict[str, Any]:
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


def plan_json(plan: Plan, facts: Mapping[str, str]) -> dict[str, Any]:
    """Return a plan as JSON.

    ``unfiltered`` are source ids of those who are in scope only because Entra ignores a condition, with its attribute.

    Args:
        plan: the plan.
        facts: what it was computed for: ``tenant``, ``target``, ``configuration``; they enter the digest.
    """
    return {
        "digest": digest(plan, facts),
        "facts": dict(facts),
        "counts": {kind: dict(sorted(plan.counts(kind).items())) for kind in ("User", "Group")},
        "unfiltered": dict(plan.unfiltered),
        "operations": [operation_json(operation) for operation in plan],
    }


def digest(plan: Plan, facts: Mapping[str, str], counted: Callable[[int], object] = lambda _: None) -> str:
    """Return a fingerprint (SHA-256, hexadecimal) of all operations and of what they were computed for.

    ``counted`` is called now and then with the number of operations so far.
    """
    found = hashlib.sha256(json.dumps(dict(sorted(facts.items())), ensure_ascii=False).encode())
    for number, operation in enumerate(plan):
        if number % 200 == 0:
            counted(number)
        found.update(b"\n" + json.dumps(operation_json(operation), sort_keys=True, ensure_ascii=False).encode())
    return found.hexdigest()


_RANK = {verdict: place for place, verdict in enumerate(ORDER)}


def ordered(plan: Plan, task: Task | None = None) -> list[Operation]:
    """Return the operations with the problems first, then by what happens, people before groups, by name.

    Raises:
        Cancelled: the person cancelled.
    """
    return in_order(plan, lambda one: (_RANK[one.verdict], one.kind != "User", one.name.casefold()), task)


def reason(operation: Operation, texts: Texts, most: int = 4) -> str:
    """Return why in words; for updates what changes, ``most`` attributes of it; and what is not known."""
    said = _reason(operation, texts, most)
    if not operation.unknown:
        return said
    names, more = ", ".join(operation.unknown[:most]), max(0, len(operation.unknown) - most)
    return texts.get("plan-unknown", reason=said, names=names, more=more)


def _reason(operation: Operation, texts: Texts, most: int) -> str:
    if operation.verdict in {"update", "disable"} and operation.stage == "object" and operation.changes:
        said = [
            texts.get("preview-change", target=one.target, old=one.old, new=one.new or "") if one.old else
            texts.get("preview-set", target=one.target, new=one.new or "")
            for one in operation.changes[:most]
        ]  # fmt: skip
        return "; ".join(said)
    return reason_words(operation, texts)


def reason_words(operation: Operation, texts: Texts) -> str:
    """Return the words of an operation's reason alone."""
    return texts.get(f"plan-reason-{operation.reason}", **{"kind": operation.kind, **operation.params})


def help_words(operation: Operation, texts: Texts) -> str:
    """Return what to do about an operation's reason, empty where there is nothing to say."""
    key = f"plan-help-{operation.reason}"
    return texts.get(key, kind=operation.kind) if texts.has(key) else ""


def shown_name(name: str) -> str:
    """Return a name as it is shown where names stand side by side: one that ends in blanks stands in quotes."""
    return name if name == " ".join(name.split()) else f"“{name}”"


def notes(plan: Plan, texts: Texts, *, as_if_restarted: bool = False) -> list[str]:
    """Return what has to be known about a plan as a whole: who comes by an ignored condition, what it cannot know.

    Args:
        as_if_restarted: the job has run before, and nobody could tell the plan what it remembers.
    """
    said = [texts.get("plan-note-restarted")] if as_if_restarted else []
    beyond = [row for row in plan.unknown if row.part]
    said += [texts.get("plan-note-beyond", target=row.target, part=row.part) for row in beyond]
    if refused := [row for row in plan.unknown if row.refused]:
        names = ", ".join(sorted({name for row in refused for name in row.attributes}))
        targets = ", ".join(dict.fromkeys(row.target for row in refused))
        said.append(texts.get("plan-note-refused", names=names, targets=targets))
    by_attribute: dict[str, list[str]] = {}
    if plan.unfiltered:
        for one in plan:
            attribute = plan.unfiltered.get(one.source_id)
            if attribute is not None and one.kind == "User" and one.stage == "object":
                by_attribute.setdefault(attribute, []).append(one.name)
    for attribute, found in by_attribute.items():
        some, more = ", ".join(found[:NAMED]), max(0, len(found) - NAMED)
        said.append(texts.get("plan-note-unfiltered", attribute=attribute, count=len(found), names=some, more=more))
    return said


def cells(operation: Operation, texts: Texts) -> tuple[str, ...]:
    """Return an operation's cells, one per column of :data:`COLUMNS`."""
    return (
        texts.get(f"plan-verdict-{operation.verdict}"), operation.name, texts.get(f"preview-kind-{operation.kind}"),
        operation.key, reason(operation, texts),
    )  # fmt: skip


def table(plan: Plan, texts: Texts) -> Iterator[tuple[str, ...]]:
    """Yield the title row and a row per operation, formulas of spreadsheets kept from running."""
    yield tuple(texts.get(f"preview-column-{name}") for name in COLUMNS)
    for operation in ordered(plan):
        yield tuple(harmless_cell(cell) for cell in cells(operation, texts))


def page(plan: Plan, texts: Texts, title: str, lead: str, picture: Picture | None = None) -> str:
    """Return the plan as one HTML page that loads nothing, with the picture of its outcome where there is one."""
    rows = []
    for number, row in enumerate(table(plan, texts)):
        tag = "th" if number == 0 else "td"
        rows.append("<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>")
    style = (
        "body{font:14px system-ui,sans-serif;margin:2em}table{border-collapse:collapse;width:100%}"
        "th,td{border-bottom:1px solid #ddd;padding:.4em .6em;text-align:left;vertical-align:top}"
    )
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title><style>{style}</style>'
    drawn = figure(picture, texts) if picture is not None else ""
    body = f"<h1>{html.escape(title)}</h1><p>{html.escape(lead)}</p>{drawn}<table>{''.join(rows)}</table>"
    return f'<!DOCTYPE html><html lang="{texts.language}"><head>{head}</head><body>{body}</body></html>\n'


@dataclass(frozen=True, slots=True)
class Difference:
    """An operation that two plans do not share: ``new``, ``gone``, or ``other`` with what it was before."""

    how: Literal["new", "gone", "other"]
    operation: Operation
    before: Operation | None = None


def compare(before: Plan, after: Plan, checkpoint: Callable[[], object] = lambda: None) -> tuple[Difference, ...]:
    """Return what is different between two plans, object by object.

    Args:
        checkpoint: called now and then; may raise to stop.
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


def _slots(plan: Plan, checkpoint: Callable[[], object]) -> Iterator[tuple[tuple[str, str, str, int], Operation]]:
    """Yield the operations by object and stage, numbered: a large group's members come in several, one by one."""
    last, number = ("", "", ""), 0
    for one in steadily(plan, checkpoint):
        slot = one.kind, one.source_id, one.stage
        number = number + 1 if slot == last else 0
        last = slot
        yield (*slot, number), one
