"""People, groups and assignments from JSON, for work without a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wizard.directory.model import DEFAULT_ACCESS_ROLE_ID, Assignment, Group, Member, Person, PrincipalKind
from wizard.directory.names import BY_OTHER_NAMES
from wizard.directory.record import Value
from wizard.errors import InputError

Json = Mapping[str, Any]

_OWN = frozenset(
    """id objectId accountEnabled softDeleted deletedDateTime userType managerId manager attributes
    onPremisesExtensionAttributes""".split()  # noqa: SIM905
)
_GROUP_OWN = frozenset({"id", "objectId", "softDeleted", "deletedDateTime", "members", "groupTypes", "attributes"})
_NESTED = frozenset(
    """assignedLicenses assignedPlans provisionedPlans identities employeeOrgData passwordProfile signInActivity
    onPremisesProvisioningErrors serviceProvisioningErrors authorizationInfo licenseAssignmentStates mailboxSettings
    customSecurityAttributes extensions additionalProperties""".split()  # noqa: SIM905
)
"""Properties of Graph's user and group that are objects; no mapping can read them."""

_KINDS: Mapping[str, PrincipalKind] = {
    "user": "User", "group": "Group", "#microsoft.graph.user": "User", "#microsoft.graph.group": "Group",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DirectoryFile:
    """What a file tells of a tenant. Without assignments everybody is meant."""

    people: tuple[Person, ...]
    groups: tuple[Group, ...] = ()
    assignments: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a file one is, for its errors: a list by its name, the entry counted from 1."""

    file: str
    part: str
    number: int = 0

    def wrong(self, expected: str, name: str = "") -> InputError:
        return InputError(
            "people-shape",
            {"file": self.file, "part": self.part, "number": self.number, "expected": expected, "field": name[:80]},
        )


def directory_from_json(raw: Any, file: str = "") -> DirectoryFile:
    """Read people, and groups and assignments where they are given.

    Accepted are a list of people, such a list under ``value`` as Graph answers it, or an object with ``people``
    (or ``users``), ``groups`` and ``assignments``. Members and assignments are ids, user names, names of groups, or
    objects as Graph gives them. The forms are described in ``docs/files.md``.

    Args:
        raw: what the JSON held.
        file: its name, for errors.

    Raises:
        InputError: ``people-shape`` with the place.
    """
    if not isinstance(raw, Mapping) or "value" in raw:
        return DirectoryFile(_unique(people_from_json(raw, file), _Place(file, "people")))
    named = next((name for name in ("people", "users") if name in raw), "")
    if not named:
        raise _Place(file, "people").wrong("nothing")
    people = _unique(_people(_list(raw, named, file), _Place(file, named)), _Place(file, named))
    listed = [_object(entry, _Place(file, "groups", n)) for n, entry in enumerate(_list(raw, "groups", file), 1)]
    ids = [_identity(entry, f"group-{n}", _Place(file, "groups", n)) for n, entry in enumerate(listed, 1)]
    names = [str(_own(entry).get("displayName") or "") for entry in listed]
    known = _Known(people, list(zip(ids, names, strict=True)))
    groups = tuple(
        _group(entry, identity, known, _Place(file, "groups", n))
        for n, (entry, identity) in enumerate(zip(listed, ids, strict=True), 1)
    )
    groups = _unique(groups, _Place(file, "groups"))
    given = enumerate(_list(raw, "assignments", file), 1)
    return DirectoryFile(
        people, groups, tuple(known.assignment(item, _Place(file, "assignments", n)) for n, item in given)
    )


def people_from_json(raw: Any, file: str = "") -> tuple[Person, ...]:
    """Read people: a list of objects (or such a list under ``value``, ``people`` or ``users``).

    An object has source attributes by the schema's or by Graph's names, directly or under ``attributes``, and may have
    ``id``, ``accountEnabled``, ``softDeleted``, ``userType`` and ``managerId`` beside them.

    Raises:
        InputError: ``people-shape`` with the first entry that cannot be used, counted from 1.
    """
    part = ""
    if isinstance(raw, Mapping):
        part = next((name for name in ("value", "people", "users") if name in raw), "")
        raw = raw[part] if part else None
    if not isinstance(raw, list):
        raise _Place(file, part).wrong("list" if part else "nothing")
    return _people(raw, _Place(file, part or "people"))


def _people(entries: Sequence[Any], place: _Place) -> tuple[Person, ...]:
    return tuple(
        _person(entry, number, _Place(place.file, place.part, number)) for number, entry in enumerate(entries, 1)
    )


def _person(raw: Any, number: int, place: _Place) -> Person:
    entry = _object(raw, place)
    given = {name: value for name, value in entry.items() if name not in _OWN}
    inner = entry.get("onPremisesExtensionAttributes")
    given |= inner if isinstance(inner, Mapping) else {}
    given |= entry.get("attributes", {})
    manager = entry.get("manager")
    manager = manager.get("id") if isinstance(manager, Mapping) else entry.get("managerId")
    return Person(
        _identity(entry, f"person-{number}", place),
        _attributes(given, place),
        account_enabled=_flag(entry, "accountEnabled", True, place),
        soft_deleted=_deleted(entry, place),
        user_type=_text(entry, "userType", place) or "Member",
        manager_id=_text({"managerId": manager}, "managerId", place) or None,
    )


def attributes_from_json(raw: Any, number: int = 1, file: str = "") -> dict[str, Value]:
    """Read source attributes: name to text, number, boolean, list of texts, or null.

    Raises:
        InputError: ``people-shape``.
    """
    place = _Place(file, "attributes", number)
    if not isinstance(raw, Mapping):
        raise place.wrong("object")
    return _attributes(raw, place)


def _attributes(raw: Json, place: _Place) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in raw.items():
        if "@odata." in name or (name in _NESTED and isinstance(value, Mapping | list)):
            continue
        if isinstance(value, list):
            if not all(isinstance(item, str | int) for item in value):
                raise place.wrong("value", name)
            found[name] = tuple(map(str, value))
        elif value is None or isinstance(value, str | bool | int):
            found[name] = value
        else:
            raise place.wrong("value", name)
    for name, own in BY_OTHER_NAMES.items():
        if name in found and own not in found:
            value = found[name]
            # Graph keeps a list where the schema has one number.
            found[own] = next(iter(value), None) if name == "businessPhones" and isinstance(value, tuple) else value
    return found


# --- groups and assignments


@dataclass(slots=True)
class _Known:
    """Who is in the file, by everything that members and assignments may name."""

    people: tuple[Person, ...]
    groups: Sequence[tuple[str, str]]
    _kinds: dict[str, PrincipalKind] = field(default_factory=dict)
    _names: dict[str, tuple[str, PrincipalKind]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for identity, name in self.groups:
            self._kinds[identity] = "Group"
            self._names.setdefault(name.casefold(), (identity, "Group"))
        for person in self.people:
            self._kinds[person.id] = "User"
            # A user name belongs to one person; a group may be called anything.
            self._names[person.user_principal_name.casefold()] = (person.id, "User")
        self._names.pop("", None)

    def principal(self, raw: Any, place: _Place, names: Sequence[str]) -> tuple[str, PrincipalKind | None]:
        """Return id and kind; the kind is ``None`` for objects that are neither person nor group.

        Raises:
            InputError: ``people-shape``: it is of no known form, or a name that nobody in the file has.
        """
        if isinstance(raw, str | int) and not isinstance(raw, bool):
            text = str(raw).strip()
            kind = self._kinds.get(text)
            if kind is not None:
                return text, kind
            found = self._names.get(text.casefold())
            if found is None:
                raise place.wrong("unknown", text)
            return found
        if not isinstance(raw, Mapping):
            raise place.wrong("principal")
        identity = next((str(raw[name]) for name in names if isinstance(raw.get(name), str | int)), "")
        if not identity:
            raise place.wrong("principal")
        said = next((raw[name] for name in ("@odata.type", "principalType", "kind", "type") if raw.get(name)), None)
        if said is None:
            return identity, self._kinds.get(identity, "User")
        return identity, _KINDS.get(str(said).casefold())

    def assignment(self, raw: Any, place: _Place) -> Assignment:
        identity, kind = self.principal(raw, place, ("principalId", "id"))
        role = raw.get("appRoleId") if isinstance(raw, Mapping) else None
        return Assignment(identity, kind or "ServicePrincipal", str(role or DEFAULT_ACCESS_ROLE_ID))


def _group(entry: Json, identity: str, known: _Known, place: _Place) -> Group:
    members = entry.get("members")
    if not isinstance(members, list | None):
        raise place.wrong("value", "members")
    found = [known.principal(item, place, ("id", "value")) for item in members or ()]
    kinds = entry.get("groupTypes")
    attributes = _attributes({name: value for name, value in _own(entry).items() if name not in _GROUP_OWN}, place)
    return Group(
        identity,
        attributes,
        tuple(Member(name, kind) for name, kind in dict.fromkeys(found) if kind is not None),
        security_enabled=_flag(_own(entry), "securityEnabled", True, place),
        mail_enabled=_flag(_own(entry), "mailEnabled", False, place),
        dynamic=isinstance(kinds, list) and "DynamicMembership" in kinds,
        soft_deleted=_deleted(entry, place),
    )


# --- parts


def _list(raw: Json, name: str, file: str) -> list[Any]:
    found = raw.get(name)
    if isinstance(found, Mapping):
        found = found.get("value")
    if found is None and name not in raw:
        return []
    if not isinstance(found, list):
        raise _Place(file, name).wrong("list")
    return found


def _object(entry: Any, place: _Place) -> Json:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("attributes", {}), Mapping):
        raise place.wrong("object")
    return entry


def _own(entry: Json) -> Json:
    return {**entry, **entry.get("attributes", {})}


def _identity(entry: Json, otherwise: str, place: _Place) -> str:
    for name in ("id", "objectId"):
        value = entry.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            raise place.wrong("value", name)
        if value is not None and str(value).strip():
            return str(value).strip()
    return otherwise


def _text(entry: Json, name: str, place: _Place) -> str:
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise place.wrong("value", name)
    return "" if value is None else str(value)


def _flag(entry: Json, name: str, otherwise: bool, place: _Place) -> bool:
    value = entry.get(name)
    if value is None or value == "":
        return otherwise
    known = {"true": True, "false": False}.get(str(value).strip().lower())
    if known is None:
        raise place.wrong("flag", name)
    return known


def _deleted(entry: Json, place: _Place) -> bool:
    return _flag(entry, "softDeleted", False, place) or bool(entry.get("deletedDateTime"))


def _unique(items: Iterable[Any], place: _Place) -> tuple[Any, ...]:
    seen: set[str] = set()
    kept = []
    for number, item in enumerate(items, 1):
        if item.id in seen:
            raise _Place(place.file, place.part, number).wrong("twice", item.id)
        seen.add(item.id)
        kept.append(item)
    return tuple(kept)
