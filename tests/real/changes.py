"""What happened in a directory, made from what Entra sent: the people, accounts and mappings behind a recorded request.

Nothing here knows a file. A request tells the paths that were written, whether each had a value before, and the new
values; from these a small company is built, and the engine has to send the same request for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.real.corpus import Item
from tests.real.meaning import MANAGER, at_its_path, bare, dialect_of
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Group, Member, Person
from wizard.mapping import AttributeMapping, ObjectMapping
from wizard.mapping.expression import EvaluationContext
from wizard.mapping.filters import ScopingFilter
from wizard.provisioning import Configuration, Dialect, Links, Request, Source, TargetSnapshot, plan
from wizard.provisioning.plan_json import request_json

_ACTIVE = 'Switch([IsSoftDeleted], , "False", "{0}", "True", "{1}")'
_WHERE = re.compile(r"/(Users|Groups|Schemas|ResourceTypes|ServiceProviderConfig)(?=[/?]|$)")
_ELEMENT = re.compile(r'([^\[\]]+)\[(\w+) eq "?([^"\]]*)"?\](?:\.(.+))?')


class NotTried(Exception):
    """The engine has no such change; the text says why."""


@dataclass
class Company:
    """The world in which the change happens."""

    dialect: Dialect
    rows: list[AttributeMapping] = field(default_factory=list)
    group_rows: list[AttributeMapping] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    roles: dict[str, dict[str, str]] = field(default_factory=dict)


def place(url: str) -> tuple[str, str, dict[str, str]]:
    """Return resource, id and query of a request's address; the id is empty for a collection."""
    found = list(_WHERE.finditer(url.partition("?")[0]))
    if not found:
        raise NotTried(f"no SCIM resource in the address {url!r}")
    below = unquote(url[found[-1].end() :].partition("?")[0].strip("/"))
    return found[-1][1], below, dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def sent_for(item: Item) -> list[dict[str, Any]]:
    """Return what the engine sends for the change behind a recorded writing request, as method, path and body.

    Raises:
        NotTried: the engine has no such change.
    """
    method, body = item.request.get("method"), item.request.get("body")
    resource, identifier, _ = place(str(item.request.get("url") or ""))
    if method == "DELETE":
        return _deleted(resource, identifier)
    if not isinstance(body, dict):
        raise NotTried("the body was not recorded")
    dialect = dialect_of(item, body)
    if method == "POST":
        return _created(resource, body, Company(dialect))
    if method == "PATCH" and resource == "Users":
        return _patched(identifier, body, Company(dialect))
    if method == "PATCH" and resource == "Groups":
        return _group_patched(identifier, body, Company(dialect))
    raise NotTried(f"the service's engine sends no {method}")


# --- creations


def _created(resource: str, body: Mapping[str, Any], company: Company) -> list[dict[str, Any]]:
    leaves = {
        name: value for name, value in body.items() if name not in {"schemas", "meta", "id"} and value not in (None, [])
    }
    if resource == "Groups":
        for path, value in _flat(leaves):
            _row(company, company.group_rows, path, value)
        return _run_group(company, "g1", Links(), [], ())
    for name, value in leaves.items():
        if name == "roles" and isinstance(value, list) and any(_of_several(one) for one in value):
            _roles(company, name, value, had=False)
        else:
            for path, given in _flat({name: value}):
                _row(company, company.rows, path, given)
    found = _run_user(company, "p1", Links())
    if "userName" not in body:  # the recording quotes a part of the body only
        for one in found:
            one["body"].pop("userName", None)
    return found


def _of_several(role: Any) -> bool:
    """Tell whether a role is one of several: those are never primary (Microsoft, "Provisioning a role to a SCIM app")."""
    return isinstance(role, dict) and role.get("primary") is not True


