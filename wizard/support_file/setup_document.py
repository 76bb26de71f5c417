"""The support file's document of the setup: answers, results, and notes of the journal without people."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wizard.journey.answers import Answers
from wizard.journey.steps import STEPS
from wizard.support_file.model import Setup

if TYPE_CHECKING:
    from wizard.journey.machine import SavedSetup

STALE: Final = "stale"
"""A fingerprint that fits no answers."""


def setup_of(saved: SavedSetup) -> Setup:
    """Return what a saved setup has answered and done, without what is of no use elsewhere."""
    state = saved.snapshot
    answers = asdict(state.answers)
    answers["token_reference"] = "recorded" if state.answers.token_reference else ""
    answers |= {"application_asked": "", "application_known": ()}  # of no use elsewhere, and ids of others
    if state.answers.token_kept:
        answers["token_kept"] = "memory"  # noqa: S105 - where it is kept
    kept = msgspec.convert(answers, Answers)
    results = {
        name: replace(result, digest=needed(name, kept) if result.digest == needed(name, state.answers) else STALE)
        for name, result in state.results.items()
    }
    return Setup(
        practice=saved.practice,
        current=state.current,
        reached=state.reached,
        answers=answers,
        results=results,
        has_token=bool(state.answers.token_reference),
    )


def needed(step_id: str, answers: Answers) -> str:
    """Return the fingerprint of what a step's result rests on; empty for a step that this version does not know."""
    return next((answers.digest(step.needs) for step in STEPS if step.id == step_id), "")


def without_people(note: dict[str, Any]) -> dict[str, Any]:
    """Return a note of the journal that names nobody; of settings only their names stay."""
    kept = {name: value for name, value in note.items() if name not in {"by", "target", "before", "after", "result"}}
    target = note.get("target")
    if isinstance(target, dict):
        kept["target"] = {name: target[name] for name in ("app", "job") if name in target}
    return kept
