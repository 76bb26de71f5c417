"""The impact of a change: who is created, changed, disabled, deleted more than without a change of the configuration."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs
from target import MemoryTarget

from wizard.core.errors import Cancelled
from wizard.core.resources import resource
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Group, Member, Person
from wizard.mapping import Schema
from wizard.mapping.attribute_mapping import AttributeMapping
from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter
from wizard.mapping.schema import ACTIONS
from wizard.provisioning import Configuration, Links, Plan, Run, Source, TargetSnapshot, plan
from wizard.provisioning.impact import Impact, by_scope, exceeds_limits, impact, limit, removals

SCHEMA = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))


def person(name: str, department: str = "Dock", **fields: Any) -> Person:
    attributes = {
        "userPrincipalName": f"{name}@contoso.example", "displayName": name.title(), "mail": f"{name}@contoso.example",
        "mailNickname": name, "department": department, "employeeId": f"E-{name}",
    }  # fmt: skip
    return Person(f"id-{name}", attributes, **fields)


def assigned(*items: Person | Group) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(item.id, "User" if isinstance(item, Person) else "Group", DEFAULT_ACCESS_ROLE_ID) for item in items
    )


def configuration(schema: Schema = SCHEMA, **options: Any) -> Configuration:
    return Configuration.from_schema(schema, **{"sync_all": False, **options})


def filtered(*departments: str) -> Schema:
    groups = tuple(FilterGroup(name, (Clause("department", "EQUALS", (name,)),)) for name in departments)
    return SCHEMA.with_mapping("User", scope=ScopingFilter(groups))


def rows(schema: Schema, *changed: AttributeMapping, without: str = "") -> Schema:
    targets = {row.target for row in changed} | {without}
    kept = [row for row in schema.mapping("User").rows if row.target not in targets]
    return schema.with_mapping("User", rows=(*kept, *changed))


def row(target: str) -> AttributeMapping:
    return next(each for each in SCHEMA.mapping("User").rows if each.target == target)


class World:
    """A tenant, and CloudGate as the old configuration's cycles have left it."""

    def __init__(self, source: Source, old: Configuration | None = None, cycles: int = 2) -> None:
        self.source, self.old = source, old or configuration()
        self.target, self.links = MemoryTarget(), Links()
        for _ in range(cycles):
            self.cycle(self.old)

    def cycle(self, config: Configuration) -> Plan:
        return Plan(tuple(Run(self.source, self.target, config, self.links, self.target.carry_out)))

    def held(self) -> TargetSnapshot:
        return TargetSnapshot(tuple(self.target.held["Users"].values()), tuple(self.target.held["Groups"].values()))

    def change(self, new: Configuration) -> Impact:
        """Compute the change and compare it with what the next cycle, which knows all links, really does."""
        found = impact(self.source, self.held(), self.old, new, running=True)
        real = plan(self.source, self.held(), new, self.links)
        for verdict in ("create", "delete"):
            wanted = {one.name for one in real if one.verdict == verdict}
            assert {one.name for one in found.having(verdict)} == wanted
        assert {one.name for one in real if one.verdict == "disable"} <= {one.name for one in found.having("disable")}
        return found


def verdicts(found: Impact) -> dict[str, str]:
    return {one.name: one.verdict for one in found.operations}


ANN, BEN, CEM = person("ann"), person("ben"), person("cem", "Sales")


def test_nothing_is_the_effect_of_no_change() -> None:
    found = World(Source([ANN, BEN], (), assigned(ANN))).change(configuration())
    assert not found and found.severity == (0, 0, 0) and found.people == 1


def test_who_leaves_with_the_scope_all_is_disabled_and_named() -> None:
    world = World(Source([ANN, BEN, CEM], (), assigned(ANN)), configuration(sync_all=True))
    found = world.change(configuration())
    assert verdicts(found) == {"Ben": "disable", "Cem": "disable"}
    assert {one.reason for one in found.operations} == {"not-assigned"}
    assert (found.people, found.removals, found.limit, found.beyond) == (3, 2, 1, True)
    assert {one.name for one in world.cycle(configuration()) if one.verdict == "disable"} == {"Ben", "Cem"}


