"""The health of the setup after the first sync: state, changes by day, failing users, token, changes in the portal.

It is also the last page of the setup: *Finish* on step 12 leads here, and a finished setup opens here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from wizard.health.logbook import days, failing
from wizard.journey.changes import Change, Stop, TurnOn
from wizard.journey.steps import PREVIEW, WATCH
from wizard.ui.layout import SPACE, Wide, add, column, row
from wizard.ui.pages.health_cards import DaysCard, NeedsCard
from wizard.ui.pages.health_drift import DriftCard
from wizard.ui.pages.health_failing import FailingCard
from wizard.ui.pages.health_handover import DoneBanner, HandoverCard
from wizard.ui.pages.health_reading import HealthReading
from wizard.ui.pages.health_tiles import HealthTiles
from wizard.ui.pages.health_token import TokenDialog
from wizard.ui.pages.impact_gate import ImpactGate
from wizard.ui.shell.extras import ExtraPage
from wizard.ui.theme import px
from wizard.ui.times import shown_time
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.buttons import LinkButton, button

if TYPE_CHECKING:
    from datetime import datetime

    from wizard.health.logbook import Logbook
    from wizard.health.model import Health
    from wizard.ui.shell.context import UiContext

NARROW = 840
"""Width in logical pixels below which the cards stand below each other, so that reasons can be read."""


class StepPage(ExtraPage):
    """Four numbers at the top; below them days, required actions, failing users, portal changes and handover notes."""

    step_id: ClassVar[str] = "health"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.gate = ImpactGate(self)
        self.health: Health | None = None
        self.dialog: TokenDialog | None = None
        self.reading = HealthReading(self)
        self.look, self.file = self.reading.look, self.reading.file
        self.done, self.handover = DoneBanner(self), HandoverCard(self)
        self.sentence = label(self.t("health-not-looked"), "strong", name="healthSentence", select=True)
        self.pause = button(self.t("health-pause"), self.toggle, name="healthPause", guarded=True)
        self.again = button(self.t("health-look"), self.look, name="healthLook", kind="primary")
        self.tiles = HealthTiles(context.texts)
        self.needs, self.drift = NeedsCard(self), DriftCard(self)
        self.days, self.failing = DaysCard(context), FailingCard(context)
        # First what is on the right: it comes first for Tab, and on top where there is no room beside it.
        right, left = column(self.needs, self.drift, SPACE), column(self.days, self.failing, SPACE)
        self._columns = row(Wide(right, 1), Wide(left, 2))
        self._columns.setDirection(QBoxLayout.Direction.RightToLeft)
        head = row(Wide(self.sentence), self.pause, self.again, gap=10)
        add(self.body, self.done, head, self.tiles, self._columns, self.handover, SPACE)
        self._links = self._build_links()

    def _build_links(self) -> tuple[QWidget, ...]:
        go = self.context.controller.go
        return (
            LinkButton(self.t("health-to-preview"), partial(go, PREVIEW.id), name="healthPreview"),
            LinkButton(self.t("health-to-watch"), partial(go, WATCH.id), name="healthWatch"),
            LinkButton(self.t("support-make"), self._support, name="healthSupport"),
        )

    def bar_actions(self) -> Sequence[QWidget]:
        return self._links[:-1] if self.only_shown else self._links  # a support file of a support file is not possible

    def first_focus(self) -> QWidget | None:
        return self.again

    def _support(self) -> None:
        if (show := getattr(self.window(), "show_support", None)) is not None:
            show()

    # --- shown and left

    @property
    def waiting(self) -> bool:
        return self.reading.running

    def enter(self) -> None:
        self.done.enter()
        self.handover.enter()
        controller = self.context.controller
        somewhere = bool(controller.setup_id) or controller.case is not None
        ready = self.context.services.session is not None and somewhere
        self.again.setEnabled(ready)
        self.pause.setEnabled(ready and not self.only_shown)
        self.needs.replace.setEnabled(ready and bool(controller.setup_id))
        for each in (self.pause, self.needs.replace):
            set_tip(each, self.t("shell-only-shown") if self.only_shown else "")
        self.reading.timer.start()
        if ready:
            self.look()
        elif controller.setup_id and self.health is None:
            self.reading.show_kept()

    def leave(self) -> None:
        self.reading.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < px(NARROW)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.RightToLeft)
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self.reading.timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.reading.timer.stop()
        super().hideEvent(event)

    # --- display

    def show_kept(self, found: tuple[Logbook, datetime]) -> None:
        """Show the results of an earlier look."""
        book, now = found
        self.days.show_days(days(book, now))
        self.failing.show_failing(failing(book), known=bool(book.since))
        self.sentence.setText(self.t("health-sign-in"))

    def show_health(self, health: Health) -> None:
        """Show the health of the setup."""
        self.health = health
        with self.viewport.at_once():
            self.tiles.show_health(health)
            self.sentence.setText(self.t("health-sentence", time=shown_time(health.at), count=len(health.needs)))
            self.days.show_days(health.days, health.log_error)
            self.needs.show_health(health)
            self.failing.show_failing(health.failing, known=health.log_read)
            self.drift.show_drift(health.drift)
            self.pause.setText(self.t("health-resume" if health.state == "off" else "health-pause"))
            self.pause.setEnabled(health.state not in {"gone", "no-job"} and not self.only_shown)
        self._lay_out()
        self.context.controller.tell_health(health)

    def _lay_out(self) -> None:
        """Give the cards the height that their new lines need at this width."""
        for host in (self.needs.lines, self.drift.lines):
            if (layout := host.layout()) is not None:
                layout.invalidate()
                layout.activate()
            host.updateGeometry()
        self.body.invalidate()

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
