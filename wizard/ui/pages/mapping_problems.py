"""All problems of a mapping in words, with a link to the row or, for a missing row, to restore it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from wizard.journey.steps import SCOPE
from wizard.mapping.checks import Finding
from wizard.ui.layout import SPACE, Dialog, add, row
from wizard.ui.pages.mapping_changes import clipped
from wizard.ui.pages.mapping_files import SEVERITIES, new_problems
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, label
from wizard.ui.widgets.buttons import LinkButton, button
from wizard.ui.widgets.status import StatusList, StatusRow
from wizard.ui.wrapping import NARROW_WORD, wrappable
from wizard.wording.mapping_checks import finding_words
from wizard.wording.targets import short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wizard.core.texts import Texts
    from wizard.ui.pages.mapping_page import MappingPage
    from wizard.ui.shell.context import UiContext
    from wizard.ui.widgets.status import Status

FEW = 2
"""Number of problems shown before the list is expanded."""

MORE = 50
"""Number of problems added each time the user asks for more."""

PEOPLE_NAMED = 3
_SIGNS: dict[str, Status] = {"error": "fail", "warning": "warn", "advice": "note"}


def problem_words(texts: Texts, finding: Finding) -> tuple[str, str]:
    """Return the problem, and its fix with the names of some affected users; long words can wrap."""
    what, fix = finding_words(texts, finding)
    todo = [fix]
    if finding.people:
        names = ", ".join(clipped(each.name, 30) for each in finding.people[:PEOPLE_NAMED])
        todo.append(texts.get("users-concerned", names=names, more=max(0, len(finding.people) - PEOPLE_NAMED)))
    return wrappable(what, NARROW_WORD), wrappable(" ".join(todo), NARROW_WORD)


class ProblemsPanel(Card):
    """All problems, the most severe first, each with a link to its row or fix.

    Args:
        way_on: Returns the text id of a finding's link; empty for none.

    ``wanted`` carries the finding whose link was pressed.
    """

    wanted = Signal(object)

    def __init__(self, context: UiContext, way_on: Callable[[Finding], str]) -> None:
        super().__init__(context.t("users-problems"), name="problems")
        self._texts, self._t, self._way_on = context.texts, context.t, way_on
        self.more = LinkButton("", self._show_more, name="problemsMore")
        self.add_to_head(self.more)
        self._list = StatusList(name="problemList")
        self.add_flush(self._list)
        self._shown = FEW
        self._rows: list[tuple[Finding, str]] = []
        self.hide()

    def show_problems(self, findings: Sequence[Finding]) -> None:
        """Replace the shown findings; their order is kept."""
        rows = [(each, self._way_on(each)) for each in findings]
        if rows != self._rows:
            self._rows = rows
            self._shown = max(FEW, min(self._shown, len(rows)))
            self._fill()
        self.setVisible(bool(rows))

    def _fill(self) -> None:
        t, count = self._t, len(self._rows)
        self._list.clear()
        for number, (finding, way_on) in enumerate(self._rows[: self._shown]):
            self._link(self._row(number, finding), finding, way_on)
        self.title.setText(t("users-problems-count", count=count))
        self.more.setVisible(count > FEW)
        self.more.setText(t("users-fewer") if self._shown >= count else t("users-all-problems", count=count))

    def _row(self, number: int, finding: Finding) -> StatusRow:
        what, todo = problem_words(self._texts, finding)
        text = f"{short(finding.target)}: {what}" if finding.target else what
        spoken = self._t(f"users-severity-{finding.severity}")
        return self._list.show_row(str(number), _SIGNS[finding.severity], text, detail=todo, spoken=spoken)

    def _link(self, row: StatusRow, finding: Finding, way_on: str) -> None:
        if way_on:
            link = LinkButton(self._t(way_on), lambda: self.wanted.emit(finding), name="problemLink")
            what = problem_words(self._texts, finding)[0]
            link.setAccessibleName(f"{self._t(way_on)}: {short(finding.target) or what}")
            row.add_right(link)

    def _show_more(self) -> None:
        self._shown = FEW if self._shown >= len(self._rows) else self._shown + MORE
        self._fill()


class Problems(QObject):
    """The problems of a page's mapping: collecting them, navigating to them, and asking before new ones are saved."""

    def __init__(self, page: MappingPage) -> None:
        super().__init__(page)
        self._page = page
        self._go: Callable[[], object] = lambda: None
        self.panel = ProblemsPanel(page.context, self._way_on)
        self.panel.wanted.connect(self.show)

    def counted(self, found: Sequence[Finding]) -> Sequence[Finding]:
        """Return all problems, the most severe first; of equal ones, those without a row first (easy to miss)."""
        edits = self._page.edits
        targets = {row.target for row in edits.rows}
        unfinished = [Finding("map-unfinished", "error", edits.rows[place].target) for place in sorted(edits.bad)]
        rest = sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.target in targets))
        return [*unfinished, *rest]

    def _way_on(self, finding: Finding) -> str:
        """Return the text id of the link that leads to a problem or fixes it."""
        page = self._page
        if any(row.target == finding.target for row in page.rows):
            return "users-problem-show"
        if finding.id.startswith("scope-"):
            return "users-problem-scope" if page.journey.is_reached(SCOPE.id) else ""
        if finding.fix is None:
            return ""
        if finding.fix.kind != "restore-row":
            return "users-fix"
        known = finding.fix.target == "active" or any(row.target == finding.fix.target for row in page.job.default_rows)
        return "users-problem-put-back" if known else ""

    def show(self, finding: Finding) -> None:
        """Go to a problem's row, or fix a problem without a row."""
        page = self._page
        place = next((n for n, row in enumerate(page.rows) if row.target == finding.target), -1)
        if place >= 0:
            page.table.filter.clear()
            page.table.rows.select_place(place)
            page.table.rows.setFocus(Qt.FocusReason.OtherFocusReason)
            page.viewport.show(page.table.rows)
        elif finding.id.startswith("scope-"):
            page.context.controller.go(SCOPE.id)
        else:
            page.review.fix(finding)

    def before_saving(self, go: Callable[[], object]) -> None:
        """Call ``go`` after the user confirmed the problems that the edits add, and the effect of saving on users."""
        page = self._page
        self._go = go
        if page.job.schema is None or not page.job.schema.has(page.kind):
            page.gate.ask(go)
            return
        page.run(new_problems, page.job.schema, page.kind, page.edits, on_result=self._ask, key="new")

    def _ask(self, findings: Sequence[Finding]) -> None:
        page = self._page
        if not findings:
            page.gate.ask(self._go)
            return
        dialog = ProblemsDialog(page.context, findings, page)
        dialog.accepted.connect(lambda: page.gate.ask(self._go))
        dialog.rejected.connect(lambda: page.problem.say(page.t("impact-kept-save"), tone="info"))
        dialog.open()


class ProblemsDialog(Dialog):
    """Asks before saving edits that add problems; accepted when the user wants to save anyway."""

    def __init__(self, context: UiContext, findings: Sequence[Finding], parent: QWidget) -> None:
        t = context.t
        super().__init__(t("users-save-anyway-title"), parent, name="problemsDialog", once=True)
        add(self.box, label(t("users-save-anyway-lead", count=len(findings)), "strong", name="newProblems"))
        for finding in findings[:MORE]:
            what, todo = problem_words(context.texts, finding)
            words = f"{short(finding.target)}: {what}" if finding.target else what
            add(self.box, label(words, "warn", select=True, name="newProblem"), label(todo, "hint"))
        if len(findings) > MORE:
            add(self.box, label(t("users-more-problems", count=len(findings) - MORE), "hint"))
        self.refuse = button(t("impact-not-save"), self.reject, name="problemsRefuse")
        self.go = button(t("users-save-anyway"), self.accept, name="problemsGo", guarded=True)
        add(self.box, row(SPACE, self.refuse, self.go, gap=6))
        self.setMinimumWidth(px(480))
        self.refuse.setDefault(True)
        self.refuse.setFocus(Qt.FocusReason.OtherFocusReason)
