"""The suggested deletion threshold follows how many people are provisioned; values that exist are found for filters."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from wizard.core.errors import GraphError
from wizard.core.tasks import Task
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Member, Person
from wizard.journey.answers import Answers
from wizard.journey.model import Suggested
from wizard.journey.services.deletion_threshold import limit_for, suggest_limit
from wizard.journey.steps import STEPS
from wizard.journey.steps.scope import MOST_VALUES, Reading, known_values
from wizard.provisioning import Source

ANSWERS = Answers(service_principal_id="sp")


@pytest.mark.parametrize(
    ("people", "limit"), [(0, 5), (1, 5), (50, 5), (99, 9), (417, 41), (5000, 500), (100_000, 500)]
)
def test_a_tenth_between_five_and_the_default_of_entra(people: int, limit: int) -> None:
    assert limit_for(people) == limit


class Graph:
    """Two users are assigned, and a group of which one of them is a member."""

    refused = False

    def __init__(self) -> None:
        self.people = self.assignments = self

    def count(self, _task: Task) -> int | None:
        return 1240

    def all(self, _task: Task, _principal: str) -> list[Assignment]:
        if self.refused:
            raise GraphError("graph-forbidden", status=403)
        kinds = (("User", "u1"), ("User", "u2"), ("Group", "g"))
        return [Assignment(identifier, kind, DEFAULT_ACCESS_ROLE_ID) for kind, identifier in kinds]  # type: ignore[arg-type]

    def members_of(self, _task: Task, ids: list[str]) -> dict[str, tuple[Member, ...]]:
        return {one: (*(Member(f"u{n}", "User") for n in range(2, 82)), Member("x", "Group")) for one in ids}


def context(graph: Graph) -> Any:
    return SimpleNamespace(session=object(), graph=graph)


def test_who_is_assigned_counts_once_and_the_whole_tenant_where_all_are_in_scope() -> None:
    assert suggest_limit(Task(), context(Graph()), ANSWERS) == Suggested(8, 81)
    assert suggest_limit(Task(), context(Graph()), ANSWERS.with_(scope="all")) == Suggested(124, 1240)


def test_nothing_is_suggested_where_nothing_is_known() -> None:
    graph = Graph()
    graph.refused = True
    assert suggest_limit(Task(), context(graph), ANSWERS) is None
    assert suggest_limit(Task(), SimpleNamespace(session=None, graph=graph), ANSWERS) is None  # type: ignore[arg-type]
    assert suggest_limit(Task(), context(Graph()), Answers()) is None


def test_only_the_threshold_has_a_suggestion() -> None:
    assert [field.name for step in STEPS for field in step.fields if field.suggest] == ["delete_threshold"]


def test_values_that_exist_are_listed_once_in_order() -> None:
    people = [
        Person(f"p{number}", {"department": text, "userPrincipalName": f"p{number}@x.example"})
        for number, text in enumerate(["Sales", "IT", "", None, "Sales", "sales", "Ärzte"])
    ]
    reading = Reading(Source(people), None, False, frozenset({"department"}), True)  # type: ignore[arg-type]
    found = known_values(Task(), reading, ["department", "accountEnabled"])
    assert found["department"] == ("IT", "Sales", "sales", "Ärzte")
    many = [Person(f"p{number}", {"department": f"D{number:04}"}) for number in range(1000)]
    reading = Reading(Source(many), None, False, frozenset({"department"}), True)  # type: ignore[arg-type]
    assert len(known_values(Task(), reading, ["department"])["department"]) == MOST_VALUES
