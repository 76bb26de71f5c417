"""What a step is. The rail, the page and the terminal's order are built from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

from wizard.journey.answers import ANSWER_NAMES, Answers, Way

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.changes import Change
    from wizard.journey.context import Context

Fact = str | int | bool
FieldKind = Literal["text", "url", "secret", "choice", "flag", "email", "number", "assignments", "rows", "filter"]


class Suggested(NamedTuple):
    """A number that fits better than the default, and the number of people it was computed for."""

    value: int
    people: int


@dataclass(frozen=True, slots=True)
class Field:
    """One answer that a step asks for.

    ``name`` is the attribute of :class:`Answers` (the secret token is asked as ``token`` and answered by
    ``token_reference``). ``required``: the terminal and the answers file take no empty answer. ``choices``: the values
    of a ``choice``. Texts: ``<step>-field-<name with hyphens>`` (label) and its attribute ``help``; a choice has
    ``<step>-field-<name>-<choice>``. ``check`` raises an :class:`~wizard.core.errors.InputError` if this answer,
    together with the others, cannot be used; it makes no requests. ``when`` names the flag that must be on for this
    field to matter. ``least`` is the smallest value of a ``number``. ``suggest`` looks for a better default while the
    step has no result (texts: ``<step>-field-<name>.suggested``, and ``.usual`` if the default itself fits). A text
    field may have an ``.example``, a choice a ``.help``.
    """

    name: str
    kind: FieldKind
    required: bool = False
    choices: tuple[str, ...] = ()
    check: Callable[[Answers], object] | None = None
    when: str = ""
    least: int = 0
    suggest: Callable[[Task, Context, Answers], Suggested | None] | None = None

    @property
    def key(self) -> str:
        return self.name.replace("_", "-")


T_co = TypeVar("T_co", covariant=True)

Status = Literal["done", "confirmed", "attention"]
"""``done``: verified by this program; ``confirmed``: the person says so, nothing was checked; ``attention``: it was
done, but something needs a look."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T_co]):
    """What doing or verifying a step found.

    ``facts`` are saved with the setup and shown with their step: never a secret. ``answers`` are answers that the work
    itself found (the id of the application it added); they are taken over before the result is stored. ``data`` is the
    finding for the page that asked; it is not stored.
    """

    status: Status
    facts: Mapping[str, Fact] = field(default_factory=dict)
    data: T_co | None = None
    answers: Mapping[str, object] = field(default_factory=dict)


LAPSED = frozenset({"", "signed-out", "token-gone", "practice-new", "stopped", "assignments", "undone"})
"""The values that :attr:`Result.lapsed` may have."""


@dataclass(frozen=True, slots=True)
class Result:
    """A step's outcome as it is stored: with its time (ISO 8601, UTC) and the fingerprint of the answers it rests on.

    ``lapsed`` is the reason why it is no longer valid although the answers are the same; empty while it is valid.
    Texts: ``shell-lapsed-<reason>``.
    """

    status: Status
    digest: str
    at: str
    way: Way
    facts: Mapping[str, Fact] = field(default_factory=dict)
    lapsed: str = ""


Group = Literal["prepare", "connect", "configure", "go-live"]

Part = Literal["job", "settings", "schema", "assignments"]
"""The parts of a setup in Entra that are compared with what this program saved."""

Work = Callable[["Task", "Context", Answers], Outcome[T_co]]
"""Does or checks something with the answers it is given; raises only errors of ``wizard.core.errors``."""


Works = tuple[Work[object], Work[object]]
"""What performs a step, and what verifies it."""


class LateWork:
    """A step's work, whose module is imported when the work is first done: the start of the program does without it.

    Args:
        load: imports the module and returns its functions.
    """

    def __init__(self, load: Callable[[], Works]) -> None:
        self.load = load

    def perform(self, task: Task, context: Context, answers: Answers) -> Outcome[object]:
        """Do the step's work; see :attr:`Step.perform`."""
        perform, _ = self.load()
        return perform(task, context, answers)

    def verify(self, task: Task, context: Context, answers: Answers) -> Outcome[object]:
        """Check it; see :attr:`Step.verify`."""
        _, verify = self.load()
        return verify(task, context, answers)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the journey, defined once.

    Args:
        id: never changes; title and lead (``step-<id>-title``, ``step-<id>-lead``), the other texts (``<id>-…``),
            page, instructions and tests are found by it.
        number: its position among the steps, from 1; see :func:`in_order`.
        tutorial: ids of the tutorial steps that it covers (``T1`` to ``T37``).
        group: the part of the journey that it belongs to; texts: ``shell-group-<group>``.
        fields: the answers that it asks for.
        needs: answers its result rests on; when one changes, the result is stale.
        perform: makes Entra or CloudGate match the answers, then verifies. Repeating it changes nothing more. Absent
            where the step has nothing to do for the person.
        verify: checks what the person did in the portal, without changing anything; used in *show me* when signed in.
        optional: Next works without a result.
        requires: ids of steps that must have passed before this step's work may change anything in the tenant. A step
            that writes nothing requires nothing.
        override: the consent that allows steps that require this step although its test did not pass. A step with an
            override passes by its test only, not by the person's confirmation.
        consent: the consent without which this step's work is not done.
        lasting: facts that stay true until a later outcome sets them to false or they are forgotten, whatever is saved
            or checked meanwhile.
        gate: the change that its work makes, if it can cost people their access; it requires consent.
        needs_sign_in: whether it has nothing to do before the person has signed in to Entra.
        gives: what it gives to other steps for one run of the program only: the signed-in session, or the token where
            that is kept in memory.
        saves: the answers that its work stores in Entra as they are.
        parts: the parts of the setup in Entra that its result shows to be saved or seen.
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
    needs_sign_in: bool = True
    gives: Literal["", "session", "token"] = ""
    saves: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        unknown = {*self.needs, *self.saves} - ANSWER_NAMES
        if unknown:
            raise ValueError(f"step {self.id} needs unknown answers: {sorted(unknown)}")


def in_order(*steps: Step) -> tuple[Step, ...]:
    """Number the steps by their position and return them.

    The definitions themselves get their number: a copy would be another step for whoever imports the definition.
    """
    for number, step in enumerate(steps, 1):
        object.__setattr__(step, "number", number)
    return steps
