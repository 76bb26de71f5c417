"""The output of a walk: facts as text, findings, the comparison with the preview, and the JSON at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.cli.journey.gates import SHOWN
from wizard.cli.output import error_json, write_json
from wizard.doctor import Report
from wizard.journey.found import Look, Rehearsal
from wizard.journey.model import Outcome
from wizard.journey.services.log_comparison import Side, compare_with_log, keep_plan, kept_plan
from wizard.journey.steps import GROUPS, USERS, WATCH
from wizard.journey.steps.begin import Prerequisite
from wizard.journey.steps.watch import LONGEST_LOG
from wizard.mapping.checks import check
from wizard.mapping.schema import Schema
from wizard.wording.facts import in_words
from wizard.wording.history import what
from wizard.wording.impact import done
from wizard.wording.log_comparison import happened, hints, planned, sentence, why
from wizard.wording.plan import notes

if TYPE_CHECKING:
    from wizard.core.errors import WizardError
    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task
    from wizard.core.texts import Texts
    from wizard.history.model import Entry
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey
    from wizard.journey.model import Result
    from wizard.journey.services.impact import Forecast
    from wizard.journey.setups import SetupStore
    from wizard.mapping.attribute_mapping import ObjectKind
    from wizard.provisioning.log_outcomes import LogComparison


KINDS: Mapping[str, ObjectKind] = {USERS.id: "User", GROUPS.id: "Group"}
"""Steps that check a mapping."""


@dataclass(slots=True)
class Teller:
    """Prints lines with ``line``; ``None`` if only JSON is wanted and nobody reads along."""

    texts: Texts
    line: Callable[[str], None] | None
    log: JsonMapping = field(default_factory=dict)

    def say(self, text: str = "") -> None:
        if self.line is not None:
            for line in text.split("\n"):
                self.line(line)

    def outcome(self, outcome: Outcome[object], step_id: str = "") -> None:
        """Print what a step found."""
        report = outcome.data if isinstance(outcome.data, Report) else None
        shown = {name: fact for name, fact in outcome.facts.items() if not (name == "finding" and report is not None)}
        rows = in_words(shown, self.texts)
        width = max((len(label) for label, _ in rows), default=0)
        for label, value in rows:
            self.say(f"    {label:{width}}  {value}")
        if outcome.status == "confirmed":
            self.say(f"    {self.texts.get('terminal-confirmed')}")
        if report is not None:
            self._report(report)
        self._prerequisites(outcome.data)
        if outcome.facts.get("findings") and step_id in KINDS and isinstance(outcome.data, Schema):
            self._mapping(outcome.data, KINDS[step_id])

    def _mapping(self, schema: Schema, kind: ObjectKind) -> None:
        """Print the findings of a mapping, as the window and ``mappings check`` do."""
        for finding in check(schema, kind):
            key = f"mapcheck-{finding.id}"
            name = f"{finding.target}: " if finding.target else ""
            self.say(f"    {name}{self.texts.get(key, **finding.params)}")
            self.say(f"      {self.texts.get(f'{key}.fix', **finding.params)}")

    def _report(self, report: Report) -> None:
        """Print the checks that did not pass, and the doctor's findings with cause and fix."""
        t = self.texts.get
        for tried in report.checks:
            if tried.status != "pass":
                self.say(f"    {t(f'credentials-status-{tried.status}')}: {t(tried.key, **tried.params)}")
        for finding in report.findings:
            key = f"finding-{finding.id}"
            self.say(f"    {t(key, **finding.params)}")
            self.say(f"      {t(f'{key}.cause', **finding.params)}")
            self.say(f"      {t('cli-setup-next', next=t(f'{key}.fix', **finding.params))}")

    def _prerequisites(self, rows: object) -> None:
        for row in rows if isinstance(rows, tuple) else ():
            if isinstance(row, Prerequisite) and row.standing in {"missing", "unknown"}:
                key = f"begin-{row.id}-{row.standing}"
                detail = self.texts.get(f"{key}.detail", **row.params) if self.texts.has(f"{key}.detail") else ""
                self.say(f"    {self.texts.get(key, **row.params)}. {detail}".rstrip())

    def already(self, result: Result | None, changes: Sequence[Entry], setup_id: str) -> None:
        """Print what a step has found and changed, for a person who has gone back to it."""
        if result is None:
            return
        self.say(f"  {self.texts.get('terminal-already')}")
        self.outcome(Outcome(result.status, result.facts))
        if changes:
            self.say(f"    {self.texts.get('terminal-already-changed')}")
            for entry in changes:
                self.say(f"      {what(entry, self.texts)}")
            self.say(f"    {self.texts.get('terminal-already-undo', id=setup_id, number=changes[0].number)}")

    def done(self, found: Forecast | None) -> None:
        """Print what the work that was just done does to people."""
        line = done(found, self.texts) if found is not None and found.state != "never-ran" else ""
        if line:
            self.say(f"    {line}")

    def compare(
        self, task: Task, context: Context, store: SetupStore, setup_id: str, journey: Journey, outcome: Outcome[object]
    ) -> None:
        """Store the preview, and compare it with the log at the end, as the window does."""
        answers, look = journey.answers, outcome.data
        if isinstance(look, Rehearsal):
            keep_plan(task, lambda: store, setup_id, look)
            for note in notes(look.plan, self.texts, as_if_restarted=look.as_if_restarted):
                self.say(f"    {note}")
        if not isinstance(look, Look) or not look.rows:
            return
        plan = kept_plan(task, context, lambda: store, setup_id, answers)
        if plan is None:
            return
        found = compare_with_log(task, plan, Side(look.rows, look, len(look.rows) < LONGEST_LOG), answers, None)
        if found is not None:
            self._compared(found)

    def _compared(self, found: LogComparison) -> None:
        self.log = {
            "planned": found.planned,
            "as_planned": found.done,
            "not_read": found.unread,
            "differences": [
                {"name": one.name, "kind": one.kind, "planned": one.planned, "how": one.how, "reason": one.reason}
                for one in found.differences
            ],
        }
        texts = self.texts
        self.say(f"    {sentence(found, texts)}. {' '.join(hints(found, texts))}".rstrip())
        for one in found.differences[:SHOWN]:
            self.say(f"      {one.name}: {planned(one, texts)} → {happened(one, texts)}. {why(one, texts)}")
        if (more := len(found.differences) - SHOWN) > 0:
            self.say(f"      {texts.get('terminal-more', count=more)}")


