"""Saved setups for a walk: find the setup that the user named, and the first open step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.cli.journey.prompts import Choice, Prompter, same
from wizard.core.errors import InputError
from wizard.core.nearest import nearest

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.journey.machine import Journey, SavedSetup
    from wizard.journey.model import Step
    from wizard.journey.setups import SetupStore

NEW = "new"
NAMED = 5
SHOWN = 20
"""Number of setups that are offered, newest first."""


def find_setup(store: SetupStore, text: str) -> SavedSetup:
    """Return the only setup with this id, beginning of an id, or name.

    Raises:
        InputError: ``setup-not-found`` with similar names; ``setup-several`` with the candidates.
        SavedSetupError: the setup's file cannot be read; its id is the parameter ``id``.
    """
    listing = store.list()
    wanted, beginning = same(text), text.strip().lower()
    setups = listing.setups
    bad = [error for path, error in listing.unreadable if beginning and path.stem.startswith(beginning)]
    for error in bad:
        if error.params.get("id") == beginning:
            raise error
    exact = [one for one in setups if one.id == beginning]
    found = exact or [one for one in setups if same(one.name) == wanted]
    found = found or [one for one in setups if wanted and one.id.startswith(beginning)]
    if len(found) == 1 and (not bad or found[0].id == beginning or same(found[0].name) == wanted):
        return found[0]
    if found or len(bad) > 1:
        names = [_named(found)] * bool(found) + [str(error.params["id"]) for error in bad]
        raise InputError("setup-several", {"text": text, "names": ", ".join(names), "count": len(found) + len(bad)})
    if bad:
        raise bad[0]
    near = nearest(wanted, [same(one.name) for one in setups] + [one.id for one in setups], NAMED)
    others = [one for one in setups if same(one.name) in near or one.id in near] or setups
    raise InputError("setup-not-found", {"text": text, "names": _named(others), "count": len(setups)})


def _named(setups: Sequence[SavedSetup]) -> str:
    """Return the first setups with their names, and an ellipsis if there are more."""
    return ", ".join([*(f"{one.id} ({one.name})" for one in setups[:NAMED]), *(["…"] if len(setups) > NAMED else [])])


def choose_setup(store: SetupStore, prompter: Prompter, texts: Texts, *, practice: bool = False) -> SavedSetup | None:
    """Ask whether to continue a saved setup; return ``None`` for a new setup, also if none is saved.

    Args:
        practice: offer only setups of the practice company.

    Raises:
        EndOfInput: standard input ended.
    """
    listing = store.list()
    for path, error in listing.unreadable:
        prompter.say(texts.get("cli-setups-unreadable", file=str(path), code=error.code))
    every = [one for one in listing.setups if one.practice or not practice]
    setups = every[:SHOWN]
    if not setups:
        return None
    choices = [Choice(NEW, texts.get("terminal-new"))]
    for one in setups:
        title = texts.get(f"step-{one.snapshot.current}-title")
        words = texts.get("terminal-saved-one", name=one.name, title=title, when=one.changed[:16].replace("T", " "))
        words += f" ({texts.get('cli-practice-mark')})" if one.practice else ""
        choices.append(Choice(one.id, words, (one.name,)))
    if len(every) > SHOWN:
        prompter.say(texts.get("terminal-saved-more", count=len(every) - SHOWN))
    picked = prompter.pick(texts.get("terminal-which"), choices, back=False)
    return next((one for one in setups if one.id == picked), None)


def first_open(journey: Journey) -> Step:
    """Return the first step that still has something to do, or the last step."""
    return next((step for step in journey.working_steps if journey.is_open(step.id)), journey.steps[-1])
