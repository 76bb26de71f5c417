"""Differences as text: a list of them, and the dialog that compares an open support file with something else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from wizard.support_file.archive import read
from wizard.support_file.compare import compare, default_meaning, meaning_of
from wizard.ui.files import ask_open
from wizard.ui.layout import SPACE, Dialog, Wide, add, column, fit, holder, row
from wizard.ui.theme import px
from wizard.ui.widgets.basic import clear, label
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.problem import Banner
from wizard.wording.differences import difference_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.support_file.compare import Difference
    from wizard.support_file.model import Case
    from wizard.ui.shell.context import UiContext


class Lines(QScrollArea):
    """Selectable lines of plain text."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("framed", "true")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows = column(gap=6, margins=(14, 10, 14, 10))
        self.setWidget(holder(self._rows))
        self.lines: tuple[str, ...] = ()

    def show_lines(self, lines: Iterable[str]) -> None:
        """Show these lines instead of the current lines."""
        self.lines = tuple(lines)
        clear(self._rows)
        for line in self.lines:
            self._rows.addWidget(label(line, select=True))
        self._rows.addStretch(1)


class CompareDialog(Dialog):
    """Shows the differences between the open support file and the defaults or another file; likeliest cause first."""

    def __init__(self, context: UiContext, case: Case, parent: QWidget) -> None:
        t = context.t
        super().__init__(t("support-compare-title"), parent, name="compareDialog", roomy=True, once=True)
        self._context, self._case = context, case
        self.lead = label(t("support-compare-lead"), "lead", name="compareLead")
        self.list = Lines("compareLines")
        self.note = Banner(name="compareNote")
        self.other = button(t("support-compare-choose"), self._choose, name="compareOther")
        foot = row(self.other, SPACE, button(t("support-close"), self.reject, name="compareClose"))
        add(self.box, label(t("support-compare-title"), "strong"), self.lead, Wide(self.list), self.note, foot)
        fit(self, px(680), px(480))
        self.compare_with(None)

    def compare_with(self, path: Path | None) -> None:
        """Compare with another file, or with the defaults."""
        self.note.hide()
        work = self._context.runner.submit
        work(_compared, self._case, path, on_result=self._shown, on_error=self._failed, key="support-compare")

    def _choose(self) -> None:
        files = self._context.t("support-filter")
        ask_open(self, self._context, "support-open-title", files, self.compare_with, name="compareFile")

    def _shown(self, result: tuple[str, tuple[Difference, ...]]) -> None:
        name, found = result
        t = self._context.t
        self.lead.setText(t("support-compare-file", file=name) if name else t("support-compare-lead"))
        lines = [difference_line(one, self._context.texts) for one in found]
        self.list.show_lines(lines or [t("support-cli-compared", count=0)])

    def _failed(self, error: WizardError) -> None:
        self.note.say_error(self._context.texts.problem(error))


def _compared(task: Task, case: Case, path: Path | None) -> tuple[str, tuple[Difference, ...]]:
    if path is None:
        return "", compare(default_meaning(), meaning_of(case))
    return path.name, compare(meaning_of(read(path, task.checkpoint)), meaning_of(case))
