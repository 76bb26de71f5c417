"""The parts that provisioning logs and on-demand results have in common: steps, identities, changes, status.

The two formats differ in names (``provisioningStepType`` and ``type``, ``displayName`` and ``name``); both are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from wizard.graph import parse

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping


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
    """The object on one side. ``kind`` is User, Group, or the service's name for it."""

    id: str = ""
    display_name: str = ""
    kind: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """The outcome: ``success``, ``failure``, ``skipped``, ``warning``, or a newer value, in lower case."""

    status: str = ""
    error_code: str = ""
    reason: str = ""
    additional: str = ""
    category: str = ""
    recommended: str = ""


def step_of(body: JsonMapping) -> Step:
    """Return the step of a JSON object."""
    return Step(
        parse.text(body.get("name")),
        (parse.text(body.get("provisioningStepType")) or parse.text(body.get("type"))).lower(),
        parse.text(body.get("status")).lower(),
        parse.text(body.get("description")),
        details_of(body.get("details")),
    )


def modified_of(body: JsonMapping) -> Modified:
    """Return the modified property of a JSON object."""
    old, new = body.get("oldValue"), body.get("newValue")
    return Modified(
        parse.text(body.get("displayName")) or parse.text(body.get("name")),
        None if old is None else str(old),
        None if new is None else str(new),
    )


def identity_of(value: object) -> Identity:
    """Return the source or target identity of a JSON object."""
    body = parse.mapping(value)
    return Identity(
        parse.text(body.get("id")),
        parse.text(body.get("displayName")) or parse.text(body.get("name")),
        parse.text(body.get("identityType")) or parse.text(body.get("type")),
        details_of(body.get("details")),
    )


def status_info(value: object) -> Status:
    """Return a status with its error, which logs nest one level deeper than on-demand results."""
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


def skip_reason(steps: Sequence[Step]) -> Step | None:
    """Return the step with the reason for a skip: log rows of skipped objects have no error (recorded log rows)."""
    return next((step for step in reversed(steps) if step.details.get("SkipReason")), None)


def told_by_steps(status: Status, steps: Sequence[Step]) -> Status:
    """Return the status with the reason for a skip in ``error_code`` and ``reason``, taken from a step if needed."""
    step = skip_reason(steps) if status.status in {"skipped", ""} and not status.error_code else None
    if step is None:
        return status
    return replace(
        status,
        status=status.status or "skipped",
        error_code=step.details["SkipReason"],
        reason=status.reason or step.description,
        additional=status.additional or step.details.get("PropertyName", ""),
    )


_REFUSAL = re.compile(r"StatusCode:\s*(\w+)")
_WEB_RESPONSE = "Web Response:"


@dataclass(frozen=True, slots=True)
class ApplicationAnswer:
    """The application's response to a change that it refused. ``status`` is .NET's name of the HTTP status."""

    status: str
    said: str = ""


def application_answer(reason: str) -> ApplicationAnswer | None:
    """Return the application's response from the log text "StatusCode: … Message: … Web Response: …".

    ``None`` if the text has another form. ``said`` is the ``detail`` of a SCIM error (RFC 7644 section 3.12), or else
    the response as received.
    """
    found = _REFUSAL.search(reason)
    if found is None:
        return None
    _, mark, rest = reason.partition(_WEB_RESPONSE)
    return ApplicationAnswer(found[1], _said(rest.strip()) if mark else "")


def _said(text: str) -> str:
    try:
        body, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return " ".join(text.partition("This operation was retried")[0].split()).strip(" .")
    if isinstance(body, dict):
        return next((str(body[name]) for name in ("detail", "message", "error") if body.get(name)), text[:300])
    return str(body)


def details_of(value: object) -> dict[str, str]:
    """Return a map of details as text, without annotations."""
    return {k: str(v) for k, v in parse.mapping(value).items() if "@" not in k and v is not None}
