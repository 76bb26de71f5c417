"""The shell: rail, bottom bar, keys, banner, saving, themes."""

from __future__ import annotations

import gc
import threading
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from keyring_backends import LockedKeyring
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from ui_spoken import spoken
from ui_world import IDS, World

from wizard.core.errors import NetworkError, SavedSetupError, WizardError
from wizard.journey.answers import Answers
from wizard.journey.claims import Claims
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.model import Outcome
from wizard.journey.setups import SetupStore
from wizard.secrets.keystore import KeyStore
from wizard.secrets.memory import MemoryStore
from wizard.ui import theme
from wizard.ui.shell.guide import TutorialGuide
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.unsaved import UnsavedDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.tasks import Task

LEFT = Qt.MouseButton.LeftButton


def walk(world: World, to: str) -> None:
    """Reach a step as a person would, with a result for each step before it."""
    for step_id in IDS[: IDS.index(to)]:
        world.journey.record(step_id, Outcome("done"))
        world.journey.next()


def test_the_first_page_is_start_and_its_neighbours_cannot_be_reached(world: World) -> None:
    assert world.window.page.step_id == "start"
    assert [name for name, item in world.window.rail.items.items() if item.isEnabled()] == ["start"]
    assert not world.window.bar.back.isVisible()


def test_rail_goes_to_reached_steps_by_mouse_and_keyboard(qtbot: QtBot, world: World) -> None:
    walk(world, "application")
    rail = world.window.rail
    qtbot.mouseClick(rail.items["begin"], LEFT)
    assert world.window.page.step_id == "begin"
    qtbot.mouseClick(rail.items["watch"], LEFT)
    assert world.window.page.step_id == "begin"
    rail.items["begin"].setFocus()
    qtbot.keyClick(rail.items["begin"], Qt.Key.Key_Down)
    qtbot.keyClick(rail.items["credentials"], Qt.Key.Key_Down)
    qtbot.keyClick(rail.items["application"], Qt.Key.Key_Down)
    assert rail.items["application"].hasFocus(), "the arrow stops at the last step that was reached"
    qtbot.keyClick(rail.items["application"], Qt.Key.Key_Return)
    assert world.window.page.step_id == "application"


def test_rail_names_tell_number_title_and_state(world: World) -> None:
    walk(world, "assign")
    world.journey.record("credentials", Outcome("attention"))
    world.journey.record("begin", Outcome("confirmed"))
    names = {step_id: item.accessibleName() for step_id, item in world.window.rail.items.items()}
    assert names["start"] == "Step 1 of 12: Start, done"
    assert names["begin"].endswith("confirmed by you")
    assert names["credentials"].endswith("needs attention")
    assert names["assign"].endswith("you are here")
    assert names["watch"].endswith("not reached yet")
    world.journey.answer(tenant="harborlights.example")
    assert world.window.rail.items["application"].state == "stale"


