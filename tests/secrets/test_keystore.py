"""The key store over ``keyring`` backends that work, refuse, are locked, hang, forget, or hold only short entries."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from typing import Any

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backends.chainer import ChainerBackend
from keyring_backends import (
    Cut,
    ForgetfulKeyring,
    HangingKeyring,
    LockedKeyring,
    MemoryKeyring,
    RefusingKeyring,
    finish_threads,
    keyring_named,
    threads_of_the_store,
)

from wizard.core.errors import KeyStoreError
from wizard.secrets.backend import choose_backend
from wizard.secrets.keystore import HEADER, SERVICE, WINDOWS_LIMIT, KeyStore, KeyStoreCondition, MemoryStore
from wizard.secrets.memory import TokenStore
from wizard.secrets.secret import Secret

TOKEN = "cg-Planted-7Hq2Zm9"
LONG = "".join(chr(33 + number * 7 % 94) for number in range(5 * WINDOWS_LIMIT + 3))

STORES: dict[str, Callable[[], TokenStore]] = {
    "memory": MemoryStore,
    "keyring": lambda: KeyStore(MemoryKeyring()),
    "keyring of short entries": lambda: KeyStore(MemoryKeyring(WINDOWS_LIMIT), part_limit=WINDOWS_LIMIT),
}


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    finish_threads()


@pytest.fixture
def system_keyring() -> Iterator[Callable[[Any], None]]:
    """Choose what ``keyring`` takes for the system's own."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


# --- the contract of every store


@pytest.mark.parametrize("make", STORES.values(), ids=STORES)
@pytest.mark.parametrize("text", [TOKEN, LONG, "x", HEADER, HEADER + '{"slot": "a", "parts": 1, "sha256": ""}'])
def test_what_is_saved_is_loaded_replaced_and_deleted(make: Callable[[], TokenStore], text: str) -> None:
    store = make()
    assert store.state().usable
    assert store.load("token-1") is None
    store.delete("token-1")  # nothing there: nothing happens
    for value in (text, "another", text, LONG, text):
        store.save("token-1", Secret(value))
        assert store.load("token-1") == Secret(value)
    store.save("token-2", Secret("of another setup"))
    store.delete("token-1")
    assert store.load("token-1") is None
    assert store.load("token-2") == Secret("of another setup")


# --- parts


def test_a_long_token_is_split_and_a_short_one_is_not() -> None:
    backend = MemoryKeyring(WINDOWS_LIMIT)
    store = KeyStore(backend, part_limit=WINDOWS_LIMIT)
    store.save("t", Secret("x" * WINDOWS_LIMIT))
    assert len(backend.entries) == 1
    store.save("t", Secret("x" * (WINDOWS_LIMIT + 1)))
    assert len(backend.entries) == 3, "two parts and the entry that names them"
    store.save("t", Secret(LONG))
    assert len(backend.entries) == 7
    assert len({service for service, _ in backend.entries}) == 7, "Windows keeps one user per service"
    store.save("t", Secret(TOKEN))
    assert list(backend.entries.values()) == [TOKEN]
    store.save("t", Secret(LONG))
    store.delete("t")
    assert backend.entries == {}


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400), min_size=1, max_size=3))
def test_any_text_fits_into_parts(texts: list[str]) -> None:
    backend = MemoryKeyring(130)  # just long enough for the entry that names the parts
    store = KeyStore(backend, part_limit=130)
    for text in texts:
        store.save("t", Secret(text))
        assert store.load("t") == Secret(text)
    store.delete("t")
    assert backend.entries == {}


def test_windows_limit_is_kept_without_being_told() -> None:
    backend = keyring_named("keyring.backends.Windows")
    KeyStore(backend).save("t", Secret(LONG))
    assert max(len(value) for value in backend.entries.values()) <= WINDOWS_LIMIT


OLD_AND_NEW = [(None, LONG), (TOKEN, LONG), (LONG, TOKEN), (LONG, LONG[::-1]), (LONG, LONG[:3000]), (TOKEN, "short")]


