"""Accounts and groups of the target as far as a cycle looks at them: some columns of each, not the whole resource."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from wizard.provisioning.scimvalues import parse_path, read, reference_id

Reader = Callable[[Mapping[str, Any]], Any]


class Columns:
    """Reads the same paths out of many SCIM resources.

    Servers write the attributes of all their resources alike, so that it is found out once per set of names which
    member a path means (names are not case-sensitive, RFC 7643 section 2.1), and which paths have nothing there.

    Args:
        paths: attribute paths as mappings write them.
        references: those of them that point to another resource; of them the id is kept.
    """

    def __init__(self, paths: Iterable[str], references: Collection[str] = ()) -> None:
        self.paths = tuple(dict.fromkeys(paths))
        self.places = {path: place for place, path in enumerate(self.paths)}
        self._references = frozenset(references)
        self._shapes: dict[tuple[str, ...], tuple[tuple[int, Reader | str], ...]] = {}
        self._empty = (None,) * len(self.paths)

    def take(self, resource: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values in the order of the paths; lists as text, objects as nothing, references as ids."""
        shape = tuple(resource)
        known = self._shapes.get(shape)
        if known is None:
            known = self._shapes[shape] = self._look(resource)
        values: list[Any] = list(self._empty)
        for place, how in known:
            value = how(resource) if callable(how) else resource[how]
            values[place] = value if value.__class__ is str else simple(value)
        return tuple(values)

    def _look(self, resource: Mapping[str, Any]) -> tuple[tuple[int, Reader | str], ...]:
        """Return how to read every path that such a resource can have a value for."""
        names = {name.lower(): name for name in resource}
        found: list[tuple[int, Reader | str]] = []
        for place, text in enumerate(self.paths):
            path = parse_path(text)
            outer = names.get((path.urn or path.attribute).lower())
            if outer is None:
                continue
            if text in self._references:
                found.append((place, lambda item, text=text: reference_id(read(item, text)) or None))  # type: ignore[misc]
            elif path.urn or path.sub or path.selector is not None:
                found.append((place, lambda item, text=text: read(item, text)))  # type: ignore[misc]
            else:
                found.append((place, outer))
        return tuple(found)


def simple(value: Any) -> Any:
    """Return a target's value as far as it can be compared with a mapped one: never an object or a list."""
    if value is None or isinstance(value, Mapping):
        return None
    return ";".join(as_text_of(item) for item in value) if isinstance(value, list) else value


def as_text_of(value: Any) -> str:
    """Return a target's value as text, as far as it can be compared with a mapped one."""
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, list):
        return ";".join(as_text_of(item) for item in value)
    return str(value)


class Held:
    """An account or group: its id, and the values of some columns."""

    __slots__ = ("columns", "id", "values")

    def __init__(self, columns: Columns, identifier: str, values: tuple[Any, ...]) -> None:
        self.columns = columns
        self.id = identifier
        self.values = values

    @classmethod
    def of(cls, columns: Columns, resource: Mapping[str, Any]) -> Held:
        """Keep what the columns name of a SCIM resource."""
        return cls(columns, str(resource.get("id")), columns.take(resource))

    def get(self, path: str, default: Any = None) -> Any:
        """Return the value at a path; ``id`` is always there.

        Raises:
            KeyError: the path is not among the columns, so that nobody knows its value.
        """
        if path == "id":
            return self.id
        value = self.values[self.columns.places[path]]
        return default if value is None else value


Account = Mapping[str, Any] | Held
"""A SCIM resource as the target holds it, or what was kept of it."""


def value_at(account: Account, path: str) -> Any:
    """Return an account's value at a path."""
    return account.get(path) if isinstance(account, Held) else read(account, path)


def id_of(account: Account) -> str:
    """Return an account's id."""
    return account.id if isinstance(account, Held) else str(account.get("id"))


CASE_EXACT: Mapping[str, frozenset[str]] = {
    "User": frozenset({"id", "externalid"}),
    "Group": frozenset({"id", "externalid"}),
}
"""Attributes, in lower case, whose case counts unless a server's schemas say otherwise (RFC 7643 section 3.1)."""

UNIQUE: Mapping[str, frozenset[str]] = {"User": frozenset({"userName"}), "Group": frozenset()}
"""Attributes of which a server holds every value once (RFC 7643 section 4.1.1)."""


