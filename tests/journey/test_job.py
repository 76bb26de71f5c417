"""A job that somebody deleted and made again in the portal is found under its new id, with what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cli_world import Attached, NotedCompany

from wizard import wiring
from wizard.core.errors import InputError
from wizard.core.tasks import Progress, Task
from wizard.journey.answers import Answers
from wizard.journey.context import Context
from wizard.journey.services import job as journey_job
from wizard.journey.services.job import find_job
from wizard.journey.services.job_schema import read_schema, rule_id
from wizard.journey.steps.begin import sign_in


@pytest.fixture
def company() -> Iterator[NotedCompany]:
    made = NotedCompany(6)
    yield made
    made.stop()


@pytest.fixture
def context(company: NotedCompany) -> Iterator[Context]:
    made = wiring.make_context()
    made.practice = Attached(company)  # type: ignore[assignment]

    def approve(progress: Progress) -> None:
        code = getattr(progress.data, "user_code", "")
        if code:
            company.entra.approve_device_code(code)

    sign_in(Task(approve), made, Answers(tenant=company.describe()["domain"], sign_in="device"))
    yield made
    made.close()


@pytest.fixture
def answers(context: Context) -> Answers:
    """Answers about an application that was added and has a job."""
    graph = context.graph
    template = graph.applications.find_template(Task(), "Soloinsight-CloudGate SSO")
    added = graph.applications.add(Task(), template.id, "CloudGate", frozenset())
    graph.jobs.ensure(Task(), added.id)
    return Answers(service_principal_id=added.id)


def test_a_job_made_again_is_found(context: Context, answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entra gives a job its id, "{template}.{tenant}.{a GUID}"; nothing promises the same one again."""
    there = find_job(Task(), context, answers)
    known = context.state.application(answers)
    known.keep_job(replace(there, id=f"{there.template_id}.0.deleted"))
    known.rule_ids["User"] = "of the deleted job"

    monkeypatch.setattr(journey_job, "TRUSTED_SECONDS", 0.0)
    assert find_job(Task(), context, answers).id == there.id
    assert rule_id(Task(), context, answers, "User") == read_schema(Task(), context, answers).rule_id("User")


def test_a_job_that_is_gone_is_said_to_be_missing(
    context: Context, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = find_job(Task(), context, answers)
    context.graph.jobs.delete(Task(), answers.service_principal_id, first.id)
    monkeypatch.setattr(journey_job, "TRUSTED_SECONDS", 0.0)
    with pytest.raises(InputError) as told:
        find_job(Task(), context, answers)
    assert told.value.code == "job-missing"


def test_it_is_not_asked_for_again_at_once(context: Context, answers: Answers, company: NotedCompany) -> None:
    found = find_job(Task(), context, answers)
    company.seen.clear()
    assert find_job(Task(), context, answers) == found
    assert company.seen == []
