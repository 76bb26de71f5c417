"""Findings and their repairs, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wizard.core.errors import WizardError

Severity = Literal["error", "warning", "advice"]

FixKind = Literal[
    "remove-row", "set-target", "set-expression", "rebuild", "restore-row", "renumber", "match", "unmatch",
    "restore-actions", "on-create",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person a finding concerns: object id and display name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair that a button can apply: what is done, to which row, and with which new text."""

    kind: FixKind
    target: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong.

    Args:
        id: stable; those of known failures are the failures' own.
        severity: ``error`` keeps saving back, ``warning`` will hurt somebody, ``advice`` is worth knowing.
        target: the row's target attribute, or the filter's title; empty when it is the whole mapping.
        params: for its words.
        people: everybody concerned, when people were looked at.
        fix: the repair, when there is one.
        cause: the error that it comes from, for its words.
    """

    id: str
    severity: Severity
    target: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    people: tuple[PersonRef, ...] = ()
    fix: Fix | None = None
    cause: WizardError | None = field(default=None, compare=False)
