"""What a person meets beside the straight way: refused sign-ins, changed answers, a missing key store, odd tokens."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from driver import Driver


@pytest.mark.timeout(120)
def test_a_refused_sign_in_has_a_way_on_and_can_be_repeated(driver: Driver) -> None:
    from PySide6.QtGui import QGuiApplication

    driver.click("startPractice", 90)
    practice = driver.window.context.services.practice
    practice.set_fault("signin-admin-consent", True)
    driver.click("signIn")
    assert driver.window.context.services.session is None
    assert "administrator must consent" in driver.find("problemWhat").text()
    driver.click("consentLink")
    consent = QGuiApplication.clipboard().text()
    assert "/adminconsent?" in consent
    for scope in ("Synchronization.ReadWrite.All", "Application.ReadWrite.All"):
        assert scope in consent
    # Asked for only after a refusal (least privileged permissions, Graph documentation).
    assert "AppRoleAssignment.ReadWrite.All" not in consent
    practice.set_fault("signin-admin-consent", False)
    driver.click("signIn")
    assert practice.admin in driver.find("accountChip").text()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("way", ["browser", "device"])
def test_a_second_factor_asked_for_later_is_given_by_signing_in_again(driver: Driver, way: str) -> None:
    driver.click("startPractice", 90)
    driver.click(f"signInWay-{way}")
    if way == "device":
        driver.find("signIn").click()
        driver.until(lambda: driver.page.card.device.isVisible())
        driver.click("approveDevice")
    else:
        driver.click("signIn")
    driver.click("confirm-cloudgate-admin")
    driver.next()
    practice = driver.window.context.services.practice
    practice.set_fault("signin-mfa-step-up", True)
    driver.click("practiceToken")
    driver.click("testConnection")
    driver.next()
    assert driver.page.problem.isVisible()
    practice.set_fault("signin-mfa-step-up", False)
    driver.click("signInAgain")
    assert "Signed in" in driver.find("problemWhat").text()
    driver.click("lookAgain")
    driver.click("addApplication", 120)
    assert driver.journey.state("application") == "done"


@pytest.mark.timeout(120)
def test_a_changed_answer_makes_later_results_stale_and_loses_none(driver: Driver) -> None:
    driver.begin_at("credentials")
    driver.click("practiceToken")
    driver.click("testConnection")
    assert driver.journey.state("credentials") == "done"
    driver.next()
    driver.click("back")
    good = driver.find("tenantUrl").text()
    driver.type("tenantUrl", good + "/x")
    assert driver.journey.state("credentials") == "stale"
    assert driver.find("testVerdict").text() == "values have changed since"
    assert driver.window.rail.items["credentials"].state == "stale"
    assert not driver.window.page.test.checks.isVisible(), "lines about another address"
    driver.type("tenantUrl", good)
    assert driver.window.page.test.checks.isVisible()
    assert driver.journey.state("credentials") == "done", "back to what was tested"


@pytest.mark.timeout(120)
def test_faults_and_time_are_switched_in_the_window(driver: Driver) -> None:
    driver.begin_at("credentials")
    practice = driver.window.context.services.practice
    driver.click("practiceControls")
    box = driver.find("fault-conn-html-instead-of-json")
    box.click()
    driver.quiet()
    assert {fault.id for fault in practice.faults() if fault.on} == {"conn-html-instead-of-json"}
    before = practice.now()
    driver.click("advance-40")
    assert 39 <= (practice.now() - before).total_seconds() / 60 <= 42
    driver.find("practiceDialog").accept()
    driver.click("practiceToken")
    driver.click("testConnection")
    assert "web page answered" in driver.find("finding-0What").text()


def jwt(**claims: Any) -> str:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part(claims)}.c2lnbmF0dXJl"


@pytest.mark.timeout(60)
def test_what_was_pasted_with_the_token_is_removed_and_named(driver: Driver) -> None:
    driver.click("newSetup")
    driver.next()
    page = driver.page
    page.token.secret.pasted.emit("Bearer “cg-\u200babc123-xyz” \n")
    driver.quiet()
    said = driver.find("tokenRemoved").text()
    assert "U+200B" in said
    assert "the word Bearer" in said
    assert page.token.secret.text() == "cg-abc123-xyz"
    page.token.secret.pasted.emit(jwt(exp=1_500_000_000, iat=1_400_000_000))
    driver.quiet()
    assert "2017-07-14" in driver.find("tokenRemoved").text()


@pytest.mark.timeout(60)
def test_without_a_key_store_the_token_stays_in_memory_with_consent_only(driver: Driver) -> None:
    from keyring.backends import fail

    from wizard.secrets.keystore import KeyStore

    services = driver.window.context.services
    driver.click("newSetup")
    driver.next()
    services.make_keystore = lambda: KeyStore(fail.Keyring())
    services._keystore = None
    driver.page.token.secret.pasted.emit("cg-abc123-xyz")
    driver.quiet()
    assert driver.find("keyStoreBanner").isVisible()
    assert driver.journey.answers.token_kept == ""
    driver.click("keyStoreMemory")
    assert driver.journey.answers.token_kept == "memory"
    reference = driver.journey.answers.token_reference
    kept = services.memory.load(reference)
    assert kept is not None
    assert kept.reveal() == "cg-abc123-xyz"
