"""A whole setup on real servers: made into a file, opened without a network, tried in a practice company, made again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli_world import REFERENCE, Attached, NotedCompany

from tests.support_file.test_drift import changed_since
from wizard import wiring
from wizard.core.errors import InputError, NetworkError, WizardError
from wizard.core.tasks import Task
from wizard.journey.answers import Answers, PlannedAssignment
from wizard.journey.context import Context
from wizard.journey.found import Rehearsal
from wizard.journey.machine import Journey, SavedSetup
from wizard.journey.services.log_comparison import Side, compare_with_log, keep_plan, kept_plan
from wizard.journey.services.reading import read_both
from wizard.journey.services.token import keep_token
from wizard.journey.setups import SetupStore
from wizard.journey.steps import STEPS
from wizard.journey.steps.assign import search
from wizard.journey.steps.watch import look
from wizard.mapping import Schema
from wizard.provisioning import Configuration
from wizard.provisioning.log_outcomes import LogComparison
from wizard.provisioning.plan_io import KeptPlan
from wizard.secrets.secret import Secret
from wizard.support_file.archive import encode, pack, save
from wizard.support_file.collect import Wanted, collect
from wizard.support_file.compare import compare, meaning_of
from wizard.support_file.convert import operations_of
from wizard.support_file.make import Made, finish
from wizard.support_file.model import Proposal
from wizard.support_file.offline_client import Opened, enter, open_file
from wizard.support_file.proposal import offer, propose
from wizard.support_file.sandbox import try_out
from wizard.support_file.setup_document import needed

SETUP = "0123456789ab"
DONE = ("begin", "credentials", "application", "assign", "connect", "users", "groups", "scope", "preview", "turnon")


@dataclass
class Customer:
    """A customer's session in which all steps are done, and the file that was made of it."""

    context: Context
    journey: Journey
    secret: Secret
    made: Made
    file: Path
    log_comparison: LogComparison


@pytest.fixture(scope="module")
def customer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Customer]:
    company = NotedCompany(60)
    context = wiring.make_context()
    context.practice = Attached(company)  # type: ignore[assignment]
    context.make_keystore = lambda: context.memory
    journey = Journey(STEPS, lambda: "2026-01-12T09:00:00Z")
    facts = company.describe()
    secret = Secret(facts["scim_token"])
    journey.answer(
        tenant=facts["domain"], tenant_url=facts["scim"], sign_in="device", cloudgate_admin=True,
        notification_email=f"it-oncall@{facts['domain']}", token_reference=REFERENCE,
    )  # fmt: skip
    keep_token(context, journey.answers, secret, "memory")
    journey.answer(token_kept="memory", token_saved="2026-01-12T09:00:00Z")

    def approve(progress: Any) -> None:
        if code := getattr(progress.data, "user_code", ""):
            company.entra.approve_device_code(code)

    try:
        for name in DONE:
            if name == "assign":
                found = [hit for text in ("Room", "Chlo", "Sales", "Mac") for hit in search(Task(), context, text)]
                planned = {hit.id: PlannedAssignment(hit.id, hit.kind, hit.display_name) for hit in found}
                journey.answer(assignments=tuple(planned.values()))
            perform = journey.step(name).perform
            assert perform is not None
            journey.record(name, perform(Task(approve), context, journey.answers))
            journey.next()
        store = SetupStore(tmp_path_factory.mktemp("setups"))
        rehearsal = context.state.rehearsal
        assert isinstance(rehearsal, Rehearsal)
        keep_plan(Task(), lambda: store, SETUP, rehearsal)
        company.clock.advance(timedelta(minutes=45))
        company.entra.state.wake()
        journey.next()
        watch = journey.step("watch").perform
        assert watch is not None
        journey.record("watch", watch(Task(), context, journey.answers))
        setup = SavedSetup(SETUP, "Harbor Lights", "2026-01-12T09:30:00Z", False, journey.snapshot)
        kept = kept_plan(Task(), context, lambda: store, SETUP, journey.answers)
        assert kept is not None
        made = finish(collect(Task(), context, setup, Wanted(kept=kept)), [secret])
        file = tmp_path_factory.mktemp("support") / "case.cgsupport"
        save(made.content, file)
        yield Customer(context, journey, secret, made, file, compared(context, journey, kept))
    finally:
        context.close()
        company.stop()


