"""Rules for a synchronization job, based on its status, settings and log.

Unless stated otherwise, the behavior is described in Microsoft's pages "Application provisioning in quarantine status",
"Enable accidental deletions prevention" and "Analyze the provisioning logs" (error codes).
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from wizard.doctor.model import Facts, JobFacts, Layer, LogFacts, Params, Who
from wizard.doctor.rules.base import NONE, Rule
from wizard.graph.problems import INVALID_URL
from wizard.graph.records import application_answer

TEST_FAILED: Final = "EncounteredQuarantineException"
"""Reason of an immediate quarantine: the connection test before a cycle failed, or the cycle was aborted."""

TOO_MANY_DELETES: Final = "TooManyDeletes"

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

CONNECTOR: Final = "SystemForCrossDomainIdentityManagement"
_STATUS: Final = re.compile(r"(?:Response Status Code|StatusCode):\s*(\w+)|answered (?:\d{3} )?([A-Z]\w+)")
_REFUSALS: Final = frozenset({"BadRequest", "Conflict", "UnprocessableEntity", "PreconditionFailed", "NotImplemented"})
"""Statuses of an application that understood a change but refused it."""

_TYPE: Final = re.compile(r"Content-Type:\s*([\w.+-]+/[\w.+-]+)")
_NUMBER: Final = re.compile(r"\b([1-5]\d\d)\b")
_ADDRESS: Final = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"'.]+")
_MANY: Final = 5
"""Minimum number of people with failed changes for a common cause."""


def answered(message: str) -> str:
    """Return the name of CloudGate's status in the service's message (``Unauthorized``); empty if missing."""
    found = _STATUS.search(message)
    return (found[1] or found[2]) if found else ""


def _refused(row: LogFacts) -> bool:
    """Return whether a row quotes a response that refuses a change's content, without a more specific code."""
    found = application_answer(row.reason)
    general = row.code.startswith(CONNECTOR) and not row.code.endswith("MultipleEntriesInResponse")
    return (
        found is not None
        and found.status in _REFUSALS
        and (general or row.code.endswith(("EntryConflict", "BadRequest")))
    )


def _named(row: LogFacts) -> bool:
    """Return whether the application said in a sentence why it refused a change."""
    found = application_answer(row.reason)
    return found is not None and len(found.said.split()) > 1


def concerned(names: Iterable[str]) -> Params:
    """Return placeholder values for the objects concerned: three ``names``, ``more`` remaining, the total ``count``.

    Args:
        names: one for each object; several may have the same.
    """
    everybody = [name or "?" for name in names]
    return {"names": ", ".join(everybody[:3]), "more": max(0, len(everybody) - 3), "count": len(everybody)}


def _names(rows: Iterable[LogFacts]) -> list[str]:
    return [row.name for row in {row.which: row for row in rows}.values()]


def day(at: datetime) -> str:
    """Return a date in UTC for texts."""
    return at.date().isoformat()


class JobRule(Rule):
    """A rule about the job; returns nothing if there is no job."""

    layer: Layer = "job"
    who: Who = "you"

    def params(self, facts: Facts) -> Params | None:
        return None if facts.job is None else self.judge(facts.job)

    @abstractmethod
    def judge(self, job: JobFacts) -> Params | None:
        """Return the values for the finding's placeholders, ``None`` if this is not the cause."""


class CodeRule(JobRule):
    """People or groups failed with a certain code in the provisioning log."""

    code: str

    def fits(self, row: LogFacts) -> bool:
        """Return whether a failed row has this cause; the service prefixes some codes with the connector's name."""
        return row.code.endswith(self.code)

    def judge(self, job: JobFacts) -> Params | None:
        rows = [row for row in job.log if self.fits(row)]
        return self.about(rows) if rows else None

    def about(self, rows: Sequence[LogFacts]) -> Params:
        """Return the values for the placeholders; ``rows`` is not empty."""
        return concerned(_names(rows))


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
        groups = Counter(code for code, _ in {(row.code or "?", row.name) for row in job.log})
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


class LicenceLimit(CodeRule):
    """CloudGate has no free license."""

    id = "run-licence-limit-target"
    code = "LicenseLimitExceeded"


class InvalidDomain(CodeRule):
    """CloudGate accepts only addresses of certain domains."""

    id = "run-invalid-domain"
    code = "InvalidDomain"
    recorded = True