def test_who_comes_in_with_the_scope_all_is_created_unless_blocked_or_there_already() -> None:
    dua = person("dua", account_enabled=False)
    world = World(Source([ANN, BEN, CEM, dua], (), assigned(ANN)))
    world.target.held["Users"]["cem"] = {"id": "cem", "userName": "CEM@contoso.example", "active": True}
    found = world.change(configuration(sync_all=True))
    assert verdicts(found) == {"Ben": "create", "Cem": "update"}
    assert not found.beyond and not found.removals


def test_skipping_out_of_scope_deletions_disables_nobody() -> None:
    world = World(Source([ANN, BEN], (), assigned(ANN)), configuration(sync_all=True, skip_out_of_scope_deletions=True))
    assert not world.change(configuration(skip_out_of_scope_deletions=True)).operations


def test_a_filter_disables_whom_it_keeps_out_and_spares_whom_it_would_have_let_in() -> None:
    world = World(Source([ANN, BEN, CEM], (), assigned(ANN, BEN, CEM)))
    new = person("new", "Sales")
    world.source = Source([ANN, BEN, CEM, new], (), assigned(ANN, BEN, CEM, new))
    found = impact(world.source, world.held(), world.old, configuration(filtered("Dock")), running=True)
    assert verdicts(found) == {"Cem": "disable"} and found.spared == 1
    (one,) = found.operations
    assert (one.reason, dict(one.params)) == ("filtered-out", {"filters": "Dock"})


def test_what_happens_anyway_is_not_the_changes_doing() -> None:
    """Somebody new, somebody blocked, and another name: the old configuration does all that too."""
    world = World(Source([ANN, BEN], (), assigned(ANN, BEN)))
    renamed = structs.replace(BEN, attributes={**BEN.attributes, "displayName": "Benjamin"})
    world.source = Source(
        [structs.replace(ANN, account_enabled=False), renamed, CEM], (), assigned(ANN, BEN, CEM)
    )  # fmt: skip
    assert not impact(world.source, world.held(), world.old, configuration(filtered("Dock", "Sales")), running=True)
    found = impact(world.source, world.held(), world.old, configuration(filtered("Dock")), running=True)
    assert found.operations == () and found.spared == 1


def test_an_update_counts_if_it_writes_something_else() -> None:
    world = World(Source([ANN, BEN], (), assigned(ANN, BEN)))
    upper = rows(SCHEMA, AttributeMapping.make("displayName", 'Append([displayName], " (x)")'))
    found = world.change(configuration(upper))
    assert verdicts(found) == {"Ann": "update", "Ben": "update"}
    assert [change.new for change in found.operations[0].changes] == ["Ann (x)"]
    assert not found.beyond and found.severity == (0, 0, 2)


def test_another_matching_attribute_creates_nobody_for_the_links_hold() -> None:
    world = World(Source([ANN, BEN], (), assigned(ANN, BEN)))
    matched = rows(
        SCHEMA, replace(row("userName"), matching=0),
        AttributeMapping.make("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
                              "[employeeId]", matching=1),
    )  # fmt: skip
    found = world.change(configuration(matched))
    assert found.count("create") == 0 and found.removals == 0
    never = impact(world.source, TargetSnapshot((), ()), None, configuration(matched), running=False)
    assert never.count("create") == 2, "without links everybody is new"


def test_without_the_active_row_nobody_is_disabled_any_more() -> None:
    world = World(Source([ANN, BEN], (), assigned(ANN, BEN)))
    found = world.change(configuration(rows(SCHEMA, without="active")))
    assert found.operations == () and found.facts == ("disabling-ends",) and bool(found)
    back = World(world.source, configuration(rows(SCHEMA, without="active"))).change(configuration())
    assert back.facts == ("disabling-begins",)


@pytest.mark.parametrize(
    ("off", "facts"),
    [
        ("Update", ("disabling-ends",)),
        ("Delete", ("deleting-ends",)),
        ("Add", ()),
    ],
)
def test_target_actions_that_are_switched_off(off: str, facts: tuple[str, ...]) -> None:
    world = World(Source([ANN, BEN], (), assigned(ANN)), configuration(sync_all=True))
    found = world.change(configuration(SCHEMA.with_mapping("User", actions=ACTIONS - {off})))
    assert found.facts == facts
    assert verdicts(found) == ({} if off == "Update" else {"Ben": "disable"})


