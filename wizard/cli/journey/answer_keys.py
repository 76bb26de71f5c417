"""The keys that an answers file may contain, taken from the step definitions and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, get_args, get_origin, get_type_hints

from wizard.journey.answers import Answers
from wizard.journey.model import FieldKind
from wizard.journey.steps import SCOPE, STEPS

SECRETS = frozenset({"token", "secret", "secret_token", "password"})
INTERNAL = frozenset(
    {
        "token_reference",
        "token_saved",
        "token_kept",
        "application_added",
        "application_asked",
        "application_known",
    }
)

RESTART_CONSENT = "restart_for_scope"
"""The consent to the restart that a smaller scope needs to take effect."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: the step it belongs to (empty for all steps), its kind and type, its choices, its default."""

    name: str
    step: str
    kind: FieldKind
    type: object
    choices: tuple[str, ...] = ()
    default: object = None


_CONSENTS: Mapping[str, tuple[str, FieldKind, type[int]]] = {
    **{step.override: (step.id, "flag", bool) for step in STEPS if step.override},
    **{step.consent: (step.id, "flag", bool) for step in STEPS if step.consent},
    "allow_removals": ("", "number", int),
    "allow_unknown": ("", "flag", bool),
    RESTART_CONSENT: (SCOPE.id, "flag", bool),
}

CONSENTS: Mapping[str, Key] = {name: Key(name, step, kind, of) for name, (step, kind, of) in sorted(_CONSENTS.items())}
"""Consents that the person gives in each run; they are no answers of the setup and are never saved."""


def _kind(of: object) -> FieldKind:
    inner = [one for one in get_args(of) if one is not type(None)] if get_origin(of) is not Literal else []
    if of is bool or inner == [bool]:
        return "flag"
    if of is int:
        return "number"
    if get_origin(of) is Literal:
        return "choice"
    return "rows" if "dict" in str(of) else "text"


def _all() -> Mapping[str, Key]:
    types = get_type_hints(Answers)
    asked = {one.name: (step.id, one) for step in STEPS for one in step.fields}
    found: dict[str, Key] = {}
    for one in fields(Answers):
        if one.name in INTERNAL:
            continue
        step_id, of = "", types[one.name]
        kind: FieldKind = "filter" if one.name.endswith("_filter") else _kind(of)
        choices = tuple(str(value) for value in get_args(of)) if get_origin(of) is Literal else ()
        if one.name in asked:
            step_id, place = asked[one.name]
            kind, choices = place.kind, place.choices
        else:
            needing = [step.id for step in STEPS if one.name in step.needs]
            step_id = needing[0] if needing else ""
        found[one.name] = Key(one.name, step_id, kind, of, choices, one.default)
    return found


ANSWERS: Mapping[str, Key] = _all()
"""Answers by name, in the order of the journey."""

KEYS: Mapping[str, Key] = {**ANSWERS, **CONSENTS}
