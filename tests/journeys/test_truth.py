"""After every way of saving, a page shows what Entra holds: the same as a page that is made now and reads it anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from driver import Driver


def shown(page: Any) -> list[str]:
    """Every text that a page shows, hidden ones and passing messages aside."""
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

    def passing(widget: QWidget | None) -> bool:
        while widget is not None and widget is not page:
            # Steps back and forth, what was searched for, and results of a test are the person's, not Entra's.
            if (
                widget is page.problem
                or widget.objectName() in {"undo", "redo"}
                or widget.objectName()
                in {
                    "checks",
                    "logCard",
                    "problem",
                    "groupReach",
                    "token",
                    "searchCard",
                }
            ):
                return True
            widget = widget.parentWidget()
        return False

    said = []
    for each in page.findChildren(QWidget):
        if not each.isVisibleTo(page) or passing(each):
            continue
        if isinstance(each, QLabel | QLineEdit):
            said.append(f"{each.objectName()}={each.text()}")
        elif isinstance(each, QComboBox):
            said.append(f"{each.objectName()}={each.currentText()}")
        elif isinstance(each, QAbstractButton):
            said.append(f"{each.objectName()}={each.text()} {each.isChecked()} {each.isEnabled()}")
        elif hasattr(each, "rows") and hasattr(each.rows, "rowCount"):
            rows = each.rows
            said += [f"{each.objectName()}: {rows.texts(rows.row_at(n))}" for n in range(rows.rowCount())]
    return said


def fresh(driver: Driver, step_id: str) -> list[str]:
    """What a page that was made just now shows."""
    from wizard.ui.shell.pages import load_page

    context = driver.window.context
    page = load_page(step_id, context)
    page.resize(driver.page.size())
    driver.qtbot.addWidget(page)
    page.show()
    page.enter()
    page.sides.show()
    driver.until(lambda: context.runner.busy == 0 and not page.waiting)
    driver.quiet()  # what was put into a layout is shown a turn later
    said = shown(page)
    page.leave()
    page.hide()
    return said


def visit(driver: Driver, *steps: str) -> None:
    """Show pages that a saved setup has not shown yet, and return: a page that is new is no older than a fresh one."""
    place = driver.journey.current.id
    for step_id in (*steps, place):
        driver.window.context.controller.go(step_id)
        driver.quiet()


def same_as_fresh(driver: Driver, step_id: str) -> None:
    """Come back to a page, and compare it with a new one."""
    driver.window.context.controller.go(step_id)
    driver.quiet()
    # Which row is current is the person's, not Entra's.
    if step_id in {"users", "groups"} and driver.page.rows:
        driver.pick(driver.page.rows[0].target)
    driver.quiet()
    here = shown(driver.page)
    if step_id == "users" and driver.page.columns.isVisible():
        driver.until(lambda: "giveValue" in "".join(shown(driver.page)))
        here = shown(driver.page)
    assert here == fresh(driver, step_id), step_id


def remove_title(driver: Driver) -> None:
    driver.pick("title")
    driver.click("removeMapping")


def switch_groups_off(driver: Driver) -> None:
    driver.find("groupsEnabled").click()


def add_filter(driver: Driver) -> None:
    driver.click("addFilter")
    driver.type("value-0-0", "Security")
    driver.quiet()


EDITS: dict[str, tuple[Callable[[Any], None], str]] = {
    "users": (remove_title, "saveMappings"),
    "groups": (switch_groups_off, "saveMappings"),
    "scope": (add_filter, "saveScope"),
}


def agree(driver: Driver) -> None:
    """Say yes to what is asked."""
    from PySide6.QtWidgets import QDialog

    for dialog in driver.page.findChildren(QDialog):
        if dialog.isVisible():
            dialog.accept()
    driver.quiet()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("how", ["button", "next", "unsaved"])
@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # the values that exist are listed while typing
def test_pages_show_what_entra_has_after_every_way_of_saving(driver: Driver, how: str) -> None:
    before = ("begin", "credentials", "application", "assign", "connect")
    if how == "button":
        graph = driver.walk_to("users", delete_threshold=500)
    else:
        graph = driver.begin_at("users")
        visit(driver, *before)
    for step_id, (edit, save) in EDITS.items():
        driver.window.context.controller.go(step_id)
        driver.quiet()
        edit(driver)
        if how == "button":
            driver.click(save, 120)
            agree(driver)
            same_as_fresh(driver, step_id)
            driver.next()
        elif how == "next":
            driver.click("next", 120)
            agree(driver)
            assert driver.journey.current.id != step_id, driver.page.problem._what.text()
        else:  # left by the rail: what was edited is still there
            driver.click("rail-begin")
        driver.until(lambda: driver.window.context.runner.busy == 0)
        if how == "unsaved":
            driver.journey.next()
            driver.window.context.controller.go(step_id)
            driver.quiet()
            if step_id != "scope":
                assert driver.find("savedState").text() == "not saved yet"
                driver.click("revert")
                driver.quiet()
                assert driver.find("savedState").text() == "saved"
            else:
                driver.page.filters._edited(0, None, True)
                driver.quiet()
            driver.click("next", 120)
            agree(driver)
        same_as_fresh(driver, step_id)
    for other in (*before, *EDITS):
        same_as_fresh(driver, other)
    schema = driver.schema(graph)
    kept = how == "unsaved"
    assert ("title" in {row.target for row in schema.mapping("User").rows}) is kept
    assert schema.mapping("Group").enabled is kept
    assert bool(schema.mapping("User").scope.groups) is not kept


@pytest.mark.timeout(240)
def test_what_others_changed_in_the_portal_is_shown_on_coming_back(driver: Driver) -> None:
    from wizard.core.tasks import Task

    graph = driver.begin_at("users")
    driver.next()  # saves the mappings as they are
    principal = driver.journey.answers.service_principal_id
    (job,) = graph.jobs.all(Task(), principal)
    schema = driver.schema(graph)
    rows = tuple(row for row in schema.mapping("User").rows if row.target != "title")
    graph.schema.replace(Task(), principal, job.id, schema.with_mapping("User", rows=rows).to_json())
    driver.window.context.controller.go("users")
    driver.quiet()
    assert "title" not in {row.target for row in driver.page.rows}
    assert driver.find("savedState").text() == "saved"
    driver.pick("preferredLanguage")
    driver.click("removeMapping")
    driver.click("revert")
    assert "title" not in {row.target for row in driver.page.rows}
    assert "preferredLanguage" in {row.target for row in driver.page.rows}
    assert driver.journey.state("preview") == "todo"


@pytest.mark.timeout(240)
def test_signing_out_and_in_shows_what_entra_has(driver: Driver) -> None:
    driver.begin_at("users")
    visit(driver, "application", "assign", "connect")
    remove_title(driver)
    driver.click("next", 120)
    agree(driver)
    driver.click("rail-begin")
    driver.click("signOut")
    for step_id in ("application", "assign", "users", "groups"):
        driver.click(f"rail-{step_id}")
        same_as_fresh(driver, step_id)
    driver.click("rail-begin")
    driver.click("signIn")
    for step_id in ("application", "assign", "connect", "users", "groups"):
        same_as_fresh(driver, step_id)


@pytest.mark.timeout(240)
def test_discarding_and_restoring_leave_no_false_stale(driver: Driver) -> None:
    driver.begin_at("users")
    remove_title(driver)
    driver.click("saveMappings", 120)
    agree(driver)
    assert driver.journey.state("users") in {"done", "attention"}
    driver.pick("displayName")
    driver.click("removeMapping")
    assert driver.journey.state("users") == "stale"
    driver.click("revert")
    assert driver.find("savedState").text() == "saved"
    assert driver.journey.state("users") in {"done", "attention"}


@pytest.mark.timeout(240)
def test_an_assignment_that_is_gone_leaves_no_step_ticked_that_rests_on_it(driver: Driver) -> None:
    from wizard.core.tasks import Task
    from wizard.wording.summary import summary

    graph = driver.begin_at("users")
    for _ in range(3):
        driver.click("next", 120)
    driver.quiet(120)
    assert driver.journey.state("preview") in {"done", "attention"}
    principal = driver.journey.answers.service_principal_id
    group = next(one for one in graph.assignments.all(Task(), principal) if one.kind == "Group")
    graph.assignments.remove(Task(), principal, group.id)  # by somebody else, in the portal
    driver.click("rail-assign")
    assert driver.journey.state("preview") == "stale"
    assert driver.journey.result("preview").lapsed == "assignments"
    assert "Assignments have changed" in driver.window.rail.items["preview"].accessibleName()
    texts = driver.window.context.texts
    assert summary(driver.journey, texts)["assigned"] == texts.get("turnon-assigned", users=1, groups=0)
    driver.click("rail-preview")
    driver.quiet(120)
    assert driver.journey.state("preview") in {"done", "attention"}

    driver.next()
    driver.click("turnOn")
    assert driver.journey.state("turnon") == "done"
    driver.next()
    driver.until(lambda: driver.page.job.status is not None)
    driver.quiet()
    driver.click("stopJob", 120)
    driver.click("impactGo", 120)
    assert driver.journey.state("turnon") == "stale"
    driver.click("rail-turnon")
    assert driver.find("switchCard").title.text() != "Provisioning is on"
