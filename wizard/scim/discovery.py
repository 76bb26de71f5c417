"""Reads from a server's schemas what lookups depend on (RFC 7643 section 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wizard.scim.answer import pick

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

CORE = {
    "urn:ietf:params:scim:schemas:core:2.0:user": "User",
    "urn:ietf:params:scim:schemas:core:2.0:group": "Group",
}


def case_exact(schemas: Iterable[JsonMapping]) -> dict[str, frozenset[str]]:
    """Return, for ``User`` and ``Group``, the attributes for which filters are case-sensitive.

    Names are in lower case: ``externalid``, ``name.givenname``, ``urn:...:user:department``. Extensions apply to both
    kinds, since a schema does not say which kind it extends. Empty if there is no core schema.
    """
    found: dict[str, set[str]] = {}
    more: set[str] = set()
    for schema in schemas:
        urn = str(pick(schema, "id") or "").lower()
        kind = CORE.get(urn)
        given = pick(schema, "attributes")
        attributes = given if isinstance(given, list) else []
        names = set(_exact(attributes, "" if kind else f"{urn}:"))
        if kind:
            listed = {str(pick(item, "name")).lower() for item in attributes}
            # Common attributes (RFC 7643 section 3.1) are in no schema, unless a server adds them.
            found[kind] = names | {"id"} | ({"externalid"} - listed)
        else:
            more |= names
    return {kind: frozenset(names | more) for kind, names in found.items()}


def _exact(attributes: object, prefix: str) -> Iterator[str]:
    for item in attributes if isinstance(attributes, list) else ():
        name = f"{prefix}{pick(item, 'name')}".lower()
        if pick(item, "caseExact") is True:
            yield name
        yield from _exact(pick(item, "subAttributes"), f"{name}.")
