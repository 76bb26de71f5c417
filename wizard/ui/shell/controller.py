"""Between journey, runner and window: where to go, what to save, which work keeps the person waiting, what failed."""

from __future__ import annotations

import logging
import traceback
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from wizard.core.errors import Cancelled, WizardError
from wizard.ui.shell.setup_files import Keep, finished, save_setup

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.tasks import Progress, Task
    from wizard.health.model import Health
    from wizard.journey.claims import Claims
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey, SavedSetup, Snapshot
    from wizard.journey.setups import SetupStore
    from wizard.support_file.offline_client import Opened
from wizard.ui.shell.runner import Job, Runner

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
        followed: work that follows typing is over; whether the last of it went well.
        setup_changed: another setup was opened, or its name changed.
        read_anew: another setup or another tenant: what pages have read belongs to the one before.
        saved: the setup was written; everything up to now is kept.
        history_changed: something was noted in the journal, or may have been.
        health_told: how the setup is doing, each time it was read; None when another setup is open.
    """

    RETRY_MS = 5_000
    """After a save that failed."""

    journey_changed = Signal()
    stepped = Signal(str)
    failed = Signal(object)
    busy_changed = Signal(object)
    followed = Signal(bool)
    setup_changed = Signal()
    read_anew = Signal()
    saved = Signal()
    history_changed = Signal()
    health_told = Signal(object)
    _keep_wanted = Signal(object)

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
        self._blocking: set[Job] = set()
        self._following: set[Job] = set()
        self.extra = ""
        """The page beside the steps that is shown instead of the current step; its id."""
        self._landing = ""
        """The page beside the steps that is shown as soon as it has something to show."""
        self.extras: tuple[str, ...] = ()
        """Pages beside the steps that have something to show."""
        self.opened = 0
        """Counts how often another setup or support file was opened."""
        self.setup_id = ""
        self.setup_name = ""
        self.new_name = ""
        """What a setup is called whose tenant is not known yet."""
        self._named_after = ""
        self.practice = False
        self.case: Opened | None = None
        self.trying = False
        self.signed_in_before = False
        self.unsaved: WizardError | None = None
        """Why the last save failed; ``None`` after one that went well."""
        self._claims: Claims | None = None
        self._dirty = False
        self._left: deque[tuple[Any, ...]] = deque()
        self._saving: tuple[Any, ...] = ()
        self._parted: set[str] = set()
        self._save_job: Job | None = None
        self._once_more = False
        self._keeps: list[Keep] = []
        self._keeping: list[Keep] = []
        self._keep_wanted.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(0)
        self._save_soon.timeout.connect(self._save)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(self.RETRY_MS)
        self._retry.timeout.connect(self._save)
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
        """Jump to a step that was reached before, or to a page beside the steps."""
        if step_id in self.extras:
            if step_id != self.extra:
                self.extra = step_id
                self.stepped.emit(step_id)
            return
        was = self.extra
        if self.journey.go(step_id) and was and self.extra:
            self._leave_extra()  # the step that was current stayed so

    def tell_health(self, health: Health | None) -> None:
        """Say how the setup is doing; the rail shows it."""
        self.health_told.emit(health)

    def offer(self, extras: tuple[str, ...]) -> None:
        """Say which pages beside the steps have something to show; one that has not any more is left."""
        self.extras = extras
        landing, self._landing = self._landing, "" if self._landing in extras else self._landing
        if landing in extras:
            self.go(landing)
        if self.extra and self.extra not in extras:
            self._leave_extra()

    def _leave_extra(self) -> None:
        self.extra = ""
        self.stepped.emit(self.journey.current.id)

    def _journey_changed(self) -> None:
        if self.setup_id:
            self._dirty = True
            self._save_soon.start()
        place = self.journey.current.id
        moved, self._place = place != self._place, place
        self.journey_changed.emit()
        if moved:
            self.extra = self._landing = ""
            self.stepped.emit(place)

    # --- saved setups

    def begin(self, setup_id: str, name: str, *, practice: bool) -> None:
        """Keep the journey under this id and name from now on."""
        self._leave()
        self.setup_id, self.setup_name, self.practice = setup_id, name, practice
        self._use_journal()
        self.signed_in_before = self._services.session is not None
        self.read_anew.emit()
        self._dirty = True
        self._save_soon.start()
        self.setup_changed.emit()

    def open(self, setup: SavedSetup) -> None:
        """Go on with a saved setup where it stopped; :func:`take_setup` has opened it for writing."""
        self._leave()
        self.setup_id, self.setup_name, self.practice = setup.id, setup.name, setup.practice
        self._named_after = ""
        self._use_journal()
        begin = setup.snapshot.results.get("begin")
        self.signed_in_before = begin is not None and bool(begin.facts.get("account"))
        self.read_anew.emit()
        self.journey.restore(setup.snapshot)
        self.tell_health(None)
        self._landing = "health" if finished(setup.snapshot) else ""
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
        self._part()
        self.offer(())
        self.setup_id, self.setup_name, self.practice = "", opened.case.case.manifest.name, trying
        self._use_journal()
        self.case, self.trying = opened, trying
        self.read_anew.emit()
        self.journey.restore(snapshot)
        self.setup_changed.emit()

    def close_case(self) -> None:
        """Close the support file, and go back to the first page with nothing open."""
        from wizard.journey.answers import Answers
        from wizard.journey.machine import Snapshot

        self._leave()
        self.setup_id, self.setup_name, self.practice = "", "", False
        self._use_journal()
        first = self.journey.steps[0].id
        self.read_anew.emit()
        self.journey.restore(Snapshot(first, first, Answers()))
        self.setup_changed.emit()

    def _use_journal(self) -> None:
        """Let changes be noted with the setup that is open."""
        setups, setup_id = self._setups, self.setup_id
        self._services.journal.use((lambda: setups().journal_path(setup_id)) if setup_id else None, setup_id)

    def _leave(self) -> None:
        self.opened += 1
        self._part()
        self.offer(())
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

    def _name_after(self, tenant: str) -> None:
        """Name the setup after its tenant, unless the person gave it a name."""
        if self.setup_name in {self.new_name, self._named_after}:
            self._named_after = tenant
            self.rename(tenant)

    def session_changed(self) -> None:
        """Somebody signed in or out: the setup is named after the tenant, and the rail shows the account."""
        session = self._services.session
        self.signed_in_before = self.signed_in_before or session is not None
        self.read_anew.emit()
        if session is not None and not self.practice and self.case is None:
            self._name_after(session.tenant.display_name)
        self.setup_changed.emit()

    @property
    def claims(self) -> Claims:
        """The setups that this window has open for writing."""
        if self._claims is None:
            from wizard.journey.claims import Claims  # nothing is open when the first page is painted

            self._claims = Claims()
        return self._claims

    @property
    def all_saved(self) -> bool:
        return not self._dirty and not self._left and self._save_job is None

    def save_again(self) -> None:
        """Try at once what could not be saved.

        A try that runs already may have met the obstacle before the person removed it, so another one follows it.
        """
        self.unsaved = None
        self._once_more = self._save_job is not None
        self._save()

    def _part(self) -> None:
        """Leave the setup that is open: what is not saved yet still will be."""
        if not self.setup_id:
            return
        if self._dirty:
            self._queue()
        self._parted.add(self.setup_id)
        self._save_soon.start()

    def _queue(self) -> None:
        self._left.append(self._now())
        self._dirty = False
        self._keeping += self._keeps
        self._keeps = []

    def _now(self) -> tuple[Any, ...]:
        changed = datetime.now(UTC).isoformat(timespec="seconds")
        return (self.setup_id, self.setup_name, changed, self.practice, self.journey.snapshot)

    @Slot()
    def _save(self) -> None:
        # One write at a time: two at once could end in the wrong order.
        if self._save_job is not None:
            return
        if self._dirty and self.setup_id:
            self._queue()
        parted = self._parted - {self.setup_id, *(given[0] for given in self._left)}
        if not self._left and not parted:
            return
        self._parted -= parted
        self._saving = self._left.popleft() if self._left else ()
        self._save_job = self._runner.submit(
            save_setup, self._setups, self.claims, self._saving, parted,
            on_result=self._save_done, on_error=self._save_failed, on_cancelled=self._save_ended,
            owner=self, urgent=True,
        )  # fmt: skip

    def _save_done(self, _result: object) -> None:
        self.unsaved = None
        self._once_more = False
        self._save_ended()
        if self.all_saved:
            self.saved.emit()

    def _save_failed(self, error: WizardError) -> None:
        told, self.unsaved = self.unsaved, None if self._once_more else error
        later = {given[0] for given in self._left} | ({self.setup_id} if self._dirty else set())
        if self._saving and self._saving[0] not in later:  # newer answers are saved instead
            self._left.appendleft(self._saving)
        self._save_job = None
        self._told(error)
        if self._once_more:
            self._once_more = False
            self._save()
            return
        self._retry.start()
        if told is None or told.code != error.code:
            self.fail(error)

    def _save_ended(self) -> None:
        self._save_job = None
        self._told(None)
        if self._dirty or self._left or self._parted - {self.setup_id}:
            self._save_soon.start()

    def _told(self, error: WizardError | None) -> None:
        """Let the work go on that waited for its answers to be saved."""
        waiting = {given[0] for given in self._left}
        for keep in tuple(self._keeping):
            if keep.setup_id in waiting if error is None else self._saving[:1] != (keep.setup_id,):
                continue
            keep.error = error
            keep.done.set()
            self._keeping.remove(keep)

    def keeper(self) -> Callable[..., None]:
        """Return what work for the setup that is open now keeps answers with, from its worker.

        It returns when they are on the disk, and raises ``SavedSetupError`` when they cannot be saved, ``Cancelled``
        when another setup is open by then.
        """
        setup_id = self.setup_id

        def keep(**answers: Any) -> None:
            wanted = Keep(setup_id, answers)
            self._keep_wanted.emit(wanted)
            wanted.done.wait()
            if wanted.error is not None:
                raise wanted.error

        return keep

    @Slot(object)
    def _keep(self, keep: Keep) -> None:
        if keep.setup_id != self.setup_id:
            keep.error = Cancelled()
            keep.done.set()
            return
        self.journey.answer(**keep.answers)
        if not self.setup_id:  # a support file is open: nothing of it is saved
            keep.done.set()
            return
        self._keeps.append(keep)
        self._dirty = True
        self._save_soon.start()

    # --- work that keeps the person waiting

    def show_busy(self, job: Job, key: str, **params: object) -> None:
        """Show the sentence ``key`` with a Cancel button until ``job`` ends; its progress replaces the sentence."""
        self._busy_job = job
        if job.active and job not in self._following:
            self._blocking.add(job)
        self._set_busy(Busy(key, params))

    @property
    def busy(self) -> Busy | None:
        return self._busy

    def follow(self, job: Job) -> None:
        """Let presses of buttons wait for ``job``, which takes what was just typed, instead of refusing them."""
        self._following.add(job)

    @property
    def follows(self) -> bool:
        """Whether work runs that takes what was just typed."""
        return any(not job.abandoned for job in self._following)

    @property
    def blocked(self) -> bool:
        """Whether work runs that nothing else may be begun beside."""
        return any(not job.abandoned for job in self._blocking)

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
        followed, blocked = job in self._following, job in self._blocking
        self._following.discard(job)
        self._blocking.discard(job)
        if job is self._busy_job:
            self._busy_job = None
            self._set_busy(None)
        elif blocked:
            self._set_busy(self._busy)
        if followed and not self.follows:
            self.followed.emit(job.went_well)

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


def _open_url(task: Task, services: Context, url: str) -> None:
    if not services.open_url(url):
        raise WizardError("browser-not-opened", {"url": url})
