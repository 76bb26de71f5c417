"""People and groups: searching them, reading them for the rehearsal, and who stands behind a group (T4 to T6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from wizard.directory import Group, Member, Person
from wizard.errors import GraphError
from wizard.graph import parse
from wizard.graph.attributes import Selection, selection
from wizard.graph.calls import Calls, Json, literal, segment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from wizard.tasks import Task

_USER = "#microsoft.graph.user"
_GROUP = "#microsoft.graph.group"
_USER_FIELDS = "id,displayName,userPrincipalName,mail,accountEnabled,userType"
_GROUP_FIELDS = "id,displayName,description,securityEnabled,mailEnabled,groupTypes,mail"
GROUP_ATTRIBUTES = ("objectId", "displayName", "mailNickname", "description", "mail", "securityEnabled", "mailEnabled")
"""Attributes of a group that the synchronization schema of a SCIM application knows."""

_PAGE = 999
_IDS_AT_ONCE = 15
"""Values that an ``in`` filter may list (Graph documentation, "Use the $filter query parameter")."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A user or group that can be assigned. ``detail`` is the user principal name, or a group's description."""

    id: str
    kind: Literal["User", "Group"]
    display_name: str
    detail: str = ""
    mail: str = ""
    account_enabled: bool = True
    guest: bool = False
    security_enabled: bool = True
    dynamic: bool = False


@dataclass(frozen=True, slots=True)
class GroupReach:
    """Who is provisioned through a group: its direct people; those only in nested groups are not.

    ``others`` counts members that are neither people nor groups.
    """

    people: tuple[Principal, ...]
    nested_groups: tuple[Principal, ...] = ()
    nested_only: int = 0
    others: int = 0

    @property
    def disabled(self) -> int:
        return sum(not person.account_enabled for person in self.people)

    @property
    def guests(self) -> int:
        return sum(person.guest for person in self.people)


class PrincipalCalls(Calls):
    """Calls on users and groups."""

    def search_principals(self, text: str, task: Task, *, limit: int = 20) -> tuple[Principal, ...]:
        """Return people, then groups, with a word that begins with ``text``; the server searches.

        Args:
            text: as typed; empty for the first ones of the directory.
            limit: of each kind.
        """
        people = self._search("/users", ("displayName", "userPrincipalName", "mail"), _USER_FIELDS, text, limit, task)
        groups = self._search("/groups", ("displayName",), _GROUP_FIELDS, text, limit, task)
        return (*map(_person_found, people), *map(_group_found, groups))

    def group_members(self, group_id: str, task: Task) -> tuple[Member, ...]:
        """Return the direct members that matter to provisioning."""
        path = f"/groups/{segment(group_id)}/members"
        found = self.all(path, "people", task, query={"$select": "id", "$top": "999"})
        kinds = {_USER: "User", _GROUP: "Group"}
        return tuple(
            Member(parse.text(item.get("id")), kinds[item["@odata.type"]])
            for item in found
            if item.get("@odata.type") in kinds
        )

    def group_reach(self, group_id: str, task: Task) -> GroupReach:
        """Return the people directly in a group, its nested groups, and how many people are only in those."""
        path = f"/groups/{segment(group_id)}"
        select = f"{_USER_FIELDS},description,securityEnabled,groupTypes"
        found: list[Json] = []
        for page in self.pages(f"{path}/members", "people", task, query={"$select": select, "$top": "999"}):
            found += page
            task.report("graph-reading-members", done=len(found))
        people = tuple(_person_found(item) for item in found if item.get("@odata.type") == _USER)
        groups = tuple(_group_found(item) for item in found if item.get("@odata.type") == _GROUP)
        nested_only = 0
        if groups:
            query = {"$select": "id", "$top": "999", "$count": "true"}
            everybody = self.all(
                f"{path}/transitiveMembers/microsoft.graph.user", "people", task, query=query, eventual=True
            )
            nested_only = len({parse.text(item.get("id")) for item in everybody} - {person.id for person in people})
        return GroupReach(people, groups, nested_only, len(found) - len(people) - len(groups))

    def read_people(self, attributes: Collection[str], task: Task, *, limit: int | None = None) -> tuple[Person, ...]:
        """Read everybody, or the first ``limit``, with the attributes that a schema maps.

        Args:
            attributes: names of the synchronization schema; one that Graph has nothing for is empty for everybody.
        """
        found: list[Person] = []
        for page in self.people_pages(attributes, task, limit=limit):
            found += page
            task.report("graph-reading-people", done=len(found), total=limit)
            if limit is not None and len(found) >= limit:
                break
        return tuple(found[:limit])

    def people_pages(
        self, attributes: Collection[str], task: Task, *, limit: int | None = None
    ) -> Iterator[tuple[Person, ...]]:
        """Read everybody, a page at a time; ``limit`` is how many are wanted at most, which sets the page's size."""
        wanted = selection(attributes, "User")
        for page in self.pages("/users", "people", task, query=_people_query(wanted, attributes, limit)):
            yield tuple(_person(item, wanted) for item in page)

    def people_by_id(self, ids: Collection[str], attributes: Collection[str], task: Task) -> tuple[Person, ...]:
        """Read some people; those who do not exist (any more) are left out."""
        wanted = selection(attributes, "User")
        query = _people_query(wanted, attributes, None)
        found: list[Person] = []
        for page in self._by_ids("/users", query, ids, task):
            found += [_person(item, wanted) for item in page]
            task.report("graph-reading-people", done=len(found), total=len(ids))
        return tuple(found)

    def read_groups(self, task: Task, attributes: Collection[str] = GROUP_ATTRIBUTES) -> tuple[Group, ...]:
        """Read all groups with their direct members; one call or more for each."""
        wanted = selection(attributes, "Group")
        return self._groups(self.pages("/groups", "people", task, query=_groups_query(wanted)), wanted, task)

    def groups_by_id(
        self, ids: Collection[str], task: Task, attributes: Collection[str] = GROUP_ATTRIBUTES
    ) -> tuple[Group, ...]:
        """Read some groups with their direct members; those that do not exist (any more) are left out."""
        wanted = selection(attributes, "Group")
        return self._groups(self._by_ids("/groups", _groups_query(wanted), ids, task), wanted, task)

    def _groups(self, pages: Iterable[list[Json]], wanted: Selection, task: Task) -> tuple[Group, ...]:
        items = [item for page in pages for item in page]
        found: list[Group] = []
        for item in items:
            found.append(_group(item, wanted, self.group_members(parse.text(item.get("id")), task)))
            task.report("graph-reading-groups", done=len(found), total=len(items))
        return tuple(found)

    def _by_ids(self, path: str, query: Mapping[str, str], ids: Collection[str], task: Task) -> Iterator[list[Json]]:
        every = list(dict.fromkeys(ids))
        for start in range(0, len(every), _IDS_AT_ONCE):
            listed = ",".join(literal(item) for item in every[start : start + _IDS_AT_ONCE])
            yield from self.pages(path, "people", task, query={**query, "$filter": f"id in ({listed})"})

    def _search(
        self, path: str, names: Sequence[str], select: str, text: str, limit: int, task: Task
    ) -> list[Mapping[str, Any]]:
        query = {"$select": select, "$top": str(limit)}
        words = text.strip()
        if not words:
            return self._first_page(path, query, task, eventual=False)
        escaped = words.replace("\\", "\\\\").replace('"', '\\"')
        clauses = " OR ".join(f'"{name}:{escaped}"' for name in names)
        try:
            return self._first_page(path, {**query, "$search": clauses, "$count": "true"}, task, eventual=True)
        except GraphError as error:
            if error.status != 400:
                raise
        starts = " or ".join(f"startswith({name},{literal(words)})" for name in names)
        return self._first_page(path, {**query, "$filter": starts}, task, eventual=False)

    def _first_page(
        self, path: str, query: Mapping[str, str], task: Task, *, eventual: bool
    ) -> list[Mapping[str, Any]]:
        """More than one page of suggestions would not be read; a short page is no error."""
        return parse.objects(self.get(path, "people", task, query=query, eventual=eventual).get("value"))