def test_update_switched_on_again_knows_the_accounts_that_matched() -> None:
    old = configuration(SCHEMA.with_mapping("User", actions=ACTIONS - {"Update"}))
    world = World(Source([ANN], (), assigned(ANN)), old)
    world.source = Source(
        [structs.replace(ANN, attributes={**ANN.attributes, "displayName": "Anna"})], (), assigned(ANN)
    )
    found = impact(world.source, world.held(), old, configuration(), running=True)
    assert verdicts(found) == {"Anna": "update"} and found.facts == ("disabling-begins",) and found.people == 1


def test_a_row_that_makes_accounts_inactive_disables_however_it_came_about() -> None:
    world = World(Source([ANN, BEN], (), assigned(ANN, BEN)))
    inverted = rows(SCHEMA, AttributeMapping.make("active", "[IsSoftDeleted]"))
    found = world.change(configuration(inverted))
    assert verdicts(found) == {"Ann": "disable", "Ben": "disable"} and found.beyond
    first = impact(world.source, world.held(), None, configuration(inverted), running=False)
    assert first.removals == 2


CREW = Group("g-crew", {"displayName": "Crew", "mailNickname": "crew"}, (Member("id-ann", "User"),))


def test_a_group_that_leaves_scope_is_deleted() -> None:
    world = World(Source([ANN], (CREW,), assigned(ANN)), configuration(sync_all=True))
    assert [each["displayName"] for each in world.target.held["Groups"].values()] == ["Crew"]
    found = world.change(configuration())
    assert [(one.kind, one.name, one.verdict) for one in found.operations] == [("Group", "Crew", "delete")]
    assert found.count("delete", "Group") == 1 and found.count("delete", "User") == 0 and found.removals == 1
    kept = SCHEMA.with_mapping("Group", actions=ACTIONS - {"Delete"})
    assert not impact(world.source, world.held(), world.old, configuration(kept), running=True).operations


def test_groups_that_are_switched_off_are_left_as_they_are() -> None:
    world = World(Source([ANN], (CREW,), assigned(ANN, CREW)))
    found = world.change(configuration(SCHEMA.with_mapping("Group", enabled=False)))
    assert found.operations == () and found.facts == ("groups-end",)


def test_members_and_managers_of_who_is_created_are_part_of_that() -> None:
    boss = person("boss")
    ben = structs.replace(BEN, manager_id="id-boss")
    world = World(Source([boss, ben], (CREW,), assigned(boss)))
    found = world.change(configuration(sync_all=True))
    assert [(one.name, one.verdict, one.stage) for one in found.operations] == [
        ("Ben", "create", "object"), ("Crew", "create", "object")
    ]  # fmt: skip


def test_before_the_first_cycle_everything_it_does_is_the_effect() -> None:
    target = MemoryTarget([{"id": "1", "userName": "ben@contoso.example", "active": True}])
    source = Source([ANN, structs.replace(BEN, account_enabled=False), CEM], (), assigned(ANN, BEN))
    found = impact(source, target, None, configuration(), running=False)
    assert verdicts(found) == {"Ann": "create", "Ben": "disable"}
    assert found.people == 3 and found.facts == ()


def test_problems_that_are_new_are_told() -> None:
    world = World(Source([ANN, BEN], (), assigned(ANN, BEN)))
    same = rows(SCHEMA, replace(AttributeMapping.make("userName", "[department]"), matching=1))
    found = impact(world.source, world.held(), world.old, configuration(same), running=True)
    assert found.count("clash") == 1 and found.removals == 0, "the second to get the same user name is refused"


def crowd(count: int) -> list[Person]:
    return [person(f"p{number:03}", "Dock" if number % 2 else "Sales") for number in range(count)]


@pytest.mark.parametrize(
    ("people", "allowed"), [(0, 1), (9, 1), (10, 1), (29, 2), (100, 10), (199, 19), (200, 20), (5000, 20)]
)
def test_limits(people: int, allowed: int) -> None:
    assert limit(people) == allowed


