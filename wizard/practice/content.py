"""The content of a practice company that is not generated: given people, application and accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wizard.core.json_types import JsonMapping
from wizard.directory import Assignment, Role
from wizard.practice.people import PracticePeople


@dataclass(frozen=True, slots=True)
class Application:
    """The enterprise application with its stopped job. ``schema`` is the job's; ``settings`` contain no secret."""

    id: str
    display_name: str
    roles: tuple[Role, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    schema: JsonMapping | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a practice company.

    ``accounts`` and ``groups`` are SCIM resources with their ids. ``path`` replaces the path of the tenant URL and is
    followed by ``flags``. ``answers_there``: CloudGate also accepts requests below that path. ``faults`` are on from
    the start.
    """

    company: PracticePeople
    accounts: Sequence[JsonMapping] = ()
    groups: Sequence[JsonMapping] = ()
    application: Application | None = None
    faults: tuple[str, ...] = ()
    path: str = ""
    flags: tuple[str, ...] = ()
    answers_there: bool = False
