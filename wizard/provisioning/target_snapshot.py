"""Snapshot of the target's accounts and groups: only the columns that a cycle needs, not the whole resources."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from wizard.core.json_types import JsonMapping
from wizard.mapping.comparison import folded, likeness
from wizard.provisioning.scimvalues import Path, get_member, parse_path, read, reference_id

Names = tuple[str, ...]

Cell = str | bool | int | float | None
"""A value that was read of an account: lists are joined, objects are ``None``, references are ids."""


class _Inside:
    """Paths below one attribute of a resource: parts of an object, or parts of elements that a filter selects."""

    def __init__(self) -> None:
        self._parts: list[tuple[int, str, bool]] = []
        self._chosen: dict[str, dict[str, list[tuple[int, str]]]] = {}
        self._shapes: dict[Names, list[tuple[int, str, bool]]] = {}

    def add(self, place: int, path: Path, *, reference: bool) -> None:
        """Add a path with its position among the values."""
        if path.selector is None:
            self._parts.append((place, path.attribute if path.urn else path.sub, reference))
        else:
            name, wanted = path.selector
            self._chosen.setdefault(name, {}).setdefault(wanted.lower(), []).append((place, path.sub))

    def fill(self, value: object, values: list[Cell]) -> None:
        """Write the attribute's values to their positions."""
        if value.__class__ is dict:
            shape = tuple(value)
            known = self._shapes.get(shape)
            if known is None:
                names = {name.lower(): name for name in shape}
                known = [(place, names[p.lower()], ref) for place, p, ref in self._parts if p.lower() in names]
                self._shapes[shape] = known
            for place, name, reference in known:
                found = value[name]
                if found.__class__ is not str:
                    found = (reference_id(found) or None) if reference else simple(found)
                values[place] = found
        elif value.__class__ is list:
            for name, wanted in self._chosen.items():
                seen: set[str] = set()
                for element in value:
                    which = element.get(name) if element.__class__ is dict else None
                    if which is None:
                        which = get_member(element, name)
                    if which.__class__ is not str or which not in wanted:
                        which = str(which).lower()
                    if which in wanted and which not in seen:
                        seen.add(which)  # the first match counts
                        for place, sub in wanted[which]:
                            found = element.get(sub)
                            values[place] = found if found.__class__ is str else simple(get_member(element, sub))


class Columns:
    """Reads the same paths from many SCIM resources.

    Servers write the attributes of all their resources alike. So the member that each path refers to (names are not
    case-sensitive, RFC 7643 section 2.1), and the paths without a value, are determined once per set of names.

    Args:
        paths: attribute paths as mappings write them.
        references: those of them that point to another resource; the id is read.
    """

    def __init__(self, paths: Iterable[str], references: Collection[str] = ()) -> None:
        self.paths = tuple(dict.fromkeys(paths))
        self.places = {path: place for place, path in enumerate(self.paths)}
        self.references = frozenset(references)
        self._shapes: dict[Names, tuple[list[tuple[int, str]], list[tuple[str, _Inside]], list[tuple[int, str]]]] = {}
        self._empty: tuple[Cell, ...] = (None,) * len(self.paths)

    def take(self, resource: JsonMapping) -> tuple[Cell, ...]:
        """Return the values in the order of the paths: lists as text, objects as ``None``, references as ids."""
        return tuple(self.row(resource))

    def row(self, resource: JsonMapping) -> list[Cell]:
        """Return the values of :meth:`take` as a list."""
        shape = tuple(resource)
        known = self._shapes.get(shape)
        if known is None:
            known = self._shapes[shape] = self._look(shape)
        plain, inside, others = known
        values = list(self._empty)
        for place, name in plain:
            value = resource[name]
            values[place] = value if value.__class__ is str else simple(value)
        for name, parts in inside:
            parts.fill(resource[name], values)
        for place, text in others:
            value = read(resource, text)
            values[place] = (reference_id(value) or None) if text in self.references else simple(value)
        return values

    def _look(self, shape: Names) -> tuple[list[tuple[int, str]], list[tuple[str, _Inside]], list[tuple[int, str]]]:
        """Return where in such a resource each path can have a value; ``others`` are paths of unusual form."""
        names = {name.lower(): name for name in shape}
        plain: list[tuple[int, str]] = []
        inside: dict[str, _Inside] = {}
        others: list[tuple[int, str]] = []
        for place, text in enumerate(self.paths):
            path, reference = parse_path(text), text in self.references
            outer = names.get((path.urn or path.attribute).lower())
            deep = bool(path.urn) and (bool(path.sub) or path.selector is not None)
            if outer is None:
                continue
            if deep or (reference and not path.urn):
                others.append((place, text))
            elif path.urn or path.sub:
                inside.setdefault(outer, _Inside()).add(place, path, reference=reference)
            else:
                plain.append((place, outer))
        return plain, list(inside.items()), others


