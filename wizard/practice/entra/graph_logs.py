"""GET /auditLogs/provisioning: rows in the shape of provisioningObjectSummary, filtered, ordered and paged."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wizard.practice.entra import odata
from wizard.practice.entra.directory import (
    APPLICATION_ADMINISTRATOR,
    CLOUD_APPLICATION_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
    GLOBAL_READER,
    REPORTS_READER,
)
from wizard.practice.entra.graph import Call, GraphApp, GraphProblem, Json, bad_request, moment

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

KEPT = timedelta(days=30)
"""How long a tenant with P1 keeps provisioning logs."""

LARGEST = 500_000
"""Rows held at once; the oldest go first."""

_READERS = frozenset(
    (GLOBAL_ADMINISTRATOR, APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR, GLOBAL_READER, REPORTS_READER)
)
_FILTERABLE = frozenset(
    """id activityDateTime jobId cycleId changeId tenantId provisioningAction servicePrincipal/id
    servicePrincipal/displayName sourceIdentity/id sourceIdentity/displayName sourceIdentity/identityType
    targetIdentity/id targetIdentity/displayName targetIdentity/identityType sourceSystem/displayName
    targetSystem/displayName initiatedBy/id initiatedBy/displayName initiatedBy/initiatorType""".split()  # noqa: SIM905
)


class ProvisioningLog:
    """The rows, oldest first. A selection is kept for a while, since reading it page by page repeats the query."""

    def __init__(self) -> None:
        self._rows: deque[Json] = deque(maxlen=LARGEST)
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, bool, int], list[Json]] = {}

    def add(self, row: Json) -> None:
        with self._lock:
            self._rows.append(row)

    def rows(self) -> list[Json]:
        with self._lock:
            return list(self._rows)

    def select(self, wanted: str, descending: bool, size: int | None, oldest: str) -> tuple[list[Json], int]:
        """Return the rows of a query and how many there were in all when it was first asked.

        Args:
            wanted: the ``$filter``, empty for everything.
            oldest: the moment, as rows have it, before which they are gone.
            size: what the first page gave, so that rows added since do not shift the later pages.

        Raises:
            QueryError: the filter is not valid.
        """
        rows = self.rows()
        size = len(rows) if size is None else size
        key = (wanted, descending, size)
        kept = self._kept.get(key)
        if kept is None:
            kept = rows[:size]
            if wanted:
                test = odata.Filter(wanted, sensitive=True).test
                kept = [row for row in kept if test(row, _value)]
            if descending:
                kept.reverse()
            with self._lock:
                while len(self._kept) >= 4:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[key] = kept
        # Time goes on while nothing is added: what a selection holds and what is still kept are two questions.
        if descending:
            end = bisect_left(kept, True, key=lambda row: row["activityDateTime"] < oldest)
            return (kept if end == len(kept) else kept[:end]), size
        start = bisect_left(kept, True, key=lambda row: row["activityDateTime"] >= oldest)
        return (kept[start:] if start else kept), size


def add_routes(app: GraphApp) -> None:
    scopes = "ProvisioningLog.Read.All AuditLog.Read.All Directory.Read.All"
    app.call("GET", "/auditLogs/provisioning", list_rows, scopes=scopes, roles=_READERS)
    app.call("GET", "/auditLogs/provisioning/<row_id>", get_row, scopes=scopes, roles=_READERS)


def _check_licence(call: Call) -> None:
    if not call.state.premium or call.state.faults.active("rights-no-logs-licence"):
        raise GraphProblem(
            403,
            "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
            "Reading these logs needs a tenant with a premium licence.",
        )


def list_rows(call: Call) -> Response:
    _check_licence(call)
    name, _, direction = (call.option("orderby") or "activityDateTime desc").partition(" ")
    if name != "activityDateTime":
        raise bad_request(f"Ordering by '{name}' is not supported.", "BadRequest")
    token, _, first_size = (call.option("skiptoken") or "").partition(".")
    size = int(first_size) if first_size.isdigit() else None
    rows, size = call.state.log.select(call.option("filter") or "", direction.strip() == "desc", size, _oldest(call))
    page = odata.cut(rows, odata.page_size(call.option("top")), token or None)
    skip = f"{page.skip}.{size}" if page.skip is not None else None
    return call.page(page.items, "auditLogs/provisioning", skip, page.total)


def _oldest(call: Call) -> str:
    return moment(call.state.now() - KEPT) or ""


def get_row(call: Call, row_id: str) -> Response:
    _check_licence(call)
    oldest = _oldest(call)
    for row in call.state.log.rows():
        if row["id"] == row_id and row["activityDateTime"] >= oldest:
            return call.entity(row, "auditLogs/provisioning/$entity")
    raise GraphProblem(404, "ResourceNotFound", "There is no provisioning log row with this id.")


def _value(row: Json, path: str) -> Any:
    if path not in _FILTERABLE:
        raise bad_request(f"Invalid filter clause: '{path}' cannot be filtered on.", "BadRequest")
    value: Any = row
    for part in path.split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value
