"""The values that matching uses: of all objects in scope, and of the target's accounts, indexed by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.core.errors import MappingError
from wizard.core.memory import free_gradually
from wizard.mapping.checks import PersonRef
from wizard.mapping.comparison import likeness, same
from wizard.mapping.expression import Flow, as_text
from wizard.provisioning.match_audit_model import UNIQUE_OF
from wizard.provisioning.model import Configuration, Kind, Source
from wizard.provisioning.rows import Rows
from wizard.provisioning.scope import Scope
from wizard.provisioning.target_snapshot import TargetSnapshot

if TYPE_CHECKING:
    from wizard.directory import Value


class Accounts:
    """The accounts' values of the relevant attributes, indexed by value."""

    def __init__(
        self,
        target: TargetSnapshot,
        kind: Kind,
        targets: Sequence[str],
        checkpoint: Checkpoint,
    ) -> None:
        self.telling = UNIQUE_OF[kind]
        self.paths = tuple(dict.fromkeys((*targets, *self.telling)))
        self._exact = {path for path in self.paths if target.exact(kind, path)}
        self.ids: list[str] = []
        self._held: dict[str, list[str]] = {path: [] for path in self.paths}
        self._index: dict[str, dict[str, list[int]]] = {path: {} for path in self.paths}
        columns = [(self._held[path], self._index[path]) for path in self.paths]
        for number, (identifier, values) in enumerate(with_checkpoints(target.values(kind, self.paths), checkpoint)):
            self.ids.append(identifier)
            for (held, index), value in zip(columns, values, strict=True):
                held.append(value)
                if value:
                    index.setdefault(likeness(value), []).append(number)
        self._found: dict[tuple[str, str], Sequence[int]] = {}

    def forget(self) -> None:
        """Release everything in small steps; all at once would keep other threads waiting."""
        free_gradually(self.ids, *self._held.values(), self._index, *self._index.values(), self._found)

    def exact(self, path: str) -> bool:
        """Return whether look-ups by this attribute are case-sensitive."""
        return path in self._exact

    def near(self, path: str, value: str) -> Sequence[int]:
        """Return the accounts with this value in any notation (``value`` as returned by :func:`likeness`)."""
        return self._index[path].get(value, ())

    def same(self, path: str, number: int, text: str) -> bool:
        """Return whether the filter ``path eq "text"`` matches an account (RFC 7644 section 3.4.2.2)."""
        held = self._held[path][number]
        return held == text or (path not in self._exact and same(held, text))

    def find(self, path: str, text: str) -> Sequence[int]:
        """Return the accounts that Entra's look-up would find."""
        near = self.near(path, likeness(text))
        if len(near) < 2:
            return near if near and self.same(path, near[0], text) else ()
        if (path, text) not in self._found:
            self._found[path, text] = [number for number in near if self.same(path, number, text)]
        return self._found[path, text]

    def only_case(self, path: str, number: int, text: str) -> bool:
        """Return whether an account's value equals the text except for letter case."""
        return same(self._held[path][number], text)

    def named(self, numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.ids[number] for number in numbers)


# --- users and groups


@dataclass(slots=True)
class Match:
    """The path of a user or group through matching.

    ``texts`` are the matching values, ``sent`` the values that would be written to the attributes of :data:`UNIQUE`.
    ``decides`` is the number of the row that finds an account, or the number of rows if none does. ``created``: an
    object without an account gets a new one.
    """

    ref: PersonRef
    texts: Sequence[str]
    sent: Mapping[str, str]
    created: bool
    decides: int = 0
    hits: Sequence[int] = ()


def _in_scope(
    source: Source, configuration: Configuration, kind: Kind, checkpoint: Checkpoint
) -> Iterator[tuple[PersonRef, dict[str, Value]]]:
    """Yield all objects in scope with the attributes that the engine uses."""
    scope = Scope(source, configuration)
    if kind == "Group":
        for group in with_checkpoints(source.groups, checkpoint):
            if not group.soft_deleted and scope.group(group).inside:
                attributes = {**group.attributes, "objectId": group.id, "IsSoftDeleted": False}
                yield PersonRef(group.id, group.display_name), attributes
        return
    for person in with_checkpoints(source.people, checkpoint):
        attributes = person.mappable
        if not person.soft_deleted and scope.person(person, attributes).inside:
            attributes["IsSoftDeleted"] = not person.account_enabled
            yield PersonRef(person.id, person.display_name), attributes


def every_match(
    source: Source, configuration: Configuration, kind: Kind, rows: Rows, checkpoint: Checkpoint
) -> Iterator[Match]:
    """Yield all objects that the engine would try to match, with their values."""
    mapping = configuration.users if kind == "User" else configuration.groups
    places = [(number, row.target) for number, row in enumerate(rows.plain) if row.target in UNIQUE_OF[kind]]
    adds = mapping is not None and "Add" in mapping.actions
    for ref, attributes in _in_scope(source, configuration, kind, checkpoint):
        try:
            values = rows.values(attributes, configuration.context)
            keys = rows.keys(attributes, configuration.context)
        except MappingError:
            continue  # the plan reports it
        if Flow.IGNORE_OBJECT in values:
            continue
        sent = {target: as_text(values[place]) for place, target in places}
        yield Match(ref, [as_text(key) for key in keys], sent, adds and not attributes["IsSoftDeleted"])
