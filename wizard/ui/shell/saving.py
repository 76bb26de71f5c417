"""Saving the open setup: soon after each change, one write at a time, with retries after failures."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from wizard.core.errors import Cancelled, WizardError
from wizard.journey.claims import Claims
from wizard.ui.shell.setup_files import Keep, save_setup
from wizard.ui.timers import Later

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.journey.machine import Journey, SavedSetup
    from wizard.journey.setups import SetupStore
    from wizard.ui.shell.runner import Job, Runner


class Saving(QObject):
    """Saves setups. Used in the GUI thread; workers write the files.

    Args:
        now: Returns the data to write for the open setup; its id is empty if none is open.

    Signals:
        saved: All changes so far are saved.
        failed: Why saving failed; emitted once per reason.
    """

    RETRY_MS = 5_000
    """Milliseconds after a failed save."""

    saved = Signal()
    failed = Signal(object)
    _keep_wanted = Signal(object)

    def __init__(
        self,
        journey: Journey,
        runner: Runner,
        setups: Callable[[], SetupStore],
        now: Callable[[], SavedSetup],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._journey, self._runner, self._setups, self._now = journey, runner, setups, now
        self.unsaved: WizardError | None = None
        """The error of the last save; ``None`` if it succeeded."""
        self._claims: Claims | None = None
        self._dirty = False
        self._left: deque[SavedSetup] = deque()
        self._saving: SavedSetup | None = None
        self._parted: set[str] = set()
        self._save_job: Job | None = None
        self._once_more = False
        self._keeps: list[Keep] = []
        self._keeping: list[Keep] = []
        self._keep_wanted.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._save_soon = Later(self, self._save)
        self._retry = Later(self, self._save, self.RETRY_MS)

    @property
    def _setup_id(self) -> str:
        return self._now().id

    def soon(self) -> None:
        """Save the open setup when the program is idle."""
        self._dirty = True
        self._save_soon.start()

    @property
    def claims(self) -> Claims:
        """The setups that this window has open for writing."""
        if self._claims is None:
            self._claims = Claims()
        return self._claims

    @property
    def all_saved(self) -> bool:
        return not self._dirty and not self._left and self._save_job is None

    def save_again(self) -> None:
        """Retry failed saves immediately.

        A save that is already running may have failed before the user fixed the cause, so another one follows it.
        """
        self.unsaved = None
        self._once_more = self._save_job is not None
        self._save()

    def part(self) -> None:
        """Leave the open setup; its unsaved changes will still be saved."""
        if not self._setup_id:
            return
        if self._dirty:
            self._queue()
        self._parted.add(self._setup_id)
        self._save_soon.start()

    def _queue(self) -> None:
        self._left.append(self._now())
        self._dirty = False
        self._keeping += self._keeps
        self._keeps = []

    @Slot()
    def _save(self) -> None:
        # One write at a time: two at once could end in the wrong order.
        if self._save_job is not None:
            return
        if self._dirty and self._setup_id:
            self._queue()
        parted = self._parted - {self._setup_id, *(setup.id for setup in self._left)}
        if not self._left and not parted:
            return
        self._parted -= parted
        self._saving = self._left.popleft() if self._left else None
        self._save_job = self._runner.submit(
            save_setup,
            self._setups,
            self.claims,
            self._saving,
            parted,
            on_result=self._save_done,
            on_error=self._save_failed,
            on_cancelled=self._save_ended,
            owner=self,
            urgent=True,
        )

    def _save_done(self, _result: object) -> None:
        self.unsaved = None
        self._once_more = False
        self._save_ended()
        if self.all_saved:
            self.saved.emit()

    def _save_failed(self, error: WizardError) -> None:
        told, self.unsaved = self.unsaved, None if self._once_more else error
        later = {setup.id for setup in self._left} | ({self._setup_id} if self._dirty else set())
        if self._saving is not None and self._saving.id not in later:  # otherwise newer answers are saved instead
            self._left.appendleft(self._saving)
        self._save_job = None
        self._told(error)
        if self._once_more:
            self._once_more = False
            self._save()
            return
        self._retry.start()
        if told is None or told.code != error.code:
            self.failed.emit(error)

    def _save_ended(self) -> None:
        self._save_job = None
        self._told(None)
        if self._dirty or self._left or self._parted - {self._setup_id}:
            self._save_soon.start()

    def _told(self, error: WizardError | None) -> None:
        """Release the work that waited for its answers to be saved, with the error if saving failed."""
        waiting = {setup.id for setup in self._left}
        saving = self._saving.id if self._saving is not None else None
        for keep in tuple(self._keeping):
            if keep.setup_id in waiting if error is None else saving != keep.setup_id:
                continue
            keep.error = error
            keep.done.set()
            self._keeping.remove(keep)

    def keeper(self) -> Callable[..., None]:
        """Return the function with which work for the open setup saves answers from its worker.

        It returns when they are on disk. It raises ``SavedSetupError`` if they cannot be saved, and ``Cancelled`` if
        another setup was opened.
        """
        setup_id = self._setup_id

        def keep(**answers: object) -> None:
            wanted = Keep(setup_id, answers)
            self._keep_wanted.emit(wanted)
            wanted.done.wait()
            if wanted.error is not None:
                raise wanted.error

        return keep

    @Slot(object)
    def _keep(self, keep: Keep) -> None:
        if keep.setup_id != self._setup_id:
            keep.error = Cancelled()
            keep.done.set()
            return
        self._journey.answer(**keep.answers)
        if not self._setup_id:  # a support file is open, which is never saved
            keep.done.set()
            return
        self._keeps.append(keep)
        self._dirty = True
        self._save_soon.start()
