"""Step 12: the preview beside the log, and a log whose newest entries come first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from kept_plans import Foretold, kept
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from wizard.directory import Tenant
from wizard.doctor.model import JobFacts
from wizard.graph.logs import LogRow
from wizard.graph.records import Identity, Modified, Status
from wizard.graph.synchronization import Execution, JobStatus
from wizard.journey.found import Look
from wizard.journey.services.log_comparison import settings_of
from wizard.journey.setups import SetupStore
from wizard.journey.steps.watch import LONGEST_LOG, outcome
from wizard.provisioning.outcome import Picture
from wizard.provisioning.plan_io import KeptPlan, mark
from wizard.ui.times import shown_date

SETUP = "0123456789ab"
MADE = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
BEGAN = MADE + timedelta(minutes=10)
NOW = MADE + timedelta(hours=3)
LEFT = Qt.MouseButton.LeftButton
NAMES = ("Ana Ruiz", "Bo Li", "Cem Ak", "Dua Kent")


def row(number: int, action: str = "create", status: str = "success", code: str = "", **more: Any) -> LogRow:
    source = Identity(f"id-{number}", NAMES[number] if number < len(NAMES) else f"Person {number:04}", "User")
    said = "The application answered 403 Forbidden." if code else ""
    made = LogRow(
        f"r{number}", BEGAN + timedelta(seconds=number), action, Status(status, code, said), source, Identity(),
        cycle_id="c1",
    )  # fmt: skip
    return replace(made, **more)


def look(*rows: LogRow, ended: bool = True, quarantined: bool = False) -> Look:
    done = BEGAN + timedelta(hours=1) if ended else None
    last = Execution("Succeeded", BEGAN, done) if ended else None
    status = JobStatus(
        "Quarantine" if quarantined else "Active",
        "Active",
        40,
        last=last,
        steady_since=done,
        counts={"user": len(rows)},
    )
    return Look(status, JobFacts(now=NOW, started=True), (), tuple(reversed(rows)))


def planned(number: int, verdict: str = "create", **values: str) -> Foretold:
    marks = "".join(mark(value) for value in values.values())
    return Foretold(f"id-{number}", NAMES[number], "User", verdict, "x", tuple(values), marks)  # type: ignore[arg-type]


@pytest.fixture
def make(world: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Make the page; its watching gives the looks of the test instead of asking Graph."""
    from wizard.ui.pages.watch import StepPage

    looks: list[Look] = []

    def perform(task: Any, _context: Any, _answers: Any) -> Any:
        for each in looks:
            task.report("watch-progress", data=each)
        return outcome(looks[-1])

    def step(page: Any) -> Any:
        return replace(page.journey.step("watch"), perform=perform)

    monkeypatch.setattr(StepPage, "step", property(step))

    def page(seen: Sequence[Look], *objects: Foretold, made: datetime = MADE, settings: str = "") -> Any:
        looks[:] = seen
        world.context.services.session = SimpleNamespace(tenant=Tenant("t", "Harbor Lights"), account="admin")
        world.journey.answer(service_principal_id="sp", tenant_url="https://cloudgate.example/scim")
        world.controller.begin(SETUP, "Harbor Lights", practice=False)
        answers = world.journey.answers
        if objects:
            about = answers.digest(("service_principal_id", "tenant_url"))
            plan = KeptPlan(about, settings or settings_of(answers), kept(made, objects))
            SetupStore(world.folder).save_plan(SETUP, plan, lambda: None)
        shown: Any = StepPage(world.context)
        shown.looks = looks
        qtbot.addWidget(shown)
        shown.resize(1000, 900)
        shown.show()
        shown.enter()
        quiet(shown, qtbot)
        return shown

    yield page
    world.context.services.session = None


def quiet(page: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.context.runner.busy == 0 and not page.waiting)
    turned: list[bool] = []
    QTimer.singleShot(0, lambda: turned.append(True))  # what was put into a layout is shown in the next turn
    qtbot.waitUntil(lambda: bool(turned))


def click(page: Any, qtbot: QtBot, name: str) -> None:
    qtbot.mouseClick(page.findChild(QPushButton, name), LEFT)
    quiet(page, qtbot)


def seen(page: Any, name: str) -> bool:
    found = page.findChild(QWidget, name)
    return found is not None and found.isVisible()


def shown_cells(table: Any) -> list[tuple[str, ...]]:
    return [tuple(table.rows.texts(table.rows.row_at(n))) for n in range(table.rows.rowCount())]


