"""Rules for a job whose single people or groups fail, by the rows of its log."""

from __future__ import annotations

from collections import Counter
from typing import Final

from wizard.doctor.model import JobFacts, LogFacts, Params
from wizard.doctor.rules.job_base import (
    CONNECTOR,
    MEDIA_TYPE,
    STATUS,
    TOO_MANY_DELETES,
    answered,
    concerned,
    day,
    from_job,
    gives_a_reason,
    names_in,
    refuses,
    with_code,
)
from wizard.graph.records import application_answer

_MANY: Final = 5
"""Minimum number of people with failed changes for a common cause."""


def _failed_with(job: JobFacts, code: str) -> Params | None:
    rows = with_code(job, code)
    return concerned(names_in(rows)) if rows else None


@from_job("run-licence-limit-target")
def licence_limit(job: JobFacts) -> Params | None:
    """CloudGate has no free license."""
    return _failed_with(job, "LicenseLimitExceeded")


@from_job("run-invalid-domain", recorded=True)
def invalid_domain(job: JobFacts) -> Params | None:
    """CloudGate accepts only addresses of certain domains."""
    return _failed_with(job, "InvalidDomain")


@from_job("run-invalid-anchor")
def invalid_anchor(job: JobFacts) -> Params | None:
    """The account that Entra has linked no longer exists."""
    return _failed_with(job, "InvalidAnchor")


@from_job("run-multiple-entries-in-response", who="cloudgate")
def many_entries(job: JobFacts) -> Params | None:
    """The response contains several objects, or members, but one object without members was requested."""
    rows = with_code(job, f"{CONNECTOR}MultipleEntriesInResponse")
    groups = any(row.kind.lower() == "group" or "member" in row.reason.lower() for row in rows)
    return {"why": "members" if groups else "count"} if rows else None


@from_job("run-service-incompatible", who="cloudgate")
def job_service_incompatible(job: JobFacts) -> Params | None:
    """CloudGate's response could not be parsed."""
    rows = [row for row in job.log if row.code.startswith(f"{CONNECTOR}ServiceIncompatible") and not refuses(row)]
    if not rows:
        return None
    status, kind = STATUS.search(rows[0].reason), MEDIA_TYPE.search(rows[0].reason)
    return {
        "where": "job",
        "status": int(status[1]) if status else "?",
        "type": kind[1] if kind else "?",
        "wrong": "status",
        "value": "–",
        "detail": "–",
    }


@from_job("run-refused")
def job_refused(job: JobFacts) -> Params | None:
    """CloudGate understood changes and refused them; its response gives the cause (RFC 7644 section 3.12)."""
    rows = [row for row in job.log if refuses(row)]
    # If every change has been refused since a certain day without a reason, that is the finding.
    if not rows or _refused_since(job) is not None:
        return None
    answers = [found for row in rows if (found := application_answer(row.reason)) is not None]
    (status, said), _ = Counter((answer.status, answer.said) for answer in answers).most_common(1)[0]
    return {**concerned(names_in(rows)), "answered": status, "said": said[:300] or "–"}


@from_job("run-member-failure-loops", who="cloudgate", confidence="likely")
def member_loop(job: JobFacts) -> Params | None:
    """A group fails with the same error in every cycle while the rest succeeds (lightdash #24458)."""
    cycles: dict[tuple[tuple[str, str, int], str], set[str]] = {}
    for row, cycle in zip(job.log, job.cycles, strict=False):
        if row.kind.lower() == "group" and cycle and row.code not in {TOO_MANY_DELETES, "TooManyRequests"}:
            cycles.setdefault((row.which, row.code or "?"), set()).add(cycle)
    found = [(len(seen), which[1] or "?", code) for (which, code), seen in cycles.items() if len(seen) > 1]
    if not found:
        return None
    times, name, code = max(found, key=lambda item: item[0])
    return {"name": name, "code": code, "times": times, "more": len(found) - 1}


@from_job("run-entra-client-changed", who="cloudgate", confidence="possible")
def client_changed(job: JobFacts) -> Params | None:
    """Since a certain day, every change has been refused with status 400, for many people (scim2-server #13).

    A reason that CloudGate names in a sentence is the better finding, see :func:`job_refused`.
    """
    return _refused_since(job)


def _refused_since(job: JobFacts) -> Params | None:
    rows = [(row.at, row) for row in job.log if row.at is not None and _refuses_change(row)]
    people = {row.which for _, row in rows}
    if len(people) < _MANY or job.update_succeeded is None or all(gives_a_reason(row) for _, row in rows):
        return None
    first = min(at for at, _ in rows)
    return {"count": len(people), "date": day(first)} if job.update_succeeded < first else None


def _refuses_change(row: LogFacts) -> bool:
    changed = row.kind.lower() == "user" and row.action in {"update", "disable"}
    bad = row.code.endswith(("UnprocessableEntity", "BadRequest")) or answered(row.reason) == "BadRequest"
    return changed and bad


@from_job("run-active-as-text")
def active_as_text(job: JobFacts) -> Params | None:
    """Entra disabled people and CloudGate reported success, but they are still active: the text False is ignored."""
    return concerned(job.still_active) if job.still_active and not job.flags else None
