"""Saved setups on a real file system: whole or not at all, nothing overwritten that cannot be read."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.core.errors import SavedSetupError
from wizard.journey.answers import Answers, PlannedAssignment
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.model import Result
from wizard.journey.setup_format import VERSION
from wizard.journey.setups import SetupStore

ANSWERS = Answers(
    way="show_me",
    tenant="harborlights.example",
    token_reference="setup-1",
    token_saved="2026-01-12T09:00:00Z",
    token_kept="keystore",
    assignments=(
        PlannedAssignment("u1", "User", "Ana Ruiz Díaz", "r1"),
        PlannedAssignment("g1", "Group", "Door Staff"),
    ),
    user_rows=({"targetAttributeName": "userName", "matchingPriority": 1, "unknown": [None, {"x": 1.5}]},),
    scope="all",
)
SETUP = SavedSetup(
    "0123456789ab",
    "Harbor Lights",
    "2026-01-12T09:30:00Z",
    True,
    Snapshot(
        "scope", "preview", ANSWERS, {"begin": Result("done", "d1", "2026-01-12T09:00:00Z", "for_me", {"tenant": "x"})}
    ),
)


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    store = SetupStore(tmp_path / "deep" / "setups")
    store.save(SETUP)
    assert store.load(SETUP.id) == SETUP


def test_the_folder_and_the_file_are_the_owners_alone(tmp_path: Path) -> None:
    path = SetupStore(tmp_path / "setups").save(SETUP)
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0


def test_the_list_is_newest_first_and_reports_what_it_cannot_read(tmp_path: Path) -> None:
    store = SetupStore(tmp_path)
    store.save(SETUP)
    store.save(replace(SETUP, id="0123456789ac", changed="2026-02-01T00:00:00Z"))
    (tmp_path / "aaaaaaaaaaaa.json").write_text("{ this is not JSON")
    newer = json.loads((tmp_path / "0123456789ab.json").read_text()) | {"version": VERSION + 1, "answers": "else"}
    del newer["checksum"]
    (tmp_path / "bbbbbbbbbbbb.json").write_text(json.dumps(newer))
    listing = store.list()
    assert [setup.id for setup in listing.setups] == ["0123456789ac", "0123456789ab"]
    assert {(path.name, error.code) for path, error in listing.unreadable} == {
        ("aaaaaaaaaaaa.json", "setup-damaged"),
        ("bbbbbbbbbbbb.json", "setup-newer"),
    }
    assert (tmp_path / "aaaaaaaaaaaa.json").read_text() == "{ this is not JSON"


def test_a_folder_that_does_not_exist_is_an_empty_list(tmp_path: Path) -> None:
    assert SetupStore(tmp_path / "none").list().setups == ()


def test_a_failed_save_leaves_the_old_file_and_no_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SetupStore(tmp_path)
    store.save(SETUP)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SavedSetupError) as caught:
        store.save(replace(SETUP, name="changed"))
    assert caught.value.code == "setup-not-saved"
    monkeypatch.undo()
    assert store.load(SETUP.id).name == "Harbor Lights"
    assert [path.name for path in tmp_path.iterdir()] == ["0123456789ab.json"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0123456789AB", "0123456789ab.json", "x" * 400])
def test_names_that_leave_the_folder_are_missing_setups(tmp_path: Path, name: str) -> None:
    with pytest.raises(SavedSetupError) as caught:
        SetupStore(tmp_path).load(name)
    assert caught.value.code == "setup-missing"


def test_deleting_is_told_once(tmp_path: Path) -> None:
    store = SetupStore(tmp_path)
    store.save(SETUP)
    store.delete(SETUP.id)
    with pytest.raises(SavedSetupError) as caught:
        store.delete(SETUP.id)
    assert caught.value.code == "setup-missing"


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_damaged_file_is_reported_or_read_and_never_changed(tmp_path: Path, data: st.DataObject) -> None:
    store = SetupStore(tmp_path)
    path = store.save(SETUP)
    raw = bytearray(path.read_bytes())
    cut = data.draw(st.integers(0, len(raw)))
    insert = data.draw(st.binary(max_size=6))
    drop = data.draw(st.integers(0, 20))
    raw[cut : cut + drop] = insert
    path.write_bytes(raw)
    try:
        store.load(SETUP.id)
    except SavedSetupError as error:
        assert error.code in {"setup-damaged", "setup-newer"}
    assert path.read_bytes() == raw


def test_deep_json_is_damaged_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "0123456789ab.json"
    path.write_text("[" * 200_000)
    with pytest.raises(SavedSetupError) as caught:
        SetupStore(tmp_path).load("0123456789ab")
    assert caught.value.code == "setup-damaged"
