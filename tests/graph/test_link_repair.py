"""One wrong link is removed from a paused job, and the job runs again afterwards, whatever came of it.

Graph beta, "Delete objectConnections": 409 while the job is not paused; the objects themselves stay.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from graph_wire import Script, Wire
from werkzeug.wrappers import Request as WebRequest
from werkzeug.wrappers import Response as WebResponse

from wizard.core.errors import GraphError, WizardError
from wizard.directory import Tenant
from wizard.journey.answers import Answers
from wizard.journey.context import Context
from wizard.journey.services.job_memory import link_of
from wizard.journey.services.link_repair import repair_link
from wizard.secrets.memory import MemoryStore

ANSWERS = Answers(service_principal_id="sp")


class Job:
    """A job with one link."""

    def __init__(self) -> None:
        self.state = "Active"
        self.busy = 0
        self.links = {"person": "account-7"}
        self.keeps = False
        self.did: list[str] = []

    def __call__(self, request: WebRequest) -> WebResponse:
        path, method = request.path, request.method
        if path.endswith("/jobs"):
            return self._json(200, {"value": [self._job()]})
        if "/objectConnections" in path:
            key = path.rpartition("('")[2].removesuffix("')")
            return self._delete(key) if method == "DELETE" else self._link(key)
        if method == "POST":
            self.did.append(path.rpartition("/")[2])
            self.state = {"pause": "Paused", "start": "Active"}[self.did[-1]]
            return WebResponse("", 204)
        return self._json(200, self._job())

    def _job(self) -> dict[str, Any]:
        return {"id": "job", "templateId": "t", "schedule": {"state": self.state}, "status": {"code": self.state}}

    def _link(self, key: str) -> WebResponse:
        if key not in self.links:
            return self._json(404, {"error": {"code": "ResourceNotFound"}})
        return self._json(200, {"objectId": key, "targetAnchor": self.links[key]})

    def _delete(self, key: str) -> WebResponse:
        if self.state != "Paused" or self.busy:
            self.busy = max(0, self.busy - 1)
            return self._json(409, {"error": {"code": "Conflict"}})
        self.did.append("delete")
        if not self.keeps:
            self.links.pop(key, None)
        return WebResponse("", 204)

    @staticmethod
    def _json(status: int, body: Any) -> WebResponse:
        return WebResponse(json.dumps(body), status, content_type="application/json")


@pytest.fixture
def job(script: Script) -> Job:
    found = Job()
    script.answers.append(found)
    return found


@pytest.fixture
def context(scripted: Wire) -> Context:
    def nobody(*_args: object) -> Any:
        raise AssertionError("nothing is sent")

    context = Context(nobody, nobody, MemoryStore(), nobody)
    context.session = SimpleNamespace(graph=scripted.graph, account="a", tenant=Tenant("t", "T"))  # type: ignore[assignment]
    return context


def test_a_running_job_is_paused_for_it_and_started_again(context: Context, scripted: Wire, job: Job) -> None:
    job.busy = 2  # its cycle comes to its end first
    assert link_of(scripted.task, context, ANSWERS, "person").target == "account-7"
    assert repair_link(scripted.task, context, ANSWERS, "person", "account-7").state == "none"
    assert (job.did, job.state) == (["pause", "delete", "start"], "Active")


def test_a_job_that_is_off_stays_off(context: Context, scripted: Wire, job: Job) -> None:
    job.state = "Paused"
    repair_link(scripted.task, context, ANSWERS, "person", "account-7")
    assert (job.did, job.state) == (["delete"], "Paused")


def test_another_link_than_the_one_that_was_seen_is_left_alone(context: Context, scripted: Wire, job: Job) -> None:
    with pytest.raises(WizardError) as caught:
        repair_link(scripted.task, context, ANSWERS, "person", "account-8")
    assert caught.value.code == "link-changed"
    assert job.did == []


def test_the_job_runs_again_when_its_cycle_never_ends(context: Context, scripted: Wire, job: Job) -> None:
    job.busy = 10_000
    with pytest.raises(GraphError) as caught:
        repair_link(scripted.task, context, ANSWERS, "person", "account-7")
    assert caught.value.code == "graph-link-job-runs"
    assert job.did == ["pause", "start"]


def test_a_removal_that_had_no_effect_is_told(context: Context, scripted: Wire, job: Job) -> None:
    job.keeps = True
    with pytest.raises(GraphError) as caught:
        repair_link(scripted.task, context, ANSWERS, "person", "account-7")
    assert caught.value.code == "link-not-removed"
    assert job.state == "Active"
