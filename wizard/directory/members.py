"""Resolves members and assignments of a file: by id, user name, group name, or Graph object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wizard.directory.model import DEFAULT_ACCESS_ROLE_ID, Assignment, Person, PrincipalKind
from wizard.directory.reading import Place

_KINDS: Mapping[str, PrincipalKind] = {
    "user": "User",
    "group": "Group",
    "#microsoft.graph.user": "User",
    "#microsoft.graph.group": "Group",
}
_KIND_NAMES = ("@odata.type", "principaltype", "kind", "type", "objecttype", "odata.type")


@dataclass(slots=True)
class Known:
    """The people and groups of a file, indexed by everything that members and assignments may refer to."""

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
            # User names win: they are unique, while a group can have any name.
            self._names[person.user_principal_name.casefold()] = (person.id, "User")
        self._names.pop("", None)

    def principal(self, raw: object, place: Place, names: Sequence[str]) -> tuple[str, PrincipalKind | None]:
        """Return id and kind; the kind is ``None`` for objects that are neither a person nor a group.

        Args:
            raw: the member or assignment.
            place: its place in the file.
            names: members of an object that may hold the id, in lower case.

        Raises:
            InputError: ``people-shape``: the form is unknown, or nothing in the file has this name.
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
        entry = _lower(raw)
        identity = next((str(entry[name]) for name in names if isinstance(entry.get(name), str | int)), "")
        if not identity:
            raise place.wrong("principal")
        said = next((entry[name] for name in _KIND_NAMES if entry.get(name)), None)
        if said is None:
            return identity, self._kinds.get(identity, "User")
        return identity, _KINDS.get(str(said).casefold())

    def assignment(self, raw: object, place: Place) -> Assignment:
        """Return the principal and role of an assignment; raises as :meth:`principal` does."""
        identity, kind = self.principal(raw, place, ("principalid", "id", "objectid"))
        role = _lower(raw).get("approleid") if isinstance(raw, Mapping) else None
        return Assignment(identity, kind or "ServicePrincipal", str(role or DEFAULT_ACCESS_ROLE_ID))


def _lower(raw: Mapping[object, object]) -> dict[str, object]:
    """Return an object with lower-case names, including those in PowerShell's ``AdditionalProperties``."""
    entry = {str(name).casefold(): value for name, value in raw.items()}
    more = entry.get("additionalproperties")
    if isinstance(more, Mapping):
        entry = {**{str(name).casefold(): value for name, value in more.items()}, **entry}
    return entry
