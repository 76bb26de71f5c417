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
    from wizard.journey.claims import Claims
    from wizard.journey.context import Context, Practice
    from wizard.journey.machine import SavedSetup
    from wizard.journey.model import Step
    from wizard.journey.setups import Listing, SetupStore
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
        self._removing = ""
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
        claims = self.context.controller.claims
        self.run(_list_setups, self.context.setups, claims, on_result=self._show_setups, key="list")

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

        if self._must_stay():
            return
        self.run(
            _start_practice, self.context.services, self.context.setups, self.context.controller.claims,
            SetupStore.new_id(),
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
        if self._must_stay():
            return
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
        # An application that another company was given moments ago is not waited for in this one.
        self.journey.answer(
            cloud=company.cloud.id, tenant=company.domain, tenant_url=company.tenant_url,
            application_added="", application_asked="", application_known=(),
        )  # fmt: skip

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
        damaged = [path.stem for path, error in listing.unreadable if error.code == "setup-damaged"]
        rows = [*map(self._row, shown), *map(self._damaged_row, damaged)]
        for row in rows:
            row.setProperty("last", "true" if row is rows[-1] else "false")
            self._rows.addWidget(row)
        self.saved.setVisible(bool(rows))
        if self._removing:
            keep = self.findChild(QPushButton, f"removeNo-{self._removing}")
            if keep is not None:
                keep.show()
                keep.setFocus()
        newer = [error for _path, error in listing.unreadable if error.code != "setup-damaged"]
        if newer:
            problems = [self.context.texts.problem(error) for error in newer]
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
        return setups[: self._most]

    def _show_more(self) -> None:
        self._most += ROWS
        if self._listing is not None:
            self._show_setups(self._listing)

    def _row(self, setup: SavedSetup) -> QFrame:
        step = self.journey.step(setup.snapshot.current)
        place = self.t("start-saved-place", number=step.number, title=self.t(f"step-{step.id}-title"))
        row, box, head = self._bare_row(setup.id, setup.name, f"{place} · {_when(setup.changed)}")
        if setup.practice:
            head.insertWidget(1, Chip(self.t("start-practice-chip"), "info"))
        if not self._add_question(box, setup.id, lambda: self._remove(setup.id, _tokens_of(setup))):
            remove = LinkButton(self.t("start-remove"), lambda: self._ask(setup.id), name=f"remove-{setup.id}")
            remove.setAccessibleName(f"{remove.text()}: {setup.name}")
            go_on = button(self.t("start-continue"), self._opener(setup), name=f"continue-{setup.id}")
            go_on.setAccessibleName(f"{go_on.text()}: {setup.name}, {place}")
            box.addWidget(remove)
            box.addWidget(go_on)
        return row

    def _damaged_row(self, setup_id: str) -> QFrame:
        """Return the row of a file that cannot be read: it can be removed, with its token."""
        row, box, head = self._bare_row(setup_id, self.t("start-damaged", id=setup_id), self.t("start-damaged-text"))
        head.insertWidget(1, Chip(self.t("start-damaged-chip"), "bad"))
        if not self._add_question(box, setup_id, lambda: self._remove(setup_id, None)):
            remove = LinkButton(self.t("start-remove"), lambda: self._ask(setup_id), name=f"remove-{setup_id}")
            remove.setAccessibleName(f"{remove.text()}: {self.t('start-damaged', id=setup_id)}")
            box.addWidget(remove)
        return row

    def _bare_row(self, setup_id: str, name: str, hint: str) -> tuple[QFrame, QHBoxLayout, QHBoxLayout]:
        """Return a row, the layout of its buttons, and that of its first line."""
        row = QFrame()
        row.setObjectName(f"setup-{setup_id}")
        row.setProperty("role", "row")
        box = QHBoxLayout(row)
        box.setContentsMargins(px(14), px(9), px(14), px(9))
        box.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(label(name, "strong", wrap=False))
        head.addStretch(1)
        words.addLayout(head)
        words.addWidget(label(hint, "hint"))
        box.addLayout(words, 1)
        return row, box, head

    def _add_question(self, box: QHBoxLayout, setup_id: str, remove: Callable[[], None]) -> bool:
        """Add the question whether a setup is to be removed, if it is asked; tell whether it is."""
        if self._removing != setup_id:
            return False
        box.addWidget(label(self.t("start-remove-sure"), "hint", wrap=False))
        box.addWidget(button(self.t("start-remove-yes"), remove, name=f"removeYes-{setup_id}", kind="danger"))
        box.addWidget(button(self.t("start-remove-no"), self._ask_nothing, name=f"removeNo-{setup_id}"))
        return True

    def _opener(self, setup: SavedSetup) -> Callable[[], None]:
        return lambda: self.continue_setup(setup)

    def _ask(self, setup_id: str) -> None:
        self._removing = setup_id
        self.enter()

    def _ask_nothing(self) -> None:
        self._removing = ""
        self.enter()

    def _remove(self, setup_id: str, tokens: tuple[str, ...] | None) -> None:
        """Remove a setup and its token; ``None`` for the tokens of a damaged one, of which the store knows more."""
        self._removing = ""
        self.problem.hide()

        def failed(error: WizardError) -> None:
            self.enter()
            if not isinstance(error, KeyStoreError):
                self.show_error(error)
                return
            self.failed = error
            words = self.context.texts.problem(error)
            leave = LinkButton(
                self.t("start-remove-without"), lambda: self._remove_without_token(setup_id, tokens),
                name="removeWithoutToken",
            )  # fmt: skip
            self.problem.show_problem(
                words.what, words.why, self.t("start-remove-stuck"), self.support_details(error), exchange=False,
                ways_on=[leave],
            )  # fmt: skip

        self.run(
            _remove_setup, self.context.setups, self.context.controller.claims, self.context.services, setup_id, tokens,
            on_result=self._show_setups, on_error=failed,
        )  # fmt: skip

    def _remove_without_token(self, setup_id: str, tokens: tuple[str, ...] | None) -> None:
        """Remove a setup whose token cannot be removed, and say where that still is."""
        self.problem.hide()

        def removed(result: tuple[Listing, str]) -> None:
            from wizard.secrets.keystore import entry_name

            listing, token = result
            self._show_setups(listing)
            words = self.t("start-token-stays-text", entry=entry_name(token))
            self.problem.say(self.t("start-token-stays"), words, tone="warn")

        controller = self.context.controller
        self.run(_remove_only, self.context.setups, controller.claims, setup_id, tokens, on_result=removed)

    def continue_setup(self, setup: SavedSetup) -> None:
        """Go on where a setup stopped; the practice company is started first if the setup lives there."""
        if self._must_stay():
            return
        self.run(
            _reopen, self.context.services, self.context.setups, self.context.controller.claims, self.journey.steps,
            setup.id, on_result=self._open, on_error=self._not_opened, key="open",
            busy="start-practice-starting" if setup.practice else "",
        )  # fmt: skip

    def _must_stay(self) -> bool:
        """Tell whether the setup that is open has answers that could not be saved; leaving it could lose them."""
        controller = self.context.controller
        error = controller.unsaved
        if error is not None:
            controller.save_again()
            self.show_error(error)
        return error is not None

    def _not_opened(self, error: WizardError) -> None:
        self.enter()
        self.show_error(error)


def _when(changed: str) -> str:
    """Return a time as the person's system writes it."""
    moment = datetime.fromisoformat(changed).astimezone(UTC)
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale.system().toString(local, QLocale.FormatType.ShortFormat)


def _tokens_of(setup: SavedSetup) -> tuple[str, ...]:
    from wizard.journey.token import may_have_token

    answers = setup.snapshot.answers
    return (answers.token_reference,) if may_have_token(answers) else ()


def _list_setups(task: Task, setups: Callable[[], SetupStore], claims: Claims) -> Listing:
    store = setups()
    claims.sweep(store.folder)
    return store.list()


def _start_practice(
    task: Task, services: Context, setups: Callable[[], SetupStore], claims: Claims, setup_id: str
) -> tuple[str, Practice]:
    store = setups()
    claims.take(store.folder, setup_id)  # before it is saved: the file of its company is somebody's
    try:
        return setup_id, services.use_practice(store.practice_path(setup_id))
    except BaseException:
        claims.release(setup_id)
        raise


def _remove_setup(
    task: Task,
    setups: Callable[[], SetupStore],
    claims: Claims,
    services: Context,
    setup_id: str,
    tokens: tuple[str, ...] | None,
) -> Listing:
    """Remove a setup with its token, unless another program has it open."""
    store = setups()
    claims.take(store.folder, setup_id)
    try:
        if services.practice is not None and services.practice_file == store.practice_path(setup_id):
            services.close()  # or it would write its file once more
        for token in store.tokens_of_damaged(setup_id) if tokens is None else tokens:
            services.keystore.delete(token)
        store.delete(setup_id)
    finally:
        claims.release(setup_id)
    return store.list()


def _remove_only(
    task: Task, setups: Callable[[], SetupStore], claims: Claims, setup_id: str, tokens: tuple[str, ...] | None
) -> tuple[Listing, str]:
    """Remove a setup without its token; return what that may be called."""
    store = setups()
    token = (store.tokens_of_damaged(setup_id) if tokens is None else tokens)[-1]
    claims.take(store.folder, setup_id)
    try:
        store.delete(setup_id)
    finally:
        claims.release(setup_id)
    return store.list(), token


def _reopen(
    task: Task,
    services: Context,
    setups: Callable[[], SetupStore],
    claims: Claims,
    steps: Sequence[Step],
    setup_id: str,
) -> SavedSetup:
    """Open a setup for writing and return it as it is true now, with its practice company running or none."""
    from wizard.history.recorder import Journal
    from wizard.journey.reopening import reopen
    from wizard.ui.controller import take_setup

    setup = take_setup(task, setups, claims, setup_id)
    try:
        if not setup.practice and services.practice is not None:
            services.close()
        keep = setups().practice_path(setup.id) if setup.practice else None
        journal = Journal()
        journal.use(setups().journal_path(setup.id), setup.id)
        snapshot = reopen(services, steps, setup.snapshot, practice=setup.practice, keep=keep, journal=journal)
    except BaseException:
        claims.release(setup_id)
        raise
    return replace(setup, snapshot=snapshot)


def _leave_practice(task: Task, services: Context) -> None:
    services.close()
