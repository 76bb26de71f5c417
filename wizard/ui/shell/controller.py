"""The link between journey, runner and window: navigation, saving, busy work, and errors."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from wizard.core.errors import WizardError
from wizard.journey.answers import Answers
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.ui.shell.busy import Waiting
from wizard.ui.shell.saving import Saving
from wizard.ui.shell.setup_files import finished, place

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.tasks import Task
    from wizard.health.model import Health
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey
    from wizard.journey.setups import SetupStore
    from wizard.support_file.offline_client import Opened
    from wizard.ui.shell.runner import Runner

_log = logging.getLogger(__name__)


class Controller(QObject):
    """Owns navigation, saving, the busy line and error reports. Used in the GUI thread.

    Signals:
        journey_changed: Answers, results or the current step changed.
        stepped: Another step became the current one; its id.
        failed: An error to show on the current page.
        setup_changed: Another setup was opened, or its name changed.
        read_anew: Another setup or tenant is in use; the data that pages have read is outdated.
        saved: The setup was written, including all changes so far.
        history_changed: The journal has, or may have, a new entry.
        health_told: The setup's health, each time it was read; None when another setup is opened.
    """

    journey_changed = Signal()
    stepped = Signal(str)
    failed = Signal(object)
    setup_changed = Signal()
    read_anew = Signal()
    saved = Signal()
    history_changed = Signal()
    health_told = Signal(object)

    def __init__(
        self,
        journey: Journey,
        runner: Runner,
        services: Context,
        setups: Callable[[], SetupStore],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.journey = journey
        self._runner = runner
        self._services = services
        self._setups = setups
        self._place = journey.current.id
        self.extra = ""
        """The id of the page beside the steps that is shown instead of the current step."""
        self.landing = ""
        """The id of the page beside the steps to show as soon as it is available."""
        self.extras: tuple[str, ...] = ()
        """The ids of the available pages beside the steps."""
        self.opened = 0
        """Number of times that another setup or support file was opened."""
        self.setup_id = ""
        self.setup_name = ""
        self.new_name = ""
        """The name of a setup whose tenant is not known yet."""
        self._named_after = ""
        self.practice = False
        self.case: Opened | None = None
        self.trying = False
        self._tried: Snapshot | None = None
        self.signed_in_before = False
        self.waiting = Waiting(runner, self)
        self.saving = Saving(journey, runner, setups, self._now, self)
        self.saving.saved.connect(self.saved)
        self.saving.failed.connect(self.fail)
        self._shown: set[str] = set()
        journey.listen(self._journey_changed)

    # --- navigation

    def advance(self) -> None:
        """Go to the next step."""
        self.journey.next()

    def back(self) -> None:
        """Go to the previous step."""
        self.journey.back()

    def go(self, step_id: str) -> None:
        """Go to a step that was reached before, or to a page beside the steps."""
        if step_id in self.extras:
            if step_id != self.extra:
                self.extra = step_id
                self.stepped.emit(step_id)
            return
        was = self.extra
        if self.journey.go(step_id) and was and self.extra:
            self._leave_extra()  # the current step is the same, so no change was signaled

    def tell_health(self, health: Health | None) -> None:
        """Announce the setup's health, which the rail shows."""
        self.health_told.emit(health)

    def offer(self, extras: tuple[str, ...]) -> None:
        """Set the available pages beside the steps; leave the shown page if it is no longer among them."""
        self.extras = extras
        landing, self.landing = self.landing, "" if self.landing in extras else self.landing
        if landing in extras:
            self.go(landing)
        if self.extra and self.extra not in extras:
            self._leave_extra()

    def _leave_extra(self) -> None:
        self.extra = ""
        self.stepped.emit(self.journey.current.id)

    def _journey_changed(self) -> None:
        if self.setup_id:
            self.saving.soon()
        place = self.journey.current.id
        moved, self._place = place != self._place, place
        self.journey_changed.emit()
        if moved:
            self.extra = self.landing = ""
            self.stepped.emit(place)

    # --- saved setups

    def begin(self, setup_id: str, name: str, *, practice: bool) -> None:
        """Save the journey under this id and name from now on."""
        self._leave()
        self.setup_id, self.setup_name, self.practice = setup_id, name, practice
        self._use_journal()
        self.signed_in_before = self._services.session is not None
        self.read_anew.emit()
        self.saving.soon()
        self.setup_changed.emit()

    def open(self, setup: SavedSetup) -> None:
        """Continue a saved setup where it stopped; :func:`take_setup` has opened it for writing."""
        self._leave()
        self.setup_id, self.setup_name, self.practice = setup.id, setup.name, setup.practice
        self._named_after = ""
        self._use_journal()
        self.signed_in_before = bool(setup.snapshot.fact("account"))
        self.read_anew.emit()
        self.journey.restore(replace(setup.snapshot, current=place(setup.snapshot)))
        self.tell_health(None)
        self.landing = "health" if finished(setup.snapshot) else ""
        self.setup_changed.emit()

    @property
    def signed_out(self) -> bool:
        """Whether this setup had a sign-in, in this run or an earlier one, and is signed out now."""
        return bool(self.setup_id) and self.signed_in_before and self._services.session is None

    # --- support files

    def open_case(self, opened: Opened) -> None:
        """Show a support file, which the context already reads from; nothing is saved."""
        self._show_case(opened, opened.snapshot, trying=False)

    def try_case(self, opened: Opened, snapshot: Snapshot) -> None:
        """Show the practice company made from a support file; nothing is saved."""
        self._show_case(opened, snapshot, trying=True)

    def _show_case(self, opened: Opened, snapshot: Snapshot, *, trying: bool) -> None:
        self.saving.part()
        self.offer(())
        self.setup_id, self.setup_name, self.practice = "", opened.case.case.manifest.name, trying
        self._use_journal()
        self.case, self.trying, self._tried = opened, trying, snapshot if trying else None
        self.read_anew.emit()
        self._place = ""  # the same step shows something else now
        self.journey.restore(snapshot)
        self.setup_changed.emit()

    @property
    def tried_something(self) -> bool:
        """Whether answers were changed or saved since a practice company was made from a support file."""
        now, then = self.journey.snapshot, self._tried
        if then is None:
            return False
        saved = any(
            now.results.get(name) != then.results.get(name)
            for name in (one.id for one in self.journey.steps if one.saves)
        )
        return saved or now.answers.with_(way=then.answers.way) != then.answers

    def close_case(self) -> None:
        """Close the support file, and go to the first page with nothing open."""
        self._leave()
        self.setup_id, self.setup_name, self.practice = "", "", False
        self._use_journal()
        first = self.journey.steps[0].id
        self.read_anew.emit()
        self.journey.restore(Snapshot(first, first, Answers()))
        self.setup_changed.emit()

    def _use_journal(self) -> None:
        """Write changes to the journal of the open setup."""
        setups, setup_id = self._setups, self.setup_id
        self._services.journal.use((lambda: setups().journal_path(setup_id)) if setup_id else None, setup_id)

    def _leave(self) -> None:
        self.opened += 1
        self.saving.part()
        self.offer(())
        if self.case is not None and not self.trying:
            self._services.close_case()
        self.case, self.trying = None, False

    def rename(self, name: str) -> None:
        """Rename the setup, for example after its tenant."""
        if name and name != self.setup_name:
            self.setup_name = name
            if self.setup_id:
                self.saving.soon()
            self.setup_changed.emit()

    def _name_after(self, tenant: str) -> None:
        """Name the setup after its tenant, unless the user gave it a name."""
        if self.setup_name in {self.new_name, self._named_after}:
            self._named_after = tenant
            self.rename(tenant)

    def session_changed(self) -> None:
        """Handle sign-in and sign-out: name the setup after the tenant, and let the rail show the account."""
        session = self._services.session
        self.signed_in_before = self.signed_in_before or session is not None
        self.read_anew.emit()
        if session is not None and not self.practice and self.case is None:
            self._name_after(session.tenant.display_name)
        self.setup_changed.emit()

    def _now(self) -> SavedSetup:
        changed = datetime.now(UTC).isoformat(timespec="seconds")
        return SavedSetup(self.setup_id, self.setup_name, changed, self.practice, self.journey.snapshot)

    # --- errors

    @Slot(object)
    def fail(self, error: WizardError) -> None:
        """Show an error on the current page."""
        self.failed.emit(error)

    def unexpected(self, error: BaseException) -> None:
        """Log an unhandled exception, and show it once per kind; the program continues."""
        place = traceback.extract_tb(error.__traceback__)[-1:] if error.__traceback__ else []
        where = f"{place[0].filename.rsplit('wizard', 1)[-1]}:{place[0].lineno}" if place else "?"
        kind = f"{type(error).__name__} at {where}"
        _log.error("unexpected %s", kind)
        if kind not in self._shown:
            self._shown.add(kind)
            self.fail(error if isinstance(error, WizardError) else WizardError("unexpected", {"code": kind}))

    # --- browser

    def open_url(self, url: str) -> None:
        """Open a web page in the browser, in the background."""
        self._runner.submit(_open_url, self._services, url, on_error=self.fail, owner=self)


def _open_url(task: Task, services: Context, url: str) -> None:
    if not services.open_url(url):
        raise WizardError("browser-not-opened", {"url": url})
