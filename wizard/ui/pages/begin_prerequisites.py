"""The card of step 2 with the prerequisites: the state of each, and what the user confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from wizard.journey.steps.begin import CONFIRMED_BY
from wizard.ui.widgets.basic import Card, Chip, Tone, restyle
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.status import Status, StatusRow

if TYPE_CHECKING:
    from wizard.journey.steps.begin import Prerequisite
    from wizard.ui.pages.begin import StepPage

_LOOKS: Mapping[str, tuple[Status, Tone]] = {
    "checked": ("pass", "ok"),
    "confirmed": ("confirmed", "info"),
    "missing": ("warn", "warn"),
    "unknown": ("skip", "neutral"),
    "untold": ("skip", "neutral"),
}


class Prerequisites(Card):
    """The prerequisites, which are checked again when the user asks for it or confirms one of them."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page.t("begin-prerequisites"), name="prerequisites")
        self._page, t = page, page.t
        self.add_to_head(LinkButton(t("begin-again"), page.check, name="checkAgain"))
        self._rows: dict[str, tuple[StatusRow, Chip, QCheckBox]] = {}
        for name, answer in CONFIRMED_BY.items():
            row = StatusRow("skip", t(f"begin-{name}-unknown"), name=f"prerequisite-{name}")
            chip = Chip("", name=f"standing-{name}")
            box = QCheckBox(t("begin-confirm"))
            box.setObjectName(f"confirm-{name}")
            box.setAccessibleName(f"{t('begin-confirm')}: {t(f'begin-{name}-unknown')}")
            box.clicked.connect(lambda checked, answer=answer: self._confirmed(answer, checked))
            row.add_right(box)
            row.add_right(chip)
            self._rows[name] = (row, chip, box)
            self.add_flush(row)
        restyle(row, last="true")

    def show_rows(self, found: Sequence[Prerequisite]) -> None:
        """Show the state of each prerequisite."""
        texts = self._page.context.texts
        for each in found:
            row, chip, box = self._rows[each.id]
            key = f"begin-{each.id}-{each.standing}"
            detail = texts.get(f"{key}.detail", **each.params) if texts.has(f"{key}.detail") else ""
            if key == "begin-cloudgate-admin-unknown" and self._page.context.services.practice is not None:
                detail = texts.get("begin-cloudgate-admin-practice")
            standing = texts.get(f"begin-standing-{each.standing}")
            sign, tone = _LOOKS[each.standing]
            row.show_state(sign, texts.get(key, **each.params), detail=detail, spoken=standing)
            chip.show_state(standing, tone)
            box.setVisible(each.standing != "checked")
            box.setChecked(each.standing == "confirmed")

    def _confirmed(self, answer: str, checked: bool) -> None:
        self._page.journey.answer(**{answer: checked})
        self._page.check()
