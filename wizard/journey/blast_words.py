"""A forecast in words, the same in the window and in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.journey.changes import Connect, OnDemand, Restart, Save, Stop, TurnOn, Unassign, Undo
from wizard.provisioning.blast import ORDER
from wizard.provisioning.rendering import reason, reason_words

if TYPE_CHECKING:
    from wizard.journey.blast import Forecast
    from wizard.provisioning import Operation
    from wizard.provisioning.blast import Blast
    from wizard.texts import Texts

_KINDS = ("User", "Group")


def parts(blast: Blast, texts: Texts) -> str:
    """Return how many get which verdict, as a list within a sentence."""
    counts = [(verdict, kind, blast.count(verdict, kind)) for verdict in ORDER for kind in _KINDS]  # type: ignore[arg-type]
    said = [texts.get(f"blast-part-{verdict}-{kind}", count=count) for verdict, kind, count in counts if count]
    if blast.spared:
        said.append(texts.get("blast-part-spared", count=blast.spared))
    return ", ".join(said) or texts.get("blast-nothing")


def named(found: Forecast, key: str, texts: Texts) -> str:
    """Return the id of a text about this kind of change: ``<key>-<way>`` where there is one, else ``<key>``."""
    own = f"{key}-{found.change.way}"
    return own if texts.has(own) else key


def when(found: Forecast, texts: Texts) -> str:
    """Return the words before the counts: which cycle does it."""
    if found.state == "unknown":
        return texts.get("blast-not-known")
    match found.change:
        case Stop() | Connect() | OnDemand():
            return texts.get(named(found, "blast-when", texts))
        case Undo() if found.blast is not None and not found.blast.operations and found.blast.facts:
            return texts.get("blast-when-undo")
        case TurnOn() | Restart():
            return texts.get("blast-when-first" if found.first else "blast-when-again")
        case _:
            return texts.get("blast-when-next" if found.running else "blast-when-later")


def notes(found: Forecast, texts: Texts) -> list[str]:
    """Return what a person has to know before deciding, besides who is concerned."""
    said = [texts.get(f"blast-fact-{fact}") for fact in found.blast.facts] if found.blast is not None else []
    if isinstance(found.change, Unassign):
        names = ", ".join(dict.fromkeys(one.display_name for one in found.change.assignments))
        said.insert(0, texts.get("blast-note-unassign", names=names))
    if found.error is not None:
        problem = texts.problem(found.error)
        if found.state == "scope-only":
            said.insert(0, texts.get("blast-note-scope-only", what=problem.what))
        else:
            said.insert(0, texts.get("blast-note-unknown", what=problem.what, why=problem.why).replace("  ", " "))
    if isinstance(found.change, TurnOn | Restart) and not found.first:
        said.append(texts.get(named(found, "blast-note-later", texts)))
    if found.many_new and isinstance(found.change, TurnOn | Save):
        said.append(texts.get("blast-note-many", planned=found.planned))
    if found.keeps_unread and found.removals:
        said.append(texts.get("blast-note-kept"))
    if found.held_back:
        said.append(texts.get("blast-note-held", limit=found.held_above))
    return said


def done(found: Forecast, texts: Texts) -> str:
    """Return what to say after the change was made; empty where there is nothing to say."""
    if found.state == "same" or isinstance(found.change, OnDemand | Undo):
        return ""
    head = {Save: "saved", Connect: "saved", Unassign: "unassigned"}.get(type(found.change), "turned-on")
    if found.state == "never-ran":
        return texts.get(f"blast-{head}-never")
    blast = found.blast
    facts = [texts.get(f"blast-fact-{fact}") for fact in blast.facts] if blast is not None else []
    if isinstance(found.change, Stop) or (isinstance(found.change, Connect) and facts):
        return " ".join([texts.get(named(found, "blast-done", texts)), *facts])
    if blast is None:
        return texts.get(f"blast-{head}-unknown")
    how = "-next" if found.running else "-later"
    if head == "turned-on":
        how = "" if found.first else "-again"
    held = [texts.get("blast-note-held", limit=found.held_above)] if found.held_back else []
    return " ".join([texts.get(f"blast-{head}{how}", parts=parts(blast, texts)), *facts, *held])


def why(operation: Operation, texts: Texts) -> str:
    """Return why something happens to somebody; for updates what changes."""
    if operation.verdict == "disable" and operation.reason != "differs":
        return reason_words(operation, texts)
    return reason(operation, texts)
