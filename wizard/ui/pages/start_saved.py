"""The card of saved setups on step 1: each can be continued, renamed, and removed with its token."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wizard.core.errors import KeyStoreError
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, Chip, LinkButton, button, clear, label
from wizard.ui.widgets.problem import Banner

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.journey.claims import Claims
    from wizard.journey.context import Context
    from wizard.journey.machine import SavedSetup
    from wizard.journey.model import Step
    from wizard.journey.setups import Listing, SetupStore
    from wizard.ui.pages.start import StepPage


ROWS = 25
"""Saved setups that are shown at once: a row is several controls, and making a thousand of them takes seconds."""

LONGEST_NAME = 80
"""Characters of a setup's name."""


class NameField(QLineEdit):
    """Return takes the name, and nothing else: it does not reach the window's default button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class SavedSetups(QWidget):
    """The saved setups, newest first, and what cannot be read of them.

    Args:
        page: whose work, errors and controller are used.
        opened: called with the setup that the person goes on with, once it is open for writing.

    ``listed`` tells whether there are any.
    """

    listed = Signal(bool)

    def __init__(self, page: StepPage, opened: Callable[[SavedSetup], None]) -> None:
        super().__init__()
        self._page, self._opened, self.t = page, opened, page.t
        self._removing, self._renaming = "", ""
        self._most = ROWS
        self._listing: Listing | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        self.card = Card(self.t("start-saved-title"), name="savedSetups")
        rows = QWidget()
        self._rows = QVBoxLayout(rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.card.add_flush(rows)
        self.more = LinkButton(self.t("start-more", count=ROWS, left=ROWS), self._show_more, name="moreSetups")
        self._more_row = QWidget()
        below = QHBoxLayout(self._more_row)
        below.setContentsMargins(px(14), px(8), px(14), px(10))
        below.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._more_row.hide()
        self.card.add_flush(self._more_row)
        self.card.hide()
        self.unreadable = Banner(name="unreadable")
        self.unreadable.hide()
        box.addWidget(self.card)
        box.addWidget(self.unreadable)
        self.hide()

    def read(self) -> None:
        """List the folder's setups."""
        page = self._page
        page.run(_list, page.context.setups, page.context.controller.claims, on_result=self.show_setups, key="list")

    # --- rows

    def show_setups(self, listing: Listing) -> None:
        """Show what was listed; the setup that is open is left out."""
        clear(self._rows)
        self._listing = listing
        current = self._page.context.controller.setup_id
        setups = [setup for setup in listing.setups if setup.id != current]
        left = len(setups) - self._most
        self._more_row.setVisible(left > 0)
        self.more.setText(self.t("start-more", count=min(left, ROWS), left=left))
        damaged = [path.stem for path, error in listing.unreadable if error.code == "setup-damaged"]
        rows = [*map(self._row, setups[: self._most]), *map(self._damaged_row, damaged)]
        for row in rows:
            row.setProperty("last", "true" if row is rows[-1] else "false")
            self._rows.addWidget(row)
        self.card.setVisible(bool(rows))
        self.listed.emit(bool(rows))
        newer = [error for _path, error in listing.unreadable if error.code != "setup-damaged"]
        problems = [self._page.context.texts.problem(error) for error in newer]
        if problems:
            lines = [f"{problem.what}. {problem.next}" for problem in problems]
            self.unreadable.say(self.t("start-unreadable", count=len(problems)), "\n".join(lines), tone="warn")
        else:
            self.unreadable.hide()
        self.setVisible(bool(rows or problems))  # an empty one would take its spacing
        self._focus_question()

    def _focus_question(self) -> None:
        name = f"removeNo-{self._removing}" if self._removing else f"name-{self._renaming}" if self._renaming else ""
        asked = self.findChild(QWidget, name) if name else None
        if asked is not None:
            asked.show()
            asked.setFocus()
            if isinstance(asked, QLineEdit):
                asked.selectAll()

    def _show_more(self) -> None:
        self._most += ROWS
        if self._listing is not None:
            self.show_setups(self._listing)

    def _row(self, setup: SavedSetup) -> QFrame:
        step = self._page.journey.step(setup.snapshot.current)
        place = self.t("start-saved-place", number=step.number, title=self.t(f"step-{step.id}-title"))
        hint = f"{place} · {_when(setup.changed)}"
        renaming = self._renaming == setup.id
        row, box, head = self._bare_row(setup.id, "" if renaming else setup.name, hint)
        if renaming:
            self._ask_name(head, setup)
        if setup.practice and not renaming:
            head.insertWidget(1, Chip(self.t("start-practice-chip"), "info"))
        if self._add_question(box, setup.id, lambda: self._remove(setup.id, _tokens_of(setup))):
            return row
        if not renaming:
            rename = LinkButton(self.t("start-rename"), lambda: self._ask(renaming=setup.id), name=f"rename-{setup.id}")
            rename.setAccessibleName(f"{rename.text()}: {setup.name}")
            box.addWidget(rename)
        remove = LinkButton(self.t("start-remove"), lambda: self._ask(removing=setup.id), name=f"remove-{setup.id}")
        remove.setAccessibleName(f"{remove.text()}: {setup.name}")
        go_on = button(self.t("start-continue"), lambda: self.continue_setup(setup), name=f"continue-{setup.id}")
        go_on.setAccessibleName(f"{go_on.text()}: {setup.name}, {place}")
        box.addWidget(remove)
        box.addWidget(go_on)
        return row

    def _damaged_row(self, setup_id: str) -> QFrame:
        """Return the row of a file that cannot be read: it can be removed, with its token."""
        name = self.t("start-damaged", id=setup_id)
        row, box, head = self._bare_row(setup_id, name, self.t("start-damaged-text"))
        head.insertWidget(1, Chip(self.t("start-damaged-chip"), "bad"))
        if not self._add_question(box, setup_id, lambda: self._remove(setup_id, None)):
            remove = LinkButton(self.t("start-remove"), lambda: self._ask(removing=setup_id), name=f"remove-{setup_id}")
            remove.setAccessibleName(f"{remove.text()}: {name}")
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
        if name:
            head.addWidget(label(name, "strong", wrap=False))
        head.addStretch(1)
        words.addLayout(head)
        words.addWidget(label(hint, "hint"))
        box.addLayout(words, 1)
        return row, box, head

    # --- its name

    def _ask_name(self, head: QHBoxLayout, setup: SavedSetup) -> None:
        field = NameField(setup.name)
        field.setObjectName(f"name-{setup.id}")
        field.setAccessibleName(self.t("start-rename-field"))
        field.setMaxLength(LONGEST_NAME)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A shortcut, not returnPressed: the key would go on to the window and press its default button, Next.
            save_it = QShortcut(QKeySequence(key), field)
            save_it.setContext(Qt.ShortcutContext.WidgetShortcut)
            save_it.activated.connect(lambda: self._rename(setup, field.text()))
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), field)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(self._ask)
        head.insertWidget(0, field, 1)
        save = LinkButton(self.t("start-rename-save"), lambda: self._rename(setup, field.text()), name="renameSave")
        cancel = LinkButton(self.t("start-rename-cancel"), self._ask, name="renameCancel")
        head.insertWidget(1, save)
        head.insertWidget(2, cancel)

    def _rename(self, setup: SavedSetup, text: str) -> None:
        name = " ".join(text.split())
        self._renaming = ""
        if not name or name == setup.name:
            self.read()
            return
        page = self._page
        page.run(
            _rename, page.context.setups, page.context.controller.claims, setup.id, name,
            on_result=self.show_setups, on_error=self._failed,
        )  # fmt: skip

    # --- removing

    def _add_question(self, box: QHBoxLayout, setup_id: str, remove: Callable[[], None]) -> bool:
        """Add the question whether a setup is to be removed, if it is asked; tell whether it is."""
        if self._removing != setup_id:
            return False
        box.addWidget(label(self.t("start-remove-sure"), "hint", wrap=False))
        box.addWidget(button(self.t("start-remove-yes"), remove, name=f"removeYes-{setup_id}", kind="danger"))
        box.addWidget(button(self.t("start-remove-no"), self._ask, name=f"removeNo-{setup_id}"))
        return True

    def _ask(self, *, removing: str = "", renaming: str = "") -> None:
        """Show the question about one setup, or none any more."""
        self._removing, self._renaming = removing, renaming
        self.read()

    def _remove(self, setup_id: str, tokens: tuple[str, ...] | None) -> None:
        """Remove a setup and its token; ``None`` for the tokens of a damaged one, of which the store knows more."""
        page = self._page
        self._removing = ""
        page.problem.hide()

        def failed(error: WizardError) -> None:
            if not isinstance(error, KeyStoreError):
                self._failed(error)
                return
            self.read()
            page.failed = error
            words = page.context.texts.problem(error)
            leave = LinkButton(
                self.t("start-remove-without"), lambda: self._remove_without_token(setup_id, tokens),
                name="removeWithoutToken",
            )  # fmt: skip
            page.problem.show_problem(
                words.what, words.why, self.t("start-remove-stuck"), page.support_details(error), exchange=False,
                ways_on=[leave],
            )  # fmt: skip

        page.run(
            _remove_setup, page.context.setups, page.context.controller.claims, page.context.services, setup_id, tokens,
            on_result=self.show_setups, on_error=failed,
        )  # fmt: skip

    def _remove_without_token(self, setup_id: str, tokens: tuple[str, ...] | None) -> None:
        """Remove a setup whose token cannot be removed, and say where that still is."""
        page = self._page
        page.problem.hide()

        def removed(result: tuple[Listing, str]) -> None:
            from wizard.secrets.keystore import entry_name

            listing, token = result
            self.show_setups(listing)
            words = self.t("start-token-stays-text", entry=entry_name(token))
            page.problem.say(self.t("start-token-stays"), words, tone="warn")

        page.run(_remove_only, page.context.setups, page.context.controller.claims, setup_id, tokens, on_result=removed)

    # --- going on

    def continue_setup(self, setup: SavedSetup) -> None:
        """Go on where a setup stopped; the practice company is started first if the setup lives there."""
        page = self._page
        if page.must_stay():
            return
        page.run(
            _reopen, page.context.services, page.context.setups, page.context.controller.claims, page.journey.steps,
            setup.id, on_result=self._opened, on_error=self._failed, key="open",
            busy="start-practice-starting" if setup.practice else "",
        )  # fmt: skip

    def _failed(self, error: WizardError) -> None:
        self.read()
        self._page.show_error(error)


