"""Step 12: the job's state, counts, quarantine, the provisioning log, one person on demand, stop and restart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from wizard.journey.changes import Change, OnDemand, Restart, Stop, TurnOn
from wizard.journey.model import Outcome
from wizard.journey.steps.watch import LONGEST_LOG
from wizard.ui.models.rows import Column
from wizard.ui.pages.base import Page
from wizard.ui.pages.handover import HandoverReport
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.pages.watch_compare import Comparison
from wizard.ui.pages.watch_job_health import JobHealth
from wizard.ui.pages.watch_link import LinkRepair
from wizard.ui.pages.watch_outcome import LivePicture
from wizard.ui.pages.watch_rows import name_of, time_of, tone_of, why_of
from wizard.ui.shell.context import UiContext
from wizard.ui.shell.runner import Job
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, Chip, EmptyState, LinkButton, StatTile, button, guard, label, show_progress
from wizard.ui.widgets.fields import choice_box, text_edit
from wizard.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from wizard.journey.state import Look

LONGEST_DETAILS = 20_000
"""Letters of an entry's details that are shown."""

RESTARTS = ("again", "failed", "full", "deletes")


class StepPage(Page["Look"]):
    """State above, log below, the selected row's details beside it."""

    step_id = "watch"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._status: Any = None
        self._watching: Job | None = None
        self._seen: dict[str, Any] = {}
        self._failing = 0
        self.gate = ImpactGate(self)
        self.body.addWidget(self._build_job())
        self.job_health = JobHealth(context)
        self.job_health.restart_wanted.connect(self.set_going)
        self.job_health.held_wanted.connect(self._show_held)
        self.body.addWidget(self.job_health)
        self.comparison = Comparison(self)
        self.comparison.row_wanted.connect(self._show_row)
        log = self._build_log()
        self.picture = LivePicture(self, self.comparison, self.table)
        for each in (self.picture, self.comparison):
            self.body.addWidget(each)
        self.body.addWidget(log, 1)
        self.report = HandoverReport(self, lambda: self.picture.picture)
        self.handover_link = LinkButton(self.t("handover-save"), self.report.ask, name="handover")
        self.detail = Card(" ", name="logDetail")
        self.on_demand_link = LinkButton(self.t("watch-on-demand"), self.provision_now, name="onDemand")
        guard(self.on_demand_link)
        self.detail.add_to_head(self.on_demand_link)
        self.link_repair = LinkRepair(self)
        self.link_link = LinkButton(self.t("watch-link-ask"), self.look_at_link, name="entraLink")
        self.detail.add_to_head(self.link_link)
        self.detail_text = label(self.t("watch-no-details"), name="logDetailText", select=True)
        self.detail.add(self.detail_text)
        self.detail.hide()
        self.body.addWidget(self.detail)

    def _build_job(self) -> Card:
        card = Card(self.t("watch-job"), name="jobCard")
        self.state = Chip("", name="jobState")
        self.state.hide()
        card.add_to_head(self.state, right=False)
        self.watch_button = button(self.t("watch-start"), self.watch, name="watchNow", kind="primary")
        self.stop_button = button(self.t("watch-stop"), self.stop, name="stopJob", guarded=True)
        self.restart_kind = choice_box(name="restartKind", title=self.t("watch-restart"))
        for kind in RESTARTS:
            self.restart_kind.addItem(self.t(f"watch-restart-{kind}"), kind)
        self.restart_button = button(self.t("watch-restart-go"), self.restart, name="restartJob", guarded=True)
        for control in (self.stop_button, self.watch_button):
            card.add_to_head(control)
        tiles = QHBoxLayout()
        tiles.setSpacing(px(12))
        self.tiles = {
            name: StatTile("–", self.t(f"watch-tile-{name}", count=0), name=f"tile-{name}")
            for name in ("users", "groups", "escrow", "last")
        }
        for tile in self.tiles.values():
            tiles.addWidget(tile)
        card.add(tiles)
        self.bar = QProgressBar()
        self.bar.setObjectName("cycleProgress")
        self.bar.setAccessibleName(self.t("watch-job"))
        self.bar.hide()
        self.next = label(self.t("watch-first"), "hint", name="nextCycle")
        progress = QVBoxLayout()
        progress.setSpacing(px(8))
        progress.addWidget(self.bar)
        row = QHBoxLayout()
        row.setSpacing(px(10))
        row.addWidget(self.next, 1)
        row.addWidget(self.restart_kind)
        row.addWidget(self.restart_button)
        progress.addLayout(row)
        card.add(progress)
        return card

    def _build_log(self) -> Card:
        card = Card(self.t("watch-log"), name="logCard")
        self.filter = text_edit(name="logFilter", placeholder=self.t("watch-log-filter"))
        self.filter.setAccessibleName(self.t("watch-log-filter"))
        self.filter.setFixedWidth(px(220))
        card.add_to_head(self.filter)
        columns = (
            Column(self.t("watch-column-time"), time_of, sort=lambda row: row.at.timestamp() if row.at else 0.0),
            Column(self.t("watch-column-action"), self._action),
            Column(self.t("watch-column-status"), lambda row: row.status.status, tone=tone_of),
            Column(self.t("watch-column-name"), name_of, stretch=2),
            Column(self.t("watch-column-why"), why_of, stretch=4),
        )  # fmt: skip
        self.table = DataTable(columns, name="provisioningLog", title=self.t("watch-log"), runner=self.context.runner)
        self.table.setMinimumHeight(px(170))
        self.filter.textChanged.connect(self.table.set_filter)
        self.table.row_chosen.connect(self._chosen)
        card.add_flush(self.table, 1)
        self.empty = EmptyState(self.t("watch-none"), self.t("watch-none-help"))
        card.add_flush(self.empty)
        self.table.hide()
        self.log_problem = label("", "hint", name="logProblem")
        self.log_problem.setContentsMargins(px(14), px(10), px(14), px(10))
        self.log_problem.hide()
        card.add_flush(self.log_problem)
        return card

    def bar_actions(self) -> Sequence[QWidget]:
        return (self.handover_link,)

    def enter(self) -> None:
        self.comparison.load()
        ready = self.context.services.session is not None and bool(self.journey.answers.service_principal_id)
        for control in (self.watch_button, self.stop_button, self.restart_button, self.restart_kind):
            control.setEnabled(ready)
        if ready and self._watching is None:
            self.watch()

    def leave(self) -> None:
        if self._watching is not None:
            self._watching.cancel()

    # --- watching

    def watch(self) -> None:
        """Follow the job until its first cycle has ended; every look is shown as it comes."""
        self.watch_button.setEnabled(False)
        self._watching = self.perform(
            busy="watch-watching", on_done=self._watched, on_error=self._failed,
            on_cancelled=self._ended, on_data=self._looked,
        )  # fmt: skip

    def _ended(self) -> None:
        self._watching = None
        self.watch_button.setEnabled(True)

    def _failed(self, error: Any) -> None:
        self._ended()
        self.show_error(error)

    def took(self, outcome: Outcome[Look]) -> None:
        if outcome.data is not None:
            self._looked([outcome.data])

    def _watched(self, _outcome: Outcome[Look]) -> None:
        self._ended()
        self.changed.emit()

    def _looked(self, looks: list[Any]) -> None:
        for look in looks:
            new = [row for row in look.rows if row.id not in self._seen]
            self._seen = dict(islice(({row.id: row for row in new} | self._seen).items(), LONGEST_LOG))
            if new:
                self.empty.hide()
                self.table.show()
                self.table.put_first(new[:LONGEST_LOG], LONGEST_LOG)
            self.log_problem.setVisible(look.log_error is not None)
            if look.log_error is not None:
                words = self.context.texts.problem(look.log_error)
                self.log_problem.setText(self.t("watch-log-unreadable", why=f"{words.what}. {words.next}"))
        self._failing = looks[-1].job.failing
        self._show_status(looks[-1].status)
        self.job_health.show_job(looks[-1].job, looks[-1].findings)
        self.comparison.show_log(self._seen, looks)

    def _show_status(self, status: Any) -> None:
        self._status = status
        code = status.code if self.context.texts.has(f"watch-state-{status.code}") else "NotConfigured"
        tone = "bad" if status.quarantined else "ok" if status.running else "neutral"
        self.state.show()
        self.state.show_state(self.t(f"watch-state-{code}"), tone)  # type: ignore[arg-type]
        users = sum(count for kind, count in status.counts.items() if kind.lower().startswith("user"))
        groups = sum(count for kind, count in status.counts.items() if kind.lower().startswith("group"))
        last = status.last.ended.astimezone().strftime("%H:%M") if status.last and status.last.ended else "–"
        for name, count in (("users", users), ("groups", groups), ("escrow", max(self._failing, status.escrowed))):
            tone = "bad" if name == "escrow" and count else "neutral"
            self.tiles[name].show_value(str(count), self.t(f"watch-tile-{name}", count=count), tone)  # type: ignore[arg-type]
        self.tiles["last"].show_value(last, self.t("watch-tile-last"), "neutral")
        done, total = status.completed_units, status.total_units
        self.bar.setVisible(bool(total) and not status.first_cycle_done)
        if total:
            show_progress(self.bar, int(done or 0), int(total))
            self.bar.setFormat(self.t("watch-pages", done=int(done or 0), total=int(total)))
        self.stop_button.setText(self.t("watch-stop" if status.running else "watch-resume"))
        if not status.running or status.quarantined:
            self.next.setText(self.t("watch-slowed" if status.running else "watch-off"))
        elif status.last and status.last.ended and status.interval_minutes:
            at = (status.last.ended + timedelta(minutes=status.interval_minutes)).astimezone().strftime("%H:%M")
            words = self.t("watch-next", time=at, minutes=status.interval_minutes)
            self.next.setText(f"{self.t('watch-done')}. {words}" if status.first_cycle_done else words)

    def _show_held(self) -> None:
        self.filter.setText(self.t("watch-action-stageddelete"))
        self.ensure_visible(self.table)

    def _show_row(self, row: Any) -> None:
        self.picture.show_all()
        self.filter.setText(name_of(row))
        self.table.select_row(row)
        self.ensure_visible(self.table)

    # --- one row

    def _action(self, row: Any) -> str:
        key = f"watch-action-{row.action}"
        return self.t(key) if self.context.texts.has(key) else str(row.action)

    def _chosen(self, row: Any) -> None:
        self.detail.setVisible(row is not None)
        if row is None:
            return
        self.detail.show_title(row.source.display_name or row.target.display_name or row.id)
        self.on_demand_link.setVisible(row.source.kind.lower() == "user")
        self.link_link.setVisible(bool(row.source.id) and self.context.services.case is None)
        details = self._details(row)
        self.detail_text.setText(details if len(details) <= LONGEST_DETAILS else f"{details[:LONGEST_DETAILS]}…")

    def _details(self, row: Any) -> str:
        lines = [why_of(row)] if why_of(row) else []
        lines += [
            self.t("watch-modified-line", name=item.name, old=item.old or "", new=item.new or "")
            for item in row.modified
        ]
        lines += [f"{step.name}: {step.status} {step.description}".strip() for step in row.steps]
        return "\n".join(lines)

    def provision_now(self) -> None:
        """Provision the selected person at once, once it is known who would be disabled by that, and show each step."""
        row = self.table.current_row()
        if row is not None:
            self._name = row.source.display_name
            self.gate.do(OnDemand(row.source.id), self._provisioned, busy="watch-working")

    _name = ""

    def look_at_link(self) -> None:
        """Show which account Entra has linked the selected object to, and offer to remove the link."""
        row = self.table.current_row()
        if row is not None:
            self.link_repair.ask(row.source.id, name_of(row))

    def _provisioned(self, result: Any) -> None:
        self.detail.show_title(self.t("watch-on-demand-title", name=self._name, result=result.result))
        lines = [line for line in (result.error_code, result.error_message) if line]
        lines += [
            self.t("watch-modified-line", name=item.name, old=item.old or "", new=item.new or "")
            for item in result.modified
        ]
        lines += [f"{step.name}: {step.status} {step.description}".strip() for step in result.steps]
        self.detail_text.setText("\n".join(lines))
        self.detail.show()

    # --- the job

    def stop(self) -> None:
        """Stop a running job, or start a stopped one again, once the person knows what that does to people."""
        running = self._status is not None and self._status.running
        self._control(Stop() if running else TurnOn(), "watch-stopping" if running else "watch-starting")

    def restart(self) -> None:
        """Restart as chosen, once the person knows what that does to people."""
        self.set_going(self.restart_kind.currentData())

    def set_going(self, kind: Any) -> None:
        """Set a job going: ``start``, or a kind of restart."""
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
        """Go on watching; why nothing was done is told after that."""
        self.job_health.set_ready(True)
        if self.isVisible():
            self.watch()

    def _controlled(self, status: Any) -> None:
        self.job_health.set_ready(True)
        self._show_status(status)
        self.journey.lapse("turnon", "" if status.running else "stopped")
        if not status.quarantined:
            self.job_health.show_job(None)
        self.watch()
        self.gate.tell()
