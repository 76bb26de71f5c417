"""The support file in the window: made from a step, opened, looked through, left; nothing is written meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from driver import Driver
from PySide6.QtWidgets import QLabel, QLineEdit

from wizard.core.texts import Texts
from wizard.support_file.archive import read

SAMPLE = Path(__file__).parent.parent / "support_file/samples/version-1.cgsupport"


def dialog_of(driver: Driver) -> Any:
    from wizard.ui.widgets.support import SupportDialog

    driver.click("makeSupportFile")
    found = driver.window.findChild(SupportDialog)
    assert found is not None
    return found


def test_made_at_a_step_and_opened_again(driver: Driver, tmp_path: Path) -> None:
    driver.click("startPractice")
    driver.until(lambda: driver.journey.current.id == "begin")
    driver.quiet()
    dialog = dialog_of(driver)
    path = tmp_path / "half-done.cgsupport"
    dialog.make(path)
    driver.until(lambda: dialog.note.isVisible())
    assert path.name in dialog.note._what.text()
    dialog.reject()
    case = read(path)
    assert case.setup is not None and case.setup.current == "begin"
    assert case.manifest.left_out["entra"] == "not-signed-in", "half done, and told"

    driver.window.context.controller.go("start")
    driver.quiet()
    driver.page.open_file(path)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    assert driver.journey.current.id == "begin"
    assert not driver.window.context.controller.setup_id
    assert case.manifest.name in driver.window.case_bar.what.text()
    driver.click("caseLeave")
    assert driver.journey.current.id == "start"
    assert not driver.window.case_bar.isVisible()


def test_a_part_can_be_left_out(driver: Driver, tmp_path: Path) -> None:
    driver.click("startPractice")
    driver.until(lambda: driver.journey.current.id == "begin")
    driver.quiet()
    dialog = dialog_of(driver)
    dialog.parts["computer"].click()
    dialog.namings["none"].click()
    assert not dialog.parts["people"].isEnabled()
    path = tmp_path / "less.cgsupport"
    dialog.make(path)
    driver.until(lambda: dialog.note.isVisible())
    case = read(path)
    assert case.computer is None and case.directory is None and case.manifest.naming == "none"
    assert case.manifest.left_out["computer"] == "choice"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello"])
def test_something_else_is_refused_in_words(driver: Driver, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.cgsupport"
    path.write_bytes(content)
    driver.page.open_file(path)
    driver.until(lambda: driver.page.problem.isVisible())
    assert driver.page.problem._what.text() == driver.window.context.t("error-support-not-archive")
    assert not driver.window.case_bar.isVisible()


def test_a_file_is_walked_through_without_writing(driver: Driver, tmp_path: Path) -> None:
    before = SAMPLE.read_bytes()
    driver.page.open_file(SAMPLE)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    for step in ("credentials", "application", "assign", "connect", "users", "groups", "scope", "preview", "watch"):
        driver.window.context.controller.go(step)
        driver.quiet()
        said = driver.page.problem._what.text() if driver.page.problem.isVisible() else ""
        # The customer's job has run: what the preview does without is told, and is no problem.
        assert said == (Texts().get("plan-note-restarted") if step == "preview" else ""), step
    assert driver.window.context.controller.saving.all_saved
    assert driver.window.context.setups().list().setups == ()
    assert SAMPLE.read_bytes() == before


SHOWS = frozenset(
    {
        "console", "objectIdCopy", "appIdCopy", "whoIsThat", "pictureAsTable", "showWho", "problemLink", "exportSchema",
        "copyDetails", "showExchange", "evidence", "compareToggle", "copySaid",
    }
)  # fmt: skip
"""Buttons of pages that show, copy or save something on this computer."""

TRIES = frozenset(
    {
        "notify", "preventDeletions", "groupsEnabled", "addMapping", "removeMapping", "restoreDefaults", "revert",
        "importSchema", "undo", "redo", "scopeAssigned", "scopeAll", "addFilter",
    }
)  # fmt: skip
"""Inputs: what would follow from other values is computed on this computer; the file stays as it is."""


def test_in_a_file_what_would_sign_in_send_or_save_is_off_and_says_why(driver: Driver) -> None:
    from PySide6.QtWidgets import QAbstractButton

    driver.page.open_file(SAMPLE)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    window, t = driver.window, driver.window.context.t
    held: set[str] = set()
    for step in (
        "begin",
        "credentials",
        "application",
        "assign",
        "connect",
        "users",
        "groups",
        "scope",
        "turnon",
        "watch",
    ):
        window.context.controller.go(step)
        driver.quiet()
        for control in driver.page.findChildren(QAbstractButton):
            name = control.objectName()
            if control.isVisible() and not control.isEnabled() and control.toolTip() == t("shell-only-shown"):
                held.add(name)
            elif control.isVisible() and control.isEnabled():
                assert name in SHOWS | TRIES or name.startswith(("change-", "part-")), (step, name)
        said = [label.text() for label in driver.page.findChildren(QLabel) if label.isVisible()]
        for key in ("credentials-stored-memory", "begin-not-kept"):
            assert t(key) not in said, step
        assert driver.find("next").isEnabled() and driver.page.onward.possible, step
    assert {
        "signOut", "checkAgain", "testConnection", "lookAgain", "addAnother", "assign", "remove", "testAndSave",
        "saveMappings", "saveScope", "stopJob", "restartJob", "watchNow",
    } <= held  # fmt: skip
    assert "was signed in as" in window.rail._account.text()

    driver.click("caseLeave")
    driver.click("startPractice")
    driver.until(lambda: driver.journey.current.id == "begin")
    driver.quiet()
    assert driver.find("signIn").isEnabled() and driver.find("confirm-cloudgate-admin").isEnabled()
    assert not driver.find("signIn").toolTip()


def test_what_belongs_to_the_other_setup_is_read_only_and_tools_are_not(driver: Driver) -> None:
    driver.page.open_file(SAMPLE)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    held = {
        "credentials": ["tenantUrl"], "connect": ["notify", "notificationEmail", "preventDeletions", "deleteThreshold"],
        "assign": ["role"], "users": ["target", "applies", "matching", "defaultValue", "addMapping", "importSchema"],
        "groups": ["addMapping"], "scope": ["addFilter", "scopeAll"],
    }  # fmt: skip
    for step, names in held.items():
        driver.window.context.controller.go(step)
        driver.quiet()
        for name in names:
            control = driver.find(name)
            read_only = getattr(control, "isReadOnly", bool)()
            assert read_only or not control.isEnabled(), (step, name)
            if isinstance(control, QLineEdit):
                assert control.isEnabled(), "its value can be selected and copied"
    driver.window.context.controller.go("users")
    driver.quiet()
    assert driver.find("expression").isEnabled() and driver.find("filter").isEnabled()
    assert driver.find("mappings").editTriggers() == driver.find("mappings").EditTrigger.NoEditTriggers
    driver.click("caseLeave")


def test_next_in_a_file_shows_the_next_step_and_does_nothing(driver: Driver) -> None:
    driver.page.open_file(SAMPLE)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    driver.window.context.controller.go("scope")
    driver.quiet()
    driver.journey.answer(scope="all")  # elsewhere, Next would now save
    driver.quiet()
    driver.next()
    assert driver.journey.current.id == "preview"
    assert not driver.page.problem.isVisible() or "read" not in driver.page.problem._what.text()


def test_a_file_shows_users_to_search_in_or_says_that_it_has_none(driver: Driver, tmp_path: Path) -> None:
    import msgspec

    from wizard.support_file.archive import encode, pack

    whole = read(SAMPLE)
    without = msgspec.structs.replace(whole, directory=None, cloudgate=None, plan=None, kept=None)
    path = tmp_path / "without.cgsupport"
    path.write_bytes(pack(encode(without)))
    for file, some in ((SAMPLE, True), (path, False)):
        driver.page.open_file(file)
        driver.until(lambda: driver.window.case_bar.isVisible())
        driver.quiet()
        driver.window.context.controller.go("assign")
        driver.quiet()
        assert (driver.page.search.found.rows.rowCount() > 0) is some
        assert driver.page.search.none.isVisible() is not some
        driver.click("caseLeave")


def test_the_empty_log_of_a_job_that_ran_does_not_say_that_nothing_was_done(driver: Driver) -> None:
    driver.page.open_file(SAMPLE)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    driver.window.context.controller.go("watch")
    driver.quiet()
    page, t = driver.page, driver.window.context.t
    looks = driver.journey.result("watch")
    assert looks is not None
    assert page.job.running and page.job.status.last is not None
    assert page.log.empty._text.text() == t("watch-none-ran-help")
    assert "0 of" not in page.picture.sentence.text()


def test_health_of_an_opened_file_is_looked_at_and_nothing_is_offered_that_writes(driver: Driver) -> None:
    driver.page.open_file(SAMPLE)
    driver.until(lambda: driver.window.case_bar.isVisible())
    controller = driver.window.context.controller
    driver.until(lambda: "health" in controller.extras)
    controller.go("health")
    driver.until(lambda: controller.extra == "health" and driver.page.health is not None)
    driver.quiet()
    assert not driver.page.problem.isVisible()
    assert driver.page.only_shown and not driver.page.pause.isEnabled() and not driver.page.needs.replace.isEnabled()


@pytest.mark.timeout(180)
def test_the_step_that_is_shown_shows_the_company_made_from_a_file(driver: Driver) -> None:
    """Trying leads to the step that was shown: with the company's job, which is off, and nothing of the file is held."""
    driver.page.open_file(SAMPLE)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    controller = driver.window.context.controller
    controller.go("watch")
    driver.quiet()
    shown = driver.page
    assert shown.step_id == "watch" and not shown.job.watch_button.isEnabled()
    driver.click("caseTry", 90)
    driver.until(lambda: controller.trying, 90)
    driver.quiet(60)
    page = driver.page
    assert page.step_id == "watch" and page is not shown
    look = driver.window.context.services.state.look
    assert look is not None and not look.status.running, "nothing is turned on by trying"
    assert page.job.watch_button.isEnabled()


