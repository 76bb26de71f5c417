"""A forecast in words, the same in the window and in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def when(found: Forecast, texts: Texts) -> str:
    """Return the words before the counts: which cycle does it."""
    if found.blast is None:
        return texts.get("blast-not-known")
    if found.step_id == "turnon":
        return texts.get("blast-when-first" if found.first else "blast-when-again")
    return texts.get("blast-when-next" if found.running else "blast-when-later")


def notes(found: Forecast, texts: Texts) -> list[str]:
    """Return what a person has to know before deciding, besides who is concerned."""
    said = [texts.get(f"blast-fact-{fact}") for fact in found.blast.facts] if found.blast is not None else []
    if found.error is not None:
        problem = texts.problem(found.error)
        if found.state == "scope-only":
            said.insert(0, texts.get("blast-note-scope-only", what=problem.what))
        else:
            said.insert(0, texts.get("blast-note-unknown", what=problem.what, why=problem.why).replace("  ", " "))
    if found.step_id == "turnon" and not found.first:
        said.append(texts.get("blast-note-later"))
    if found.many_new:
        said.append(texts.get("blast-note-many", planned=found.planned))
    if found.keeps_unread and found.removals:
        said.append(texts.get("blast-note-kept"))
    return said


def done(found: Forecast, texts: Texts) -> str:
    """Return what to say after the work was done; empty where there is nothing to say."""
    blast = found.blast
    turned_on = found.step_id == "turnon"
    if found.state == "same":
        return ""
    if found.state == "never-ran":
        return texts.get("blast-saved-never")
    if blast is None:
        return texts.get("blast-turned-on-unknown" if turned_on else "blast-saved-unknown")
    said = parts(blast, texts)
    if turned_on:
        line = texts.get("blast-turned-on" if found.first else "blast-turned-on-again", parts=said)
    else:
        line = texts.get("blast-saved-next" if found.running else "blast-saved-later", parts=said)
    return " ".join([line, *(texts.get(f"blast-fact-{fact}") for fact in blast.facts)])


def why(operation: Operation, texts: Texts) -> str:
    """Return why something happens to somebody; for updates what changes."""
    if operation.verdict == "disable" and operation.reason != "differs":
        return reason_words(operation, texts)
    return reason(operation, texts)
