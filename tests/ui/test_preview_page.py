"""The preview page while it reads: first verdicts, pausing, cancelling; and with a hundred thousand rows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from wizard.core.tasks import Task
from wizard.directory import Tenant
from wizard.journey.answers import Answers
from wizard.journey.found import Rehearsal
from wizard.journey.model import Outcome, Step
from wizard.journey.services.reading import Early
from wizard.journey.steps.assign import Standing
from wizard.mapping.attribute_mapping import ObjectMapping
from wizard.mapping.filters import ScopingFilter
from wizard.mapping.schema import ACTIONS
from wizard.provisioning import Configuration, Operation, Plan, Source, TargetSnapshot
from wizard.provisioning.outcome import picture_of
from wizard.provisioning.payloads import Patch
from wizard.provisioning.plan_json import ordered

MADE = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


def operation(number: int, verdict: str = "unchanged", reason: str = "same") -> Operation:
    name = f"Person {number:06}"
    params = {"attribute": "userName", "filters": "Sales only", "value": "x", "count": 2}
    return Operation("User", f"id-{number}", name, verdict, reason, params, f"p{number}@contoso.example")  # type: ignore[arg-type]


def rehearsal(operations: list[Operation]) -> Rehearsal:
    plan = Plan(tuple(operations))
    mapping = ObjectMapping("User", "Users", "User", True, ACTIONS, (), ScopingFilter(()))
    target = TargetSnapshot((), ())
    counts = plan.counts("User")
    picture = picture_of(plan)
    configuration = Configuration(mapping)
    return Rehearsal(plan, ordered(plan), Source(()), target, configuration, Answers(), MADE, counts, len(plan.clashes),
                     picture=picture)  # fmt: skip


class Reading:
    """Work that tells its first rows, and goes on when the test says so."""

    def __init__(self, found: Rehearsal) -> None:
        self.found = found
        self.go_on, self.told, self.at_checkpoint = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, task: Task, _context: Any, _answers: Any) -> Outcome[Any]:
        task.report("reading-progress", done=25, total=100, people=25, accounts=0, rate=0, left=-1)
        task.report(data=Early(tuple(self.found.rows[:2])))
        self.told.set()
        task.on_cancel(self.go_on.set)
        self.go_on.wait(20)
        self.at_checkpoint.set()
        task.checkpoint()
        return Outcome("done", {}, data=self.found)


@pytest.fixture
def make(
    world: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Callable[..., Outcome[Any]]], Any]]:
    def page(work: Callable[..., Outcome[Any]]) -> Any:
        from wizard.ui.pages.preview import StepPage

        monkeypatch.setattr(
            StepPage, "step", property(lambda _self: Step("preview", 10, needs=("tenant",), perform=work))
        )
        shown = StepPage(world.context)
        qtbot.addWidget(shown)
        for action in shown.bar_actions():
            qtbot.addWidget(action)
            action.show()
        shown.resize(1000, 900)
        shown.show()
        shown.enter()
        return shown

    return page  # type: ignore[return-value]


def test_the_first_verdicts_are_there_while_everybody_else_is_read(make: Any, qtbot: QtBot) -> None:
    work = Reading(rehearsal([operation(n) for n in range(5)]))
    page = make(work)
    page.start()
    qtbot.waitUntil(lambda: page.table.rows.total == 2)
    assert page.card.early.isVisible()
    assert page.pause_link.isVisible()
    assert not page.export_link.isVisible()
    assert not page.picture.isVisible(), "two people tell nothing about all"
    work.go_on.set()
    qtbot.waitUntil(lambda: page.table.rows.total == 5)
    assert not page.card.early.isVisible()
    assert page.export_link.isVisible()
    assert not page.pause_link.isVisible()


def test_reading_can_be_paused_and_goes_on_where_it_was(make: Any, qtbot: QtBot) -> None:
    work = Reading(rehearsal([operation(n) for n in range(5)]))
    page = make(work)
    page.start()
    qtbot.waitUntil(work.told.is_set)
    qtbot.mouseClick(page.pause_link, Qt.MouseButton.LeftButton)
    assert page.pause_link.text() == page.t("preview-resume")
    work.go_on.set()
    qtbot.waitUntil(work.at_checkpoint.is_set)
    assert page.table.rows.total != 5, "it stands still"
    qtbot.mouseClick(page.pause_link, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.table.rows.total == 5)


@pytest.mark.parametrize("paused", [False, True])
def test_cancelling_leaves_the_page_as_it_was(make: Any, qtbot: QtBot, paused: bool) -> None:
    work = Reading(rehearsal([operation(n) for n in range(5)]))
    page = make(work)
    page.start()
    qtbot.waitUntil(lambda: page.table.rows.total == 2)
    if paused:
        page.pause()
    page.reading.job.cancel()
    qtbot.waitUntil(lambda: page.reading.job is None)
    assert page.table.rows.total == 0
    assert page.card.empty.isVisible()
    assert not page.pause_link.isVisible()


def test_a_hundred_thousand_rows_are_found_and_sorted(make: Any, qtbot: QtBot) -> None:
    verdicts = ("unchanged", "same"), ("skip", "not-assigned"), ("clash", "ImportSkipped")
    many = [operation(n, *verdicts[0 if n % 1000 else 1 if n % 3000 else 2]) for n in range(100_000)]
    for number in (5, 50_005):
        many[number] = operation(number, "skip", "blocked")
    found = rehearsal(many)
    page = make(lambda *_: Outcome("done", {}, data=found))
    page.start()
    qtbot.waitUntil(lambda: page.table.rows.total == 100_000, timeout=20_000)
    qtbot.waitUntil(lambda: page.context.runner.busy == 0, timeout=60_000)
    assert page.table.rows.row_at(0).verdict == "clash", "problems first"
    page.card.filter.setText("050005 skip")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1, timeout=20_000)
    assert page.table.rows.row_at(0).source_id == "id-50005"
    page.card.filter.setText("blocked")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 2, timeout=20_000)
    page.card.filter.setText("")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 100_000, timeout=20_000)
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: page.table.rows.row_at(0).source_id == "id-99999", timeout=20_000)
    assert page.table.rows.row_at(99_999).source_id == "id-0"


class Counting:
    """Work that counts how often it was asked for."""

    def __init__(self, *found: Rehearsal) -> None:
        self.found, self.times = list(found), 0

    def __call__(self, task: Task, _context: Any, _answers: Any) -> Outcome[Any]:
        self.times += 1
        if len(self.found) > 1:
            return Outcome("done", {}, data=self.found.pop(0))
        return Outcome("done", {}, data=self.found[0])


@pytest.fixture
def signed_in(world: Any, make: Any) -> Iterator[Any]:
    """A page that is entered with everything there that a preview reads."""

    def enter(work: Any) -> Any:
        world.context.services.session = SimpleNamespace(tenant=Tenant("t", "Harbor Lights"), account="admin")
        for step_id in ("credentials", "application", "connect"):
            world.journey.record(step_id, Outcome("done", {}), world.journey.answers)
        return make(work)

    yield enter
    world.context.services.session = None


@pytest.fixture(autouse=True)
def nobody_is_assigned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.ui.pages.preview_reading.standing", lambda *_: Standing((), ()))


def quiet(page: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.context.runner.busy == 0 and page.reading.job is None)


SOME = [operation(0, "create", "no-match"), operation(1, "clash", "DuplicateTargetEntries"),
        operation(2, "skip", "filtered-out"), operation(3)]  # fmt: skip


def test_it_begins_by_itself_once(signed_in: Any, qtbot: QtBot) -> None:
    work = Counting(rehearsal(SOME))
    page = signed_in(work)
    qtbot.waitUntil(lambda: page.table.rows.total == 4)
    quiet(page, qtbot)
    assert page.picture.isVisible() and "1 blocking issue, 1 new user, 1 matched" in page.picture.sentence.text()
    for _ in range(3):
        page.leave()
        page.enter()
        quiet(page, qtbot)
    assert work.times == 1, "nothing has changed"
    page.journey.answer(tenant="elsewhere.example")
    for step_id in ("credentials", "application", "connect"):
        page.journey.record(step_id, Outcome("done", {}), page.journey.answers)
    page.enter()
    quiet(page, qtbot)
    assert work.times == 2


def test_who_cancels_it_is_left_alone(signed_in: Any, qtbot: QtBot) -> None:
    work = Reading(rehearsal(SOME))
    page = signed_in(work)
    qtbot.waitUntil(work.told.is_set)
    assert not page.findChild(QPushButton, "runPreview").isVisible(), "it runs already"
    page.reading.job.cancel()
    quiet(page, qtbot)
    work.told.clear()
    page.enter()
    quiet(page, qtbot)
    assert not work.told.is_set() and page.findChild(QPushButton, "runPreview").isVisible()


def test_without_a_sign_in_or_an_earlier_step_nothing_begins(make: Any, world: Any, qtbot: QtBot) -> None:
    work = Counting(rehearsal(SOME))
    page = make(work)
    quiet(page, qtbot)
    world.context.services.session = SimpleNamespace(tenant=Tenant("t", "Harbor Lights"), account="admin")
    page.enter()
    quiet(page, qtbot)
    world.context.services.session = None
    assert work.times == 0 and page.findChild(QPushButton, "runPreview").isVisible()


def test_a_part_of_the_picture_filters_the_table(signed_in: Any, qtbot: QtBot) -> None:
    found = rehearsal(SOME)
    found = replace(found, picture=picture_of(found.plan, total=50))
    page = signed_in(Counting(found))
    qtbot.waitUntil(lambda: page.table.rows.total == 4)
    quiet(page, qtbot)
    shown = page.table.rows
    qtbot.waitUntil(page.detail.isVisible)
    assert page.table.current_row() is shown.row_at(0) and shown.row_at(0).verdict == "clash", "problems first"
    for part, ids in (("create", {"id-0"}), ("clash", {"id-1"}), ("filtered", {"id-2"}), ("unchanged", {"id-3"})):
        qtbot.mouseClick(page.picture.drawn.parts[part], Qt.MouseButton.LeftButton)
        assert {shown.row_at(n).source_id for n in range(shown.rowCount())} == ids
    qtbot.mouseClick(page.picture.drawn.parts["unassigned"], Qt.MouseButton.LeftButton)
    assert page.card.not_read.isVisible() and not page.table.isVisible()
    assert page.card.not_read.accessibleName() == "46 not assigned"
    qtbot.mouseClick(page.picture.all_link, Qt.MouseButton.LeftButton)
    assert shown.rowCount() == 4 and page.table.isVisible() and not page.card.not_read.isVisible()


def test_what_was_pressed_elsewhere_is_shown(signed_in: Any, qtbot: QtBot) -> None:
    page = signed_in(Counting(rehearsal(SOME)))
    qtbot.waitUntil(lambda: page.table.rows.total == 4)
    quiet(page, qtbot)
    page.context.wanted["preview"] = "clash"
    page.enter()
    assert page.picture.chosen == "clash" and page.table.rows.rowCount() == 1 and not page.context.wanted


def test_values_stand_in_a_table_and_requests_are_folded_away(signed_in: Any, qtbot: QtBot) -> None:
    work = Patch("Users", "t1", (("title", "Analyst", "Senior Analyst"), ("active", None, "true")), {}, "classic")
    changed = Operation("User", "id-9", "Ana", "update", "differs", {}, "a@x.example", target_id="t1", work=work)
    page = signed_in(Counting(rehearsal([changed])))
    qtbot.waitUntil(lambda: page.detail.isVisible())
    quiet(page, qtbot)
    values = page.detail.values.rows
    assert [values.texts(values.row_at(n)) for n in range(2)] == [
        ["title", "Analyst", "Senior Analyst"], ["active", "–", "true"],
    ]  # fmt: skip
    assert page.detail.values.isVisible() and not page.detail.requests.isVisible()
    qtbot.mouseClick(page.detail.technical, Qt.MouseButton.LeftButton)
    assert page.detail.requests.isVisible() and "PATCH /Users/t1" in page.detail.requests.toPlainText()
    qtbot.mouseClick(page.detail.technical, Qt.MouseButton.LeftButton)
    assert not page.detail.requests.isVisible()
