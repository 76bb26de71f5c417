"""CloudGate's accounts and groups from JSON, for work without a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wizard.errors import InputError

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AccountsFile:
    """What a file tells of CloudGate: SCIM users and groups, each with an ``id``."""

    users: tuple[Json, ...] = ()
    groups: tuple[Json, ...] = ()


def accounts_from_json(raw: Any, file: str = "") -> AccountsFile:
    """Read a list of SCIM resources, a ListResponse, or an object with ``users`` and ``groups`` of these.

    Groups in a mixed list are told by their ``schemas``. An account without ``id`` gets one, since every one is an
    account of its own; the same account twice, as the pages of a list may have it, counts once.

    Args:
        raw: what the JSON held.
        file: its name, for errors.

    Raises:
        InputError: ``accounts-shape`` with the place.
    """
    if isinstance(raw, Mapping) and not _key(raw, "resources", "value"):
        parts = [(name, _key(raw, name)) for name in ("users", "groups")]
        if not any(key for _, key in parts):
            raise _wrong(file, "", 0)
        users, groups = (_resources(raw[key], file, name) if key else [] for name, key in parts)
    else:
        listed = _resources(raw, file, "")
        users = [item for item in listed if not _is_group(item)]
        groups = [item for item in listed if _is_group(item)]
    return AccountsFile(_identified(users, "account"), _identified(groups, "group"))


def _resources(raw: Any, file: str, part: str) -> list[Json]:
    if isinstance(raw, Mapping):
        raw = raw.get(_key(raw, "resources", "value"))
    if not isinstance(raw, list):
        raise _wrong(file, part, 0)
    for number, item in enumerate(raw, 1):
        if not isinstance(item, Mapping):
            raise _wrong(file, part, number)
    return raw


def _identified(items: list[Json], kind: str) -> tuple[Json, ...]:
    held: dict[str, Json] = {}
    for number, item in enumerate(items, 1):
        given = item.get(_key(item, "id"))
        identity = str(given) if isinstance(given, str | int) and given != "" else f"{kind}-{number}"
        held.setdefault(identity, {**item, "id": identity})
    return tuple(held.values())


def _key(raw: Json, *names: str) -> str:
    """Return the member's own spelling; SCIM's names ignore letter case (RFC 7643 section 2.1)."""
    return next((key for key in raw if key.lower() in names), "")


def _is_group(item: Json) -> bool:
    schemas = item.get(_key(item, "schemas"))
    return isinstance(schemas, list) and any(str(name).endswith(":Group") for name in schemas)


def _wrong(file: str, part: str, number: int) -> InputError:
    return InputError("accounts-shape", {"file": file, "part": part, "number": number})
