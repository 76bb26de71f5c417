"""Reads CloudGate's accounts and groups from JSON, for work without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wizard.core.errors import InputError
from wizard.core.json_types import JsonMapping
from wizard.directory.reading import Note, Reading, entries_of

_LISTS = ("resources", "value")


@dataclass(frozen=True, slots=True)
class AccountsFile:
    """The content of an accounts file: SCIM users and groups, each with an ``id``.

    ``had``: names in lower case that at least one account has. ``parts``: lists that the file has only in part.
    """

    users: tuple[JsonMapping, ...] = ()
    groups: tuple[JsonMapping, ...] = ()
    had: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def accounts_from_json(raw: object, file: str = "", *, partial: bool = False) -> AccountsFile:
    """Read a list of SCIM resources, a ListResponse, its pages, or an object with ``users`` and ``groups`` of these.

    Groups in a mixed list are recognized by their ``schemas``. An account without ``id`` gets a generated id, since
    each entry is a separate account; accounts with the same id, as overlapping pages may contain, count once.

    Args:
        raw: the decoded JSON.
        file: the file name, for errors.
        partial: whether an incomplete list is accepted. Missing accounts would be planned as new.

    Raises:
        InputError: ``accounts-shape`` with the place; ``file-partial``; ``accounts-user-name``: no account has the
            mandatory ``userName`` (RFC 7643 section 4.1.1).
    """
    reading = Reading(file, partial=partial)
    if isinstance(raw, Mapping) and not _key(raw, *_LISTS):
        parts = [(name, _key(raw, name)) for name in ("users", "groups")]
        if not any(key for _, key in parts):
            raise _wrong(file, "", 0)
        users, groups = (_resources(raw[key], reading, name) if key else [] for name, key in parts)
    else:
        listed = _resources(raw, reading, "accounts")
        users = [item for item in listed if not _is_group(item)]
        groups = [item for item in listed if _is_group(item)]
    had = frozenset(str(name).lower() for item in users for name in item)
    nameless = sum(not item.get(_key(item, "username")) for item in users)
    if users and nameless == len(users):
        raise InputError("accounts-user-name", {"file": file})
    if nameless:
        reading.note("nameless", count=nameless)
    return AccountsFile(
        _identified(users, "account"), _identified(groups, "group"), had, tuple(reading.parts), tuple(reading.notes)
    )


def _resources(raw: object, reading: Reading, part: str) -> Sequence[JsonMapping]:
    found = entries_of(raw, reading, part, _LISTS)
    if found is None:
        raise _wrong(reading.file, part, 0)
    kept: list[JsonMapping] = []
    for number, item in enumerate(found, 1):
        if not isinstance(item, Mapping):
            raise _wrong(reading.file, part, number)
        _require_one_spelling(item, reading.file, part, number)
        kept.append(item)
    return kept


def _require_one_spelling(item: JsonMapping, file: str, part: str, number: int) -> None:
    """Reject a resource with two names that differ only in letter case: names ignore it (RFC 7643 section 2.1)."""
    spelt: dict[str, str] = {}
    for name in item:
        other = spelt.setdefault(name.lower(), name)
        if other != name and item[other] != item[name]:
            raise InputError("accounts-same-name", {"file": file, "number": number, "names": f"{other}, {name}"[:80]})


def _identified(items: Sequence[JsonMapping], kind: str) -> tuple[JsonMapping, ...]:
    held: dict[str, JsonMapping] = {}
    for number, item in enumerate(items, 1):
        given = item.get(_key(item, "id"))
        identity = str(given) if isinstance(given, str | int) and given != "" else f"{kind}-{number}"
        held.setdefault(identity, {**item, "id": identity})
    return tuple(held.values())


def _key(raw: JsonMapping, *names: str) -> str:
    """Return the first of the members as spelled in ``raw``; SCIM names ignore letter case (RFC 7643 section 2.1)."""
    return next((key for key in raw if key.lower() in names), "")


def _is_group(item: JsonMapping) -> bool:
    schemas = item.get(_key(item, "schemas"))
    return isinstance(schemas, list) and any(str(name).lower().endswith(":group") for name in schemas)


def _wrong(file: str, part: str, number: int) -> InputError:
    return InputError("accounts-shape", {"file": file, "part": part, "number": number})
