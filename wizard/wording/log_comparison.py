"""The comparison of a plan with the log as text, shared by the window and the terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from wizard.doctor.job_health import about_row, plain_codes
from wizard.journey.steps.watch import LONGEST_LOG

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wizard.core.texts import Texts
    from wizard.graph.logs import LogRow
    from wizard.provisioning.log_outcomes import Compared, Entry, LogComparison


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


def details(
    one: Compared,
    row: LogRow | None,
    texts: Texts,
    shown: Callable[[datetime], str] | None = None,
    shown_params: Callable[[Mapping[str, object]], Mapping[str, object]] = dict,
) -> list[str]:
    """Return what is known about a difference, line by line.

    Args:
        row: its row of the log; ``None`` if only the entry in the comparison is left.
        shown: returns a time as text; by default as in reports.
        shown_params: returns the parameters of a finding as they are shown.
    """
    failed = _explained(one.entry, row, texts, shown_params) if one.how == "failed" and one.entry is not None else []
    lines = failed or [why(one, texts)]
    help_key = f"comparison-reason-{one.reason}.help"
    if texts.has(help_key):
        lines.append(texts.get(help_key, **one.params))
    if one.entry is None:
        return lines
    wrote = {name.lower(): value for name, value in one.entry.modified}
    for name in one.attributes:
        if name.lower() in wrote:
            lines.append(texts.get("comparison-wrote", name=name, value=wrote[name.lower()] or "–"))
        else:
            lines.append(texts.get("comparison-not-wrote", name=name))
    at = (shown or clock)(one.entry.at)
    lines.append(texts.get("comparison-at", happened=happened(one, texts), time=at))
    return lines


def _explained(
    entry: Entry, row: LogRow | None, texts: Texts, shown_params: Callable[[Mapping[str, object]], Mapping[str, object]]
) -> list[str]:
    """Return the meaning of an error: its finding's words or what is known of the code, then Entra's own words."""
    finding = about_row(row) if row is not None else None
    lines = []
    if finding is not None:
        key = f"finding-{finding.id}"
        lines += [texts.get(f"{key}{part}", **shown_params(finding.params)) for part in ("", ".cause", ".fix")]
    codes = plain_codes(row) if row is not None else (entry.code,)
    key = next((key for one in codes if texts.has(key := f"comparison-code-{one}")), "")
    if key and (finding is None or finding.id == "run-refused"):
        lines.append(texts.get(key))
    if row is not None and row.status.reason:
        lines.append(" ".join(row.status.reason.split()))
    return lines


def clock(at: datetime) -> str:
    """Return a time in this computer's time zone."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
