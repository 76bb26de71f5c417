"""Replace the secret token: test it here and in Entra, save it, test the saved token, then remove the old token.

Meanwhile the key store has both tokens under two names. Whatever fails or ends in between, Entra has the old token or
the new token, and each is known to work or to have worked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from wizard.core.errors import GraphError, InputError, KeyStoreError, NetworkError, WizardError
from wizard.health.record import load, save
from wizard.history.model import mark
from wizard.journey.machine import Journey
from wizard.journey.services.applications import known_deleted
from wizard.journey.services.job import find_job, service_principal_id
from wizard.journey.services.token import keep_token, load_token
from wizard.journey.steps import CONNECT, CREDENTIALS, PREVIEW, STEPS, TURNON, connect
from wizard.journey.steps.credentials import test_connection
from wizard.scim.endpoint import for_entra

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from wizard.core.tasks import Task
    from wizard.doctor import Report
    from wizard.graph.synchronization import Job
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.machine import Snapshot
    from wizard.journey.model import Outcome
    from wizard.secrets.secret import Secret

SECOND = "-2"
"""Suffix of the name of a setup's second token."""

Stage = Literal["begun", "saved"]


@dataclass(frozen=True, slots=True)
class Replaced:
    """The result of a replacement.

    Args:
        answers: names and values of the answers that change: where the token is stored now, and since when.
        outcomes: the outcomes of steps 3 and 6 for the new token, by step id.
        old_left: the name of the old token in the key store, if it could not be removed.
        before: the answers with the old token.
    """

    answers: dict[str, str]
    old_left: str = ""
    outcomes: Mapping[str, Outcome[object]] = field(default_factory=dict)
    before: Answers | None = None


def replace_token(
    task: Task,
    context: Context,
    answers: Answers,
    new: Secret,
    file: Path,
    *,
    keep: Callable[..., object],
    name: str = "",
) -> Replaced:
    """Replace the token in Entra and in the key store.

    Args:
        new: cleaned.
        file: ``SetupStore.health_path``; records the progress, so that the next run can finish a killed run.
        keep: saves answers with the setup on the disk.
        name: the name for the token of a setup that has none yet, see ``SetupStore.token_name``.

    Raises:
        InputError: ``token-same``; ``token-replace-url``: Entra has another Tenant URL than this setup;
            ``application-oauth``; ``application-gone``. Nothing was changed.
        WizardError: ``token-replace-refused``: the new token failed Test Connection. Nothing was changed.
        GraphError: Entra's own test failed, or nothing could be saved: nothing was changed. ``token-replace-back``:
            saved, failed, and the old token was put back; ``token-replace-stuck``: that did not succeed.
        KeyStoreError: the key store does not accept the token; nothing was changed.
        SavedSetupError: the setup cannot be saved; Entra has the new token already.
    """
    old = _old(context, answers)
    if old is not None and old.reveal() == new.reveal() and not _unfinished(file):
        raise InputError("token-same")
    principal, graph = service_principal_id(answers), context.graph
    graph.calls.prepare(task, "synchronization")
    job = _job(task, context, answers)
    stored = graph.credentials.read(task, principal)
    if stored.oauth:
        raise InputError("application-oauth")
    if stored.base_address.rstrip("/") != for_entra(answers.tenant_url).rstrip("/"):
        # The new token would be sent to an address that another person set in Entra.
        raise InputError("token-replace-url", {"entra": stored.base_address, "setup": answers.tenant_url})
    task.report("health-token-testing")
    tested = _test(task, context, answers, new)
    task.report("health-token-entra")
    graph.credentials.validate(task, principal, job.id, job.template_id, stored.base_address, new)

    kept: Literal["keystore", "memory"] = "memory" if answers.token_kept == "memory" else "keystore"  # noqa: S105
    reference = other_name(answers.token_reference, name)
    _note(file, reference, "begun")
    context.store_for(kept).save(reference, new)
    task.report("health-token-saving")
    changed = {
        "token_reference": reference,
        "token_kept": kept,
        "token_saved": context.now().isoformat(timespec="milliseconds"),
    }
    _save_in_entra(task, context, answers.with_(**changed), answers, job, new, old)
    _note(file, reference, "saved")
    keep(**changed)
    left = _remove(context, answers)
    _note(file, "", "begun")
    outcomes: dict[str, Outcome[object]] = {CREDENTIALS.id: tested}
    try:
        outcomes[CONNECT.id] = connect.verify(task, context, answers.with_(**changed))
    except (GraphError, NetworkError):
        task.checkpoint()  # the token is replaced nevertheless; step 6 has to be verified again
    return Replaced(changed, left, outcomes, answers)


def _job(task: Task, context: Context, answers: Answers) -> Job:
    principal, gone = (
        service_principal_id(answers),
        InputError("application-gone", {"id": answers.service_principal_id}),
    )
    if known_deleted(task, context.graph, principal):
        raise gone
    task.report("health-reading")
    try:
        return find_job(task, context, answers)
    except GraphError as error:
        if error.status != 404:
            raise
        raise gone from error


