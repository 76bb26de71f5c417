"""The card of saved setups on step 1: each can be continued, renamed, and removed with its token."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wizard.ui.layout import SPACE, column, holder, row
from wizard.ui.pages.start_removal import SetupRemoval
from wizard.ui.pages.start_work import list_setups, rename_setup, reopen_setup, tokens_of
from wizard.ui.shell.setup_files import place as stopped_at
from wizard.ui.times import shown_time
from wizard.ui.widgets.basic import Card, Chip, clear
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.problem import Banner

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.errors import WizardError
    from wizard.journey.machine import SavedSetup
    from wizard.journey.setups import Listing
    from wizard.ui.pages.start import StepPage
    from wizard.ui.pages.start_row import Asks, SetupRow

ROWS = 25
"""Number of saved setups shown at once: a row has several controls, and creating a thousand rows takes seconds."""


class SavedSetups(QWidget):
    """The saved setups, newest first, and the unreadable ones.

    Args:
        page: The page that runs the work, shows errors and provides the controller.
        opened: Called with the setup to continue, once it is open for writing.

    ``listed`` carries whether there are any.
    """

    listed = Signal(bool)

    def __init__(self, page: StepPage, opened: Callable[[SavedSetup], None]) -> None:
        super().__init__()
        self._page, self._opened, self.t = page, opened, page.t
        self._asked: tuple[str, Asks] = ("", "")
        self._most = ROWS
        self._removal = SetupRemoval(page, self)
        self._listing: Listing | None = None
        self.card = Card(self.t("start-saved-title"), name="savedSetups")
        self._rows = column(gap=0)
        self.card.add_flush(holder(self._rows))
        self.more = LinkButton(self.t("start-more", count=ROWS, left=ROWS), self._show_more, name="moreSetups")
        self._more_row = holder(row(self.more, SPACE, margins=(14, 8, 14, 10)))
        self._more_row.hide()
        self.card.add_flush(self._more_row)
        self.card.hide()
        self.unreadable = Banner(name="unreadable")
        self.setLayout(column(self.card, self.unreadable))
        self.hide()

    def read(self) -> None:
        """List the folder's setups."""
        given = (self._page.context.setups, self._page.context.controller.saving.claims)
        self._page.run(list_setups, *given, on_result=self.show_setups, key="list")

    # --- rows

    def show_setups(self, listing: Listing) -> None:
        """Show the listed setups except the open one."""
        clear(self._rows)
        self._listing = listing
        current = self._page.context.controller.setup_id
        setups = [setup for setup in listing.setups if setup.id != current]
        left = len(setups) - self._most
        self._more_row.setVisible(left > 0)
        if left > 0:  # a negative number would be left to Fluent, whose import takes a tenth of a second here
            self.more.setText(self.t("start-more", count=min(left, ROWS), left=left))
        damaged = [path.stem for path, error in listing.unreadable if error.code == "setup-damaged"]
        rows = [*map(self._row, setups[: self._most]), *map(self._damaged_row, damaged)]
        for each in rows:
            each.setProperty("last", "true" if each is rows[-1] else "false")
            self._rows.addWidget(each)
        self.card.setVisible(bool(rows))
        self.listed.emit(bool(rows))
        newer = [error for _path, error in listing.unreadable if error.code != "setup-damaged"]
        problems = [self._page.context.texts.problem(error) for error in newer]
        if problems:
            lines = [f"{problem.what}. {problem.next}" for problem in problems]
            self.unreadable.say(self.t("start-unreadable", count=len(problems)), "\n".join(lines), tone="warn")
        else:
            self.unreadable.hide()
        self.setVisible(bool(rows or problems))  # an empty card would still take its spacing
        asked = next((each for each in rows if each.objectName() == f"setup-{self._asked[0]}"), None)
        if asked is not None:
            asked.take_focus()
            self._asked = self._asked if self._asked[1] else ("", "")

    def _show_more(self) -> None:
        self._most += ROWS
        if self._listing is not None:
            self.show_setups(self._listing)

    def _row(self, setup: SavedSetup) -> SetupRow:
        step = self._page.journey.step(stopped_at(setup.snapshot))
        place = self.t("start-saved-place", number=step.number, title=self.t(f"step-{step.id}-title"))
        chip = Chip(self.t("start-practice-chip"), "info") if setup.practice else None
        made = self._made(setup.id, setup.name, f"{place} · {_when(setup.changed)}", place, chip)
        made.going_on.connect(lambda: self.continue_setup(setup))
        made.named.connect(lambda text: self._rename(setup, text))
        made.removed.connect(lambda: self._remove(setup.id, tokens_of(setup)))
        return made

    def _damaged_row(self, setup_id: str) -> SetupRow:
        """Return the row of an unreadable file, which can be removed with its token."""
        chip = Chip(self.t("start-damaged-chip"), "bad")
        name, hint = self.t("start-damaged", id=setup_id), self.t("start-damaged-text")
        made = self._made(setup_id, name, hint, "", chip)
        made.removed.connect(lambda: self._remove(setup_id, None))
        return made

    def _made(self, setup_id: str, name: str, hint: str, place: str, chip: Chip | None) -> SetupRow:
        from wizard.ui.pages.start_row import SetupRow

        asks = self._asked[1] if self._asked[0] == setup_id else ""
        made = SetupRow(self._page.context.texts, setup_id, name, hint, place=place, chip=chip, asks=asks)
        made.asked_for.connect(lambda what: self._ask(setup_id, what))
        return made

    def _ask(self, setup_id: str, what: Asks) -> None:
        """Show a question in the row of a setup; an empty ``what`` removes it."""
        self._asked = (setup_id, what)
        self.read()

    # --- renaming

    def _rename(self, setup: SavedSetup, text: str) -> None:
        name = " ".join(text.split())
        self._asked = (setup.id, "")
        if not name or name == setup.name:
            self.read()
            return
        given = (self._page.context.setups, self._page.context.controller.saving.claims, setup.id, name)
        self._page.run(rename_setup, *given, on_result=self.show_setups, on_error=self.failed)

    def _remove(self, setup_id: str, tokens: tuple[str, ...] | None) -> None:
        self._asked = ("", "")
        self._removal.remove(setup_id, tokens)

    # --- continuing

    def continue_setup(self, setup: SavedSetup) -> None:
        """Continue a saved setup; its practice company, if any, is started first."""
        page = self._page
        if page.must_stay():
            return
        context, busy = page.context, "start-practice-starting" if setup.practice else ""
        given = (context.services, context.setups, context.controller.saving.claims, page.journey.steps, setup.id)
        page.run(reopen_setup, *given, on_result=self._opened, on_error=self.failed, key="open", busy=busy)

    def failed(self, error: WizardError) -> None:
        """Read the list again, and show an error."""
        self.read()
        self._page.show_error(error)


def _when(changed: str) -> str:
    return shown_time(datetime.fromisoformat(changed))