def simple(value: object) -> Cell:
    """Return a target's value in a form comparable with a mapped value: never an object or a list."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    return as_text_of(value) if isinstance(value, list) else None


def as_text_of(value: object) -> str:
    """Return a target's value as text in a form comparable with a mapped value."""
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, list):
        return ";".join(as_text_of(_value_of(item)) for item in value)
    return str(value)


def _value_of(element: object) -> object:
    """Return the value of a list's element, which is an object or, in a plain list, the value itself."""
    return get_member(element, "value") if isinstance(element, Mapping) else element


class Held(Struct, frozen=True, gc=False, eq=False):
    """An account or group: its id and the values of some columns."""

    columns: Columns
    id: str
    values: tuple[Cell, ...]

    @classmethod
    def of(cls, columns: Columns, resource: JsonMapping) -> Held:
        """Return the values of a SCIM resource that the columns name."""
        return cls(columns, id_text(get_member(resource, "id")), columns.take(resource))

    def get(self, path: str, default: Cell = None) -> Cell:
        """Return the value at a path; ``id`` is always available.

        Raises:
            KeyError: the path is not among the columns, so its value is unknown.
        """
        if path == "id":
            return self.id
        value = self.values[self.columns.places[path]]
        return default if value is None else value


Account = JsonMapping | Held
"""A SCIM resource as the target stores it, or the columns that were read of it."""


Column = dict[str, Account | list[Account]]


def value_at(account: Account, path: str) -> Any:
    """Return an account's value at a path."""
    return account.get(path) if isinstance(account, Held) else read(account, path)


def id_of(account: Account) -> str:
    """Return an account's id."""
    return account.id if isinstance(account, Held) else id_text(get_member(account, "id"))


def id_text(given: object) -> str:
    """Return a server's id as text; empty if there is none, so that accounts without an id are not matched."""
    return "" if given is None else str(given)


CASE_EXACT: Mapping[str, frozenset[str]] = {
    "User": frozenset({"id", "externalid"}),
    "Group": frozenset({"id", "externalid"}),
}
"""Attributes, in lower case, that are case-sensitive unless a server's schemas say otherwise (RFC 7643 section 3.1)."""

UNIQUE: Mapping[str, frozenset[str]] = {"User": frozenset({"userName"}), "Group": frozenset()}
"""Attributes whose values must be unique on a server (RFC 7643 section 4.1.1)."""


Why = Mapping[str, str | int | float]
"""Why the result of a look-up is unknown."""


