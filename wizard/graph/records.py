"""What happened to one person or group: the parts that provisioning logs and on-demand results have in common.

The two shapes differ in names (``provisioningStepType`` and ``type``, ``displayName`` and ``name``); both are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.graph import parse


@dataclass(frozen=True, slots=True)
class Step:
    """One step of provisioning. ``kind`` (import, scoping, matching, ...) and ``status`` are in lower case."""

    name: str
    kind: str
    status: str
    description: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Modified:
    """A target attribute that was written."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """The object on one side. ``kind`` is User, Group, or what the service calls it."""

    id: str = ""
    display_name: str = ""
    kind: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """How it ended: ``success``, ``failure``, ``skipped``, ``warning``, or newer, in lower case."""

    status: str = ""
    error_code: str = ""
    reason: str = ""
    additional: str = ""
    category: str = ""
    recommended: str = ""


def step_of(body: Mapping[str, Any]) -> Step:
    """Read a step."""
    return Step(
        parse.text(body.get("name")),
        (parse.text(body.get("provisioningStepType")) or parse.text(body.get("type"))).lower(),
        parse.text(body.get("status")).lower(),
        parse.text(body.get("description")),
        details_of(body.get("details")),
    )


def modified_of(body: Mapping[str, Any]) -> Modified:
    """Read a modified property."""
    old, new = body.get("oldValue"), body.get("newValue")
    return Modified(
        parse.text(body.get("displayName")) or parse.text(body.get("name")),
        None if old is None else str(old),
        None if new is None else str(new),
    )


def identity_of(value: object) -> Identity:
    """Read a source or target identity."""
    body = parse.mapping(value)
    return Identity(
        parse.text(body.get("id")),
        parse.text(body.get("displayName")) or parse.text(body.get("name")),
        parse.text(body.get("identityType")) or parse.text(body.get("type")),
        details_of(body.get("details")),
    )


def status_info(value: object) -> Status:
    """Read a status with its error, which logs keep one level deeper than on-demand results."""
    body = parse.mapping(value)
    error = parse.mapping(body.get("errorInformation")) or body
    return Status(
        parse.text(body.get("status")).lower(),
        parse.text(error.get("errorCode")),
        parse.text(error.get("reason")) or parse.text(error.get("errorMessage")),
        parse.text(error.get("additionalDetails")),
        parse.text(error.get("errorCategory")),
        parse.text(error.get("recommendedAction")),
    )


def details_of(value: object) -> dict[str, str]:
    """Read a map of details; annotations are left out, everything else becomes text."""
    return {k: str(v) for k, v in parse.mapping(value).items() if "@" not in k and v is not None}
