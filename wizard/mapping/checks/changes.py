"""The changes between two states of a mapping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wizard.mapping.attribute_mapping import ObjectMapping


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two states of a mapping: a row was ``added`` or ``removed``, or a field of it ``changed``.

    With the field ``actions``, the operations that the mapping allows have changed, and ``target`` is empty.
    """

    kind: Literal["added", "removed", "changed"]
    target: str
    field: str = ""
    old: str = ""
    new: str = ""


def differing(usual: ObjectMapping, mapping: ObjectMapping) -> int:
    """Return how many rows differ from the usual mapping, including missing rows."""
    return len({change.target for change in difference(usual, mapping) if change.field != "actions"})


def difference(old: ObjectMapping, new: ObjectMapping) -> tuple[Change, ...]:
    """Return the changes, row by row, in the order of the new state; removed rows come last."""
    before = {row.target: row for row in old.rows}
    after = {row.target: row for row in new.rows}
    changes: list[Change] = []
    if old.actions != new.actions:
        changes.append(Change("changed", "", "actions", *(", ".join(sorted(each.actions)) for each in (old, new))))
    for target, row in after.items():
        was = before.get(target)
        if was is None:
            changes.append(Change("added", target, "source", "", row.expression))
            continue
        pairs = (
            ("source", was.expression, row.expression),
            ("default", was.default or "", row.default or ""),
            ("matching", str(was.matching), str(row.matching)),
            ("flow", was.flow, row.flow),
        )
        changes += [Change("changed", target, name, one, two) for name, one, two in pairs if one != two]
    changes += [
        Change("removed", target, "source", row.expression) for target, row in before.items() if target not in after
    ]
    return tuple(changes)
