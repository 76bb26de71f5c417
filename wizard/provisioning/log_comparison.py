"""Compares a plan with the provisioning log of the cycles after it: what went as planned, what did not, and why.

Actions, statuses and error codes of the log: Graph, provisioningObjectSummary, and Microsoft's page "Analyze the
provisioning logs". Rows of skipped objects are normal, and objects outside an assigned scope leave no row at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.provisioning.log_judge import REMOVALS, Judge, LogRows
from wizard.provisioning.log_outcomes import ORDER, Compared, Entry, LogComparison, Watched
from wizard.provisioning.plan_io import Kept


def compare(plan: Kept, entries: Iterable[Entry], watched: Watched, checkpoint: Checkpoint) -> LogComparison | None:
    """Compare a plan with the log of the cycles that began after it was made.

    The first large cycle counts; later cycles only for what that one left open.

    Args:
        entries: rows of the job's log, in any order.
        checkpoint: called periodically; may raise to stop.

    Returns:
        ``None`` if the log has no cycle that began after the plan.
    """
    log = LogRows(entries, plan.made)
    if log.main is None:
        return None
    judge = Judge(plan, log, watched)
    planned = with_checkpoints(plan.rows, checkpoint)
    found = [judge.planned(one, log.own.get(one.source_id.lower(), ())) for one in planned]
    known = {one.source_id.lower() for one in plan.rows}
    for source_id, own in with_checkpoints(log.own.items(), checkpoint):
        if source_id not in known and (extra := judge.unplanned(own)) is not None:
            found.append(extra)
    differences = [one for one in found if one.how != "as-planned" and not one.untold]
    differences.sort(
        key=lambda one: (ORDER.index(one.how), one.kind.lower() != "user", one.name.casefold(), one.source_id)
    )
    counts = Counter(one.how for one in found)
    return LogComparison(
        differences=tuple(differences),
        objects=tuple(found),
        counts={how: counts[how] for how in ORDER},
        planned=len(plan.rows),
        done=sum(1 for one in found if one.planned and one.how == "as-planned"),
        foretold=sum(1 for one in found if one.reason == "foretold"),
        waiting=sum(1 for one in found if one.reason == "running"),
        unread=sum(1 for one in found if one.reason == "cut"),
        made=plan.made,
        began=log.main.began,
        days=judge.days,
        ended=judge.over,
        whole=judge.whole,
        changed=watched.changed,
        removed=sum(1 for one in found if one.how == "as-planned" and one.planned in REMOVALS),
        gone=sum(1 for one in found if _gone(one, log.own.get(one.source_id.lower(), ()))),
    )


def _gone(one: Compared, own: Sequence[Entry]) -> bool:
    """Return whether an object that went as planned was disabled or deleted later and still is."""
    if one.how != "as-planned" or not one.planned or one.planned in REMOVALS:
        return False
    done = [row for row in own if row.status == "success" and row.action in {"create", "update", *REMOVALS}]
    newest = max(done, key=lambda row: row.at, default=None)
    return newest is not None and newest.action in REMOVALS