def _people_query(wanted: Selection, attributes: Collection[str], limit: int | None) -> dict[str, str]:
    fields = dict.fromkeys(["id", "accountEnabled", "userType", *wanted.properties])
    query = {"$select": ",".join(fields), "$top": str(min(limit or _PAGE, _PAGE))}
    if "manager" in attributes:
        query["$expand"] = "manager($select=id)"
    return query


def _groups_query(wanted: Selection) -> dict[str, str]:
    fields = ["id", "displayName", "securityEnabled", "mailEnabled", "groupTypes", *wanted.properties]
    return {"$select": ",".join(dict.fromkeys(fields)), "$top": str(_PAGE)}


def _person_found(item: Mapping[str, Any]) -> Principal:
    name = parse.text(item.get("displayName"))
    return Principal(
        parse.text(item.get("id")),
        "User",
        name or parse.text(item.get("userPrincipalName")) or parse.text(item.get("id")),
        parse.text(item.get("userPrincipalName")),
        parse.text(item.get("mail")),
        account_enabled=item.get("accountEnabled") is not False,
        guest=item.get("userType") == "Guest",
    )


def _group_found(item: Mapping[str, Any]) -> Principal:
    return Principal(
        parse.text(item.get("id")),
        "Group",
        parse.text(item.get("displayName")) or parse.text(item.get("id")),
        parse.text(item.get("description")),
        parse.text(item.get("mail")),
        security_enabled=item.get("securityEnabled") is not False,
        dynamic=_dynamic(item),
    )


def _dynamic(item: Mapping[str, Any]) -> bool:
    kinds = item.get("groupTypes")
    return isinstance(kinds, list) and "DynamicMembership" in kinds


def _person(item: Mapping[str, Any], wanted: Selection) -> Person:
    return Person(
        parse.text(item.get("id")),
        wanted.read(item),
        item.get("accountEnabled") is not False,
        item.get("deletedDateTime") is not None,
        parse.text(item.get("userType")) or "Member",
        parse.text(parse.mapping(item.get("manager")).get("id")) or None,
    )


def _group(item: Mapping[str, Any], wanted: Selection, members: tuple[Member, ...]) -> Group:
    attributes = wanted.read(item)
    attributes.setdefault("displayName", parse.text(item.get("displayName")) or None)
    return Group(
        parse.text(item.get("id")),
        attributes,
        members,
        item.get("securityEnabled") is not False,
        item.get("mailEnabled") is True,
        _dynamic(item),
        item.get("deletedDateTime") is not None,
    )