class HeldAccounts:
    """CloudGate's accounts and groups as they were read; answers the engine's look-ups as Entra's filters would.

    Args:
        users: accounts, whole or what was kept of them.
        groups: groups.
        members: ids of the members of a group, by the group's id; groups that came whole bring theirs along.
        case_exact: attributes by kind, in lower case, whose letter case counts in filters; all others ignore it.
        looked: look-ups that were really made, by kind, attribute and value: what they gave.
        complete: whether these are all accounts; if not, only look-ups that were made count.
    """

    def __init__(
        self,
        users: Sequence[Account],
        groups: Sequence[Account],
        members: Mapping[str, frozenset[str]] = MappingProxyType({}),
        case_exact: Mapping[str, frozenset[str]] = CASE_EXACT,
        looked: Mapping[tuple[str, str, str], Sequence[Account]] = MappingProxyType({}),
        complete: bool = True,
    ) -> None:
        self.complete = complete
        self._looked = looked
        self.users, self.groups = users, groups
        self._held: dict[str, Sequence[Account]] = {"User": users, "Group": groups}
        self._case_exact = case_exact
        self._by_id: dict[str, dict[str, Account]] = {}
        self._index: dict[tuple[str, str, bool], dict[str, Account | list[Account]]] = {}
        self._members = dict(members)

    def exact(self, kind: str, attribute: str) -> bool:
        """Tell whether a filter on an attribute minds letter case."""
        return plain_name(attribute) in self._case_exact.get(kind, frozenset())

    def find(self, kind: str, attribute: str, value: str) -> Sequence[Account]:
        made = self._looked.get((kind, attribute, value))
        if made is not None:
            return made
        exact = self.exact(kind, attribute)
        hits = self._column(kind, attribute, alike=False).get(value if exact else folded(value), ())
        return hits if isinstance(hits, list | tuple) else (hits,)

    def overlooked(self, kind: str, attribute: str, value: str) -> Account | None:
        """Return an account that has a value but for letter case, blanks around, or the form of its letters."""
        if not self.complete:
            return None
        hits = self._column(kind, attribute, alike=True).get(likeness(value))
        return hits[0] if isinstance(hits, list) else hits

    def get(self, kind: str, target_id: str) -> Account | None:
        if kind not in self._by_id:
            self._by_id[kind] = {id_of(item): item for item in self._held[kind]}
        return self._by_id[kind].get(target_id)

    def has_member(self, group_id: str, user_id: str) -> bool:
        if group_id not in self._members:
            group = self.get("Group", group_id)
            found = group.get("members") if isinstance(group, Mapping) else None
            members = found if isinstance(found, list) else []
            self._members[group_id] = frozenset(reference_id(item) for item in members)
        return user_id in self._members[group_id]

    def values(self, kind: str, paths: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield every account's id with its values at some paths, as text."""
        for item in self._held[kind]:
            yield id_of(item), tuple(as_text_of(value_at(item, path)) for path in paths)

    def _column(self, kind: str, attribute: str, *, alike: bool) -> dict[str, Account | list[Account]]:
        """Return the accounts by their value of one attribute, made on first use."""
        slot = (kind, attribute, alike)
        index = self._index.get(slot)
        if index is not None:
            return index
        form = likeness if alike else str if self.exact(kind, attribute) else folded
        index = {}
        for item in self._held[kind]:
            held = value_at(item, attribute)
            if held is None:
                continue
            before = index.setdefault(form(str(held)), item)
            if before is item:
                continue
            if isinstance(before, list):
                before.append(item)
            else:
                index[form(str(held))] = [before, item]
        self._index[slot] = index
        return index


@lru_cache(maxsize=1024)
def plain_name(text: str) -> str:
    """Return an attribute path without the choice of an element, in lower case, as schemas name it."""
    path = parse_path(text)
    return (f"{path.urn}:" if path.urn else "").lower() + ".".join(filter(None, (path.attribute, path.sub))).lower()


def folded(text: str) -> str:
    """Return a text without letter case; the same object where it has none."""
    lower = text.casefold()
    return text if lower == text else lower


def likeness(text: str) -> str:
    """Return what two texts have in common that look the same to a person: case, blanks around, form of letters."""
    if text.isascii():
        lower = text.strip().lower()
        return text if lower == text else lower
    return normalize("NFKC", normalize("NFKC", text).casefold()).strip()