def _flat(body: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the paths that a body was mapped from, in its order."""
    found: list[tuple[str, Any]] = []
    for name, value in body.items():
        if isinstance(value, dict):
            mark = ":" if name.lower().startswith("urn:") else "."
            for inner, given in value.items():
                if isinstance(given, dict):
                    if inner.lower() == "manager":
                        raise NotTried("a manager in a creation as an object")
                    found += [(f"{name}{mark}{inner}.{sub}", each) for sub, each in given.items()]
                else:
                    found.append((f"{name}{mark}{inner}", given))
        elif isinstance(value, list):
            for element in value:
                found += _of_element(name, element)
        else:
            found.append((name, value))
    return found


def _of_element(name: str, element: Any) -> list[tuple[str, Any]]:
    if not isinstance(element, dict):
        raise NotTried(f"{name} holds plain values")
    if name == "roles" and element.get("primary") is True:
        selector, own = 'primary eq "True"', {"primary", "type"}
    elif element.get("type"):
        selector, own = f'type eq "{element["type"]}"', {"type", "primary"}
    else:
        raise NotTried(f"an element of {name} without a type")
    subs = {sub: value for sub, value in element.items() if sub not in own}
    return [(f"{name}[{selector}].{sub}", value) for sub, value in (subs or {"type": element.get("type")}).items()]


# --- changes of users


def _patched(identifier: str, body: Mapping[str, Any], company: Company) -> list[dict[str, Any]]:
    operations = _operations(body)
    managers = [one for one in operations if MANAGER.fullmatch(str(one.get("path") or ""))]
    if managers:
        if len(operations) > 1:
            raise NotTried("a manager and other attributes in one request; the engine sends references by themselves")
        return _manager(identifier, managers[0], company)
    keeps, paths = True, set()
    for one in operations:
        had = str(one.get("op")).lower() == "replace"
        if str(one.get("op")).lower() not in {"add", "replace"}:
            raise NotTried(f"{one.get('op')} of {one.get('path')}: the engine never takes an attribute away")
        value = one.get("value")
        pairs = value.items() if "path" not in one and isinstance(value, dict) else [(str(one.get("path")), value)]
        for path, given in pairs:
            if re.match(MANAGER, path) or given in (None, ""):
                raise NotTried(f"{given!r} at {path}: references come by themselves, and what is empty is not sent")
            paths.add(path)
            if path == "active":
                keeps = str(given).lower() == "true"
                # In small letters they are the mapping's own words, at a target that its schema calls a text.
                own = given in ("true", "false")
                words = ("true", "false") if own else ("True", "False")
                company.rows.append(AttributeMapping.make("active", _ACTIVE.format(*words)))
                company.types["active"] = "String" if own else "Boolean"
                if had:
                    company.account["active"] = not keeps
            elif isinstance(given, list):
                _roles(company, path, given, had=had)
            else:
                _row(company, company.rows, path, given)
                if had:
                    _hold(company.account, path, _other(given))
    # Who is no longer assigned is disabled and nothing else; who may not sign in is still updated.
    blocked = not keeps and paths != {"active"}
    links = Links({"p1": identifier}, active={"p1"})
    return _run_user(company, identifier, links, assigned=keeps or blocked, blocked=blocked)


def _roles(company: Company, path: str, given: list[Any], *, had: bool) -> None:
    """Several roles, each a JSON text, or whole objects in a creation and where roles are replaced."""
    if path != "roles":
        raise NotTried(f"several values at {path}")
    names, assertive = [], False
    for element in given:
        text = element.get("value") if isinstance(element, dict) else None
        try:
            role = json.loads(text) if isinstance(text, str) else None
        except ValueError:
            role = None
        if not isinstance(role, dict):
            if not isinstance(element, dict) or not isinstance(text, str):
                raise NotTried("roles of an unknown form")
            assertive = "displayName" not in element
            role = {"value": text, "displayName": element.get("display", element.get("displayName", text))}
        names.append(str(role.get("value")))
        company.roles[names[-1]] = {name: str(value) for name, value in role.items()}
    call = "AssertiveAppRoleAssignmentsComplex" if assertive else "AppRoleAssignmentsComplex"
    company.rows.append(AttributeMapping.make("roles", f"{call}([appRoleAssignments])"))
    company.values["appRoleAssignments"] = tuple(names)
    if had:
        company.account["roles"] = [{"value": "another role"}]


def _manager(identifier: str, operation: Mapping[str, Any], company: Company) -> list[dict[str, Any]]:
    path, value, op = str(operation.get("path")), bare(operation.get("value")), str(operation.get("op")).lower()
    if op == "remove" or value is None:
        raise NotTried("the engine takes a manager away by an empty text, as recorded; a removal was seen as well")
    cleared = value == ""
    company.rows.append(AttributeMapping.make(path, "[manager]"))
    if op != "add":
        _hold(company.account, path, {"value": "the one before"})
    links = Links({"p1": identifier, "boss": str(value)}, active={"p1", "boss"})
    if cleared:
        links.users["boss"] = "the one before"
        links.managers["p1"] = "boss"
    return _run_user(company, identifier, links, manager=None if cleared else "boss")


# --- groups


def _group_patched(identifier: str, body: Mapping[str, Any], company: Company) -> list[dict[str, Any]]:
    operations = [at_its_path(one) for one in _operations(body)]
    if len({str(one.get("path")).startswith("members") for one in operations}) > 1:
        raise NotTried("members and other attributes in one request; the engine sends members by themselves")
    add: list[str] = []
    remove: list[str] = []
    for one in _each(operations):
        path, op, value = str(one.get("path") or ""), str(one.get("op")).lower(), one.get("value")
        element = re.fullmatch(r'members\[value eq "([^"]*)"\]', path)
        if element and op == "remove":
            remove.append(element[1])
        elif path == "members" and op in {"add", "remove"}:
            if not isinstance(value, list):
                raise NotTried("members without their values")
            ids = [str(each.get("value") if isinstance(each, dict) else each) for each in value]
            (add if op == "add" else remove).extend(ids)
        elif path and op in {"add", "replace"} and isinstance(value, str | bool | int):
            _row(company, company.group_rows, path, value)
            if op == "replace":
                _hold(company.account, path, _other(value))
        else:
            raise NotTried(f"{one.get('op')} of {path or 'the whole group'}")
    company.group_rows.append(AttributeMapping.make("members", "[members]"))
    links = Links(groups={"g1": identifier}, members={"g1": frozenset(f"p {one}" for one in remove)})
    return _run_group(company, identifier, links, add, remove)


def _each(operations: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield operations, one for each attribute that one without a path sets."""
    for one in operations:
        if "path" not in one and isinstance(one.get("value"), dict):
            yield from ({**one, "path": path, "value": value} for path, value in one["value"].items())
        else:
            yield one


# --- running the engine


def _operations(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = next((value for name, value in body.items() if name.lower() == "operations"), None)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NotTried("no operations in the body")
    if not found:
        raise NotTried("an empty list of operations: the engine sends nothing where nothing changes")
    return found


def _row(company: Company, rows: list[AttributeMapping], path: str, value: Any) -> None:
    if isinstance(value, list | dict):
        raise NotTried(f"several values at {path}")
    name = f"extensionAttribute{len(company.values) + 1}"
    rows.append(AttributeMapping.make(path, f"[{name}]"))
    company.values[name] = str(value)
    company.types[path] = "Boolean" if isinstance(value, bool) else "Integer" if isinstance(value, int) else "String"


def _other(value: Any) -> Any:
    return not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"before {value}"


def _hold(account: dict[str, Any], path: str, value: Any) -> None:
    """Put a value into an account where a path points to."""
    holder, rest = account, path
    if path.lower().startswith("urn:"):
        outer, _, rest = path.rpartition(":")
        holder = account if ":schemas:core:" in outer.lower() else account.setdefault(outer, {})
    if (match := _ELEMENT.fullmatch(rest)) is not None:
        wanted = True if match[3].lower() == "true" else match[3]
        elements = holder.setdefault(match[1], [])
        element = next((one for one in elements if one.get(match[2]) == wanted), None)
        if element is None:
            element = {match[2]: wanted}
            elements.append(element)
        element[match[4] or "value"] = value
    elif "." in rest:
        outer, _, inner = rest.partition(".")
        holder.setdefault(outer, {})[inner] = value
    else:
        holder[rest] = value


def _mapping(kind: Any, rows: list[AttributeMapping], matching: str) -> ObjectMapping:
    known = [row for row in rows if row.target == matching]
    made = [AttributeMapping.make(matching, "[matched]", matching=1)] if not known else []
    every = [
        AttributeMapping(row.target, row.source, matching=1) if row.target == matching else row
        for row in (*rows, *made)
    ]
    actions = frozenset({"Add", "Update", "Delete"})
    return ObjectMapping(kind, kind, kind, True, actions, tuple(every), ScopingFilter())


def _configuration(company: Company) -> Configuration:
    users = _mapping("User", company.rows, "userName")
    groups = _mapping("Group", company.group_rows, "displayName") if company.group_rows else None
    context = EvaluationContext(role=company.roles.get)
    return Configuration(users, groups, dialect=company.dialect, types=company.types, context=context)


def _run_user(
    company: Company,
    identifier: str,
    links: Links,
    *,
    assigned: bool = True,
    blocked: bool = False,
    manager: str | None = None,
) -> list[dict[str, Any]]:
    values = {"matched": "matched", **company.values}
    person = Person("p1", values, manager_id=manager, account_enabled=not blocked)
    accounts: list[Mapping[str, Any]] = []
    if links.users:
        accounts.append({"id": identifier, "userName": "matched", **company.account})
        accounts += [{"id": target, "userName": source} for source, target in links.users.items() if source != "p1"]
    people = [person]
    if "boss" in links.users:
        people.append(Person("boss", {"matched": "boss"}))
    who = ["p1"] * assigned + ["boss"]
    source = Source(people, (), [Assignment(one, "User", DEFAULT_ACCESS_ROLE_ID) for one in who])
    return _requests(plan(source, TargetSnapshot(accounts, []), _configuration(company), links), "p1")


def _run_group(
    company: Company, identifier: str, links: Links, add: list[str], remove: list[str] | tuple[str, ...]
) -> list[dict[str, Any]]:
    ids = [*add, *remove]
    people = [Person(f"p {one}", {"matched": one}) for one in ids]
    links.users = {f"p {one}": one for one in ids}
    links.active = set(links.users)
    group = Group("g1", {"matched": "matched", **company.values}, tuple(Member(f"p {one}", "User") for one in add))
    who = [Assignment(one.id, "User", DEFAULT_ACCESS_ROLE_ID) for one in people]
    source = Source(people, [group], [*who, Assignment("g1", "Group", DEFAULT_ACCESS_ROLE_ID)])
    accounts = [{"id": one, "userName": one} for one in ids]
    groups: list[Mapping[str, Any]] = []
    if links.groups:
        members = [{"value": one} for one in remove]
        groups.append({"id": identifier, "displayName": "matched", **company.account, "members": members})
    return _requests(plan(source, TargetSnapshot(accounts, groups), _configuration(company), links), "g1")


def _deleted(resource: str, identifier: str) -> list[dict[str, Any]]:
    company = Company("classic")
    if resource == "Users":
        links = Links({"p1": identifier}, active={"p1"})
        accounts = [{"id": identifier, "userName": "matched"}]
        found = plan(Source([]), TargetSnapshot(accounts, []), _configuration(company), links)
        return _requests(found, "p1")
    company.group_rows.append(AttributeMapping.make("externalId", "[objectId]"))
    links = Links(groups={"g1": identifier})
    groups = [{"id": identifier, "displayName": "matched"}]
    return _requests(plan(Source([]), TargetSnapshot([], groups), _configuration(company), links), "g1")


def _requests(found: Any, source_id: str) -> list[dict[str, Any]]:
    requests: list[Request] = [one for each in found if each.source_id == source_id for one in each.requests]
    if not requests:
        told = [(one.verdict, one.reason, dict(one.params)) for one in found if one.source_id == source_id]
        raise AssertionError(f"the engine sends nothing: {told}")
    return [request_json(one) for one in requests]