def test_next_and_back_keys(qtbot: QtBot, world: World) -> None:
    walk(world, "credentials")
    world.journey.record("credentials", Outcome("done"))
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(world.window, Qt.Key.Key_B, alt)
    qtbot.waitUntil(lambda: world.window.page.step_id == "begin")
    qtbot.keyClick(world.window, Qt.Key.Key_N, alt)
    qtbot.waitUntil(lambda: world.window.page.step_id == "credentials")
    qtbot.keyClick(world.window.page.tenant, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert world.window.page.step_id == "application", "Return presses Next, wherever the focus is"


def test_return_is_next_wherever_tab_has_been(qtbot: QtBot, world: World) -> None:
    """Without a default button of the dialog Qt takes the first one that Tab comes to, such as a link."""
    world.window.activateWindow()
    qtbot.waitUntil(world.window.isActiveWindow)
    for _ in range(6):
        qtbot.keyClick(world.window.focusWidget(), Qt.Key.Key_Tab)
    walk(world, "credentials")
    stops = set()
    for _ in range(12):
        qtbot.keyClick(world.window.focusWidget(), Qt.Key.Key_Tab)
        stops.add(world.window.focusWidget().objectName())
    assert "wayLink" in stops
    way = world.journey.answers.way
    for ready in (False, True):
        if ready:
            world.journey.record("credentials", Outcome("done"))
        world.window.page.tenant.setFocus()  # type: ignore[attr-defined]
        qtbot.keyClick(world.window.page.tenant, Qt.Key.Key_Return)  # type: ignore[attr-defined]
        assert world.journey.answers.way == way
        assert world.window.page.step_id == ("application" if ready else "credentials")


def test_next_is_only_possible_with_a_result_that_is_not_stale(world: World) -> None:
    walk(world, "begin")
    bar = world.window.bar
    assert not bar.next.isEnabled()
    world.journey.record("begin", Outcome("done"))
    assert bar.next.isEnabled()
    world.journey.answer(tenant="other.example")
    assert not bar.next.isEnabled()


def test_going_back_keeps_what_was_typed(qtbot: QtBot, world: World) -> None:
    walk(world, "begin")
    qtbot.keyClicks(world.window.page.tenant, "contoso.example")  # type: ignore[attr-defined]
    world.controller.back()
    world.controller.go("begin")
    assert world.window.page.tenant.text() == "contoso.example"  # type: ignore[attr-defined]


def test_performing_a_step_records_the_answers_that_were_given(qtbot: QtBot, world: World) -> None:
    walk(world, "begin")
    world.journey.answer(tenant="one.example")
    world.window.page.perform()
    world.journey.answer(tenant="two.example")
    qtbot.waitUntil(lambda: world.runner.busy == 0)
    result = world.journey.result("begin")
    assert result is not None
    assert result.facts == {"tenant": "one.example"}
    assert world.journey.state("begin") == "stale"


def test_busy_line_progress_and_escape(qtbot: QtBot, world: World) -> None:
    walk(world, "begin")
    cancelled = threading.Event()

    def work(task: Task) -> None:
        task.report("shell-working", done=3, total=7)
        try:
            task.wait(60)
        finally:
            cancelled.set()

    page, bar = world.window.page, world.window.bar
    page.run(work, busy="shell-portal-checking")
    busy = bar.findChild(QWidget, "busy")
    assert busy is not None
    assert busy.isVisible()
    assert not bar.next.isEnabled()
    qtbot.waitUntil(lambda: bar.findChild(QWidget, "busyText").text() == "Working… 3 of 7")
    qtbot.keyClick(world.window, Qt.Key.Key_Escape)
    assert cancelled.wait(10)
    qtbot.waitUntil(lambda: not busy.isVisible())
    assert world.window.isVisible(), "Esc stops the work, it does not close the window"
    assert page.problem.isHidden()


def test_an_error_shows_what_why_and_next_and_copies_details(qtbot: QtBot, world: World) -> None:
    walk(world, "begin")

    def work(task: Task) -> None:
        raise WizardError("browser-not-opened", {"url": "https://login.contoso.example/"})

    page = world.window.page
    page.run(work)
    qtbot.waitUntil(lambda: page.problem.isVisible())
    assert "No browser opened" in page.problem.accessibleName()
    assert "https://login.contoso.example/" in page.problem.accessibleDescription()
    copy = page.problem.findChild(LinkButton, "problemCopy")
    assert copy is not None
    qtbot.mouseClick(copy, LEFT)
    details = QApplication.clipboard().text()
    assert "code: browser-not-opened" in details
    assert "step: begin" in details
    assert copy.text() == "Details copied"


def test_an_error_without_words_still_says_what_to_do(world: World) -> None:
    world.window.page.show_error(NetworkError("never-heard-of"))
    assert "never-heard-of" in world.window.page.problem.accessibleDescription()


@pytest.mark.unexpected_error
def test_unexpected_errors_are_shown_once_per_kind(qtbot: QtBot, world: World) -> None:
    shown: list[WizardError] = []
    world.controller.failed.connect(shown.append)
    for _ in range(3):
        try:
            raise LookupError("token-4711")
        except LookupError as error:
            world.controller.unexpected(error)
    assert len(shown) == 1
    assert "4711" not in str(shown[0])


def test_portal_side_is_toggled_filled_and_confirmed(qtbot: QtBot, world: World) -> None:
    walk(world, "begin")
    bar, page = world.window.bar, world.window.page
    qtbot.mouseClick(bar.way, LEFT)
    assert world.journey.answers.way == "show_me"
    assert bar.way.text() == "Do it for me instead"
    assert not page.tenant.isVisible()  # type: ignore[attr-defined]

    def values() -> list[str]:
        return [edit.text() for edit in page.findChildren(QLineEdit) if edit.isVisible()]

    qtbot.waitUntil(lambda: world.journey.answers.tenant_url in values())
    copy = page.findChild(QAbstractButton, "instructions-1-value-1Copy")
    assert copy is not None
    qtbot.mouseClick(copy, LEFT)
    assert QApplication.clipboard().text() == world.journey.answers.tenant_url
    link = page.findChild(LinkButton, "instructions-1-link-1")
    assert link is not None
    qtbot.mouseClick(link, LEFT)
    qtbot.waitUntil(lambda: world.opened == ["https://portal.harborlights.example/"])
    done = page.findChild(QAbstractButton, "portalDone")
    assert done is not None
    qtbot.mouseClick(done, LEFT)
    assert world.journey.state("begin") == "confirmed"
    assert bar.next.isEnabled()
    qtbot.mouseClick(bar.way, LEFT)
    assert page.tenant.isVisible()  # type: ignore[attr-defined]


def test_a_browser_that_does_not_open_is_a_problem_with_the_address(
    qtbot: QtBot, make_world: Callable[..., World]
) -> None:
    world = make_world(browser=False)
    world.window.show()
    world.context.open_url("https://portal.harborlights.example/")
    qtbot.waitUntil(lambda: world.window.page.problem.isVisible())
    assert "https://portal.harborlights.example/" in world.window.page.problem.accessibleDescription()


def test_help_opens_with_f1_and_closes_with_escape(qtbot: QtBot, world: World) -> None:
    qtbot.keyClick(world.window, Qt.Key.Key_F1)
    panel = world.window.findChild(QWidget, "helpPanel")
    assert panel is not None
    assert panel.isVisible()
    qtbot.keyClick(world.window, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert world.window.isVisible()


def test_help_is_reached_by_mouse_and_covers_nothing_where_there_is_room(qtbot: QtBot, world: World) -> None:
    world.window.resize(1500, 760)
    link = world.window.findChild(QWidget, "help")
    assert link.isVisible()
    wide = world.window.stack.currentWidget().width()
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    panel = world.window.findChild(QWidget, "helpPanel")
    qtbot.waitUntil(lambda: world.window.stack.currentWidget().width() == wide - panel.width())
    assert panel.geometry().left() == world.window.stack.geometry().right() + 1
    assert world.window.rail.isVisible()
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: world.window.stack.currentWidget().width() == wide)


def test_help_takes_the_place_of_the_rail_where_there_is_no_room(qtbot: QtBot, world: World) -> None:
    world.window.showMaximized()  # so that it does not become wider
    world.window.resize(1024, 680)
    world.window.toggle_help()
    panel, pages = world.window.findChild(QWidget, "helpPanel"), world.window.stack
    qtbot.waitUntil(lambda: panel.geometry().left() == pages.geometry().right() + 1)
    assert not world.window.rail.isVisible()
    world.window.toggle_help()
    assert world.window.rail.isVisible() and not panel.isVisible()


def test_a_sign_in_the_rail_says_what_it_means(world: World) -> None:
    world.journey.record("begin", Outcome("attention", {}))
    world.window.refresh()
    assert world.window.rail.items["begin"].toolTip() == "needs attention"


def test_answers_are_saved_as_they_are_given(qtbot: QtBot, world: World) -> None:
    world.window.page.start_new()  # type: ignore[attr-defined]
    assert world.window.page.step_id == "begin"
    with qtbot.waitSignal(world.controller.saved, timeout=10_000):
        for end in range(1, 8):
            world.journey.answer(tenant="contoso"[:end])
    (setup,) = SetupStore(world.folder).list().setups
    assert (setup.snapshot.current, setup.snapshot.answers.tenant) == ("begin", "contoso")
    assert world.controller.saving.all_saved


def test_finish_on_the_last_step_closes_the_window(qtbot: QtBot, world: World) -> None:
    walk(world, "turnon")
    assert world.window.bar.next.text() == "&Next"
    world.journey.record("turnon", Outcome("done"))
    world.journey.next()
    assert world.window.bar.next.text() == "Fi&nish"
    assert not world.window.bar.next.isEnabled(), "nothing was watched yet"
    world.journey.record("watch", Outcome("done"))
    for place in (world.window.bar.next, world.window.page.title, world.window.page.tenant):  # type: ignore[attr-defined]
        place.setFocus()
        qtbot.keyClick(place, Qt.Key.Key_Return)
        assert world.window.isVisible(), "Return closed the window"
    with qtbot.waitSignal(world.window.closed):
        qtbot.mouseClick(world.window.bar.next, LEFT)
    assert not world.window.isVisible()


def test_closing_waits_for_the_last_answer(qtbot: QtBot, world: World) -> None:
    world.window.page.start_new()  # type: ignore[attr-defined]
    world.journey.answer(tenant="last.example")
    with qtbot.waitSignal(world.window.closed, timeout=10_000):
        world.window.close()
        assert not world.window.isVisible()
    assert SetupStore(world.folder).list().setups[0].snapshot.answers.tenant == "last.example"


def unsaved(qtbot: QtBot, world: World) -> Any:
    """Type something that cannot be saved, and close the window; return the question that is asked."""
    world.folder.write_text("a file where the folder should be")
    world.window.page.start_new()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: world.window.page.problem.isVisible())
    world.journey.answer(tenant="x.example")
    qtbot.waitUntil(lambda: world.runner.busy == 0)
    assert not world.controller.saving.all_saved
    world.window.close()
    assert world.window.isVisible()
    (dialog,) = world.window.findChildren(UnsavedDialog)
    return dialog


