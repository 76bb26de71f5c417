"""What an outside change of mappings, filters or scope does to people, computed in the same way as before a save."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.journey.changes import Save
from wizard.journey.services.impact import Forecast
from wizard.journey.services.impact_inputs import Sides
from wizard.journey.services.job import job_status, service_principal_id
from wizard.journey.steps import SCOPE
from wizard.mapping import Schema

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.health.drift import Drift
    from wizard.journey.answers import Answers
    from wizard.journey.changes import Known
    from wizard.journey.context import Context


def effect_on_people(task: Task, context: Context, answers: Answers, drift: Drift, known: Known) -> Forecast:
    """Return what the change from the earlier settings to Entra's current ones means for people. Nothing is written.

    Raises:
        GraphError, NetworkError, SignInError: Entra cannot be read.
        MappingError: the effect of the current settings cannot be computed.
        Cancelled: the person cancelled.
    """
    principal = service_principal_id(answers)
    status = job_status(task, context, answers)
    secrets = context.graph.credentials.read(task, principal)
    everybody = secrets.sync_all
    was = drift.before.settings.get("SyncAll", "false")
    before = replace(secrets, values={**secrets.values, secrets.named("SyncAll"): was})
    sides = Sides.of(context, answers, Schema(drift.before.schema), before, known)
    sides = sides.becoming(Schema(drift.now.schema), everybody)
    found = Forecast(Save(SCOPE.saves), "known", status.running, False)
    return sides.told(task, found, "change")
