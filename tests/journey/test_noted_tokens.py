"""Tokens that stayed behind are found in key stores that list nothing (macOS Keychain, KWallet), by notes of names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from keyring_backends import Cut, LockedKeyring, MemoryKeyring

from wizard.cli.main import main
from wizard.journey.answers import Answers
from wizard.journey.claims import Claims
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.services.leftover_tokens import sweep_tokens
from wizard.journey.setups import SetupStore
from wizard.secrets.keystore import SERVICE, KeyStore, entry_name
from wizard.secrets.secret import Secret

ID = "0123456789ab"
TOKEN = "cg-Planted-7Hq2Zm9aa"


class SilentKeyring(MemoryKeyring):
    """Lists nothing, as macOS Keychain and KWallet do for ``keyring``."""

    service_names = tuple  # type: ignore[assignment]


def setup_of(store: SetupStore, kept: str = "keystore", setup_id: str = ID) -> SavedSetup:
    answers = Answers(token_reference=store.token_name(setup_id), token_kept=kept)  # type: ignore[arg-type]
    return SavedSetup(setup_id, "Harbor Lights", "2026-01-12T09:30:00Z", False, Snapshot("scope", "preview", answers))


def with_token(folder: Path) -> tuple[SetupStore, SilentKeyring, KeyStore]:
    store, keyring = SetupStore(folder), SilentKeyring()
    keys = KeyStore(keyring)
    store.save(setup_of(store))
    keys.save(store.token_name(ID), Secret(TOKEN))
    assert keys.names() == ()
    return store, keyring, keys


def test_a_token_whose_setup_is_gone_is_removed_where_the_store_lists_nothing(tmp_path: Path) -> None:
    store, keyring, keys = with_token(tmp_path)
    other = SetupStore(tmp_path / "other")
    other.save(setup_of(other))
    keys.save(other.token_name(ID), Secret("another"))
    assert sweep_tokens(store, Claims(), keys) == ()
    (tmp_path / f"{ID}.json").unlink()
    holding = Claims()
    holding.take(tmp_path, ID)
    assert sweep_tokens(store, Claims(), keys) == () and sweep_tokens(store, holding, keys) == ()
    holding.release()
    assert sweep_tokens(store, Claims(), keys) == (store.token_name(ID),)
    assert keyring.entries == {(entry_name(other.token_name(ID)), SERVICE): "another"}
    assert store.noted_tokens() == () and other.noted_tokens() == (ID,)
    assert sweep_tokens(store, Claims(), keys) == ()


def test_a_note_holds_a_name_and_no_secret_and_is_there_before_the_token(tmp_path: Path) -> None:
    store, _keyring, _keys = with_token(tmp_path)
    assert (tmp_path / f"{ID}.token").read_text(encoding="ascii") == f"{store.token_name(ID)}\n"
    assert all(TOKEN.encode() not in path.read_bytes() for path in tmp_path.iterdir())
    store.save(setup_of(store, "memory", "ffffffffffff"))
    store.save(replace(setup_of(store), id="eeeeeeeeeeee", snapshot=Snapshot("begin", "begin", Answers())))
    assert store.noted_tokens() == (ID,), "only where the key store may hold one"


@pytest.mark.parametrize("locked", [True, False])
def test_what_the_store_does_not_give_up_is_tried_again(tmp_path: Path, locked: bool) -> None:
    store, keyring, keys = with_token(tmp_path)
    store.delete(ID)
    if locked:
        assert sweep_tokens(store, Claims(), KeyStore(LockedKeyring())) == ()
    else:
        Cut(keyring, 1, frozenset({"delete"}))
        assert sweep_tokens(store, Claims(), keys) == ()
        keyring.before = lambda operation, service: None
    assert store.noted_tokens() == (ID,)
    assert sweep_tokens(store, Claims(), keys) == (store.token_name(ID),)
    assert keyring.entries == {} and list(tmp_path.iterdir()) == []


def test_a_setup_that_is_deleted_with_its_token_leaves_no_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from wizard import wiring

    monkeypatch.setenv(wiring.DATA_VARIABLE, str(tmp_path))
    store, keyring, keys = with_token(wiring.setup_store().folder)
    monkeypatch.setattr(wiring, "_keystore", lambda: keys)
    assert main(["setups", "delete", ID, "--yes"]) == 0, capsys.readouterr().err
    assert keyring.entries == {} and list(store.folder.iterdir()) == []


def test_a_setup_that_is_deleted_without_its_token_keeps_the_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from wizard import wiring

    monkeypatch.setenv(wiring.DATA_VARIABLE, str(tmp_path))
    store, _keyring, keys = with_token(wiring.setup_store().folder)
    monkeypatch.setattr(wiring, "_keystore", lambda: KeyStore(LockedKeyring()))
    assert main(["setups", "delete", ID, "--yes"]) == 1, "nothing is deleted while the token cannot be"
    assert store.exists(ID)
    assert main(["setups", "delete", ID, "--yes", "--keep-token"]) == 0, capsys.readouterr().err
    assert store.noted_tokens() == (ID,)
    assert sweep_tokens(store, Claims(), keys) == (store.token_name(ID),)
