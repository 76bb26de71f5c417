"""Between journey, runner and window: where to go, what to save, which work keeps the person waiting, what failed."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from wizard.errors import WizardError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.journey.context import Context
    from wizard.journey.machine import Journey, Snapshot
    from wizard.journey.setups import SavedSetup, SetupStore
    from wizard.support.opening import Opened
    from wizard.tasks import Progress, Task
    from wizard.ui.runner import Job, Runner

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Busy:
    """The work that the bottom bar shows: its sentence (text id and placeholders) and counts."""

    key: str
    params: dict[str, object]
    done: int | None = None
    total: int | None = None


class Controller(QObject):
    """Owns navigation, saving, the busy line and the reporting of errors. Lives in the GUI thread.

    Signals:
        journey_changed: answers, results or place changed.
        stepped: another step became the current one; its id.
        failed: an error that is to be shown on the current page.
        busy_changed: a ``Busy``, or None when nothing keeps the person waiting.
        setup_changed: another setup was opened, or its name changed.
        read_anew: another setup or another tenant: what pages have read belongs to the one before.
        saved: the setup was written; everything up to now is kept.
    """

    journey_changed = Signal()
    stepped = Signal(str)
    failed = Signal(object)
    busy_changed = Signal(object)
    setup_changed = Signal()
    read_anew = Signal()
    saved = Signal()

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
        self._busy_job: Job | None = None
        self._busy: Busy | None = None
        self.setup_id = ""
        self.setup_name = ""
        self.practice = False
        self.case: Opened | None = None
        self.trying = False
        self.signed_in_before = False
        self._dirty = False
        self._save_job: Job | None = None
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(0)
        self._save_soon.timeout.connect(self._save)
        self._shown: set[str] = set()
        journey.listen(self._journey_changed)
        runner.ended.connect(self._job_ended)
        runner.progressed.connect(self._job_progressed)

    # --- navigation

    def advance(self) -> None:
        """Go one step on."""
        self.journey.next()

    def back(self) -> None:
        """Go one step back."""
        self.journey.back()

    def go(self, step_id: str) -> None:
        """Jump to a step that was reached before."""
        self.journey.go(step_id)

    def _journey_changed(self) -> None:
        if self.setup_id:
            self._dirty = True
            self._save_soon.start()
        place = self.journey.current.id
        moved, self._place = place != self._place, place
        self.journey_changed.emit()
        if moved:
            self.stepped.emit(place)

    # --- saved setups

    def begin(self, setup_id: str, name: str, *, practice: bool) -> None:
        """Keep the journey under this id and name from now on."""
        self._leave_case()
        self.setup_id, self.setup_name, self.practice = setup_id, name, practice
        self.signed_in_before = self._services.session is not None
        self.read_anew.emit()
        self._dirty = True
        self._save_soon.start()
        self.setup_changed.emit()

    def open(self, setup: SavedSetup) -> None:
        """Go on with a saved setup where it stopped."""
        self._leave_case()
        self.setup_id, self.setup_name, self.practice = setup.id, setup.name, setup.practice
        begin = setup.snapshot.results.get("begin")
        self.signed_in_before = begin is not None and bool(begin.facts.get("account"))
        self._dirty = False
        self.read_anew.emit()
        self.journey.restore(setup.snapshot)
        self.setup_changed.emit()

    @property
    def signed_out(self) -> bool:
        """Whether this setup needs a sign-in that it had, in this run or in an earlier one."""
        return bool(self.setup_id) and self.signed_in_before and self._services.session is None

    # --- support files

    def open_case(self, opened: Opened) -> None:
        """Show a support file: the context reads from it already; nothing is saved."""
        self._show_case(opened, opened.snapshot, trying=False)

    def try_case(self, opened: Opened, snapshot: Snapshot) -> None:
        """Show the practice company that was made from a support file; nothing is saved."""
        self._show_case(opened, snapshot, trying=True)

    def _show_case(self, opened: Opened, snapshot: Snapshot, *, trying: bool) -> None:
        self.setup_id, self.setup_name, self.practice = "", opened.case.case.manifest.name, trying
        self.case, self.trying = opened, trying
        self._dirty = False
        self.read_anew.emit()
        self.journey.restore(snapshot)
        self.setup_changed.emit()

    def close_case(self) -> None:
        """Close the support file, and go back to the first page with nothing open."""
        from wizard.journey.answers import Answers
        from wizard.journey.machine import Snapshot

        self._leave_case()
        self.setup_id, self.setup_name, self.practice = "", "", False
        first = self.journey.steps[0].id
        self.read_anew.emit()
        self.journey.restore(Snapshot(first, first, Answers()))
        self.setup_changed.emit()

    def _leave_case(self) -> None:
        if self.case is not None and not self.trying:
            self._services.close_case()
        self.case, self.trying = None, False

    def rename(self, name: str) -> None:
        """Give the setup another name, for example the tenant's once it is known."""
        if name and name != self.setup_name:
            self.setup_name = name
            if self.setup_id:
                self._dirty = True
                self._save_soon.start()
            self.setup_changed.emit()

    def session_changed(self) -> None:
        """Somebody signed in or out: the setup is named after the tenant, and the rail shows the account."""
        session = self._services.session
        self.signed_in_before = self.signed_in_before or session is not None
        self.read_anew.emit()
        if session is not None and not self.practice and self.case is None:
            self.rename(session.tenant.display_name)
        self.setup_changed.emit()

    @property
    def all_saved(self) -> bool:
        return not self._dirty and self._save_job is None

    @Slot()
    def _save(self) -> None:
        # One write at a time: two at once could end in the wrong order.
        if not self._dirty or self._save_job is not None or not self.setup_id:
            return
        self._dirty = False
        changed = datetime.now(UTC).isoformat(timespec="seconds")
        args = (self.setup_id, self.setup_name, changed, self.practice, self.journey.snapshot)
        self._save_job = self._runner.submit(
            _save_setup,
            self._setups,
            args,
            on_result=self._save_done,
            on_error=self._save_failed,
            on_cancelled=self._save_ended,
            owner=self,
            urgent=True,
        )

    def _save_done(self, _result: object) -> None:
        self._save_ended()
        if not self._dirty:
            self.saved.emit()

    def _save_failed(self, error: WizardError) -> None:
        self._save_ended()
        self.fail(error)

    def _save_ended(self) -> None:
        self._save_job = None
        if self._dirty:
            self._save_soon.start()

    # --- work that keeps the person waiting

    def show_busy(self, job: Job, key: str, **params: object) -> None:
        """Show the sentence ``key`` with a Cancel button until ``job`` ends; its progress replaces the sentence."""
        self._busy_job = job
        self._set_busy(Busy(key, params))

    @property
    def busy(self) -> Busy | None:
        return self._busy

    def cancel_busy(self) -> bool:
        """Cancel the work that the busy line shows; tells whether there was any."""
        if self._busy_job is None:
            return False
        self._busy_job.cancel()
        return True

    def _set_busy(self, busy: Busy | None) -> None:
        self._busy = busy
        self.busy_changed.emit(busy)

    @Slot(object)
    def _job_ended(self, job: Job) -> None:
        if job is self._busy_job:
            self._busy_job = None
            self._set_busy(None)

    @Slot(object, object)
    def _job_progressed(self, job: Job, progress: Progress) -> None:
        if job is self._busy_job and self._busy is not None:
            key, params = (progress.key, dict(progress.params)) if progress.key else (self._busy.key, self._busy.params)
            self._set_busy(Busy(key, params, progress.done, progress.total))

    # --- errors

    @Slot(object)
    def fail(self, error: WizardError) -> None:
        """Show an error on the current page."""
        self.failed.emit(error)

    def unexpected(self, error: BaseException) -> None:
        """Log an exception nobody handled and show it once per kind; the program goes on."""
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


def _save_setup(task: Task, setups: Callable[[], SetupStore], args: tuple[str, str, str, bool, object]) -> None:
    from wizard.journey.setups import SavedSetup

    setups().save(SavedSetup(*args))  # type: ignore[arg-type]


def _open_url(task: Task, services: Context, url: str) -> None:
    if not services.open_url(url):
        raise WizardError("browser-not-opened", {"url": url})
