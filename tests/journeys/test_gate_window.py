"""Every button of the window that can cost people their access: arriving and Return send nothing, refusing sends
nothing, and what was removed can be put back. What was sent is read from the requests that arrived at the practice Entra.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from gate_world import Company, Window
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from wizard.journey.model import Outcome
from wizard.mapping.filters import Clause, FilterGroup

HARMFUL = {
    "assign": ("remove",),
    "connect": ("testAndSave",),
    "users": ("saveMappings",),
    "groups": ("saveMappings",),
    "scope": ("saveScope", "restartForScope"),
    "turnon": ("turnOn",),
    "watch": ("stopJob", "restartJob", "jobHealthRestart"),
}


def in_quarantine(made: Company) -> None:
    """Let removals be held back, and let the scope wait for a restart, so that every button is there."""
    made.limit(1)
    made.start()
    made.cycle()
    made.unassign(made.group("Door Staff"))
    made.cycle()
    made.assign(made.members("Door Staff")[0])
    made.journey.record("scope", Outcome("done", {"restart": True}))
    made.journey.answer(tenant_url=made.bases[1])
    clause = Clause("department", "EQUALS", ("Nowhere",))
    made.journey.answer(user_filter=(FilterGroup("F", (clause,)).to_json(),))


def press_return(shown: Window, times: int = 3) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) * times:
        focus = shown.shell.focusWidget()
        QTest.keyClick(focus if focus is not None else shown.shell, key)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("step_id", HARMFUL)
def test_neither_arriving_nor_return_sends_anything(step_id: str, made: Company, shown: Window) -> None:
    in_quarantine(made)
    if step_id == "turnon":
        made.pause()
    page = shown.open(step_id)
    if step_id == "assign":
        page.list.select_row(page._rows()[0])
        shown.quiet()
    sent = made.writes()
    focus = shown.shell.focusWidget()
    assert focus is None or not focus.property("guarded"), f"arriving put the focus on {focus.objectName()}"
    found = []
    for name in HARMFUL[step_id]:
        for control in page.findChildren(QPushButton, name):
            if not control.isVisible():
                continue
            found.append(name)
            assert control.property("guarded") and not control.isDefault()
            for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                control.setFocus(Qt.FocusReason.OtherFocusReason)
                QTest.keyClick(control, key)
            assert page.gate.dialog is None and shown.foretold == []
    assert set(found) == set(HARMFUL[step_id])
    shown.quiet()
    assert made.writes() == sent


def select(shown: Window) -> str:
    page = shown.open("assign")
    page.list.select_row(next(one for one in page._rows() if one.name == "Door Staff"))
    shown.quiet()
    return "remove"


def at(step_id: str, name: str, before: Callable[[Any], object] = lambda page: None) -> Callable[[Window], str]:
    def arrive(shown: Window) -> str:
        before(shown.open(step_id))
        shown.quiet()
        return name

    return arrive


def kind(name: str) -> Callable[[Any], object]:
    return lambda page: page.job.restart_kind.setCurrentIndex(page.job.restart_kind.findData(name))


ASKING = {
    "remove an assignment": select,
    "another Tenant URL": at("connect", "testAndSave", lambda page: page.journey.answer(
        tenant_url=str(page.journey.answers.tenant_url).replace("/scim/", "/scim/other/"))),
    "a filter": at("scope", "saveScope"),
    "stop": at("watch", "stopJob"),
    "clear all state": at("watch", "restartJob", kind("full")),
}  # fmt: skip


@pytest.mark.timeout(120)
@pytest.mark.parametrize("how", ASKING)
def test_return_in_the_dialog_refuses_and_nothing_is_sent(how: str, made: Company, shown: Window) -> None:
    made.start()
    made.cycle()
    clause = Clause("department", "EQUALS", ("Nowhere",))
    made.journey.answer(user_filter=(FilterGroup("F", (clause,)).to_json(),))
    name = ASKING[how](shown)
    sent = made.writes()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
        dialog = shown.press(name)
        assert dialog is not None, how
        assert not dialog.go.hasFocus() and dialog.go.property("guarded")
        dialog.go.setFocus()
        QTest.keyClick(dialog.go, Qt.Key.Key_Return)
        if dialog.isVisible():
            QTest.keyClick(dialog.refuse, key)
        assert not dialog.isVisible()
        shown.quiet()
        assert made.writes() == sent
    assert made.state() and all(active for _, active in made.state().values())


def said(widget: Any) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


@pytest.mark.timeout(120)
def test_a_removed_assignment_is_asked_about_and_can_be_put_back(made: Company, shown: Window) -> None:
    made.start()
    made.cycle()
    before = made.state()
    people = made.members("Door Staff")
    dialog = shown.press(select(shown))
    assert {one.name for one in dialog.table.rows._rows if one.kind == "User"} == {one.display_name for one in people}
    assert f"{len(people)} people disabled" in said(dialog) and "To be removed: Door Staff" in said(dialog)
    assert dialog.go.text() == "&Remove" and dialog.refuse.text() == "&Keep the assignment"
    shown.agree(dialog)
    page = shown.page
    assert page.removed.isVisible() and "No longer assigned: Door Staff" in said(page.removed)
    assert f"{len(people)} people disabled" in said(page.removed)
    assert page._rows() == [] and page.journey.answers.assignments == ()
    qtbot = shown.qtbot
    qtbot.mouseClick(shown.find("undoRemove"), Qt.MouseButton.LeftButton)
    shown.quiet()
    assert [row.name for row in page._rows() if row.assignment is not None] == ["Door Staff"]
    made.cycle()
    assert made.state() == before, "put back in time, nobody notices"


@pytest.mark.timeout(120)
def test_a_person_with_two_roles_is_removed_with_both(made: Company, shown: Window) -> None:
    """The list shows one line for each user or group; removing it removes every assignment of it."""
    person = made.members("Door Staff")[0]
    made.assign(person)
    page = shown.open("assign")
    page.list.select_row(next(one for one in page._rows() if one.principal_id == person.id))
    shown.quiet()
    assert shown.press("remove") is None, "the job never ran"
    shown.quiet()
    assert [row.name for row in page._rows()] == ["Door Staff"]
    assert "nobody loses an account" in said(page.removed)


@pytest.mark.timeout(120)
def test_someone_only_on_the_list_is_taken_off_without_a_question(made: Company, shown: Window) -> None:
    from wizard.journey.answers import PlannedAssignment

    made.start()
    made.cycle()
    made.journey.answer(assignments=(PlannedAssignment("planned", "User", "Planned Person"),))
    page = shown.open("assign")
    page.list.select_row(next(one for one in page._rows() if one.name == "Planned Person"))
    shown.quiet()
    sent = made.writes()
    assert shown.press("remove") is None and shown.foretold == []
    assert made.writes() == sent and [row.name for row in page._rows()] == ["Door Staff"]


@pytest.mark.timeout(120)
def test_the_scope_page_shows_who_is_assigned_now(made: Company, shown: Window) -> None:
    people = {one.display_name for one in made.members("Door Staff")}
    page = shown.open("scope")

    def inside() -> set[str]:
        return {row.person.display_name for row in page.effects.table.rows._rows if row.what == "inside"}

    assert people <= inside()
    shown.open("users")
    made.unassign(made.group("Door Staff"))
    keeper = made.members("Door Staff")[0]
    made.assign(keeper)
    shown.open("scope")
    assert inside() == {keeper.display_name}


@pytest.mark.timeout(120)
def test_a_scope_that_waits_for_a_restart_waits_until_there_was_one(made: Company, shown: Window) -> None:
    made.settings(SyncAll="true")
    made.start()
    made.cycle()
    made.journey.answer(scope="assigned")
    shown.open("scope")
    shown.agree(shown.press("saveScope"))
    assert made.journey.result("scope").facts["restart"] is True  # type: ignore[union-attr]
    # Another save does not make it forget, and the restart on step 12 knows it too.
    clause = Clause("department", "NOT EQUALS", ("Nowhere",))
    made.journey.answer(user_filter=(FilterGroup("F", (clause,)).to_json(),))
    shown.open("scope")
    dialog = shown.press("saveScope")
    assert dialog is not None, "everybody is still in scope, also those whose department is empty"
    found, before = shown.agree(dialog), made.state()
    made.cycle()
    assert made.happened(before) == made.foretold(found) != set()
    assert shown.page.restart_card.isVisible()
    page = shown.open("watch")
    page.job.restart_kind.setCurrentIndex(page.job.restart_kind.findData("failed"))
    before = made.state()
    assert shown.press("restartJob") is None
    made.cycle()
    assert made.state() == before, "forgetting failures looks at nobody again"
    shown.open("scope")
    assert shown.page.restart_card.isVisible()
    page = shown.open("watch")
    page.job.restart_kind.setCurrentIndex(page.job.restart_kind.findData("again"))
    found = shown.agree(shown.press("restartJob"))
    made.cycle()
    assert made.happened(before) == made.foretold(found) != set()
    shown.open("scope")
    assert not shown.page.restart_card.isVisible()


@pytest.mark.timeout(120)
def test_provisioning_one_user_now_asks_where_that_disables(made: Company, shown: Window) -> None:
    """On demand, whoever is not in scope is disabled at once (Microsoft's article on provisioning on demand)."""
    made.start()
    made.cycle()
    leaver, keeper = made.members("Door Staff")[:2]
    made.unassign(made.group("Door Staff"))
    made.assign(keeper)
    page = shown.open("watch")

    def pick(person: Any) -> None:
        row = next(one for one in page.table.rows._rows if one.source.id == person.id)
        assert page.table.select_row(row)
        shown.quiet()

    pick(keeper)
    assert shown.press("onDemand") is None
    shown.quiet()
    pick(leaver)
    sent, before = made.writes(), made.state()
    dialog = shown.press("onDemand")
    assert {one.name for one in dialog.table.rows._rows} == {leaver.display_name}
    QTest.keyClick(dialog.refuse, Qt.Key.Key_Return)
    shown.quiet()
    assert made.writes() == sent and made.state() == before
    found = shown.agree(shown.press("onDemand"))
    assert made.happened(before) == made.foretold(found) == {("disable", "User", leaver.display_name)}


@pytest.mark.timeout(120)
def test_a_preview_is_outdated_when_others_are_assigned(made: Company, shown: Window) -> None:
    page = shown.open("preview")
    shown.qtbot.mouseClick(shown.find("runPreview"), Qt.MouseButton.LeftButton)
    shown.quiet()
    planned = page.journey.result("preview").facts["create"]
    assert planned == len(made.members("Door Staff")) and not page.card.stale.isVisible()
    shown.open("turnon")
    shown.open("preview")
    assert not page.card.stale.isVisible(), "nothing has changed"
    shown.open("turnon")
    made.assign(made.group("Reception"))
    shown.open("preview")
    assert page.card.stale.isVisible() and "create" not in page.journey.result("preview").facts
    page.start()
    shown.quiet()
    assert not page.card.stale.isVisible() and page.journey.result("preview").facts["create"] > planned