def test_everything_as_planned_is_one_line(make: Callable[..., Any]) -> None:
    page = make([look(row(0), row(1))], planned(0), planned(1))
    assert page.comparison.card.verdict.text() == "All 2 as planned"
    assert page.comparison.card.verdict.tone == "ok"
    assert not seen(page, "compareToggle") and not seen(page, "differences") and not seen(page, "differenceText")
    assert f"Preview of {shown_date(MADE.astimezone().date())}" in page.comparison.card.hints.text()


def test_differences_are_listed_problems_first_and_explained(make: Callable[..., Any], qtbot: QtBot) -> None:
    rows = [
        row(0), row(1, "update", modified=(Modified("department", "Ops", "Sales"),)),
        row(2, "create", "failure", "LicenseLimitExceeded"), row(3, "update"), row(7),
    ]  # fmt: skip
    page = make([look(*rows)], planned(0), planned(1, "update", department="HR"), planned(2), planned(3))
    part = page.comparison
    assert part.card.verdict.text() == "1 of 4 as planned"
    assert part.card.verdict.tone == "warn"
    assert "1 operation was not planned" in part.card.hints.text()
    assert not seen(page, "differences")
    click(page, qtbot, "compareToggle")
    assert part.card.toggle.text() == "Hide the differences"
    assert [(name, happened) for name, _, happened, _ in shown_cells(part.card.table)] == [
        ("Cem Ak", "failed"), ("Dua Kent", "updated"), ("Bo Li", "updated"), ("Person 0007", "created"),
    ]  # fmt: skip
    assert shown_cells(part.card.table)[3][1] == "not planned"
    text = part.card.detail_text.text()
    assert "no license left for Cem Ak" in text and "Get more licenses" in text and "403 Forbidden" in text
    part.card.table.select_row(part.found.differences[2])
    assert "other values: department" in part.card.detail_text.text()
    assert "department: Sales" in part.card.detail_text.text()
    assert "HR" not in part.card.detail_text.text(), "planned values are not kept"

    click(page, qtbot, "differenceRow")
    assert page.log.filter.text() == "Bo Li"
    assert page.table.current_row().id == "r1"
    assert page.table.rows.rowCount() == 1
    click(page, qtbot, "compareToggle")
    assert not seen(page, "differences") and not seen(page, "differenceText")


def test_it_follows_the_log_and_keeps_the_chosen_one(make: Callable[..., Any], qtbot: QtBot) -> None:
    refused = row(0, "create", "failure", "Timeout")
    page = make([look(refused, ended=False)], planned(0), planned(1), planned(2))
    part = page.comparison
    assert part.card.verdict.text() == "0 of 3 as planned so far, 2 not in the log yet"
    click(page, qtbot, "compareToggle")
    assert [one.name for one in part.found.differences] == ["Ana Ruiz"]
    assert "took too long" in part.card.detail_text.text()
    page.looks[:] = [look(refused, row(1), ended=False), look(refused, row(1))]
    click(page, qtbot, "watchNow")
    assert part.card.verdict.text() == "1 of 3 as planned"
    assert [(one.name, one.reason) for one in part.found.differences] == [
        ("Ana Ruiz", "error"), ("Cem Ak", "left-scope"),
    ]  # fmt: skip
    assert part.card.table.current_row().name == "Ana Ruiz"
    assert seen(page, "differences")
    part.card.table.select_row(part.found.differences[1])
    assert not seen(page, "differenceRow"), "the log has no row of that name"
    page.looks[:] = [look(replace(row(0), id="r9", cycle_id="c2", at=NOW), row(1), row(2))]
    click(page, qtbot, "watchNow")
    assert part.card.verdict.text() == "All 3 as planned"
    assert not seen(page, "differences") and not seen(page, "compareToggle")


@pytest.mark.parametrize("file", ["none", "damaged"])
def test_without_a_preview_it_says_so_as_soon_as_there_is_a_log(
    make: Callable[..., Any], world: Any, qtbot: QtBot, file: str
) -> None:
    if file == "damaged":
        world.folder.mkdir(parents=True, exist_ok=True)
        (world.folder / f"{SETUP}.plan.gz").write_bytes(b"damaged")
    page = make([look()])
    assert not seen(page, "compareCard")
    page.looks[:] = [look(row(0))]
    click(page, qtbot, "watchNow")
    assert "No preview was kept" in page.comparison.card.hints.text()
    assert seen(page, "compareHints") and not seen(page, "compareVerdict") and not seen(page, "compareToggle")


def test_a_preview_newer_than_the_log_waits_for_the_next_cycle(make: Callable[..., Any]) -> None:
    page = make([look(row(0))], planned(0), made=NOW)
    assert "newer than everything in the log" in page.comparison.card.hints.text()


