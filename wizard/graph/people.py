"""Reads people and groups for the preview: only the mapped attributes, in as few requests as possible."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from wizard.core.errors import GraphError
from wizard.directory import Group, Member, Person, Record, Repeated, Value
from wizard.directory.record import only_text
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.attributes import Reader, selection, value_of
from wizard.graph.batch import AT_ONCE, BatchCalls
from wizard.graph.odata import Json, literal, objects, segment, with_query
from wizard.graph.page_decoder import Decoder
from wizard.graph.problems import problem, renamed
from wizard.graph.sending import IF_THERE, LONG_READ

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from wizard.core.checkpoints import Checkpoint
    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task
    from wizard.graph.calls import Calls
    from wizard.http import Response

_KINDS = {"#microsoft.graph.user": "User", "#microsoft.graph.group": "Group"}
_PAGE = 999
_GROUP = selection(
    ("objectId", "displayName", "mailNickname", "description", "mail", "securityEnabled", "mailEnabled"), "Group"
)
"""Attributes of a group in the synchronization schema of a SCIM application."""

_GROUP_FIELDS = ("id", "displayName", "securityEnabled", "mailEnabled", "groupTypes", *_GROUP.properties)
_GROUPS = {"$select": ",".join(dict.fromkeys(_GROUP_FIELDS)), "$top": str(_PAGE)}
_IDS_AT_ONCE = 15
"""Maximum values in an ``in`` filter (Graph documentation, "Use the $filter query parameter")."""


_OWN_PERMISSION = frozenset({"employeeLeaveDateTime"})
"""User properties that require a separate permission (Graph documentation, user: User-LifeCycleInfo.Read.All)."""

_NO_PROPERTY = re.compile(r"property named '(\w+)'")


class PeopleCalls(Area):
    """Calls that read many users and groups."""

    def __init__(self, calls: Calls, batch: BatchCalls) -> None:
        super().__init__(calls)
        self._batch = batch
        self._unread: set[str] = set()

    def count(self, task: Task) -> int | None:
        """Return the number of users in the tenant; ``None`` if the service does not return it."""
        try:
            text = self._calls.send(task, "GET", "/users/$count", "people").text.strip("\ufeff \r\n")
        except GraphError:
            return None
        return int(text) if text.isdigit() and len(text) < 10 else None

    def group_members(self, task: Task, group_id: str) -> tuple[Member, ...]:
        """Return the direct members that are relevant to provisioning."""
        return self.members_of(task, [group_id]).get(group_id, ())

    def members_of(self, task: Task, group_ids: Collection[str]) -> dict[str, tuple[Member, ...]]:
        """Return the direct members of groups; groups that do not exist are omitted.

        A member of two groups is the same object in both.
        """
        ids = list(dict.fromkeys(group_ids))
        paths = [f"/groups/{segment(item)}/members?$select=id&$top={_PAGE}" for item in ids]
        kinds = {name: _Members(kind) for name, kind in _KINDS.items()}
        decoder = Decoder(("id", "@odata.type"))
        found: dict[str, tuple[Member, ...]] = {}
        for place, answer in self._batch.read(task, paths, "people"):
            members: list[Member] = []
            first = answer
            if answer.status == 404:
                if not self._has_group(task, ids[place]):
                    continue
                first = self._members_page(task, ids[place], paths[place])
            for page in self._calls.walk(task, paths[place], "people", decoder.read, first=first, options=LONG_READ):
                for name, some in groupby(page, itemgetter(1)):
                    one = kinds.get(name) if isinstance(name, str) else None
                    if one is not None:
                        ids_here = [identifier for identifier, _ in some if identifier.__class__ is str]
                        members += map(one.__getitem__, ids_here)
            found[ids[place]] = tuple(members)
            task.report("graph-reading-groups", done=len(found), total=len(ids))
        return found

    def _has_group(self, task: Task, group_id: str) -> bool:
        """Return whether a group exists after its members were reported as not found."""
        path = f"/groups/{segment(group_id)}?$select=id"
        return self._calls.send(task, "GET", path, "people", None, IF_THERE).status == 200

    def _members_page(self, task: Task, group_id: str, path: str) -> Response:
        """Return the first page of members after a 404 for an existing group, so that it does not count as empty.

        Raises:
            GraphError: ``graph-members-unknown``: the service keeps returning contradictory responses.
        """
        try:
            return self._settling.settle(
                task,
                lambda: self._calls.send(task, "GET", path, "people"),
                "graph-wait-members",
                lambda error: error.status == 404,
                deadline=30.0,
            )
        except GraphError as error:
            if error.status != 404:
                raise
            raise renamed(error, "graph-members-unknown", {"id": group_id}) from error

    def read(self, task: Task, attributes: Collection[str], *, limit: int | None = None) -> tuple[Person, ...]:
        """Return all people, or the first ``limit``, with the attributes that a schema maps.

        Args:
            attributes: names in the synchronization schema; attributes that Graph does not provide are empty.
        """
        found: list[Person] = []
        for page in self.pages(task, attributes, limit=limit):
            found += page
            task.report("graph-reading-people", done=len(found), total=limit)
            if limit is not None and len(found) >= limit:
                break
        return tuple(found[:limit])

    def pages(
        self, task: Task, attributes: Collection[str], *, limit: int | None = None
    ) -> Iterator[tuple[Person, ...]]:
        """Yield all people page by page; ``limit`` is the number the caller needs, which sets the page size."""

        def read(people: _People) -> Iterator[tuple[Person, ...]]:
            path = with_query("/users", people.query(limit))
            yield from map(people.read, self._calls.walk(task, path, "people", people.decoder.read, options=LONG_READ))

        yield from self._without_refused(task, attributes, read)

    @property
    def unread(self) -> frozenset[str]:
        """User attributes that the service refused in this session; they have no values."""
        return frozenset(self._unread)

    def _without_refused(
        self,
        task: Task,
        attributes: Collection[str],
        read: Callable[[_People], Iterator[tuple[Person, ...]]],
    ) -> Iterator[tuple[Person, ...]]:
        """Read people; if an attribute is refused, report that and read again without it."""
        people, any_yet = _People(attributes, self._unread, task.checkpoint), False
        try:
            for some in read(people):
                any_yet = True
                yield some
            return
        except GraphError as error:
            refused = people.refused(error)
            if any_yet or not refused:
                raise
        self._unread |= refused
        task.report("graph-reading-without", names=", ".join(sorted(refused)))
        yield from self._without_refused(task, attributes, read)

    def by_id(self, task: Task, ids: Collection[str], attributes: Collection[str]) -> tuple[Person, ...]:
        """Return some people; people who do not exist are omitted."""
        found: list[Person] = []
        for some in self.by_id_pages(task, ids, attributes):
            found += some
            task.report("graph-reading-people", done=len(found), total=len(ids))
        return tuple(found)

    def by_id_pages(
        self, task: Task, ids: Collection[str], attributes: Collection[str], *, total: int | None = None
    ) -> Iterator[tuple[Person, ...]]:
        """Yield the people of ``by_id`` in parts.

        Args:
            total: number of users in the tenant; if reading all of them takes fewer requests, all are read.
        """
        if total is not None and len(ids) / (_IDS_AT_ONCE * AT_ONCE) > total / _PAGE + 1:
            wanted = frozenset(ids)
            for page in self.pages(task, attributes):
                yield tuple(person for person in page if person.id in wanted)
            return

        def read(people: _People) -> Iterator[tuple[Person, ...]]:
            for items in self._by_ids(task, "/users", people.query(None), ids):
                yield people.read(people.decoder.convert(items))

        yield from self._without_refused(task, attributes, read)

    def read_groups(self, task: Task) -> tuple[Group, ...]:
        """Return all groups with their direct members."""
        return self._groups(task, self._calls.pages(task, "/groups", "people", _GROUPS, LONG_READ))

    def groups_by_id(self, task: Task, ids: Collection[str]) -> tuple[Group, ...]:
        """Return some groups with their direct members; groups that do not exist are omitted."""
        return self._groups(task, self._by_ids(task, "/groups", _GROUPS, ids))

    def _groups(self, task: Task, pages: Iterable[list[Json]]) -> tuple[Group, ...]:
        items = {parse.text(item.get("id")): item for page in pages for item in page}
        members = self.members_of(task, items)
        return tuple(_group(item, members[key]) for key, item in items.items() if key in members)

    def _by_ids(self, task: Task, path: str, query: Mapping[str, str], ids: Collection[str]) -> Iterator[list[Json]]:
        every = list(dict.fromkeys(ids))
        paths = []
        for start in range(0, len(every), _IDS_AT_ONCE):
            listed = ",".join(literal(item) for item in every[start : start + _IDS_AT_ONCE])
            paths.append(with_query(path, {**query, "$filter": f"id in ({listed})"}))
        for place, response in self._batch.read(task, paths, "people"):
            if response.status != 200:
                raise problem(response, self._calls.redactor)
            yield from self._calls.walk(task, paths[place], "people", objects, first=response, options=LONG_READ)


class _Members(dict[str, Member]):
    """Members of one kind by id, created on first access so that they are shared."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __missing__(self, identifier: str) -> Member:
        made = self[identifier] = Member(identifier, self._kind)
        return made


