"""Differences as text: a list of them, and the dialog that compares an open support file with something else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from wizard.support_file.archive import read
from wizard.support_file.compare import compare, default_meaning, meaning_of
from wizard.ui.files import ask_open
from wizard.ui.layout import fit
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
        host = QWidget()
        self._rows = QVBoxLayout(host)
        self._rows.setContentsMargins(px(14), px(10), px(14), px(10))
        self._rows.setSpacing(px(6))
        self.setWidget(host)
        self.lines: tuple[str, ...] = ()

    def show_lines(self, lines: Iterable[str]) -> None:
        """Show these lines instead of the current lines."""
        self.lines = tuple(lines)
        clear(self._rows)
        for line in self.lines:
            self._rows.addWidget(label(line, select=True))
        self._rows.addStretch(1)


class CompareDialog(QDialog):
    """Shows the differences between the open support file and the defaults or another file; likeliest cause first."""

    def __init__(self, context: UiContext, case: Case, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._case = context, case
        t = context.t
        self.setObjectName("compareDialog")
        self.setWindowTitle(t("support-compare-title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(18), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(label(t("support-compare-title"), "strong"))
        self.lead = label(t("support-compare-lead"), "lead", name="compareLead")
        box.addWidget(self.lead)
        self.list = Lines("compareLines")
        box.addWidget(self.list, 1)
        self.note = Banner(name="compareNote")
        self.note.hide()
        box.addWidget(self.note)
        foot = QHBoxLayout()
        foot.setSpacing(px(10))
        self.other = button(t("support-compare-choose"), self._choose, name="compareOther")
        foot.addWidget(self.other)
        foot.addStretch(1)
        foot.addWidget(button(t("support-close"), self.reject, name="compareClose"))
        box.addLayout(foot)
        fit(self, px(680), px(480))
        self.compare_with(None)

    def compare_with(self, path: Path | None) -> None:
        """Compare with another file, or with the defaults."""
        self.note.hide()
        self._context.runner.latest(
            "support-compare",
            _compared,
            self._case,
            path,
            on_result=self._shown,
            on_error=self._failed,
            owner=self,
        )

    def _choose(self) -> None:
        t = self._context.t
        ask_open(
            self, self._context, t("support-open-title"), t("support-filter"), self.compare_with, name="compareFile"
        )

    def _shown(self, result: tuple[str, tuple[Difference, ...]]) -> None:
        name, found = result
        t = self._context.t
        self.lead.setText(t("support-compare-file", file=name) if name else t("support-compare-lead"))
        lines = [difference_line(one, self._context.texts) for one in found]
        self.list.show_lines(lines or [t("support-cli-compared", count=0)])

    def _failed(self, error: WizardError) -> None:
        words = self._context.texts.problem(error)
        self.note.say(words.what, " ".join(part for part in (words.why, words.next) if part), tone="bad")


def _compared(task: Task, case: Case, path: Path | None) -> tuple[str, tuple[Difference, ...]]:
    if path is None:
        return "", compare(default_meaning(), meaning_of(case))
    return path.name, compare(meaning_of(read(path, task.checkpoint)), meaning_of(case))
