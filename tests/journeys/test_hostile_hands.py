"""People with hostile names on every page: keys on what has the focus by arriving load, obey and turn on nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from driver import Driver
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QToolTip, QWidget
from saved_practice import here

from tests.journeys.test_hands import walk
from wizard.core.tasks import Task
from wizard.journey.answers import PlannedAssignment
from wizard.practice.company import PracticeCompany

LONG = "Anna " + "x" * 1_000_000


class Trap(ThreadingHTTPServer):
    """Counts who asks for a picture that stands in a name."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        trap = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                trap.asked.append(self.path)
                self.send_error(404)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def names(self) -> tuple[str, ...]:
        root = f"http://127.0.0.1:{self.server_address[1]}"
        return (
            f"<img src='{root}/picture.png'>Ana", f"<a href='{root}/link'>Bo</a><script>x()</script>",
            f'=HYPERLINK("{root}/sheet","Cem")', "\x1b]8;;https://attacker.example\x1b\\Dua\x1b[2J", "\u202egnp.exe Eva",
            "&Turn on &Next", "half \ud83d of a sign", "two\nlines\rover", LONG, "' or '1'='1", "@SUM(1+1)*cmd|' /C calc'!A0",
        )  # fmt: skip


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def company(driver: Driver, trap: Trap) -> Iterator[PracticeCompany]:
    """A practice company whose people and group have such names, and CloudGate accounts with them too."""
    made = PracticeCompany(16)
    directory = made.entra.directory
    everybody = directory.people()
    for name, person in zip(trap.names, everybody[1:], strict=False):
        for attribute in ("displayName", "givenName", "surname", "department", "jobTitle"):
            directory.set_attribute(person.id, attribute, name)
    driver.window.context.services.start_practice = lambda *_: here(made)
    yield made
    made.stop()


def running(company: PracticeCompany) -> bool:
    return any(app.job is not None and app.job.state == "Active" for app in company.entra.state.apps.all())


def look(driver: Driver, trap: Trap) -> int:
    """Rest the mouse on every cell and label that shows a name; return how many there were."""
    window, seen = driver.window, 0
    marks = [name[:12] for name in trap.names]
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        assert "<img" not in widget.toolTip() and "<a " not in widget.toolTip(), widget.objectName()
        if isinstance(widget, QLabel) and any(mark in widget.text() for mark in marks):
            seen += 1
            assert widget.textFormat() == Qt.TextFormat.PlainText, widget.objectName()
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            for row in range(min(model.rowCount(), 40)):
                for column in range(model.columnCount()):
                    index = model.index(row, column)
                    if any(mark in str(index.data() or "") for mark in marks):
                        seen += 1
                        rest(widget, widget.visualRect(index).center())
    return seen


def rest(view: QAbstractItemView, at: QPoint) -> None:
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    assert "<img" not in QToolTip.text() and "<a " not in QToolTip.text(), QToolTip.text()[:80]
    QToolTip.hideText()


def keys(driver: Driver) -> None:
    """Press what a person presses who has just arrived and looks elsewhere."""
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        at = driver.window.focusWidget()
        before = driver.journey.current.id
        if at.property("guarded") and key == Qt.Key.Key_Space:
            continue  # the person's own last press; arriving never leads there
        if at is driver.window.bar.next or at is driver.window.bar.back:
            return  # that leads to another page, as it says
        QTest.keyClick(at, key)
        if (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        driver.quiet(120)
        if driver.journey.current.id != before:  # Return is Next wherever the focus is
            driver.window.context.controller.go(before)
            driver.quiet(120)


def visit(driver: Driver, trap: Trap, company: PracticeCompany) -> int:
    """Look at a page, walk over it with Tab, and press keys; nothing may have happened by that."""
    driver.quiet(120)
    place, on, setups = driver.journey.current.id, running(company), driver.window.context.setups().list().setups
    seen = look(driver, trap)
    walk(driver)
    keys(driver)
    assert trap.asked == [] and driver.opened == [], place
    assert running(company) == on, f"keys on {place} switched the job"
    assert len(driver.window.context.setups().list().setups) >= len(setups)
    driver.quiet(120)
    return seen


@pytest.mark.timeout(400)
@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)  # a list that was opened
def test_hostile_names_on_every_page(driver: Driver, company: PracticeCompany, trap: Trap) -> None:
    window, journey = driver.window, driver.journey
    driver.click("startPractice", 90)
    driver.click("signIn")
    driver.click("confirm-cloudgate-admin")
    visit(driver, trap, company)
    window.context.controller.go("begin")
    driver.next()
    driver.click("practiceToken")
    driver.click("testConnection")
    visit(driver, trap, company)
    driver.next()
    driver.click("addApplication", 120)
    visit(driver, trap, company)
    driver.next()
    seen = 0
    driver.type("searchText", "=HYP")
    driver.until(lambda: driver.find("found").rows.rowCount() > 0)
    driver.quiet()
    everybody = zip(trap.names, company.entra.directory.people()[1:], strict=False)
    journey.answer(assignments=tuple(PlannedAssignment(one.id, "User", name) for name, one in everybody))
    driver.page.enter()
    seen += visit(driver, trap, company)
    driver.click("assign", 120)
    seen += visit(driver, trap, company)
    driver.next()
    driver.type("notificationEmail", "it-oncall@harborlights.example")
    driver.click("testAndSave", 120)
    assert seen >= 8, "the names were seen on step 5"
    for step in ("connect", "users", "groups", "scope"):
        assert journey.current.id == step
        seen += visit(driver, trap, company)
        if step == "scope":
            driver.click("whoIsThat", 120)
            seen += look(driver, trap)
        driver.next()
    driver.until(lambda: journey.state("preview") in {"done", "attention"}, 120)  # it begins by itself
    driver.quiet()
    seen += visit(driver, trap, company)
    assert not running(company)
    driver.next()
    assert not window.focusWidget().property("guarded")
    visit(driver, trap, company)
    assert not running(company), "nothing is turned on by arriving"
    driver.click("turnOn", 120)
    assert running(company)
    driver.next()
    assert not window.focusWidget().property("guarded")
    driver.until(lambda: journey.state("watch") in {"done", "attention"}, 120)
    seen += visit(driver, trap, company)
    assert running(company), "and nothing is stopped"
    assert seen > 30
    # What was saved with such names is there again, whatever ended the program.
    window.context.controller.saving.save_again()
    driver.until(lambda: window.context.controller.saving.all_saved)
    (saved,) = window.context.setups().list().setups
    assert {one.principal_id for one in saved.snapshot.answers.assignments} == {
        one.principal_id for one in journey.answers.assignments
    }
    graph = window.context.services.graph
    assert len(graph.assignments.all(Task(), journey.answers.service_principal_id)) == 11
