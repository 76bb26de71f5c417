"""What rules for a synchronization job have in common: reading status and log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from wizard.doctor.model import JobFacts, LogFacts, Params
from wizard.doctor.rules.base import Topic
from wizard.graph.records import application_answer

CONNECTOR: Final = "SystemForCrossDomainIdentityManagement"

_STATUS: Final = re.compile(r"(?:Response Status Code|StatusCode):\s*(\w+)|answered (?:\d{3} )?([A-Z]\w+)")

_REFUSALS: Final = frozenset({"BadRequest", "Conflict", "UnprocessableEntity", "PreconditionFailed", "NotImplemented"})
"""Statuses of an application that understood a change but refused it."""

MEDIA_TYPE: Final = re.compile(r"Content-Type:\s*([\w.+-]+/[\w.+-]+)")

STATUS: Final = re.compile(r"\b([1-5]\d\d)\b")

ADDRESS: Final = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"'.]+")


def answered(message: str) -> str:
    """Return the name of CloudGate's status in the service's message (``Unauthorized``); empty if missing."""
    found = _STATUS.search(message)
    return (found[1] or found[2]) if found else ""


def refuses(row: LogFacts) -> bool:
    """Return whether a row quotes a response that refuses a change's content, without a more specific code."""
    found = application_answer(row.reason)
    general = row.code.startswith(CONNECTOR) and not row.code.endswith("MultipleEntriesInResponse")
    return (
        found is not None
        and found.status in _REFUSALS
        and (general or row.code.endswith(("EntryConflict", "BadRequest")))
    )


def gives_a_reason(row: LogFacts) -> bool:
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


def names_in(rows: Iterable[LogFacts]) -> list[str]:
    """Return the names of the objects that log rows are about, one for each object."""
    return [row.name for row in {row.which: row for row in rows}.values()]


def with_code(job: JobFacts, code: str) -> list[LogFacts]:
    """Return the failed rows with a code; the service prefixes some codes with the connector's name."""
    return [row for row in job.log if row.code.endswith(code)]


from_job: Topic[JobFacts] = Topic(lambda facts: facts.job, "job", "you")


TOO_MANY_DELETES: Final = "TooManyDeletes"


def day(at: datetime) -> str:
    """Return a date in UTC for texts."""
    return at.date().isoformat()