@pytest.mark.parametrize(("old", "new"), OLD_AND_NEW, ids=["first", "grows", "shrinks", "same", "less", "short"])
@pytest.mark.parametrize("kinds", [frozenset({"write"}), frozenset({"delete"}), frozenset({"read", "write", "delete"})])
def test_a_crash_at_any_moment_leaves_the_old_token_or_the_new(
    old: str | None, new: str, kinds: frozenset[str]
) -> None:
    moments = 0
    while True:
        moments += 1
        backend = MemoryKeyring(WINDOWS_LIMIT)
        store = KeyStore(backend, part_limit=WINDOWS_LIMIT)
        if old is not None:
            store.save("t", Secret(old))
        cut = Cut(backend, moments, kinds)
        try:
            store.save("t", Secret(new))
        except KeyStoreError as error:
            assert error.code == "keystore-refused"
        backend.before = lambda operation, service: None
        if not cut.happened:
            break
        found = store.load("t")
        assert (found.reveal() if found is not None else None) in {old, new}, f"cut {moments}"
        # Saving again brings it in order, and deleting takes every part.
        store.save("t", Secret(new))
        assert store.load("t") == Secret(new)
        store.delete("t")
        assert backend.entries == {}, f"cut {moments}"
    assert moments > 1 or kinds == {"delete"}


@pytest.mark.parametrize("old", [TOKEN, LONG])
def test_a_crash_while_deleting_leaves_the_whole_token_or_none(old: str) -> None:
    moments = 0
    while True:
        moments += 1
        backend = MemoryKeyring(WINDOWS_LIMIT)
        store = KeyStore(backend, part_limit=WINDOWS_LIMIT)
        store.save("t", Secret(old))
        cut = Cut(backend, moments, frozenset({"read", "write", "delete"}))
        try:
            store.delete("t")
        except KeyStoreError as error:
            assert error.code == "keystore-refused"
        backend.before = lambda operation, service: None
        if not cut.happened:
            break
        found = store.load("t")
        assert found is None or found == Secret(old)
        store.delete("t")
        assert backend.entries == {}, f"cut {moments}"
    assert moments > 1


def _damage(name: str, backend: MemoryKeyring) -> None:
    header = (f"{SERVICE}: t", SERVICE)
    part = next(key for key in backend.entries if key[0].endswith("2"))
    if name == "part gone":
        del backend.entries[part]
    elif name == "part changed":
        backend.entries[part] = backend.entries[part][::-1]
    else:
        backend.entries[header] = HEADER + name


