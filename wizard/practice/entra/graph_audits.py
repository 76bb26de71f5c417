"""GET /auditLogs/directoryAudits: who changed the provisioning of an application, newest first, filtered and paged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.practice.entra import odata
from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp
from wizard.practice.entra.logstore import oldest

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from wizard.core.json_types import JsonMapping


def add_routes(app: GraphApp) -> None:
    both = "AuditLog.Read.All Directory.Read.All"  # Graph documentation, "List directoryAudits"
    app.call("GET", "/auditLogs/directoryAudits", list_rows, all_of=both, roles=APP_ROLES)


def list_rows(call: Call) -> Response:
    """Return entries, newest first, filtered by time and activity."""
    since = oldest(call.state.now())
    rows = [row for row in reversed(call.state.audits.rows()) if row["activityDateTime"] >= since]
    wanted = call.option("filter")
    if wanted:
        test = odata.Filter(wanted, sensitive=True).test
        rows = [row for row in rows if test(row, _value)]
    page = odata.cut(rows, odata.page_size(call.option("top")), call.option("skiptoken"))
    return call.page(list(page.items), "auditLogs/directoryAudits", page.skip, page.total)


def _value(row: JsonMapping, path: str) -> object:
    return row.get(path)
