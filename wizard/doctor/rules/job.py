"""Rules for a synchronization job, based on its status, settings and log.

Unless stated otherwise, the behavior is described in Microsoft's pages "Application provisioning in quarantine status",
"Enable accidental deletions prevention" and "Analyze the provisioning logs" (error codes).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Final

from wizard.doctor.model import Facts, JobFacts, Params, Who
from wizard.doctor.rules.base import NONE, Rule
from wizard.doctor.rules.job_base import ADDRESS, TOO_MANY_DELETES, CodeRule, JobRule, answered, concerned, day
from wizard.doctor.rules.job_rows import (
    ActiveAsText,
    ClientChanged,
    InvalidAnchor,
    InvalidDomain,
    JobRefused,
    JobServiceIncompatible,
    LicenceLimit,
    ManyEntries,
    MemberLoop,
)
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


class QuarantineDeletes(JobRule):
    """One cycle has more deletions than the threshold, so Entra holds all of them back."""

    id = "run-quarantine-too-many-deletes"

    def judge(self, job: JobFacts) -> Params | None:
        return concerned(job.deletes_held) if job.reason == TOO_MANY_DELETES else None


class JobThrottled(CodeRule):
    """CloudGate responds 429, to single requests or to the test at the start of a cycle."""

    id = "run-throttled"
    who: Who = "cloudgate"
    code = "TooManyRequests"

    def judge(self, job: JobFacts) -> Params | None:
        busy = job.reason == TEST_FAILED and answered(job.message) == "TooManyRequests"
        return {"where": "job"} if busy or any(self.fits(row) for row in job.log) else None


class QuarantineCredentials(JobRule):
    """Entra cannot sign in to CloudGate or gets no usable response, so the test before every cycle fails."""

    id = "run-quarantine-credentials"

    def judge(self, job: JobFacts) -> Params | None:
        said = answered(job.message)
        if job.reason != TEST_FAILED or said == "TooManyRequests":
            return None
        return {"why": self._why(job, said), "answered": said or "none"}

    @staticmethod
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


class QuarantineFailures(JobRule):
    """Too many of the objects failed; the most frequent error code comes first."""

    id = "run-quarantine-too-many-failures"

    def judge(self, job: JobFacts) -> Params | None:
        if job.reason not in TOO_MANY_FAILURES:
            return None
        groups = Counter(code for code, _ in {(row.code or "?", row.which) for row in job.log})
        code, most = groups.most_common(1)[0] if groups else ("none", 0)
        return {"failed": job.escrowed, "code": code, "most": most}


class QuarantineSilent(JobRule):
    """The job is in quarantine, but the last cycle left no failure in the log, so the failures leave no log row.

    If Entra reported the failure, this only explains why the log does not show it.
    """

    id = "run-quarantine-without-visible-errors"

    def judge(self, job: JobFacts) -> Params | None:
        if not job.reason or job.reason == TOO_MANY_DELETES or job.log_error or not job.log_rows:
            return None
        recent = [row for row in job.log if job.last_began is None or row.at is None or row.at >= job.last_began]
        return NONE if not recent else None

    def is_advice(self, facts: Facts) -> bool:
        return facts.job is not None and facts.job.reason == TEST_FAILED and bool(facts.job.message)


# --- Why single people or groups fail


# --- What follows


class SwitchedOff(JobRule):
    """The job has been in quarantine for more than four weeks and is disabled."""

    id = "run-disabled-after-four-weeks"

    def judge(self, job: JobFacts) -> Params | None:
        if job.now is None or job.began is None or job.schedule.lower() != "disabled":
            return None
        since = job.began + SWITCHED_OFF_AFTER
        return {"date": day(since)} if job.now > since else None


# --- Advice


class NoMail(JobRule):
    """Nobody is notified of a quarantine, or the notification email cannot be delivered."""

    id = "run-mail-never-came"
    advice = True

    def judge(self, job: JobFacts) -> Params | None:
        if not job.notify:
            return {"why": "nobody", "address": "–"}
        parts = [part.strip() for part in re.split("[,;]", job.recipients) if part.strip()]
        odd = next((part for part in parts if not ADDRESS.fullmatch(part)), "")
        return {"why": "odd", "address": odd} if odd else None


class HistoryGone(JobRule):
    """The log does not go back to the beginning of the quarantine."""

    id = "run-history-gone"
    advice = True

    def judge(self, job: JobFacts) -> Params | None:
        if job.began is None or job.now is None or job.log_oldest is None:
            return None
        gone = job.now - job.began > SHORT_RETENTION and job.log_oldest > job.began
        return {"date": day(job.began), "oldest": day(job.log_oldest)} if gone else None


class NothingYet(JobRule):
    """Provisioning is on, but no cycle has ended yet."""

    id = "run-nothing-yet"
    advice = True

    def judge(self, job: JobFacts) -> Params | None:
        return NONE if job.started and not job.reason and job.last_ended is None and not job.log_rows else None


class StopLater(JobRule):
    """The job was paused, but the running cycle continues to its end."""

    id = "run-stop-not-immediate"
    advice = True

    def judge(self, job: JobFacts) -> Params | None:
        return NONE if job.executing and not job.started else None


class OnDemandComfort(JobRule):
    """Someone was provisioned on demand, which ignores the feature flag in the tenant URL."""

    id = "run-on-demand-false-comfort"
    advice = True

    def judge(self, job: JobFacts) -> Params | None:
        return {"flag": job.flags[0]} if job.on_demand and job.flags else None


JOB_RULES: tuple[Rule, ...] = (
    QuarantineDeletes(), JobThrottled(), QuarantineCredentials(), QuarantineFailures(), QuarantineSilent(),
    LicenceLimit(), InvalidDomain(), InvalidAnchor(), ManyEntries(), JobServiceIncompatible(), MemberLoop(),
    ClientChanged(), JobRefused(), ActiveAsText(), SwitchedOff(), StopLater(), NothingYet(), NoMail(), HistoryGone(),
    OnDemandComfort(),
)  # fmt: skip
"""Root cause first: reasons for the quarantine, reasons for single failures, consequences, advice."""
