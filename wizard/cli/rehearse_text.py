"""A plan, and the difference of two plans, as lines of text: by verdict, problems first, long lists cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from wizard.provisioning.plan_json import ORDER, Difference, ordered
from wizard.wording.plan import help_words, notes, reason, shown_name

if TYPE_CHECKING:
    from wizard.cli.rehearse_setup import Sides
    from wizard.core.texts import Texts
    from wizard.provisioning import Operation, Plan
    from wizard.provisioning.model import Kind

MOST = 20
"""Number of names in a list that is not requested completely."""

KINDS: tuple[Kind, ...] = ("User", "Group")
BY_REASON = frozenset({"clash", "skip", "disable", "delete"})
"""Verdicts whose lists are divided by reason, so that each reason is visible however long the others are."""


def plan_lines(sides: Sides, texts: Texts, *, everybody: bool) -> Iterator[str]:
    """Yield the plan: who was read, then each verdict with names and reasons, then the references set later."""
    scope = "all" if sides.configuration.sync_all else "assigned"
    people, groups = len(sides.source.people), len(sides.source.groups)
    yield texts.get("cli-rehearse-lead", people=people, groups=groups, scope=scope)
    yield from notes(sides.plan, texts, as_if_restarted=sides.as_if_restarted)
    names = {one.id: one.display_name for one in sides.source.people}
    names |= {one.id: one.display_name for one in sides.source.groups}
    rows = ordered(sides.plan)
    for verdict in ORDER:
        for kind in KINDS:
            some = [one for one in rows if (one.verdict, one.kind, one.stage) == (verdict, kind, "object")]
            if some:
                yield ""
                yield texts.get(
                    "cli-rehearse-heading", verdict=texts.get(f"plan-verdict-{verdict}"), count=len(some), kind=kind
                )
                if verdict != "unchanged" or everybody:
                    yield from _listed(some, texts, names, everybody=everybody)
    later = [one for one in rows if one.stage == "reference"]
    if later:
        grouped = [one for one in later if one.kind == "Group"]
        groups = len({one.source_id for one in grouped})
        yield ""
        yield texts.get("cli-rehearse-later", managers=len(later) - len(grouped), groups=groups)
        yield from _listed(later if everybody else grouped, texts, names, everybody=everybody)


def _listed(rows: Iterable[Operation], texts: Texts, names: Mapping[str, str], *, everybody: bool) -> Iterator[str]:
    def key(one: Operation) -> str:
        return one.reason if one.verdict in BY_REASON else ""

    for _, group in groupby(sorted(rows, key=key), key):
        some = list(group)
        yield from cut([f"  {_line(one, texts, names)}" for one in some], texts, everybody=everybody)
        what = advice(some[0], texts)
        if what:
            yield f"    {what}"


def cut(lines: Sequence[str], texts: Texts, *, everybody: bool) -> Iterator[str]:
    """Yield lines; of a long list the first lines, and the number of the others."""
    shown = len(lines) if everybody else MOST
    yield from lines[:shown]
    if len(lines) > shown:
        yield f"  {texts.get('cli-rehearse-more', count=len(lines) - shown)}"


def _line(one: Operation, texts: Texts, names: Mapping[str, str]) -> str:
    said = reason(one, texts)
    other = names.get(str(one.params.get("other", "")))
    if other:
        said = texts.get("cli-rehearse-with", reason=said, name=other)
    return f"{shown_name(one.name)}: {said}"


def advice(one: Operation, texts: Texts) -> str:
    """Return what to do about a problem or a skipped object; empty for all others."""
    what = help_words(one, texts) if one.verdict in {"clash", "skip"} else ""
    return texts.get("cli-setup-next", next=what) if what else ""


def counted(plan: Plan, texts: Texts) -> list[str]:
    """Return a line of counts for people, and one for groups where there are any."""
    lines = []
    for kind in KINDS:
        counts = plan.counts(kind)
        verdicts = ("create", "update", "disable", "delete", "skip", "clash", "unchanged")
        said = ", ".join(f"{counts[name]} {texts.get(f'plan-verdict-{name}')}" for name in verdicts)
        if kind == "User" or counts:
            lines.append(texts.get("cli-rehearse-counts", kind=kind, counts=said))
    return lines


def difference_lines(changes: Sequence[Difference], texts: Texts, *, everybody: bool) -> Iterator[str]:
    """Yield the differences from another plan: new objects, objects that are gone, and other verdicts."""
    if not changes:
        yield texts.get("cli-rehearse-same")
        return
    for how in ("other", "new", "gone"):
        some = [one for one in changes if one.how == how]
        if some:
            yield texts.get("cli-rehearse-difference", how=how, count=len(some))
            yield from cut([f"  {_changed(one, texts)}" for one in some], texts, everybody=everybody)


def _changed(one: Difference, texts: Texts) -> str:
    now = texts.get(f"plan-verdict-{one.operation.verdict}")
    why = reason(one.operation, texts)
    if one.before is not None and one.before.verdict != one.operation.verdict:
        now = f"{texts.get(f'plan-verdict-{one.before.verdict}')} → {now}"
    return f"{shown_name(one.operation.name)}: {now}: {why}"