def compared(context: Context, journey: Journey, plan: KeptPlan | None) -> LogComparison:
    """Return what step 12 shows of the log beside the preview."""
    seen = look(Task(), context, journey.answers, True)
    assert plan is not None
    found = compare_with_log(Task(), plan, Side(seen.rows, seen, True), journey.answers, None)
    assert found is not None
    return found


@pytest.fixture
def opened(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Context, Opened, Journey]]:
    """The file, opened on a machine without a network."""

    def no_network(*_args: object, **_more: object) -> None:
        raise AssertionError("a network was used")

    context = wiring.make_context()
    found = open_file(customer.file)
    enter(context, found)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    yield context, found, Journey(STEPS, lambda: "2026-01-13T09:00:00Z", found.snapshot)
    monkeypatch.undo()
    context.close()


def test_nothing_of_the_customer_is_in_the_file(customer: Customer) -> None:
    whole = b"\n".join(customer.made.documents.values()).decode().casefold()
    for text in ("harbor", "harborlights", customer.secret.reveal(), "nyström", "macdonald", "astrid"):
        assert text.casefold() not in whole


def test_bodies_are_there_only_where_the_file_answers_from_them_or_something_went_wrong(customer: Customer) -> None:
    case = customer.made.case
    assert case.exchanges is not None and case.doctor is not None
    shown = set(case.doctor.evidence.values())
    others = [one for place, one in enumerate(case.exchanges.exchanges) if not one.whole and place not in shown]
    well = [one for one in others if not one.error and one.status < 300]
    assert len(well) > 10 and all(one.method and one.url and one.started and one.elapsed_ms for one in well)
    assert {(*one.request_headers, one.request_body, *one.response_headers, one.response_body) for one in well} == {
        ("", "")
    }


def test_every_step_is_as_the_customer_left_it(customer: Customer, opened: tuple[Context, Opened, Journey]) -> None:
    context, _, journey = opened
    for step in STEPS:
        assert journey.state(step.id) == customer.journey.state(step.id), step.id
        before = customer.journey.result(step.id)
        look = step.verify or (step.perform if step.id == "preview" else None)
        if before is None or look is None:
            continue
        outcome = look(Task(), context, journey.answers)
        assert outcome.status == before.status, step.id
        counted = {name: value for name, value in before.facts.items() if isinstance(value, int)}
        assert {name: outcome.facts[name] for name in counted if name != "added"} == {
            name: value for name, value in counted.items() if name != "added"
        }, step.id


def test_the_preview_is_what_the_customer_saw(customer: Customer, opened: tuple[Context, Opened, Journey]) -> None:
    context, found, journey = opened
    preview = journey.step("preview").perform
    assert preview is not None and found.case.case.plan is not None
    plan = preview(Task(), context, journey.answers).data.plan  # type: ignore[attr-defined]
    assert operations_of(plan, lambda: None) == found.case.case.plan.operations


def test_the_log_beside_the_preview_is_what_the_customer_saw(
    customer: Customer, opened: tuple[Context, Opened, Journey]
) -> None:
    context, found, journey = opened
    again = compared(context, journey, found.case.kept(journey.answers))
    before = customer.log_comparison
    assert before.planned > 2
    assert (again.planned, again.done, again.changed) == (before.planned, before.done, before.changed)
    assert [(one.planned, one.how, one.reason) for one in again.objects] == [
        (one.planned, one.how, one.reason) for one in before.objects
    ]


def test_what_was_not_read_is_not_taken_for_empty(opened: tuple[Context, Opened, Journey]) -> None:
    context, _, journey = opened
    saved = _schema(context, journey)
    rows = saved.mapping("User").rows
    changed = saved.with_mapping(
        "User", rows=[row.with_expression("[faxNumber]") if row.target == "title" else row for row in rows]
    )
    configuration = Configuration.from_schema(changed, sync_all=False)
    with pytest.raises(InputError) as caught:
        read_both(Task(), context, journey.answers, changed, configuration)
    assert (caught.value.code, caught.value.params["attribute"]) == ("support-attribute-not-read", "faxNumber")


