"""Whatever company and whatever change: what the impact names is what the engine's next cycle then does."""

from __future__ import annotations

from dataclasses import replace

from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.provisioning.test_impact import World, assigned, configuration, filtered, person
from wizard.directory import Group, Member, Person
from wizard.provisioning import Operation, Source, TargetSnapshot
from wizard.provisioning.impact import by_scope, impact

NAMES = "abcdefgh"
DONE = frozenset({"create", "disable", "delete"})


@st.composite
def companies(draw: st.DrawFn) -> Source:
    """Up to eight people, some blocked or in the recycle bin, in up to three groups that may overlap."""
    people = [
        person(name, draw(st.sampled_from(["Dock", "Sales"])), account_enabled=draw(st.integers(0, 5)) > 0)
        for name in NAMES[: draw(st.integers(1, 8))]
    ]
    groups = []
    for number in range(draw(st.integers(0, 3))):
        inside = draw(st.lists(st.sampled_from(people), unique_by=lambda one: one.id))
        members = tuple(Member(one.id, "User") for one in inside)
        secure = draw(st.integers(0, 3)) > 0
        groups.append(Group(f"group-{number}", {"displayName": f"Group {number}"}, members, security_enabled=secure))
    everybody: list[Person | Group] = [*people, *groups]
    chosen = draw(st.lists(st.sampled_from(everybody), unique_by=lambda one: one.id))
    held = tuple(replace(one, id=f"a{number}") for number, one in enumerate(assigned(*chosen)))
    return Source(people, tuple(groups), held)


def done(operations: tuple[Operation, ...]) -> set[tuple[str, str]]:
    return {(one.verdict, one.source_id) for one in operations if one.stage == "object" and one.verdict in DONE}


@settings(max_examples=examples(150), deadline=None)
@given(source=companies(), data=st.data())
def test_removing_any_assignments(source: Source, data: st.DataObject) -> None:
    gone = set(data.draw(st.sets(st.sampled_from([one.id for one in source.assignments] or ["none"]))))
    world = World(source)
    after = replace(source, assignments=tuple(one for one in source.assignments if one.id not in gone))
    found = impact(source, world.held(), world.old, world.old, running=True, after=after)
    told = by_scope(source, world.old, world.old, running=True, after=after, checkpoint=lambda: None)
    world.source = after
    happened = done(world.cycle(world.old).operations)
    assert done(found.operations) == happened
    lost = {one for one in happened if one[0] in {"disable", "delete"}}
    assert lost <= done(told.operations), "without CloudGate nobody is left out, at most too many are named"
    if not gone:
        assert not found


@settings(max_examples=examples(150), deadline=None)
@given(
    source=companies(),
    old=st.sampled_from([(), ("Dock",), ("Dock", "Sales")]),
    new=st.sampled_from([(), ("Dock",), ("Nowhere",)]),
    was_all=st.booleans(),
    will_all=st.booleans(),
)
def test_any_filter_and_any_scope(
    source: Source, old: tuple[str, ...], new: tuple[str, ...], was_all: bool, will_all: bool
) -> None:
    world = World(source, configuration(filtered(*old), sync_all=was_all))
    wanted = configuration(filtered(*new), sync_all=will_all)
    found = impact(source, world.held(), world.old, wanted, running=True)
    assert done(found.operations) == done(world.cycle(wanted).operations)


@settings(max_examples=examples(100), deadline=None)
@given(source=companies())
def test_the_first_cycle(source: Source) -> None:
    world = World(source, cycles=0)
    found = impact(source, TargetSnapshot((), ()), None, world.old, running=False)
    assert done(found.operations) == done(world.cycle(world.old).operations)
