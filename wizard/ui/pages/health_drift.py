"""Changes made in the portal, and the actions for them: show the effect on users, keep, or undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from wizard.health import expected as seeing
from wizard.ui.layout import SPACE, add, column, holder, row
from wizard.ui.pages.health_drift_actions import DriftActions
from wizard.ui.theme import px
from wizard.ui.times import shown_time
from wizard.ui.widgets.basic import Card, Chip, clear, label
from wizard.ui.widgets.buttons import LinkButton, guard, show_words
from wizard.wording import health as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.health.drift import Drift
    from wizard.journey.model import Part
    from wizard.ui.pages.health import StepPage

MOST = 6
"""Maximum number of changes listed per part."""


class DriftCard(Card):
    """The changes of each part, with their actions."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page.t("health-drift-title"), name="driftCard")
        self._page = page
        self._actions = DriftActions(page)
        self._shown: tuple[object, ...] = ()
        self.count = Chip("", name="driftCount")
        self.add_to_head(self.count, right=False)
        self._rows = column(gap=4)
        self.lines = holder(self._rows)
        self.add(self.lines)
        self.show_drift(None)

    def show_drift(self, drift: Drift | None) -> None:
        """Show the differences."""
        page, self._actions.drift = self._page, drift
        changes = drift.changes if drift is not None else ()
        shown = (drift is None, changes, page.context.controller.setup_id, page.only_shown)
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._rows)
        self.count.setVisible(bool(changes))
        self.count.show_state(str(len(changes)), "warn")
        if not changes:
            key = "health-drift-none" if drift is not None else "health-drift-unknown"
            self._rows.addWidget(label(page.t(key), "hint", name="driftNone"))
            return
        for part in seeing.PARTS:
            own = [one for one in changes if one.part == part]
            if not own:
                continue
            for one in own[:MOST]:
                said = words.change(one, page.context.texts, shown_time)
                self._rows.addWidget(label(said, name=f"drift-{one.id}", select=True))
            if len(own) > MOST:
                self._rows.addWidget(label(page.t("health-drift-more", count=len(own) - MOST), "hint"))
            self._rows.addLayout(self._links(part, any(one.step for one in own)))
            self._rows.addSpacing(px(6))

    def _links(self, part: Part, can_undo: bool) -> QHBoxLayout:
        page, links = self._page, row()
        about = page.t(f"health-part-{part}")

        def link(word: str, work: Callable[[], object], name: str) -> LinkButton:
            made = LinkButton(page.t(f"health-drift-{word}"), work, name=f"{name}-{part}")
            show_words(made, page.t(f"health-drift-{word}"), about)
            links.addWidget(made)
            return made

        drift = self._actions.drift
        scoped = drift is not None and any(one.id == "scope" for one in drift.changes)
        if part == "schema" or (part == "settings" and scoped):
            link("show", self._actions.show_effect, "driftShow")
        if page.context.controller.setup_id:
            link("keep", lambda: self._actions.keep(part), "driftKeep")
        if can_undo and not page.only_shown:
            guard(link("undo", lambda: self._actions.put_back(part), "driftUndo"))
        elif not page.only_shown:
            links.addWidget(label(page.t("health-drift-by-hand"), "hint"))
        add(links, SPACE)
        return links
