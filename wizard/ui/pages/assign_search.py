"""Step 5, left side: the tenant's first users and groups, and the search in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from wizard.journey.steps.assign import search
from wizard.ui.layout import SPACE, column, row
from wizard.ui.models.rows import Column
from wizard.ui.timers import TypingPause
from wizard.ui.widgets.basic import Card, EmptyState, label
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.fields import text_edit
from wizard.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from wizard.graph.principals import Principal
    from wizard.ui.pages.base import AnyPage

LEAST = 2
"""Minimum number of characters for a search request."""


class SearchCard(Card):
    """The search. Signals: ``add_wanted`` carries the user or group to add to the list, ``chosen`` the selected one.

    Args:
        page: The page that runs the work.
    """

    add_wanted = Signal(object)
    chosen = Signal(object)

    def __init__(self, page: AnyPage) -> None:
        super().__init__(page.t("assign-search"), name="searchCard")
        self._page, self._t = page, page.t
        self._first: tuple[Principal, ...] | None = None
        self._tenant = ""
        self.text = text_edit(name="searchText", placeholder=self._t("assign-search-placeholder"))
        self.text.setAccessibleName(self._t("assign-search"))
        self.text.returnPressed.connect(self._add_selected)
        self.hint = label("", "hint", name="searchHint")
        self.add(column(self.text, self.hint, gap=6))
        columns: tuple[Column[Principal], ...] = (
            Column(self._t("assign-column-name"), lambda row: row.display_name, stretch=2),
            Column(self._t("assign-column-kind"), self._kind, tone=self._kind_tone),
            Column(self._t("assign-column-address"), lambda row: row.detail, stretch=4),
        )
        self.found = DataTable(columns, name="found", title=self._t("assign-search"))
        self.found.row_opened.connect(self.add_wanted)
        self.found.row_chosen.connect(self.chosen)
        self.found.selectionModel().selectionChanged.connect(self._show_add)  # after the current row has changed
        self.add_flush(self.found, 1)
        self.none = EmptyState(self._t("assign-none-recorded"), name="noneRecorded")
        self.none.hide()
        self.add_flush(self.none, 1)
        self.add_button = button(self._t("assign-add"), self._add_selected, name="addToList")
        self.add_button.setEnabled(False)
        self.add(row(SPACE, self.add_button))
        self._say(self._t("assign-search-hint"))
        self._ask = TypingPause(self, self._search)
        self.text.textEdited.connect(lambda _text: self._ask.start())

    @property
    def waiting(self) -> bool:
        """Whether a search starts shortly, after the pause in typing."""
        return self._ask.isActive()

    @property
    def _words(self) -> str:
        return self.text.text().strip()

    def _say(self, words: str) -> None:
        """Say below the field what the table shows, or how to search; nothing while it shows what was searched for."""
        self.hint.setText(words)
        self.hint.setVisible(bool(words))

    # --- first users and groups

    def browse(self) -> None:
        """Show the tenant's first users and groups while no search text is entered; they are read once."""
        session = self._page.context.services.session
        tenant = session.tenant.id if session is not None else ""
        if session is None or (self._first is not None and tenant == self._tenant) or len(self._words) >= LEAST:
            return
        self._first, self._tenant = None, tenant
        self.found.set_rows(())
        self._say(self._t("assign-browsing"))
        run, services = self._page.run, self._page.context.services
        run(search, services, "", on_result=self._browsed, on_error=self._not_browsed, key="browse", quiet=True)

    def _browsed(self, found: tuple[Principal, ...]) -> None:
        self._first = tuple(sorted(found, key=lambda one: (one.kind != "User", one.display_name.casefold())))
        if len(self._words) < LEAST:
            self._show_first()

    def _not_browsed(self, _error: object) -> None:
        """Show the usual hint; a search will show the error. A support file without users says so."""
        self._say(self._t("assign-search-hint"))
        self._show_none(self._page.only_shown)

    def _show_none(self, none: bool) -> None:
        self.none.setVisible(none)
        for each in (self.found, self.text, self.hint):
            each.setVisible(not none)

    def _show_first(self) -> None:
        self.found.set_rows(self._first or ())
        self._say(self._t("assign-first" if self._first else "assign-search-hint"))
        self._show_none(self._page.only_shown and not self._first)
        self._show_add()

    # --- search

    def _search(self) -> None:
        if len(self._words) < LEAST:
            self._page.context.runner.abandon(f"{self._page.step_id}-search")
            self._show_first()
            return
        self._say(self._t("assign-searching"))
        services = self._page.context.services
        self._page.run(search, services, self._words, on_result=self._searched, key="search")

    def _searched(self, found: tuple[Principal, ...]) -> None:
        self.found.set_rows(list(found))
        if found:
            self.found.select_row(found[0])
        none = f"{self._t('assign-search-none', text=self._words)}. {self._t('assign-search-none-help')}"
        self._say("" if found else none)
        self._show_add()

    def _show_add(self, *_: object) -> None:
        self.add_button.setEnabled(bool(self.found.selected_rows()))

    def _add_selected(self) -> None:
        for one in self.found.selected_rows():
            self.add_wanted.emit(one)

    def _kind(self, row: Principal) -> str:
        """Return what the row is; a word such as "guest", which needs attention, says it too and leaves room."""
        return self._flags(row) or self._t(f"assign-kind-{row.kind}")

    def _kind_tone(self, row: Principal) -> str | None:
        return "warn" if self._flags(row) else None

    def _flags(self, row: Principal) -> str:
        names = [
            name
            for name, on in (
                ("disabled", not row.account_enabled),
                ("guest", row.guest),
                ("dynamic", row.dynamic),
                ("not-security", row.kind == "Group" and row.security_enabled is False),
            )
            if on
        ]
        return ", ".join(self._t(f"assign-flag-{name}") for name in names)
