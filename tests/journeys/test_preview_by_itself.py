"""The preview that begins by itself: leaving it, signing out and going to another setup while it runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from gate_world import Company, Sockets, Window, window
from pytestqt.qtbot import QtBot

from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.model import Outcome


class Holding:
    """Keeps Graph's answers about people back until it is let go; counts how often the job's schema is read."""

    def __init__(self, at: Sockets) -> None:
        self.inner, self.open, self.came, self.schemas = at.graph.app, threading.Event(), threading.Event(), 0
        at.graph.app = self

    def __call__(self, environ: Any, start: Any) -> Any:
        path = environ["PATH_INFO"]
        self.schemas += path.endswith("/schema") and "/jobs/" in path
        if path.endswith(("/appRoleAssignedTo", "/$batch")):
            self.came.set()
            self.open.wait(20)
        return self.inner(environ, start)


@pytest.fixture
def held(served: Sockets, made: Company) -> Iterator[Holding]:
    one = Holding(served)
    try:
        yield one
    finally:
        one.open.set()


@pytest.fixture
def shown(made: Company, held: Holding, qtbot: QtBot, qapp: Any, tmp_path: Any) -> Iterator[Window]:
    for step in ("credentials", "connect"):
        made.journey.record(step, Outcome("done"))
    with window(made, qtbot, qapp, tmp_path) as one:
        one.context.controller.setup_id = "0123456789ab"
        one.context.controller._use_journal()
        try:
            yield one
        finally:
            held.open.set()


def begun(shown: Window, held: Holding) -> Any:
    shown.context.controller.go("preview")
    shown.qtbot.waitUntil(lambda: shown.page.step_id == "preview")
    shown.qtbot.waitUntil(held.came.is_set, timeout=20_000)
    assert shown.page.reading.job is not None
    return shown.page


def test_leaving_it_while_it_runs_and_coming_back_begins_no_second_one(shown: Window, held: Holding) -> None:
    page = begun(shown, held)
    first = page.reading.job
    shown.context.controller.go("assign")
    shown.qtbot.waitUntil(lambda: shown.page.step_id == "assign")
    shown.context.controller.go("preview")
    shown.qtbot.waitUntil(lambda: shown.page.step_id == "preview")
    assert shown.page is page and page.reading.job is first
    held.open.set()
    shown.quiet()
    assert shown.context.journey.result("preview").status in {"done", "attention"}
    assert page.found is not None


def test_another_setup_never_gets_its_result(shown: Window, held: Holding) -> None:
    begun(shown, held)
    controller = shown.context.controller
    controller.go("start")
    shown.qtbot.waitUntil(lambda: shown.page.step_id == "start")
    answers = shown.context.journey.answers.with_(service_principal_id="another")
    controller.open(SavedSetup("ba9876543210", "Another", "2026-01-01T00:00:00+00:00", False,
                               Snapshot("assign", "watch", answers)))  # fmt: skip
    held.open.set()
    shown.qtbot.waitUntil(lambda: shown.context.runner.busy == 0, timeout=30_000)
    assert shown.context.journey.result("preview") is None
    assert controller.waiting.busy is None


def test_another_setup_opened_from_the_page_itself(shown: Window, held: Holding) -> None:
    page = begun(shown, held)
    controller = shown.context.controller
    answers = shown.context.journey.answers.with_(service_principal_id="another")
    controller.open(SavedSetup("ba9876543210", "Another", "2026-01-01T00:00:00+00:00", False,
                               Snapshot("preview", "watch", answers)))  # fmt: skip
    held.open.set()
    shown.qtbot.waitUntil(lambda: shown.context.runner.busy == 0, timeout=30_000)
    assert shown.context.journey.result("preview") is None
    assert page.found is None, "people of another setup are shown"


def test_signing_out_while_it_runs(shown: Window, held: Holding) -> None:
    page = begun(shown, held)
    services = shown.context.services
    services.session = None
    shown.context.controller.session_changed()
    held.open.set()
    shown.qtbot.waitUntil(lambda: shown.context.runner.busy == 0, timeout=30_000)
    assert page.reading.job is None and not page.reading.early
    assert shown.context.controller.waiting.busy is None
