"""People from a JSON file, for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.directory.model import Person
from wizard.directory.record import Value
from wizard.errors import InputError

_OWN = frozenset({"id", "objectId", "accountEnabled", "softDeleted", "userType", "managerId", "attributes"})


def people_from_json(raw: Any) -> tuple[Person, ...]:
    """Read people: a list of objects (or such a list under ``value``).

    An object has source attributes by the schema's names, directly or under ``attributes``, and may have ``id``,
    ``accountEnabled``, ``softDeleted``, ``userType`` and ``managerId`` beside them.

    Raises:
        InputError: ``people-shape`` with the number of the first entry that cannot be used, counted from 1.
    """
    entries = raw.get("value") if isinstance(raw, Mapping) else raw
    if not isinstance(entries, list):
        raise InputError("people-shape", {"number": 0})
    return tuple(_person(entry, number) for number, entry in enumerate(entries, 1))


def _person(entry: Any, number: int) -> Person:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("attributes", {}), Mapping):
        raise InputError("people-shape", {"number": number})
    given = {name: value for name, value in entry.items() if name not in _OWN} | dict(entry.get("attributes", {}))
    identity = entry.get("id") or entry.get("objectId") or f"person-{number}"
    enabled = entry.get("accountEnabled", True)
    manager = entry.get("managerId")
    return Person(
        str(identity),
        attributes_from_json(given, number),
        account_enabled=enabled is not False and str(enabled).lower() != "false",
        soft_deleted=entry.get("softDeleted") is True,
        user_type=str(entry.get("userType") or "Member"),
        manager_id=str(manager) if manager else None,
    )


def attributes_from_json(raw: Any, number: int = 1) -> dict[str, Value]:
    """Read source attributes: name to text, number, boolean, list of texts, or null.

    Raises:
        InputError: ``people-shape``.
    """
    if not isinstance(raw, Mapping):
        raise InputError("people-shape", {"number": number})
    found: dict[str, Value] = {}
    for name, value in raw.items():
        if isinstance(value, list):
            if not all(isinstance(item, str | int) for item in value):
                raise InputError("people-shape", {"number": number})
            found[str(name)] = tuple(map(str, value))
        elif value is None or isinstance(value, str | bool | int):
            found[str(name)] = value
        else:
            raise InputError("people-shape", {"number": number})
    return found
