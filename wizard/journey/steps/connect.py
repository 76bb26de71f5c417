"""Step 6: the synchronization job, its credentials, Entra's own test, the notification (T16 to T25)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.errors import InputError
from wizard.doctor import Asked, diagnose
from wizard.doctor.entra_view import entra_facts
from wizard.graph.synchronization import NotificationSettings
from wizard.history.model import mark
from wizard.journey.answers import Answers
from wizard.journey.checks import check_mail, check_threshold
from wizard.journey.model import Outcome
from wizard.journey.services.job import find_job, service_principal_id
from wizard.journey.services.meanwhile import settings_as_shown
from wizard.journey.services.token import load_token
from wizard.journey.steps.credentials import matching_attribute
from wizard.scim.endpoint import for_entra

if TYPE_CHECKING:
    from wizard.core.errors import GraphError
    from wizard.core.tasks import Task
    from wizard.doctor import Report
    from wizard.graph.synchronization import Job, Secrets
    from wizard.journey.context import Context
    from wizard.secrets.secret import Secret


@dataclass(frozen=True, slots=True)
class Connection:
    """What Entra holds after saving, as read again; secrets are masked."""

    job: Job
    secrets: Secrets


def notification(answers: Answers, stored: NotificationSettings | None = None) -> NotificationSettings:
    """Return the notification settings according to the answers.

    Args:
        stored: the service's current settings; members that this program does not know are kept.

    Raises:
        InputError: ``email-missing`` or ``email-invalid``; ``threshold-invalid``.
    """
    check_mail(answers)
    check_threshold(answers)
    address = answers.notification_email.strip()
    others = stored.others if stored is not None else {}
    return NotificationSettings(answers.notify, address, answers.prevent_deletions, answers.delete_threshold, others)


def perform(task: Task, context: Context, answers: Answers) -> Outcome[Connection]:
    """Ensure that there is one job, let Entra test the credentials, save them, and verify them.

    The credentials are saved only if Entra's own test passed.

    Raises:
        InputError: an answer is missing or invalid; ``application-oauth``: the application was set to another
            authentication method, which saving a token would leave half changed; ``settings-changed-meanwhile``.
        GraphError: ``credentials-refused`` when Entra's test failed, and those of Graph.
    """
    principal = service_principal_id(answers)
    notification(answers)
    token = load_token(context, answers)
    url = for_entra(answers.tenant_url)
    graph = context.graph
    task.report("connect-job")
    graph.calls.prepare(task, "synchronization")
    job = graph.jobs.ensure(task, principal)
    context.state.application(answers).keep_job(job)
    stored = graph.credentials.read(task, principal)
    if stored.oauth:
        raise InputError("application-oauth")
    settings_as_shown(context, answers, stored, "BaseAddress", "SyncNotificationSettings")
    task.report("connect-validate")
    graph.credentials.validate(task, principal, job.id, job.template_id, url, token)
    context.state.opinion = None
    task.report("connect-save")
    changes: dict[str, str | Secret | None] = {
        "BaseAddress": url,
        "SecretToken": token,
        "SyncNotificationSettings": notification(answers, stored.notification).to_text(),
    }
    if "syncall" not in {key.lower() for key in stored.keys}:
        # Once it is set, only step 9 changes it: that can cost people their accounts, and step 9 asks for consent.
        changes["SyncAll"] = "true" if answers.scope == "all" else "false"
    marks = {"SecretToken": mark(answers.token_reference, answers.token_saved)}
    graph.credentials.save(task, principal, changes, marks=marks)
    return verify(task, context, answers)


def second_opinion(task: Task, context: Context, answers: Answers, error: GraphError) -> Report:
    """Test CloudGate from here after Entra's own test failed, and combine both results.

    Raises:
        InputError: URL or token are missing or cannot be sent.
    """
    if context.case is not None:
        return context.case.opinion
    matching = matching_attribute(task, context, answers)
    groups = answers.groups_enabled is not False
    asked = Asked(matching=matching, entra=entra_facts(error), groups=groups, practice=context.practice is not None)
    report = diagnose(task, answers.tenant_url.strip(), load_token(context, answers), context.network, asked)
    context.state.opinion = report
    return report


def verify(task: Task, context: Context, answers: Answers) -> Outcome[Connection]:
    """Read job and credentials, and compare them with the answers where possible.

    Raises:
        InputError: ``job-missing``.
        GraphError: those of Graph.
    """
    principal = service_principal_id(answers)
    job = find_job(task, context, answers)
    secrets = context.graph.credentials.read(task, principal)
    same_url = secrets.base_address.rstrip("/") == for_entra(answers.tenant_url).rstrip("/")
    facts: dict[str, str | int | bool] = {
        "job": job.id,
        "saved_url": secrets.base_address,
        "token_stored": secrets.has_token,
        "notification": secrets.notification.recipients if secrets.notification.enabled else "",
        "deletion_limit": secrets.notification.delete_threshold if secrets.notification.prevent_deletions else 0,
    }
    if secrets.oauth:
        facts["authentication"] = "oauth"
    good = same_url and secrets.has_token and not secrets.oauth
    return Outcome("done" if good else "attention", facts, data=Connection(job, secrets))