def press_in(qtbot: QtBot, dialog: Any, name: str) -> None:
    control = dialog.findChild(QAbstractButton, name)
    qtbot.waitUntil(control.isEnabled)
    qtbot.mouseClick(control, LEFT)


def test_a_setup_that_could_not_be_saved_is_saved_when_it_can_be(qtbot: QtBot, world: World) -> None:
    world.controller.saving._retry.setInterval(50)
    dialog = unsaved(qtbot, world)
    press_in(qtbot, dialog, "unsavedBack")
    world.folder.unlink()
    with qtbot.waitSignal(world.controller.saved, timeout=10_000):
        pass
    assert not world.window.page.problem.isVisible(), "what is no longer true is no longer said"
    (saved,) = SetupStore(world.folder).list().setups
    assert saved.snapshot.answers.tenant == "x.example"
    with qtbot.waitSignal(world.window.closed, timeout=10_000):
        world.window.close()


def test_trying_again_counts_while_an_earlier_try_still_runs(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier one met what the person has removed since."""
    dialog = unsaved(qtbot, world)
    store, met, go_on = world.controller.saving._setups, threading.Event(), threading.Event()

    def slow() -> SetupStore:
        monkeypatch.setattr(world.controller.saving, "_setups", store)
        found = store()
        with pytest.raises(SavedSetupError) as error:
            found.save(
                SavedSetup("0123456789ab", "x", "2026-11-20T08:00:00+00:00", False, Snapshot("scope", "x", Answers()))
            )
        met.set()
        go_on.wait(30)
        raise error.value

    monkeypatch.setattr(world.controller.saving, "_setups", slow)
    world.controller.saving._save()
    qtbot.waitUntil(met.is_set)
    world.folder.unlink()
    press_in(qtbot, dialog, "unsavedAgain")
    with qtbot.waitSignal(world.window.closed, timeout=10_000):
        go_on.set()
    assert SetupStore(world.folder).list().setups[0].snapshot.answers.tenant == "x.example"


def test_closing_over_unsaved_answers_asks_and_tries_again(qtbot: QtBot, world: World) -> None:
    dialog = unsaved(qtbot, world)
    press_in(qtbot, dialog, "unsavedAgain")
    qtbot.waitUntil(lambda: world.window.isVisible() and world.window.findChild(UnsavedDialog) not in {None, dialog})
    world.folder.unlink()
    with qtbot.waitSignal(world.window.closed, timeout=10_000):
        press_in(qtbot, world.window.findChild(UnsavedDialog), "unsavedAgain")
    assert SetupStore(world.folder).list().setups[0].snapshot.answers.tenant == "x.example"


def test_a_setup_with_unsaved_answers_is_not_left_for_another_one(qtbot: QtBot, world: World) -> None:
    dialog = unsaved(qtbot, world)
    press_in(qtbot, dialog, "unsavedBack")
    mine = world.controller.setup_id
    world.journey.go("start")
    world.window.page.start_new()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: world.window.page.problem.isVisible())
    assert (world.controller.setup_id, world.journey.answers.tenant) == (mine, "x.example")


def test_only_the_persons_word_closes_over_unsaved_answers(qtbot: QtBot, world: World) -> None:
    dialog = unsaved(qtbot, world)
    with qtbot.waitSignal(world.window.closed, timeout=10_000):
        press_in(qtbot, dialog, "unsavedLeave")
    assert not world.controller.saving.all_saved


def test_answers_of_a_setup_that_was_left_are_saved_all_the_same(qtbot: QtBot, world: World) -> None:
    store = SetupStore(world.folder)
    other = SavedSetup(
        store.new_id(), "Other", "2026-11-20T08:00:00+00:00", False, Snapshot("scope", "scope", Answers())
    )
    store.save(other)
    world.window.page.start_new()  # type: ignore[attr-defined]
    first = world.controller.setup_id
    world.journey.answer(tenant="first.example")
    world.controller.saving.claims.take(world.folder, other.id)
    world.controller.open(store.load(other.id))
    qtbot.waitUntil(lambda: world.controller.saving.all_saved and not list(world.folder.glob(f".{first}.*")))
    assert store.load(first).snapshot.answers.tenant == "first.example"
    assert store.load(other.id).snapshot == other.snapshot
    assert list(world.folder.glob(f".{other.id}.*")), "the one that is open stays claimed"


def test_work_goes_on_only_when_what_it_keeps_is_on_the_disk(qtbot: QtBot, world: World) -> None:
    world.window.page.start_new()  # type: ignore[attr-defined]
    setup_id, controller = world.controller.setup_id, world.controller
    ended: list[object] = []

    def keep(task: Task, keeper: Callable[..., None], tenant: str) -> str:
        try:
            keeper(tenant=tenant)
        except WizardError as error:
            return error.code
        return SetupStore(world.folder).load(setup_id).snapshot.answers.tenant

    def kept(tenant: str, keeper: Callable[..., None]) -> object:
        ended.clear()
        world.runner.submit(keep, keeper, tenant, on_result=ended.append, owner=world.window)
        qtbot.waitUntil(lambda: ended != [])
        return ended[0]

    keeper = controller.saving.keeper()
    assert kept("first.example", keeper) == "first.example"
    assert kept("first.example", keeper) == "first.example", "also when nothing is new"
    away = world.folder.with_name("away")
    world.folder.rename(away)
    world.folder.write_text("a file where the folder should be")
    assert kept("second.example", keeper) == "setup-not-saved"
    world.folder.unlink()
    away.rename(world.folder)
    assert kept("third.example", keeper) == "third.example"
    controller.close_case()
    assert kept("fourth.example", keeper) == "cancelled", "it is for a setup that is no longer open"
    assert kept("fifth.example", controller.saving.keeper()) == "third.example", "nothing is saved of what is no setup"
    assert world.journey.answers.tenant == "fifth.example"


def test_a_setup_that_another_program_has_open_is_not_opened(qtbot: QtBot, world: World) -> None:
    store, others = SetupStore(world.folder), Claims()
    setup = SavedSetup(
        store.new_id(), "Shared", "2026-11-20T08:00:00+00:00", False, Snapshot("scope", "scope", Answers())
    )
    store.save(setup)
    others.take(world.folder, setup.id)
    page = world.window.page
    page.saved.continue_setup(setup)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.problem.isVisible())
    assert (page.messages.failed.code, world.controller.setup_id) == ("setup-in-use", "")
    page.saved._remove(setup.id, ())  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: world.runner.busy == 0)
    assert store.load(setup.id) == setup
    changed = replace(setup, snapshot=Snapshot("users", "users", Answers(tenant="by the other one")))
    store.save(changed)
    others.release()
    page.saved.continue_setup(setup)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: world.controller.setup_id == setup.id)
    assert world.journey.answers.tenant == "by the other one", "it is read when it is opened, not when it was listed"


def test_saved_setups_are_offered_continued_and_removed(qtbot: QtBot, world: World) -> None:
    store = SetupStore(world.folder)
    for name, when in (("Contoso Ltd", "2026-11-20T08:00:00+00:00"), ("Harbor Lights", "2026-11-21T08:00:00+00:00")):
        answers = Answers(tenant=name)
        store.save(SavedSetup(store.new_id(), name, when, False, Snapshot("scope", "preview", answers)))
    (world.folder / "0123456789ab.json").write_text("{")
    page = world.window.page
    page.enter()
    qtbot.waitUntil(lambda: page.saved.card.isVisible())  # type: ignore[attr-defined]
    assert page.findChild(QWidget, "setup-0123456789ab").isVisible()
    newest, oldest = store.list().setups
    assert newest.name == "Harbor Lights"

    def button(name: str) -> QAbstractButton | None:
        found = [each for each in page.findChildren(QAbstractButton, name) if each.isVisible()]
        return found[0] if found else None

    def press(name: str) -> None:
        qtbot.waitUntil(lambda: button(name) is not None)
        qtbot.mouseClick(button(name), LEFT)

    press(f"remove-{oldest.id}")
    qtbot.waitUntil(lambda: button(f"removeYes-{oldest.id}") is not None)
    assert button(f"removeNo-{oldest.id}").hasFocus(), "the keyboard goes on where it was, at the harmless answer"
    assert len(store.list().setups) == 2, "nothing is removed before the person said so twice"
    press(f"removeYes-{oldest.id}")
    qtbot.waitUntil(lambda: [setup.name for setup in store.list().setups] == ["Harbor Lights"])
    qtbot.waitUntil(lambda: button(f"removeYes-{oldest.id}") is None)
    world.context.services.make_keystore = MemoryStore
    press("remove-0123456789ab")
    press("removeYes-0123456789ab")
    qtbot.waitUntil(lambda: store.list().unreadable == ())
    press(f"continue-{newest.id}")
    qtbot.waitUntil(lambda: world.window.page.step_id == "scope")
    assert world.window.rail.items["preview"].isEnabled()
    assert "Harbor Lights" in world.window.windowTitle()


def test_a_saved_setup_is_renamed_in_its_row(qtbot: QtBot, world: World) -> None:
    store = SetupStore(world.folder)
    setup = SavedSetup(
        store.new_id(), "Harbor Lights", "2026-11-20T08:00:00+00:00", False, Snapshot("scope", "scope", Answers())
    )
    store.save(setup)
    page = world.window.page
    assert page.ready.isVisible(), "somebody new here is told what to have ready"
    page.enter()

    def found(kind: type[QWidget], name: str) -> Any:
        qtbot.waitUntil(lambda: any(each.isVisible() for each in page.findChildren(kind, name)))
        return next(each for each in page.findChildren(kind, name) if each.isVisible())

    def names() -> list[str]:
        return [each.name for each in store.list().setups]

    qtbot.mouseClick(found(QAbstractButton, f"rename-{setup.id}"), LEFT)
    field = found(QLineEdit, f"name-{setup.id}")
    assert not page.ready.isVisible() and field.hasFocus() and field.selectedText() == "Harbor Lights"
    qtbot.keyClicks(field, "Other")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    found(QAbstractButton, f"rename-{setup.id}")
    assert names() == ["Harbor Lights"]
    qtbot.waitUntil(lambda: found(QAbstractButton, f"continue-{setup.id}").hasFocus())
    qtbot.mouseClick(found(QAbstractButton, f"remove-{setup.id}"), LEFT)
    qtbot.mouseClick(found(QAbstractButton, f"removeNo-{setup.id}"), LEFT)
    qtbot.waitUntil(lambda: found(QAbstractButton, f"continue-{setup.id}").hasFocus())

    qtbot.mouseClick(found(QAbstractButton, f"rename-{setup.id}"), LEFT)
    field = found(QLineEdit, f"name-{setup.id}")
    qtbot.keyClicks(field, "  Harbor <b>Lights</b>, test  ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names() == ["Harbor <b>Lights</b>, test"])
    assert world.window.page is page, "Return saved the name and did nothing else"
    name = f"continue-{setup.id}"
    qtbot.waitUntil(lambda: "Harbor <b>Lights</b>, test" in found(QAbstractButton, name).accessibleName())
    assert found(QAbstractButton, name).hasFocus(), "the focus stays in the row"
    assert store.load(setup.id).snapshot == setup.snapshot


def test_a_name_that_the_person_gave_stays_when_somebody_signs_in(world: World) -> None:
    controller = world.controller
    controller.begin("0123456789ab", controller.new_name, practice=False)
    controller._name_after("Harbor Lights")
    assert controller.setup_name == "Harbor Lights"
    controller._name_after("Contoso")
    assert controller.setup_name == "Contoso", "the first tenant was the wrong one"
    controller.rename("Reception, test")
    controller._name_after("Harbor Lights")
    assert controller.setup_name == "Reception, test"


def test_a_setup_whose_token_cannot_be_removed_can_be_removed_without_it(qtbot: QtBot, world: World) -> None:
    store = SetupStore(world.folder)
    answers = Answers(tenant="old.example", token_reference="0123456789ab", token_kept="keystore")
    setup = SavedSetup(store.new_id(), "Old One", "2026-11-20T08:00:00+00:00", False, Snapshot("scope", "x", answers))
    store.save(setup)
    world.context.services.make_keystore = lambda: KeyStore(LockedKeyring())
    page = world.window.page
    page.enter()

    def press(name: str) -> None:
        def found() -> list[QAbstractButton]:
            return [each for each in page.findChildren(QAbstractButton, name) if each.isVisible()]

        qtbot.waitUntil(lambda: found() != [])
        qtbot.mouseClick(found()[0], LEFT)

    press(f"remove-{setup.id}")
    press(f"removeYes-{setup.id}")
    qtbot.waitUntil(lambda: page.problem.isVisible())
    assert [kept.name for kept in store.list().setups] == ["Old One"]
    press("removeWithoutToken")
    qtbot.waitUntil(lambda: not store.list().setups)
    qtbot.waitUntil(lambda: "CloudGate Provisioning Setup: 0123456789ab" in page.problem.accessibleDescription())
    assert not page.saved.card.isVisible()  # type: ignore[attr-defined]


def test_a_second_setup_does_not_show_the_first_ones_answers(qtbot: QtBot, world: World) -> None:
    world.window.page.start_new()  # type: ignore[attr-defined]
    world.journey.answer(tenant="first.example")
    qtbot.waitUntil(lambda: world.controller.saving.all_saved)
    first = world.controller.setup_id
    world.controller.go("start")
    world.window.page.start_new()  # type: ignore[attr-defined]
    assert world.window.page.tenant.text() == ""  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: world.controller.saving.all_saved)
    kept = {setup.id: setup.snapshot.answers.tenant for setup in SetupStore(world.folder).list().setups}
    assert kept == {first: "first.example", world.controller.setup_id: ""}


def test_pages_beside_the_steps_are_made_ahead_once_they_are_offered(qtbot: QtBot, world: World) -> None:
    with qtbot.waitSignal(world.window.pages_prepared):
        world.window.prepare_pages()
    before = world.window.stack.count()
    with qtbot.waitSignal(world.window.pages_prepared):
        world.window._offers.changed.emit(("health", "history"))
    assert world.window.stack.count() == before + 2


def test_a_page_that_cannot_be_made_ahead_keeps_no_other_from_it(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, asked = world.window.stack._make_page, list[str]()

    def failing(step_id: str, context: Any) -> Any:
        asked.append(step_id)
        if step_id == "users":
            raise RuntimeError("cannot be made")
        return make(step_id, context)

    monkeypatch.setattr(world.window.stack, "_make_page", failing)
    with qtbot.captureExceptions() as errors:
        world.window.prepare_pages()
        qtbot.waitUntil(lambda: bool(errors))
        with qtbot.waitSignal(world.window.pages_prepared):
            world.window.stack.prepare_more()
    assert len(errors) == 1 and asked.count("users") == 1
    assert "watch" in asked, "the others were made"


def test_pages_that_were_shown_are_made_anew_when_what_they_read_belongs_to_another(qtbot: QtBot, world: World) -> None:
    with qtbot.waitSignal(world.window.pages_prepared):
        world.window.prepare_pages()
    walk(world, "credentials")
    world.controller.go("begin")
    shown = world.window.page
    world.controller.go("credentials")
    ahead = world.window.stack.count()
    with qtbot.waitSignal(world.window.pages_prepared):
        world.controller.read_anew.emit()
        assert world.window.stack.count() == ahead - 2, "the two that were shown are dropped, the others stay"
    assert world.window.page.step_id == "credentials", "the page in front of the person stays"
    assert world.window.stack.count() == ahead
    world.controller.go("begin")
    assert world.window.page is not shown


def test_nothing_is_left_of_pages_that_are_gone(qtbot: QtBot, world: World) -> None:
    """Not even by their links in the bottom bar: a page holds everybody who was read for it."""
    walk(world, "credentials")
    page = weakref.ref(world.window.stack._pages["begin"])

    def gone() -> bool:
        gc.collect()
        return page() is None

    assert not gone()
    world.controller.read_anew.emit()
    qtbot.waitUntil(gone)


def test_no_practice_company_no_button_for_it(world: World) -> None:
    assert world.window.page.findChild(QAbstractButton, "startPractice") is None


def test_a_practice_company_that_does_not_start_is_a_problem(qtbot: QtBot, make_world: Callable[..., World]) -> None:
    def fails(_keep: object, _waiting: object) -> None:
        raise WizardError("practice-unavailable")

    world = make_world(practice=fails)
    world.window.show()
    qtbot.mouseClick(world.window.page.findChild(QAbstractButton, "startPractice"), LEFT)
    qtbot.waitUntil(lambda: world.window.page.problem.isVisible())
    assert world.window.page.step_id == "start"
    assert not list(world.folder.glob("*.json")), "no setup is left of it"


@pytest.mark.parametrize("first", [False, True])
def test_the_theme_switches_live(qtbot: QtBot, make_world: Callable[..., World], first: bool) -> None:
    world = make_world(dark=first)
    world.window.show()
    qtbot.waitExposed(world.window)
    for dark in (first, not first):
        world.context.theme.set_dark(dark)
        colors = theme.DARK if dark else theme.LIGHT
        image = world.window.grab().toImage()
        ratio = image.devicePixelRatio()
        width, height = int(image.width() / ratio), int(image.height() / ratio)
        assert image.pixelColor(int((width - 20) * ratio), int((height // 2) * ratio)) == QColor(colors.window)
        assert image.pixelColor(int(8 * ratio), int((height - 120) * ratio)) == QColor(colors.rail)


def test_every_control_has_a_name_for_screen_readers_and_for_tests(world: World) -> None:
    walk(world, "credentials")
    world.controller.go("start")
    controls = [each for each in world.window.findChildren(QAbstractButton) if each.focusPolicy().value]
    assert len(controls) > 15
    assert [each for each in controls if not each.objectName() or not spoken(each)] == []


@pytest.mark.parametrize(("cloud", "host"), [("global", "entra.microsoft.com"), ("us-l4", "portal.azure.us")])
def test_portal_instructions_lead_to_the_chosen_cloud(world: World, cloud: str, host: str) -> None:
    guide = TutorialGuide(world.context.texts, world.journey)
    world.journey.answer(cloud=cloud)
    links = [
        address
        for step_id in IDS
        for edition in ("today", "published")
        for item in guide.instructions(step_id, edition, {})  # type: ignore[arg-type]
        for _text, address in item.links
    ]
    assert any(host in address for address in links)
    assert not any(address.startswith("portal:") for address in links)


def test_quarantine_and_a_need_for_a_look_are_seen_in_the_rail_also_on_the_current_step(world: World) -> None:
    from wizard.journey.model import Outcome

    rail, journey = world.window.rail, world.journey
    for _ in range(11):
        journey.next()
    item = rail.items["watch"]

    def picture() -> bytes:
        return bytes(item.grab().toImage().constBits())

    plain = picture()
    journey.record("watch", Outcome("attention"))
    look = picture()
    assert look != plain
    journey.record("watch", Outcome("attention", {"quarantine": "EncounteredQuarantineException"}))
    assert picture() not in {plain, look}
    assert "quarantine" in item.accessibleName()


def test_what_gets_the_focus_by_a_key_is_scrolled_into_sight(qtbot: QtBot, world: World) -> None:
    page = world.window.page
    top, bottom = QPushButton("top"), QPushButton("bottom")
    page.body.addWidget(top)
    page.body.addSpacing(3000)
    page.body.addWidget(bottom)
    qtbot.waitUntil(lambda: page.height() > 3000)
    for each in (bottom, top, bottom):
        world.window.rail.about.setFocus(Qt.FocusReason.TabFocusReason)
        each.setFocus(Qt.FocusReason.TabFocusReason)
        assert each.visibleRegion().boundingRect().height() == each.height(), each.text()


def test_where_the_rail_is_low_the_row_of_the_shown_page_is_in_sight(qtbot: QtBot, world: World) -> None:
    rail = world.window.rail
    world.window.setMinimumSize(0, 0)
    world.window.resize(900, 420)
    world.window.show()
    qtbot.waitExposed(world.window)
    rail.show_extras([("health", "pulse"), ("history", "history")])
    for name, item in (("history", rail.extras["history"]), ("", rail.items["start"])):
        rail.refresh(name)
        qtbot.waitUntil(lambda item=item: item.visibleRegion().boundingRect() == item.rect())