def _when(changed: str) -> str:
    """Return a time as the person's system writes it."""
    moment = datetime.fromisoformat(changed).astimezone(UTC)
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale.system().toString(local, QLocale.FormatType.ShortFormat)


def _tokens_of(setup: SavedSetup) -> tuple[str, ...]:
    from wizard.journey.services.token import may_have_token

    answers = setup.snapshot.answers
    return (answers.token_reference,) if may_have_token(answers) else ()


def _list(task: Task, setups: Callable[[], SetupStore], claims: Claims) -> Listing:
    store = setups()
    claims.sweep(store.folder)
    return store.list()


def _rename(task: Task, setups: Callable[[], SetupStore], claims: Claims, setup_id: str, name: str) -> Listing:
    """Give a setup another name, unless another program has it open."""
    store = setups()
    claims.take(store.folder, setup_id)
    try:
        store.save(replace(store.load(setup_id), name=name))
    finally:
        claims.release(setup_id)
    return store.list()


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
        store.forget_token(setup_id)
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
    from wizard.ui.shell.setup_files import take_setup

    setup = take_setup(task, setups, claims, setup_id)
    try:
        if not setup.practice and services.practice is not None:
            services.close()
        keep = setups().practice_path(setup.id) if setup.practice else None
        journal = Journal()
        journal.use(setups().journal_path(setup.id), setup.id)
        snapshot = reopen(
            services, steps, setup.snapshot, practice=setup.practice, keep=keep, journal=journal,
            waiting=lambda: task.report("start-practice-waiting"),
        )  # fmt: skip
    except BaseException:
        claims.release(setup_id)
        raise
    return replace(setup, snapshot=snapshot)
