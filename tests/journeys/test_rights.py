"""What a sign-in can do is shown, and roles are told although memberships come without their fields.

Graph documentation, "Limited information returned for inaccessible member objects" and directoryObject:
checkMemberObjects; Entra documentation, "Scopes and permissions in the Microsoft identity platform".
"""

from __future__ import annotations

from driver import Driver


def test_permissions_and_role_of_a_sign_in_are_shown(driver: Driver) -> None:
    driver.click("startPractice")
    driver.until(lambda: driver.journey.current.id == "begin")
    driver.click("signIn")
    shown = driver.find("permissions").text()
    session = driver.window.context.services.session
    assert session.sign_in.carried
    assert all(name.rpartition("/")[2] in shown for name in session.sign_in.carried)
    assert driver.find("standing-role").text() == "checked"
    assert driver.journey.result("begin").facts["permissions"].split() == list(session.sign_in.carried)
    assert driver.journey.result("begin").facts["only_reads"] is False
