"""Rows of checks: an icon, what was checked, and how long it took."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from wizard.ui.icons import IconLabel
from wizard.ui.layout import Wide, column, row
from wizard.ui.widgets.basic import clear, label, restyle

Status = Literal["pass", "fail", "warn", "skip", "wait", "confirmed", "note"]

_SIGNS: dict[Status, tuple[str, str]] = {
    "pass": ("check", "ok"),
    "fail": ("cross", "bad"),
    "warn": ("warning", "warn"),
    "skip": ("dash", "faint"),
    "wait": ("wait", "link"),
    "confirmed": ("person", "ok"),
    "note": ("info", "muted"),
}


class StatusRow(QFrame):
    """One check: icon, text, an optional second line, and at the right its time or a control."""

    def __init__(self, status: Status, text: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "row")
        self._sign = IconLabel("dash")
        self._text = label("", select=True)
        self._detail = label("", "hint", select=True)
        self._right = label("", "faint", wrap=False)
        words, sign = column(self._text, self._detail, gap=1), Wide(self._sign, 0, top=True)
        self._row = row(sign, Wide(words), Wide(self._right, 0, top=True), gap=12, margins=(14, 7, 14, 7))
        self.setLayout(self._row)
        self.show_state(status, text)

    def show_state(self, status: Status, text: str, right: str = "", *, detail: str = "", spoken: str = "") -> None:
        """Change the row's content.

        Args:
            status: see ``Status``; ``confirmed`` means that the person said so and nothing was checked.
            spoken: the status as text, for screen readers.
        """
        self.status = status
        self._sign.show_icon(*_SIGNS[status])
        self._text.setText(text)
        restyle(self._text, role="lead" if status == "skip" else "")
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._right.setText(right)
        self._right.setVisible(bool(right))
        self.setAccessibleName(": ".join(part for part in (spoken, text) if part))

    def add_right(self, widget: QWidget) -> None:
        """Add a control at the right end."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


class StatusList(QWidget):
    """Rows below each other, found by key, so that a check can first wait and then pass or fail in its place."""

    def __init__(self, *, name: str = "statusList") -> None:
        super().__init__()
        self.setObjectName(name)
        self._box = column(gap=0)
        self.setLayout(self._box)
        self._rows: dict[str, StatusRow] = {}

    def show_row(
        self, key: str, status: Status, text: str, right: str = "", *, detail: str = "", spoken: str = ""
    ) -> StatusRow:
        """Add the row of ``key``, or change the existing row."""
        shown = self._rows.get(key)
        if shown is None:
            shown = StatusRow(status, text, name=f"check-{key}")
            if self._rows:
                restyle(list(self._rows.values())[-1], last="false")
            restyle(shown, last="true")
            self._rows[key] = shown
            self._box.addWidget(shown)
        shown.show_state(status, text, right, detail=detail, spoken=spoken)
        return shown

    def row(self, key: str) -> StatusRow | None:
        """Return the row of ``key``, if there is one."""
        return self._rows.get(key)

    def clear(self) -> None:
        """Remove all rows."""
        self._rows.clear()
        clear(self._box)
