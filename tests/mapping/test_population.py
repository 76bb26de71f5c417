"""Counting what an expression gives for everybody."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from wizard.core.errors import Cancelled
from wizard.directory import Person
from wizard.mapping.expression import compile_expression
from wizard.mapping.population import EVERY, NAMES, PopulationResult, evaluate, result_of

MAIL = compile_expression("[mail]")


def person(number: int, **attributes: str) -> Person:
    return Person(f"id-{number}", {"displayName": f"P{number}", **attributes})


def crowd(count: int) -> Iterator[Person]:
    for number in range(count):
        yield person(number, **({} if number % 10 == 0 else {"mail": f"p{number % 50}@x.example"}))


def test_counts_are_exact_and_names_are_few() -> None:
    found = evaluate(MAIL, compile_expression("[displayName]"), crowd(3_000))
    assert (found.people, found.valued, found.empty.count, found.failed.count) == (3_000, 2_700, 300, 0)
    assert found.distinct == 45
    assert found.longest is not None and len(found.longest.result) == len("p49@x.example")
    assert found.changed.count == 3_000
    for group in (found.everybody, found.empty, found.changed):
        assert len(group.first) == NAMES
    assert found.empty.first[1].person.display_name == "P10"
    assert (found.changed.first[1].before, found.changed.first[1].result) == ("P1", "p1@x.example")


def test_what_cloudgate_has_is_compared_where_it_is_known() -> None:
    people = [person(1, mail="a@x"), person(2, mail="b@x"), person(3, mail="c@x")]
    held = {"id-1": "a@x", "id-2": "old@x"}
    found = evaluate(MAIL, None, people, held=lambda each: held.get(each.id))
    assert found.accounts == 2
    assert [(item.person.id, item.held) for item in found.differing.first] == [("id-2", "old@x")]
    assert found.compared == 0 and found.changed.count == 0


def test_a_person_the_expression_fails_for_is_neither_empty_nor_valued() -> None:
    compiled = compile_expression("Mid([mail], [place], 2)")
    people = [person(1, mail="abc", place="2"), person(2, mail="abc", place="0"), person(3, mail="", place="1")]
    found = evaluate(compiled, MAIL, people)
    assert (found.valued, found.failed.count, found.empty.count) == (1, 1, 1)
    assert found.failed.first[0].person.id == "id-2"
    assert found.failed.first[0].problem is not None


def test_a_row_without_source_gives_nothing_to_anybody() -> None:
    found = evaluate(None, MAIL, [person(1, mail="a"), person(2)])
    assert (found.valued, found.empty.count, found.changed.count) == (0, 2, 1)


def test_nobody() -> None:
    found = evaluate(MAIL, MAIL, [])
    assert (found.people, found.valued, found.distinct, found.longest) == (0, 0, 0, None)


def test_the_computed_attribute_is_there() -> None:
    switch = compile_expression('Switch([IsSoftDeleted], , "False", "True", "True", "False")')
    assert result_of(switch, None, Person("1", {}, account_enabled=False)).result == "False"
    assert result_of(switch, None, Person("1", {})).result == "True"


def test_counts_come_while_counting_and_cancelling_ends_it() -> None:
    told: list[tuple[int, int]] = []

    def on_progress(found: PopulationResult) -> None:
        told.append((found.people, found.valued))

    def checkpoint() -> None:
        if len(told) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        evaluate(MAIL, None, crowd(100 * EVERY), checkpoint, on_progress)
    assert told == [(EVERY * n, EVERY * n * 9 // 10) for n in (1, 2, 3)]


def test_memory_does_not_grow_with_long_values() -> None:
    compiled = compile_expression("[long]")

    def long_ones(count: int) -> Iterator[Person]:
        for number in range(count):
            yield person(number, long=f"{number:05d}" * 400)

    tracemalloc.start()
    found = evaluate(compiled, compiled, long_ones(6_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.distinct == 6_000
    assert peak < 4_000_000, peak
