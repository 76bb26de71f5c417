"""Does what a person does in the real window: looks for controls by name, clicks, types, and waits until it is quiet."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from saved_practice import ASSIGN, MAIL, SETUP, Before, recorded

from wizard.core.tasks import Task
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.journey.steps.begin import sign_in
from wizard.mapping import Schema


@dataclass
class Driver:
    """The window and the hands on it; the practice company starts when a test asks for it."""

    window: Any
    qtbot: QtBot
    opened: list[str]
    lenient: tuple[str, ...] = ()
    """In which of its behaviors the practice Entra is lenient."""

    @property
    def page(self) -> Any:
        return self.window.page

    @property
    def journey(self) -> Any:
        return self.window.context.journey

    def find(self, name: str) -> Any:
        found = [item for item in self.window.findChildren(QWidget, name) if item.isVisible()]
        assert found, f"{name} is not on {self.journey.current.id}"
        return found[0]

    def click(self, name: str, seconds: float = 60) -> None:
        control = self.find(name)
        self.until(control.isEnabled, seconds)
        self.qtbot.mouseClick(control, Qt.MouseButton.LeftButton)
        self.quiet(seconds)

    def type(self, name: str, text: str) -> None:
        control = self.find(name)
        control.setFocus()
        control.selectAll()
        self.qtbot.keyClicks(control, text)

    def until(self, ready: Callable[[], object], seconds: float = 60) -> None:
        self.qtbot.waitUntil(lambda: bool(ready()), timeout=round(seconds * 1000))

    def quiet(self, seconds: float = 60) -> None:
        """Wait until nothing runs any more, and the window has shown what came of it."""
        self.until(lambda: self.window.context.runner.busy == 0 and not self.window.page.waiting, seconds)
        self.turn()

    def turn(self) -> None:
        """Let the window lay out and show what has changed."""
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()

    def next(self) -> None:
        before = self.journey.current.id
        self.click("next")
        assert not self.page.problem.isVisible() or self.journey.current.id != before, self.page.problem._what.text()
        self.until(lambda: self.journey.current.id != before)
        self.quiet()

    # --- practice setups

    def begin_at(self, step: str, **before: Any) -> GraphClient:
        """Continue a saved practice setup at the beginning of a step, signed in; see :class:`Before`."""
        context = self.window.context
        store = context.setups()
        shutil.copytree(recorded(Before(step, lenient=self.lenient, **before)), store.folder, dirs_exist_ok=True)
        context.services.use_practice(store.practice_path(SETUP))
        setup = store.load(SETUP)
        sign_in(Task(), context.services, setup.snapshot.answers)
        self.page.saved.continue_setup(setup)
        self.until(lambda: context.controller.setup_id == SETUP)
        self.quiet()
        return self.graph()

    def walk_to(self, step: str, delete_threshold: int | None = None) -> GraphClient:
        """Click and type from the first page to a step, which is not before the third."""
        self.click("startPractice", 90)
        self.click("signIn")
        self.click("confirm-cloudgate-admin")
        self.next()
        while (at := self.journey.current.id) != step:
            if at == "credentials":
                self.click("practiceToken")
                self.click("testConnection")
            elif at == "application":
                self.click("addApplication", 120)
            elif at == "assign":
                for text in ASSIGN:
                    self.type("searchText", text)
                    self.until(lambda name=text: any(name in row for row in self.texts_of("found")))  # type: ignore[misc]
                    self.quiet()
                    self.click("addToList")
                self.click("assign")
            elif at == "connect":
                self.type("notificationEmail", MAIL)
                self.quiet()
                if delete_threshold is not None:
                    self.find("deleteThreshold").setValue(delete_threshold)
                self.click("testAndSave", 120)
            self.next()
        return self.graph()

    def graph(self) -> GraphClient:
        """Return another client of the practice company's Graph, with the person's sign-in."""
        services = self.window.context.services
        return GraphClient(Calls(services.transport, services.practice.cloud, services.session.sign_in))

    def schema(self, graph: GraphClient) -> Schema:
        """Return the job's schema as Entra has it."""
        principal = self.journey.answers.service_principal_id
        (job,) = graph.jobs.all(Task(), principal)
        return Schema(graph.schema.read(Task(), principal, job.id))

    def texts_of(self, name: str) -> list[str]:
        """Return what a table shows, a line each."""
        rows = self.find(name).rows
        return [" ".join(rows.texts(rows.row_at(number))) for number in range(rows.rowCount())]

    def pick(self, target: str) -> None:
        """Select the mapping of a target attribute."""
        row = next(row for row in self.page.rows if row.target == target)
        assert self.find("mappings").select_row(row)
        self.quiet()
