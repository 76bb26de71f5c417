"""The picture of an outcome: its counts add up for every plan, and each count is that of the rows it leads to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, get_args

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from target import MemoryTarget

from tests.provisioning.test_properties import CONFIGURATIONS, companies, targets
from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter
from wizard.provisioning import Configuration, Links, Operation, Plan, Run, Source, plan
from wizard.provisioning.log_outcomes import Compared
from wizard.provisioning.outcome import CARRIED_OUT, HAPPENS, Part, Picture, belongs, part_of, picture_of

PARTS: tuple[Part, ...] = get_args(Part)


def with_filter(configuration: Configuration) -> Configuration:
    only = ScopingFilter((FilterGroup("Sales only", (Clause("department", "EQUALS", ("Sales",)),)),))
    return replace(configuration, users=replace(configuration.users, scope=only))


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, Source, Configuration]:
    """A plan of a company that has been provisioned once, and where others are assigned since."""
    source, held, configuration = draw(companies()), draw(targets()), draw(CONFIGURATIONS)
    target, links = MemoryTarget(held), Links()
    if draw(st.booleans()):
        list(Run(source, target, configuration, links, target.carry_out))
        keep = [one for one in source.assignments if draw(st.booleans())]
        people = [one for one in source.people if draw(st.sampled_from([True, True, False]))]
        source = replace(source, assignments=tuple(keep), people=people)
        configuration = replace(configuration, skip_out_of_scope_deletions=draw(st.booleans()))
    if draw(st.booleans()):
        configuration = with_filter(configuration)
    return plan(source, target, configuration, links), source, configuration


@given(plans(), st.none() | st.integers(0, 20))
@settings(max_examples=examples(300), deadline=None)
def test_the_counts_add_up(given_: tuple[Plan, Source, Configuration], total: int | None) -> None:
    found, source, configuration = given_
    picture = picture_of(found, total=total, everybody=configuration.sync_all)
    assert picture.count("tenant") == picture.count("unassigned") + picture.count("assigned")
    assert picture.count("assigned") == picture.count("filtered") + picture.count("inside")
    assert picture.happening == picture.inside + picture.leaving
    assert picture.tenant >= len(source.people)
    assert min(picture.count(part) for part in PARTS) >= 0
    assert picture.leaving >= 0
    users = found.counts("User")
    assert picture.happening + picture.outside == users.total(), "every user is in exactly one part"
    assert picture.happens["skip"] + picture.outside == users["skip"]
    assert all(picture.happens[one] == users[one] for one in HAPPENS if one != "skip")
    assert sum(picture.skipped.values()) == picture.happens["skip"]
    assert picture.groups == found.counts("Group").total()


@given(plans())
@settings(max_examples=examples(200), deadline=None)
def test_a_part_leads_to_as_many_rows_as_it_says(given_: tuple[Plan, Source, Configuration]) -> None:
    found, _, configuration = given_
    picture = picture_of(found, everybody=configuration.sync_all)
    for part in PARTS:
        rows = [one for one in found if belongs(one, found, part)]
        assert len(rows) == picture.count(part), part
        assert len({(one.kind, one.source_id) for one in rows}) == len(rows)
    counted = Counter(part_of(one, found) for one in found if one.stage == "object")
    assert None not in counted


@given(plans(), st.none() | st.integers(0, 20))
@settings(max_examples=examples(100), deadline=None)
def test_facts_bring_the_same_numbers_back(given_: tuple[Plan, Source, Configuration], total: int | None) -> None:
    found, _, configuration = given_
    picture = picture_of(found, total=total, everybody=configuration.sync_all)
    users = found.counts("User")
    told = {name: users.get(name, 0) for name in ("create", "update", "disable", "skip", "clash", "unchanged")}
    assert Picture.of_facts({**told, **picture.facts()}) == replace(picture, skipped={})
    assert Picture.of_facts(told) is None, "an older setup tells less"


def user(number: int, verdict: str, reason: str) -> Operation:
    return Operation("User", f"u{number}", f"User {number}", verdict, reason)  # type: ignore[arg-type]


def test_who_is_not_read_counts_as_not_assigned() -> None:
    found = Plan((user(1, "create", "no-match"), user(2, "skip", "filtered-out"), user(3, "skip", "blocked")))
    picture = picture_of(found, total=1240)
    assert (picture.tenant, picture.assigned, picture.inside) == (1240, 3, 2)
    assert (picture.count("unassigned"), picture.count("filtered")) == (1237, 1)
    assert picture.skipped == {"blocked": 1}


def test_who_loses_access_is_seen_although_out_of_scope() -> None:
    found = Plan((user(1, "create", "no-match"), user(2, "disable", "not-assigned")), outside={"u2": "not-assigned"})
    picture = picture_of(found)
    assert (picture.tenant, picture.assigned, picture.inside, picture.leaving) == (2, 1, 1, 1)
    assert picture.happens["disable"] == 1


@pytest.mark.parametrize("size", [1, 100_000])
def test_one_person_and_a_hundred_thousand(size: int) -> None:
    picture = picture_of(Plan(tuple(user(number, "create", "no-match") for number in range(size))))
    assert picture.count("create") == picture.tenant == picture.happening == size


def compared(planned: str, how: str, kind: str = "User") -> Any:
    return Compared(how, "", "x", "X", kind, planned)  # type: ignore[arg-type]


def test_what_happened_fills_in() -> None:
    picture = Picture(9, 9, 9, {"create": 5, "update": 2, "clash": 1, "unchanged": 1})
    log = [
        compared("create", "as-planned"), compared("create", "other-values"), compared("create", "failed"),
        compared("create", "missing"), compared("create", "other-action"), compared("create", "as-planned", "Group"),
        compared("update", "as-planned"), compared("clash", "as-planned"), compared("unchanged", "as-planned"),
        compared("", "not-planned"),
    ]  # fmt: skip
    now = picture.after(log).progress
    assert (now["create"].done, now["create"].failed, now["create"].other) == (2, 1, 1)
    assert (now["update"].done, now["update"].failed) == (1, 0)
    assert (now["clash"].done, now["clash"].failed) == (0, 1), "it failed, as foretold"
    assert set(now) <= set(CARRIED_OUT)
