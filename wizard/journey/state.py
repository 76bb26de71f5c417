"""What this run has found: kept until the sign-in, the setup or the practice company changes.

Each field has one owner, the step or module that fills it; others only read. Nothing here is saved, and everything can
be read from Entra and CloudGate again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.core.json_types import JsonMapping, JsonObject

if TYPE_CHECKING:
    from wizard.doctor.report import Report
    from wizard.graph.synchronization import Job
    from wizard.journey.answers import Answers
    from wizard.journey.found import Look, Rehearsal
    from wizard.mapping.attribute_mapping import ObjectKind
    from wizard.mapping.language import Language


@dataclass(frozen=True, slots=True)
class Shown:
    """What Entra had when the person decided to put something back: the schema, and settings by name."""

    schema: JsonMapping = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ApplicationState:
    """What is known about one application.

    Attributes:
        job: its synchronization job, found through :func:`wizard.journey.services.job.find_job`.
        job_seen: when it was last seen, in seconds of the monotonic clock.
        template_schemas: the schema that Microsoft delivers, by the job's template id (``services.job_schema``).
        rule_ids: ids of the rules that hold the mappings of users and of groups (``services.job_schema``).
        language: functions and operators that the tenant has (``services.tenant_language``).
        still_active: ids of the log's entries that say "disabled", and the names of the people whose CloudGate
            accounts are active nevertheless (step 12).
        on_demand_worked: whether provisioning on demand succeeded (step 12); ``None`` before.
        ended_before_restart: when the last cycle before a restart ended, ISO 8601 or ``never`` (step 12). Watching
            waits for a cycle that ended later, and clears this.
        shown: values that are not overwritten if another person has changed them since (``services.meanwhile``).
    """

    job: Job | None = None
    job_seen: float = 0.0
    template_schemas: dict[str, JsonObject] = field(default_factory=dict)
    rule_ids: dict[ObjectKind, str] = field(default_factory=dict)
    language: Language | None = None
    still_active: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    on_demand_worked: bool | None = None
    ended_before_restart: str | None = None
    shown: Shown | None = None

    def keep_job(self, job: Job) -> None:
        """Store the job that was just seen; if it is another job, forget what was known about the old one."""
        if self.job is not None and self.job.id != job.id:
            self.forget_job()
        self.job, self.job_seen = job, time.monotonic()

    def forget_job(self) -> None:
        """Forget the job and what is known about it."""
        self.job, self.rule_ids, self.on_demand_worked, self.ended_before_restart = None, {}, None, None


@dataclass(slots=True)
class RunState:
    """What this run has found.

    Attributes:
        report: the last Test Connection (step 3).
        opinion: the last test that was compared with Entra's own failed test (step 6).
        rehearsal: the last preview (step 10).
        look: the last look at the job (step 12).
    """

    report: Report | None = None
    opinion: Report | None = None
    rehearsal: Rehearsal | None = None
    look: Look | None = None
    _applications: dict[str, ApplicationState] = field(default_factory=dict)

    def application(self, answers: Answers) -> ApplicationState:
        """Return what is known about the application of these answers, for reading and updating."""
        return self._applications.setdefault(answers.service_principal_id, ApplicationState())