def synchronized(journey: Journey) -> tuple[int, int]:
    """Return how many users and groups are synchronized according to Entra."""
    last = journey.result(WATCH.id)
    facts = dict(last.facts) if last is not None else {}

    def count(kind: str) -> int:
        return sum(int(value) for name, value in facts.items() if name.lower().startswith(f"count_{kind}"))

    return count("user"), count("group")


def print_json(
    journey: Journey,
    setup_id: str,
    log: JsonMapping,
    code: int,
    stopped: int,
    error: WizardError | None,
    texts: Texts,
) -> None:
    """Print the JSON object of a walk: how it ended, and each step's result.

    Args:
        code: exit code.
        stopped: number of the step at which it stopped; 0 if it reached its end.
        error: why it stopped.
    """
    users, groups = synchronized(journey)
    steps = {}
    for step in journey.working_steps:
        result = journey.result(step.id)
        steps[step.id] = {} if result is None else {"status": result.status, "facts": dict(result.facts)}
    said: dict[str, object] = {
        "setup": setup_id,
        "exit": code,
        "users": users,
        "groups": groups,
        "steps": steps,
        "log": log,
    }
    if stopped:
        said["stopped_at"] = stopped
    if error is not None:
        said["error"] = error_json(error, texts)
    write_json(said)
