"""Step 1: a new setup, one that was begun before, or the practice company."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wizard.errors import KeyStoreError
from wizard.ui.pages.base import Page
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, Chip, LinkButton, button, clear, label
from wizard.ui.widgets.problem import Banner

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from wizard.errors import WizardError
    from wizard.journey.context import Context, Practice
    from wizard.journey.model import Step
    from wizard.journey.setups import Listing, SavedSetup, SetupStore
    from wizard.tasks import Task
    from wizard.ui.context import UiContext


ROWS = 25
"""Saved setups that are shown at once: a row is several controls, and making a thousand of them takes seconds."""


class StepPage(Page):
    """Every choice leads on by itself; Next goes on with the setup that is open, or begins a new one."""

    step_id: ClassVar[str] = "start"
    has_show_me: ClassVar[bool] = False

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._removing: SavedSetup | None = None
        choices = QHBoxLayout()
        choices.setSpacing(px(14))
        self.new = button(self.t("start-new-button"), self.start_new, name="newSetup")
        choices.addWidget(self._choice("start-new-title", "start-new-text", self.new), 1)
        if context.services.start_practice is not None:
            self.practise = button(self.t("start-practice-button"), self.start_practice, name="startPractice")
            choices.addWidget(self._choice("start-practice-title", "start-practice-text", self.practise), 1)
        self.open = button(self.t("support-open-button"), self.choose_file, name="openSupport")
        choices.addWidget(self._choice("support-open", "support-open-text", self.open), 1)
        self.body.addLayout(choices)
        self.saved = Card(self.t("start-saved-title"), name="savedSetups")
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.saved.add_flush(self._list)
        self._most = ROWS
        self._listing: Listing | None = None
        self.more = LinkButton(self.t("start-more", count=ROWS, left=ROWS), self._show_more, name="moreSetups")
        self._more_row = QWidget()
        below = QHBoxLayout(self._more_row)
        below.setContentsMargins(px(14), px(8), px(14), px(10))
        below.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._more_row.hide()
        self.saved.add_flush(self._more_row)
        self.saved.hide()
        self.unreadable = Banner(name="unreadable")
        self.unreadable.hide()
        self.body.addWidget(self.saved)
        self.body.addWidget(self.unreadable)
        self.body.addStretch(1)

    def _choice(self, title: str, text: str, action: QWidget) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "choice")
        box = QVBoxLayout(frame)
        box.setContentsMargins(px(18), px(16), px(18), px(16))
        box.setSpacing(px(6))
        box.addWidget(label(self.t(title), "strong"))
        words = label(self.t(text), "lead")
        words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        box.addWidget(words, 1)
        box.addSpacing(px(4))
        box.addWidget(action, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def enter(self) -> None:
        # After the first paint: reading the folder is the work of another thread, but Python runs one at a time.
        QTimer.singleShot(0, self, self._list_setups)

    def _list_setups(self) -> None:
        self.run(_list_setups, self.context.setups, on_result=self._show_setups, key="list")

    def can_next(self) -> bool:
        return True

    def next_pressed(self) -> None:
        if self.context.controller.setup_id:
            self.context.controller.advance()
        else:
            self.start_new()

    def first_focus(self) -> QWidget | None:
        return None

    # --- new, practice

    def start_new(self) -> None:
        """Begin a setup for a real tenant."""
        self._begin(self.t("start-new-name"), practice=False)

    def start_practice(self) -> None:
        """Begin a setup in the practice company, which is started first."""
        from wizard.journey.setups import SetupStore

        self.run(
            _start_practice, self.context.services, self.context.setups, SetupStore.new_id(),
            on_result=self._practice_ready, busy="start-practice-starting",
        )  # fmt: skip

    def _practice_ready(self, made: tuple[str, Practice]) -> None:
        setup_id, company = made
        self._begin(self.t("start-practice-name"), practice=True, company=company, setup_id=setup_id)

    def _begin(
        self, name: str, *, practice: bool, company: Practice | None = None, setup_id: str = ""
    ) -> None:  # fmt: skip
        from wizard.journey.answers import Answers
        from wizard.journey.machine import Snapshot
        from wizard.journey.setups import SetupStore

        controller = self.context.controller
        if not practice and self.context.services.practice is not None:
            self.run(_leave_practice, self.context.services, key="leave")
        controller.begin(setup_id or SetupStore.new_id(), name, practice=practice)
        self.journey.restore(Snapshot(self.step_id, self.step_id, Answers()))
        if company is not None:
            self._use_company(company)
        controller.advance()

    def _open(self, setup: SavedSetup) -> None:
        controller = self.context.controller
        controller.open(setup)
        if self.journey.current.id == self.step_id:  # it was left on this page, which is no place to go on
            controller.go(setup.snapshot.reached)
        if self.journey.current.id == self.step_id:
            controller.advance()

    def _use_company(self, company: Practice) -> None:
        self.journey.answer(cloud=company.cloud.id, tenant=company.domain, tenant_url=company.tenant_url)

    # --- support files

    def choose_file(self) -> None:
        """Let the person choose a support file."""
        from wizard.ui.cases import choose_case

        choose_case(self)

    def open_file(self, path: Path) -> None:
        """Open a support file."""
        from wizard.ui.cases import open_case

        open_case(self, path)

    # --- saved setups

    def _show_setups(self, listing: Listing) -> None:
        clear(self._rows)
        current = self.context.controller.setup_id
        shown = [setup for setup in listing.setups if setup.id != current]
        shown = self._begin_with(shown, listing)
        for number, setup in enumerate(shown):
            self._rows.addWidget(self._row(setup, last=number == len(shown) - 1))
        self.saved.setVisible(bool(shown))
        if self._removing is not None:
            keep = self.findChild(QPushButton, f"removeNo-{self._removing.id}")
            if keep is not None:
                keep.show()
                keep.setFocus()
        if listing.unreadable:
            problems = [self.context.texts.problem(error) for _path, error in listing.unreadable]
            lines = [f"{problem.what}. {problem.next}" for problem in problems]
            what = self.t("start-unreadable", count=len(problems))
            self.unreadable.say(what, "\n".join(lines), tone="warn")
        else:
            self.unreadable.hide()

    def _begin_with(self, setups: list[SavedSetup], listing: Listing) -> list[SavedSetup]:
        """Return the newest setups, as many as are shown at once; a link shows more of them."""
        self._listing = listing
        left = len(setups) - self._most
        self._more_row.setVisible(left > 0)
        self.more.setText(self.t("start-more", count=min(left, ROWS), left=left))
        self.more.setAccessibleName(self.more.text())
        return setups[: self._most]

    def _show_more(self) -> None:
        self._most += ROWS
        if self._listing is not None:
            self._show_setups(self._listing)

    def _row(self, setup: SavedSetup, *, last: bool) -> QFrame:
        step = self.journey.step(setup.snapshot.current)
        row = QFrame()
        row.setObjectName(f"setup-{setup.id}")
        row.setProperty("role", "row")
        row.setProperty("last", "true" if last else "false")
        box = QHBoxLayout(row)
        box.setContentsMargins(px(14), px(9), px(14), px(9))
        box.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(label(setup.name, "strong", wrap=False))
        if setup.practice:
            head.addWidget(Chip(self.t("start-practice-chip"), "info"))
        head.addStretch(1)
        words.addLayout(head)
        place = self.t("start-saved-place", number=step.number, title=self.t(f"step-{step.id}-title"))
        words.addWidget(label(f"{place} · {_when(setup.changed)}", "hint"))
        box.addLayout(words, 1)
        asking = self._removing is not None and self._removing.id == setup.id
        if asking:
            box.addWidget(label(self.t("start-remove-sure"), "hint", wrap=False))
            box.addWidget(
                button(self.t("start-remove-yes"), self._remover(setup), name=f"removeYes-{setup.id}", kind="danger")
            )
            box.addWidget(button(self.t("start-remove-no"), self._ask_nothing, name=f"removeNo-{setup.id}"))
        else:
            remove = LinkButton(self.t("start-remove"), self._asker(setup), name=f"remove-{setup.id}")
            remove.setAccessibleName(f"{remove.text()}: {setup.name}")
            go_on = button(self.t("start-continue"), self._opener(setup), name=f"continue-{setup.id}")
            go_on.setAccessibleName(f"{go_on.text()}: {setup.name}, {place}")
            box.addWidget(remove)
            box.addWidget(go_on)
        return row

    def _opener(self, setup: SavedSetup) -> Callable[[], None]:
        return lambda: self.continue_setup(setup)

    def _asker(self, setup: SavedSetup) -> Callable[[], None]:
        return lambda: self._ask(setup)

    def _remover(self, setup: SavedSetup) -> Callable[[], None]:
        return lambda: self._remove(setup)

    def _ask(self, setup: SavedSetup) -> None:
        self._removing = setup
        self.enter()

    def _ask_nothing(self) -> None:
        self._removing = None
        self.enter()

    def _remove(self, setup: SavedSetup) -> None:
        self._removing = None
        self.problem.hide()

        def failed(error: WizardError) -> None:
            self.enter()
            if not isinstance(error, KeyStoreError):
                self.show_error(error)
                return
            self.failed = error
            words = self.context.texts.problem(error)
            leave = LinkButton(
                self.t("start-remove-without", name=setup.name),
                lambda: self._remove_without_token(setup), name="removeWithoutToken",
            )  # fmt: skip
            self.problem.show_problem(
                words.what, words.why, self.t("start-remove-stuck"), self.support_details(error), exchange=False,
                ways_on=[leave],
            )  # fmt: skip

        services = self.context.services
        self.run(_remove_setup, self.context.setups, services, setup, on_result=self._show_setups, on_error=failed)

    def _remove_without_token(self, setup: SavedSetup) -> None:
        """Remove a setup whose token cannot be removed, and say where that still is."""
        self.problem.hide()

        def removed(listing: Listing) -> None:
            from wizard.secrets.keystore import entry_name

            self._show_setups(listing)
            words = self.t("start-token-stays-text", entry=entry_name(setup.snapshot.answers.token_reference))
            self.problem.say(self.t("start-token-stays"), words, tone="warn")

        self.run(_delete_setup, self.context.setups, setup, on_result=removed)

    def continue_setup(self, setup: SavedSetup) -> None:
        """Go on where a setup stopped; the practice company is started first if the setup lives there."""
        self.run(
            _reopen, self.context.services, self.context.setups, self.journey.steps, setup,
            on_result=self._open, key="open",
            busy="start-practice-starting" if setup.practice else "",
        )  # fmt: skip


def _when(changed: str) -> str:
    """Return a time as the person's system writes it."""
    moment = datetime.fromisoformat(changed).astimezone(UTC)
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale.system().toString(local, QLocale.FormatType.ShortFormat)


