"""What was changed in the portal: the difference between what this program last saved or saw, and what Entra has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.graph.synchronization import NotificationSettings
from wizard.health.expected import Assigned, Seen, flag
from wizard.journey.answers import SCHEMA_ANSWERS, Answers
from wizard.journey.steps import ASSIGN, CONNECT, GROUPS, SCOPE, TURNON, USERS, WATCH
from wizard.mapping import Schema
from wizard.mapping.attribute_mapping import KINDS
from wizard.mapping.differences import SchemaDifference, schema_differences
from wizard.mapping.sameness import changed_filters, changed_rows, same_schema
from wizard.scim.endpoint import for_entra

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject
    from wizard.directory import Assignment
    from wizard.journey.machine import Snapshot
    from wizard.journey.model import Part, Step
    from wizard.mapping.attribute_mapping import ObjectKind


@dataclass(frozen=True, slots=True)
class Changed:
    """A change made outside this program.

    Texts: ``drift-<id>`` with ``params``. ``step`` is the step that puts it back, empty where that is done by hand.
    ``who`` and ``when`` come from the audit log; empty if unknown.
    """

    id: str
    part: Part
    params: Mapping[str, str | int] = field(default_factory=dict)
    step: str = ""
    difference: SchemaDifference | None = None
    who: str = ""
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """The differences, and both sides for putting back or accepting them.

    ``since`` is when this program last saw or saved the settings.
    """

    changes: tuple[Changed, ...]
    before: Seen
    now: Seen
    since: datetime | None = None

    def part(self, part: Part) -> tuple[Changed, ...]:
        """Return the changes of one part."""
        return tuple(one for one in self.changes if one.part == part)


def differences(before: Seen, now: Seen) -> tuple[Changed, ...]:
    """Return the differences in job, settings, mappings and filters, and assignments."""
    return (
        *_job(before, now),
        *_settings(before, now),
        *_schema(before, now),
        *_assignments(before, now),
    )


def _job(before: Seen, now: Seen) -> Iterator[Changed]:
    if before.job and not now.job:
        yield Changed("job-removed", "job")
    elif before.job and before.job != now.job:
        yield Changed("job-replaced", "job")
    elif before.running and not now.running:
        yield Changed("job-stopped", "job", step=TURNON.id)
    elif not before.running and now.running and before.job:
        yield Changed("job-started", "job", step=WATCH.id)


def _settings(before: Seen, now: Seen) -> Iterator[Changed]:
    old, new = before.settings, now.settings
    if old.get("BaseAddress", "").rstrip("/") != new.get("BaseAddress", "").rstrip("/"):
        urls = {"old": old.get("BaseAddress", ""), "new": new.get("BaseAddress", "")}
        yield Changed("url", "settings", urls, CONNECT.id)
    was, told = (NotificationSettings.from_text(one.get("SyncNotificationSettings", "")) for one in (old, new))
    mail_was, mail = (one.recipients if one.enabled else "" for one in (was, told))
    if mail_was != mail:
        yield Changed("notification", "settings", {"old": mail_was, "new": mail}, CONNECT.id)
    limit_was, limit = (one.delete_threshold if one.prevent_deletions else 0 for one in (was, told))
    if limit_was != limit:
        yield Changed("deletion-limit", "settings", {"old": limit_was, "new": limit}, CONNECT.id)
    if flag(old, "SyncAll") != flag(new, "SyncAll"):
        scope = "all" if flag(new, "SyncAll") else "assigned"
        yield Changed("scope", "settings", {"new": scope}, SCOPE.id)
    if flag(old, "SkipOutOfScopeDeletions") != flag(new, "SkipOutOfScopeDeletions"):
        yield Changed("skip-deletions", "settings", {"new": "on" if flag(new, "SkipOutOfScopeDeletions") else "off"})
    if old.get("AuthenticationType", "") != new.get("AuthenticationType", ""):
        yield Changed("authentication", "settings", {"new": new.get("AuthenticationType", "")})
    if "secrettoken" in before.keys and "secrettoken" not in now.keys:
        yield Changed("token-gone", "settings", {}, CONNECT.id)


def _schema(before: Seen, now: Seen) -> Iterator[Changed]:
    if not before.schema or not now.schema:
        return
    old, new = Schema(before.schema), Schema(now.schema)
    if same_schema(old, new):
        return
    meant = {kind: _meant(old, new, kind) for kind in KINDS}
    for one in schema_differences(old, new):
        if one.part in {"source", "target"}:
            continue  # a changed list of mappable attributes has no effect by itself
        if one.part in {"row", "filter"} and _plain(one.name) not in meant[one.kind]:
            continue  # only the service's formatting differs
        step = SCOPE.id if one.part == "filter" else USERS.id if one.kind == "User" else GROUPS.id
        if one.part == "mapping" and not (one.kind == "Group" and one.field == "enabled"):
            step = ""
        params = {"kind": one.kind, "name": one.name, "field": one.field, "old": one.old, "new": one.new}
        yield Changed(f"{one.part}-{one.change}", "schema", params, step, one)


def _meant(old: Schema, new: Schema, kind: ObjectKind) -> set[str]:
    """Return the targets of rows and the titles of filters that differ in meaning, not only in formatting."""
    if not old.has(kind) or not new.has(kind):
        return set()
    one, two = old.mapping(kind), new.mapping(kind)
    rows = {row.target for row in (*changed_rows(one, two), *changed_rows(two, one))}
    return rows | {group.name or "?" for group in (*changed_filters(one, two), *changed_filters(two, one))}


def _plain(name: str) -> str:
    """Return a name without the number that marks a duplicate."""
    head, _, tail = name.rpartition(" (")
    return head if tail.rstrip(")").isdigit() and head else name


def _assignments(before: Seen, now: Seen) -> Iterator[Changed]:
    for word, found in (("assigned", _only(now, before)), ("unassigned", _only(before, now))):
        if found:
            names = ", ".join(one.name or one.principal for one in found[:3])
            yield Changed(
                word, "assignments", {"count": len(found), "names": names, "more": max(0, len(found) - 3)}, ASSIGN.id
            )


# --- putting back, and keeping


def as_before(snapshot: Snapshot, drift: Drift, step: Step) -> dict[str, object]:
    """Return the answers with which a step restores what was there before the change."""
    found = _from_settings(drift.before, snapshot)
    if drift.before.schema:
        found |= _from_schema(drift.before)
    return {name: value for name, value in found.items() if name in step.saves}


def as_now(snapshot: Snapshot, drift: Drift, step: Step) -> dict[str, object]:
    """Return the answers that match the change made outside, so that a later save does not undo it by accident."""
    keeps = {name: getattr(Answers(), name) for name in SCHEMA_ANSWERS}
    found = {**keeps, **_from_settings(drift.now, snapshot), "scope": _scope(drift.now)}
    return {name: value for name, value in found.items() if name in step.saves}


def added(drift: Drift, held: Sequence[Assignment]) -> tuple[Assignment, ...]:
    """Return the assignments that were added outside this program, as they are in Entra now."""
    new = {(one.principal, one.role) for one in _only(drift.now, drift.before)}
    return tuple(one for one in held if (one.principal_id, one.role_id) in new)


def lost(drift: Drift) -> tuple[Assigned, ...]:
    """Return the assignments that were removed outside this program."""
    return _only(drift.before, drift.now)


def _only(one: Seen, other: Seen) -> tuple[Assigned, ...]:
    """Return the assignments that are in one state and not in the other."""
    held = {(each.principal, each.role) for each in other.assignments}
    return tuple({key: each for each in one.assignments if (key := (each.principal, each.role)) not in held}.values())


def _from_schema(seen: Seen) -> dict[str, object]:
    schema = Schema(seen.schema)
    found: dict[str, object] = {}
    if schema.has("User"):
        found |= {"user_rows": _rows(schema, "User"), "user_filter": _filters(schema, "User")}
    if schema.has("Group"):
        found |= {"group_rows": _rows(schema, "Group"), "group_filter": _filters(schema, "Group")}
        found["groups_enabled"] = schema.mapping("Group").enabled
    if "SyncAll" in seen.settings:
        found["scope"] = _scope(seen)
    return found


def _scope(seen: Seen) -> str:
    return "all" if flag(seen.settings, "SyncAll") else "assigned"


def _rows(schema: Schema, kind: ObjectKind) -> tuple[JsonObject, ...]:
    return tuple(row.to_json() for row in schema.mapping(kind).rows)


def _filters(schema: Schema, kind: ObjectKind) -> tuple[JsonObject, ...]:
    return tuple(group.to_json() for group in schema.mapping(kind).scope.groups)


def _from_settings(seen: Seen, snapshot: Snapshot) -> dict[str, object]:
    told = NotificationSettings.from_text(seen.settings.get("SyncNotificationSettings", ""))
    address = seen.settings.get("BaseAddress", "")
    answers = snapshot.answers
    try:
        same = for_entra(answers.tenant_url).rstrip("/") == address.rstrip("/")
    except InputError:
        same = False
    return {
        "tenant_url": answers.tenant_url if same or not address else address,
        "notify": told.enabled,
        "notification_email": told.recipients or answers.notification_email,
        "prevent_deletions": told.prevent_deletions,
        "delete_threshold": told.delete_threshold,
    }


def with_authors(drift: Drift, authors: Mapping[Part, tuple[str, datetime | None]]) -> Drift:
    """Return the drift with who changed each part and when, where that is known."""
    changes = []
    for one in drift.changes:
        who, when = authors.get(one.part, ("", None))
        changes.append(replace(one, who=who, when=when))
    return replace(drift, changes=tuple(changes))
