"""GET /auditLogs/directoryAudits: who changed the provisioning of an application, newest first, filtered and paged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wizard.practice.entra import odata
from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp
from wizard.practice.entra.times import moment

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from wizard.core.json_types import JsonMapping

KEPT = timedelta(days=30)
"""How long a tenant with P1 keeps the audit log."""


def add_routes(app: GraphApp) -> None:
    both = "AuditLog.Read.All Directory.Read.All"  # Graph documentation, "List directoryAudits"
    app.call("GET", "/auditLogs/directoryAudits", list_rows, all_of=both, roles=APP_ROLES)


def list_rows(call: Call) -> Response:
    """Return entries, newest first, filtered by time and activity."""
    oldest = moment(call.state.now() - KEPT) or ""
    rows = [row for row in reversed(call.state.audits.rows()) if row["activityDateTime"] >= oldest]
    wanted = call.option("filter")
    if wanted:
        test = odata.Filter(wanted, sensitive=True).test
        rows = [row for row in rows if test(row, _value)]
    page = odata.cut(rows, odata.page_size(call.option("top")), call.option("skiptoken"))
    return call.page(list(page.items), "auditLogs/directoryAudits", page.skip, page.total)


def _value(row: JsonMapping, path: str) -> object:
    return row.get(path)
