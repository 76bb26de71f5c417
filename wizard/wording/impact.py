"""A forecast as text, shared by the window and the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.journey.changes import Connect, OnDemand, Restart, Save, Stop, TurnOn, Unassign, Undo
from wizard.provisioning.impact import ORDER
from wizard.wording.plan import reason, reason_words

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.journey.services.impact import Forecast
    from wizard.provisioning import Operation
    from wizard.provisioning.impact import Impact
    from wizard.provisioning.model import Kind

_KINDS: tuple[Kind, ...] = ("User", "Group")


def parts(impact: Impact, texts: Texts) -> str:
    """Return the numbers of objects per verdict, as a list within a sentence."""
    counts = [(verdict, kind, impact.count(verdict, kind)) for verdict in ORDER for kind in _KINDS]
    said = [texts.get(f"impact-part-{verdict}-{kind}", count=count) for verdict, kind, count in counts if count]
    if impact.spared:
        said.append(texts.get("impact-part-spared", count=impact.spared))
    return ", ".join(said) or texts.get("impact-nothing")


def named(found: Forecast, key: str, texts: Texts) -> str:
    """Return the id of a text for this kind of change: ``<key>-<way>`` if it exists, otherwise ``<key>``."""
    own = f"{key}-{found.change.way}"
    return own if texts.has(own) else key


def when(found: Forecast, texts: Texts) -> str:
    """Return the words before the counts: in which cycle it happens."""
    if found.state == "unknown":
        return texts.get("impact-not-known")
    match found.change:
        case Stop() | Connect() | OnDemand():
            return texts.get(named(found, "impact-when", texts))
        case Undo() if found.impact is not None and not found.impact.operations and found.impact.facts:
            return texts.get("impact-when-undo")
        case TurnOn() | Restart():
            return texts.get("impact-when-first" if found.first else "impact-when-again")
        case _:
            return texts.get("impact-when-next" if found.running else "impact-when-later")


def notes(found: Forecast, texts: Texts) -> list[str]:
    """Return what a person has to know before deciding, besides who is affected."""
    said = [texts.get(f"impact-fact-{fact}") for fact in found.impact.facts] if found.impact is not None else []
    if isinstance(found.change, Unassign):
        names = ", ".join(dict.fromkeys(one.display_name for one in found.change.assignments))
        said.insert(0, texts.get("impact-note-unassign", names=names))
    if found.error is not None:
        problem = texts.problem(found.error)
        if found.state == "scope-only":
            said.insert(0, texts.get("impact-note-scope-only", what=problem.what))
        else:
            said.insert(0, texts.get("impact-note-unknown", what=problem.what, why=problem.why).replace("  ", " "))
    if isinstance(found.change, TurnOn | Restart) and not found.first:
        said.append(texts.get(named(found, "impact-note-later", texts)))
    if found.many_new and isinstance(found.change, TurnOn | Save):
        said.append(texts.get("impact-note-many", planned=found.planned))
    if found.keeps_unread and found.removals:
        said.append(texts.get("impact-note-kept"))
    if found.held_back:
        said.append(texts.get("impact-note-held", limit=found.held_above))
    return said


def done(found: Forecast, texts: Texts) -> str:
    """Return the message after the change was made; empty if there is none."""
    if found.state == "same" or isinstance(found.change, OnDemand | Undo):
        return ""
    head = {Save: "saved", Connect: "saved", Unassign: "unassigned"}.get(type(found.change), "turned-on")
    if found.state == "never-ran":
        return texts.get(f"impact-{head}-never")
    impact = found.impact
    facts = [texts.get(f"impact-fact-{fact}") for fact in impact.facts] if impact is not None else []
    if isinstance(found.change, Stop) or (isinstance(found.change, Connect) and facts):
        return " ".join([texts.get(named(found, "impact-done", texts)), *facts])
    if impact is None:
        return texts.get(f"impact-{head}-unknown")
    how = "-next" if found.running else "-later"
    if head == "turned-on":
        how = "" if found.first else "-again"
    held = [texts.get("impact-note-held", limit=found.held_above)] if found.held_back else []
    said = parts(impact, texts)
    if said == texts.get("impact-nothing") and head != "turned-on":
        return " ".join([texts.get(f"impact-{head}{how}-nobody"), *facts, *held])
    return " ".join([texts.get(f"impact-{head}{how}", parts=said), *facts, *held])


def why(operation: Operation, texts: Texts) -> str:
    """Return why something happens to an object; for updates, what changes."""
    if operation.verdict == "disable" and operation.reason != "differs":
        return reason_words(operation, texts)
    return reason(operation, texts)
