"""Step 10: what the first sync would do, by name, with reasons and requests; nothing is written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QWidget

from wizard.courtesy import courtesy
from wizard.errors import WizardError
from wizard.journey.aftermath import keep_plan
from wizard.journey.model import Outcome
from wizard.journey.reading import Early
from wizard.journey.state import Rehearsal
from wizard.journey.steps.assign import Standing, standing
from wizard.journey.steps.preview import forget, way_of
from wizard.provisioning import Operation, Plan
from wizard.provisioning.rendering import (
    ORDER,
    Difference,
    compare,
    digest,
    help_words,
    notes,
    page,
    plan_json,
    reason,
    reason_words,
    request_json,
    shown_name,
    table,
)
from wizard.provisioning.walk import Walk, sentence
from wizard.tasks import Task
from wizard.texts import Texts
from wizard.ui.context import UiContext
from wizard.ui.files import save_text
from wizard.ui.models.rows import Column
from wizard.ui.pages.base import Page, task_last
from wizard.ui.pages.preview_radar import RadarCard
from wizard.ui.runner import Job
from wizard.ui.theme import mono_font, px
from wizard.ui.widgets.basic import Card, Chip, EmptyState, LinkButton, StatTile, button, label
from wizard.ui.widgets.fields import text_edit
from wizard.ui.widgets.table import DataTable

TONES = {
    "create": "ok", "update": "info", "disable": "warn", "delete": "bad",
    "skip": "neutral", "clash": "bad", "unchanged": "neutral",
}  # fmt: skip
SOME = 5
"""Names in a sentence."""

FORMS = "CSV (*.csv);;JSON (*.json);;HTML (*.html)"

TILES = ("create", "update", "disable", "skip", "clash")


class StepPage(Page["Rehearsal"]):
    """Counts, operations, and what is behind the selected one."""

    step_id = "preview"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._rehearsal: Rehearsal | None = None
        self._outdated: Rehearsal | None = None
        self._first_rows = False
        self.export_link = LinkButton(self.t("preview-export"), self.export, name="exportCsv")
        self.again_link = LinkButton(self.t("preview-again"), self.start, name="runAgain")
        self.pause_link = LinkButton(self.t("preview-pause"), self.pause, name="pauseReading")
        self._job: Job | None = None
        tiles = QHBoxLayout()
        tiles.setSpacing(px(12))
        self.tiles = {name: StatTile("–", "", name=f"tile-{name}") for name in TILES}
        self.tiles_host = QWidget()
        self.tiles_host.setLayout(tiles)
        tiles.setContentsMargins(0, 0, 0, 0)
        for tile in self.tiles.values():
            tiles.addWidget(tile)
        self.body.addWidget(self.tiles_host)
        card = Card(self.t("preview-operations"), name="operationsCard")
        self.filter = text_edit(name="operationFilter", placeholder=self.t("preview-filter"))
        self.filter.setAccessibleName(self.t("preview-filter"))
        self.filter.setFixedWidth(px(220))
        card.add_to_head(self.filter)
        self.stale = Chip(self.t("preview-stale"), "warn", name="previewStale")
        card.add_to_head(self.stale, right=False)
        self.early = Chip(self.t("preview-early"), "info", name="previewEarly")
        self.early.hide()
        card.add_to_head(self.early, right=False)
        columns = (
            Column(self.t("preview-column-would"), self._would, lambda o: ORDER.index(o.verdict), tone=_tone),
            Column(self.t("preview-column-object"), lambda o: shown_name(o.name), stretch=2),
            Column(self.t("preview-column-kind"), lambda o: self.t(f"preview-kind-{o.kind}")),
            Column(self.t("preview-column-key"), lambda o: o.key, mono=True, stretch=2),
            Column(self.t("preview-column-why"), self._why, stretch=4),
        )  # fmt: skip
        self.table = DataTable(columns, name="operations", title=self.t("preview-operations"), runner=context.runner)
        self.table.setMinimumHeight(px(190))
        self.filter.textChanged.connect(self.table.set_filter)
        self.table.row_chosen.connect(self._chosen)
        card.add_flush(self.table, 1)
        go = button(self.t("preview-run"), self.start, name="runPreview", kind="primary")
        self.empty = EmptyState(self.t("preview-none"), self.t("preview-none-help"), go)
        card.add_flush(self.empty)
        self.body.addWidget(card, 1)
        self.detail = Card(" ", name="operationDetail")
        self.detail_text = label("", name="detailText", select=True)
        self.detail.add(self.detail_text)
        self.walked = label("", "hint", name="detailWay", select=True)
        self.detail.add(self.walked)
        self.detail_requests = QPlainTextEdit()
        self.detail_requests.setObjectName("detailRequests")
        self.detail_requests.setAccessibleName(self.t("preview-requests"))
        self.detail_requests.setReadOnly(True)
        self.detail_requests.setTabChangesFocus(True)
        self.detail_requests.setFont(mono_font())
        self.detail_requests.setFixedHeight(px(126))
        self.detail.add(self.detail_requests)
        self.detail.hide()
        self.body.addWidget(self.detail)
        self.radar = RadarCard(self)
        self.body.addWidget(self.radar)
        self._show()

    def bar_actions(self) -> Sequence[QWidget]:
        return (self.export_link, self.again_link, self.pause_link)

    def enter(self) -> None:
        if self.journey.result(self.step_id) is None and self._job is None:  # another setup was opened
            if self._rehearsal is not None:
                self.run(_forgotten, [self._rehearsal])
            self._rehearsal = None
            self.radar.show_for(None)
            self.table.set_rows(())
            self.detail.hide()
        self._show()
        if self._rehearsal is not None and self._job is None and self.context.services.session is not None:
            self.run(
                task_last(standing), self.context.services, self.journey.answers,
                on_result=self._assigned_now, on_error=self._not_told, key="assigned", quiet=True,
            )  # fmt: skip

    def _assigned_now(self, now: Standing) -> None:
        """Call the preview outdated when others are assigned than it read; what it counted holds no more then."""
        if self._rehearsal is not None and set(now.assignments) != set(self._rehearsal.source.assignments):
            self._outdated = self._rehearsal
            self.journey.forget_fact(self.step_id, "create")
            self._show()

    def _not_told(self, _error: WizardError) -> None:
        """Nobody asked; the next run or the gate reads it and tells what is wrong."""

    def _show(self) -> None:
        found, early = self._rehearsal, self._first_rows
        running = self._job is not None
        stale = self._outdated is found or self.journey.settled(self.step_id) == "stale"
        self.stale.setVisible(found is not None and stale)
        self.early.setVisible(early)
        self.empty.setVisible(found is None and not early)
        self.table.setVisible(found is not None or early)
        self.tiles_host.setVisible(found is not None)
        self.export_link.setVisible(found is not None and not running)
        self.again_link.setVisible(found is not None and not running)
        self.pause_link.setVisible(running)
        self.pause_link.setText(self.t("preview-resume" if running and self._paused else "preview-pause"))
        if found is None:
            return
        for name, tile in self.tiles.items():
            number = found.problems if name == "clash" else found.counts.get(name, 0)
            tone = "bad" if name == "clash" and number else "neutral"
            tile.show_value(str(number), self.t(f"preview-tile-{name}", count=number), tone)  # type: ignore[arg-type]

    @property
    def _paused(self) -> bool:
        return self._job is not None and self._job.task.paused

    def replay(self) -> None:
        if self.journey.result(self.step_id) is not None:
            self.start()

    def start(self) -> None:
        """Read both sides and compute; the first people's verdicts come while everybody else is still read."""
        self._job = self.perform(
            busy="preview-running", on_done=self._planned, on_error=self._failed, on_cancelled=self._stopped,
            on_data=self._begun,
        )  # fmt: skip
        self._show()

    def pause(self) -> None:
        """Let the reading stand still, or go on; what was read is kept."""
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
            courtesy.window_works()
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
            lambda: self.table.set_rows(found.rows),
            lambda: self.radar.show_for(found),
            lambda: self.table.select_row(found.rows[0]) if found.rows else None,
            lambda: self._look_behind(before, found),
        )

    def _in_turns(self, found: Rehearsal, *steps: Callable[[], object]) -> None:
        """Do one thing after the other, each after the one before was laid out and painted, while this is the run."""

        def go_on() -> None:
            if self._rehearsal is found:
                courtesy.window_works()
                steps[0]()
                self._in_turns(found, *steps[1:])

        if steps:
            QTimer.singleShot(0, self, go_on)

    def _look_behind(self, before: Rehearsal | None, found: Rehearsal) -> None:
        """Keep the plan, and compare with the run before."""
        setup_id = self.context.controller.setup_id
        self.run(task_last(keep_plan), self.context.setups, setup_id, found, key="keep-plan", quiet=True)
        if before is not None:
            self.run(_compared, [before], found.plan, on_result=self._was_compared, key="compare", quiet=True)

    def _was_compared(self, found: Sequence[Difference]) -> None:
        """Say what is different from the run before."""
        names = ", ".join(dict.fromkeys(one.operation.name for one in found[:SOME]))
        more = max(0, len(found) - SOME)
        text = self.t("preview-changed-names", names=names, more=more) if found else ""
        self.problem.say(self.t("preview-changed", count=len(found)), text, tone="info" if found else "ok")

    def _would(self, operation: Operation) -> str:
        return self.t(f"plan-verdict-{operation.verdict}")

    def _why(self, operation: Operation) -> str:
        return reason(operation, self.context.texts)

    def _chosen(self, operation: Operation | None) -> None:
        if operation is None:
            self.detail.hide()
            return
        said = reason_words(operation, self.context.texts), help_words(operation, self.context.texts)
        words = [text for text in said if text]
        lines = []
        for request in operation.requests:
            asked = request_json(request)
            body = json.dumps(asked["body"], ensure_ascii=False, indent=2) if asked["body"] else ""
            lines.append(f"{asked['method']} {asked['path']}\n{body}".strip())
        with self.at_once():
            self.detail.show_title(shown_name(operation.name))
            self.detail_text.setText(". ".join(words))
            self.detail_requests.setPlainText("\n\n".join(lines))
            self.detail_requests.setVisible(bool(lines))
            self.walked.hide()
            self.detail.show()
        if operation.kind == "User" and self._rehearsal is not None:
            self.run(task_last(way_of), self._rehearsal, operation.source_id, on_result=self._show_way, key="way")

    def _show_way(self, way: Walk | None) -> None:
        """Show how the person came to the verdict, step by step."""
        steps = [step for step in way.steps if step.name != "action"] if way is not None else []
        signs = {True: "✓", False: "✗"}
        self.walked.setText("\n".join(f"{signs[step.passed]} {sentence(step, self.context.texts)}" for step in steps))
        self.walked.setVisible(bool(steps))

    # --- export

    def export(self) -> None:
        """Save the plan as a table, as JSON or as a page; the ending of the name tells which."""
        if self._plan is None:
            return
        dialog = QFileDialog(self, self.t("preview-pick-file"), "", FORMS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def export_to(self, name: str) -> None:
        """Write the file; formulas of spreadsheets are kept from running."""
        assert self._plan is not None
        answers = self.journey.answers
        facts = {
            "tenant": answers.tenant, "target": answers.tenant_url,
            "configuration": answers.digest(self.journey.current.needs),
        }  # fmt: skip
        title = self.t("preview-title")
        self.run(
            _write, Path(name), self._plan, self.context.texts, facts, title, on_result=self._exported, key="export"
        )

    def _exported(self, name: str) -> None:
        self.problem.say(self.t("preview-exported", file=name), tone="ok")


def _forgotten(_task: Task, before: list[Rehearsal]) -> None:
    forget(before)


def _compared(task: Task, before: list[Rehearsal], after: Plan) -> Sequence[Difference]:
    """Compare with the run before, which is let go here."""
    found = compare(before[0].plan, after, task.checkpoint)
    forget(before)
    return found


def _write(task: Task, path: Path, plan: Plan, texts: Texts, facts: Mapping[str, str], title: str) -> str:
    """Write a plan in the form that the file's name asks for; returns the name."""
    ending = path.suffix.lower()
    if ending == ".json":
        return save_text(task, path, json.dumps(plan_json(plan, facts), indent=1, ensure_ascii=False))
    if ending in {".html", ".htm"}:
        return save_text(task, path, page(plan, texts, title, digest(plan, facts)))
    text = io.StringIO()
    csv.writer(text).writerows(table(plan, texts))
    return save_text(task, path, text.getvalue(), "utf-8-sig")


def _tone(operation: Operation) -> str:
    return TONES[operation.verdict]
