"""Undoing under hostile conditions: two applications, people who are gone, held-back deletions, edits in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gate_world import Company, Sockets, company
from graph_wire import FixedTokens
from practice_entra import add_app, add_job
from undo_world import Undoing, undoing

from wizard.cli.main import main
from wizard.core.errors import ConsentNeeded
from wizard.core.tasks import Task
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.clouds import practice_cloud
from wizard.history.file import Tail, line_of
from wizard.history.model import Change
from wizard.history.recorder import Journal
from wizard.journey.answers import Answers
from wizard.journey.carrying_out import carry_out
from wizard.journey.changes import Known, Undo
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.services.impact import forecast
from wizard.journey.services.settling import settle_history
from wizard.journey.services.undoing import chosen_entries, plan_undo, undo
from wizard.practice.entra.apps import GALLERY_NAME, USER_ROLE
from wizard.wiring import setup_store


@pytest.fixture
def made(served: Sockets, tmp_path: Path) -> Iterator[Undoing]:
    with undoing(served, tmp_path / "x.journal.jsonl") as one:
        yield one


@pytest.fixture
def used(served: Sockets) -> Iterator[Company]:
    """A company whose changes are noted."""
    with company(served) as one:
        context = one.context
        context.session.graph = GraphClient(Calls(  # type: ignore[union-attr]
            context.transport, practice_cloud("https://127.0.0.1:1", served.root), FixedTokens(one.world.token),
            journal=lambda: context.journal,
        ))  # fmt: skip
        yield one


def test_people_of_another_application_are_counted_too(used: Company) -> None:
    graph, task = used.context.graph, Task()
    one = used.members("Reception")[0]
    graph.assignments.add(task, used.sp, one.id, USER_ROLE.id, name=one.display_name, kind="User")
    used.start()
    used.cycle()
    # The setup has gone on with another application since.
    other = add_app(used.world)
    add_job(used.world, other)
    answers = used.journey.answers.with_(service_principal_id=other)
    chosen = chosen_entries(used.context.history())
    plan = plan_undo(task, used.context, answers, chosen)
    assert [(one.do, one.app) for one in plan.actions] == [("unassign", used.sp)]
    found = forecast(task, used.context, answers, Undo(chosen), Known())
    assert found.asks and found.removals == 1, found


def test_turning_one_off_does_not_hide_who_loses_access_in_another(used: Company) -> None:
    graph, task = used.context.graph, Task()
    one = used.members("Reception")[0]
    graph.assignments.add(task, used.sp, one.id, USER_ROLE.id, name=one.display_name, kind="User")
    used.start()
    used.cycle()
    other = add_app(used.world)
    job = add_job(used.world, other).rpartition("/")[2]
    graph.credentials.save(task, other, {"BaseAddress": used.bases[0], "SyncAll": "false"})
    graph.jobs.start(task, other, job)
    answers = used.journey.answers.with_(service_principal_id=other)
    chosen = chosen_entries(used.context.history())
    plan = plan_undo(task, used.context, answers, chosen)
    assert {"pause", "unassign"} <= {one.do for one in plan.actions}
    found = forecast(task, used.context, answers, Undo(chosen), Known())
    assert found.removals == 1, found


@pytest.mark.parametrize(
    ("stored", "typed", "known"),
    [(0, "", True), (1, "", False), (0, "?aadOptscim062020", True), (0, "/another", False), (None, "", False)],
)
def test_the_accounts_of_each_application_are_those_of_its_own_address(
    used: Company, stored: int | None, typed: str, known: bool
) -> None:
    """And the setup's token does not go anywhere else."""
    graph, task = used.context.graph, Task()
    one = used.members("Reception")[0]
    graph.assignments.add(task, used.sp, one.id, USER_ROLE.id, name=one.display_name, kind="User")
    used.start()
    used.cycle()
    used.settings(BaseAddress=used.bases[stored] if stored is not None else "")
    asked: list[str] = []
    apps = [gate.app for gate in used.gates]

    def noting(which: int) -> Any:
        def serve(environ: Any, start: Any) -> Any:
            asked.append(f"{which} {environ['PATH_INFO']}")
            return apps[which](environ, start)

        return serve

    used.served.gates[0].app, used.served.gates[1].app = noting(0), noting(1)
    answers = used.journey.answers.with_(tenant_url=used.bases[0] + typed, service_principal_id="")
    found = forecast(task, used.context, answers, Undo(chosen_entries(used.context.history())), Known())
    assert found.removals == 1 and found.asks, found
    assert found.state == ("known" if known else "scope-only"), found
    assert (found.error is not None and found.error.code == "undo-address-other") is not known
    assert bool(asked) is known and not [one for one in asked if one.startswith("1")]


