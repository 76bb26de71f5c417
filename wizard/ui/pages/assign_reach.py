"""Notes on the selected user or group of step 5: a group's members, disabled accounts, guests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.journey.steps.assign import reach
from wizard.ui.widgets.problem import Banner

if TYPE_CHECKING:
    from wizard.graph.principals import GroupReach, Principal
    from wizard.ui.pages.assign_list import Row
    from wizard.ui.pages.base import AnyPage


class ReachBanner(Banner):
    """A banner that is hidden when there is nothing to show."""

    def __init__(self, page: AnyPage) -> None:
        super().__init__(name="groupReach")
        self._page = page
        self._name, self._secure = "", True

    def show_for(self, row: Principal | Row | None) -> None:
        """Show the notes on a row of the search or of the list."""
        if row is None:
            return
        t = self._page.t
        name = getattr(row, "display_name", "") or getattr(row, "name", "")
        if row.kind == "Group":
            self._name, self._secure = name, bool(getattr(row, "security_enabled", True))
            group_id = getattr(row, "id", "") or getattr(row, "principal_id", "")
            self._page.run(reach, self._page.context.services, group_id, on_result=self._reached, key="reach")
            return
        words = []
        if getattr(row, "account_enabled", True) is False:
            words.append(t("assign-person-disabled", name=name))
        if getattr(row, "guest", False):
            words.append(t("assign-person-guest", name=name))
        if words:
            self.say(name, " ".join(words), tone="warn")
        else:
            self.hide()

    def _reached(self, found: GroupReach) -> None:
        t = self._page.t
        words = [t("assign-behind-people", count=len(found.people))]
        if not self._secure:
            words = [t("assign-behind-not-security")]
        if found.disabled:
            words.append(t("assign-behind-disabled", count=found.disabled))
        if found.guests:
            words.append(t("assign-behind-guests", count=found.guests))
        if found.nested_groups:
            words.append(t("assign-behind-nested", count=len(found.nested_groups), people=found.nested_only))
        warn = not self._secure or bool(found.nested_groups)
        self.say(t("assign-behind-title", name=self._name), " ".join(words), tone="warn" if warn else "info")