class _People:
    """Builds the query for people with some attributes, and reads the pages quickly and with little memory.

    Pages are decoded into the requested properties only.
    """

    def __init__(self, attributes: Collection[str], without: Collection[str], checkpoint: Checkpoint) -> None:
        self._wanted = wanted = selection(attributes, "User")
        self._without = without
        self._checkpoint = checkpoint
        self._manager = "manager" in attributes
        self._repeated: Repeated[Value] = Repeated(len(wanted.readers))
        self._kinds: dict[str, str] = {}
        properties = list(dict.fromkeys([*_FIXED, *wanted.properties]))
        self.decoder = Decoder(properties)
        self._at = {name: place for place, name in enumerate(properties)}

    def query(self, limit: int | None) -> dict[str, str]:
        wanted = (name for name in self._wanted.properties if name not in self._without)
        fields = dict.fromkeys(["id", "accountEnabled", "userType", *wanted])
        query = {"$select": ",".join(fields), "$top": str(min(limit or _PAGE, _PAGE))}
        if self._manager:
            query["$expand"] = "manager($select=id)"
        return query

    def refused(self, error: GraphError) -> frozenset[str]:
        """Return the properties that an error refuses: the named property, or those with a separate permission."""
        asked = frozenset(self._wanted.properties) - frozenset(self._without)
        if error.status == 400:
            named = _NO_PROPERTY.search(str(error.params.get("detail", "")))
            return asked & {named[1]} if named else frozenset()
        return asked & _OWN_PERMISSION if error.status == 403 else frozenset()

    def read(self, items: Sequence[tuple[object, ...]]) -> tuple[Person, ...]:
        """Return the people on a page."""
        if not items:
            return ()
        given = list(zip(*items, strict=True))
        rows = self._repeated.rows([self._column(given, *how) for how in self._wanted.readers.values()], len(items))
        places = self._wanted.places
        return tuple(
            Person(
                identifier if identifier.__class__ is str else "",
                Record(places, row),
                enabled is not False,
                deleted is not None,
                self._kinds.setdefault(kind, kind) if kind.__class__ is str else "Member",
                manager if manager.__class__ is str else None,
            )
            for identifier, enabled, kind, deleted, manager, row in zip(
                *given[:4], map(_id_in, given[4]), rows, strict=True
            )
        )

    def _column(self, given: Sequence[Sequence[Any]], name: str, read: Reader) -> Sequence[Value]:
        """Return the values of one attribute for all people on a page."""
        self._checkpoint()
        column = given[self._at[name]] if name else (None,) * len(given[0])
        return column if read is value_of and only_text(column) else list(map(read, column))


def _id_in(value: object) -> object:
    return value.get("id") if value.__class__ is dict else None


_FIXED = ("id", "accountEnabled", "userType", "deletedDateTime", "manager")
"""Properties read of every person in addition to the mapped attributes."""


def is_dynamic(item: JsonMapping) -> bool:
    """Return whether a group's members are determined by a rule."""
    kinds = item.get("groupTypes")
    return isinstance(kinds, list) and "DynamicMembership" in kinds


def _group(item: JsonMapping, members: tuple[Member, ...]) -> Group:
    attributes = _GROUP.read(item)
    attributes.setdefault("displayName", parse.text(item.get("displayName")) or None)
    return Group(
        parse.text(item.get("id")),
        attributes,
        members,
        item.get("securityEnabled") is not False,
        item.get("mailEnabled") is True,
        is_dynamic(item),
        item.get("deletedDateTime") is not None,
    )