def recorded(snapshot: Snapshot, replaced: Replaced, at: str) -> Snapshot:
    """Return a setup's state with the outcomes for the new token in steps 3 and 6."""
    journey = Journey(STEPS, lambda: at, snapshot)
    take(journey, replaced)
    return journey.snapshot


def take(journey: Journey, replaced: Replaced) -> None:
    """Record the answers and the outcomes for the new token.

    A preview stays valid once provisioning was turned on: the first sync, which it is about, read with the old token.
    """
    result = journey.result(PREVIEW.id)
    held = result is not None and replaced.before is not None and result.digest == replaced.before.digest(PREVIEW.needs)
    journey.answer(**replaced.answers)
    for step_id, outcome in replaced.outcomes.items():
        journey.record(step_id, outcome)
    if held and journey.result(TURNON.id) is not None:
        journey.rebase(PREVIEW.id)


def unfinished(context: Context, answers: Answers, file: Path) -> dict[str, str]:
    """Return the answers that finish a replacement killed after Entra had taken the new token; empty if there is none.

    The caller saves them and then removes the old token with :func:`finish`.
    """
    kept, _ = load(file)
    if kept.replacing_stage != "saved" or not kept.replacing or kept.replacing == answers.token_reference:
        return {}
    store = context.store_for(answers.token_kept)
    try:
        if store.load(kept.replacing) is None:
            return {}
    except KeyStoreError:
        return {}
    return {"token_reference": kept.replacing, "token_saved": context.now().isoformat(timespec="milliseconds")}


def finish(context: Context, before: Answers, file: Path) -> str:
    """Remove the token that was replaced; return its name if that failed."""
    left = _remove(context, before)
    _note(file, "", "begun")
    return left


def other_name(reference: str, name: str) -> str:
    """Return the name of the other of a setup's two tokens."""
    first = reference or name
    return first.removesuffix(SECOND) if first.endswith(SECOND) else f"{first}{SECOND}"


def _old(context: Context, answers: Answers) -> Secret | None:
    try:
        return load_token(context, answers)
    except (InputError, KeyStoreError):
        return None


def _test(task: Task, context: Context, answers: Answers, new: Secret) -> Outcome[Report]:
    """Test from here as in step 3; for that the token is stored in memory under a separate name."""
    tried = keep_token(context, answers.with_(token_reference="", token_kept=""), new, "memory")
    try:
        given = answers.with_(token_reference=tried["token_reference"], token_kept="memory")  # noqa: S106
        outcome = test_connection(task, context, given)
    finally:
        context.memory.delete(tried["token_reference"])
    report = outcome.data
    assert report is not None
    if not report.ok:
        found = report.findings[0] if report.findings else None
        params = {**found.params, "finding": found.id} if found is not None else {"finding": "?"}
        raise WizardError("token-replace-refused", params, failure=found.id if found is not None else None)
    facts = {**outcome.facts, "token_kept": answers.token_kept}
    return replace(outcome, facts=facts)


def _save_in_entra(
    task: Task, context: Context, after: Answers, answers: Answers, job: Job, new: Secret, old: Secret | None
) -> None:
    """Save the token and let Entra test the saved token; put the old token back if that fails.

    Raises:
        GraphError: nothing was saved; ``token-replace-back``; ``token-replace-stuck``.
    """
    graph, principal = context.graph, service_principal_id(answers)
    stored = False
    try:
        marks = {"SecretToken": mark(after.token_reference, after.token_saved)}
        graph.credentials.save(task, principal, {"SecretToken": new}, marks=marks)
        stored = True
        graph.credentials.validate_saved(task, principal, job.id, job.template_id)
    except (GraphError, NetworkError) as error:
        if isinstance(error, GraphError) and not stored and 400 <= error.status < 500:
            raise  # refused, so nothing was saved
        _put_back(task, context, answers, job, old, error)


def _put_back(task: Task, context: Context, answers: Answers, job: Job, old: Secret | None, error: WizardError) -> None:
    graph, principal = context.graph, service_principal_id(answers)
    params = {"code": error.code}
    if old is None:
        raise GraphError("token-replace-stuck", params) from error
    try:
        marks = {"SecretToken": mark(answers.token_reference, answers.token_saved)}
        graph.credentials.save(task, principal, {"SecretToken": old}, marks=marks)
        graph.credentials.validate_saved(task, principal, job.id, job.template_id)
    except (GraphError, NetworkError):
        raise GraphError("token-replace-stuck", params) from error
    raise GraphError("token-replace-back", params) from error


def _remove(context: Context, before: Answers) -> str:
    """Remove the old token; return its name if the key store refuses."""
    if not before.token_reference:
        return ""
    try:
        context.store_for(before.token_kept).delete(before.token_reference)
    except KeyStoreError:
        return before.token_reference
    return ""


def _unfinished(file: Path) -> bool:
    return bool(load(file)[0].replacing)


def _note(file: Path, reference: str, stage: Stage) -> None:
    kept, _ = load(file)
    kept.replacing, kept.replacing_stage = reference, stage if reference else ""
    save(file, kept)
