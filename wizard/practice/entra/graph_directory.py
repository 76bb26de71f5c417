"""Graph endpoints for the tenant: organization, the signed-in person, licenses, users, groups."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from wizard.core.json_types import JsonObject
from wizard.directory import Group, Member, Person
from wizard.practice.entra import represent
from wizard.practice.entra.graph import Call, GraphApp
from wizard.practice.entra.kinds import Kind, blank
from wizard.practice.entra.problems import bad_request, existing, not_found

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

USER = Kind(
    "user",
    represent.USER,
    represent.USER_DEFAULT,
    ("displayName", "userPrincipalName", "mail", "givenName", "surname"),
    whole_in_beta=True,
)
GROUP = Kind("group", represent.GROUP, represent.GROUP_DEFAULT, ("displayName", "description", "mail", "mailNickname"))
MEMBER_USER = dataclasses.replace(USER, annotate=True)
MEMBER_GROUP = dataclasses.replace(GROUP, annotate=True)


def _of_role(name: str) -> Callable[[str], object]:
    return lambda role: represent.directory_role(role)[name]


_ROLE_NAMES = ("id", "deletedDateTime", "description", "displayName", "roleTemplateId")
ROLE: Kind[str] = Kind("directoryRole", {name: _of_role(name) for name in _ROLE_NAMES}, annotate=True)

_READ_USERS = "User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"
_READ_GROUPS = "Group.ReadBasic.All Group.Read.All GroupMember.Read.All Directory.Read.All"
_READ_MEMBERS = "GroupMember.ReadBasic.All GroupMember.Read.All Group.ReadBasic.All Group.Read.All Directory.Read.All"
_MEMBERSHIPS = f"User.Read {_READ_MEMBERS} User.Read.All"
_ORGANIZATION = "User.Read Organization.Read.All Directory.Read.All Directory.ReadWrite.All User.Read.All"


def add_routes(app: GraphApp) -> None:
    app.call("GET", "/organization", organization, scopes=_ORGANIZATION)
    app.call("GET", "/me", me, scopes=f"User.Read {_READ_USERS}")
    for path in ("/me/transitiveMemberOf", "/me/memberOf"):
        app.call("GET", path, my_memberships, scopes=_MEMBERSHIPS)
        app.call("GET", f"{path}/microsoft.graph.directoryRole", my_roles, scopes=_MEMBERSHIPS)
        app.call("GET", f"{path}/microsoft.graph.group", my_groups, scopes=_MEMBERSHIPS)
        app.call("GET", f"{path}/$count", count_memberships, scopes=_MEMBERSHIPS)
    app.call("POST", "/me/checkMemberObjects", check_member_objects, scopes=_MEMBERSHIPS)
    app.call("POST", "/me/checkMemberGroups", check_member_groups, scopes=_MEMBERSHIPS)
    skus = "LicenseAssignment.Read.All Organization.Read.All Directory.Read.All Directory.ReadWrite.All"
    app.call("GET", "/subscribedSkus", subscribed_skus, scopes=skus)
    app.call("GET", "/users", list_users, scopes=_READ_USERS)
    app.call("GET", "/users/$count", count_users, scopes=_READ_USERS)
    app.call("GET", "/users/<user_id>", get_user, scopes=f"User.Read {_READ_USERS}")
    app.call("GET", "/users/<user_id>/manager", get_manager, scopes="User.Read.All Directory.Read.All")
    app.call("GET", "/groups", list_groups, scopes=_READ_GROUPS)
    app.call("GET", "/groups/<group_id>", get_group, scopes=_READ_GROUPS)
    app.call("GET", "/groups/<group_id>/members", list_members, scopes=_READ_MEMBERS)
    app.call("GET", "/groups/<group_id>/transitiveMembers", list_transitive_members, scopes=_READ_MEMBERS)
    for name in ("members", "transitiveMembers"):
        path = f"/groups/<group_id>/{name}/microsoft.graph.user"
        app.call("GET", path, list_member_users, scopes=_READ_MEMBERS)


def organization(call: Call) -> Response:
    body = represent.organization(call.state.directory.tenant)
    if not call.claims.scopes & {"Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"}:
        shown = {"id", "displayName", "verifiedDomains", "deletedDateTime"}
        body = {name: value if name in shown or isinstance(value, list) else None for name, value in body.items()}
    names = [name for name in (call.option("select") or "").split(",") if name]
    if names:
        body = {name: body.get(name) for name in names} | {"id": body["id"]}
    return call.page([body], "organization", None, 1)


def me(call: Call) -> Response:
    return _user(call, call.me)


_ROLE_READERS = frozenset(("Directory.Read.All", "Directory.ReadWrite.All", "RoleManagement.Read.Directory"))


def _role_kind(call: Call) -> Kind[str]:
    """Return how roles are shown: if the token may not read their type, only type and id are returned and the rest is
    null.

    Source: Graph documentation, *List a user's direct memberships*, limited information for member objects.
    """
    if call.claims.scopes & _ROLE_READERS or not call.state.strict("role-fields"):
        return ROLE
    return dataclasses.replace(ROLE, properties={**blank(" ".join(ROLE.properties)), "id": ROLE.properties["id"]})


def my_memberships(call: Call) -> Response:
    names = call.option("select")
    kind = _role_kind(call)
    roles: list[JsonObject] = [kind.show(role, []) for role in sorted(call.state.roles_of(call.claims.person_id))]
    groups = [MEMBER_GROUP.show(group, []) for group in call.state.directory.groups_of(call.claims.person_id)]
    items = roles + groups
    if names:
        wanted = {"@odata.type", "id", *names.split(",")}
        items = [{name: value for name, value in item.items() if name in wanted} for item in items]
    return call.page(items, "directoryObjects", None, len(items))


def count_memberships(call: Call) -> Response:
    """Return the number of memberships as plain text; an advanced query."""
    state, person_id = call.state, call.claims.person_id
    return _count(call, len(state.roles_of(person_id)) + len(state.directory.groups_of(person_id)))


def _count(call: Call, number: int) -> Response:
    if not call.eventual:
        raise bad_request("The header ConsistencyLevel: eventual is missing.", "Request_UnsupportedQuery")
    return Response(str(number), content_type="text/plain")


def my_roles(call: Call) -> Response:
    roles = sorted(call.state.roles_of(call.claims.person_id))
    return call.collection(roles, _role_kind(call), "directoryRoles", cast=True)


def my_groups(call: Call) -> Response:
    groups = list(call.state.directory.groups_of(call.claims.person_id))
    return call.collection(groups, GROUP, "groups", cast=True)


def check_member_objects(call: Call) -> Response:
    """Return which of these groups and directory roles the signed-in person is in; ``User.Read`` is sufficient."""
    roles = call.state.roles_of(call.claims.person_id)
    own = {group.id for group in call.state.directory.groups_of(call.claims.person_id)}
    # A role is identified by its template or by its object.
    own |= roles | {represent.directory_role(role)["id"] for role in roles}
    return _members_among(call, "ids", own)


def check_member_groups(call: Call) -> Response:
    """Return which of these groups the signed-in person is in."""
    return _members_among(call, "groupIds", {one.id for one in call.state.directory.groups_of(call.claims.person_id)})


def _members_among(call: Call, name: str, own: set[str]) -> Response:
    asked = call.body().get(name)
    if not isinstance(asked, list) or not 1 <= len(asked) <= 20 or not all(isinstance(item, str) for item in asked):
        raise bad_request(f"Between 1 and 20 values are expected in '{name}'.")
    context = "Collection(Edm.String)"
    return call.entity({"value": [item for item in asked if item.lower() in own]}, context)


def subscribed_skus(call: Call) -> Response:
    directory = call.state.directory
    skus = represent.subscribed_skus(directory.tenant, len(directory.people()), call.state.premium)
    names = [name for name in (call.option("select") or "").split(",") if name]
    if names:
        skus = [{name: value for name, value in sku.items() if name in {"id", *names}} for sku in skus]
    return call.page(skus, "subscribedSkus", None, len(skus))


def list_users(call: Call) -> Response:
    return call.collection(call.state.directory.people(), USER, "users", expand=_expand_manager(call))


def count_users(call: Call) -> Response:
    """Return the number of users as plain text; an advanced query."""
    return _count(call, len(call.state.directory.people()))


def get_user(call: Call, user_id: str) -> Response:
    person = call.state.directory.person(user_id)
    if person is None or person.soft_deleted:
        raise not_found(user_id)
    only_self = not call.claims.scopes & set(_READ_USERS.split())
    if only_self and person.id != call.claims.person_id:
        raise not_found(user_id)
    return _user(call, person)


def get_manager(call: Call, user_id: str) -> Response:
    directory = call.state.directory
    person = directory.person(user_id)
    manager = directory.person(person.manager_id) if person and person.manager_id else None
    return call.entity(MEMBER_USER.show(existing(manager, "manager"), call.select(USER)), "directoryObjects/$entity")


def list_groups(call: Call) -> Response:
    return call.collection(call.state.directory.groups(), GROUP, "groups")


def get_group(call: Call, group_id: str) -> Response:
    return call.entity(GROUP.show(_group(call, group_id), call.select(GROUP)), "groups/$entity")


def list_members(call: Call, group_id: str) -> Response:
    return _members(call, list(_group(call, group_id).members))


def list_transitive_members(call: Call, group_id: str) -> Response:
    return _members(call, call.state.directory.transitive_members(_group(call, group_id)))


def list_member_users(call: Call, group_id: str) -> Response:
    directory = call.state.directory
    group = _group(call, group_id)
    nested = "/transitiveMembers/" in call.request.path
    members = directory.transitive_members(group) if nested else group.members
    people = [person for person in map(directory.person, (member.id for member in members)) if person]
    return call.collection(people, USER, "users", cast=True, expand=_expand_manager(call))


def _members(call: Call, members: list[Member]) -> Response:
    directory = call.state.directory
    objects: list[Person | Group] = []
    for member in members:
        found = directory.person(member.id) or directory.group(member.id)
        if found is not None:
            objects.append(found)
    return call.collection(objects, _DIRECTORY_OBJECT, "directoryObjects", expand=_expand_manager(call))


class _DirectoryObject(Kind[Person | Group]):
    """Users and groups in one collection, each with its type."""

    def value(self, item: Person | Group, name: str) -> object:
        return USER.value(item, name) if isinstance(item, Person) else GROUP.value(item, name)

    def show(self, item: Person | Group, select: Sequence[str]) -> JsonObject:
        if isinstance(item, Person):
            return MEMBER_USER.show(item, [name for name in select if name in USER.properties])
        return MEMBER_GROUP.show(item, [name for name in select if name in GROUP.properties])


_DIRECTORY_OBJECT = _DirectoryObject(
    "directoryObject", blank(" ".join({**USER.properties, **GROUP.properties})), (), ("displayName", "mail")
)


def _group(call: Call, group_id: str) -> Group:
    group = call.state.directory.group(group_id)
    if group is None or group.soft_deleted:
        raise not_found(group_id)
    return group


def _user(call: Call, person: Person) -> Response:
    body = USER.show(person, call.select(USER))
    expand = _expand_manager(call)
    if expand is not None:
        body.update(expand(person))
    return call.entity(body, "users/$entity")


def _expand_manager(call: Call) -> Callable[[Person | Group], JsonObject] | None:
    """Return the function for ``$expand=manager`` and ``$expand=manager($select=id)``; other expansions are refused."""
    wanted = call.option("expand")
    if not wanted:
        return None
    name, _, options = wanted.partition("(")
    if name != "manager":
        raise bad_request(f"Parsing OData Select and Expand failed: '{name}' cannot be expanded.", "BadRequest")
    select = options.rstrip(")").removeprefix("$select=").split(",") if options else []

    def expand(item: Person | Group) -> JsonObject:
        manager = call.state.directory.person(item.manager_id) if isinstance(item, Person) and item.manager_id else None
        return {"manager": MEMBER_USER.show(manager, select)} if manager else {}

    return expand