def test_the_limit_is_about_those_who_have_accounts() -> None:
    everybody = crowd(60)
    world = World(Source(everybody, (), assigned(*everybody[:40])))
    leaving = everybody[:4]
    left = Source(everybody, (), assigned(*everybody[4:40]))
    assert not impact(left, world.held(), world.old, world.old, running=True), "assignments are not the change"
    by_name = SCHEMA.with_mapping("User", scope=ScopingFilter((FilterGroup("F", (
        Clause("mailNickname", "NOT EQUALS", (leaving[0].attributes["mailNickname"],)),  # type: ignore[arg-type]
    )),)))  # fmt: skip
    found = world.change(configuration(by_name))
    assert (found.people, found.limit, found.removals, found.beyond) == (40, 4, 1, False)
    half = world.change(configuration(filtered("Dock")))
    assert half.removals == 20 and half.beyond


def test_operations_are_sorted_and_equal_changes_are_equal() -> None:
    cat, abe = person("cat", "Sales"), person("abe", "Sales")
    world = World(Source([CEM, cat, abe, ANN], (CREW,), assigned(CEM, cat, abe)), configuration())
    world.source = replace(world.source, assignments=assigned(CEM, cat, abe, ANN))
    new = configuration(filtered("Dock"), sync_all=True)
    one, two = (impact(world.source, world.held(), world.old, new, running=True) for _ in range(2))
    assert one == two
    assert [(each.verdict, each.name) for each in one.operations] == [
        ("disable", "Abe"), ("disable", "Cat"), ("disable", "Cem"), ("create", "Crew"),
    ]  # fmt: skip
    assert sorted([one, Impact()], key=lambda each: each.severity) == [Impact(), one]


def test_it_can_be_stopped() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        impact(Source([ANN]), MemoryTarget(), configuration(), configuration(), running=True, checkpoint=stop)
    with pytest.raises(Cancelled):
        impact(Source([ANN]), MemoryTarget(), None, configuration(), running=False, checkpoint=stop)


def named(found: Impact) -> dict[str, Sequence[str]]:
    return {verdict: [one.name for one in found.having(verdict)] for verdict in ("delete", "disable", "create")}


def test_scope_alone_tells_who_leaves_and_who_comes_in() -> None:
    blocked = person("dua", "Sales", account_enabled=False)
    source = Source([ANN, BEN, CEM, blocked], (CREW,), assigned(ANN, CEM, blocked, CREW))
    old, new = configuration(), configuration(filtered("Dock"), sync_all=True)
    found = by_scope(source, old, new, running=True, checkpoint=lambda: None)
    assert named(found) == {"delete": [], "disable": ["Cem"], "create": ["Ben"]}
    assert not found.accounts and found.people == 3
    back = by_scope(source, configuration(sync_all=True), configuration(), running=True, checkpoint=lambda: None)
    assert named(back) == {"delete": [], "disable": ["Ben"], "create": []}
    first = by_scope(source, old, old, running=False, checkpoint=lambda: None)
    assert named(first) == {"delete": [], "disable": [], "create": ["Ann", "Cem"]}
    outside = replace(source, assignments=assigned(ANN))
    gone = by_scope(outside, configuration(sync_all=True), configuration(), running=True, checkpoint=lambda: None)
    assert named(gone)["delete"] == ["Crew"]


def test_scope_alone_knows_that_nobody_can_be_disabled() -> None:
    source, old = Source([ANN, CEM], (), assigned(ANN, CEM)), configuration()
    for new in (
        configuration(rows(filtered("Dock"), without="active")),
        configuration(filtered("Dock"), skip_out_of_scope_deletions=True),
    ):
        assert not by_scope(source, old, new, running=True, checkpoint=lambda: None).operations


def test_a_plan_is_measured_by_the_same_limits() -> None:
    people = [person(f"p{number}", account_enabled=number > 2) for number in range(20)]
    target = MemoryTarget([{"id": str(n), "userName": f"p{n}@contoso.example", "active": True} for n in range(20)])
    found = plan(Source(people, (), assigned(*people)), target, configuration())
    assert removals(found) == 3
    assert exceeds_limits(found, 20) and not exceeds_limits(found, 30) and exceeds_limits(found, 3000, 2)
