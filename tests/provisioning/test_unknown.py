"""What Entra can carry out and this program cannot is not known, instead of wrong; roles come from assignments."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from wizard.core.errors import MappingError
from wizard.core.resources import resource
from wizard.core.texts import Texts
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Group, Member, Person, Role
from wizard.mapping import Schema
from wizard.mapping.attribute_mapping import AttributeMapping
from wizard.mapping.expression import EvaluationContext
from wizard.mapping.reads import Unread
from wizard.provisioning import Configuration, Source, TargetSnapshot, plan
from wizard.provisioning.assigned import role_finder, with_roles
from wizard.wording.plan import notes, reason

SCHEMA = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))
ANA = Person("p1", {"userPrincipalName": "ana@x.example", "displayName": "Ana", "mail": "ana@x.example"})


def function(target: str, text: str, **more: Any) -> AttributeMapping:
    source = {"type": "Function", "name": text.partition("(")[0], "expression": text, "parameters": []}
    return AttributeMapping(target, source, **more)


def configured(*changed: AttributeMapping, **settings: Any) -> Configuration:
    kept = [one for one in SCHEMA.mapping("User").rows if one.target not in {each.target for each in changed}]
    return Configuration.from_schema(
        SCHEMA.with_mapping("User", rows=[*kept, *changed]), **{"sync_all": True, **settings}
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Shout([mail])", "Shout"), ('Join(" ", Shout([mail]), [displayName])', "Shout"),
        ('Replace([mail], , "(?<open-close>x)", , "", , )', "(?<open-close>x)"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_carried_out_is_not_known(text: str, part: str) -> None:
    found = plan(Source((ANA,)), TargetSnapshot((), ()), configured(function("displayName", text)))
    (one,) = found
    assert (one.verdict, one.unknown) == ("create", ("displayName",))
    body = one.requests[0].body
    assert body is not None and "displayName" not in body
    assert "displayName" in reason(one, Texts())
    assert part in " ".join(notes(found, Texts()))


def test_no_verdict_rests_on_matching_that_cannot_be_carried_out() -> None:
    with pytest.raises(MappingError) as caught:
        plan(Source((ANA,)), TargetSnapshot((), ()), configured(function("userName", "Shout([mail])", matching=1)))
    assert (caught.value.code, caught.value.params["part"]) == ("matching-not-computable", "Shout")


def test_what_this_sign_in_may_not_read_is_told() -> None:
    configuration = configured().without((Unread("User", "value", "title", ("jobTitle",), refused=True),))
    found = plan(Source((ANA,)), TargetSnapshot((), ()), configuration)
    assert found.operations[0].unknown == ("title",)
    assert "is not allowed to read jobTitle" in " ".join(notes(found, Texts()))


# --- roles (Microsoft: customize-application-attributes, "Provisioning a role to a SCIM app")

GUARD, HOST = Role("r1", "Guard at the door", "Guard"), Role("r2", "Host")
DOOR = Group("g1", {"displayName": "Door"}, (Member("p1", "User"),))
ASSIGNED = (
    Assignment("p1", "User", "r2"), Assignment("g1", "Group", "r1"), Assignment("p2", "User", DEFAULT_ACCESS_ROLE_ID),
)  # fmt: skip


@pytest.mark.parametrize(
    ("target", "text", "sent"),
    [
        ('roles[primary eq "True"].value', "SingleAppRoleAssignment([appRoleAssignments])",
         [{"primary": True, "type": "WindowsAzureActiveDirectoryRole", "value": "Host"}]),
        ("roles", "AppRoleAssignmentsComplex([appRoleAssignments])",
         [{"primary": False, "type": "WindowsAzureActiveDirectoryRole", "displayName": "Host", "value": "Host"},
          {"primary": False, "type": "WindowsAzureActiveDirectoryRole", "displayName": "Guard at the door",
           "value": "Guard"}]),
        ("roles", "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
         [{"primary": False, "type": "WindowsAzureActiveDirectoryRole", "display": "Host", "value": "Host"},
          {"primary": False, "type": "WindowsAzureActiveDirectoryRole", "display": "Guard at the door",
           "value": "Guard"}]),
    ],
)  # fmt: skip
def test_roles_are_those_of_assignments_and_groups(target: str, text: str, sent: list[dict[str, Any]]) -> None:
    bo = replace_person("p2", "bo@x.example")
    source = with_roles(Source((ANA, bo), (DOOR,), ASSIGNED), (GUARD, HOST))
    context = EvaluationContext(role=role_finder((GUARD, HOST)))
    found = plan(source, TargetSnapshot((), ()), configured(function(target, text), sync_all=False, context=context))
    bodies = {one.source_id: one.requests[0].body or {} for one in found if one.kind == "User"}
    assert bodies["p1"]["roles"] == sent
    assert "roles" not in bodies["p2"], "Default Access has no name"


def replace_person(identifier: str, name: str) -> Person:
    return Person(identifier, {"userPrincipalName": name, "displayName": name})


def test_nobody_has_a_role_of_another_application() -> None:
    source = with_roles(Source((ANA,), (), (Assignment("p1", "User", "elsewhere"),)), (GUARD,))
    assert "appRoleAssignments" not in source.people[0].attributes
    assert replace(source, people=()) == Source((), (), source.assignments)
