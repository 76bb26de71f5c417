"""Store a preview's plan, and read the provisioning log's rows as plain values to compare them with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

from wizard.journey.services.job import find_job
from wizard.journey.steps import PREVIEW
from wizard.provisioning.log_comparison import compare
from wizard.provisioning.log_outcomes import Entry, Watched
from wizard.provisioning.outcome import ids_of
from wizard.provisioning.plan_io import Kept, KeptPlan, essentials
from wizard.provisioning.plan_json import digest

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.graph.logs import LogRow
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.found import Look, Rehearsal
    from wizard.journey.setups import SetupStore
    from wizard.provisioning.log_outcomes import LogComparison
    from wizard.provisioning.outcome import Part, Picture

ABOUT: Final = ("service_principal_id", "tenant_url")
"""Answers that identify the application and the CloudGate."""

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

_BEFORE: Final = timedelta(days=1)

_OUTSIDE: Final = (
    ("inactive", ("IsActive", "Active in the source system")),
    ("unassigned", ("Assigned", "Assigned to the application")),
    ("filtered", ("Scoping filter evaluation passed", "IsInProvisioningScope")),
    (
        "unassigned",
        ("IsEffectivelyEntitledForProvisioning", "User has the required role", "Group has the required role"),
    ),
)
"""Results of the scoping step, with the names that the log and on-demand results use for them."""

_SKIPPED: Final = {"NotEffectivelyEntitled": "unassigned"}
"""Reasons of skips with the same meaning, for rows without a scoping result."""


def about(answers: Answers) -> str:
    """Return the fingerprint of the application and the CloudGate that a plan belongs to."""
    return _in_any_run(answers).digest(ABOUT)


def settings_of(answers: Answers) -> str:
    """Return the fingerprint of all answers that a plan depends on."""
    return _in_any_run(answers).digest(PREVIEW.needs)


def facts_of(answers: Answers) -> dict[str, str]:
    """Return what a plan with these answers is computed for, which is part of its digest."""
    return {
        "tenant": answers.tenant,
        "target": answers.tenant_url,
        "configuration": answers.digest(PREVIEW.needs),
    }


def _in_any_run(answers: Answers) -> Answers:
    """Return the answers without the port of a local server: a practice company has a new port in each run."""
    parts = urlsplit(answers.tenant_url)
    if parts.hostname not in LOOPBACK:
        return answers
    return answers.with_(tenant_url=urlunsplit(parts._replace(netloc=parts.hostname or "")))


def keep_plan(task: Task, setups: Callable[[], SetupStore], setup_id: str, rehearsal: Rehearsal) -> None:
    """Store the essentials of a preview with the setup; nothing is stored without a setup.

    Raises:
        SavedSetupError: ``setup-not-saved``.
    """
    if not setup_id:
        return
    answers = rehearsal.answers
    attributes, rows = essentials(rehearsal.plan, task.checkpoint)
    kept = Kept(
        made=rehearsal.made,
        sync_all=answers.scope == "all",
        digest=digest(rehearsal.plan, facts_of(answers)),
        attributes=attributes,
        rows=rows,
    )
    setups().save_plan(setup_id, KeptPlan(about(answers), settings_of(answers), kept), task.checkpoint)


def kept_plan(
    task: Task, context: Context, setups: Callable[[], SetupStore], setup_id: str, answers: Answers
) -> KeptPlan | None:
    """Return the plan stored for a setup; ``None`` if there is none, or if it belongs to another application.

    While a support file is open, return the file's plan.
    """
    if context.case is not None:
        return context.case.kept(answers)
    plan = setups().load_plan(setup_id, task.checkpoint) if setup_id else None
    return plan if plan is not None and plan.about == about(answers) else None


@dataclass(frozen=True, slots=True)
class Side:
    """The log's side of the comparison: all rows seen, the last look, and whether the rows are the whole log.

    ``older`` are entries that were read in addition, see :func:`read_older`.
    """

    rows: tuple[LogRow, ...]
    look: Look
    whole: bool
    older: tuple[Entry, ...] = ()


def compare_with_log(
    task: Task, plan: KeptPlan, side: Side, answers: Answers, before: LogComparison | None
) -> LogComparison | None:
    """Compare; return ``None`` while the log has no cycle that began after the plan was made.

    Args:
        before: the last comparison; if nothing is different, its objects are reused.
    """
    status = side.look.status
    watched = Watched(
        side.look.job.now or datetime.now(UTC),
        status.last.ended if status.last is not None else None,
        status.running,
        status.quarantined,
        side.whole,
        plan.settings != settings_of(answers),
    )
    held = {entry.id: entry for entry in (*side.older, *entries(task, side.rows))}
    found = compare(plan.kept, held.values(), watched, task.checkpoint)
    if found is None or before is None:
        return found
    same = found.differences == before.differences
    return replace(found, differences=before.differences) if same else found


def picture_after(task: Task, picture: Picture, found: LogComparison | None) -> Picture:
    """Return the picture of a preview with the log's results so far; without results, nothing counts as done."""
    return picture.after(found.objects if found is not None else (), task.checkpoint)


def ids_in_log(task: Task, plan: KeptPlan, part: Part) -> frozenset[str]:
    """Return the source ids, in lower case, of the users in a part of the picture."""
    return ids_of(plan.kept.rows, part, task.checkpoint)


def read_older(task: Task, context: Context, answers: Answers, plan: KeptPlan) -> tuple[Entry, ...]:
    """Return all log entries since one day before the plan; takes some minutes for 100,000 entries.

    The day before shows which cycles had begun already.

    Raises:
        InputError: ``job-missing``.
        GraphError: the log cannot be read.
    """
    job = find_job(task, context, answers)
    found: list[Entry] = []
    for page in context.graph.logs.pages(task, job.id, plan.kept.made - _BEFORE):
        found += entries(task, page)
    return tuple(found)


def entries(task: Task, rows: Iterable[LogRow]) -> list[Entry]:
    """Return rows as plain values; rows without a time or an object are left out."""
    found = []
    for number, row in enumerate(rows):
        if number % 500 == 0:
            task.checkpoint()
        if row.at is not None and row.source.id:
            found.append(_entry(row, row.at))
    return found


def _entry(row: LogRow, at: datetime) -> Entry:
    return Entry(
        row.id,
        row.source.id,
        row.source.display_name or row.target.display_name,
        row.source.kind,
        at,
        row.cycle_id,
        row.action,
        row.status.status,
        row.status.error_code,
        _outside(row),
        tuple((item.name, item.new) for item in row.modified),
    )


def _outside(row: LogRow) -> str:
    for step in row.steps:
        if step.kind == "scoping" or "ScopeEvaluationResult" in step.details or "Scoping" in step.name:
            for name, words in _OUTSIDE:
                if any(step.details.get(word, "").lower() == "false" for word in words):
                    return name
            if _filtered(step.details.get("ScopeEvaluationResult", "")):
                return "filtered"
    return _SKIPPED.get(row.status.error_code, "")


def _filtered(result: str) -> bool:
    """Return whether the filters' result, JSON by filter and clause or a single word, contains no match."""
    if result.lower() == "false":
        return True
    try:
        found = json.loads(result) if result else {}
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and bool(found) and not any(found.values())
