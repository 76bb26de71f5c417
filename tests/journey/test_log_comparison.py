"""The plan that is kept beside a setup: whole or not at all, small, tolerant, gone with the setup."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kept_plans import Foretold, kept
from msgspec import structs

from wizard import wiring
from wizard.core.errors import Cancelled, SavedSetupError
from wizard.core.resources import resource
from wizard.core.tasks import Task
from wizard.directory import Person
from wizard.graph.logs import log_row
from wizard.journey.answers import Answers
from wizard.journey.found import Rehearsal
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.services import log_comparison
from wizard.journey.setups import SetupStore
from wizard.mapping import Schema
from wizard.provisioning import Configuration, Operation, Plan, Source, TargetSnapshot, plan_io
from wizard.provisioning.plan_io import KeptPlan, mark

SETUP = "0123456789ab"
MADE = datetime(2026, 1, 12, 9, 0, 1, 250, tzinfo=UTC)
CREATED = Foretold(
    "u1",
    "Ana Ruiz Díaz",
    "User",
    "create",
    "no-match",
    ("userName", "title"),
    mark("ana") + mark("Guard"),
    ("manager",),
)
KEPT = kept(
    MADE, (CREATED, CREATED._replace(source_id="u2"), Foretold("g1", "Door Staff", "Group", "skip", "groups-off"))
)
PLAN = KeptPlan("about", "settings", KEPT)


def quiet() -> None:
    """Nobody wants to stop."""


def file_of(folder: Path) -> Path:
    return folder / f"{SETUP}.plan.gz"


def rewrite(path: Path, change: Any) -> None:
    lines = gzip.decompress(path.read_bytes()).splitlines()
    path.write_bytes(gzip.compress(b"\n".join(change(lines)) + b"\n"))


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    store = SetupStore(tmp_path / "deep" / "setups")
    path = store.save_plan(SETUP, PLAN, quiet)
    assert store.load_plan(SETUP, quiet) == PLAN
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0


def test_it_is_no_setup_and_goes_with_the_setup(tmp_path: Path) -> None:
    store = SetupStore(tmp_path)
    store.save(SavedSetup(SETUP, "x", "2026-01-12T09:30:00Z", True, Snapshot("watch", "watch", Answers(), {})))
    store.save_plan(SETUP, PLAN, quiet)
    assert [setup.id for setup in store.list().setups] == [SETUP]
    assert store.list().unreadable == ()
    store.delete(SETUP)
    assert list(tmp_path.iterdir()) == []
    assert store.load_plan(SETUP, quiet) is None


def test_a_failed_or_cancelled_save_leaves_the_old_one_and_no_scratch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SetupStore(tmp_path)
    store.save_plan(SETUP, PLAN, quiet)

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        store.save_plan(SETUP, replace(PLAN, kept=structs.replace(KEPT, digest="new")), stop)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(SavedSetupError, match="setup-not-saved"):
            store.save_plan(SETUP, replace(PLAN, kept=structs.replace(KEPT, digest="new")), quiet)
    assert store.load_plan(SETUP, quiet) == PLAN
    assert [path.name for path in tmp_path.iterdir()] == [f"{SETUP}.plan.gz"]


BROKEN: dict[str, Any] = {
    "a newer version": lambda lines: [
        json.dumps({**json.loads(lines[0]), "version": plan_io.VERSION + 1}).encode(),
        *lines[1:],
    ],
    "no head": lambda lines: lines[1:],
    "an object less": lambda lines: lines[:-1],
    "half a line": lambda lines: [*lines[:-1], lines[-1][:-9]],
    "no JSON": lambda lines: [*lines[:-1], b"{ this"],
    "a verdict that nobody knows": lambda lines: [line.replace(b'"skip"', b'"perhaps"') for line in lines],
    "marks of another length": lambda lines: [line.replace(mark("ana").encode(), b"") for line in lines],
    "names that are not listed": lambda lines: [line.replace(b'"no-match",0', b'"no-match",2') for line in lines],
    "a time without a zone": lambda lines: [lines[0].replace(b"00Z", b"00").replace(b"250Z", b"250"), *lines[1:]],
    "not UTF-8": lambda lines: [*lines[:-1], lines[-1].replace(b"Door", b"\xff\xfe")],
    "too deep": lambda lines: [*lines[:-1], b"[" * 100_000],
}


def test_a_file_of_version_1_still_opens(tmp_path: Path) -> None:
    """There the first object with a set of attributes names them, and later ones give its number."""
    store = SetupStore(tmp_path)
    head = {
        "version": 1, "made": "2026-01-12T09:00:01.000250Z", "about": "about", "settings": "settings",
        "digest": "d" * 64, "sync_all": False, "objects": 3,
    }  # fmt: skip
    marks = mark("ana") + mark("Guard")
    lines: list[Any] = [
        head,
        ["u1", "Ana Ruiz Díaz", "User", "create", "no-match", ["userName", "title"], marks, ["manager"]],
        ["u2", "Ana Ruiz Díaz", "User", "create", "no-match", 0, marks, ["manager"]],
        ["g1", "Door Staff", "Group", "skip", "groups-off", [], "", []],
    ]
    file_of(tmp_path).write_bytes(gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))
    assert store.load_plan(SETUP, quiet) == PLAN
    lines[2][5] = 1
    file_of(tmp_path).write_bytes(gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))
    assert store.load_plan(SETUP, quiet) is None, "that line lists none"


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_damaged_or_newer_file_is_no_plan(tmp_path: Path, change: Any) -> None:
    store = SetupStore(tmp_path)
    path = store.save_plan(SETUP, PLAN, quiet)
    rewrite(path, lambda lines: lines)
    assert store.load_plan(SETUP, quiet) == PLAN
    before = path.read_bytes()
    rewrite(path, change)
    assert path.read_bytes() != before
    assert store.load_plan(SETUP, quiet) is None


@pytest.mark.parametrize("size", [0, 5, -1])
def test_a_file_that_was_cut_off_is_no_plan(tmp_path: Path, size: int) -> None:
    store = SetupStore(tmp_path)
    path = store.save_plan(SETUP, PLAN, quiet)
    path.write_bytes(path.read_bytes()[:size])
    assert store.load_plan(SETUP, quiet) is None
    path.write_bytes(b"not packed at all")
    assert store.load_plan(SETUP, quiet) is None


def test_no_file_is_larger_than_the_limit_packed_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SetupStore(tmp_path)
    path = store.save_plan(SETUP, PLAN, quiet)
    rewrite(path, lambda lines: [*lines, b"x" * (plan_io.LONGEST_LINE + 1)])
    assert store.load_plan(SETUP, quiet) is None
    rows = tuple(structs.replace(KEPT.rows[0], source_id=f"u{n}") for n in range(2000))
    many = replace(PLAN, kept=structs.replace(KEPT, rows=rows))
    store.save_plan(SETUP, many, quiet)
    assert store.load_plan(SETUP, quiet) == many
    size = path.stat().st_size
    monkeypatch.setattr(plan_io, "MAX_BYTES", size)
    assert size * 4 < len(gzip.decompress(path.read_bytes()))
    assert store.load_plan(SETUP, quiet) is None, "it unpacks to more than four times the limit"
    monkeypatch.setattr(plan_io, "MAX_BYTES", size - 1)
    assert store.load_plan(SETUP, quiet) is None


def test_thousands_of_objects_stay_small(tmp_path: Path) -> None:
    names = tuple(f"attribute{n}" for n in range(15))
    objects = tuple(
        Foretold(
            f"{n:08x}-1111-4222-8333-{n:012x}", f"Person {n}", "User", "create", "no-match", names,
            "".join(mark(f"{n} {name}") for name in names),
        )
        for n in range(5000)
    )  # fmt: skip
    path = SetupStore(tmp_path).save_plan(SETUP, replace(PLAN, kept=kept(MADE, objects)), quiet)
    assert path.stat().st_size < 5000 * 120


# --- from the rehearsal to the file and back

ANSWERS = Answers(service_principal_id="sp", tenant_url="https://cloudgate.example/scim", tenant="harborlights.example")


def rehearsal(answers: Answers = ANSWERS) -> Rehearsal:
    schema = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))
    plan = Plan((Operation("User", "u1", "Ana Ruiz", "skip", "blocked", {"why": "x"}, "ana@harborlights.example"),))
    source = Source([Person("u1", {"displayName": "Ana Ruiz"})])
    configuration = Configuration.from_schema(schema, sync_all=False)
    return Rehearsal(plan, plan.operations, source, TargetSnapshot((), ()), configuration, answers, MADE)


def test_a_rehearsal_is_kept_without_matching_values_and_read_for_the_same_application_only(tmp_path: Path) -> None:
    store = SetupStore(tmp_path)
    log_comparison.keep_plan(Task(), lambda: store, SETUP, rehearsal())
    assert b"ana@" not in gzip.decompress(file_of(tmp_path).read_bytes())
    plan = log_comparison.kept_plan(Task(), wiring.make_context(), lambda: store, SETUP, ANSWERS)
    assert plan is not None
    assert (plan.kept.made, plan.kept.sync_all, len(plan.kept.digest)) == (MADE, False, 64)
    assert (
        log_comparison.kept_plan(Task(), wiring.make_context(), lambda: store, SETUP, ANSWERS.with_(scope="all"))
        == plan
    )
    for other in (ANSWERS.with_(service_principal_id="sp2"), ANSWERS.with_(tenant_url="https://other.example/scim")):
        assert log_comparison.kept_plan(Task(), wiring.make_context(), lambda: store, SETUP, other) is None


def test_without_a_setup_nothing_is_kept(tmp_path: Path) -> None:
    store = SetupStore(tmp_path)
    log_comparison.keep_plan(Task(), lambda: store, "", rehearsal())
    assert list(tmp_path.iterdir()) == []
    assert log_comparison.kept_plan(Task(), wiring.make_context(), lambda: store, "", ANSWERS) is None


@pytest.mark.parametrize(
    ("details", "outside"),
    [
        ({"IsActive": "True", "Assigned": "False"}, "unassigned"),
        ({"IsActive": "False", "Assigned": "False"}, "inactive"),
        ({"ScopeEvaluationResult": "False"}, "filtered"),
        ({"Active in the source system": "False"}, "inactive"),
        ({"Assigned to the application": "False"}, "unassigned"),
        ({"Scoping filter evaluation passed": "False", "ScopeEvaluationResult": "{}"}, "filtered"),
        ({"IsActive": "True", "Assigned": "True", "ScopeEvaluationResult": "True"}, ""),
        ({}, ""),
    ],
)
def test_the_scoping_step_tells_why_somebody_is_outside(details: dict[str, str], outside: str) -> None:
    body = {
        "id": "r1", "activityDateTime": "2026-01-12T09:00:00Z", "cycleId": "c", "provisioningAction": "other",
        "provisioningStatusInfo": {"status": "skipped", "errorInformation": {"errorCode": "x"}},
        "sourceIdentity": {"id": "u1", "displayName": "Ana", "identityType": "User"},
        "provisioningSteps": [{"name": "s", "provisioningStepType": "scoping", "status": "success", "details": details}],
        "modifiedProperties": [{"displayName": "title", "oldValue": None, "newValue": "Guard"}],
    }  # fmt: skip
    nobody = {**body, "sourceIdentity": {}}
    timeless = {**body, "activityDateTime": None}
    (entry,) = log_comparison.entries(Task(), [log_row(each) for each in (body, nobody, timeless)])
    assert (entry.outside, entry.code, entry.modified) == (outside, "x", (("title", "Guard"),))
