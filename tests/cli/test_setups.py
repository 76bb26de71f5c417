"""``setups``: lists, shows and deletes; what cannot be read is reported and kept."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_runs import ROOT, data_folder, run

from wizard.journey.answers import Answers
from wizard.journey.claims import Claims
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.model import Result
from wizard.journey.setups import SetupStore
from wizard.journey.steps import BEGIN

ANSWERS = Answers(tenant="harborlights.example", tenant_url="https://sync.harborlights.example/scim", scope="all")
RESULT = Result("done", "d1", "2026-01-12T09:00:00Z", "for_me", {"tenant_name": "Łukasz & Søn 中"})
SETUP = SavedSetup(
    "0123456789ab",
    "Łukasz & Søn 中",
    "2026-01-12T09:30:00Z",
    True,
    Snapshot("scope", "preview", ANSWERS, {"begin": RESULT}),
)


@pytest.fixture
def store(tmp_path: Path) -> SetupStore:
    return SetupStore(data_folder(tmp_path) / "setups")


def test_without_setups_the_list_is_empty(tmp_path: Path) -> None:
    done = run(tmp_path, "setups", "list", "--json")
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], "")


def test_the_list_is_newest_first(tmp_path: Path, store: SetupStore) -> None:
    store.save(SETUP)
    store.save(replace(SETUP, id="0123456789ac", changed="2026-02-01T00:00:00Z", practice=False))
    done = run(tmp_path, "setups", "list", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == ["0123456789ac", "0123456789ab"]
    assert rows[1] == {
        "id": "0123456789ab", "name": SETUP.name, "changed": SETUP.changed, "practice": True, "step": "scope",
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_names_pass_through_a_pipe_that_does_not_know_their_characters(
    tmp_path: Path, store: SetupStore, encoding: str
) -> None:
    store.save(SETUP)
    variables = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    shown = run(tmp_path, "setups", "show", SETUP.id, "--json", **variables)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert json.loads(shown.stdout)["name"] == SETUP.name
    if encoding == "ascii":
        people = run(tmp_path, "setups", "list", **variables)
        assert (people.returncode, people.stderr) == (0, "")
        assert SETUP.id in people.stdout


def test_one_setup_is_shown_with_answers_and_results(tmp_path: Path, store: SetupStore) -> None:
    store.save(SETUP)
    shown = json.loads(run(tmp_path, "setups", "show", SETUP.id, "--json").stdout)
    assert shown["snapshot"]["answers"]["tenant_url"] == ANSWERS.tenant_url
    assert shown["snapshot"]["results"]["begin"]["facts"] == RESULT.facts
    people = run(tmp_path, "setups", "show", SETUP.id)
    assert people.returncode == 0
    assert ANSWERS.tenant_url in people.stdout and "Before you begin" in people.stdout
    assert "Scope: All users and groups" in people.stdout and "Tenant: Łukasz" in people.stdout
    assert not re.search(r"[a-z]_[a-z]|True|False|None", people.stdout), "words, not names of the program"


def test_what_does_not_hold_any_more_is_not_shown_as_done(tmp_path: Path, store: SetupStore) -> None:
    good = replace(RESULT, digest=ANSWERS.digest(BEGIN.needs))
    results = {"begin": good, "connect": replace(RESULT, lapsed="practice-new"), "scope": RESULT}
    store.save(replace(SETUP, snapshot=Snapshot("scope", "preview", ANSWERS, results)))
    lines = run(tmp_path, "setups", "show", SETUP.id).stdout.splitlines()
    assert any(line.startswith("Before you begin: done") for line in lines)
    assert any(line.startswith("Connect Entra to CloudGate: The practice company of this setup") for line in lines)
    assert any(line.startswith("Scope and filters: your answers have changed") for line in lines)


def test_one_setup_is_deleted_and_the_others_stay(tmp_path: Path, store: SetupStore) -> None:
    store.save(SETUP)
    store.save(replace(SETUP, id="0123456789ac"))
    done = run(tmp_path, "setups", "delete", SETUP.id, "--yes", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"deleted": SETUP.id})
    assert [path.name for path in store.folder.iterdir()] == ["0123456789ac.json"]


def test_a_setup_whose_token_cannot_be_removed_is_deleted_without_it(tmp_path: Path, store: SetupStore) -> None:
    answers = replace(ANSWERS, token_reference="0123456789ab", token_kept="keystore")
    store.save(replace(SETUP, snapshot=Snapshot("scope", "preview", answers)))
    none = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    refused = run(tmp_path, "setups", "delete", SETUP.id, "--yes", **none)
    assert refused.returncode == 1
    assert "--keep-token" in refused.stderr
    assert store.load(SETUP.id).id == SETUP.id, "nothing is deleted by half"
    done = run(tmp_path, "setups", "delete", SETUP.id, "--yes", "--keep-token", **none)
    assert done.returncode == 0
    assert "CloudGate Provisioning Setup: 0123456789ab" in done.stderr
    assert list(store.folder.glob("*.json")) == []


def test_damaged_and_newer_files_are_reported_and_kept(tmp_path: Path, store: SetupStore) -> None:
    store.save(SETUP)
    contents = [b"", b"{", b"\xff\xfe", b'{"version": 1}', b"[" * 100_000, b'{"version": 2}']
    bad = {store.folder / f"aaaaaaaaaaa{number}.json": content for number, content in enumerate(contents)}
    for path, content in bad.items():
        path.write_bytes(content)
    listed = run(tmp_path, "setups", "list", "--json")
    assert listed.returncode == 0
    assert [row["id"] for row in json.loads(listed.stdout)] == [SETUP.id]
    said = listed.stderr.splitlines()
    assert len(said) == len(bad)
    for path, line in zip(bad, said, strict=True):
        assert str(path) in line and ("setup-newer" if b"2" in bad[path] else "setup-damaged") in line
    for action, path in (("show", [*bad][4]), ("show", next(iter(bad))), ("delete", [*bad][5])):
        done = run(tmp_path, "setups", action, path.stem, "--json")
        told = json.loads(done.stdout)["error"]
        assert done.returncode == 1 and told["code"] in {"setup-newer", "setup-damaged"} and told["next"]
        assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in bad} == bad


def test_nothing_is_deleted_that_nobody_agreed_to(tmp_path: Path, store: SetupStore) -> None:
    store.save(SETUP)
    done = run(tmp_path, "setups", "delete", SETUP.id)
    assert done.returncode == 3 and "--yes" in done.stderr
    assert store.load(SETUP.id) == SETUP


@pytest.mark.parametrize("name", ["ffffffffffff", "../setups/0123456789ab"])
def test_a_setup_that_is_not_there_is_said(tmp_path: Path, store: SetupStore, name: str) -> None:
    store.save(SETUP)
    done = run(tmp_path, "setups", "delete", name)
    assert (done.returncode, done.stdout) == (2, ""), "as setup --setup says it"
    assert "What to do" in done.stderr
    assert store.load(SETUP.id) == SETUP


@pytest.mark.parametrize("text", ["0123", "ŁUKASZ  & søn 中"])
def test_show_and_delete_take_a_beginning_or_a_name(tmp_path: Path, store: SetupStore, text: str) -> None:
    store.save(SETUP)
    store.save(replace(SETUP, id="aaaaaaaaaaaa", name="Contoso"))
    assert json.loads(run(tmp_path, "setups", "show", text, "--json").stdout)["id"] == SETUP.id
    done = run(tmp_path, "setups", "delete", text, "--yes", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"deleted": SETUP.id})
    assert [setup.id for setup in store.list().setups] == ["aaaaaaaaaaaa"]


ODD: list[tuple[str, Any]] = [
    ("changed", "yesterday"), ("changed", "0001-01-01T00:00:00+14:00"), ("changed", 7), ("current", "no-such-step"),
    ("reached", ""), ("name", 3), ("practice", "no"), ("answers", {"way": "fly"}), ("answers", []),
    ("results", {"begin": {"status": "perhaps"}}), ("results", {"no-such-step": {}}), ("id", None),
]  # fmt: skip


def test_one_odd_file_hides_no_other(tmp_path: Path, store: SetupStore) -> None:
    path = store.save(SETUP)
    good = json.loads(path.read_text(encoding="utf-8"))
    del good["checksum"]
    for number, (name, value) in enumerate(ODD):
        (store.folder / f"aaaaaaaaaa{number:02}.json").write_text(json.dumps({**good, name: value}), encoding="utf-8")
    flipped = path.read_bytes().replace(b"sync.harborlights", b"sink.harborlights")
    (store.folder / "bbbbbbbbbbbb.json").write_bytes(flipped)
    done = run(tmp_path, "setups", "list")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert all(f"aaaaaaaaaa{number:02}" in done.stdout for number in range(len(ODD)))
    assert f"{SETUP.id}" in done.stdout and re.search("bbbbbbbbbbbb .*damaged", done.stdout)
    shown = run(tmp_path, "setups", "show", "bbbbbbbbbbbb")
    assert shown.returncode == 1 and "Traceback" not in shown.stderr


def test_a_damaged_setup_is_deleted_with_its_token(tmp_path: Path, store: SetupStore) -> None:
    answers = replace(ANSWERS, token_reference="token-0123456789ab", token_kept="keystore")
    path = store.save(replace(SETUP, snapshot=Snapshot("scope", "preview", answers)))
    path.write_bytes(path.read_bytes()[:-40])
    assert store.tokens_of_damaged(SETUP.id) == (store.token_name(SETUP.id), "token-0123456789ab")
    refused = run(tmp_path, "setups", "delete", "0123")
    assert refused.returncode == 3 and path.exists()
    ring = tmp_path / "ring.json"
    name = "CloudGate Provisioning Setup"
    ring.write_text(json.dumps([[f"{name}: token-0123456789ab", name, "s3cret"], [f"{name}: other", name, "kept"]]))
    done = run(tmp_path, "setups", "delete", "0123", "--yes", PYTHON_KEYRING_BACKEND="keyring_backends.FileKeyring",
               PYTHONPATH=f"{ROOT}{os.pathsep}{ROOT / 'tests/support'}", KEYRING_FILE=str(ring))  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert [entry[0] for entry in json.loads(ring.read_text())] == [f"{name}: other"]
    assert not path.exists()


def test_a_setup_that_is_open_elsewhere_is_neither_deleted_nor_continued(tmp_path: Path, store: SetupStore) -> None:
    store.save(SETUP)
    others = Claims()
    others.take(store.folder, SETUP.id)
    for arguments in (
        ("setups", "delete", SETUP.id, "--yes"),
        ("setup", "--setup", SETUP.id, "--answers", "none.toml"),
    ):
        (tmp_path / "none.toml").write_text("")
        done = run(tmp_path, *arguments)
        assert done.returncode == 1 and "open in another window or terminal" in done.stderr
    others.release()
    assert store.load(SETUP.id) == SETUP