def test_somebody_who_is_gone_from_the_tenant_does_not_stop_the_rest(made: Undoing) -> None:
    person = made.world.entra.directory.people()[0]
    body = {"principalId": person.id, "resourceId": made.found, "appRoleId": USER_ROLE.id}
    made.put("POST", f"/servicePrincipals/{made.found}/appRoleAssignedTo", body, 201)
    held = made.graph.assignments.all(made.task, made.found)[0]
    made.graph.assignments.remove(made.task, made.found, held.id, known=held)
    made.graph.credentials.save(made.task, made.found, {"SyncAll": "true"})
    made.world.entra.directory.hard_delete(person.id)
    result = undo(made.task, made.context, made.answers, chosen_entries(made.context.history()))
    assert [one.do for one in result.done] == ["credentials"], result
    assert [one.why for one in result.left if one.entry] == ["person-gone"], result.left


def test_an_application_that_somebody_else_adds_meanwhile_is_not_ours(made: Undoing) -> None:
    template = made.graph.applications.find_template(made.task, GALLERY_NAME).id
    known = [one.id for one in made.graph.applications.instances(made.task, template)]
    made.context.journal.intend(Change("application-added", {"name": "Ours", "template": template}, known))
    made.put("POST", f"/applicationTemplates/{template}/instantiate", {"displayName": "A colleague's"}, 201)
    settle_history(made.task, made.context)
    assert not made.context.history().entries[-1].done
    two = [
        made.put("POST", f"/applicationTemplates/{template}/instantiate", {"displayName": "Ours"}, 201)
        for _ in range(2)
    ]
    assert len(two) == 2
    settle_history(made.task, made.context)
    assert not made.context.history().entries[-1].done, "one of the two is somebody else's"


def test_held_back_deletions_are_foretold_when_undoing_lifts_the_limit(used: Company) -> None:
    graph, task = used.context.graph, Task()
    used.start()
    used.cycle()
    graph.credentials.save(task, used.sp, {"SyncNotificationSettings": json.dumps({
        "Enabled": True, "Recipients": "it@harborlights.example", "DeleteThresholdEnabled": True,
        "DeleteThresholdValue": 1,
    })})  # fmt: skip
    used.unassign(used.group("Door Staff"))
    used.cycle()
    status = graph.jobs.status(task, used.sp, graph.jobs.all(task, used.sp)[0].id)
    assert status.quarantine is not None, status
    before = used.state()
    chosen = chosen_entries(used.context.history())
    found = forecast(task, used.context, used.journey.answers, Undo(chosen), Known())
    undo(task, used.context, used.journey.answers, chosen)
    used.cycle()
    used.cycle(600)
    assert used.happened(before) == used.foretold(found), found


def test_only_what_was_agreed_is_undone(made: Undoing) -> None:
    person = made.world.entra.directory.people()[0]
    made.graph.credentials.save(made.task, made.found, {"SyncAll": "true"})
    made.graph.assignments.add(made.task, made.found, person.id, USER_ROLE.id, name="Ann", kind="User")
    held = made.graph.assignments.all(made.task, made.found)[0]
    chosen = chosen_entries(made.context.history())
    made.put("PUT", f"/servicePrincipals/{made.found}/synchronization/secrets",
             {"value": [{"key": "SyncAll", "value": "somebody's"}]})  # fmt: skip
    plan = plan_undo(made.task, made.context, made.answers, chosen)
    assert [one.do for one in plan.actions] == ["unassign"] and held.id
    made.put("PUT", f"/servicePrincipals/{made.found}/synchronization/secrets",
             {"value": [{"key": "SyncAll", "value": "true"}]})  # fmt: skip
    before = made.state()
    agreed = Undo(chosen, plan.actions)
    for act in (
        lambda: forecast(made.task, made.context, made.answers, agreed, Known()),
        lambda: carry_out(made.task, made.context, made.answers, agreed),
    ):
        with pytest.raises(ConsentNeeded) as caught:
            act()
        assert caught.value.code == "undo-changed"
    assert made.state() == before
    now = plan_undo(made.task, made.context, made.answers, chosen)
    done: Any = carry_out(made.task, made.context, made.answers, Undo(chosen, now.actions))
    assert {one.do for one in done.done} == {"unassign", "credentials"}


@pytest.fixture
def saved() -> Path:
    """A setup without a history, and the path of its journal."""
    store = setup_store()
    snapshot = Snapshot("begin", "begin", Answers())
    store.save(SavedSetup("0123456789ab", "Harbor Lights", "2026-01-01T00:00:00+00:00", False, snapshot))
    return store.journal_path("0123456789ab")


@pytest.mark.parametrize("which", [("--only", "0"), ("--to", "0"), ("--to", "-1")])
def test_no_number_means_everything(saved: Path, capsys: pytest.CaptureFixture[str], which: tuple[str, str]) -> None:
    journal = Journal()
    journal.use(saved, "0123456789ab")
    journal.tell(journal.intend(Change("assigned", {"app": "a", "principal": "p", "role": "r"})), "done")
    assert main(["undo", "0123456789ab", *which, "--yes", "1", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "history-no-entry"


def test_a_newer_history_is_not_called_empty(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved.write_bytes(line_of({"journal": 99, "setup": "0123456789ab"}, Tail()))
    before = saved.read_bytes()
    assert main(["undo", "0123456789ab", "--all", "--json"]) != 0
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "journal-newer"
    assert saved.read_bytes() == before