class InvalidAnchor(CodeRule):
    """The account that Entra has linked no longer exists."""

    id = "run-invalid-anchor"
    code = "InvalidAnchor"


class ManyEntries(CodeRule):
    """The response contains several objects, or members, but one object without members was requested."""

    id = "run-multiple-entries-in-response"
    who: Who = "cloudgate"
    code = f"{CONNECTOR}MultipleEntriesInResponse"

    def about(self, rows: Sequence[LogFacts]) -> Params:
        groups = any(row.kind.lower() == "group" or "member" in row.reason.lower() for row in rows)
        return {"why": "members" if groups else "count"}


class JobServiceIncompatible(CodeRule):
    """CloudGate's response could not be parsed."""

    id = "run-service-incompatible"
    who: Who = "cloudgate"
    code = f"{CONNECTOR}ServiceIncompatible"

    def fits(self, row: LogFacts) -> bool:
        return row.code.startswith(self.code) and not _refused(row)

    def about(self, rows: Sequence[LogFacts]) -> Params:
        reason = rows[0].reason
        status, kind = _NUMBER.search(reason), _TYPE.search(reason)
        return {
            "where": "job",
            "status": int(status[1]) if status else "?",
            "type": kind[1] if kind else "?",
            "wrong": "status",
            "value": "–",
            "detail": "–",
        }


class JobRefused(CodeRule):
    """CloudGate understood changes and refused them; its response gives the cause (RFC 7644 section 3.12)."""

    id = "run-refused"
    who: Who = "you"

    def judge(self, job: JobFacts) -> Params | None:
        # If every change has been refused since a certain day without a reason, ClientChanged is the finding.
        return None if ClientChanged().judge(job) is not None else super().judge(job)

    def fits(self, row: LogFacts) -> bool:
        return _refused(row)

    def about(self, rows: Sequence[LogFacts]) -> Params:
        answers = [found for row in rows if (found := application_answer(row.reason)) is not None]
        (status, said), _ = Counter((answer.status, answer.said) for answer in answers).most_common(1)[0]
        return {**concerned(_names(rows)), "answered": status, "said": said[:300] or "–"}


class MemberLoop(JobRule):
    """A group fails with the same error in every cycle while the rest succeeds (lightdash #24458)."""

    id = "run-member-failure-loops"
    who: Who = "cloudgate"
    confidence = "likely"

    def judge(self, job: JobFacts) -> Params | None:
        cycles: dict[tuple[tuple[str, str, int], str], set[str]] = {}
        for row, cycle in zip(job.log, job.cycles, strict=False):
            if row.kind.lower() == "group" and cycle and row.code not in {TOO_MANY_DELETES, "TooManyRequests"}:
                cycles.setdefault((row.which, row.code or "?"), set()).add(cycle)
        found = [(len(seen), which[1] or "?", code) for (which, code), seen in cycles.items() if len(seen) > 1]
        if not found:
            return None
        times, name, code = max(found, key=lambda item: item[0])
        return {"name": name, "code": code, "times": times, "more": len(found) - 1}


class ClientChanged(JobRule):
    """Since a certain day, every change has been refused with status 400, for many people (scim2-server #13).

    A reason that CloudGate names in a sentence is the better finding, see :class:`JobRefused`.
    """

    id = "run-entra-client-changed"
    who: Who = "cloudgate"
    confidence = "possible"

    def judge(self, job: JobFacts) -> Params | None:
        rows = [(row.at, row) for row in job.log if row.at is not None and self._refused(row)]
        people = {row.which for _, row in rows}
        if len(people) < _MANY or job.update_succeeded is None or all(_named(row) for _, row in rows):
            return None
        first = min(at for at, _ in rows)
        return {"count": len(people), "date": day(first)} if job.update_succeeded < first else None

    @staticmethod
    def _refused(row: LogFacts) -> bool:
        changed = row.kind.lower() == "user" and row.action in {"update", "disable"}
        bad = row.code.endswith(("UnprocessableEntity", "BadRequest")) or answered(row.reason) == "BadRequest"
        return changed and bad


class ActiveAsText(JobRule):
    """Entra disabled people and CloudGate reported success, but they are still active: the text False is ignored."""

    id = "run-active-as-text"

    def judge(self, job: JobFacts) -> Params | None:
        return concerned(job.still_active) if job.still_active and not job.flags else None


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
        odd = next((part for part in parts if not _ADDRESS.fullmatch(part)), "")
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