def test_nothing_can_be_written(opened: tuple[Context, Opened, Journey]) -> None:
    context, _, journey = opened
    connect = journey.step("connect").perform
    assert connect is not None
    with pytest.raises(WizardError) as caught:
        connect(Task(), context, journey.answers)
    assert caught.value.code == "support-read-only"


def test_what_was_not_recorded_says_so(opened: tuple[Context, Opened, Journey]) -> None:
    context, _, _ = opened
    with pytest.raises(NetworkError) as caught:
        context.graph.applications.get(Task(), "00000000-1111-4222-8333-444444444444")
    assert caught.value.code == "support-not-recorded"


def test_a_practice_company_of_the_file(customer: Customer, tmp_path: Path) -> None:
    """The same plan on real servers; a change becomes a proposal; made again it means the same."""
    context = wiring.make_context()
    found = open_file(customer.file)
    try:
        enter(context, found)
        snapshot = try_out(Task(), context, found)
        journey = Journey(STEPS, lambda: "2026-01-13T09:00:00Z", snapshot)
        preview = journey.step("preview").perform
        assert preview is not None and found.case.case.plan is not None
        outcome = preview(Task(), context, journey.answers)
        assert operations_of(outcome.data.plan, lambda: None) == found.case.case.plan.operations  # type: ignore[attr-defined]
        journey.record("preview", outcome)

        again = SavedSetup("", "again", "2026-01-13T09:00:00Z", True, journey.snapshot)
        second = finish(collect(Task(), context, again, Wanted()), [context.practice.token])  # type: ignore[union-attr]
        areas = {one.area for one in compare(meaning_of(customer.made.case), meaning_of(second.case))}
        assert areas <= {"job", "token"}, "the job has not run yet, and its token is a new one"

        journey.answer(scope="all", tenant_url=journey.answers.tenant_url + "?aadOptscim062020")
        rows = [row.to_json() for row in _schema(context, journey).mapping("User").rows]
        changed = [row for row in rows if row["targetAttributeName"] != "title"]
        journey.answer(user_rows=tuple(changed))
        proposal = propose(Task(), context, found, journey.answers)
    finally:
        context.close()
    store = SetupStore(tmp_path / "setups")
    store.keep_names("0123456789ab", customer.made.case.manifest.id, customer.made.names)

    def names(origin: str) -> Any:
        return store.names_in("0123456789ab", origin)

    offered = offer(Task(), customer.context, proposal, names, customer.journey.answers)
    assert set(offered.changes) == {"scope", "tenant_url", "user_rows"}
    assert offered.changes["tenant_url"] == customer.journey.answers.tenant_url + "?aadOptscim062020"
    assert [(one.change, one.name) for one in offered.mapping] == [("removed", "title")]


def test_what_a_colleague_changed_after_the_preview_is_where_trying_starts(customer: Customer, tmp_path: Path) -> None:
    """The customer saved mappings, then a colleague changed one in the portal: support does not propose to undo it."""
    case = changed_since(customer.made.case, "department")
    assert case.setup is not None and case.plan is not None
    rows = tuple(row.to_json() for row in Schema(case.plan.schema).mapping("User").rows)
    answers = msgspec.convert(case.setup.answers, Answers).with_(user_rows=rows)
    results = {**case.setup.results, "users": replace(case.setup.results["users"], digest=needed("users", answers))}
    journey = msgspec.structs.replace(case.setup, answers=msgspec.to_builtins(answers), results=results)
    path = tmp_path / "drifted.cgsupport"
    save(pack(encode(msgspec.structs.replace(case, setup=journey))), path)
    context = wiring.make_context()
    found = open_file(path)
    try:
        enter(context, found)
        snapshot = try_out(Task(), context, found)
        tried = Journey(STEPS, lambda: "2026-01-13T09:00:00Z", snapshot)
        title = next(row for row in _schema(context, tried).mapping("User").rows if row.target == "title")
        assert title.expression == "[department]" and tried.answers.user_rows is None
        proposal = propose(Task(), context, found, tried.answers).proposal
        assert proposal == Proposal(), "support changed nothing"
    finally:
        context.close()


def _schema(context: Context, journey: Journey) -> Any:
    from wizard.journey.services.job_schema import read_schema

    return read_schema(Task(), context, journey.answers)
