"""Changes whose outcome nobody knows: found out by looking at what Entra has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from gate_world import TOKEN, Sockets
from undo_world import Undoing, edited, undoing

from wizard.core.errors import GraphError
from wizard.history.model import Change, Entry, mark
from wizard.history.units import to_json, units_between
from wizard.journey.services.settling import settle_history
from wizard.journey.services.undoing import chosen_entries, plan_undo
from wizard.mapping import Schema
from wizard.practice.entra.apps import GALLERY_NAME, USER_ROLE


@pytest.fixture
def made(served: Sockets, tmp_path: Path) -> Iterator[Undoing]:
    with undoing(served, tmp_path / "x.journal.jsonl") as one:
        yield one


def settled(made: Undoing, change: Change) -> Entry:
    """Declare a change that nothing more is heard of, and settle it."""
    number = made.context.journal.intend(change)
    settle_history(made.task, made.context)
    found = made.context.history().entry(number)
    assert found is not None
    return found


def person(made: Undoing) -> Any:
    return made.world.entra.directory.people()[0]


def an_assignment(made: Undoing, kind: str = "assigned") -> Change:
    target = {"app": made.found, "principal": person(made).id, "role": USER_ROLE.id, "name": "Ann"}
    return Change(kind, target)  # type: ignore[arg-type]


def test_an_assignment_that_arrived_and_one_that_did_not(made: Undoing) -> None:
    assert settled(made, an_assignment(made)).outcome == "refused"
    assign(made)
    found = settled(made, an_assignment(made))
    assert (found.outcome, found.settled) == ("done", True)
    assert found.result["id"] == made.graph.assignments.all(made.task, made.found)[0].id
    assert settled(made, an_assignment(made)).outcome == "refused", "the one before had made it"
    assert settled(made, an_assignment(made, "unassigned")).outcome == "refused"


def assign(made: Undoing) -> None:
    body = {"principalId": person(made).id, "resourceId": made.found, "appRoleId": USER_ROLE.id}
    made.put("POST", f"/servicePrincipals/{made.found}/appRoleAssignedTo", body, 201)


def by_somebody_else(made: Undoing) -> None:
    """Let the audit log say of everything so far that a colleague did it."""
    for row in made.world.entra.state.audits.rows():
        row["initiatedBy"]["user"]["userPrincipalName"] = "ines@harborlights.example"


def unassign(made: Undoing) -> None:
    assign(made)
    (one,) = made.graph.assignments.all(made.task, made.found)
    made.put("DELETE", f"/servicePrincipals/{made.found}/appRoleAssignedTo/{one.id}")


def a_job(made: Undoing, *actions: str) -> None:
    path = f"/servicePrincipals/{made.found}/synchronization/jobs"
    job = made.put("POST", path, {"templateId": "soloinsightCloudGateSso"}, 201).json["id"]
    for action in actions:
        made.put(
            "DELETE" if action == "delete" else "POST", f"{path}/{job}{'' if action == 'delete' else f'/{action}'}"
        )


def settings(made: Undoing) -> None:
    body = {"value": [{"key": "SyncAll", "value": "true"}]}
    made.put("PUT", f"/servicePrincipals/{made.found}/synchronization/secrets", body)


THERE: dict[str, tuple[Callable[[Undoing], None], dict[str, Any]]] = {
    "assigned": (assign, {}),
    "unassigned": (unassign, {}),
    "job-made": (a_job, {}),
    "job-removed": (lambda made: a_job(made, "delete"), {"job": "x"}),
    "job-started": (lambda made: a_job(made, "start"), {}),
    "job-paused": (lambda made: a_job(made, "start", "pause"), {}),
    "credentials": (settings, {}),
}
"""What is there in the end, and what else the intent names."""


def intent(made: Undoing, kind: Any) -> Change:
    if kind == "credentials":
        return Change(kind, {"app": made.found}, {"SyncAll": None}, {"SyncAll": "true"})
    target = {**an_assignment(made).target, **THERE[kind][1]}
    return Change(kind, target, None, {"on": kind == "job-started"})


@pytest.mark.parametrize("kind", THERE)
def test_what_a_colleague_did_is_not_taken_for_ours(made: Undoing, kind: str) -> None:
    """The audit log says who it was; where there is the same of ours, it is ours."""
    number = made.context.journal.intend(intent(made, kind))
    THERE[kind][0](made)
    by_somebody_else(made)
    settle_history(made.task, made.context)
    assert made.context.history().entry(number).outcome == "other"  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", THERE)
@pytest.mark.parametrize(("days", "readable"), [(0, False), (3, False), (3, True)])
def test_later_only_what_entra_tells_counts(
    made: Undoing, monkeypatch: pytest.MonkeyPatch, kind: str, days: int, readable: bool
) -> None:
    def refused(*_given: Any) -> Any:
        raise GraphError("graph-forbidden", status=403)

    if not readable:
        monkeypatch.setattr(made.graph.audits, "read", refused)
    number = made.context.journal.intend(intent(made, kind))
    THERE[kind][0](made)
    made.world.clock.advance(timedelta(days=days))
    settle_history(made.task, made.context)
    # An assignment has a time of its own, and values tell by themselves.
    sure = readable or not days or kind in {"assigned", "credentials"}
    assert made.context.history().entry(number).outcome == ("done" if sure else "unknown")  # type: ignore[union-attr]


def test_an_assignment_that_was_there_before_or_came_much_later_is_somebody_elses(made: Undoing) -> None:
    assign(made)
    made.world.clock.advance(timedelta(hours=1))
    assert settled(made, an_assignment(made)).outcome == "other"
    (one,) = made.graph.assignments.all(made.task, made.found)
    made.put("DELETE", f"/servicePrincipals/{made.found}/appRoleAssignedTo/{one.id}")
    number = made.context.journal.intend(an_assignment(made))
    made.world.clock.advance(timedelta(hours=1))
    assign(made)
    settle_history(made.task, made.context)
    assert made.context.history().entry(number).outcome == "other"  # type: ignore[union-attr]


def test_what_nobody_can_tell_stays_and_is_said(made: Undoing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made.graph.audits, "read", lambda *_given: ())
    number = made.context.journal.intend(intent(made, "job-made"))
    a_job(made)
    made.world.clock.advance(timedelta(days=3))
    made.graph.applications.require_assignment(made.task, made.found, False)
    made.connect(made.found)
    chosen = chosen_entries(made.context.history())
    found = plan_undo(made.task, made.context, made.answers, chosen)
    assert [one.why for one in found.left if one.entry == number] == ["unsure"]
    assert "remove-job" not in [one.do for one in found.actions]


def test_an_application_that_was_added(made: Undoing) -> None:
    template = made.graph.applications.find_template(made.task, GALLERY_NAME).id
    known = [one.id for one in made.graph.applications.instances(made.task, template)]
    change = Change("application-added", {"name": "Ours", "template": template}, known)
    assert settled(made, change).outcome == "open", "the directory may list it later"
    body = {"displayName": "Ours"}
    added = made.put("POST", f"/applicationTemplates/{template}/instantiate", body, 201).json["servicePrincipal"]["id"]
    settle_history(made.task, made.context)
    entry = made.context.history().entries[-1]
    assert entry.done and entry.result["app"] == added and entry.result["application"]


@pytest.mark.parametrize(
    ("stored", "outcome"),
    [
        ({"SyncAll": "true"}, "done"),
        ({"SyncAll": "false"}, "refused"),
        ({"SyncAll": "somebody's"}, "other"),
    ],
)
def test_stored_values(made: Undoing, stored: dict[str, str], outcome: str) -> None:
    body = {"value": [{"key": key, "value": value} for key, value in stored.items()]}
    made.put("PUT", f"/servicePrincipals/{made.found}/synchronization/secrets", body)
    change = Change("credentials", {"app": made.found}, {"SyncAll": "false"}, {"SyncAll": "true"})
    assert settled(made, change).outcome == outcome


def test_a_token_alone_tells_nothing_unless_it_is_the_first(made: Undoing) -> None:
    before, after = {"SecretToken": mark()}, {"SecretToken": mark("token", "now")}
    made.connect(made.found)
    change = Change("credentials", {"app": made.found}, before, after)
    assert settled(made, change).outcome == "other", "whether it is this one, Entra does not tell"
    first = Change("credentials", {"app": made.found}, {"SecretToken": None}, after)
    assert settled(made, first).outcome == "done"


@pytest.mark.parametrize(
    ("now", "outcome"),
    [({}, "refused"), ({"change": "title", "to": "[city]"}, "done"), ({"change": "title", "to": "[mail]"}, "other")],
)
def test_a_schema(made: Undoing, now: dict[str, str], outcome: str) -> None:
    job = made.graph.jobs.ensure(made.task, made.found).id
    path = f"/servicePrincipals/{made.found}/synchronization/jobs/{job}/schema"
    before = Schema(made.world.graph("GET", path).json or {})
    wanted = edited(before, change="title", to="[city]")
    if now:
        made.put("PUT", path, edited(before, **now).to_json())
    units = to_json(units_between(before, wanted))
    assert settled(made, Change("schema", {"app": made.found}, None, units)).outcome == outcome


@pytest.mark.parametrize(
    ("kind", "on", "outcome"),
    [
        ("job-started", True, "done"),
        ("job-started", False, "refused"),
        ("job-paused", False, "done"),
        ("job-restarted", True, "unknown"),
        ("job-removed", False, "refused"),
        ("job-made", False, "done"),
        ("on-demand", False, "unknown"),
        ("link-removed", False, "unknown"),
        ("probe", False, "unknown"),
    ],
)
def test_a_job(made: Undoing, kind: Any, on: bool, outcome: str) -> None:
    job = made.graph.jobs.ensure(made.task, made.found).id
    if on:
        made.put("POST", f"/servicePrincipals/{made.found}/synchronization/jobs/{job}/start")
    change = Change(kind, {"app": made.found, "job": job}, {"on": not on}, {"on": on})
    assert settled(made, change).outcome == outcome


def test_an_application_that_is_gone(made: Undoing) -> None:
    made.put("DELETE", f"/servicePrincipals/{made.found}")
    assert settled(made, Change("application-removed", {"app": made.found})).outcome == "done"
    assert settled(made, Change("application-restored", {"app": made.found})).outcome == "refused"
    assert settled(made, an_assignment(made)).outcome == "other"


def test_a_session_that_only_reads_settles_nothing(made: Undoing) -> None:
    made.context.journal.intend(an_assignment(made))
    made.graph.calls.reading = True
    settle_history(made.task, made.context)
    assert len(made.context.history().open) == 1


def test_a_write_that_nobody_declared_is_not_sent(made: Undoing) -> None:
    with pytest.raises(TypeError, match="no change was declared"):
        made.graph.calls.send(made.task, "DELETE", f"/servicePrincipals/{made.found}", "applications")
    assert made.world.entra.state.apps.get(made.found) is not None


def test_a_journal_that_cannot_be_written_stops_the_change(made: Undoing, tmp_path: Path) -> None:
    from wizard.core.errors import SavedSetupError

    (tmp_path / "file").write_text("", encoding="utf-8")
    made.context.journal.use(tmp_path / "file" / "x.journal.jsonl", "other")
    with pytest.raises(SavedSetupError):
        made.graph.assignments.add(made.task, made.found, person(made).id, USER_ROLE.id)
    assert made.graph.assignments.all(made.task, made.found) == ()


def test_what_is_refused_is_told_and_what_is_lost_stays_open(made: Undoing, monkeypatch: pytest.MonkeyPatch) -> None:
    from wizard.core.errors import GraphError, NetworkError

    with pytest.raises(GraphError):
        made.graph.assignments.add(made.task, made.found, "00000000-0000-0000-0000-000000000009", USER_ROLE.id)
    entry = made.context.history().entries[-1]
    assert (entry.outcome, bool(entry.error)) == ("refused", True)

    def lost(*_given: Any, **_more: Any) -> Any:
        raise NetworkError("certificate-changed", {"host": "graph.example"})

    job = made.graph.jobs.ensure(made.task, made.found).id
    send = made.context.transport.send

    def once(request: Any, *more: Any, **options: Any) -> Any:
        answer = send(request, *more, **options)
        return lost() if request.url.endswith("/start") else answer

    monkeypatch.setattr(made.context.transport, "send", once)
    with pytest.raises(NetworkError):
        made.graph.jobs.start(made.task, made.found, job)
    assert made.context.history().entries[-1].outcome == "open"
    monkeypatch.undo()
    settle_history(made.task, made.context)
    assert made.context.history().entries[-1].outcome == "done"


def test_no_secret_is_in_it(made: Undoing, tmp_path: Path) -> None:
    made.connect(made.found)
    text = (tmp_path / "x.journal.jsonl").read_text(encoding="utf-8")
    assert TOKEN not in text and json.dumps(TOKEN)[1:-1] not in text
    entry: Callable[[], Entry] = lambda: made.context.history().entries[-1]  # noqa: E731
    assert entry().change.after["SecretToken"] == mark("token", made.answers.token_saved)
