"""Reads the provisioning log (Graph: provisioningObjectSummary; T35)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wizard.core.errors import GraphError
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.odata import literal
from wizard.graph.records import (
    Identity,
    Modified,
    Status,
    Step,
    identity_of,
    modified_of,
    status_info,
    step_of,
    told_by_steps,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.core.json_types import JsonMapping
    from wizard.core.tasks import Task


@dataclass(frozen=True, slots=True)
class LogRow:
    """A log entry: what happened to one object in one cycle. ``action`` and the status are in lower case; time in UTC.

    The reason why an object was skipped is in the status's ``error_code``, wherever the service reported it.
    """

    id: str
    at: datetime | None
    action: str
    status: Status
    source: Identity
    target: Identity
    steps: tuple[Step, ...] = ()
    modified: tuple[Modified, ...] = ()
    duration_ms: int = 0
    job_id: str = ""
    cycle_id: str = ""
    change_id: str = ""
    service_principal_id: str = ""


_NEVER = datetime.min.replace(tzinfo=UTC)


class LogCalls(Area):
    """Calls ``/auditLogs/provisioning``; limit: five requests in ten seconds for the whole tenant."""

    _unordered = False
    """Whether this tenant refused to sort the log, so that the newest entries may come last."""

    def read(self, task: Task, job_id: str, since: datetime | None, *, limit: int = 5000) -> tuple[LogRow, ...]:
        """Return the entries of a job, newest first.

        Args:
            since: only entries after this time.
            limit: maximum number of entries.

        Raises:
            GraphError: ``graph-no-licence`` without P1, ``graph-forbidden`` without a required role; others.
        """
        rows: list[LogRow] = []
        for page in self.pages(task, job_id, since):
            rows += page
            if len(rows) >= limit and not self._unordered:
                break
        # The service does not always keep the requested order (graph2otel, provisioning collector).
        rows.sort(key=lambda row: row.at or _NEVER, reverse=True)
        return tuple(rows[:limit])

    def pages(self, task: Task, job_id: str, since: datetime | None) -> Iterator[tuple[LogRow, ...]]:
        """Yield the entries page by page, usually newest first; raises as for ``read``.

        If the service refuses to sort them, they come in its own order.
        """
        wanted = f"jobId eq {literal(job_id)}"
        if since is not None:
            wanted += f" and activityDateTime gt {parse.wire(since)}"
        query = {"$filter": wanted, "$top": "500"}
        order = {} if self._unordered else {"$orderby": "activityDateTime desc"}
        seen = 0
        try:
            for page in self._calls.pages(task, "/auditLogs/provisioning", "logs", query | order):
                seen += len(page)
                task.report("graph-reading-log", done=seen)
                yield tuple(log_row(item) for item in page)
        except GraphError as error:
            if error.status != 400 or seen or not order:
                raise
            self._unordered = True
            yield from self.pages(task, job_id, since)


def log_row(body: JsonMapping) -> LogRow:
    """Return the log entry of a JSON object; its service principal is one object or a list."""
    principal = body.get("servicePrincipal")
    first = principal[0] if isinstance(principal, list) and principal else principal
    steps = tuple(step_of(item) for item in parse.objects(body.get("provisioningSteps")))
    return LogRow(
        parse.text(body.get("id")),
        parse.moment(body.get("activityDateTime")),
        (parse.text(body.get("provisioningAction")) or parse.text(body.get("action"))).lower(),
        told_by_steps(status_info(body.get("provisioningStatusInfo")), steps),
        identity_of(body.get("sourceIdentity")),
        identity_of(body.get("targetIdentity")),
        steps,
        tuple(modified_of(item) for item in parse.objects(body.get("modifiedProperties"))),
        parse.number(body.get("durationInMilliseconds")),
        parse.text(body.get("jobId")),
        parse.text(body.get("cycleId")),
        parse.text(body.get("changeId")),
        parse.text(parse.mapping(first).get("id")),
    )
