"""The window's token: the setup knows it before the key store does, and two pastes leave one."""

from __future__ import annotations

import threading

import pytest
from driver import Driver
from keyring_backends import MemoryKeyring

from wizard import wiring
from wizard.journey.model import Outcome
from wizard.secrets.keystore import SERVICE, KeyStore, entry_name

FIRST, SECOND = "cg-Planted-7Hq2Zm9aa", "cg-Planted-8Xw3Yn1bb"


def at_credentials(driver: Driver, keyring: MemoryKeyring) -> str:
    """Begin a setup of a real tenant, and go to step 3; return what its token is called."""
    store = KeyStore(keyring)
    driver.window.context.services.make_keystore = lambda: store
    driver.click("newSetup")
    driver.journey.record("begin", Outcome("done"))
    driver.window.context.controller.advance()
    driver.quiet()
    assert driver.journey.current.id == "credentials"
    return wiring.setup_store().token_name(driver.window.context.controller.setup_id)


def saved_reference() -> list[str]:
    return [one.snapshot.answers.token_reference for one in wiring.setup_store().list().setups]


@pytest.mark.timeout(120)
def test_a_token_is_in_the_key_store_only_after_its_setup_is_on_the_disk(driver: Driver) -> None:
    keyring = MemoryKeyring()
    name = at_credentials(driver, keyring)
    on_disk: list[list[str]] = []
    keyring.before = lambda operation, _entry: on_disk.append(saved_reference()) if operation == "write" else None
    driver.page.token.take(FIRST)
    driver.quiet()
    assert on_disk == [[name]]
    assert keyring.entries == {(entry_name(name), SERVICE): FIRST}
    assert driver.journey.answers.token_kept == "keystore"


@pytest.mark.timeout(120)
def test_two_pastes_leave_one_token_and_it_is_the_last(driver: Driver) -> None:
    keyring = MemoryKeyring()
    name = at_credentials(driver, keyring)
    reached, release = threading.Event(), threading.Event()

    def hold_the_first(operation: str, _entry: str) -> None:
        if operation == "write" and not reached.is_set():
            reached.set()
            assert release.wait(30)

    keyring.before = hold_the_first
    driver.page.token.take(FIRST)
    driver.until(reached.is_set)
    driver.page.token.take(SECOND)
    release.set()
    driver.quiet()
    assert keyring.entries == {(entry_name(name), SERVICE): SECOND}
    assert saved_reference() == [name]


@pytest.mark.timeout(120)
def test_a_setup_that_cannot_be_saved_puts_nothing_into_the_key_store(driver: Driver) -> None:
    keyring = MemoryKeyring()
    at_credentials(driver, keyring)
    folder = wiring.setup_store().folder
    driver.until(lambda: driver.window.context.controller.saving.all_saved)
    folder.rename(folder.with_name("away"))
    folder.write_text("a file where the folder should be")
    driver.page.token.take(FIRST)
    driver.until(lambda: driver.page.problem.isVisible())
    assert keyring.entries == {} and driver.page.messages.failed.code == "setup-not-saved"
    folder.unlink()
    driver.window.context.controller.saving.save_again()
    driver.page.token._store("keystore")
    driver.quiet()
    assert list(keyring.entries.values()) == [FIRST]
