"""Rules for a job whose single people or groups fail, by the rows of its log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from wizard.doctor.model import JobFacts, LogFacts, Params, Who
from wizard.doctor.rules.job_base import (
    CONNECTOR,
    MEDIA_TYPE,
    STATUS,
    TOO_MANY_DELETES,
    CodeRule,
    JobRule,
    answered,
    concerned,
    day,
    gives_a_reason,
    names_in,
    refuses,
)
from wizard.graph.records import application_answer

_MANY: Final = 5
"""Minimum number of people with failed changes for a common cause."""


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
        return row.code.startswith(self.code) and not refuses(row)

    def about(self, rows: Sequence[LogFacts]) -> Params:
        reason = rows[0].reason
        status, kind = STATUS.search(reason), MEDIA_TYPE.search(reason)
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
        return refuses(row)

    def about(self, rows: Sequence[LogFacts]) -> Params:
        answers = [found for row in rows if (found := application_answer(row.reason)) is not None]
        (status, said), _ = Counter((answer.status, answer.said) for answer in answers).most_common(1)[0]
        return {**concerned(names_in(rows)), "answered": status, "said": said[:300] or "–"}


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
        rows = [(row.at, row) for row in job.log if row.at is not None and self.refuses(row)]
        people = {row.which for _, row in rows}
        if len(people) < _MANY or job.update_succeeded is None or all(gives_a_reason(row) for _, row in rows):
            return None
        first = min(at for at, _ in rows)
        return {"count": len(people), "date": day(first)} if job.update_succeeded < first else None

    @staticmethod
    def refuses(row: LogFacts) -> bool:
        changed = row.kind.lower() == "user" and row.action in {"update", "disable"}
        bad = row.code.endswith(("UnprocessableEntity", "BadRequest")) or answered(row.reason) == "BadRequest"
        return changed and bad


class ActiveAsText(JobRule):
    """Entra disabled people and CloudGate reported success, but they are still active: the text False is ignored."""

    id = "run-active-as-text"

    def judge(self, job: JobFacts) -> Params | None:
        return concerned(job.still_active) if job.still_active and not job.flags else None