@pytest.mark.timeout(180)
def test_health_of_a_company_made_from_a_file_is_that_companys(driver: Driver) -> None:
    """What is seen, edited and paused there is the company's own; the file stays as it is."""
    before = SAMPLE.read_bytes()
    driver.page.open_file(SAMPLE)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    driver.click("caseTry", 90)
    controller = driver.window.context.controller
    driver.until(lambda: controller.trying and "health" in controller.extras, 90)
    driver.quiet()

    def looked() -> Any:
        before = driver.page.health
        driver.page.look()
        driver.until(lambda: driver.page.health is not before)
        driver.quiet()
        return driver.page.health

    controller.go("health")
    driver.until(lambda: controller.extra == "health" and driver.page.health is not None)
    driver.quiet()
    page, practice = driver.page, driver.window.context.services.practice
    assert not page.problem.isVisible(), page.problem._what.text()
    assert not page.only_shown and page.pause.isEnabled()
    assert page.health.state == "off" and page.health.drift.changes == (), "nothing is turned on by trying"
    assert not page.needs.replace.isEnabled(), "no setup would keep the new token"
    practice.edit("mapping")
    assert [one.id for one in looked().drift.changes] == ["row-changed"]
    driver.click("healthPause")
    if page.gate.dialog is not None and page.gate.dialog.isVisible():
        if page.gate.dialog.number.isVisible():
            page.gate.dialog.number.setText(str(page.gate.dialog._found.removals))
        driver.click("impactGo")
    driver.until(lambda: page.health.state in {"running", "starting"})
    assert [one.id for one in page.health.drift.changes] == ["row-changed"], "turned on here, so no change of others"
    practice.edit("stop")
    health = looked()
    assert health.state == "off" and {one.id for one in health.drift.changes} == {"row-changed", "job-stopped"}
    assert SAMPLE.read_bytes() == before


