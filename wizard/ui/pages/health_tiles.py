"""The four numbers at the top of the Health page: state, users, failing users, token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from wizard.health.model import TOKEN_ENDS_SOON
from wizard.ui.layout import add
from wizard.ui.theme import px
from wizard.ui.times import shown_clock, shown_time
from wizard.ui.widgets.basic import StatTile
from wizard.wording import health as words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wizard.core.texts import Texts
    from wizard.health.model import Health
    from wizard.ui.widgets.basic import Tone

TONES: Mapping[str, Tone] = {
    "running": "ok",
    "starting": "neutral",
    "off": "warn",
    "quarantine": "bad",
    "no-job": "bad",
    "gone": "bad",
}


class HealthTiles(QHBoxLayout):
    """The tiles by name, in :attr:`each`."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self.setSpacing(px(12))
        self.each = {
            name: StatTile("–", texts.get(f"health-tile-{name}"), name=f"tile-{name}")
            for name in ("state", "users", "failing", "token")
        }
        add(self, *self.each.values())

    def show_health(self, health: Health) -> None:
        """Show the numbers."""
        t = self._texts.get
        following = t("health-tile-state-next", time=_soon(health.next_cycle, health.at) or "none")
        tone = "neutral" if health.off_by_choice else TONES[health.state]
        self.each["state"].show_value(words.state(health, self._texts), following, tone)
        users = "–" if health.users is None else str(health.users)
        groups = t("health-tile-users-groups", groups=health.groups or 0, state=health.state)
        self.each["users"].show_value(users, groups)
        again = len(health.again)
        failing = str(again) if health.log_read else "–"
        self.each["failing"].show_value(failing, t("health-tile-failing"), "bad" if again else "neutral")
        self._show_token(health)

    def _show_token(self, health: Health) -> None:
        t, left, saved = self._texts.get, health.token.days_left(health.at), health.token.saved
        if left is not None:
            tone: Tone = "bad" if left < 0 else "warn" if left < TOKEN_ENDS_SOON.days else "neutral"
            self.each["token"].show_value(t("health-token-days", days=max(0, left)), t("health-tile-token-left"), tone)
        else:
            age = t("health-token-days", days=(health.at - saved).days) if saved is not None else "–"
            self.each["token"].show_value(age, t("health-tile-token"), "neutral")


def _soon(at: datetime | None, now: datetime) -> str:
    """Return a time, with its date if it is not today; empty for None."""
    if at is None:
        return ""
    same = at.astimezone().date() == now.astimezone().date()
    return shown_clock(at) if same else shown_time(at)
