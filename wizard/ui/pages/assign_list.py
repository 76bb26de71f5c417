"""The list of step 5: users and groups that are assigned or planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Role
from wizard.ui.layout import Wide, row
from wizard.ui.models.rows import Column
from wizard.ui.widgets.basic import Card, EmptyState, label
from wizard.ui.widgets.buttons import LinkButton, button, guard
from wizard.ui.widgets.fields import FormField
from wizard.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from wizard.directory import Assignment
    from wizard.ui.pages.assign import StepPage


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: planned, assigned, or both."""

    principal_id: str
    kind: str
    name: str
    role: str
    assignment: Assignment | None = None


class ListCard(Card):
    """The list with its role and buttons. ``chosen`` carries the selected row."""

    chosen = Signal(object)

    def __init__(self, page: StepPage) -> None:
        super().__init__(page.t("assign-chosen"), name="listCard")
        self._t = t = page.t
        self._roles: Sequence[Role] = ()
        self.go_button = button(t("assign-go"), page.assign, name="assign", kind="primary")
        self.add_to_head(self.go_button)
        self.role = QComboBox()
        self.role.setObjectName("role")
        self._role_field = FormField(t("assign-role"), self.role)
        self.add(self._role_field)
        columns: tuple[Column[Row], ...] = (
            Column(t("assign-column-name"), lambda row: row.name, stretch=3),
            Column(t("assign-column-kind"), lambda row: t(f"assign-kind-{row.kind}")),
            Column(t("assign-column-role"), self._role_name),
            Column(t("assign-column-state"), self._state, tone=_state_tone),
        )
        self.table = DataTable(columns, name="assignments", title=t("assign-chosen"))
        self.table.row_chosen.connect(self.chosen)
        self.add_flush(self.table, 1)
        self._empty = EmptyState(t("assign-empty"), t("assign-empty-help"))
        self.add_flush(self._empty)
        self._count = label("", "hint", name="assignedCount")
        self._remove_link = LinkButton(t("assign-remove"), page.remove, name="remove")
        guard(self._remove_link)
        self.add(row(Wide(self._count), self._remove_link, gap=6))

    def show_roles(self, roles: Sequence[Role], usual: str) -> None:
        """Offer the application's roles for users, and select the usual role."""
        self._roles = roles
        self.role.clear()
        for role in roles:
            if role.enabled and role.for_users:
                self.role.addItem(role.display_name, role.id)
        if not self.role.count():
            self.role.addItem(self._t("assign-role-default-access"), DEFAULT_ACCESS_ROLE_ID)
        self.role.setCurrentIndex(max(0, self.role.findData(usual)))
        self._role_field.show_help(self._t("assign-role-help", role=self.role.currentText()))

    def show_rows(self, rows: Sequence[Row], *, passed: bool) -> None:
        """Show the rows; ``passed``: the step is complete with the existing assignments."""
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        done = [row for row in rows if row.assignment is not None]
        users = sum(row.kind == "User" for row in done)
        self._count.setText(self._t("assign-count", users=users, groups=sum(row.kind == "Group" for row in done)))
        self.go_button.setEnabled(any(row.assignment is None for row in rows) or (bool(rows) and not passed))
        self._remove_link.setVisible(bool(rows))

    def _role_name(self, row: Row) -> str:
        for role in self._roles:
            if role.id == row.role:
                return role.display_name
        return self._t("assign-role-default-access") if row.role == DEFAULT_ACCESS_ROLE_ID else self.role.currentText()

    def _state(self, row: Row) -> str:
        return self._t("assign-state-assigned" if row.assignment is not None else "assign-state-planned")


def _state_tone(row: Row) -> str:
    return "ok" if row.assignment is not None else "info"
