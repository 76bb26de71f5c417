"""One process writes a setup; what killed ones left is swept; tokens of setups that are gone are removed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from keyring_backends import LockedKeyring, MemoryKeyring

from wizard.core import atomic_write as whole
from wizard.core.errors import KeyStoreError, SavedSetupError
from wizard.journey.answers import Answers, PlannedAssignment
from wizard.journey.claims import OLD, Claims
from wizard.journey.context import Context
from wizard.journey.machine import Journey, SavedSetup, Snapshot
from wizard.journey.model import Outcome
from wizard.journey.services.leftover_tokens import sweep_tokens
from wizard.journey.services.token import keep_token
from wizard.journey.setups import SetupStore
from wizard.journey.steps import STEPS
from wizard.secrets.keystore import KeyStore, entry_name
from wizard.secrets.memory import MemoryStore
from wizard.secrets.secret import Secret

ID = "0123456789ab"
SETUP = SavedSetup(ID, "Harbor Lights", "2026-01-12T09:30:00Z", False, Snapshot("scope", "preview", Answers()))
HOLDING = """
import sys
from pathlib import Path
from wizard.journey.claims import Claims
claims = Claims()
claims.take(Path(sys.argv[1]), sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


def test_another_process_is_refused_until_the_first_one_ends_however_that_ends(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path), ID], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdin is not None
    assert process.stdout.readline() == "held\n"
    claims = Claims()
    with pytest.raises(SavedSetupError) as caught:
        claims.take(tmp_path, ID)
    assert caught.value.code == "setup-in-use"
    claims.take(tmp_path, "ffffffffffff")
    process.kill()
    process.communicate()
    claims.take(tmp_path, ID)
    claims.take(tmp_path, ID)
    claims.release()
    assert list(tmp_path.iterdir()) == []


def test_a_claim_that_was_released_can_be_taken_by_others(tmp_path: Path) -> None:
    first, second = Claims(), Claims()
    for _ in range(3):
        first.take(tmp_path, ID)
        with pytest.raises(SavedSetupError):
            second.take(tmp_path, ID)
        first.release(ID)
        second.take(tmp_path, ID)
        second.release()
    assert not first.holds(ID)


def test_where_nothing_can_be_locked_the_setup_opens_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file where the folder should be")
    claims = Claims()
    claims.take(tmp_path / "folder", ID)
    assert claims.holds(ID)
    claims.release()


def test_what_killed_programs_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    store = SetupStore(tmp_path)
    store.save(SETUP)
    left = [".0123456789ab.json.x8k_1a2b", ".ffffffffffff.names.abcd1234", ".ffffffffffff.lock",
            "dddddddddddd.practice.gz", "dddddddddddd.plan.gz", "dddddddddddd.names"]  # fmt: skip
    kept = [".eeeeeeeeeeee.lock", ".eeeeeeeeeeee.json.abcd1234", ".notes", "0123456789ab.json", "0123456789ab.names",
            ".0123456789ab.names.just_now", "0123456789ab.practice.gz", "eeeeeeeeeeee.practice.gz",
            "cccccccccccc.practice.gz.bak"]  # fmt: skip
    for name in (*left, *kept[1:3], *kept[4:]):
        (tmp_path / name).write_text("half")
        old = 0 if name.endswith("just_now") else 2 * OLD
        os.utime(tmp_path / name, (time.time() - old, time.time() - old))
    others = Claims()
    others.take(tmp_path, "eeeeeeeeeeee")
    (tmp_path / kept[1]).write_text("half")
    Claims().sweep(tmp_path)
    assert not {path.name for path in tmp_path.iterdir()} & set(left)
    (tmp_path / ".0123456789ab.json.half").write_text("half")
    mine = Claims()
    mine.take(tmp_path, ID)
    mine.release()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)
    Claims().sweep(tmp_path / "none")


