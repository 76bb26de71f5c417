"""A practice company made from an open support file, and the journey in it as far as the customer had come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.errors import Cancelled, WizardError
from wizard.journey.answers import Answers
from wizard.journey.machine import Journey, Snapshot
from wizard.journey.services.job_schema import own
from wizard.journey.services.token import keep_token
from wizard.journey.steps import STEPS, WATCH
from wizard.journey.steps.begin import sign_in

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.context import Context
    from wizard.support_file.offline_client import Opened


def try_out(task: Task, context: Context, opened: Opened) -> Snapshot:
    """Start the company, sign in as its administrator, and find out how each step stands there.

    Raises:
        WizardError: ``practice-unavailable``, ``practice-not-started``.
        Cancelled: the person cancelled.
    """
    practice = context.use_practice_of(opened.path)
    answers = _as_in_entra(opened.snapshot).with_(
        cloud=practice.cloud.id,
        tenant=practice.domain,
        client_id="",
        sign_in="browser",
        way="for_me",
        tenant_url=practice.tenant_url,
        token_reference="",
    )
    answers = answers.with_(**keep_token(context, answers, practice.token, "memory"))
    first = STEPS[0].id
    last = opened.snapshot.reached
    journey = Journey(STEPS, lambda: context.now().isoformat(timespec="seconds"), Snapshot(first, last, answers))
    sign_in(task, context, answers)
    for step in STEPS:
        if step.verify is None or step.id == WATCH.id or not journey.is_reached(step.id):
            continue
        task.report("support-trying")
        try:
            journey.record(step.id, step.verify(task, context, journey.answers))
        except Cancelled:
            raise
        except WizardError:
            continue  # what is wrong there is for the step itself to tell
    place = opened.snapshot.current if journey.is_reached(opened.snapshot.current) else last
    return Snapshot(place, last, journey.answers, journey.snapshot.results)


def _as_in_entra(snapshot: Snapshot) -> Answers:
    """Return the answers without mappings and filters that the customer had saved: Entra's own may be newer."""
    journey = Journey(STEPS, str, snapshot)
    return own(snapshot.answers, [name for step in STEPS if not journey.was_saved(step.id) for name in step.saves])
