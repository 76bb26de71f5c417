"""Step 3: Tenant URL and secret token (T8 to T10), and Test Connection from this computer (T22)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.core.errors import Cancelled, WizardError
from wizard.core.resources import resource
from wizard.doctor import Asked, diagnose
from wizard.doctor.rules import findings
from wizard.history.model import Change
from wizard.history.writing import Writings
from wizard.journey.answers import Answers
from wizard.journey.model import Outcome
from wizard.journey.services.job_schema import apply, read_schema, rows_of
from wizard.journey.services.token import load_token
from wizard.mapping import Schema
from wizard.provisioning import Configuration
from wizard.secrets.token import has_scheme_word

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.doctor import Finding, Report
    from wizard.doctor.patch_probe.facts import PatchFacts
    from wizard.journey.context import Context


USUAL_MATCH = "userName"
"""The attribute by which Entra looks up accounts while the mappings are unchanged."""


def matching_attribute(task: Task, context: Context, answers: Answers) -> str:
    """Return the matching attribute in the target: as edited, as the job has it, or Entra's default.

    A schema that cannot be read does not prevent testing the connection.
    """
    try:
        if answers.user_rows is not None:
            rows = rows_of(answers.user_rows)
        elif context.session is not None and context.state.application(answers).job is not None:
            rows = read_schema(task, context, answers).mapping("User").rows
        else:
            return USUAL_MATCH
    except Cancelled:
        raise
    except WizardError:
        return USUAL_MATCH
    ranked = sorted((row.matching, row.target) for row in rows if row.matching > 0)
    return ranked[0][1] if ranked else USUAL_MATCH


def test_connection(task: Task, context: Context, answers: Answers) -> Outcome[Report]:
    """Send CloudGate the requests that Entra will send, check by check; each check is reported when it ends.

    Raises:
        InputError: URL or token are missing or cannot be sent.
    """
    if context.case is not None:
        return told(context.case.report, answers)
    secret = load_token(context, answers)
    practice = context.practice is not None
    keystore = None if practice else context.store_for(answers.token_kept)
    groups = answers.groups_enabled is not False
    matching = matching_attribute(task, context, answers)
    asked = Asked(keystore, matching, groups=groups, practice=practice, scheme_word=has_scheme_word(secret))
    report = diagnose(task, answers.tenant_url.strip(), secret, context.network, asked)
    context.state.report = report
    return told(report, answers)


def try_changes(task: Task, context: Context, answers: Answers, name: str) -> tuple[PatchFacts, tuple[Finding, ...]]:
    """Try Entra's requests for the current mappings on test objects; the result is added to the last test.

    Args:
        name: prefix for the names of the objects.

    Raises:
        InputError: URL or token are missing or cannot be sent.
        NetworkError: CloudGate does not respond.
        SavedSetupError: the journal cannot be written; nothing was created.
    """
    from wizard.doctor.patch_probe.probe import findings_of, probe_changes

    url, configuration = answers.tenant_url.strip(), _configuration(task, context, answers)
    domain = context.session.account.rpartition("@")[2] if context.session is not None else ""
    token = load_token(context, answers)
    with Writings(lambda: context.journal).declare(Change("probe", {"name": name})) as made:
        made.sending()
        try:
            facts = probe_changes(task, url, token, context.transport, configuration, name=name, domain=domain)
        except WizardError as error:
            if error.code != "scim-test-objects-left":
                made.not_done()  # all created objects are removed again
            raise
        made.result["left"] = [one.name for one in facts.left]
    keep_patch(context, facts)
    return facts, findings_of(url, facts)


def _configuration(task: Task, context: Context, answers: Answers) -> Configuration:
    """Return the mappings as edited, as the job has them, or those of the gallery application."""
    schema = Schema.from_text(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
    if context.session is not None and context.state.application(answers).job is not None:
        schema = read_schema(task, context, answers)
    return Configuration.from_schema(apply(schema, answers), sync_all=answers.scope == "all")


def keep_patch(context: Context, patch: PatchFacts) -> None:
    """Add what was found about PATCH dialects to the last test, with the resulting findings."""
    report = context.state.report
    if report is not None:
        facts = replace(report.facts, patch=patch)
        context.state.report = replace(report, facts=facts, findings=findings(facts))


def told(report: Report, answers: Answers) -> Outcome[Report]:
    """Return what a report means for this step."""
    passed = sum(check.status == "pass" for check in report.checks)
    facts: dict[str, str | int | bool] = {
        "tenant_url": answers.tenant_url.strip(),
        "checks_passed": passed,
        "checks": len(report.checks),
        "token_kept": answers.token_kept,
    }
    if report.findings:
        facts["finding"] = report.findings[0].id
    return Outcome("done" if report.ok else "attention", facts, data=report)
