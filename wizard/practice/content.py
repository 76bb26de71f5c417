"""A practice company that is not invented: people, application and accounts as somebody gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wizard.directory import Assignment, Role
from wizard.practice.people import PracticePeople


@dataclass(frozen=True, slots=True)
class Application:
    """The enterprise application with its job, switched off; ``schema`` is the job's, ``settings`` hold no secret."""

    id: str
    display_name: str
    roles: tuple[Role, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    schema: Mapping[str, Any] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """What a practice company is made of.

    ``accounts`` and ``groups`` are SCIM resources with their ids. ``path`` replaces the path of the Tenant URL,
    ``flags`` follow it; ``answers_there``: CloudGate answers below that path too. ``faults`` are switched on from the
    start.
    """

    company: PracticePeople
    accounts: Sequence[Mapping[str, Any]] = ()
    groups: Sequence[Mapping[str, Any]] = ()
    application: Application | None = None
    faults: tuple[str, ...] = ()
    path: str = ""
    flags: tuple[str, ...] = ()
    answers_there: bool = False
