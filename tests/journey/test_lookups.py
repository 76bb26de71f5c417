"""A search that fails leaves one person or group out of the verdicts, with the reason, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.journey.test_reading import SCHEMA, Server, World, keys_for, make
from wizard.core.errors import NetworkError, ScimError, WizardError
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.directory import Assignment, Group, Member, Person
from wizard.journey.answers import Answers
from wizard.journey.services import target
from wizard.journey.services.account_keys import group_keys_of, keys_of
from wizard.journey.services.lookups import IN_A_ROW, LookUps
from wizard.journey.steps import mappings
from wizard.provisioning import Configuration, Links, Plan, Source, TargetSnapshot, plan
from wizard.provisioning.explain import explain
from wizard.provisioning.model import CANNOT_TELL
from wizard.secrets.secret import Secret
from wizard.wording.plan import help_words, reason

__all__ = ["make"]

CONFIGURATION = Configuration.from_schema(SCHEMA, sync_all=True)


class Failing(Server):
    """Fails for some values: a status, or an answer that is no SCIM; ``heals`` after the first time."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.bad: dict[str, int | str] = {}
        self.heals = False
        self.no_pages = 500

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        value = query.get("filter", [""])[0].partition('"')[2].rstrip('"')
        how = self.bad.pop(value, None) if self.heals else self.bad.get(value)
        if isinstance(how, int):
            return how, {"detail": "sorry"}
        return (200, how) if how is not None else super().answer(path, query)


def person(number: int) -> Person:
    return Person(f"s{number}", {"userPrincipalName": f"p{number}@contoso.example", "displayName": f"P {number}"})


def failing(make: Callable[[int], World], monkeypatch: pytest.MonkeyPatch, count: int = 20) -> tuple[World, Failing]:
    """A service with accounts 0 to 19 that cannot page."""
    monkeypatch.setattr("tests.journey.test_reading.Server", Failing)
    world = make(count)
    server = world.server
    assert isinstance(server, Failing)
    return world, server


def planned(world: World, source: Source, links: Links | None = None) -> tuple[Plan, TargetSnapshot]:
    held = world.read(keys_of(source, CONFIGURATION), group_keys_of(source, CONFIGURATION))
    return plan(source, held, CONFIGURATION, links), held


def verdicts(found: Plan, kind: str = "User") -> dict[str, tuple[str, str]]:
    return {one.source_id: (one.verdict, one.reason) for one in found if one.kind == kind and one.stage == "object"}


