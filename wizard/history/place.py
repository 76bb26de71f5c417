"""What Entra has of an application, limited to what this program changes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.core.json_types import JsonMapping, JsonObject
from wizard.history.model import is_mark
from wizard.mapping import Schema

if TYPE_CHECKING:
    from datetime import datetime

NEW_JOB = "new"
"""Used as the id of a job that undoing would create."""

TOKEN = "secrettoken"  # noqa: S105 - the name of a key
ADDRESSES = frozenset({TOKEN, "baseaddress"})
"""The stored values that say where Entra sends people, in lower case."""


@dataclass(frozen=True, slots=True)
class Held:
    """An assignment as Entra has it."""

    principal: str
    role: str
    name: str = ""
    kind: str = ""
    id: str = ""
    created: datetime | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """Identifies the assignment by meaning: principal and role."""
        return (self.principal.lower(), self.role.lower())


@dataclass(frozen=True, slots=True)
class Place:
    """One application.

    Args:
        app: service principal id.
        there: whether it can be used.
        deleted: whether it is in the recycle bin.
        required: whether people need an assignment to use it.
        job: the job's id, empty for none.
        on: whether the job is on.
        secrets: the stored values by key; marks for secrets.
        schema: the job's schema, ``None`` if it is not known.
        default: the template's schema.
    """

    app: str
    there: bool = True
    deleted: bool = False
    name: str = ""
    required: bool = True
    assignments: tuple[Held, ...] = ()
    job: str = ""
    template: str = ""
    on: bool = False
    secrets: JsonMapping = field(default_factory=dict)
    schema: Schema | None = None
    default: Schema | None = None

    def held(self, key: tuple[str, str]) -> Held | None:
        """Return the assignment of a principal with a role."""
        return next((one for one in self.assignments if one.key == key), None)

    def stored(self, key: str) -> object:
        """Return the value stored under a key, ignoring case; ``None`` for nothing."""
        found = next((value for name, value in self.secrets.items() if name.lower() == key.lower()), None)
        return found or None

    @property
    def sync_all(self) -> bool:
        """Whether everybody is in scope."""
        return str(self.stored("SyncAll") or "").strip().lower() == "true"


def is_blank(value: object) -> bool:
    """Return whether a stored value means nothing. Notifications can be turned off, but not removed."""
    if not value:
        return True
    settings = _settings(value)
    return settings is not None and not settings.get("enabled") and not settings.get("deletethresholdenabled")


def same_value(one: object, two: object) -> bool:
    """Return whether two stored values mean the same; the service reformats true, false and JSON.

    Secrets are not readable, so two of them count as equal.
    """
    if is_mark(one) or is_mark(two):
        return is_mark(one) and is_mark(two)
    if not one or not two:
        return not one and not two
    first, second = _settings(one), _settings(two)
    if first is not None and second is not None:
        return first == second
    return str(one).strip().lower() == str(two).strip().lower() if _truth(one) else bool(one == two)


def _truth(value: object) -> bool:
    return str(value).strip().lower() in {"true", "false"}


def _settings(value: object) -> JsonObject | None:
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return {name.lower(): one for name, one in found.items()} if isinstance(found, dict) else None
