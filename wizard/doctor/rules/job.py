"""Rules for a synchronization job, based on its status, settings and log.

Unless stated otherwise, the behavior is described in Microsoft's pages "Application provisioning in quarantine status",
"Enable accidental deletions prevention" and "Analyze the provisioning logs" (error codes).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Final

from wizard.doctor.model import Facts, JobFacts, Params
from wizard.doctor.rules import job_rows
from wizard.doctor.rules.base import NONE, Rule
from wizard.doctor.rules.job_base import ADDRESS, TOO_MANY_DELETES, answered, concerned, day, from_job, with_code
from wizard.graph.problems import INVALID_URL

TEST_FAILED: Final = "EncounteredQuarantineException"
"""Reason of an immediate quarantine: the connection test before a cycle failed, or the cycle was aborted."""


TOO_MANY_FAILURES: Final = frozenset(
    {
        "EncounteredEscrowProportionThreshold",
        "EncounteredBaseEscrowThreshold",
        "EncounteredTotalEscrowThreshold",
    }
)
"""Reasons based on failure counts: over 40% from 5,000 on, over 40,000, over 60,000 including references."""

SWITCHED_OFF_AFTER: Final = timedelta(days=28)
"""Time in quarantine after which a job is disabled."""

SHORT_RETENTION: Final = timedelta(days=7)
"""Log retention in a tenant without a premium license; with a premium license it is thirty days."""


# --- Why the job is in quarantine


@from_job("run-quarantine-too-many-deletes")
def quarantine_deletes(job: JobFacts) -> Params | None:
    """One cycle has more deletions than the threshold, so Entra holds all of them back."""
    return concerned(job.deletes_held) if job.reason == TOO_MANY_DELETES else None


@from_job("run-throttled", who="cloudgate")
def job_throttled(job: JobFacts) -> Params | None:
    """CloudGate responds 429, to single requests or to the test at the start of a cycle."""
    busy = job.reason == TEST_FAILED and answered(job.message) == "TooManyRequests"
    return {"where": "job"} if busy or with_code(job, "TooManyRequests") else None


@from_job("run-quarantine-credentials")
def quarantine_credentials(job: JobFacts) -> Params | None:
    """Entra cannot sign in to CloudGate or gets no usable response, so the test before every cycle fails."""
    said = answered(job.message)
    if job.reason != TEST_FAILED or said == "TooManyRequests":
        return None
    return {"why": _why(job, said), "answered": said or "none"}


def _why(job: JobFacts, said: str) -> str:
    known = {"Unauthorized": "refused", "Forbidden": "forbidden", "NotFound": "missing"}
    if said in known:
        return known[said]
    text = f"{job.error_code} {job.message}"
    if INVALID_URL.search(job.message):
        return "url"
    if "CredentialValidationUnavailable" in text:
        return "unanswered"
    if "CredentialValidationFailure" in text or "InvalidCredentials" in text:
        return "refused"
    return "mappings" if job.error_code == "InvalidSynchronizationSchema" else "other"


@from_job("run-quarantine-too-many-failures")
def quarantine_failures(job: JobFacts) -> Params | None:
    """Too many of the objects failed; the most frequent error code comes first."""
    if job.reason not in TOO_MANY_FAILURES:
        return None
    groups = Counter(code for code, _ in {(row.code or "?", row.which) for row in job.log})
    code, most = groups.most_common(1)[0] if groups else ("none", 0)
    return {"failed": job.escrowed, "code": code, "most": most}


def leaves_no_row(job: JobFacts) -> bool:
    """Return whether the last cycle of a job in quarantine left no failure in the log."""
    if not job.reason or job.reason == TOO_MANY_DELETES or job.log_error or not job.log_rows:
        return False
    return all(job.last_began is not None and row.at is not None and row.at < job.last_began for row in job.log)


def _is_explained(facts: Facts) -> bool:
    return facts.job is not None and facts.job.reason == TEST_FAILED and bool(facts.job.message)


@from_job("run-quarantine-without-visible-errors", advice=_is_explained)
def quarantine_silent(job: JobFacts) -> Params | None:
    """The job is in quarantine, but the last cycle left no failure in the log, so the failures leave no log row.

    If Entra reported the failure, this only explains why the log does not show it.
    """
    return NONE if leaves_no_row(job) else None


# --- What follows


@from_job("run-disabled-after-four-weeks")
def switched_off(job: JobFacts) -> Params | None:
    """The job has been in quarantine for more than four weeks and is disabled."""
    if job.now is None or job.began is None or job.schedule.lower() != "disabled":
        return None
    since = job.began + SWITCHED_OFF_AFTER
    return {"date": day(since)} if job.now > since else None


# --- Advice


@from_job("run-mail-never-came", advice=True)
def no_mail(job: JobFacts) -> Params | None:
    """Nobody is notified of a quarantine, or the notification email cannot be delivered."""
    if not job.notify:
        return {"why": "nobody", "address": "–"}
    parts = [part.strip() for part in re.split("[,;]", job.recipients) if part.strip()]
    odd = next((part for part in parts if not ADDRESS.fullmatch(part)), "")
    return {"why": "odd", "address": odd} if odd else None


@from_job("run-history-gone", advice=True)
def history_gone(job: JobFacts) -> Params | None:
    """The log does not go back to the beginning of the quarantine."""
    if job.began is None or job.now is None or job.log_oldest is None:
        return None
    gone = job.now - job.began > SHORT_RETENTION and job.log_oldest > job.began
    return {"date": day(job.began), "oldest": day(job.log_oldest)} if gone else None


@from_job("run-nothing-yet", advice=True)
def nothing_yet(job: JobFacts) -> Params | None:
    """Provisioning is on, but no cycle has ended yet."""
    return NONE if job.started and not job.reason and job.last_ended is None and not job.log_rows else None


@from_job("run-stop-not-immediate", advice=True)
def stop_later(job: JobFacts) -> Params | None:
    """The job was paused, but the running cycle continues to its end."""
    return NONE if job.executing and not job.started else None


@from_job("run-on-demand-false-comfort", advice=True)
def on_demand_comfort(job: JobFacts) -> Params | None:
    """Someone was provisioned on demand, which ignores the feature flag in the tenant URL."""
    return {"flag": job.flags[0]} if job.on_demand and job.flags else None


JOB_RULES: tuple[Rule, ...] = (
    quarantine_deletes, job_throttled, quarantine_credentials, quarantine_failures, quarantine_silent,
    job_rows.licence_limit, job_rows.invalid_domain, job_rows.invalid_anchor, job_rows.many_entries,
    job_rows.job_service_incompatible, job_rows.member_loop, job_rows.client_changed, job_rows.job_refused,
    job_rows.active_as_text, switched_off, stop_later, nothing_yet, no_mail, history_gone, on_demand_comfort,
)  # fmt: skip
"""Root cause first: reasons for the quarantine, reasons for single failures, consequences, advice."""
