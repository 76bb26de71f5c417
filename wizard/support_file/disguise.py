"""A case under replacement names: every document of it, with one key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import islice
from types import NoneType
from typing import Any, TypeVar

import msgspec

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.core.errors import MappingError
from wizard.graph.logs import LogRow
from wizard.graph.records import Identity
from wizard.mapping import ObjectMapping, Schema
from wizard.mapping.expression import Batch, EvaluationContext, as_text
from wizard.mapping.expression.nodes import Attribute
from wizard.provisioning.plan_io import Kept
from wizard.provisioning.rows import Rows
from wizard.support_file.convert import EVERY, configuration_of
from wizard.support_file.expressions_seen import Images, loosely_tested, of_groups, of_people
from wizard.support_file.free_texts import FreeTexts
from wizard.support_file.kept import disguised
from wizard.support_file.known import NAMES, NUMBERS
from wizard.support_file.model import (
    AccountRow,
    Case,
    CloudGate,
    Directory,
    GroupRow,
    Log,
    OperationRow,
    PersonRow,
    Value,
)
from wizard.support_file.standins import StandIns

T = TypeVar("T")
_TEXT = frozenset({str, NoneType})
_LISTS = frozenset({tuple, NoneType})
Way = Callable[[Any], Any]
"""Makes the replacement of one value."""
Objects = Callable[[Directory, Directory, Set[str]], Iterator[Mapping[str, Value]]]
"""What expressions see of people or groups; see :func:`of_people`."""

PLAIN = frozenset(
    {"usageLocation", "preferredLanguage", "country", "userType", "creationType", "dirSyncEnabled", "c", "locale"}
)
"""Source attributes whose values are codes, the same in every tenant."""

_CODES = frozenset({"locale", "preferredLanguage", "timezone", "userType", "active"})
_NAMING = frozenset({"group", "name"})
"""Parameters of a reason that name somebody."""
_WORDS_OF_LOG = frozenset({"userPrincipalName", "displayName", "mail", "userName", "externalId", "mailNickname"})


class Disguise:
    """Puts replacements into the documents of one case.

    Args:
        standins: with the file's key.
        checkpoint: called now and then; may raise to stop.
    """

    def __init__(self, standins: StandIns, checkpoint: Checkpoint = lambda: None) -> None:
        self._standins = standins
        self._checkpoint = checkpoint
        self._free = FreeTexts(standins, checkpoint)
        self._loose: frozenset[str] = frozenset()
        self._plainly = self._each(standins.value)
        self._ways: dict[str, dict[str, Way]] = {"User": {}, "Group": {}}
        self._keys: dict[str, Way] = {}

    def case(self, case: Case) -> Case:
        """Return the case under replacement names."""
        manifest = msgspec.structs.replace(case.manifest, name=self._standins.text(case.manifest.name))
        free = ("setup", "entra", "exchanges", "doctor", "proposal")
        rows = ("directory", "cloudgate", "plan", "kept", "log") if self._standins.real else ()
        parts: dict[str, Any] = {name: self._free.anything(getattr(case, name)) for name in (*free, *rows)}
        parts["history"] = self._free.history(case.history)
        if not self._standins.real:
            parts |= self._sides(case)
            parts |= {"kept": self._kept(case), "log": self._log(case.log)}
        return msgspec.structs.replace(case, manifest=manifest, **parts)

    def _sides(self, case: Case) -> dict[str, Any]:
        """Return what the plan rests on, and the plan; none of it is of use without the others."""
        planned, before, cloudgate = case.plan, case.directory, case.cloudgate
        if planned is None or before is None or cloudgate is None:
            return {"directory": None, "cloudgate": None, "plan": None}
        self._loose = loosely_tested(Schema(planned.schema)) - NAMES - NUMBERS
        after = self._directory(before)
        disguised = msgspec.structs.replace(planned, schema=self._free.anything(planned.schema), operations=())
        was, will = configuration_of(planned), configuration_of(disguised)
        contexts = was.context, will.context
        self._learn_ways("User", was.users, will.users, contexts, of_people, before, after)
        if was.groups is not None and will.groups is not None:
            self._learn_ways("Group", was.groups, will.groups, contexts, of_groups, before, after)
        made = self._cloudgate(cloudgate)
        plan = msgspec.structs.replace(disguised, operations=self._operations(planned.operations))
        return {"directory": after, "cloudgate": made, "plan": plan}

    def _log(self, log: Log | None) -> Log | None:
        if log is None:
            return None
        return msgspec.structs.replace(
            log, rows=tuple(map(self._log_row, with_checkpoints(log.rows, self._checkpoint, 50)))
        )

    def _kept(self, case: Case) -> Kept | None:
        return disguised(case.kept, case.log, self._standins, self._logged, self._checkpoint) if case.kept else None

    def _logged(self, kind: str, attribute: str) -> Way:
        """Return what makes the replacement of a value that the log has: the same as of an account's."""
        if attribute in _CODES:
            return _same
        return self._ways.get(kind, {}).get(attribute, self._plainly)

    def _log_row(self, row: LogRow) -> LogRow:
        seen: LogRow = self._free.anything(row)
        modified = []
        for old, new in zip(row.modified, seen.modified, strict=True):
            way = self._logged(row.source.kind, old.name)
            modified.append(replace(new, old=way(old.old), new=way(old.new)))
        return replace(
            seen,
            source=self._identity(row.source, seen.source),
            target=self._identity(row.target, seen.target),
            modified=tuple(modified),
        )

    def _identity(self, given: Identity, seen: Identity) -> Identity:
        value = self._standins.value
        details = {
            self._standins.text(key): value(item) if key in _WORDS_OF_LOG else self._standins.text(item)
            for key, item in given.details.items()
        }
        return replace(seen, display_name=value(given.display_name), details=details)

    # --- people and groups

    def _directory(self, directory: Directory) -> Directory:
        identifier = self._standins.identifier
        count = len(directory.people)
        columns = list(zip(*(row.values for row in directory.people), strict=True)) if count else []
        made = [
            self._column(self._way(name, self._loose), column)
            for name, column in with_checkpoints(
                list(zip(directory.attributes, columns, strict=False)), self._checkpoint, 1
            )
        ]
        values = zip(*made, strict=True) if made else iter([()] * count)
        rows = with_checkpoints(zip(directory.people, values, strict=True), self._checkpoint, EVERY)
        people = tuple(
            PersonRow(
                identifier(row.id),
                row.account_enabled,
                row.soft_deleted,
                row.user_type,
                identifier(row.manager_id) if row.manager_id else row.manager_id,
                some,
            )
            for row, some in rows
        )
        groups = tuple(
            self._group(row, self._loose) for row in with_checkpoints(directory.groups, self._checkpoint, 20)
        )
        value = self._standins.value
        assignments = tuple(
            replace(
                one,
                principal_id=identifier(one.principal_id),
                role_id=identifier(one.role_id),
                display_name=value(one.display_name),
                id=value(one.id),
            )
            for one in directory.assignments
        )
        names = tuple(map(self._standins.text, directory.attributes))
        return Directory(attributes=names, people=people, groups=groups, assignments=assignments)

    def _column(self, way: Way, column: Sequence[Any]) -> Sequence[Any]:
        """Return a whole column; one of plain values is asked for at once."""
        if way is _same:
            return column
        if way is self._plainly and _TEXT.issuperset(map(type, column)):
            return self._standins.values(column)
        if way is self._plainly and _LISTS.issuperset(map(type, column)):
            made = iter(self._standins.addresses([text for value in column if value for text in value]))
            return [tuple(islice(made, len(value))) if value is not None else None for value in column]
        return list(map(way, column))

    def _group(self, row: GroupRow, loose: frozenset[str]) -> GroupRow:
        identifier = self._standins.identifier
        attributes = {name: self._way(name, loose)(value) for name, value in row.attributes.items()}
        members = tuple((identifier(one), kind) for one, kind in row.members)
        return msgspec.structs.replace(row, id=identifier(row.id), attributes=attributes, members=members)

    def _way(self, name: str, loose: frozenset[str]) -> Way:
        """Return what makes the replacement of one attribute's values."""
        if name in PLAIN:
            return _same
        if name == "objectId":
            return self._each(self._standins.identifier)
        return self._each(self._standins.text) if name in loose else self._plainly

    @staticmethod
    def _each(make: Callable[[str], str]) -> Way:
        def way(value: Any) -> Any:
            if value.__class__ is str:
                return make(value)
            return tuple(map(make, value)) if isinstance(value, tuple) else value

        return way

    # --- accounts

    def _cloudgate(self, cloudgate: CloudGate) -> CloudGate:
        checkpoint, identifier = self._checkpoint, self._standins.identifier
        references = dict.fromkeys(cloudgate.references, self._each(identifier))
        users, groups = self._ways["User"] | references, self._ways["Group"] | references
        members = {
            identifier(group): tuple(map(identifier, ids))
            for group, ids in with_checkpoints(cloudgate.members.items(), checkpoint, 20)
        }
        looked = tuple(
            msgspec.structs.replace(
                look,
                value=(users if look.kind == "User" else groups).get(look.attribute, self._plainly)(look.value),
                ids=tuple(map(identifier, look.ids)),
            )
            for look in with_checkpoints(cloudgate.looked, checkpoint, EVERY)
        )
        return msgspec.structs.replace(
            cloudgate,
            users=self._accounts(cloudgate.users, cloudgate.user_paths, users),
            groups=self._accounts(cloudgate.groups, cloudgate.group_paths, groups),
            members=members,
            looked=looked,
        )

    def _accounts(
        self, rows: Sequence[AccountRow], paths: Sequence[str], ways: Mapping[str, Way]
    ) -> tuple[AccountRow, ...]:
        identifier = self._standins.identifier
        chosen = [ways.get(path, _same if path in _CODES else self._plainly) for path in paths]
        columns = list(zip(*(row.values for row in rows), strict=True)) if rows else []
        made = [
            self._column(way, column)
            for way, column in with_checkpoints(list(zip(chosen, columns, strict=False)), self._checkpoint, 1)
        ]
        values = zip(*made, strict=True) if made else iter([()] * len(rows))
        return tuple(
            AccountRow(identifier(row.id), some)
            for row, some in with_checkpoints(list(zip(rows, values, strict=True)), self._checkpoint, EVERY)
        )

    def _learn_ways(
        self,
        kind: str,
        old: ObjectMapping,
        new: ObjectMapping,
        contexts: tuple[EvaluationContext, EvaluationContext],
        objects: Objects,
        before: Directory,
        after: Directory,
    ) -> None:
        """Find out how the values of each mapped target attribute change, and those that objects are matched by.

        What an attribute's value is mapped to changes as the attribute does. An account that holds what an expression
        gave for somebody has to hold what it gives for the replacement: replacing a name before it is cut or joined
        gives something else than replacing it afterward.
        """
        ways = self._ways[kind]
        computed = []
        for row, then in zip(Rows.of(old).plain, Rows.of(new).plain, strict=True):
            if row.value is None or then.value is None:
                continue
            if isinstance(row.value.node, Attribute):
                ways[row.target] = self._way(row.value.node.name, self._loose)
            elif "IsSoftDeleted" not in row.value.attributes and row.value.attributes:
                computed.append((row.target, row.value, then.value))
        if computed:
            targets, old_values, new_values = zip(*computed, strict=True)
            images = [Images(self._standins.value) for _ in targets]
            ways |= zip(targets, images, strict=True)
            used = {name for value in old_values for name in value.attributes}
            first, second = Batch(list(old_values)), Batch(list(new_values))
            sides = zip(objects(before, before, used), objects(after, before, used), strict=True)
            for one, other in with_checkpoints(sides, self._checkpoint, EVERY):
                try:
                    given, made = first(one, contexts[0]), second(other, contexts[1])
                except MappingError:
                    continue
                for image, text, standin in zip(images, given, made, strict=True):
                    image.add(as_text(text), as_text(standin))
        for matching in old.matching[:1]:
            self._keys[kind] = ways.get(matching.target, self._plainly)

    # --- the plan

    def _operations(self, rows: Sequence[OperationRow]) -> tuple[OperationRow, ...]:
        identifier, checkpoint = self._standins.identifier, self._checkpoint
        keys = self._keys
        return tuple(
            OperationRow(
                row.kind,
                identifier(row.source_id),
                row.verdict,
                row.reason,
                row.stage,
                keys.get(row.kind, self._plainly)(row.key) if row.key else "",
                self._params(row) if row.params else {},
                row.targets,
            )
            for row in with_checkpoints(rows, checkpoint, EVERY)
        )

    def _params(self, row: OperationRow) -> dict[str, str | int | float]:
        found: dict[str, str | int | float] = {}
        for name, value in row.params.items():
            if not isinstance(value, str) or name == "attribute":
                found[name] = value
            elif name in {"value", "held"}:
                way = self._ways[row.kind].get(str(row.params.get("attribute", "")), self._plainly)
                found[name] = way(value)
            elif name in _NAMING:
                found[name] = self._standins.value(value)
            else:
                found[name] = self._standins.identifier(value)
        return found


def _same(value: Any) -> Any:
    return value