def test_what_else_explains_differences_is_told(make: Callable[..., Any]) -> None:
    days = timedelta(days=2)
    page = make([look(row(0))], planned(0), made=MADE - days, settings="other")
    assert "2 days after the preview" in page.comparison.card.hints.text()
    assert "changed here after the preview" in page.comparison.card.hints.text()


def test_a_plan_that_is_still_being_written_is_found_with_the_next_look(
    make: Callable[..., Any], world: Any, qtbot: QtBot
) -> None:
    page = make([look(row(0), ended=False)])
    assert "No preview was kept" in page.comparison.card.hints.text()
    answers = page.journey.answers
    about = answers.digest(("service_principal_id", "tenant_url"))
    plan = KeptPlan(about, settings_of(answers), kept(MADE, (planned(0),)))
    SetupStore(world.folder).save_plan(SETUP, plan, lambda: None)
    page.looks[:] = [look(row(0))]
    click(page, qtbot, "watchNow")
    assert "The planned operation went as planned" in page.comparison.card.verdict.text()


def test_a_log_that_is_longer_than_what_is_read(make: Callable[..., Any]) -> None:
    page = make([look(*(row(number) for number in range(1, LONGEST_LOG + 1)))], planned(0), planned(1))
    assert f"newest {LONGEST_LOG:,} entries" in page.comparison.card.hints.text()
    assert page.comparison.card.verdict.text() == "1 of 1 as planned, 1 not read"
    assert [one.name for one in page.comparison.found.differences if one.planned] == []
    assert seen(page, "readOlder")


# --- the log above all: newest first


def names(table: Any) -> list[str]:
    return [table.rows.row_at(number).source.display_name for number in range(table.rows.rowCount())]


def test_the_newest_entries_of_the_log_come_first(make: Callable[..., Any], qtbot: QtBot) -> None:
    page = make([look(row(0), row(1), ended=False)])
    page.looks[:] = [look(row(0), row(1), row(2), row(3))]
    click(page, qtbot, "watchNow")
    assert names(page.table) == ["Dua Kent", "Cem Ak", "Bo Li", "Ana Ruiz"]
    assert page.table.rowAt(0) == 0


@pytest.mark.parametrize("filtered", ["", "person"], ids=["all rows", "filtered"])
def test_new_entries_move_nothing_that_a_person_looks_at(make: Callable[..., Any], qtbot: QtBot, filtered: str) -> None:
    page = make([look(*(row(number) for number in range(100, 300)), ended=False)])
    table = page.table
    page.log.filter.setText(filtered)
    table.verticalScrollBar().setValue(120)
    place = table.rowAt(0)
    top = table.rows.row_at(place)
    table.select_place(125)
    table.selectionModel().select(
        table.rows.index(127, 0),
        table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
    )
    chosen = [each.id for each in table.selected_rows()]
    assert len(chosen) == 2
    text = page.detail.text.text()
    page.looks[:] = [look(*(row(number) for number in range(100, 330)))]
    click(page, qtbot, "watchNow")
    assert table.rows.rowCount() == 230
    assert table.rows.row_at(table.rowAt(0)) is top
    assert table.current_row().id == chosen[0]
    if not filtered:
        assert [each.id for each in table.selected_rows()] == chosen
    assert page.detail.text.text() == text and seen(page, "logDetail")


@pytest.mark.parametrize("ended", [True, False])
def test_nothing_done_is_not_said_of_a_job_whose_log_is_empty_although_it_ran(
    make: Callable[..., Any], world: Any, ended: bool
) -> None:
    from wizard.journey.model import Outcome
    from wizard.journey.steps import PREVIEW

    counts = dict.fromkeys(("update", "unchanged", "disable", "skip", "clash"), 0)
    world.journey.record(PREVIEW.id, Outcome("done", {"create": 2, **counts, **Picture(4, 2, 2).facts()}))
    page = make([look(ended=ended)], planned(0), planned(1))
    said = page.picture.sentence.text()
    assert page.picture.isVisible() and "2 new users" in said
    assert ("0 of 2 done" in said) is not ended, "before the end of the first cycle, the log tells it"
    empty = page.log.empty
    assert empty._title.text() == world.context.t("watch-none-ran" if ended else "watch-none")


def test_steps_that_a_finding_names_are_links(make: Callable[..., Any]) -> None:
    from wizard.doctor.report import Finding

    broken = Finding("run-service-incompatible", "cloudgate", {"where": "job"})
    page = make([replace(look(row(0)), findings=(broken,))])
    links = [each for each in page.job_health.findChildren(QPushButton) if each.objectName().startswith("toStep-")]
    assert [link.objectName() for link in links] == ["toStep-3"]
