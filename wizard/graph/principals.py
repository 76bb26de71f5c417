"""People and groups to assign: search, and the people a group provisions (T4 to T6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wizard.core.errors import GraphError
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.odata import Json, literal, segment
from wizard.graph.people import is_dynamic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task

_USER = "#microsoft.graph.user"
_GROUP = "#microsoft.graph.group"
_USER_FIELDS = "id,displayName,userPrincipalName,mail,accountEnabled,userType"
MEMBER_FIELDS = f"{_USER_FIELDS},description,securityEnabled,groupTypes"
"""Properties read of a group's members."""

MOST_FOUND = 20
"""Maximum number of people, and of groups, that a search returns."""

_GROUP_FIELDS = "id,displayName,description,securityEnabled,mailEnabled,groupTypes,mail"


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
    """The people provisioned through a group: its direct members; people only in nested groups are not provisioned.

    ``others`` is the number of members that are neither people nor groups.
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


class PrincipalCalls(Area):
    """Calls on users and groups."""

    def search(self, task: Task, text: str) -> tuple[Principal, ...]:
        """Return people, then groups, with a word that begins with ``text``; the service searches.

        Args:
            text: as typed; empty for the first entries of the directory.
        """
        people = self._search(task, "/users", ("displayName", "userPrincipalName", "mail"), _USER_FIELDS, text)
        groups = self._search(task, "/groups", ("displayName",), _GROUP_FIELDS, text)
        return (*map(_person_found, people), *map(_group_found, groups))

    def group_reach(self, task: Task, group_id: str) -> GroupReach:
        """Return the people directly in a group, its nested groups, and the number of people only in those."""
        path = f"/groups/{segment(group_id)}"
        found: list[Json] = []
        for page in self._calls.pages(task, f"{path}/members", "people", {"$select": MEMBER_FIELDS, "$top": "999"}):
            found += page
            task.report("graph-reading-members", done=len(found))
        people = tuple(_person_found(item) for item in found if item.get("@odata.type") == _USER)
        groups = tuple(_group_found(item) for item in found if item.get("@odata.type") == _GROUP)
        nested_only = 0
        if groups:
            query = {"$select": "id", "$top": "999", "$count": "true"}
            everybody = self._calls.all(task, f"{path}/transitiveMembers/microsoft.graph.user", "people", query)
            nested_only = len({parse.text(item.get("id")) for item in everybody} - {person.id for person in people})
        return GroupReach(people, groups, nested_only, len(found) - len(people) - len(groups))

    def _search(self, task: Task, path: str, names: Sequence[str], select: str, text: str) -> list[JsonMapping]:
        query = {"$select": select, "$top": str(MOST_FOUND)}
        words = text.strip()
        if not words:
            return self._first_page(task, path, query)
        escaped = words.replace("\\", "\\\\").replace('"', '\\"')
        clauses = " OR ".join(f'"{name}:{escaped}"' for name in names)
        try:
            return self._first_page(task, path, {**query, "$search": clauses, "$count": "true"})
        except GraphError as error:
            if error.status != 400:
                raise
        starts = " or ".join(f"startswith({name},{literal(words)})" for name in names)
        return self._first_page(task, path, {**query, "$filter": starts})

    def _first_page(self, task: Task, path: str, query: Mapping[str, str]) -> list[JsonMapping]:
        """Return the first page; more suggestions would not be read, and a short page is not an error."""
        return parse.objects(self._calls.get(task, path, "people", query).get("value"))


def _person_found(item: JsonMapping) -> Principal:
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


def _group_found(item: JsonMapping) -> Principal:
    return Principal(
        parse.text(item.get("id")),
        "Group",
        parse.text(item.get("displayName")) or parse.text(item.get("id")),
        parse.text(item.get("description")),
        parse.text(item.get("mail")),
        security_enabled=item.get("securityEnabled") is not False,
        dynamic=is_dynamic(item),
    )
