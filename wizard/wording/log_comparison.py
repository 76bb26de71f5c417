"""The comparison of a plan with the log as text, shared by the window and the terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from wizard.journey.steps.watch import LONGEST_LOG

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.texts import Texts
    from wizard.provisioning.log_outcomes import Compared, LogComparison


def sentence(found: LogComparison, texts: Texts) -> str:
    """Return how many objects went as planned."""
    if found.unread:
        read = found.planned - found.unread
        return texts.get("comparison-said-unread", done=found.done, total=read, unread=found.unread)
    if found.waiting:
        return texts.get("comparison-so-far", done=found.done, total=found.planned, waiting=found.waiting)
    if found.gone and found.done == found.planned:
        return texts.get("comparison-all-gone", total=found.planned, gone=found.gone)
    if found.removed and found.done == found.planned:
        return texts.get("comparison-all-removed", total=found.planned, removed=found.removed)
    key = "comparison-all" if found.done == found.planned else "comparison-said"
    return texts.get(key, done=found.done, total=found.planned)


def hints(found: LogComparison, texts: Texts, shown: Callable[[datetime], str] | None = None) -> list[str]:
    """Return notes on the comparison: times, unplanned objects, later changes, and parts that were not read.

    Args:
        shown: returns a time as text; by default as in reports.
    """
    shown = shown or clock
    said = [texts.get("comparison-when", made=shown(found.made), began=shown(found.began))]
    if extra := len(found.objects) - found.planned:
        said.append(texts.get("comparison-extra", count=extra))
    if found.removed:
        said.append(texts.get("comparison-removed", count=found.removed))
    if found.gone:
        said.append(texts.get("comparison-gone", count=found.gone))
    if found.foretold:
        said.append(texts.get("comparison-foretold", count=found.foretold))
    if found.changed:
        said.append(texts.get("comparison-changed"))
    if found.days:
        said.append(texts.get("comparison-age", days=found.days))
    if not found.whole:
        said.append(texts.get("comparison-cut", count=LONGEST_LOG))
    return said


def planned(one: Compared, texts: Texts) -> str:
    """Return what the preview said about an object."""
    return texts.get(f"plan-verdict-{one.planned}") if one.planned else texts.get("comparison-unplanned")


def happened(one: Compared, texts: Texts) -> str:
    """Return what the log says about an object."""
    if one.entry is None:
        return texts.get(
            "comparison-happened-reference" if one.reason == "references" else "comparison-happened-nothing"
        )
    status, action = one.entry.status, one.entry.action
    key = f"comparison-happened-{status if status in {'failure', 'skipped'} and action != 'stageddelete' else action}"
    return texts.get(key) if texts.has(key) else action


def why(one: Compared, texts: Texts) -> str:
    """Return why the result is as it is."""
    return texts.get(f"comparison-reason-{one.reason}", **one.params)


def clock(at: datetime) -> str:
    """Return a time in this computer's time zone."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