@pytest.mark.parametrize(
    "damage",
    [
        "part gone", "part changed", "", "{", "[]", "{}", '{"slot": "a", "parts": 0, "sha256": "x"}',
        '{"slot": "c", "parts": 1, "sha256": "x"}', '{"slot": "a", "parts": 1e9, "sha256": "x"}',
        '{"slot": "a", "parts": 100000000, "sha256": "x"}', '{"slot": ["a"], "parts": 1, "sha256": "x"}',
        '{"slot": "a", "parts": true, "sha256": 5}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_entry_is_said_and_can_be_replaced_or_deleted(damage: str) -> None:
    backend = MemoryKeyring()
    store = KeyStore(backend, part_limit=WINDOWS_LIMIT)
    store.save("t", Secret(LONG))
    _damage(damage, backend)
    with pytest.raises(KeyStoreError) as caught:
        store.load("t")
    assert caught.value.code == "keystore-damaged"
    store.save("t", Secret(LONG[::-1]))
    assert store.load("t") == Secret(LONG[::-1])
    _damage(damage, backend)
    store.delete("t")
    assert store.load("t") is None and backend.entries == {}


# --- stores that do not work


def test_a_refusal_is_told_without_the_token() -> None:
    store = KeyStore(RefusingKeyring())
    with pytest.raises(KeyStoreError) as caught:
        store.save("t", Secret(TOKEN))
    error = caught.value
    assert error.code == "keystore-refused"
    assert error.params["reason"] == "PasswordSetError"
    shown = "".join(traceback.format_exception(error)) + repr(vars(error))
    assert TOKEN not in shown
    assert store.load("t") is None


def test_an_entry_too_long_for_windows_is_known_by_its_number() -> None:
    store = KeyStore(MemoryKeyring(WINDOWS_LIMIT))  # here nobody said that entries are short
    with pytest.raises(KeyStoreError) as caught:
        store.save("t", Secret(LONG))
    assert (caught.value.code, caught.value.failure) == ("keystore-refused", "local-keyring-token-too-long")


class LockedException(Exception):
    """As ``secretstorage`` names it."""


@pytest.mark.parametrize("error", [None, LockedException(), OSError("org.freedesktop.Secret.Error.IsLocked: no")])
def test_a_locked_store_is_told_in_every_call(error: Exception | None) -> None:
    store = KeyStore(LockedKeyring(error))
    state = store.state()
    assert (state.condition, state.failure) == (KeyStoreCondition.LOCKED, "local-keyring-locked")
    assert not state.usable
    for call in (lambda: store.save("t", Secret(TOKEN)), lambda: store.load("t"), lambda: store.delete("t")):
        with pytest.raises(KeyStoreError) as caught:
            call()
        assert (caught.value.code, caught.value.failure) == ("keystore-locked", "local-keyring-locked")
        assert caught.value.params["name"] == "LockedKeyring"


@pytest.mark.parametrize("instead", [None, "something else", TOKEN[:-1]])
def test_a_store_that_keeps_something_else_is_found_out(instead: str | None) -> None:
    with pytest.raises(KeyStoreError) as caught:
        KeyStore(ForgetfulKeyring(instead)).save("t", Secret(TOKEN))
    assert caught.value.code == "keystore-lost"


def test_a_store_that_hangs_is_left_and_touches_nothing_more() -> None:
    backend = HangingKeyring("write")
    store = KeyStore(backend, limit=0.2, part_limit=WINDOWS_LIMIT)
    with pytest.raises(KeyStoreError) as caught:
        store.save("t", Secret(LONG))
    assert (caught.value.code, caught.value.failure) == ("keystore-slow", "local-keyring-locked")
    assert caught.value.params["name"] == "HangingKeyring"
    assert backend.entered.is_set()
    assert all(thread.daemon for thread in threads_of_the_store()), "it must not keep the program from ending"
    backend.release.set()
    finish_threads()
    assert [operation for operation, _ in backend.operations].count("write") == 1
    assert store.load("t") is None, "a first part alone is no token"


def test_a_call_that_waits_for_a_hanging_one_is_slow_too_and_does_nothing() -> None:
    backend = HangingKeyring("read")
    store = KeyStore(backend, limit=0.2, probe_limit=0.2)
    assert store.state().condition is KeyStoreCondition.SLOW
    with pytest.raises(KeyStoreError, match="keystore-slow"):
        store.save("t", Secret(TOKEN))
    backend.release.set()
    finish_threads()
    assert backend.entries == {}
    store.save("t", Secret(TOKEN))
    assert store.load("t") == Secret(TOKEN), "once it answers again, it works again"


def test_the_state_asks_for_nothing_but_one_entry_that_is_never_there() -> None:
    backend = MemoryKeyring()
    state = KeyStore(backend).state()
    assert (state.condition, state.name, state.failure) == (KeyStoreCondition.AVAILABLE, "MemoryKeyring", "")
    assert [operation for operation, _ in backend.operations] == ["read"]


# --- which backend


@pytest.mark.parametrize("refused", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring])
def test_without_a_backend_nothing_is_kept(
    refused: Callable[[], object], system_keyring: Callable[[object], None]
) -> None:
    system_keyring(refused())
    store = KeyStore()
    state = store.state()
    assert (state.condition, state.failure) == (KeyStoreCondition.NO_BACKEND, "local-keyring-no-backend")
    with pytest.raises(KeyStoreError) as caught:
        store.save("t", Secret(TOKEN))
    assert (caught.value.code, caught.value.failure) == ("keystore-none", "local-keyring-no-backend")


def test_the_fail_backend_given_by_hand_is_no_backend_too() -> None:
    assert KeyStore(keyring.backends.fail.Keyring()).state().condition is KeyStoreCondition.NO_BACKEND


@pytest.mark.parametrize("module", ["keyrings.alt.file", "keyrings.alt.Gnome", "keyring.backends.null"])
def test_backends_that_write_files_or_nothing_are_not_used(
    module: str, system_keyring: Callable[[object], None]
) -> None:
    system_keyring(keyring_named(module))
    assert choose_backend() is None


def test_a_backend_is_found_behind_a_chain(
    system_keyring: Callable[[object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = keyring_named("keyring.backends.somewhere", priority=0.5)
    good = MemoryKeyring()
    chain = [keyring_named("keyrings.alt.file"), weak, good]
    monkeypatch.setattr(ChainerBackend, "backends", property(lambda self: chain))
    system_keyring(ChainerBackend())
    assert choose_backend() is good
    chain.remove(good)
    assert choose_backend() is None