def _list_setups(task: Task, setups: Callable[[], SetupStore]) -> Listing:
    return setups().list()


def _remove_setup(task: Task, setups: Callable[[], SetupStore], services: Context, setup: SavedSetup) -> Listing:
    from wizard.journey.steps.credentials import forget_token

    if setup.snapshot.answers.token_kept == "keystore":  # noqa: S105 - where it is kept
        forget_token(services, setup.snapshot.answers)
    return _delete_setup(task, setups, setup)


def _delete_setup(task: Task, setups: Callable[[], SetupStore], setup: SavedSetup) -> Listing:
    store = setups()
    store.delete(setup.id)
    return store.list()


def _start_practice(
    task: Task, services: Context, setups: Callable[[], SetupStore], setup_id: str
) -> tuple[str, Practice]:  # fmt: skip
    return setup_id, services.use_practice(setups().practice_path(setup_id))


def _reopen(
    task: Task, services: Context, setups: Callable[[], SetupStore], steps: Sequence[Step], setup: SavedSetup
) -> SavedSetup:  # fmt: skip
    """Return a setup as it is true now, with its practice company running or none."""
    from wizard.journey.reopening import reopen

    if not setup.practice and services.practice is not None:
        services.close()
    keep = setups().practice_path(setup.id) if setup.practice else None
    snapshot = reopen(services, steps, setup.snapshot, practice=setup.practice, keep=keep)
    return replace(setup, snapshot=snapshot)


def _leave_practice(task: Task, services: Context) -> None:
    services.close()
