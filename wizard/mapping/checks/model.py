"""Types for findings and their fixes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wizard.core.errors import WizardError

Severity = Literal["error", "warning", "advice"]

FixKind = Literal[
    "remove-row",
    "set-target",
    "set-expression",
    "rebuild",
    "restore-row",
    "renumber",
    "match",
    "unmatch",
    "restore-actions",
    "on-create",
]


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person that a finding concerns: object id and display name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A fix that a button can apply: what to do, to which row, and the new text."""

    kind: FixKind
    target: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that a check found.

    Args:
        id: stable id; findings of known failures have the failure's id.
        severity: ``error`` blocks saving, ``warning`` will affect someone, ``advice`` is good to know.
        target: the row's target attribute, or the filter's title; empty for the whole mapping.
        params: for its text.
        people: all people concerned, if people were checked.
        fix: the fix, if there is one.
        cause: the error that caused it, for its text.
    """

    id: str
    severity: Severity
    target: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    people: tuple[PersonRef, ...] = ()
    fix: Fix | None = None
    cause: WizardError | None = field(default=None, compare=False)