def test_the_note_for_practice_follows_the_way_of_signing_in(driver: Driver) -> None:
    driver.click("startPractice")
    driver.until(lambda: driver.journey.current.id == "begin")
    driver.quiet()
    t = driver.window.context.t
    driver.click("signInWay-device")
    driver.until(lambda: driver.find("practiceNote").text() == t("begin-practice-note", way="device", account=""))
    driver.click("signInWay-browser")
    driver.until(lambda: driver.find("practiceNote").text() != t("begin-practice-note", way="device", account=""))


def hostile_copy(path: Path) -> str:
    """Save the sample with markup in every name and address of a person; return what stands in the names."""
    import msgspec

    from wizard.support_file.archive import encode, pack, save
    from wizard.support_file.model import Case

    markup = '<img src="file://server.example/share/x.png"> &lt;b&gt; '
    case = read(SAMPLE)
    assert case.directory is not None
    names = {value for person in case.directory.people for value in person.values if value and " " in value}
    names |= {group.display_name for group in case.directory.groups}

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: changed(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [changed(item) for item in value]
        return markup + value if value in names else value

    raw = {name: getattr(case, name) for name in Case.__struct_fields__}
    for name in ("directory", "cloudgate", "plan", "log", "kept", "setup"):
        if raw.get(name) is not None:
            raw[name] = msgspec.convert(changed(msgspec.to_builtins(raw[name])), type(raw[name]))
    save(pack(encode(Case(**raw))), path)
    return markup


def test_a_hostile_file_puts_no_markup_into_tooltips_and_labels(driver: Driver, tmp_path: Path) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

    path = tmp_path / "hostile.cgsupport"
    markup = hostile_copy(path)
    driver.page.open_file(path)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    cells = 0
    for step in ("credentials", "application", "assign", "connect", "users", "groups", "scope", "preview", "watch"):
        driver.window.context.controller.go(step)
        driver.quiet()
        for widget in driver.window.findChildren(QWidget):
            assert "<img" not in widget.toolTip(), (step, widget.objectName())
            if isinstance(widget, QLabel) and "<img" in widget.text():
                assert widget.textFormat() == Qt.TextFormat.PlainText, (step, widget.objectName())
            if isinstance(widget, QAbstractItemView) and widget.isVisible() and (model := widget.model()) is not None:
                for row in range(min(model.rowCount(), 200)):
                    for column in range(model.columnCount()):
                        index = model.index(row, column)
                        cells += markup.split()[0] in str(index.data() or "")
                        assert "<img" not in str(index.data(Qt.ItemDataRole.ToolTipRole) or ""), (step, row, column)
    assert cells > 10, "the names were seen"


def test_a_change_is_tried_proposed_taken_over_and_applied(driver: Driver, tmp_path: Path) -> None:
    """Support opens the file of a setup, changes a mapping in a practice company made from it, and answers with that."""
    from wizard.core.tasks import Task
    from wizard.journey.services.job_schema import read_schema
    from wizard.ui.shell.cases import save_proposal
    from wizard.ui.widgets.differences import CompareDialog
    from wizard.ui.widgets.proposal import ProposalDialog

    controller = driver.window.context.controller
    driver.begin_at("preview")
    setup_id = controller.setup_id

    dialog = dialog_of(driver)
    case, answer = tmp_path / "case.cgsupport", tmp_path / "answer.cgsupport"
    dialog.make(case)
    driver.until(lambda: dialog.note.isVisible())
    dialog.reject()
    controller.go("start")
    driver.quiet()
    driver.page.open_file(case)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    assert driver.journey.state("connect") == "done"

    driver.click("caseRequests")
    assert driver.find("exchangeTable").rows.rowCount() > 20
    driver.click("exchangeClose")
    driver.click("caseCompare")
    compared = driver.window.findChild(CompareDialog)
    compared.compare_with(case)
    driver.until(lambda: compared.list.lines == (driver.window.context.t("support-cli-compared", count=0),))
    compared.compare_with(tmp_path / "missing.cgsupport")
    driver.until(lambda: compared.note.isVisible())
    compared.reject()

    driver.click("caseTry")
    driver.until(lambda: controller.trying)
    driver.quiet()
    controller.go("users")
    driver.quiet()
    table = driver.find("mappings")
    table.select_row(next(row for row in driver.page.rows if row.target == "title"))
    driver.find("expression").setPlainText("[department]")
    driver.until(lambda: driver.journey.answers.user_rows is not None)
    driver.quiet()
    save_proposal(driver.page, answer)
    driver.until(answer.is_file)
    driver.quiet()
    driver.click("caseLeave")
    driver.until(lambda: driver.journey.current.id == "start")

    driver.page.open_file(answer)
    driver.until(lambda: driver.page.problem.isVisible())
    assert driver.page.problem._what.text() == driver.window.context.t("error-support-proposal-alone")
    driver.click(f"continue-{setup_id}")
    driver.until(lambda: controller.setup_id == setup_id)
    driver.quiet()
    controller.go("start")
    driver.quiet()
    driver.page.open_file(answer)
    driver.until(lambda: driver.page.problem.isVisible())
    assert driver.page.problem._what.text() == driver.window.context.t("error-support-sign-in-first")
    # The practice company was stopped when the file was opened, and came back as it was; only the sign-in has ended.
    controller.go("begin")
    driver.quiet()
    driver.click("signIn")
    driver.quiet()
    assert driver.journey.state("application") == "done"
    controller.go("start")
    driver.quiet()
    driver.page.open_file(answer)
    driver.until(lambda: driver.window.findChild(ProposalDialog) is not None)
    offered = driver.window.findChild(ProposalDialog)
    assert len(offered.lines) == 1 and offered.lines[0] == (
        "User mapping for title: the source changes from [jobTitle] to [department]."
    )
    driver.click("proposalTake")
    driver.click("proposalClose")
    assert driver.journey.state("users") != "done"
    controller.go("users")
    driver.quiet()
    driver.click("saveMappings")
    driver.until(lambda: driver.journey.state("users") == "done")
    schema = read_schema(Task(), driver.window.context.services, driver.journey.answers)
    assert next(row for row in schema.mapping("User").rows if row.target == "title").expression == "[department]"


def test_a_company_of_a_file_is_off_and_says_what_is_not_saved(driver: Driver) -> None:
    driver.page.open_file(SAMPLE)
    driver.until(lambda: driver.window.case_bar.isVisible())
    driver.quiet()
    account = driver.window.rail._account.text().replace("was signed", "signed")
    controller = driver.window.context.controller
    driver.click("caseTry")
    driver.until(lambda: controller.trying)
    driver.quiet()
    assert driver.window.rail._account.text() == account, "the company is used with the account of the file"
    propose, t = driver.window.case_bar.propose, driver.window.context.t
    controller.go("watch")
    driver.quiet()
    assert not propose.isEnabled() and propose.toolTip() == t("support-propose-nothing")
    controller.go("users")
    driver.quiet()
    driver.find("mappings").select_row(next(row for row in driver.page.rows if row.target == "title"))
    driver.find("expression").setPlainText("[department]")
    driver.until(lambda: driver.journey.answers.user_rows is not None)
    driver.quiet()
    controller.go("turnon")
    driver.quiet()
    assert "User mappings" in driver.find("unsettledWhat").text() and driver.find("toStep-7").isEnabled()
    assert driver.find("summary-users").text().endswith("; your changes are not saved yet")
    assert propose.isEnabled()
    driver.until(lambda: "health" in controller.extras)
    controller.go("health")
    driver.until(lambda: controller.extra == "health" and driver.page.health is not None)
    driver.quiet()
    assert driver.find("offHere").text() == t("health-off-tried"), "support has not turned it off"
    controller.go("turnon")
    driver.quiet()
    assert driver.find("turnOn").isEnabled() and not driver.find("next").isEnabled(), "provisioning is off"


def test_what_entra_answers_is_recorded_beside_it(driver: Driver, tmp_path: Path) -> None:
    from wizard.support_file.recording.file import read as read_recording

    driver.begin_at("application")
    dialog = dialog_of(driver)
    card = dialog.record
    assert not card.entra.isChecked() and card.entra.isEnabled() and not card.cloudgate.isEnabled(), "off by default"
    assert "one read request of each kind" in card.findChild(QLabel, "recordHelp").text()
    card.entra.click()
    card.cloudgate.click()
    token, domain = (
        driver.window.context.services.practice.token.reveal(),
        driver.window.context.services.practice.domain,
    )
    (tmp_path / "case.recording.zip").write_bytes(b"somebody's file")
    dialog.make(tmp_path / "case.cgsupport")
    assert not card.entra.isEnabled(), "nothing can be changed while it runs"
    driver.until(lambda: dialog.note.isVisible(), 120)
    assert "case-2.recording.zip" in dialog.note._text.text()
    assert read(tmp_path / "case.cgsupport").setup is not None
    assert (tmp_path / "case.recording.zip").read_bytes() == b"somebody's file"
    found = read_recording(tmp_path / "case-2.recording.zip")
    assert {"graph/users-list/01-recorded-users-list", "scim/answers/01-recorded-scim-config"} <= found.keys()
    reasons = {one["call"]: one["reason"] for one in found["recording"]["tried"]}
    assert reasons["jobs-list"] == "no-application", "the application is not there yet, and that is told"
    assert token not in str(found) and domain not in str(found)
    assert card.entra.isEnabled()


def test_who_cancels_a_recording_has_no_file(driver: Driver, tmp_path: Path) -> None:
    driver.begin_at("application")
    dialog = dialog_of(driver)
    dialog.record.entra.click()
    told = dialog._told

    def cancelling(progress: Any) -> None:
        told(progress)
        if progress.key == "recording-asking":
            dialog.reject()

    dialog._told = cancelling
    dialog.make(tmp_path / "case.cgsupport")
    driver.until(lambda: dialog._job is None, 120)
    assert list(tmp_path.glob("case*")) == []
    assert dialog.isVisible() and dialog.save.isEnabled()


def test_without_a_sign_in_nothing_can_be_recorded(driver: Driver) -> None:
    driver.click("startPractice", 90)
    driver.until(lambda: driver.journey.current.id == "begin")
    driver.quiet()
    card = dialog_of(driver).record
    assert not card.entra.isEnabled() and card.wanted == (False, False)
    assert "sign-in" in card.findChild(QLabel, "recordHelp").text()
