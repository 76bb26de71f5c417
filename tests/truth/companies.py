"""Generated companies: people, groups, assignments, mappings, filters, and what CloudGate holds before."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from wizard.core.resources import resource
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Group, Member, Person
from wizard.mapping import Schema
from wizard.mapping.attribute_mapping import ALWAYS, ON_CREATE
from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter

SCHEMA = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
EMPLOYEE = f"{ENTERPRISE}:employeeNumber"
NAMES = ("ann", "ben", "cat", "dan", "eve", "ANN", "o'neil", "søren")
VALUES = st.sampled_from([None, "", "Sales", "sales", "Søk", 'a"b', "a\\b", "x y"])
NUMBERS = st.sampled_from([None, "", "1", "2", "3", "A", "a"])


@dataclass(frozen=True)
class Company:
    """One case."""

    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    assignments: tuple[Assignment, ...]
    schema: Schema
    sync_all: bool
    flag: bool
    accounts: tuple[dict[str, Any], ...]
    held_groups: tuple[dict[str, Any], ...]


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    count = draw(st.integers(0, 7))
    found = []
    for number in range(count):
        name = draw(st.sampled_from(NAMES))
        upn = draw(
            st.sampled_from(
                [
                    f"{name}@contoso.example",
                    f"{name}{number}@contoso.example",
                    f"{name}_home.example#EXT#@contoso.example",
                ]
            )
        )
        attributes: dict[str, Any] = {
            "userPrincipalName": upn,
            "displayName": draw(st.sampled_from([name.title(), f"{name} {number}"])),
            "givenName": draw(st.sampled_from([None, name])),
            "surname": draw(st.sampled_from([None, "Example"])),
            "mailNickname": draw(st.sampled_from([None, name, f"{name}{number}"])),
            "employeeId": draw(NUMBERS),
            "department": draw(VALUES),
            "jobTitle": draw(VALUES),
            "mail": draw(st.sampled_from([None, f"{name}@contoso.example"])),
            "telephoneNumber": draw(st.sampled_from([None, "+47 5555 0100"])),
        }
        manager = draw(st.sampled_from([None, *(f"p{other}" for other in range(count) if other != number)]))
        enabled, gone = (
            draw(st.sampled_from([True, True, True, False])),
            draw(st.sampled_from([False, False, False, True])),
        )
        kind = "Guest" if "#EXT#" in upn else "Member"
        found.append(Person(f"p{number}", attributes, enabled, gone, kind, manager))
    return tuple(found)


@st.composite
def groups(draw: st.DrawFn, ids: list[str]) -> tuple[Group, ...]:
    found: list[Group] = []
    for number in range(draw(st.integers(0, 3))):
        members = [Member(one, "User") for one in ids if draw(st.booleans())]
        if draw(st.booleans()) and found:
            members.append(Member(found[-1].id, "Group"))
        name = draw(st.sampled_from([f"Group {number}", "Door staff"]))
        secure, gone = (
            draw(st.sampled_from([True, True, True, False])),
            draw(st.sampled_from([False, False, False, True])),
        )
        found.append(Group(f"g{number}", {"displayName": name}, tuple(members), secure, soft_deleted=gone))
    return tuple(found)


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """Vary the practice mapping: matching, when a row applies, defaults, rows left out, actions, filters."""
    order = draw(
        st.sampled_from(
            [("userName",), ("externalId",), (EMPLOYEE,), ("externalId", "userName"), (EMPLOYEE, "userName")]
        )
    )
    rows = []
    for row in SCHEMA.mapping("User").rows:
        if row.target not in {"userName", *order} and draw(st.integers(0, 9)) == 0:
            continue
        changed = replace(row, matching=order.index(row.target) + 1 if row.target in order else 0)
        if row.target in {"title", f"{ENTERPRISE}:department", "displayName"}:
            flow, default = (
                draw(st.sampled_from([ALWAYS, ALWAYS, ON_CREATE])),
                draw(st.sampled_from([None, None, "Unknown"])),
            )
            changed = replace(changed, flow=flow, default=default)
        if row.target == "title" and draw(st.integers(0, 5)) == 0:
            changed = replace(changed, source=None)
        rows.append(changed)
    actions = draw(st.sampled_from([{"Add", "Update", "Delete"}] * 4 + [{"Add"}, {"Update", "Delete"}]))
    clauses = [Clause("department", draw(st.sampled_from(["EQUALS", "NOT EQUALS", "IS NULL"])), ("Sales",))]
    scope = ScopingFilter((FilterGroup("Some", tuple(clauses)),)) if draw(st.integers(0, 4)) == 0 else None
    found = SCHEMA.with_mapping("User", rows=rows, actions=actions, scope=scope)
    return found.with_mapping("Group", enabled=draw(st.sampled_from([True, True, False])))


@st.composite
def accounts(draw: st.DrawFn) -> tuple[dict[str, Any], ...]:
    found = []
    names = draw(st.lists(st.sampled_from(NAMES), max_size=4, unique_by=str.lower))
    for name in names:
        account: dict[str, Any] = {"userName": f"{name}@contoso.example", "active": draw(st.booleans())}
        for target, values in (
            ("displayName", VALUES),
            ("title", VALUES),
            ("externalId", st.sampled_from([None, "ann", "ben", "ANN"])),
        ):
            if value := draw(values):
                account[target] = value
        if number := draw(NUMBERS):
            account[ENTERPRISE] = {"employeeNumber": number}
        if draw(st.booleans()):
            account["emails"] = [{"type": "work", "value": f"{name}@contoso.example"}]
        found.append(account)
    return tuple(found)


@st.composite
def companies(draw: st.DrawFn) -> Company:
    """A whole case."""
    persons = draw(people())
    made = draw(groups([one.id for one in persons]))
    everybody = [*(("User", one.id) for one in persons), *(("Group", one.id) for one in made)]
    assigned = [
        Assignment(identifier, kind, DEFAULT_ACCESS_ROLE_ID)  # type: ignore[arg-type]
        for kind, identifier in everybody
        if draw(st.integers(0, 3))
    ]
    held = draw(accounts())
    there = draw(
        st.sampled_from([(), ("Group 0",), ("Door staff",), ("door staff", "Group 1"), ("Door staff", "Door staff")])
    )
    return Company(
        persons, made, tuple(assigned), draw(schemas()), draw(st.booleans()), draw(st.booleans()),
        held, tuple({"displayName": name} for name in there),
    )  # fmt: skip
