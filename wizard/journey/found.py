"""What a preview and a look at the job have found, as the run keeps it (`wizard.journey.state`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.provisioning.outcome import Picture

if TYPE_CHECKING:
    from datetime import datetime

    from wizard.core.errors import GraphError
    from wizard.doctor.model import JobFacts
    from wizard.doctor.report import Finding
    from wizard.graph.logs import LogRow
    from wizard.graph.synchronization import JobStatus
    from wizard.journey.answers import Answers
    from wizard.mapping import Schema
    from wizard.provisioning import Configuration, Operation, Plan, Source, TargetSnapshot


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the running job. ``rows`` are the log's rows, newest first; ``log_error`` is why there are none.

    The ``findings``, root cause first, are based on the facts in ``job``.
    """

    status: JobStatus
    job: JobFacts
    findings: tuple[Finding, ...] = ()
    rows: tuple[LogRow, ...] = ()
    log_error: GraphError | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A preview: the plan, its operations with the problems first, its inputs, and the number of people per verdict.

    ``made`` is when reading began, in UTC, by the clock of the log that it will be compared with. ``problems`` counts
    the clashes, including those of groups. ``schema`` is what the configuration was made from. ``as_if_restarted``:
    the job has run before, and the plan does not know what it remembers. ``picture`` is the whole outcome in numbers.
    """

    plan: Plan
    rows: Sequence[Operation]
    source: Source
    target: TargetSnapshot
    configuration: Configuration
    answers: Answers
    made: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    problems: int = 0
    schema: Schema | None = None
    as_if_restarted: bool = False
    picture: Picture = field(default_factory=Picture)
