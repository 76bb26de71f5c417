"""The job on step 12: its state, counts and next cycle, and the buttons that stop and restart it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from wizard.journey.steps.watch import Restart, offered_restarts
from wizard.ui.layout import SPACE, column, row
from wizard.ui.times import shown_clock
from wizard.ui.widgets.basic import Card, Chip, StatTile, Tone, label, show_progress
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.fields import choice_box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.doctor.model import JobFacts
    from wizard.graph.synchronization import JobStatus
    from wizard.ui.pages.base import AnyPage


class JobCard(Card):
    """The job. Signals: ``watching``, ``stopping``; ``restarting`` carries the kind of restart."""

    watching = Signal()
    stopping = Signal()
    restarting = Signal(str)

    def __init__(self, page: AnyPage) -> None:
        super().__init__(page.t("watch-job"), name="jobCard")
        self._texts, t = page.context.texts, page.t
        self.status: JobStatus | None = None
        self._failing: int | None = None
        self.state = Chip("", name="jobState")
        self.state.hide()
        self.add_to_head(self.state, right=False)
        self.watch_button = button(t("watch-start"), self.watching.emit, name="watchNow")
        self.stop_button = button(t("watch-stop"), self.stopping.emit, name="stopJob", guarded=True)
        self.restart_kind = choice_box(name="restartKind", title=t("watch-restart"))
        self._offer(("again", "failed", "full"))
        self.restart_button = button(t("watch-restart-go"), self._restart, name="restartJob", guarded=True)
        for control in (self.stop_button, self.watch_button):
            self.add_to_head(control)
        self.tiles = {
            name: StatTile("–", t(f"watch-tile-{name}", count=0), name=f"tile-{name}")
            for name in ("users", "groups", "escrow", "last")
        }
        self.add(row(*self.tiles.values(), gap=12))
        self.bar = QProgressBar()
        self.bar.setObjectName("cycleProgress")
        self.bar.setAccessibleName(t("watch-job"))
        self.bar.hide()
        self.next = label(t("watch-first"), "hint", name="nextCycle")
        restart = row(self.restart_kind, self.restart_button, SPACE, gap=10)
        self.add(column(self.bar, self.next, restart, gap=8))

    def set_ready(self, ready: bool) -> None:
        """Enable the buttons, or disable them while nobody is signed in."""
        for control in (self.watch_button, self.stop_button, self.restart_button, self.restart_kind):
            control.setEnabled(ready)

    @property
    def running(self) -> bool:
        return self.status is not None and bool(self.status.running)

    def show_status(self, status: JobStatus, job: JobFacts | None = None) -> None:
        """Show the status of the job.

        Args:
            status: The status.
            job: What the log tells about it; ``None`` if the log was not read now.
        """
        self.status, t = status, self._texts.get
        if job is not None:
            self._failing = None if job.log_error else job.failing
        code = status.code if self._texts.has(f"watch-state-{status.code}") else "NotConfigured"
        tone: Tone = "bad" if status.quarantined else "ok" if status.running else "neutral"
        self.state.show()
        self.state.show_state(t(f"watch-state-{code}"), tone)
        users = sum(count for kind, count in status.counts.items() if kind.lower().startswith("user"))
        groups = sum(count for kind, count in status.counts.items() if kind.lower().startswith("group"))
        ended = status.last.ended if status.last else None
        last = shown_clock(ended) if ended else "–"
        for name, count in (("users", users), ("groups", groups)):
            self.tiles[name].show_value(str(count), t(f"watch-tile-{name}", count=count))
        self._show_failures(status)
        self.tiles["last"].show_value(last, t("watch-tile-last"), "neutral")
        done, total = status.completed_units, status.total_units
        self.bar.setVisible(bool(total) and not status.first_cycle_done)
        if total:
            show_progress(self.bar, int(done or 0), int(total))
            self.bar.setFormat(t("watch-pages", done=int(done or 0), total=int(total)))
        self._offer(offered_restarts(status))
        self.stop_button.setText(t("watch-stop" if status.running else "watch-resume"))
        if not status.running or status.quarantined:
            self.next.setText(t("watch-slowed" if status.running else "watch-off"))
        elif ended and status.interval_minutes:
            at = shown_clock(ended + timedelta(minutes=status.interval_minutes))
            words = t("watch-next", time=at, minutes=status.interval_minutes)
            self.next.setText(f"{t('watch-done')}. {words}" if status.first_cycle_done else words)

    def _show_failures(self, status: JobStatus) -> None:
        """Show how many users and groups fail; not 0 if the last cycle got nowhere or the log was not read."""
        tile, t = self.tiles["escrow"], self._texts.get
        if count := max(self._failing or 0, status.escrowed):
            tile.show_value(str(count), t("watch-tile-escrow"), "bad")
        elif status.last is not None and status.last.state.lower() == "failed":
            tile.show_value("–", t("watch-tile-escrow-cycle"), "bad")
        elif self._failing is None:
            tile.show_value("–", t("watch-tile-escrow-unknown"))
        else:
            tile.show_value("0", t("watch-tile-escrow"))

    def _offer(self, kinds: Sequence[Restart]) -> None:
        """Offer these restarts; the choice stays if it is still offered."""
        chosen = self.restart_kind.currentData()
        if [self.restart_kind.itemData(n) for n in range(self.restart_kind.count())] == list(kinds):
            return
        self.restart_kind.clear()
        for kind in kinds:
            self.restart_kind.addItem(self._texts.get(f"watch-restart-{kind}"), kind)
        self.restart_kind.setCurrentIndex(max(0, self.restart_kind.findData(chosen)))

    def _restart(self) -> None:
        self.restarting.emit(self.restart_kind.currentData())
