"""The health of the setup after the first sync: state, changes by day, failing users, token, changes in the portal.

It is also the last page of the setup: *Finish* on step 12 leads here, and a finished setup opens here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from wizard.health.logbook import days, failing
from wizard.health.reading import look, read
from wizard.health.record import Kept, load
from wizard.journey.changes import Change, Stop, TurnOn
from wizard.journey.context import clock
from wizard.ui.pages.health_drift import DriftCard
from wizard.ui.pages.health_failing import FailingCard
from wizard.ui.pages.health_handover import DoneBanner, HandoverCard
from wizard.ui.pages.health_token import TokenDialog
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.shell.extras import ExtraPage
from wizard.ui.theme import px
from wizard.ui.times import shown_clock, shown_date, shown_params, shown_time
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import Card, Chip, LinkButton, StatTile, button, clear, label
from wizard.ui.widgets.day_chart import DayChart
from wizard.wording import health as words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.health.logbook import Logbook
    from wizard.health.model import Health
    from wizard.journey.context import Context
    from wizard.journey.machine import Snapshot
    from wizard.ui.shell.context import UiContext
    from wizard.ui.shell.runner import Job
    from wizard.ui.widgets.basic import Tone

EVERY_MS = 4 * 60 * 1000
"""Milliseconds between two automatic refreshes while the page is shown."""

NARROW = 840
"""Width in logical pixels below which the cards stand below each other, so that reasons can be read."""

TONES: Mapping[str, Tone] = {
    "running": "ok",
    "starting": "neutral",
    "off": "warn",
    "quarantine": "bad",
    "no-job": "bad",
    "gone": "bad",
}


class StepPage(ExtraPage):
    """Four numbers at the top; below them days, required actions, failing users, portal changes and handover notes."""

    step_id: ClassVar[str] = "health"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.gate = ImpactGate(self)
        self.health: Health | None = None
        self._looking: Job | None = None
        self._in_memory = Kept()
        self._then: Callable[[], object] | None = None
        self.dialog: TokenDialog | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY_MS)
        self.timer.timeout.connect(self._by_itself)
        self.done, self.handover = DoneBanner(self), HandoverCard(self)
        self.body.addWidget(self.done)
        self.body.addLayout(self._build_head())
        tiles = QHBoxLayout()
        tiles.setSpacing(px(12))
        self.tiles = {
            name: StatTile("–", self.t(f"health-tile-{name}"), name=f"tile-{name}")
            for name in ("state", "users", "failing", "token")
        }
        for tile in self.tiles.values():
            tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)  # equal heights
            tiles.addWidget(tile)
        self.body.addLayout(tiles)
        columns = self._columns = QBoxLayout(QBoxLayout.Direction.RightToLeft)
        columns.setSpacing(px(14))
        left, right = QVBoxLayout(), QVBoxLayout()
        self.drift = DriftCard(self)
        self.failing = FailingCard(context)
        self.table, self.fix = self.failing.table, self.failing.fix
        for column, cards in (
            (right, (self._build_needs(), self.drift)),
            (left, (self._build_days(), self.failing)),
        ):
            column.setSpacing(px(14))
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        columns.addLayout(right, 1)  # first: it comes first for Tab, and on top where there is no room beside it
        columns.addLayout(left, 2)
        self.body.addLayout(columns)
        self.body.addWidget(self.handover)
        self.body.addStretch(1)
        self._links = self._build_links()

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(10))
        self.sentence = label(self.t("health-not-looked"), "strong", name="healthSentence", select=True)
        row.addWidget(self.sentence, 1)
        self.pause = button(self.t("health-pause"), self.toggle, name="healthPause", guarded=True)
        self.again = button(self.t("health-look"), self.look, name="healthLook", kind="primary")
        row.addWidget(self.pause)
        row.addWidget(self.again)
        return row

    def _build_days(self) -> Card:
        card = Card(self.t("health-days-title"), name="daysCard")
        card.add_to_head(Chip(self.t("health-written"), "info", name="chipWritten"))
        card.add_to_head(Chip(self.t("health-failed"), "bad", name="chipFailed"))
        self.chart = DayChart(self.context.texts)
        card.add(self.chart)
        self.log_line = label("", "hint", name="logLine")
        self.log_line.hide()
        card.add(self.log_line)
        return card

    def _build_needs(self) -> Card:
        card = Card(self.t("health-needs-title"), name="needsCard")
        self.lines = host = QWidget()
        self._needs = QVBoxLayout(host)
        self._needs.setContentsMargins(0, 0, 0, 0)
        self._needs.setSpacing(px(4))
        card.add(host)
        self.token_line = label("", "hint", name="tokenLine", select=True)
        self.replace = button(self.t("health-replace-open"), self.replace_token, name="replaceToken")
        box = QVBoxLayout()
        box.setSpacing(px(8))
        box.addWidget(self.token_line)
        line = QHBoxLayout()
        line.addWidget(self.replace)
        line.addStretch(1)
        box.addLayout(line)
        card.add(box)
        return card

    def _build_links(self) -> tuple[QWidget, ...]:
        controller = self.context.controller

        def to(step_id: str) -> Callable[[], None]:
            return lambda: controller.go(step_id)

        return (
            LinkButton(self.t("health-to-preview"), to("preview"), name="healthPreview"),
            LinkButton(self.t("health-to-watch"), to("watch"), name="healthWatch"),
            LinkButton(self.t("support-make"), self._support, name="healthSupport"),
        )

    def bar_actions(self) -> Sequence[QWidget]:
        return self._links[:-1] if self.only_shown else self._links  # a support file of a support file is not possible

    def first_focus(self) -> QWidget | None:
        return self.again

    def _support(self) -> None:
        show = getattr(self.window(), "show_support", None)
        if show is not None:
            show()

    # --- reading

    @property
    def waiting(self) -> bool:
        return self._looking is not None

    def file(self) -> Callable[[], Path]:
        """Return a function that gives the file of the setup's health; a worker calls it."""
        setups, setup_id = self.context.setups, self.context.controller.setup_id
        return lambda: setups().health_path(setup_id)

    def enter(self) -> None:
        self.done.enter()
        self.handover.enter()
        controller = self.context.controller
        somewhere = bool(controller.setup_id) or controller.case is not None
        ready = self.context.services.session is not None and somewhere
        self.again.setEnabled(ready)
        self.pause.setEnabled(ready and not self.only_shown)
        self.replace.setEnabled(ready and bool(controller.setup_id))
        for each in (self.pause, self.replace):
            set_tip(each, self.t("shell-only-shown") if self.only_shown else "")
        self.timer.start()
        if ready:
            self.look()
        elif self.context.controller.setup_id and self.health is None:
            self.run(_kept, self.context.services, self.file(), on_result=self._show_kept, quiet=True, key="kept")

    def leave(self) -> None:
        self.timer.stop()
        if self._looking is not None:
            self._looking.cancel()

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < px(NARROW)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.RightToLeft)
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self.timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.timer.stop()
        super().hideEvent(event)

    def _by_itself(self) -> None:
        """Refresh automatically if no other work runs and no gate is open."""
        quiet = self.context.controller.busy is None and self.gate.dialog is None
        if quiet and self.isVisible() and self.context.services.session is not None:
            self.look()

    def look(self, then: Callable[[], object] | None = None) -> None:
        """Read everything again; ``then`` is called after it is shown."""
        self._then = then or self._then
        if self._looking is not None:
            return
        self.again.setEnabled(False)
        self._looking = self.run(
            _read,
            self.context.services,
            self.journey.snapshot,
            self.file() if self.context.controller.setup_id else None,
            self._in_memory,
            on_result=self._looked,
            on_error=self._failed,
            on_cancelled=self._ended,
        )

    def _ended(self) -> None:
        self._looking = self._then = None
        self.again.setEnabled(self.context.services.session is not None)

    def _failed(self, error: WizardError) -> None:
        self._ended()
        self.show_error(error)

    def _looked(self, found: tuple[Health, Kept]) -> None:
        health, self._in_memory = found
        then = self._then
        self._ended()
        self.problem.hide()
        self.show_health(health)
        if then is not None:
            then()

    def _show_kept(self, found: tuple[Logbook, datetime]) -> None:
        """Show the results of an earlier look until the user signs in."""
        book, now = found
        self.chart.show_days(days(book, now))
        self.failing.show_failing(failing(book), known=bool(book.since))
        self.sentence.setText(self.t("health-sign-in"))

    # --- display

    def show_health(self, health: Health) -> None:
        """Show the health of the setup."""
        self.health = health
        texts = self.context.texts
        with self.at_once():
            state = words.state(health, texts)
            following = _soon(health.next_cycle, health.at)
            self.tiles["state"].show_value(
                state,
                self.t("health-tile-state-next", time=following or "none"),
                "neutral" if health.off_by_choice else TONES[health.state],
            )
            users = "–" if health.users is None else str(health.users)
            self.tiles["users"].show_value(users, self.t("health-tile-users-groups", groups=health.groups or 0))
            again, read = len(health.again), health.log_from is not None or not health.log_error
            self.tiles["failing"].show_value(
                str(again) if read else "–", self.t("health-tile-failing"), "bad" if again else "neutral"
            )
            self._show_token(health)
            self.sentence.setText(self.t("health-sentence", time=shown_time(health.at), count=len(health.needs)))
            self.chart.show_days(health.days)
            self.log_line.setVisible(bool(health.log_error))
            if health.log_error:
                self.log_line.setText(self.t("health-log-error", code=health.log_error))
            self._show_needs(health)
            self.failing.show_failing(health.failing, known=read)
            self.drift.show_drift(health.drift)
            off = health.state == "off"
            self.pause.setText(self.t("health-resume" if off else "health-pause"))
            self.pause.setEnabled(health.state not in {"gone", "no-job"} and not self.only_shown)
        self._lay_out()
        self.context.controller.tell_health(health)

    def _lay_out(self) -> None:
        """Give the cards the height that their new lines need at this width."""
        for host in (self.lines, self.drift.lines):
            layout = host.layout()
            if layout is not None:
                layout.invalidate()
                layout.activate()
            host.updateGeometry()
        self.body.invalidate()

    def _show_token(self, health: Health) -> None:
        left = health.token.days_left(health.at)
        if left is None:
            age = (health.at - health.token.saved).days if health.token.saved is not None else None
            number, key = ("–" if age is None else self.t("health-token-days", days=age)), "health-tile-token"
            tone: Tone = "neutral"
        else:
            number, key = self.t("health-token-days", days=max(0, left)), "health-tile-token-left"
            tone = "bad" if left < 0 else "warn" if left < 30 else "neutral"
        self.tiles["token"].show_value(number, self.t(key), tone)
        self.token_line.setText(words.token(health, self.context.texts, _day))

    def _show_needs(self, health: Health) -> None:
        clear(self._needs)
        if not health.needs:
            self._needs.addWidget(label(self.t("cli-status-well"), "ok", name="needsNothing"))
        if health.off_by_choice:
            self._needs.addWidget(label(self.t(self._off_text()), "hint", name="offHere", select=True))
        for need in health.needs:
            what, fix = words.need(need, self.context.texts, shown_params)
            self._apart()
            self._needs.addWidget(label(what, "strong", name=f"need-{need.id}", select=True))
            self._needs.addWidget(label(fix, "hint", name=f"needFix-{need.id}", select=True))
            if need.id in {"deletions", "quarantine"}:
                link = LinkButton(self.t("health-to-watch"), self._to_watch, name=f"needGo-{need.id}")
                self._needs.addWidget(link)
        if health.findings:
            self._apart()
        for finding in health.findings[:2]:
            said = self.t(f"finding-{finding.id}", **shown_params(finding.params))
            self._needs.addWidget(label(said, "hint", name=f"healthFinding-{finding.id}", select=True))

    def _apart(self) -> None:
        """Leave space before what comes next, unless it comes first."""
        if self._needs.count():
            self._needs.addSpacing(px(6))

    def _off_text(self) -> str:
        """Return the id of the text for provisioning that is off by choice; in a support file, by the customer's."""
        if self.context.controller.trying:
            return "health-off-tried"
        return "health-off-recorded" if self.only_shown else "health-off-here"

    def _to_watch(self) -> None:
        self.context.controller.go("watch")

    # --- actions

    def toggle(self) -> None:
        """Pause or resume provisioning after the gate shows the effect on users."""
        off = self.health is not None and self.health.state == "off"
        change: Change = TurnOn() if off else Stop()
        self.gate.do(change, self.controlled, busy="watch-starting" if off else "watch-stopping")

    def controlled(self, _status: object) -> None:
        """Tell the effect of turning the job on or off, and read again."""
        self.gate.tell()
        self.look()

    def replace_token(self) -> None:
        """Open the dialog for replacing the token."""
        self.dialog = TokenDialog(self)
        self.dialog.open()


def _read(
    task: Task, services: Context, snapshot: Snapshot, file: Callable[[], Path] | None, kept: Kept
) -> tuple[Health, Kept]:
    """Read the health and save it beside the setup. Without a setup, as with a support file, the page holds it."""
    if file is None:
        return look(task, services, snapshot, kept)
    return read(task, services, snapshot, file()), kept


def _kept(_task: Task, services: Context, file: Callable[[], Path]) -> tuple[Logbook, datetime]:
    return load(file())[0].log, clock(services)


def _day(at: datetime) -> str:
    return shown_date(at.astimezone().date())


def _soon(at: datetime | None, now: datetime) -> str:
    """Return a time, with its date if it is not today; empty for None."""
    if at is None:
        return ""
    same = at.astimezone().date() == now.astimezone().date()
    return shown_clock(at) if same else shown_time(at)
