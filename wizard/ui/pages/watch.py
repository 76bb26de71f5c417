"""Step 12: the job's state, counts, quarantine, the provisioning log, provision on demand, stop and restart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.journey.changes import Change, Restart, Stop, TurnOn
from wizard.journey.model import Outcome
from wizard.ui.layout import Wide, add
from wizard.ui.pages.base import Page
from wizard.ui.pages.handover import HandoverReport
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.pages.only_shown import hold
from wizard.ui.pages.watch_compare import Comparison
from wizard.ui.pages.watch_entry import EntryCard
from wizard.ui.pages.watch_job import JobCard
from wizard.ui.pages.watch_job_health import JobHealth
from wizard.ui.pages.watch_log import LogCard, name_of
from wizard.ui.pages.watch_outcome import LivePicture
from wizard.ui.shell.context import UiContext
from wizard.ui.shell.runner import Job
from wizard.ui.widgets.buttons import LinkButton

if TYPE_CHECKING:
    from typing import Literal

    from PySide6.QtWidgets import QWidget

    from wizard.graph.logs import LogRow
    from wizard.graph.synchronization import JobStatus
    from wizard.journey.found import Look
    from wizard.journey.steps.watch import Restart as RestartKind


class StepPage(Page["Look"]):
    """State above, log below, with the selected row's details."""

    step_id = "watch"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._watching: Job | None = None
        self.gate = ImpactGate(self)
        self.job = JobCard(self)
        self.job.watching.connect(self.watch)
        self.job.stopping.connect(self.stop)
        self.job.restarting.connect(self.set_going)
        self.job_health = JobHealth(context, self.messages.step_links)
        self.job_health.restart_wanted.connect(self.set_going)
        self.job_health.held_wanted.connect(self._show_held)
        self.log = LogCard(self)
        self.table = self.log.table
        self.comparison = Comparison(self)
        self.comparison.row_wanted.connect(self._show_row)
        self.picture = LivePicture(self, self.comparison, self.table)
        self.detail = EntryCard(self)
        self.log.chosen.connect(self.detail.show_row)
        self.report = HandoverReport(self, lambda: self.picture.picture)
        self.handover_link = LinkButton(self.t("handover-save"), self.report.ask, name="handover")
        add(self.body, self.job, self.job_health, self.picture, self.comparison, Wide(self.log), self.detail)

    def bar_actions(self) -> Sequence[QWidget]:
        return (self.handover_link,)

    def enter(self) -> None:
        super().enter()
        self.comparison.load()
        ready = self.context.services.session is not None and bool(self.journey.answers.service_principal_id)
        self.job.set_ready(ready)
        if ready and self._watching is None:
            self.watch()

    def leave(self) -> None:
        if self._watching is not None:
            self._watching.cancel()

    # --- watching

    def watch(self) -> None:
        """Follow the job until its first cycle has ended; every look is shown when it arrives."""
        self.job.watch_button.setEnabled(False)
        self._watching = self.perform(
            busy="watch-watching", on_done=self._watched, on_stopped=self._ended, on_data=self._looked
        )

    def _ended(self) -> None:
        self._watching = None
        self.job.watch_button.setEnabled(True)

    def took(self, outcome: Outcome[Look]) -> None:
        if outcome.data is not None:
            self._looked([outcome.data])

    def _watched(self, _outcome: Outcome[Look]) -> None:
        self._ended()
        self.changed.emit()

    def _looked(self, looks: Sequence[Look]) -> None:
        self.log.take(looks)
        self.job.show_status(looks[-1].status, looks[-1].job)
        self.job_health.show_job(looks[-1].job, looks[-1].findings)
        hold(self)  # its button is a new one
        self.comparison.show_log(self.log.seen, looks)

    # --- rows of the log

    def _show_held(self) -> None:
        self.log.filter.setText(self.t("watch-action-stageddelete"))
        self.viewport.show(self.table)

    def _show_row(self, row: LogRow) -> None:
        self.picture.show_all()
        self.log.filter.setText(name_of(row))
        self.table.select_row(row)
        self.viewport.show(self.table)

    # --- the job

    def stop(self) -> None:
        """Stop a running job, or start a stopped one, after the user confirmed the effect on users."""
        running = self.job.running
        self._control(Stop() if running else TurnOn(), "watch-stopping" if running else "watch-starting")

    def set_going(self, kind: Literal["start"] | RestartKind) -> None:
        """Start (``start``) or restart (a kind of restart) the job, after the user confirmed the effect on users."""
        if kind == "start":
            self._control(TurnOn(), "watch-starting")
        else:
            self._control(Restart(kind), "watch-restarting")

    def _control(self, change: Change, busy: str) -> None:
        if self._watching is not None:
            self._watching.cancel()
        self.job_health.set_ready(False)
        self.gate.do(change, self._controlled, busy=busy, stop=self._not_controlled)

    def _not_controlled(self) -> None:
        """Continue watching; the reason why nothing was done is shown after this."""
        self.job_health.set_ready(True)
        if self.isVisible():
            self.watch()

    def _controlled(self, status: JobStatus) -> None:
        self.job_health.set_ready(True)
        self.job.show_status(status)
        if not status.quarantined:
            self.job_health.show_job(None)
        self.watch()
        self.gate.tell()
