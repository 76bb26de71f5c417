"""The gate before saving: what is saved at once, what is asked, what has to be typed, and that nothing gets lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from ui_spoken import spoken

from wizard.core.errors import Cancelled, GraphError, InputError
from wizard.directory import Tenant
from wizard.journey.changes import Save, TurnOn
from wizard.journey.model import Outcome
from wizard.journey.services.impact import Forecast
from wizard.journey.steps import SCOPE
from wizard.provisioning import Operation
from wizard.provisioning.impact import Impact
from wizard.ui.pages import impact_gate
from wizard.ui.pages.base import Page
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.fields import text_edit


class GatedPage(Page[object]):
    """A page with a field whose value is saved through the gate."""

    step_id = "scope"

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.gate = ImpactGate(self)
        self.tenant = text_edit(name="tenant")
        self.tenant.textEdited.connect(lambda text: self.journey.answer(tenant=text))
        self.body.addWidget(self.tenant)
        self.body.addWidget(button("Save", lambda: self.gate.ask(self._save, stop=self._stop), name="save"))
        self.saved: list[str] = []
        self.stopped = 0

    def _save(self) -> None:
        self.perform(busy="scope-saving", on_done=self._done)

    def _done(self, outcome: Outcome[object]) -> None:
        self.saved.append(str(outcome.facts["tenant"]))
        self.gate.tell()

    def _stop(self) -> None:
        self.stopped += 1


def lost(count: int, people: int = 100, more: tuple[Operation, ...] = ()) -> Forecast:
    gone = tuple(Operation("User", f"{n}", f"Person {n:02}", "disable", "not-assigned") for n in range(count))
    return Forecast(Save(SCOPE.saves), "known", True, impact=Impact((*gone, *more), people))


NEW = tuple(Operation("User", f"n{n}", f"New {n}", "create", "no-match", {"attribute": "userName"}) for n in range(3))


@pytest.fixture
def make(world: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    def page(*answers: Any) -> Any:
        given = list(answers)

        def forecast(task: Any, _context: Any, asked: Any, change: Any, _known: Any) -> Forecast:
            shown.asked.append((asked.tenant, change))
            found = given.pop(0) if len(given) > 1 else given[0]
            if isinstance(found, Exception):
                raise found
            return found(task) if callable(found) else found  # type: ignore[no-any-return]

        monkeypatch.setattr(impact_gate, "forecast", forecast)
        world.context.services.session = SimpleNamespace(tenant=Tenant("t", "Harbor Lights"), account="admin")
        shown: Any = GatedPage(world.context)
        shown.asked = []
        qtbot.addWidget(shown)
        shown.resize(900, 600)
        shown.show()
        shown.activateWindow()
        qtbot.waitUntil(shown.isActiveWindow)
        return shown

    yield page
    world.context.services.session = None


def quiet(page: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.context.runner.busy == 0)


def find(page: QWidget, name: str) -> Any:
    return next(each for each in page.findChildren(QWidget, name) if each.isVisible())


def press(page: Any, qtbot: QtBot) -> Any:
    """Type a value and press Save; returns the dialog, None when there is none."""
    field = find(page, "tenant")
    field.clear()
    qtbot.keyClicks(field, "abc")
    qtbot.mouseClick(find(page, "save"), Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    dialog = page.gate.dialog
    if dialog is None or not dialog.isVisible():
        return None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def line(page: Any) -> str:
    return str(find(page, "problemWhat").text()) if page.problem.isVisible() else ""


def texts(dialog: QWidget) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]


def test_where_nobody_loses_anything_it_is_saved_at_once_and_told(qtbot: QtBot, make: Any) -> None:
    page = make(lost(0, more=NEW))
    assert press(page, qtbot) is None
    assert page.saved == ["abc"] and page.asked == [("abc", Save(SCOPE.saves))]
    assert line(page) == "Saved. In the next cycle, in addition to its usual changes: 3 people created."


def test_a_loss_below_the_limit_is_shown_by_name_and_saved_on_a_click(qtbot: QtBot, make: Any) -> None:
    page = make(lost(4, more=NEW))
    dialog = press(page, qtbot)
    assert page.saved == [] and dialog.isModal()
    assert "4 people disabled, 3 people created" in texts(dialog)
    assert not dialog.number.isVisible() and dialog.go.isEnabled()
    assert dialog.refuse.hasFocus() and dialog.refuse.isDefault(), "Return must not cost anybody anything"
    rows = dialog.table.rows
    shown = [rows.texts(rows.row_at(n)) for n in range(rows.rowCount())]
    assert shown[0] == ["disable", "Person 00", "user", "not assigned"] and len(shown) == 7
    qtbot.mouseClick(find(dialog, "impactGroups-create"), Qt.MouseButton.LeftButton)
    assert [rows.row_at(n).name for n in range(rows.rowCount())] == ["New 0", "New 1", "New 2"]
    qtbot.mouseClick(find(dialog, "impactGroups-all"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.search, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dialog.search, "person 03")
    qtbot.waitUntil(lambda: rows.rowCount() == 1)
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible() and dialog.table.hasFocus(), "Return in the search neither saves nor closes"
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    assert page.saved == ["abc"] and "4 people disabled" in line(page)


def test_beyond_the_limit_the_number_has_to_be_typed(qtbot: QtBot, make: Any) -> None:
    page = make(lost(12))
    dialog = press(page, qtbot)
    assert dialog.number.isVisible() and dialog.number.hasFocus()
    assert "12" in dialog.number.accessibleName() and "10" in dialog.number.accessibleDescription()
    for wrong in ("", "1", "11", "112", "twelve", "-12"):
        dialog.number.clear()
        qtbot.keyClicks(dialog.number, wrong)
        assert not dialog.go.isEnabled(), wrong
        QTest.keyClick(dialog.number, Qt.Key.Key_Return)
        assert dialog.isVisible() and page.saved == []
    dialog.number.clear()
    qtbot.keyClicks(dialog.number, " 12 ")
    assert dialog.go.isEnabled()
    QTest.keyClick(dialog.number, Qt.Key.Key_Return)
    quiet(page, qtbot)
    assert page.saved == ["abc"] and not dialog.isVisible()


def test_a_large_number_may_be_typed_as_it_is_written(qtbot: QtBot, make: Any) -> None:
    dialog = press(make(lost(1234, 5000)), qtbot)
    assert any("1,234" in text for text in texts(dialog))
    for text, right in (("1,234", True), ("1234", True), ("1.234", True), ("12 34", True), ("1235", False)):
        dialog.number.setText(text)
        assert dialog.go.isEnabled() is right, text
    dialog.reject()


@pytest.mark.parametrize("how", ["escape", "button", "close"])
def test_not_saving_loses_nothing_that_was_edited(qtbot: QtBot, make: Any, how: str) -> None:
    page = make(lost(12))
    dialog = press(page, qtbot)
    dialog.number.setText("12")
    if how == "escape":
        QTest.keyClick(dialog.number, Qt.Key.Key_Escape)
    elif how == "button":
        qtbot.mouseClick(dialog.refuse, Qt.MouseButton.LeftButton)
    else:
        dialog.close()
    quiet(page, qtbot)
    assert page.saved == [] and page.stopped == 1
    assert find(page, "tenant").text() == page.journey.answers.tenant == "abc"
    assert line(page) == "Not saved. What you edited is still here."


def test_the_whole_dialog_is_reached_by_the_keyboard(qtbot: QtBot, make: Any) -> None:
    dialog = press(make(lost(12, more=NEW)), qtbot)
    dialog.number.setText("12")
    reached = set()
    for _ in range(12):
        reached.add(dialog.focusWidget().objectName())
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert {"impactNumber", "impactRefuse", "impactGo", "impactFind", "impactTable"} <= reached
    named = [dialog.number, dialog.refuse, dialog.go, dialog.search, dialog.table, dialog.groups]
    assert all(spoken(each) for each in named)
    dialog.reject()


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            Forecast(Save(SCOPE.saves), "scope-only", True, impact=Impact((), 10, accounts=False), error=InputError("token-missing")),
            "CloudGate could not be read",
        ),
        (Forecast(Save(SCOPE.saves), "unknown", True, error=GraphError("graph-throttled")), "provisioning log"),
    ],
)  # fmt: skip
def test_a_side_that_cannot_be_read_needs_a_decision_and_does_not_block(
    qtbot: QtBot, make: Any, found: Forecast, words: str
) -> None:
    page = make(found)
    dialog = press(page, qtbot)
    assert any(words in text for text in texts(dialog))
    assert dialog.go.text() == "&Save anyway" and dialog.go.isEnabled()
    assert not dialog.table.isVisible() and not dialog.search.isVisible()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    assert page.saved == ["abc"]


def test_what_saving_itself_needs_and_cannot_be_read_is_an_error(qtbot: QtBot, make: Any) -> None:
    page = make(InputError("job-missing"))
    assert press(page, qtbot) is None
    assert page.saved == [] and page.stopped == 1 and page.problem.isVisible()


def test_looking_can_be_cancelled(qtbot: QtBot, make: Any) -> None:
    begun = threading.Event()

    def slow(task: Any) -> Forecast:
        begun.set()
        task.wait(30)
        raise Cancelled

    page = make(slow)
    qtbot.keyClicks(find(page, "tenant"), "abc")
    qtbot.mouseClick(find(page, "save"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(begun.is_set)
    assert page.context.controller.waiting.busy.key == "impact-looking"
    assert page.context.controller.waiting.cancel_busy()
    quiet(page, qtbot)
    assert page.saved == [] and page.stopped == 1 and page.gate.dialog is None


def test_what_is_edited_while_it_is_computed_is_computed_anew(qtbot: QtBot, make: Any) -> None:
    go_on = threading.Event()

    def slow(_task: Any) -> Forecast:
        assert go_on.wait(20)
        return lost(0)

    page = make(slow, lost(12))
    qtbot.keyClicks(find(page, "tenant"), "abc")
    qtbot.mouseClick(find(page, "save"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find(page, "tenant"), "d")
    go_on.set()
    quiet(page, qtbot)
    assert page.saved == [] and page.gate.dialog.isVisible()
    assert [tenant for tenant, _ in page.asked] == ["abc", "abcd"]
    page.gate.dialog.reject()


def test_the_work_of_a_gated_step_is_refused_where_nobody_was_asked(qtbot: QtBot, make: Any) -> None:
    page = make(lost(0))
    with pytest.raises(ValueError, match="gate"):
        page.perform()
    assert press(page, qtbot) is None and page.saved == ["abc"]
    with pytest.raises(ValueError, match="gate"):
        page.perform()


def test_turning_on_shows_the_first_cycle_and_leaving_it_off_offers_it_again(
    world: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wizard.ui.pages.turnon import StepPage

    found = Forecast(TurnOn(), "known", first=True, impact=Impact((*lost(2).impact.operations, *NEW), 100))  # type: ignore[union-attr]
    planned: list[int] = []

    def forecast(_task: Any, _context: Any, _answers: Any, _change: Any, known: Any) -> Forecast:
        planned.append(known.planned)
        return found

    monkeypatch.setattr(impact_gate, "forecast", forecast)
    world.context.services.session = SimpleNamespace(tenant=Tenant("t", "Harbor Lights"), account="admin")
    world.journey.record("preview", Outcome("done", {"create": 7}))
    page = StepPage(world.context)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    qtbot.mouseClick(page.on_button, Qt.MouseButton.LeftButton)
    assert not page.on_button.isEnabled()
    quiet(page, qtbot)
    dialog = page.gate.dialog
    assert dialog.windowTitle() == "Before provisioning is turned on" and planned == [7]
    assert "The first cycle would do this:" in texts(dialog)
    assert dialog.go.text() == "&Turn on" and dialog.refuse.text() == "&Leave it off"
    dialog.reject()
    assert page.on_button.isEnabled() and "left off" in line(page)
    world.journey.answer(tenant="another")  # the preview is stale now
    qtbot.mouseClick(page.on_button, Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    assert planned == [7, 0]
    qtbot.mouseClick(page.gate.dialog.go, Qt.MouseButton.LeftButton)
    quiet(page, qtbot)
    assert world.journey.state("turnon") == "done"
    assert line(page) == "Provisioning is on. Expected in the first cycle: 2 people disabled, 3 people created."
    world.context.services.session = None
