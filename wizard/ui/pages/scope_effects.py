"""Step 9: who is in scope with the answers, who enters it and who leaves it, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.ui.layout import row
from wizard.ui.models.rows import Column
from wizard.ui.widgets.basic import Card, EmptyState, StatTile
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.problem import Banner
from wizard.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.provisioning.scope_diff import Effect, Effects, What
    from wizard.ui.pages.base import AnyPage
    from wizard.ui.widgets.basic import Tone

SOME = 8
"""Number of names in a sentence."""

_TONES = {"inside": "ok", "entering": "info", "leaving": "bad", "outside": "neutral"}


class EffectsCard(Card):
    """Counts, a warning if users leave the scope, and all users by name.

    Args:
        page: The page that provides texts and worker threads.
        look: Reads everything again.
    """

    def __init__(self, page: AnyPage, look: Callable[[], object]) -> None:
        super().__init__(page.t("scope-effects"), name="effectsCard")
        self._t, self._services = page.t, page.context.services
        self.look_button = button(self._t("scope-look"), look, name="whoIsThat")
        self.add_to_head(self.look_button)
        names: tuple[What, ...] = ("inside", "entering", "leaving", "outside")
        self.tiles = {name: StatTile("–", self._t(f"scope-{name}"), name=f"tile-{name}") for name in names}
        self.add(row(*self.tiles.values(), gap=12))
        self.warning = Banner(name="leavingWarning")
        self.add(self.warning)
        columns: tuple[Column[Effect], ...] = (
            Column(self._t("scope-column-what"), lambda row: self._t(f"scope-what-{row.what}"), tone=_tone),
            Column(self._t("scope-column-name"), lambda row: row.person.display_name, stretch=2),
            Column(self._t("scope-column-user"), lambda row: row.person.user_principal_name, mono=True, stretch=3),
            Column(self._t("scope-column-why"), self._why, stretch=2),
        )
        runner = page.context.runner
        self.table = DataTable(columns, name="effects", title=self._t("scope-effects"), runner=runner)
        self.table.hide()
        self.add_flush(self.table, 1)
        self.rest = EmptyState("…", name="notCounted")  # and the tiles do not grow
        self.add_flush(self.rest, 1)

    def forget(self) -> None:
        """Hide the counts, which are no longer valid."""
        self.table.set_rows(())
        self.table.hide()
        signed_in = self._services.session is not None
        self.rest.show_title(self._t("scope-not-counted" if signed_in else "scope-not-counted-signed-out"))
        self.rest.show()
        self.warning.hide()
        for name, tile in self.tiles.items():
            tile.show_value("–", self._t(f"scope-{name}"), "neutral")

    def show_effects(self, found: Effects, *, ran: bool) -> None:
        """Show the computed effects; ``ran``: people who leave the scope lose their access."""
        self.table.set_rows(found.rows)
        self.table.show()
        self.rest.hide()
        for name, tile in self.tiles.items():
            count = found.counts[name]
            tone: Tone = "bad" if name == "leaving" and count and ran else "neutral"
            key = "scope-leaving-unprovisioned" if name == "leaving" and not ran else f"scope-{name}"
            told = found.compared or name in {"inside", "outside"}
            tile.show_value(str(count) if told else "–", self._t(key), tone)
        self._warn(found, ran)

    def _warn(self, found: Effects, ran: bool) -> None:
        leaving = found.named("leaving")
        if leaving:
            names = ", ".join(person.display_name for person in leaving[:SOME])
            more = "…" if len(leaving) > SOME else ""
            key = "scope-leaving-warning" if ran else "scope-leaving-unprovisioned-warning"
            self.warning.say(self._t(key, count=len(leaving), names=names + more), tone="warn")
        elif found.rows and not found.counts["inside"]:
            self.warning.say(self._t("scope-nobody"), tone="warn")
        else:
            self.warning.hide()

    def _why(self, row: Effect) -> str:
        if row.verdict.inside:
            key = "scope-why-member" if row.verdict.reason == "member" else f"plan-reason-{row.verdict.reason}"
            return self._t(key, **row.verdict.params)
        params = {"group": "", "filters": "", **row.verdict.params}
        return self._t(f"plan-reason-{row.verdict.reason}", **params)


def _tone(row: Effect) -> str:
    return _TONES[row.what]