class TargetSnapshot:
    """CloudGate's accounts and groups as they were read; answers the engine's look-ups as Entra's filters would.

    Args:
        users: accounts, as whole resources or as columns.
        groups: groups.
        members: ids of the members of a group, by the group's id; groups read as whole resources include their members.
        case_exact: attributes by kind, in lower case, that are case-sensitive in filters; all others are not.
        looked: results of the look-ups that were sent, by kind, attribute and value.
        complete: whether these are all accounts; if not, only look-ups that were sent count.
        failed: look-ups without a result, with the reason; see :meth:`untold`.
    """

    def __init__(
        self,
        users: Sequence[Account],
        groups: Sequence[Account],
        members: Mapping[str, frozenset[str]] = MappingProxyType({}),
        case_exact: Mapping[str, frozenset[str]] = CASE_EXACT,
        looked: Mapping[tuple[str, str, str], Sequence[Account]] = MappingProxyType({}),
        complete: bool = True,
        failed: Mapping[tuple[str, str, str], Why] = MappingProxyType({}),
    ) -> None:
        self.complete = complete
        self.looked = looked
        self.failed = failed
        self.users, self.groups = users, groups
        self._held: dict[str, Sequence[Account]] = {"User": users, "Group": groups}
        self.case_exact = case_exact
        self._by_id: dict[str, dict[str, Account]] = {}
        self._finders: dict[tuple[str, str], tuple[Column, Callable[[str], str]]] = {}
        self._alike: dict[tuple[str, str], Column] = {}
        self._members = dict(members)

    def exact(self, kind: str, attribute: str) -> bool:
        """Return whether a filter on an attribute is case-sensitive."""
        return plain_name(attribute) in self.case_exact.get(kind, frozenset())

    def find(self, kind: str, attribute: str, value: str) -> Sequence[Account]:
        if self.looked and (made := self.looked.get((kind, attribute, value))) is not None:
            return made
        known = self._finders.get((kind, attribute))
        if known is None:
            form: Callable[[str], str] = str if self.exact(kind, attribute) else folded
            known = self._finders[kind, attribute] = (self._column(kind, attribute, form), form)
        column, written = known
        hits = column.get(written(value))
        return () if hits is None else hits if isinstance(hits, list) else (hits,)

    @property
    def partial(self) -> bool:
        """Whether the existence of some objects is unknown."""
        return not self.complete or bool(self.failed)

    def untold(self, kind: str, attribute: str, value: str) -> Why | None:
        """Return why the result of a look-up is unknown; ``None`` if it is known.

        ``why`` is ``status`` (with ``status``), ``silent`` or ``answer`` for a look-up that was sent, otherwise
        ``not-asked``.
        """
        why = self.failed.get((kind, attribute, value))
        if why is None:
            known = self.complete or kind != "User" or (kind, attribute, value) in self.looked
            if known or self.find(kind, attribute, value):
                return None
            why = {"why": "not-asked", "status": 0}
        return {"attribute": attribute, "value": value, **why}

    def overlooked(self, kind: str, attribute: str, value: str) -> Account | None:
        """Return an account whose value differs only in letter case, surrounding blanks, or the form of its letters."""
        if not self.complete:
            return None
        slot = (kind, attribute)
        if slot not in self._alike:
            self._alike[slot] = self._column(kind, attribute, likeness)
        hits = self._alike[slot].get(likeness(value))
        return hits[0] if isinstance(hits, list) else hits

    def get(self, kind: str, target_id: str) -> Account | None:
        if kind not in self._by_id:
            self._by_id[kind] = {id_of(item): item for item in self._held[kind]}
        return self._by_id[kind].get(target_id)

    def has_member(self, group_id: str, user_id: str) -> bool:
        return user_id in self.members(group_id)

    def members(self, group_id: str) -> frozenset[str]:
        """Return the ids of a group's members."""
        if group_id not in self._members:
            group = self.get("Group", group_id)
            found = group.get("members") if isinstance(group, Mapping) else None
            members = found if isinstance(found, list) else []
            self._members[group_id] = frozenset(reference_id(item) for item in members)
        return self._members[group_id]

    def values(self, kind: str, paths: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield every account's id with its values at some paths, as text."""
        for item in self._held[kind]:
            yield id_of(item), tuple(as_text_of(value_at(item, path)) for path in paths)

    def _column(self, kind: str, attribute: str, form: Callable[[str], str]) -> Column:
        """Return the accounts by their value of one attribute, in normalized form."""
        found: Column = {}
        for item in self._held[kind]:
            held = value_at(item, attribute)
            if held is None:
                continue
            text = form(str(held))
            before = found.setdefault(text, item)
            if before is item:
                continue
            if isinstance(before, list):
                before.append(item)
            else:
                found[text] = [before, item]
        return found


@lru_cache(maxsize=1024)
def plain_name(text: str) -> str:
    """Return an attribute path without element selector, in lower case, as schemas name it."""
    path = parse_path(text)
    return (f"{path.urn}:" if path.urn else "").lower() + ".".join(filter(None, (path.attribute, path.sub))).lower()