def test_who_cannot_be_looked_up_is_left_open_and_the_rest_is_planned(
    make: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, server = failing(make, monkeypatch)
    server.bad = {"p3@contoso.example": 500, "p25@contoso.example": "<html>", "p7@contoso.example": 404}
    source = Source(tuple(map(person, (1, 3, 7, 24, 25))))
    found, held = planned(world, source)
    told = verdicts(found)
    assert {who: reason for who, (verdict, reason) in told.items() if verdict == "clash"} == dict.fromkeys(
        ("s3", "s7", "s25"), CANNOT_TELL
    )
    assert told["s1"][0] in {"update", "unchanged"} and told["s24"][0] == "create"
    texts = Texts()
    said = {one.source_id: (reason(one, texts), help_words(one, texts)) for one in found.clashes}
    assert "with status 500" in said["s3"][0] and "cannot be used" in said["s25"][0]
    assert "“p3@contoso.example”" in said["s3"][0] and "this person" in said["s3"][1]
    way = explain(source.people[1], source, held, CONFIGURATION, found)
    (step,) = [one for one in way.steps if one.name == "match"]
    assert (step.key, step.passed) == ("untold", False)
    assert "status 500" in texts.get("explain-match-untold", **step.params)


def test_a_search_is_tried_once_more_when_the_others_are_through(
    make: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, server = failing(make, monkeypatch)
    server.bad, server.heals = {"p3@contoso.example": 500}, True
    found, held = planned(world, Source(tuple(map(person, (1, 3, 24)))))
    assert not found.clashes and not held.failed
    assert verdicts(found)["s3"][0] in {"update", "unchanged"}


def test_many_here_and_there_are_left_open_and_many_in_a_row_are_an_error(
    make: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, server = failing(make, monkeypatch)
    source = Source(tuple(map(person, range(40))))
    server.bad = {f"p{number}@contoso.example": 500 for number in range(0, 40, 2)}
    found, _ = planned(world, source)
    assert len(found.clashes) == 20 and {one.reason for one in found.clashes} == {CANNOT_TELL}
    server.bad = {f"p{number}@contoso.example": 500 for number in range(5, 5 + IN_A_ROW)}
    with pytest.raises(ScimError) as caught:
        planned(world, source)
    assert caught.value.status == 500 and "filter=" in str(caught.value.params["request"])


@pytest.mark.parametrize(("bad", "asked"), [({"p1@contoso.example": 401}, 1), ({"p1@contoso.example": 403}, 1)])
def test_a_refused_token_is_an_error_at_once(
    make: Callable[[int], World], monkeypatch: pytest.MonkeyPatch, bad: dict[str, int | str], asked: int
) -> None:
    world, server = failing(make, monkeypatch)
    server.bad = bad
    with pytest.raises(ScimError):
        world.read(keys_for(1, 2, 3))
    assert server.lookups == asked


def test_where_nobody_at_all_is_answered_there_is_no_plan(
    make: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, server = failing(make, monkeypatch)
    server.bad = {"p1@contoso.example": 500, "p2@contoso.example": 500}
    with pytest.raises(ScimError):
        world.read(keys_for(1, 2))


def test_a_group_that_cannot_be_looked_up_is_left_open_too(
    make: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, server = failing(make, monkeypatch)
    server.groups = [{"id": "g1", "displayName": "Door", "members": [{"value": "a1"}]}]
    server.bad = {"Roof": 500}
    groups = tuple(Group(name, {"displayName": name}, (Member("s1", "User"),)) for name in ("Door", "Roof", "Gate"))
    assigned = tuple(Assignment(group.id, "Group", "role") for group in groups)
    found, _ = planned(world, Source((person(1),), groups, assigned))
    told = verdicts(found, "Group")
    assert told["Roof"] == ("clash", CANNOT_TELL) and told["Gate"][0] == "create"
    assert told["Door"][0] in {"update", "unchanged"}


def test_whom_a_job_is_linked_to_is_not_called_gone_because_nobody_looked(
    make: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever left scope is not searched for, and a cycle disables them all the same."""
    world, server = failing(make, monkeypatch)
    server.bad = {"p3@contoso.example": 500}
    settings = replace(CONFIGURATION, sync_all=False)
    inside = tuple(Assignment(f"s{number}", "User", "role") for number in (1, 3))
    source = Source(tuple(map(person, (1, 2, 3))), (), inside)
    held = world.read(keys_of(source, settings))
    links = Links.known({"s1": "a1", "s2": "a2", "s3": "a3"})
    told = verdicts(plan(source, held, settings, links))
    assert told["s1"][0] in {"update", "unchanged"}
    assert told["s2"] == told["s3"] == ("clash", CANNOT_TELL)
    complete = TargetSnapshot([{"id": "a1", "userName": "p1@contoso.example"}], ())
    assert verdicts(plan(source, complete, settings, links))["s2"] == ("skip", "already-gone")


def test_the_mapping_pages_search_as_well_where_pages_cannot_be_read(
    make: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, server = failing(make, monkeypatch)
    server.bad = {"p3@contoso.example": 500}
    token = Secret("reading-token")
    monkeypatch.setattr(target, "load_token", lambda *_: token)
    context: Any = SimpleNamespace(case=None, transport=world.client._transport)
    answers = Answers(tenant_url=world.client.url.base)
    people = tuple(map(person, (1, 3, 24)))
    found = mappings.read_accounts(world.task, context, answers, SCHEMA, people)
    given = [found.value(one, "name.givenName") for one in people]
    assert given == ["G", None, None]
    with pytest.raises(ScimError) as caught:
        mappings.read_accounts(world.task, context, answers, SCHEMA, ())
    assert caught.value.params["request"] == "GET /Users?startIndex=1&count=200"
    before = server.lookups
    monkeypatch.setattr(mappings, "SEARCHED", 2)
    with pytest.raises(ScimError):
        mappings.read_accounts(world.task, context, answers, SCHEMA, people)
    assert server.lookups == before, "not a request for each of very many people"


class Client:
    """Gives what is next: hits, or an error."""

    def __init__(self, *given: Any) -> None:
        self.given = list(given)

    def patient(self, _retry: object) -> Client:
        return self

    def find(self, *_: object) -> Any:
        each = self.given.pop(0)
        if isinstance(each, Exception):
            raise each
        return type("Answer", (), {"resources": each})


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (NetworkError("answer-timeout", {"host": "h"}), {"why": "silent", "status": 0}),
        (NetworkError("connection-cut", {"host": "h"}), {"why": "silent", "status": 0}),
        (NetworkError("answer-too-large", {"host": "h", "limit": 1}), {"why": "answer", "status": 0}),
        (ScimError("scim-not-list", {"status": 200}, status=200), {"why": "answer", "status": 200}),
        (ScimError("scim-server-error", {"status": 503}, status=503), {"why": "status", "status": 503}),
    ],
)
def test_the_reason_is_told_in_words(error: WizardError, why: dict[str, object]) -> None:
    search = LookUps(Client(error, [{"id": "a"}]))  # type: ignore[arg-type]
    assert search.find(Task(), "Users", "userName", "x") is None
    assert search.find(Task(), "Users", "userName", "y") == [{"id": "a"}]
    search.end()
    assert search.failed == {("User", "userName", "x"): why}
    held = TargetSnapshot([], (), looked={("User", "userName", "y"): []}, complete=False, failed=search.failed)
    told = held.untold("User", "userName", "x")
    assert told is not None and "{" not in Texts().get("plan-reason-cannot-tell", kind="User", **told)
    assert held.untold("User", "userName", "y") is None
    not_asked = held.untold("User", "userName", "z")
    assert not_asked is not None and not_asked["why"] == "not-asked"
