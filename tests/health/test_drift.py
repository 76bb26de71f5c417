"""What somebody changes in the portal is found, named with its author, and put back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from care import settle
from portal_edits import EDITS, Rig, in_use, notification

from wizard.core.resources import resource
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.health import drift as drifting
from wizard.health import expected as seeing
from wizard.health.record import load, save
from wizard.journey.answers import PlannedAssignment
from wizard.journey.carrying_out import carry_out
from wizard.journey.changes import Unassign
from wizard.journey.machine import Journey
from wizard.journey.model import Outcome, Status
from wizard.journey.steps import STEPS as JOURNEY
from wizard.mapping import Schema
from wizard.wording import health as words


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with in_use(tmp_path_factory.mktemp("care")) as made:
        yield made


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_found_named_and_put_back(rig: Rig, name: str) -> None:
    edit, word, said, step = EDITS[name]
    assert rig.look().drift.changes == ()  # type: ignore[union-attr]
    edit(rig)
    journey = rig.journey()
    found = rig.look(journey)
    assert found.drift is not None
    [change] = found.drift.changes
    assert (change.id, change.step) == (word, step)
    assert said in words.change(change, Texts())
    assert change.who == rig.world.company.entra.admin[0] and change.when is not None
    assert not found.well
    # It stays a change until somebody decides.
    assert [one.id for one in rig.look().drift.changes] == [word]  # type: ignore[union-attr]
    context = rig.context(reading=False)
    try:
        journey.answer(**drifting.as_before(journey.snapshot, found.drift, journey.step(step)))
        perform = journey.step(step).perform
        assert perform is not None
        outcome = perform(Task(), context, journey.answers.with_(token_kept="memory"))
        journey.record(step, outcome, journey.answers)
    finally:
        context.close()
    settle(rig.world)
    again = rig.look(journey)
    assert again.drift is not None and again.drift.changes == (), again.drift
    assert again.well


def test_assignments(rig: Rig) -> None:
    rig.look()
    path = f"/servicePrincipals/{rig.app}/appRoleAssignedTo"
    held = rig.foreign("GET", path)["value"]
    gone = next(one for one in held if one["principalDisplayName"] == "Newsletter")
    rig.foreign("DELETE", f"{path}/{gone['id']}")
    person = next(one for one in rig.world.company.entra.directory.people() if one.account_enabled)
    body = {"principalId": person.id, "resourceId": rig.app, "appRoleId": gone["appRoleId"]}
    rig.foreign("POST", path, body)
    found = rig.look()
    assert found.drift is not None
    assert [(one.id, one.params["names"]) for one in found.drift.changes] == [
        ("assigned", person.display_name), ("unassigned", "Newsletter"),
    ]  # fmt: skip
    assert all(one.who for one in found.drift.changes)
    context = rig.context(reading=False)
    try:
        answers = rig.world.answers
        added = drifting.added(found.drift, context.graph.assignments.all(Task(), rig.app))
        carry_out(Task(), context, answers, Unassign(added))
        lost = drifting.lost(found.drift)
        answers = answers.with_(assignments=tuple(
            PlannedAssignment(one.principal, one.kind, one.name, one.role) for one in lost  # type: ignore[arg-type]
        ))  # fmt: skip
        perform = next(step for step in JOURNEY if step.id == "assign").perform
        assert perform is not None
        perform(Task(), context, answers)
    finally:
        context.close()
    settle(rig.world)
    assert rig.look().drift.changes == ()  # type: ignore[union-attr]


def test_the_job(rig: Rig) -> None:
    rig.look()
    rig.foreign("POST", rig.sync(f"/jobs/{rig.job}/pause"))
    found = rig.look()
    assert [one.id for one in found.drift.changes] == ["job-stopped"] and found.state == "off"  # type: ignore[union-attr]
    rig.foreign("POST", rig.sync(f"/jobs/{rig.job}/start"))
    settle(rig.world)
    assert rig.look().well


def test_what_is_kept_is_no_change_any_more(rig: Rig) -> None:
    rig.look()
    notification(rig, DeleteThresholdValue=9)
    found = rig.look()
    assert found.drift is not None
    file = rig.world.store.health_path(rig.world.setup)
    kept, _ = load(file)
    assert kept.seen is not None
    kept.seen = seeing.keep(kept.seen, found.drift.now, ("settings",))
    save(file, kept)
    journey = rig.journey()
    journey.answer(**drifting.as_now(journey.snapshot, found.drift, journey.step("connect")))
    assert journey.answers.delete_threshold == 9
    assert rig.look().drift.changes == ()  # type: ignore[union-attr]
    notification(rig, DeleteThresholdValue=500)
    rig.look()
    file.unlink()


def test_what_this_program_saved_counts_although_nobody_looked_since(rig: Rig) -> None:
    """Without a record of an earlier look, what the setup's own steps saved is what Entra should have."""
    file = rig.world.store.health_path(rig.world.setup)
    file.unlink(missing_ok=True)
    notification(rig, DeleteThresholdValue=3)
    found = rig.look()
    assert [one.id for one in found.drift.changes] == ["deletion-limit"]  # type: ignore[union-attr]
    notification(rig, DeleteThresholdValue=500)
    assert rig.look().drift.changes == ()  # type: ignore[union-attr]


def test_a_schema_that_is_only_printed_in_another_way_is_no_change(rig: Rig) -> None:
    rig.look()
    schema = rig.schema()
    for rule in schema["synchronizationRules"]:
        for mapping in rule["objectMappings"]:
            mapping["attributeMappings"].reverse()
    rig.foreign("PUT", rig.sync(f"/jobs/{rig.job}/schema"), schema)
    settle(rig.world)
    assert rig.look().drift.changes == ()  # type: ignore[union-attr]


def test_a_damaged_record_begins_again(rig: Rig) -> None:
    file = rig.world.store.health_path(rig.world.setup)
    rig.look()
    raw = file.read_bytes()
    file.write_bytes(raw[: len(raw) // 2])
    found = rig.look()
    assert found.first_look and found.drift is not None and found.drift.changes == ()
    assert load(file)[1] == "kept"
    assert replace(found, at=found.at) == found


@pytest.mark.parametrize("status", ["done", "attention", "confirmed"])
def test_before_the_first_look_saved_mappings_are_what_entra_should_have(status: Status) -> None:
    """Also where they have findings, which need attention; not what a person only confirmed to have done."""
    raw = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
    edited = Schema(raw)
    rows = tuple(row for row in edited.mapping("User").rows if row.target != "title")
    now = seeing.Seen(schema=edited.with_mapping("User", rows=rows).raw)
    journey = Journey(JOURNEY, lambda: "2026-01-12T09:00:00+00:00")
    journey.answer(user_rows=tuple(row.to_json() for row in edited.mapping("User").rows))
    journey.record("users", Outcome(status), journey.answers)
    found = seeing.baseline(None, now, journey.snapshot)
    has_title = any(row.target == "title" for row in Schema(found.schema).mapping("User").rows)
    assert has_title == (status != "confirmed")
