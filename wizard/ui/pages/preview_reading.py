"""Running the preview: on request or by itself, pausing it, and noticing that it is out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from wizard.core.gui_priority import gui_priority
from wizard.journey.services.reading import Early
from wizard.journey.steps import CONNECT, CREDENTIALS
from wizard.journey.steps.assign import Standing, standing

if TYPE_CHECKING:
    from wizard.journey.found import Rehearsal
    from wizard.journey.model import Outcome
    from wizard.ui.pages.preview import StepPage
    from wizard.ui.shell.runner import Job


class PreviewReading:
    """The runs of one page, one at a time."""

    def __init__(self, page: StepPage) -> None:
        self._page = page
        self.job: Job | None = None
        self.early = False
        """Whether the first users' verdicts are shown while the others are still read."""
        self._tried = ""
        self._outdated: Rehearsal | None = None

    @property
    def paused(self) -> bool:
        return self.job is not None and self.job.task.paused

    @property
    def is_stale(self) -> bool:
        """Whether the shown preview no longer applies: answers or assignments are others."""
        page = self._page
        return self._outdated is page.found or page.journey.state(page.step_id) == "stale"

    @property
    def _rests_on(self) -> str:
        """The state that a preview depends on: the answers, and known changes in Entra since the last preview."""
        result = self._page.journey.result(self._page.step_id)
        lapsed = result.lapsed if result is not None else ""
        return f"{self._page.journey.answers.digest(self._page.step.needs)} {lapsed}"

    def forget(self) -> None:
        """Let the next preview start by itself, because another setup was opened."""
        self._tried = ""

    def enter(self) -> None:
        """Start if there is no valid preview; otherwise check that the same users and groups are still assigned."""
        page = self._page
        if self.job is not None or page.context.services.session is None:
            return
        if page.found is None or self.is_stale:
            self._begin_by_itself()
            return
        # An error is not shown: this runs by itself, and the next run or the gate reports it.
        page.run_step(standing, on_result=self._assigned_now, on_error=lambda _error: None, key="assigned", quiet=True)

    def _begin_by_itself(self) -> None:
        """Start if all required settings exist, unless the last run stopped early and nothing has changed since."""
        page = self._page
        if page.way != "for_me" or page.only_shown:
            return
        ready = page.journey.is_valid(CREDENTIALS.id) and page.journey.result(CONNECT.id) is not None
        if ready and self._tried != self._rests_on:
            self.start()

    def _assigned_now(self, now: Standing) -> None:
        """Mark the preview as outdated if the assignments differ from those it read; its counts no longer apply."""
        page, found = self._page, self._page.found
        if found is not None and set(now.assignments) != set(found.source.assignments):
            self._outdated, self._tried = found, ""
            page.journey.forget_fact(page.step_id, "create")
            page.show_state()
            self._begin_by_itself()

    def start(self) -> None:
        """Read both sides and compute the plan; the first users' verdicts arrive while the others are still read."""
        page = self._page
        self._tried = self._rests_on
        self.job = page.perform(
            busy="preview-running", on_done=self._planned, on_stopped=self._stopped, on_data=self._begun
        )
        page.show_state()

    def pause(self) -> None:
        """Pause or resume reading; what was read is kept."""
        if self.job is not None:
            (self.job.task.resume if self.paused else self.job.task.pause)()
            self._page.show_state()

    def _begun(self, items: list[object]) -> None:
        page = self._page
        early = [item for item in items if isinstance(item, Early) and item.operations]
        if early and page.found is None and self.job is not None:
            self.early = True
            with page.viewport.at_once():
                page.show_state()
            QTimer.singleShot(0, page, lambda: self._show_early(early[-1]))

    def _show_early(self, early: Early) -> None:
        if self.early:
            gui_priority.gui_busy()
            self._page.table.set_rows(early.operations)

    def _stopped(self) -> None:
        self.job, was_early = None, self.early
        self.early = False
        if was_early:
            self._page.table.set_rows(())
        self._page.show_state()

    def _planned(self, outcome: Outcome[Rehearsal]) -> None:
        self.job, self.early = None, False
        if outcome.data is not None:
            self._page.show_found(outcome.data)
