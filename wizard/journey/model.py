"""What a step is. The rail, the page, the command line's order and the handover report all come from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from wizard.journey.answers import ANSWER_NAMES, Answers

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.changes import Change
    from wizard.journey.context import Context

Fact = str | int | bool
FieldKind = Literal["text", "url", "secret", "choice", "flag", "email", "number", "assignments", "rows", "filter"]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A number that fits better than the default, and how many people it was made for."""

    value: int
    people: int


@dataclass(frozen=True, slots=True)
class Field:
    """One answer that a step asks for.

    ``name`` is the attribute of :class:`Answers` (the secret token is asked as ``token`` and answered by
    ``token_reference``). Texts: ``<step>-field-<name with hyphens>`` (label) and its attribute ``help``; a choice has
    ``<step>-field-<name>-<choice>``. ``check`` raises an :class:`~wizard.core.errors.InputError` when this answer,
    among the others, cannot be used; it does not reach outside. ``when`` names the flag without which it does not
    matter. ``least`` is the smallest number of a ``number``.
    ``suggest`` looks for a better default while the step has no result (words: ``<step>-field-<name>.suggested``, and
    ``.usual`` where the default itself fits). A text may show an ``.example``, what can be chosen may have a ``.help``.
    """

    name: str
    kind: FieldKind
    required: bool = False
    choices: tuple[str, ...] = ()
    check: Callable[[Answers], object] | None = None
    when: str = ""
    least: int = 0
    suggest: Callable[[Context, Answers, Task], Suggested | None] | None = None

    @property
    def key(self) -> str:
        return self.name.replace("_", "-")


T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T_co]):
    """What doing or verifying a step found out.

    ``status``: ``done`` (verified by this program), ``confirmed`` (the person says so, nothing was checked) or
    ``attention`` (it went through, but something needs a look). ``facts`` are kept with the setup and shown in the
    hand-over report: never a secret. ``answers`` are answers that the work itself found (the id of the application
    it added), taken over before the result is kept. ``data`` is what was found, for the
    page that asked; it is not kept.
    """

    status: Literal["done", "confirmed", "attention"]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    data: T_co | None = None
    answers: Mapping[str, object] = field(default_factory=dict)


LAPSED = frozenset({"", "signed-out", "token-gone", "practice-new", "stopped", "assignments", "undone"})
"""What :attr:`Result.lapsed` may be."""


@dataclass(frozen=True, slots=True)
class Result:
    """A step's outcome as it is kept: with the fingerprint of the answers it rests on and its time (ISO 8601, UTC).

    ``lapsed`` is why it does not hold any more although the answers are the same, empty while it does. Words:
    ``shell-lapsed-<reason>``.
    """

    status: Literal["done", "confirmed", "attention"]
    digest: str
    at: str
    way: Literal["for_me", "show_me"]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    lapsed: str = ""


Group = Literal["prepare", "connect", "configure", "go-live"]

Work = Callable[["Context", Answers, "Task"], Outcome[T_co]]
"""Does or checks something with the answers it is given; raises only what ``wizard.core.errors`` has."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the journey, defined once.

    Args:
        id: stable; title and lead (``step-<id>-title``, ``step-<id>-lead``), its other texts (``<id>-…``), page,
            instructions and tests are found by it.
        number: its place among the others, from 1 on; see :func:`in_order`.
        tutorial: ids of the tutorial's steps it covers (``T1`` to ``T37``).
        group: the part of the journey that it belongs to; words: ``shell-group-<group>``.
        fields: what it asks for.
        needs: answers its result rests on; when one changes, the result is stale.
        perform: makes Entra or CloudGate match the answers, and reads back. Repeating it changes nothing more.
            Absent where the step has nothing to do for the person.
        verify: checks without changing anything what the person did in the portal; used in *show me* when signed in.
        optional: Next goes on without a result.
        requires: ids of steps that must have passed before this one's work may change anything in the tenant. A step
            that writes nothing requires nothing.
        override: the consent with which steps that require this one are done although its test did not pass. A step
            that has one passes by its test only, not by the person's word.
        consent: the consent without which this step's work is not done.
        lasting: facts that stay true until they are said to be false or forgotten, whatever is saved or checked
            meanwhile.
        gate: the change that its work is, where it can cost people their access; asked about before.
    """

    id: str
    number: int = 0
    tutorial: tuple[str, ...] = ()
    group: Group = "prepare"
    fields: tuple[Field, ...] = ()
    needs: tuple[str, ...] = ()
    perform: Work[object] | None = None
    verify: Work[object] | None = None
    optional: bool = False
    requires: tuple[str, ...] = ()
    override: str = ""
    consent: str = ""
    lasting: tuple[str, ...] = ()
    gate: Change | None = None

    def __post_init__(self) -> None:
        unknown = set(self.needs) - ANSWER_NAMES
        if unknown:
            raise ValueError(f"step {self.id} needs unknown answers: {sorted(unknown)}")


def in_order(*steps: Step) -> tuple[Step, ...]:
    """Return steps with their place among them as number."""
    return tuple(replace(step, number=number) for number, step in enumerate(steps, 1))
