"""Reopen a saved setup in another run: results that can no longer be relied on become stale, with a reason.

Signed-in sessions, tokens in memory and, without its file, the practice company end with their run. Reasons are those
of :attr:`Result.lapsed`; texts ``shell-lapsed-<reason>``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from wizard.journey.machine import Snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.history.recorder import Journal
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context, Practice
    from wizard.journey.model import Result, Step

SIGNED_OUT, TOKEN_GONE, NEW_COMPANY = "signed-out", "token-gone", "practice-new"
_NO_TOKEN = {"token_reference": "", "token_saved": "", "token_kept": ""}


def reopen(
    context: Context,
    steps: Sequence[Step],
    snapshot: Snapshot,
    *,
    practice: bool,
    keep: Path | None = None,
    signs_in: bool = False,
    waiting: Callable[[], object] = lambda: None,
    journal: Journal | None = None,
) -> Snapshot:
    """Return a saved setup's state as it is valid now; for a practice setup, start its company first.

    Args:
        keep: the file that stores the setup's practice company.
        waiting: called when the company of an earlier run is still writing that file.
        signs_in: whether the caller signs in by itself when needed, as the terminal does.
        journal: the setup's journal, if the setup continues: entries follow a restored company and are marked as gone
            with a lost one.

    Raises:
        WizardError: the practice company cannot be started.
        SavedSetupError: the journal cannot be written.
    """
    if practice:
        company = context.use_practice(keep, waiting)
        if company.came == "restored":
            before = snapshot.answers.tenant_url
            snapshot = _moved(steps, snapshot, company)
            if journal is not None:
                journal.moved(_root(before), _root(snapshot.answers.tenant_url))
            answers = snapshot.answers
            if answers.token_reference:
                context.memory.save(answers.token_reference, company.token)
        else:
            snapshot = _in_new_company(snapshot, company)
            if journal is not None:
                journal.gone()
    answers = snapshot.answers
    if answers.token_kept == "memory" and context.memory.load(answers.token_reference) is None:  # noqa: S105
        snapshot = replace(
            snapshot,
            answers=answers.with_(**_NO_TOKEN),
            results=_lapsed(snapshot, TOKEN_GONE, *(step.id for step in steps if step.gives == "token")),
        )
    if context.session is None and not signs_in:
        ends = (step.id for step in steps if step.gives == "session")
        snapshot = replace(snapshot, results=_lapsed(snapshot, SIGNED_OUT, *ends))
    return snapshot


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _lapsed(snapshot: Snapshot, reason: str, *step_ids: str) -> dict[str, Result]:
    return {
        name: replace(result, lapsed=reason) if name in step_ids and not result.lapsed else result
        for name, result in snapshot.results.items()
    }


def _moved(steps: Sequence[Step], snapshot: Snapshot, company: Practice) -> Snapshot:
    """Follow the same company to its new address: results for the old address stay valid for the new address."""
    before = snapshot.answers
    old, new = urlsplit(before.tenant_url), urlsplit(company.tenant_url)
    if old.hostname != new.hostname:
        return snapshot
    after = before.with_(tenant_url=urlunsplit(old._replace(netloc=new.netloc)))
    needs = {step.id: step.needs for step in steps}
    roots = f"{old.scheme}://{old.netloc}", f"{new.scheme}://{new.netloc}"

    def moved(step_id: str, result: Result) -> Result:
        facts = {name: fact.replace(*roots) if isinstance(fact, str) else fact for name, fact in result.facts.items()}
        held = step_id in needs and result.digest == before.digest(needs[step_id])
        return replace(result, facts=facts, digest=after.digest(needs[step_id]) if held else result.digest)

    results = {name: moved(name, result) for name, result in snapshot.results.items()}
    return replace(snapshot, answers=after, results=results)


def _in_new_company(snapshot: Snapshot, company: Practice) -> Snapshot:
    """Continue with another company: what existed only in the old company is cleared, other answers stay."""
    gone: dict[str, object] = {
        **_NO_TOKEN,
        "service_principal_id": "",
        "assignments": (),
        "application_added": "",
        "application_asked": "",
        "application_known": (),
    }
    answers: Answers = snapshot.answers.with_(
        cloud=company.cloud.id, tenant=company.domain, tenant_url=company.tenant_url, **gone
    )
    return replace(snapshot, answers=answers, results=_lapsed(snapshot, NEW_COMPANY, *snapshot.results))
