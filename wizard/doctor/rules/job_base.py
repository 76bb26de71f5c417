"""What rules for a synchronization job have in common: reading status and log."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from wizard.doctor.model import Facts, JobFacts, Layer, LogFacts, Params, Who
from wizard.doctor.rules.base import Rule
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
        return concerned(names_in(rows))


TOO_MANY_DELETES: Final = "TooManyDeletes"


def day(at: datetime) -> str:
    """Return a date in UTC for texts."""
    return at.date().isoformat()
