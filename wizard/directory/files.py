"""Reads people, groups and assignments from JSON, for work without a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from wizard.core.errors import InputError
from wizard.directory.members import Known
from wizard.directory.model import Assignment, Group, Member, Person
from wizard.directory.names import EXTENSION_ATTRIBUTES, Names
from wizard.directory.reading import Note, Place, Reading, entries_of, is_flattened, some, told_partial
from wizard.directory.record import Value

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping, JsonObject

Unique = TypeVar("Unique", Person, Group)

_OWN = frozenset(
    """id objectId accountEnabled softDeleted deletedDateTime deletionTimestamp userType managerId
    manager""".split()  # noqa: SIM905
)
_GROUP_OWN = frozenset(
    {"id", "objectId", "softDeleted", "deletedDateTime", "deletionTimestamp", "members", "groupTypes"}
)
_NESTED = ("attributes", "onPremisesExtensionAttributes", "additionalProperties", "extensionProperty")
"""Nested objects that contain more attributes of the entry; the last two are from PowerShell's modules."""
_TELLING = frozenset({"id", "objectId", "userPrincipalName", "displayName", "mail", "mailNickname"})
"""An entry without any of these does not identify a person."""


@dataclass(frozen=True, slots=True)
class DirectoryFile:
    """The content of a directory file. Without assignments, all people are in scope.

    ``had`` and ``group_had`` are the attributes that at least one person or group has, even if empty; all others are
    unknown. ``parts`` are the names of lists that the file has only in part; ``without_members`` are the ids of
    groups for which the file has no members.
    """

    people: tuple[Person, ...]
    groups: tuple[Group, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    had: frozenset[str] = frozenset()
    group_had: frozenset[str] = frozenset()
    without_members: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def directory_from_json(
    raw: object, file: str = "", names: Iterable[str] = (), *, partial: bool = False
) -> DirectoryFile:
    """Read people, and groups and assignments if present.

    Accepts a list of people, a list under ``value`` as in a Graph response, several such responses, one person, or an
    object with ``people`` (or ``users``), ``groups`` and ``assignments``. Members and assignments are ids, user names,
    group names, or objects as returned by Graph. Letter case of names does not matter. The formats are described in
    ``docs/files.md``.

    Args:
        raw: the decoded JSON.
        file: the file name, for errors.
        names: source attributes, by their names in the schema.
        partial: whether an incomplete list is accepted.

    Raises:
        InputError: ``people-shape`` with the place; ``file-partial``; ``people-nobody``.
    """
    reading = Reading(file, Names(names), partial)
    members: Mapping[object, object] = raw if isinstance(raw, Mapping) else {}
    holder = {str(name).casefold(): value for name, value in members.items()}
    part = next((name for name in ("people", "users") if name in holder), "")
    if not part or "value" in holder or "userprincipalname" in holder:
        if isinstance(raw, Mapping) and "userprincipalname" in holder:
            raw = [raw]  # a single person, as PowerShell's ConvertTo-Json writes it
        listed = entries_of(raw, reading, "people")
        if listed is None:
            raise reading.place("people").wrong("list" if isinstance(raw, Mapping) and "value" in holder else "nothing")
        return directory_from_entries(listed, reading)
    people = _people(_list(holder, part, reading), reading, part)
    groups_read = Reading(file, Names(names), partial, parts=reading.parts, notes=reading.notes)
    entries = [
        _entry(one, groups_read, groups_read.place("groups", number))
        for number, one in enumerate(_list(holder, "groups", groups_read), 1)
    ]
    ids = [_identity(one, f"group-{n}", groups_read.place("groups", n)) for n, one in enumerate(entries, 1)]
    titles = [str(one.get("displayName") or "") for one in entries]
    known = Known(people, list(zip(ids, titles, strict=True)))
    groups = tuple(
        _group(one, identity, known, groups_read, groups_read.place("groups", n))
        for n, (one, identity) in enumerate(zip(entries, ids, strict=True), 1)
    )
    given = enumerate(_list(holder, "assignments", reading), 1)
    assignments = tuple(known.assignment(item, reading.place("assignments", n)) for n, item in given)
    reading.strange |= groups_read.strange
    reading.strange |= dict.fromkeys(
        str(name)
        for name in members
        if str(name).casefold() not in {part, "groups", "assignments"} and not _is_note(str(name))
    )
    without = frozenset(identity for one, identity in zip(entries, ids, strict=True) if one.get("members") is None)
    return _directory(reading, people, _unique(groups, reading.place("groups")), assignments, groups_read.had, without)


def directory_from_entries(entries: Sequence[object], reading: Reading) -> DirectoryFile:
    """Build the result from entries already taken out of their file; raises as :func:`directory_from_json` does."""
    return _directory(reading, _people(entries, reading, "people"))


def _is_note(name: str) -> bool:
    return "@odata" in name.casefold() or name.startswith("odata.")


def _directory(
    reading: Reading,
    people: tuple[Person, ...],
    groups: tuple[Group, ...] = (),
    assignments: tuple[Assignment, ...] = (),
    group_had: frozenset[str] = frozenset(),
    without_members: frozenset[str] = frozenset(),
) -> DirectoryFile:
    if not people and not groups:
        raise InputError("people-nobody", {"file": reading.file})
    if people and not reading.seen & _TELLING:
        raise InputError("people-names", {"file": reading.file, **some(reading.strange)})
    reading.tell_names()
    if people and "accountEnabled" not in reading.had:
        reading.note("enabled")
    if lost := sum(map(_has_lost_letters, people)):
        reading.note("letters", count=lost)
    return DirectoryFile(
        _unique(people, reading.place("people")),
        groups,
        assignments,
        _with_computed(reading.had),
        _with_computed(group_had),
        without_members,
        tuple(reading.parts),
        tuple(reading.notes),
    )


def _with_computed(had: frozenset[str]) -> frozenset[str]:
    """Add the attributes that the engine computes from others."""
    found = {"IsSoftDeleted", "accountEnabled", *had}
    found |= {"objectId"} if had & {"id", "objectId"} else set()
    found |= {"manager"} if "managerId" in had else set()
    return frozenset(found | ({"originalUserPrincipalName"} if "userPrincipalName" in had else set()))


def _has_lost_letters(person: Person) -> bool:
    """Return whether a name lost letters: Windows PowerShell 5.1 exports ASCII and replaces other letters by ``?``."""
    for name in ("displayName", "surname", "givenName"):
        value = person.attributes.get(name)
        if isinstance(value, str) and ("\N{REPLACEMENT CHARACTER}" in value or "?" in value.strip("?")):
            return True
    return False


def attributes_from_json(raw: object, number: int = 1, file: str = "", names: Iterable[str] = ()) -> dict[str, Value]:
    """Read one person's source attributes: each name with a text, number, boolean, list of texts, or null.

    Raises:
        InputError: ``people-shape``.
    """
    reading = Reading(file, Names(names))
    place = reading.place("attributes", number)
    if not isinstance(raw, Mapping):
        raise place.wrong("object")
    entry = _entry(raw, reading, place)
    found = reading.values({name: value for name, value in entry.items() if name != "manager"}, place)
    if "id" in found:
        found.setdefault("objectId", found["id"])
    return found


def _people(entries: Sequence[object], reading: Reading, part: str) -> tuple[Person, ...]:
    return tuple(_person(entry, number, reading, part) for number, entry in enumerate(entries, 1))


def _person(raw: object, number: int, reading: Reading, part: str) -> Person:
    place = reading.place(part, number)
    if not isinstance(raw, Mapping):
        raise place.wrong("object")
    entry = _entry(raw, reading, place)
    _require_user(raw, entry, place)
    manager = _manager(entry, reading)
    for name in _OWN & entry.keys() - {"manager"}:
        reading.saw(name, entry[name])
    return Person(
        _identity(entry, f"person-{number}", place),
        reading.values({name: value for name, value in entry.items() if name not in _OWN}, place),
        account_enabled=_flag(entry, "accountEnabled", True, place),
        soft_deleted=_deleted(entry, place),
        user_type=_text(entry, "userType", place) or "Member",
        manager_id=_text({"managerId": manager}, "managerId", place) or None,
    )


def _require_user(raw: JsonMapping, entry: JsonMapping, place: Place) -> None:
    """Reject groups and devices in a list of people; they have names too.

    Raises:
        InputError: ``people-shape``.
    """
    said = str(next((value for name, value in raw.items() if name.casefold() in _TYPES and value), ""))
    kind = said.rpartition(".")[2].casefold()
    if (kind and kind != "user") or ("securityEnabled" in entry and "userPrincipalName" not in entry):
        raise place.wrong("no-person", kind or "group")


def _manager(entry: JsonMapping, reading: Reading) -> object:
    """Return the manager's id from any of the accepted forms."""
    found = entry.get("manager")
    if isinstance(found, Mapping):
        folded = {str(name).casefold(): value for name, value in found.items()}
        found = folded.get("id") or folded.get("objectid")
        if not found:  # PowerShell writes an empty object for a property that was not requested
            return entry.get("managerId")
    elif is_flattened(found):
        reading.flattened.add("manager")
        return entry.get("managerId")
    if "manager" in entry:
        reading.saw("manager", found)
    return found if found is not None else entry.get("managerId")


_TYPES = frozenset({"@odata.type", "odata.type", "objecttype"})


def _group(entry: JsonMapping, identity: str, known: Known, reading: Reading, place: Place) -> Group:
    members = entry.get("members")
    if isinstance(members, Mapping):
        members = entries_of(members, reading, "members")
    if not isinstance(members, list | None):
        raise place.wrong("value", "members")
    found = [known.principal(item, place, ("id", "objectid", "value")) for item in members or ()]
    kinds = entry.get("groupTypes")
    if members is not None:
        reading.saw("members", "list")
    for name in _GROUP_OWN & entry.keys() - {"members"}:
        reading.saw(name, entry[name])
    return Group(
        identity,
        reading.values({name: value for name, value in entry.items() if name not in _GROUP_OWN}, place),
        tuple(Member(name, kind) for name, kind in dict.fromkeys(found) if kind is not None),
        security_enabled=_flag(entry, "securityEnabled", True, place),
        mail_enabled=_flag(entry, "mailEnabled", False, place),
        dynamic=isinstance(kinds, list) and "DynamicMembership" in kinds,
        soft_deleted=_deleted(entry, place),
    )


# --- Parts of the file


def _list(holder: JsonMapping, name: str, reading: Reading) -> list[object]:
    """Return a list of the file by its lower-case name, empty if the file has no such list."""
    if name not in holder:
        return []
    found = entries_of(holder[name], reading, name)
    if found is None:
        raise reading.place(name).wrong("list")
    return found


def _entry(raw: object, reading: Reading, place: Place) -> JsonObject:
    """Return an entry with the attributes of its nested objects merged in, under known names."""
    if not isinstance(raw, Mapping):
        raise place.wrong("object")
    entry = reading.fold(raw, place)
    told_partial(reading, "members", raw, "members")
    for holder in _NESTED:
        inner = entry.pop(holder, None)
        if isinstance(inner, Mapping):
            more = reading.fold(inner, place)
            wins = holder == "attributes"
            entry.update({k: v for k, v in more.items() if wins or entry.get(k) in (None, "")})
        elif holder == "attributes" and inner is not None:
            raise place.wrong("object")
        elif holder == "onPremisesExtensionAttributes" and isinstance(inner, str) and inner:
            reading.flattened |= set(EXTENSION_ATTRIBUTES)
        elif holder == "onPremisesExtensionAttributes" and holder in map(reading.names.own, raw):
            reading.seen |= set(EXTENSION_ATTRIBUTES)
    return entry


def _identity(entry: JsonMapping, otherwise: str, place: Place) -> str:
    for name in ("id", "objectId"):
        value = entry.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            raise place.wrong("value", name)
        if value is not None and str(value).strip():
            return str(value).strip()
    return otherwise


def _text(entry: JsonMapping, name: str, place: Place) -> str:
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise place.wrong("value", name)
    return "" if value is None else str(value)


def _flag(entry: JsonMapping, name: str, otherwise: bool, place: Place) -> bool:
    value = entry.get(name)
    if value is None or value == "":
        return otherwise
    known = {"true": True, "false": False}.get(str(value).strip().lower())
    if known is None:
        raise place.wrong("flag", name)
    return known


def _deleted(entry: JsonMapping, place: Place) -> bool:
    when = entry.get("deletedDateTime") or entry.get("deletionTimestamp")
    return _flag(entry, "softDeleted", False, place) or bool(when)


def _unique(items: Iterable[Unique], place: Place) -> tuple[Unique, ...]:
    seen: set[str] = set()
    kept = []
    for number, item in enumerate(items, 1):
        if item.id in seen:
            raise Place(place.file, place.part, number).wrong("twice", item.id)
        seen.add(item.id)
        kept.append(item)
    return tuple(kept)
