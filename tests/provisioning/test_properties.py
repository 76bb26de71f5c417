"""What must hold for every company: a plan is what happens, and afterwards there is nothing to do."""

from __future__ import annotations

import json
from typing import Any

from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from target import MemoryTarget

from wizard.core.resources import resource
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Group, Member, Person
from wizard.mapping import Schema
from wizard.provisioning import Configuration, Links, Operation, Plan, Ref, Run, Source, plan

SCHEMA = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))
NAMES = ["ann", "ben", "cat", "dan", "eve", "ANN", "o'neil"]
VALUES = st.sampled_from(["", "Sales", "sales", "Søk", 'a"b', "a\\b", "x y"])


@st.composite
def companies(draw: st.DrawFn) -> Source:
    count = draw(st.integers(0, 7))
    people = []
    for number in range(count):
        name = draw(st.sampled_from(NAMES))
        attributes: dict[str, Any] = {
            "userPrincipalName": draw(
                st.sampled_from([f"{name}@contoso.example", f"{name}{number}@contoso.example", ""])
            ),
            "displayName": name,
            "department": draw(VALUES),
            "jobTitle": draw(VALUES),
            "mail": draw(st.sampled_from([None, f"{name}@contoso.example"])),
        }
        manager = f"p{draw(st.integers(0, count - 1))}" if draw(st.booleans()) else None
        people.append(
            Person(
                f"p{number}",
                attributes,
                account_enabled=draw(st.booleans() | st.just(True)),
                soft_deleted=draw(st.sampled_from([False, False, True])),
                manager_id=manager if manager != f"p{number}" else None,
            )
        )
    groups = []
    for number in range(draw(st.integers(0, 3))):
        members = [Member(person.id, "User") for person in people if draw(st.booleans())]
        if number and draw(st.booleans()):
            members.append(Member(f"g{number - 1}", "Group"))
        groups.append(Group(f"g{number}", {"displayName": f"Group {number}"}, tuple(members)))
    everybody = [*(("User", item.id) for item in people), *(("Group", item.id) for item in groups)]
    assignments = tuple(
        Assignment(identifier, kind, DEFAULT_ACCESS_ROLE_ID)  # type: ignore[arg-type]
        for kind, identifier in everybody if draw(st.booleans())
    )  # fmt: skip
    return Source(people, groups, assignments)


@st.composite
def targets(draw: st.DrawFn) -> list[dict[str, Any]]:
    held = []
    for number, name in enumerate(draw(st.lists(st.sampled_from(NAMES), max_size=3, unique_by=str.lower))):
        active = draw(st.booleans())
        held.append(
            {"id": f"old{number}", "userName": f"{name}@contoso.example", "active": active, "title": draw(VALUES)}
        )
    return held


CONFIGURATIONS = st.builds(
    lambda everybody, dialect: Configuration.from_schema(SCHEMA, sync_all=everybody, dialect=dialect),
    st.booleans(),
    st.sampled_from(["classic", "aadOptscim062020"]),
)


def work(found: Plan) -> list[Operation]:
    return [item for item in found if item.requests]


@given(companies(), targets(), CONFIGURATIONS)
@settings(max_examples=examples(250), deadline=None)
def test_after_a_cycle_there_is_nothing_left_to_do(
    source: Source, held: list[dict[str, Any]], configuration: Configuration
) -> None:
    target, links = MemoryTarget(held), Links()
    list(Run(source, target, configuration, links, target.carry_out))
    assert work(plan(source, target, configuration, links)) == []


def shape(operation: Operation) -> tuple[Any, ...]:
    """An operation without the ids that only a carried out one knows."""
    return (operation.kind, operation.source_id, operation.verdict, operation.reason, operation.key, operation.stage)


@given(companies(), targets(), CONFIGURATIONS)
@settings(max_examples=examples(250), deadline=None)
def test_what_is_planned_is_what_happens(
    source: Source, held: list[dict[str, Any]], configuration: Configuration
) -> None:
    before, links = MemoryTarget(held), Links()
    planned = plan(source, before, configuration, links)
    assert before.sent == [], "a plan wrote something"
    assert (links.users, links.groups, links.members) == ({}, {}, {})
    target = MemoryTarget(held)
    done = Plan(tuple(Run(source, target, configuration, Links(), target.carry_out)))
    assert [shape(item) for item in planned] == [shape(item) for item in done]
    requests = [(request.method, request.resource) for item in planned for request in item.requests]
    assert requests == target.sent


@given(companies(), CONFIGURATIONS)
@settings(max_examples=examples(150), deadline=None)
def test_a_plan_speaks_of_new_accounts_by_reference_only(source: Source, configuration: Configuration) -> None:
    for operation in plan(source, MemoryTarget(), configuration):
        for request in operation.requests:
            assert request.method == "POST" or isinstance(request.target_id, Ref)
        assert operation.source_id in {one.id for one in source.people} | {one.id for one in source.groups}
