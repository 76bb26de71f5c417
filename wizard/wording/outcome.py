"""The texts of an outcome's picture: a sentence, the labels of its parts, and the rows of its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wizard.provisioning.outcome import HAPPENS, Part, Picture

if TYPE_CHECKING:
    from wizard.core.texts import Texts

_REASONS: Final[Mapping[str, str]] = {"create-off": "off", "update-off": "off"}
_KNOWN: Final = frozenset({"filtered", "blocked", "soft-deleted", "ImportSkipped", "ignored", "off"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the picture's table; ``done`` and ``failed`` are empty if the log says nothing about it."""

    part: Part
    label: str
    count: str
    done: str = ""
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """All texts in the picture.

    Args:
        labels: labels of the rows: the shown stages, and ``happens``.
        bars: numbers of the stages.
        notes: number of people that each stage leaves out; only where there are any.
        happens: the numbers of what happens, in the order of its bar's segments; they add up to the bar.
        keys: legend of what happens, and the groups; only parts with a number.
        spoken: an accessible name for every part that can be pressed.
    """

    labels: Mapping[str, str]
    bars: Mapping[Part, str]
    notes: Mapping[Part, str]
    happens: str
    keys: Mapping[Part, str]
    spoken: Mapping[Part, str]
    nobody: str


def stages(picture: Picture) -> tuple[Part, ...]:
    """Return the stages that are shown: if all users are in scope, nobody needs to be assigned."""
    return ("tenant", "inside") if picture.everybody else ("tenant", "assigned", "inside")


def said(picture: Picture, texts: Texts) -> Said:
    """Return the texts of a picture."""
    t = texts.get
    labels = {part: t(f"outcome-label-{part}") for part in (*stages(picture), "happens")}
    bars = {part: t(f"outcome-bar-{part}", count=picture.count(part)) for part in stages(picture)}
    left: tuple[Part, ...] = ("filtered",) if picture.everybody else ("unassigned", "filtered")
    notes = {part: t(f"outcome-note-{part}", count=n) for part in left if (n := picture.count(part))}
    keys: dict[Part, str] = {part: _key(picture, part, texts) for part in HAPPENS if picture.count(part)}
    if picture.groups:
        params = {"count": picture.groups, "issues": picture.group_clashes}
        keys["groups"] = t("outcome-key-groups-clash" if picture.group_clashes else "outcome-key-groups", **params)
    spoken = {part: t("outcome-bar-spoken", label=labels[part], count=bar) for part, bar in bars.items()}
    happens = " + ".join(_number(picture.count(part)) for part in HAPPENS if picture.count(part))
    return Said(labels, bars, notes, happens, keys, {**spoken, **notes, **keys}, t("outcome-lead-nobody"))


def _key(picture: Picture, part: Part, texts: Texts) -> str:
    text = texts.get(f"outcome-key-{part}", count=picture.count(part))
    now = picture.progress.get(part)
    if now is None:
        return text
    how = "done" if not now.failed else "failed" if now.done or now.other else "only-failed"
    how += "-other" if now.other else ""
    return texts.get(f"outcome-so-far-{how}", part=text, done=now.done, failed=now.failed, other=now.other)


def rows(picture: Picture, texts: Texts) -> list[Row]:
    """Return the table of the picture, with every number that it shows."""
    t, found = texts.get, []
    for part in stages(picture):
        if part == "inside" or (part == "assigned" and not picture.everybody):
            left: Part = "filtered" if part == "inside" else "unassigned"
            found.append(Row(left, t(f"outcome-row-{left}"), _number(picture.count(left))))
        found.append(Row(part, t(f"outcome-label-{part}"), _number(picture.count(part))))
    others: tuple[Part, ...] = (*HAPPENS, "groups")
    for part in others:
        if picture.count(part):
            now = picture.progress.get(part)
            done, failed = ("", "") if now is None else (_number(now.done), _number(now.failed))
            found.append(Row(part, t(f"outcome-row-{part}"), _number(picture.count(part)), done, failed))
    return found


def _number(count: int) -> str:
    return f"{count:,}"


def sentence(picture: Picture, texts: Texts) -> str:
    """Return the outcome in a sentence or two, the most important first; while provisioning runs, with its progress."""
    planned = _planned(picture, texts)
    if not picture.progress:
        return planned
    told = texts.get("outcome-lead-planned", planned=planned)
    total = sum(picture.count(part) for part in picture.progress)
    done, failed = (sum(getattr(one, name) for one in picture.progress.values()) for name in ("done", "failed"))
    key = "outcome-lead-so-far-failed" if failed else "outcome-lead-so-far"
    return texts.get(key, done=done, failed=failed, total=total, planned=told)


def _planned(picture: Picture, texts: Texts) -> str:
    t, parts = texts.get, []
    happens = picture.happens
    if happens.get("clash"):
        parts.append(t("outcome-says-clash", count=happens["clash"]))
    if happens.get("create"):
        parts.append(t("outcome-says-create", count=happens["create"]))
    if picture.matched:
        update, unchanged = happens.get("update", 0), happens.get("unchanged", 0)
        key = "outcome-says-matched" + ("" if update and unchanged else "-update" if update else "-unchanged")
        parts.append(t(key, count=picture.matched, update=update, unchanged=unchanged))
    lost: tuple[Part, ...] = ("disable", "delete")
    parts += [t(f"outcome-says-{one}", count=happens[one]) for one in lost if happens.get(one)]
    if left := _left_out(picture, texts):
        parts.append(left)
    lines = [t("outcome-lead", parts=", ".join(parts)) if parts else t("outcome-lead-nobody")]
    if not picture.everybody and (count := picture.count("unassigned")):
        lines.append(t("outcome-lead-unassigned", count=count))
    if picture.groups:
        key = "outcome-lead-groups-clash" if picture.group_clashes else "outcome-lead-groups"
        lines.append(t(key, count=picture.groups, issues=picture.group_clashes))
    return " ".join(lines)


def _left_out(picture: Picture, texts: Texts) -> str:
    """Return how many assigned people are left out, and the known reasons."""
    reasons: dict[str, int] = {}
    if filtered := picture.count("filtered"):
        reasons["filtered"] = filtered
    skipped = picture.happens.get("skip", 0)
    told = picture.skipped if sum(picture.skipped.values()) == skipped else {"": skipped}
    for reason, count in told.items():
        known = _REASONS.get(reason, reason)
        name = known if known in _KNOWN else "more"
        reasons[name] = reasons.get(name, 0) + count
    reasons = {name: count for name, count in reasons.items() if count}
    total = sum(reasons.values())
    if not total:
        return ""
    if set(reasons) == {"more"}:
        return texts.get("outcome-says-left-only", count=total)
    if len(reasons) == 1:
        because = texts.get(f"outcome-because-{next(iter(reasons))}", count=total)
        return texts.get("outcome-says-left-because", count=total, reasons=because)
    found = [texts.get(f"outcome-left-{name}", count=count) for name, count in reasons.items()]
    return texts.get("outcome-says-left", count=total, reasons=", ".join(found))
