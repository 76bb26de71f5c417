"""The selected entry of the log on step 12: its steps, and the actions for this user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.journey.changes import OnDemand
from wizard.ui.pages.watch_link import LinkRepair
from wizard.ui.pages.watch_log import name_of, why_of
from wizard.ui.widgets.basic import Card, label
from wizard.ui.widgets.buttons import LinkButton, guard

if TYPE_CHECKING:
    from wizard.graph.logs import LogRow
    from wizard.graph.ondemand import OnDemandResult
    from wizard.ui.pages.base import AnyPage

LONGEST_DETAILS = 20_000
"""Maximum number of characters of an entry's details."""


class EntryCard(Card):
    """Hidden while no entry is selected."""

    def __init__(self, page: AnyPage) -> None:
        super().__init__(" ", name="logDetail")
        self._page, t = page, page.t
        self._row: LogRow | None = None
        self._name = ""
        self.on_demand_link = LinkButton(t("watch-on-demand"), self.provision_now, name="onDemand")
        guard(self.on_demand_link)
        self.add_to_head(self.on_demand_link)
        self.link_repair = LinkRepair(page)
        self.link_link = LinkButton(t("watch-link-ask"), self.look_at_link, name="entraLink")
        self.add_to_head(self.link_link)
        self.text = label(t("watch-no-details"), name="logDetailText", select=True)
        self.add(self.text)
        self.hide()

    def show_row(self, row: LogRow | None) -> None:
        """Show an entry, or nothing."""
        self._row = row
        self.setVisible(row is not None)
        if row is None:
            return
        self.show_title(row.source.display_name or row.target.display_name or row.id)
        self.on_demand_link.setVisible(row.source.kind.lower() == "user")
        self.link_link.setVisible(bool(row.source.id) and self._page.context.services.case is None)
        details = "\n".join([*([why_of(row)] if why_of(row) else []), *self._done(row)])
        self.text.setText(details if len(details) <= LONGEST_DETAILS else f"{details[:LONGEST_DETAILS]}…")

    def _done(self, what: LogRow | OnDemandResult) -> list[str]:
        """Return the changed attributes and the steps of a log entry or of a provision-on-demand result."""
        t = self._page.t
        changed = [
            t("watch-modified-line", name=one.name, old=one.old or "", new=one.new or "") for one in what.modified
        ]
        return changed + [f"{step.name}: {step.status} {step.description}".strip() for step in what.steps]

    def provision_now(self) -> None:
        """Provision the selected user on demand, after the gate showed who would be disabled, and show each step."""
        if self._row is not None:
            self._name = self._row.source.display_name
            self._page.gate.do(OnDemand(self._row.source.id), self._provisioned, busy="watch-working")

    def _provisioned(self, result: OnDemandResult) -> None:
        self.show_title(self._page.t("watch-on-demand-title", name=self._name, result=result.result))
        said = [line for line in (result.error_code, result.error_message) if line]
        self.text.setText("\n".join([*said, *self._done(result)]))
        self.show()

    def look_at_link(self) -> None:
        """Show which account Entra has linked the selected object to, and offer to remove the link."""
        if self._row is not None:
            self.link_repair.ask(self._row.source.id, name_of(self._row))
