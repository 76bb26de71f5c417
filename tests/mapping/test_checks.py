"""Every planted mistake is found and named rightly; nothing is found where nothing is wrong; repairs repair."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import CASES, CLEAN, Planted, Work, clean_people

from wizard.core.errors import Cancelled, MappingError
from wizard.core.texts import Texts
from wizard.mapping import Schema
from wizard.mapping.checks import Finding, apply_fix, check, check_people

WORDS = Texts()


def findings(work: Work, kind: Any = "User") -> list[Finding]:
    return [*check(work.schema, kind), *check_people(work.schema, kind, work.people, **work.options)]


def test_nothing_is_found_in_what_is_right() -> None:
    work = Work()
    assert findings(work) + findings(work, "Group") == []
    held = {person.id: [{"userName": person.user_principal_name, "title": "Guard"}] for person in work.people}
    assert check_people(work.schema, "User", work.people, accounts=held) == ()


def test_there_are_many_mistakes() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert len({case.finds for case in CASES}) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_planted_mistake_is_found(case: Planted) -> None:
    work = Work()
    case.make(work)
    found = findings(work, case.kind)
    named = [item for item in found if item.id == case.finds and item.target == case.target]
    assert named, [(item.id, item.target) for item in found]
    if case.people:
        assert tuple(person.name for person in named[0].people) == case.people
    beside = [item.id for item in found if item is not named[0]]
    assert sorted(beside) == sorted(case.also), "it is described as something else too"
    for item in found:
        assert WORDS.get(f"mapcheck-{item.id}", **item.params)
        assert WORDS.get(f"mapcheck-{item.id}.fix", **item.params)
    other: Any = "Group" if case.kind == "User" else "User"
    if case.finds not in {"map-object-unknown", "map-attribute-unknown-to-target"}:
        assert findings(work, other) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_repair_makes_its_finding_go(case: Planted) -> None:
    work = Work()
    case.make(work)
    kind: Any = case.kind
    for finding in findings(work, kind):
        if finding.fix is None:
            continue
        repaired = apply_fix(work.schema, kind, finding.fix, Schema(CLEAN))
        left = [*check(repaired, kind), *check_people(repaired, kind, work.people, **work.options)]
        if finding.id == "map-required-missing":
            continue  # the application's own schema has no row for it either
        assert (finding.id, finding.target) not in {(item.id, item.target) for item in left}
        assert work.schema.to_json() == Schema(work.raw).to_json(), "the schema that was checked is unchanged"


def test_a_missing_row_is_restored_from_the_applications_own() -> None:
    work = Work()
    work.define("target", "title", required=True)
    work.remove("title")
    (finding,) = check(work.schema, "User")
    assert (finding.id, finding.target) == ("map-required-missing", "title")
    assert finding.fix is not None
    assert check(apply_fix(work.schema, "User", finding.fix, Schema(CLEAN)), "User") == ()


def test_everybody_is_named_and_nobody_twice() -> None:
    work = Work()
    work.everybody(userPrincipalName="same@harborlights.example")
    (finding,) = [item for item in findings(work) if item.id == "map-duplicate-source"]
    assert [person.id for person in finding.people] == [person.id for person in clean_people()]


def test_looking_at_people_can_be_cancelled() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        check_people(Work().schema, "User", clean_people(), checkpoint=stop)


PLACES = st.lists(st.integers(0, 400), min_size=1, max_size=4)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=8), st.sampled_from(["Always", "[mail]", "userName"]),
    st.just([]), st.just({}),
)  # fmt: skip


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in leaves(item, (*path, key))]
    if isinstance(value, list) and value:
        return [found for number, item in enumerate(value) for found in leaves(item, (*path, number))]
    return [path]


LEAVES = leaves({"synchronizationRules": CLEAN["synchronizationRules"]})


@given(st.lists(st.tuples(st.sampled_from(LEAVES), VALUES), max_size=4))
@settings(max_examples=examples(150), deadline=None)
def test_any_schema_is_checked_or_refused(edits: list[tuple[tuple[Any, ...], Any]]) -> None:
    raw = copy.deepcopy(CLEAN)
    for path, value in edits:
        holder: Any = raw
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = copy.deepcopy(value)
    try:
        schema = Schema(raw)
        for kind in ("User", "Group"):
            check(schema, kind)
            check_people(schema, kind, clean_people())
    except MappingError as error:
        assert error.code == "schema-shape"