def test_replacing_is_tried_again_while_somebody_reads_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows: ERROR_SHARING_VIOLATION (32), ERROR_ACCESS_DENIED (5), Microsoft Learn, System Error Codes."""
    real, failing = os.replace, [32, 5, 33]
    pauses: list[float] = []

    def replace_file(old: str, new: Path) -> None:
        if failing:
            error = PermissionError(13, "in use")
            error.winerror = failing.pop(0)  # type: ignore[attr-defined]
            raise error
        real(old, new)

    monkeypatch.setattr(os, "replace", replace_file)
    monkeypatch.setattr(whole, "pause", pauses.append)
    store = SetupStore(tmp_path)
    store.save(SETUP)
    assert store.load(ID) == SETUP and len(pauses) == 3
    failing += [32] * 100
    with pytest.raises(SavedSetupError):
        store.save(replace(SETUP, name="changed"))
    assert store.load(ID) == SETUP and sum(pauses) < 5
    assert [path.name for path in tmp_path.iterdir()] == [f"{ID}.json"]


def test_half_a_character_does_not_hinder_saving_and_answers_keep_it(tmp_path: Path) -> None:
    """RFC 8259 section 8.2: JSON may hold half of a surrogate pair, which no encoding of Unicode can write."""
    journey = Journey(STEPS, lambda: "2026-01-12T09:30:00Z")
    rows = ({"targetAttributeName": "title", "source": {"expression": '"\ud83d"'}},)
    journey.answer(
        assignments=(PlannedAssignment("1", "User", "Zo\ud83d"),), application_name="A\udc00 \U0001f600", user_rows=rows
    )
    journey.record("application", Outcome("done", {"application": "\ud83d"}))
    store = SetupStore(tmp_path)
    store.save(replace(SETUP, name="\ud83d", snapshot=journey.snapshot))
    saved = store.load(ID)
    assert saved.name == "\ufffd"
    assert saved.snapshot.answers == journey.answers, "what goes to Entra later is what it was"
    assert saved.snapshot.results["application"].facts == {"application": "\ufffd"}
    again = Journey(STEPS, lambda: "", saved.snapshot)
    assert again.state("application") == "done", "its answers are the same as before"
    store.keep_names(ID, "file", {"user 1": "Zo\ud83d"})
    assert store.names_in(ID, "file") == {"user 1": "Zo\ufffd"}


# --- tokens


def context_of(keyring: MemoryKeyring) -> Context:
    def no_transport(_files: object) -> object:
        raise AssertionError("nothing is sent")

    return Context(no_transport, lambda: KeyStore(keyring), MemoryStore(), lambda _url: False)  # type: ignore[arg-type]


def test_the_setup_knows_its_token_before_the_key_store_does(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    kept: list[object] = []
    keyring.before = lambda operation, _name: kept.append(operation) if operation == "write" else None
    name = SetupStore(tmp_path).token_name(ID)
    keep_token(
        context_of(keyring), Answers(), Secret("s3cret"), "keystore", name=name, keep=lambda **one: kept.append(one)
    )
    assert kept == [{"token_reference": name}, "write"]
    unsaved = SavedSetupError("setup-not-saved")

    def refuse(**_answers: object) -> None:
        raise unsaved

    keyring = MemoryKeyring()
    with pytest.raises(SavedSetupError):
        keep_token(context_of(keyring), Answers(), Secret("s3cret"), "keystore", name=name, keep=refuse)
    assert keyring.entries == {}


def test_a_token_that_moves_to_memory_leaves_the_key_store(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    context = context_of(keyring)
    first = keep_token(context, Answers(), Secret("one"), "keystore", name="setup-x")
    answers = Answers(token_reference=first["token_reference"], token_kept="keystore")
    second = keep_token(context, answers, Secret("two"), "memory")
    assert second["token_reference"] == first["token_reference"] and keyring.entries == {}
    assert context.memory.load("setup-x") == Secret("two")
    locked = context_of(LockedKeyring())
    assert keep_token(locked, answers, Secret("two"), "memory")["token_kept"] == "memory"
    with pytest.raises(KeyStoreError):
        keep_token(locked, answers, Secret("two"), "keystore")


def test_tokens_of_setups_that_are_gone_are_removed_and_no_others(tmp_path: Path) -> None:
    store, elsewhere = SetupStore(tmp_path / "here"), SetupStore(tmp_path / "elsewhere")
    keyring = MemoryKeyring()
    keys = KeyStore(keyring, part_limit=20)
    store.save(SETUP)
    (store.folder / "dddddddddddd.json").write_text("damaged")
    open_now, open_elsewhere = Claims(), Claims()
    open_now.take(store.folder, "cccccccccccc")
    open_elsewhere.take(store.folder, "bbbbbbbbbbbb")
    stays = [
        store.token_name(ID), store.token_name("dddddddddddd"), store.token_name("cccccccccccc"),
        store.token_name("bbbbbbbbbbbb"), elsewhere.token_name("aaaaaaaaaaaa"), "token-aaaaaaaaaaaa",
    ]  # fmt: skip
    for name in (*stays, store.token_name("aaaaaaaaaaaa")):
        keyring.entries[entry_name(name), "CloudGate Provisioning Setup"] = "short"
    keys.save(store.token_name("ffffffffffff"), Secret("a token that is much longer than one entry may be"))
    removed = sweep_tokens(store, open_now, keys)
    assert set(removed) == {store.token_name("aaaaaaaaaaaa"), store.token_name("ffffffffffff")}
    assert sorted(service for service, _ in keyring.entries) == sorted(map(entry_name, stays))
    assert sweep_tokens(SetupStore(tmp_path / "disk that is not there"), open_now, keys) == ()
    assert sweep_tokens(store, open_now, KeyStore(LockedKeyring())) == ()
