"""Step 10: what the first sync would do: a sentence, a picture, and all objects by name; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from wizard.core.errors import WizardError
from wizard.core.gui_priority import gui_priority
from wizard.core.tasks import Task
from wizard.journey.model import Outcome
from wizard.journey.services.log_comparison import keep_plan
from wizard.journey.services.reading import Early
from wizard.journey.state import Rehearsal
from wizard.journey.steps.assign import ASSIGN, Standing, standing
from wizard.journey.steps.connect import CONNECT
from wizard.journey.steps.credentials import CREDENTIALS
from wizard.journey.steps.preview import forget
from wizard.provisioning import Operation, Plan
from wizard.provisioning.outcome import belongs
from wizard.provisioning.plan_json import Difference, compare
from wizard.ui.layout import Wide, add
from wizard.ui.pages.base import Page
from wizard.ui.pages.preview_detail import DetailCard
from wizard.ui.pages.preview_export import ask, facts_of, write
from wizard.ui.pages.preview_match_audit import MatchAuditCard
from wizard.ui.pages.preview_operations import OperationsCard
from wizard.ui.shell.context import UiContext
from wizard.ui.shell.runner import Job
from wizard.ui.theme import px
from wizard.ui.widgets.basic import LinkButton
from wizard.ui.widgets.outcome_card import PictureCard
from wizard.wording.plan import notes

if TYPE_CHECKING:
    from typing import Literal

    from wizard.provisioning.outcome import Part

SOME = 5
"""Number of names in a sentence."""


class StepPage(Page["Rehearsal"]):
    """The outcome, the operations, and the details of the selected operation."""

    step_id = "preview"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._rehearsal: Rehearsal | None = None
        self._outdated: Rehearsal | None = None
        self._first_rows = False
        self._tried = ""
        self.export_link = LinkButton(self.t("preview-export"), self.export, name="exportCsv")
        self.again_link = LinkButton(self.t("preview-again"), self.start, name="runAgain")
        self.pause_link = LinkButton(self.t("preview-pause"), self.pause, name="pauseReading")
        self._job: Job | None = None
        self.picture = PictureCard(context.texts, "outcome-press")
        self.picture.part_chosen.connect(self._part_chosen)
        self.card = OperationsCard(self)
        self.card.wanted.connect(self.start)
        self.card.assigning.connect(self._to_assign)
        self.card.rearranged.connect(self._show_not_read)
        self.table = self.card.table
        self.table.row_chosen.connect(self._chosen)
        self.detail = DetailCard(self)
        self.match_audit = MatchAuditCard(self)
        add(self.body, self.picture, Wide(self.card), self.detail, self.match_audit)
        self._show()

    def _to_assign(self) -> None:
        self.context.controller.go(ASSIGN.id)

    def bar_actions(self) -> Sequence[QWidget]:
        return (self.export_link, self.again_link, self.pause_link)

    def enter(self) -> None:
        super().enter()
        if self.journey.result(self.step_id) is None and self._job is None:  # another setup was opened
            if self._rehearsal is not None:
                self._tried = ""
                self.run(_forgotten, [self._rehearsal])
            self._rehearsal = None
            self.match_audit.show_for(None)
            self.table.set_rows(())
            self.detail.hide()
        self._show()
        self._show_wanted()
        if self._job is None and self.context.services.session is not None:
            if self._rehearsal is None or self._is_stale:
                self._begin_by_itself()
            else:
                self.run(
                    standing,
                    self.context.services,
                    self.journey.answers,
                    on_result=self._assigned_now,
                    on_error=self._not_told,
                    key="assigned",
                    quiet=True,
                )

    def _show_wanted(self) -> None:
        """Show the part of the picture that was selected on another page."""
        if self._rehearsal is not None and (part := self.context.wanted.pop(self.step_id, "")):
            self.picture.choose(part)

    def _begin_by_itself(self) -> None:
        """Start if all required settings exist, unless the last run stopped early and nothing has changed since."""
        if self.way != "for_me" or self.context.services.case is not None:
            return
        connected = self.journey.settled(CREDENTIALS.id) not in {"todo", "stale"}
        if connected and self.journey.result(CONNECT.id) is not None and self._tried != self._state:
            self.start()

    @property
    def _state(self) -> str:
        """The state that a preview depends on: the answers, and known changes in Entra since the last preview."""
        result = self.journey.result(self.step_id)
        lapsed = result.lapsed if result is not None else ""
        return f"{self.journey.answers.digest(self.step.needs)} {lapsed}"

    @property
    def _is_stale(self) -> bool:
        return self._outdated is self._rehearsal or self.journey.settled(self.step_id) == "stale"

    def _assigned_now(self, now: Standing) -> None:
        """Mark the preview as outdated if the assignments differ from those it read; its counts no longer apply."""
        if self._rehearsal is not None and set(now.assignments) != set(self._rehearsal.source.assignments):
            self._outdated, self._tried = self._rehearsal, ""
            self.journey.forget_fact(self.step_id, "create")
            self._show()
            self._begin_by_itself()

    def _not_told(self, _error: WizardError) -> None:
        """Do nothing: the check ran by itself, and the next run or the gate reports the error."""

    def _show(self) -> None:
        found, early = self._rehearsal, self._first_rows
        running = self._job is not None
        stale = found is not None and self._is_stale
        self.card.show_state(has_plan=found is not None, early=early, running=running, stale=stale)
        self.export_link.setVisible(found is not None and not running)
        self.again_link.setVisible(found is not None and not running)
        self.pause_link.setVisible(running)
        self.pause_link.setText(self.t("preview-resume" if running and self._paused else "preview-pause"))
        if found is None:
            self.picture.hide()
        else:
            self.picture.show_picture(found.picture)
        self._show_not_read()

    def _part_chosen(self, part: Part | Literal[""]) -> None:
        """Show the rows of a part of the picture; all rows for none."""
        plan = self._plan
        if not part or plan is None:
            self.table.show_only(None)
        else:
            chosen: Part = part
            self.table.show_only(lambda operation: belongs(operation, plan, chosen))
            self.ensure_visible(self.table, px(120))

    def _show_not_read(self) -> None:
        self.card.show_not_read(self._rehearsal, self.picture.chosen or "")

    @property
    def _paused(self) -> bool:
        return self._job is not None and self._job.task.paused

    def replay(self) -> None:
        if self.journey.result(self.step_id) is not None:
            self.start()

    def start(self) -> None:
        """Read both sides and compute the plan; the first users' verdicts arrive while the others are still read."""
        self._tried = self._state
        self._job = self.perform(
            busy="preview-running",
            on_done=self._planned,
            on_error=self._failed,
            on_cancelled=self._stopped,
            on_data=self._begun,
        )
        self._show()

    def pause(self) -> None:
        """Pause or resume reading; what was read is kept."""
        if self._job is not None:
            (self._job.task.resume if self._job.task.paused else self._job.task.pause)()
            self._show()

    def _begun(self, items: list[object]) -> None:
        early = [item for item in items if isinstance(item, Early) and item.operations]
        if early and self._rehearsal is None and self._job is not None:
            self._first_rows = True
            with self.at_once():
                self._show()
            QTimer.singleShot(0, self, lambda: self._show_early(early[-1]))

    def _show_early(self, early: Early) -> None:
        if self._first_rows:
            gui_priority.gui_busy()
            self.table.set_rows(early.operations)

    def _stopped(self) -> None:
        self._job, was_early = None, self._first_rows
        self._first_rows = False
        if was_early:
            self.table.set_rows(())
        self._show()

    def _failed(self, error: WizardError) -> None:
        self._stopped()
        self.show_error(error)

    @property
    def _plan(self) -> Plan | None:
        return self._rehearsal.plan if self._rehearsal is not None else None

    def _planned(self, outcome: Outcome[Rehearsal]) -> None:
        self._job, self._first_rows = None, False
        if outcome.data is None:
            return
        before, found = self._rehearsal, outcome.data
        self._rehearsal = found
        with self.at_once():
            self._show()
            if said := notes(found.plan, self.context.texts, as_if_restarted=found.as_if_restarted):
                self.problem.say(said[0], " ".join(said[1:]), tone="info")
        self._in_turns(
            found,
            lambda: self._show_rows(found),
            lambda: self.match_audit.show_for(found),
            lambda: self.table.select_row(found.rows[0]) if found.rows else None,
            lambda: self._look_behind(before, found),
        )

    def _show_rows(self, found: Rehearsal) -> None:
        self.table.set_rows(found.rows)
        self._part_chosen(self.picture.chosen or "")
        self._show_wanted()

    def _in_turns(self, found: Rehearsal, *steps: Callable[[], object]) -> None:
        """Run the steps one by one, each after the previous one was laid out and painted, while ``found`` is shown."""

        def go_on() -> None:
            if self._rehearsal is found:
                gui_priority.gui_busy()
                steps[0]()
                self._in_turns(found, *steps[1:])

        if steps:
            QTimer.singleShot(0, self, go_on)

    def _look_behind(self, before: Rehearsal | None, found: Rehearsal) -> None:
        """Save the plan, and compare it with the previous run."""
        setup_id = self.context.controller.setup_id
        self.run(keep_plan, self.context.setups, setup_id, found, key="keep-plan", quiet=True)
        if before is not None:
            self.run(_compared, [before], found.plan, on_result=self._was_compared, key="compare", quiet=True)

    def _was_compared(self, found: Sequence[Difference]) -> None:
        """Show the differences from the previous run."""
        names = ", ".join(dict.fromkeys(one.operation.name for one in found[:SOME]))
        more = max(0, len(found) - SOME)
        text = self.t("preview-changed-names", names=names, more=more) if found else ""
        self.problem.say(self.t("preview-changed", count=len(found)), text, tone="info" if found else "ok")

    def _chosen(self, operation: Operation | None) -> None:
        with self.at_once():
            self.detail.show_operation(operation, self._rehearsal)

    # --- export

    def export(self) -> None:
        """Ask where to save the plan as a table, as JSON or as a page; the file extension selects the format."""
        if self._plan is not None:
            ask(self, self.export_to)

    def export_to(self, path: Path) -> None:
        """Write the file."""
        assert self._rehearsal is not None
        args = (path, self._rehearsal, self.context.texts, facts_of(self), self.t("preview-title"))
        self.run(write, *args, on_result=self._exported, key="export")

    def _exported(self, name: str) -> None:
        self.problem.say(self.t("preview-exported", file=name), tone="ok")


def _forgotten(_task: Task, before: list[Rehearsal]) -> None:
    forget(before)


def _compared(task: Task, before: list[Rehearsal], after: Plan) -> Sequence[Difference]:
    """Compare with the previous run, which is released here."""
    found = compare(before[0].plan, after, task.checkpoint)
    forget(before)
    return found
