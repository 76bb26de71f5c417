"""Many reads in one request: what is refused for now is asked again, what is missing is told, the order is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graph_wire import Script, Wire
from practice_entra import World
from werkzeug.wrappers import Request as WebRequest
from werkzeug.wrappers import Response as WebResponse

from wizard.core.errors import GraphError


def item(number: int, **more: Any) -> dict[str, Any]:
    return {"id": str(number), "status": 200, "headers": {}, "body": {"value": [{"id": f"m{number}"}]}, **more}


def ids(pages: Any) -> list[tuple[int, str]]:
    return [(place, answer.json()["value"][0]["id"]) for place, answer in pages]


def test_what_is_asked_to_wait_is_asked_again_and_only_that(scripted: Wire, script: Script) -> None:
    script.add(200, {"responses": [item(1), item(0, status=429, headers={"Retry-After": "7"}, body=None), item(2)]})
    script.add(200, {"responses": [item(0)]})
    found = ids(scripted.graph.batch.read(scripted.task, ["/groups/a", "/groups/b", "/groups/c"], "people"))
    assert found == [(1, "m1"), (2, "m2"), (0, "m0")]
    assert scripted.waits == [7.0]
    again = json.loads(scripted.recorder.sent[1].body)
    assert again == {"requests": [{"id": "0", "method": "GET", "url": "/groups/a"}]}


def test_an_answer_that_the_batch_lacks_counts_as_later(scripted: Wire, script: Script) -> None:
    script.add(200, {"responses": [item(0)]})
    script.add(200, {"responses": [item(1)]})
    assert ids(scripted.graph.batch.read(scripted.task, ["/groups/a", "/groups/b"], "people")) == [(0, "m0"), (1, "m1")]


def test_what_does_not_exist_is_told_and_what_is_forbidden_is_an_error(scripted: Wire, script: Script) -> None:
    missing = item(0, status=404, body={"error": {"code": "Request_ResourceNotFound", "message": "gone"}})
    refused = item(1, status=403, body={"error": {"code": "Authorization_RequestDenied", "message": "no"}})
    script.add(200, {"responses": [missing, refused]})
    with pytest.raises(GraphError) as caught:
        list(scripted.graph.batch.read(scripted.task, ["/groups/a", "/groups/b"], "people"))
    assert (caught.value.status, caught.value.code) == (403, "graph-forbidden")


def test_twenty_at_once(scripted: Wire, script: Script) -> None:
    def answer(request: WebRequest) -> WebResponse:
        asked = json.loads(request.get_data())["requests"]
        body = {"responses": [item(int(each["id"])) for each in asked]}
        return WebResponse(json.dumps(body), content_type="application/json")

    script.answers.append(answer)
    found = ids(scripted.graph.batch.read(scripted.task, [f"/groups/{n}" for n in range(45)], "people"))
    assert found == [(n, f"m{n}") for n in range(45)]
    assert len(scripted.recorder.sent) == 3


def test_a_big_group_is_read_to_its_end(practice: Wire, world: World) -> None:
    people = world.entra.directory.people()
    group = max(world.entra.directory.groups(), key=lambda one: len(one.members))
    found = practice.graph.people.members_of(practice.task, [group.id])
    assert set(found[group.id]) == set(group.members)
    assert practice.graph.people.count(practice.task) == len(people)
