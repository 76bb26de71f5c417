"""Every step whose work writes to the tenant says what has to pass first; read from the requests that Entra gets."""

from __future__ import annotations

from cli_world import Attached, NotedCompany

from wizard import wiring
from wizard.core.tasks import Progress, Task
from wizard.journey.answers import PlannedAssignment
from wizard.journey.machine import Journey
from wizard.journey.model import Outcome
from wizard.journey.services.token import keep_token
from wizard.journey.steps import STEPS
from wizard.journey.steps.assign import search
from wizard.secrets.secret import Secret

NOW = "2026-01-12T09:00:00Z"


def to_graph(company: NotedCompany) -> list[str]:
    """Return what was written to the tenant; a running job writes to CloudGate by itself."""
    return [path for _, path in company.written() if path.startswith(("/v1.0/", "/beta/"))]


def test_a_step_writes_only_what_it_declares() -> None:
    company = NotedCompany(20)
    context = wiring.make_context()
    context.practice = Attached(company)  # type: ignore[assignment]
    context.make_keystore = lambda: context.memory
    journey = Journey(STEPS, lambda: NOW)
    facts = company.describe()

    def approve(told: Progress) -> None:
        code = getattr(told.data, "user_code", "")
        if code:
            company.entra.approve_device_code(code)

    try:
        journey.answer(tenant_url=facts["scim"], sign_in="device", cloudgate_admin=True,
                       notification_email="it-oncall@contoso.example", token_saved=NOW, token_kept="memory",
                       user_actions_all=True, groups_enabled=False)  # fmt: skip
        kept = keep_token(context, journey.answers, Secret(facts["scim_token"]), "memory")
        journey.answer(token_reference=kept["token_reference"])
        wrote = set()
        for step in STEPS[1:]:
            assert step.perform is not None
            if step.id == "assign":
                (hit,) = search(Task(), context, "Reception")
                journey.answer(assignments=(PlannedAssignment(hit.id, hit.kind, hit.display_name),))
            if step.id == "scope":
                journey.answer(scope="all")
            before = len(to_graph(company))
            journey.record(step.id, step.perform(Task(approve), context, journey.answers))
            if len(to_graph(company)) > before:
                wrote.add(step.id)
    finally:
        context.close()
        company.stop()
    assert wrote >= {"application", "assign", "connect", "scope", "turnon"}, "the test sees what is written"
    assert wrote <= {step.id for step in STEPS if step.requires}
    tested = {step.id for step in STEPS if step.override}
    assert all(tested <= set(step.requires) for step in STEPS if step.requires)


def test_a_word_does_not_stand_for_a_test() -> None:
    journey = Journey(STEPS, lambda: NOW)
    assert [step.id for step in journey.unmet("turnon")] == ["credentials", "application", "connect"]
    for name in ("credentials", "application", "connect"):
        journey.record(name, Outcome("confirmed"))
    assert [step.id for step in journey.unmet("turnon")] == ["credentials"], "its test has to pass"
    journey.record("credentials", Outcome("attention"))
    journey.record("connect", Outcome("attention"))
    assert [step.id for step in journey.unmet("turnon")] == ["credentials", "connect"]
    journey.record("credentials", Outcome("done"))
    journey.record("connect", Outcome("done"))
    assert journey.unmet("turnon") == ()
    journey.answer(tenant_url="https://sync.contoso.example/scim")
    assert [step.id for step in journey.unmet("turnon")] == ["credentials", "connect"], "stale results do not count"
