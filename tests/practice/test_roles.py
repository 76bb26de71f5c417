"""Roles of people in the practice Entra: their own, and those of the groups that contain them directly."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from wizard.directory import Assignment, Group, Member, Person, Role
from wizard.practice.entra.settings import source_of

ROLES = (Role("r1", "Guard", "guard"), Role("r2", "Visitor"), Role("r3", "Unused", "unused"))
DEFAULT_ACCESS = "0" * 8


def test_everybody_has_the_names_of_own_and_group_roles_in_the_order_of_the_application() -> None:
    from contextlib import nullcontext

    people = [
        Person(name, {"userPrincipalName": f"{name}@harborlights.example"}) for name in ("ann", "ben", "cy", "di")
    ]
    groups = [
        Group("inner", {"displayName": "Inner"}, members=(Member("cy", "User"),)),
        Group("outer", {"displayName": "Outer"}, members=(Member("ann", "User"), Member("inner", "Group"))),
    ]
    assignments = [
        Assignment("outer", "Group", "r1"), Assignment("ann", "User", "r2"), Assignment("ann", "User", "r1"),
        Assignment("ben", "User", "r2"), Assignment("di", "User", DEFAULT_ACCESS),
    ]  # fmt: skip
    directory = SimpleNamespace(lock=nullcontext(), people=lambda deleted: people, groups=lambda deleted: groups)
    state: Any = SimpleNamespace(directory=directory)
    app: Any = SimpleNamespace(assignments=assignments, roles=ROLES)
    found = {person.id: person.attributes.get("appRoleAssignments") for person in source_of(state, app).people}
    assert found == {"ann": ("guard", "Visitor"), "ben": ("Visitor",), "cy": None, "di": None}
    asked = source_of(state, app, on_demand=True)
    assert all("appRoleAssignments" not in person.attributes for person in asked.people)
