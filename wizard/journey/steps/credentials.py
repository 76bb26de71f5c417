"""Step 3: Tenant URL and secret token (T8 to T10), and Test Connection from this computer (T22)."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from wizard.errors import Cancelled, InputError, KeyStoreError, WizardError
from wizard.journey.answers import Answers
from wizard.journey.model import Field, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.doctor import Finding, Report
    from wizard.doctor.patch.facts import PatchFacts
    from wizard.journey.context import Context
    from wizard.provisioning import Configuration
    from wizard.secrets.keystore import KeyStoreState
    from wizard.secrets.secret import Secret
    from wizard.tasks import Task


REPORT = "report"
"""Where the last test is remembered."""

USUAL_MATCH = "userName"
"""What Entra looks accounts up by while nobody changed the mappings."""


@dataclass(frozen=True, slots=True)
class KeptToken:
    """Where a token went; the three values are answers of the same names."""

    token_reference: str
    token_saved: str
    token_kept: Literal["keystore", "memory"]


def keystore_state(context: Context, task: Task) -> KeyStoreState:
    """Tell whether the operating system's key store can keep the token; never raises for a store that cannot."""
    task.checkpoint()
    return context.keystore.state()


def keep_token(
    context: Context,
    answers: Answers,
    secret: Secret,
    kept: Literal["keystore", "memory"],
    *,
    name: str = "",
    keep: Callable[..., object] = lambda **answers: None,
) -> KeptToken:
    """Put the token into the key store, or into memory when the person agreed to that.

    Args:
        name: what a setup without a token calls its one, see ``SetupStore.token_name``.
        keep: keeps answers with the setup; called before the key store is, so that no token is there of which no setup
            knows, whenever the program ends.

    Raises:
        KeyStoreError: the key store is missing, locked, refuses or is too slow; memory is the way on.
        SavedSetupError: the setup cannot be saved; nothing was put into the key store.
    """
    reference = answers.token_reference or name or f"token-{os.urandom(6).hex()}"
    if kept == "keystore":
        keep(token_reference=reference)
    context.store_for(kept).save(reference, secret)
    if kept == "memory" and answers.token_kept == "keystore":  # noqa: S105 - where it is kept
        # Else the earlier one would stay behind.
        with suppress(KeyStoreError):
            context.keystore.delete(reference)
    return KeptToken(reference, context.now().isoformat(timespec="milliseconds"), kept)


def load_token(context: Context, answers: Answers) -> Secret:
    """Return the token that was kept.

    Raises:
        InputError: ``token-missing``: none was given yet, or it was kept in memory of an earlier run.
        KeyStoreError: the key store does not give it.
    """
    if not answers.token_reference:
        raise InputError("token-missing")
    secret = context.store_for(answers.token_kept).load(answers.token_reference)
    if secret is None:
        raise InputError("token-missing")
    return secret


def check_address(answers: Answers) -> None:
    """Check that the Tenant URL can be an address of a SCIM service.

    Raises:
        InputError: what is wrong with it.
    """
    from wizard.scim.endpoint import parse_tenant_url

    parse_tenant_url(answers.tenant_url)


def may_have_token(answers: Answers) -> bool:
    """Tell whether the key store may hold a setup's token: not when its only one was in memory."""
    return bool(answers.token_reference) and answers.token_kept != "memory"  # noqa: S105 - where it is kept


def matching_attribute(context: Context, answers: Answers, task: Task) -> str:
    """Return the target attribute that finds accounts: as edited, as the job has it, else Entra's usual one.

    What cannot be read does not keep the connection from being tested.
    """
    from wizard.journey.steps.mappings import read_schema, rows_of

    try:
        if answers.user_rows is not None:
            rows = rows_of(answers.user_rows)
        elif context.session is not None and f"job:{answers.service_principal_id}" in context.caches:
            rows = read_schema(context, answers, task).mapping("User").rows
        else:
            return USUAL_MATCH
    except Cancelled:
        raise
    except WizardError:
        return USUAL_MATCH
    ranked = sorted((row.matching, row.target) for row in rows if row.matching > 0)
    return ranked[0][1] if ranked else USUAL_MATCH


def test_connection(context: Context, answers: Answers, task: Task) -> Outcome:
    """Ask CloudGate what Entra will ask it, check by check; each check is reported as it ends.

    Raises:
        InputError: URL or token are missing or cannot be sent.
    """
    if context.case is not None:
        return told(context.case.report, answers)
    from wizard.doctor import Asked, diagnose
    from wizard.secrets.token import has_scheme_word

    secret = load_token(context, answers)
    practice = context.practice is not None
    keystore = None if practice else context.store_for(answers.token_kept)
    groups = answers.groups_enabled is not False
    matching = matching_attribute(context, answers, task)
    asked = Asked(keystore, matching, groups=groups, practice=practice, scheme_word=has_scheme_word(secret))
    report = diagnose(answers.tenant_url.strip(), secret, context.transport, task, asked)
    context.caches[REPORT] = report
    return told(report, answers)


def try_changes(context: Context, answers: Answers, task: Task, name: str) -> tuple[PatchFacts, tuple[Finding, ...]]:
    """Try out on test objects what Entra will send for the mappings of now; the result stands beside the last test.

    Args:
        name: what the names of the objects begin with.

    Raises:
        InputError: URL or token are missing or cannot be sent.
        NetworkError: CloudGate does not answer.
    """
    from wizard.doctor.patch.probe import findings_of, probe_changes

    url, configuration = answers.tenant_url.strip(), _configuration(context, answers, task)
    domain = context.session.account.rpartition("@")[2] if context.session is not None else ""
    facts = probe_changes(
        url, load_token(context, answers), context.transport, task, configuration, name=name, domain=domain
    )
    keep_patch(context, facts)
    return facts, findings_of(url, facts)


def _configuration(context: Context, answers: Answers, task: Task) -> Configuration:
    """Return the mappings as edited, as the job has them, else those of the gallery application."""
    from wizard.journey.steps.mappings import apply, read_schema
    from wizard.mapping import Schema
    from wizard.provisioning import Configuration
    from wizard.resources import resource

    schema = Schema.from_text(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
    if context.session is not None and f"job:{answers.service_principal_id}" in context.caches:
        schema = read_schema(context, answers, task)
    return Configuration.from_schema(apply(schema, answers), sync_all=answers.scope == "all")


def keep_patch(context: Context, patch: PatchFacts) -> None:
    """Keep what was found out about forms of changes beside the last test, with what that means."""
    from wizard.doctor import Report
    from wizard.doctor.rules import findings

    report = context.caches.get(REPORT)
    if isinstance(report, Report):
        facts = replace(report.facts, patch=patch)
        context.caches[REPORT] = replace(report, facts=facts, findings=findings(facts))


def told(report: Report, answers: Answers) -> Outcome:
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


CREDENTIALS = Step(
    "credentials",
    3,
    tutorial=("T8", "T9", "T10"),
    fields=(Field("tenant_url", "url", required=True, check=check_address), Field("token", "secret", required=True)),
    needs=("tenant_url", "token_reference", "token_saved"),
    perform=test_connection,
    verify=test_connection,
    override="continue_without_connection",
)
