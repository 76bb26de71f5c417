"""The history and its undo plan as text, shared by the window and the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wizard.core.errors import MappingError
from wizard.history.model import is_mark
from wizard.history.units import Unit, from_json
from wizard.mapping import AttributeMapping

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.history.model import Entry, History
    from wizard.history.plan_model import Action, Left, Plan

SHOWN = 5
"""Largest number of names in a sentence."""


def what(entry: Entry, texts: Texts) -> str:
    """Return a change as a phrase."""
    change = entry.change
    name = str(change.target.get("name") or change.target.get("object") or "")
    if change.kind == "schema":
        names = [_piece(unit, texts) for unit in from_json(change.after)]
        return texts.get("history-kind-schema", names=listed(names, texts), count=len(names))
    if change.kind == "credentials" and isinstance(change.after, Mapping):
        keys = [_key(key, texts) for key in change.after]
        return texts.get("history-kind-credentials", names=listed(keys, texts))
    return texts.get(f"history-kind-{change.kind}", name=name or texts.get("history-nobody-named"))


def change_line(entry: Entry, texts: Texts) -> str:
    """Return everything that a change affected, in one line."""
    rows = details(entry, texts)
    if len(rows) == 1:
        return f"{rows[0][1]} → {rows[0][2]}"
    return "; ".join(f"{name}: {before} → {after}" for name, before, after in rows)


def details(entry: Entry, texts: Texts) -> list[tuple[str, str, str]]:
    """Return everything that a change affected: its name, the value before, and the intended value."""
    change = entry.change
    none = texts.get("history-none")
    match change.kind:
        case "schema":
            return [
                (_piece(unit, texts), _unit(unit, unit.before, texts), _unit(unit, unit.after, texts))
                for unit in from_json(change.after)
            ]
        case "credentials":
            before = change.before if isinstance(change.before, Mapping) else {}
            after = change.after if isinstance(change.after, Mapping) else {}
            return [
                (_key(key, texts), _value(key, before.get(key), texts), _value(key, after[key], texts)) for key in after
            ]
        case "assigned" | "unassigned":
            name = str(change.target.get("name") or "")
            states = texts.get("history-not-assigned"), texts.get("history-assigned")
            first, second = states if change.kind == "assigned" else states[::-1]
            return [(name, first, second)]
        case "job-started" | "job-paused" | "job-restarted":
            return [(texts.get("history-job"), _on(change.before, texts), _on(change.after, texts))]
        case "assignment-required":
            return [(texts.get("history-required"), _flag(change.before, texts), _flag(change.after, texts))]
        case "application-added" | "application-restored":
            return [(texts.get("history-application"), none, str(change.target.get("name") or ""))]
        case "application-removed":
            return [(texts.get("history-application"), str(change.target.get("name") or ""), none)]
        case "job-made":
            return [(texts.get("history-job"), none, texts.get("history-off"))]
        case "job-removed":
            return [(texts.get("history-job"), _on(change.before, texts), none)]
        case _:
            return []


def outcome(entry: Entry, history: History, texts: Texts) -> str:
    """Return the outcome of a change in a word or two."""
    if entry.gone:
        return texts.get("history-outcome-gone")
    if history.undone(entry.number):
        return texts.get("history-outcome-undone")
    words = texts.get(f"history-outcome-{entry.outcome}")
    found_out = entry.settled and entry.outcome != "unknown"
    return texts.get("history-outcome-settled", outcome=words) if found_out else words


def action_words(action: Action, texts: Texts) -> str:
    """Return an action as a sentence."""
    names = [_name_of(name, texts) for name in action.what]
    if action.do == "credentials":
        kept = [_key(name, texts) for name, value in action.values.items() if value is not None]
        gone = [_key(name, texts) for name, value in action.values.items() if value is None]
        if gone and kept:
            return texts.get("history-do-credentials-both", gone=listed(gone, texts), names=listed(kept, texts))
        if gone:
            return texts.get("history-do-credentials-removed", names=listed(gone, texts))
        names = kept
    return texts.get(f"history-do-{action.do}", names=listed(names, texts), count=len(names))


def left_words(left: Left, entry: Entry | None, texts: Texts) -> str:
    """Return what is left as it is, and why."""
    names = listed([_name_of(name, texts) for name in left.what], texts)
    thing = what(entry, texts) if entry is not None else ""
    return texts.get(f"history-why-{left.why}", what=thing, names=names)


def plan_title(
    chosen: Sequence[int], history: History, texts: Texts, when: Callable[[str], str], *, everything: bool
) -> str:
    """Return what a plan undoes: everything, one change, or the changes since one; ``when`` writes a time."""
    first = history.entry(chosen[0])
    if everything:
        return texts.get("history-plan-all")
    if first is None:
        return texts.get("history-plan")
    if len(chosen) == 1:
        return texts.get("history-plan-one", what=what(first, texts))
    return texts.get("history-plan-back", when=when(first.at), count=len(chosen))


def plan_lines(plan: Plan, history: History, texts: Texts, nothing: str = "") -> list[tuple[str, str]]:
    """Return a plan line by line: the number of each action, or a dash for a note, and its text.

    ``nothing`` is the id of the text that a plan without actions begins with; all that it leaves is then named.
    """
    if nothing and not plan.actions:
        left = [left_words(one, history.entry(one.entry), texts) for one in plan.left]
        return [("–", words) for words in (texts.get(nothing), *left)]
    lines = [(str(number), action_words(action, texts)) for number, action in enumerate(plan.actions, 1)]
    lines += [("–", left_words(one, history.entry(one.entry), texts)) for one in plan.left if one.why != "already"]
    removed = [key.lower() for one in plan.actions for key, value in one.values.items() if value is None]
    if "syncnotificationsettings" in removed:
        lines.append(("–", texts.get("history-note-notification")))
    if any(action.do == "remove-app" for action in plan.actions):
        lines.append(("–", texts.get("history-note-restore")))
    if plan.actions:
        lines.append(("–", texts.get("history-note-accounts")))
    return lines


def listed(names: Sequence[str], texts: Texts) -> str:
    """Return some names for a sentence, and the number of the others."""
    if len(names) <= SHOWN:
        return ", ".join(names)
    return texts.get("history-more", names=", ".join(names[:SHOWN]), count=len(names) - SHOWN)


def _piece(unit: Unit, texts: Texts) -> str:
    if unit.part == "row":
        return unit.name if unit.kind == "User" else texts.get("history-group-row", name=unit.name)
    return texts.get(f"history-part-{unit.part}-{unit.kind}")


def _name_of(name: str, texts: Texts) -> str:
    """Return the name of a thing that a plan identifies by its key."""
    kind, _, part = name.partition(":")
    if kind in {"User", "Group"} and part:
        if part in {"filters", "enabled", "actions"}:
            return texts.get(f"history-part-{part}-{kind}")
        return texts.get("history-group-row", name=part) if kind == "Group" else part
    return _key(name, texts)


def _key(key: str, texts: Texts) -> str:
    """Return the label of a stored value; a name that is no key is returned unchanged."""
    name = f"history-key-{key.lower()}"
    return texts.get(name) if texts.has(name) else key


def _unit(unit: Unit, value: Any, texts: Texts) -> str:
    if value is None:
        return texts.get("history-none")
    if unit.part == "enabled":
        return _flag(value, texts)
    if unit.part == "actions":
        return ", ".join(map(str, value)) or texts.get("history-none")
    if unit.part == "filters":
        names = [str(one.get("name") or "?") for one in value if isinstance(one, Mapping)]
        return ", ".join(names) or texts.get("history-none")
    try:
        row = AttributeMapping.from_json(value)
    except MappingError:
        return "?"
    return row.expression or texts.get("history-none")


def _value(key: str, value: object, texts: Texts) -> str:
    if is_mark(value):
        return texts.get("history-token")
    if not value:
        return texts.get("history-none")
    if key.lower() == "syncall":
        return texts.get("history-everybody" if str(value).strip().lower() == "true" else "history-assigned-only")
    if key.lower() == "syncnotificationsettings":
        return _notification(str(value), texts)
    return str(value)


def _notification(text: str, texts: Texts) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text[:80]
    settings = {name.lower(): value for name, value in found.items()} if isinstance(found, dict) else {}
    said = []
    if settings.get("enabled"):
        said.append(str(settings.get("recipients") or ""))
    if settings.get("deletethresholdenabled"):
        said.append(texts.get("history-limit", count=int(settings.get("deletethresholdvalue") or 0)))
    return ", ".join(filter(None, said)) or texts.get("history-off")


def _on(state: object, texts: Texts) -> str:
    found = state.get("on") if isinstance(state, Mapping) else None
    return texts.get("history-unknown") if not isinstance(found, bool) else _flag(found, texts)


def _flag(value: object, texts: Texts) -> str:
    return texts.get("history-on" if value is True else "history-off")
