"""GET /auditLogs/provisioning: rows in the format of provisioningObjectSummary, filtered, ordered and paged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.json_types import JsonObject
from wizard.practice.entra import odata
from wizard.practice.entra.directory import GLOBAL_READER, REPORTS_READER
from wizard.practice.entra.graph import APP_ROLES, Call, GraphApp
from wizard.practice.entra.logstore import oldest
from wizard.practice.entra.problems import GraphProblem, bad_request

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

_READERS = APP_ROLES | {GLOBAL_READER, REPORTS_READER}


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
    size, since = int(first_size) if first_size.isdigit() else None, oldest(call.state.now())
    rows, size = call.state.log.select(call.option("filter") or "", direction.strip() == "desc", size, since)
    page = odata.cut(rows, odata.page_size(call.option("top")), token or None)
    skip = f"{page.skip}.{size}" if page.skip is not None else None
    items = [_of_beta(row) for row in page.items] if call.version == "beta" else page.items
    return call.page(items, "auditLogs/provisioning", skip, page.total)


def get_row(call: Call, row_id: str) -> Response:
    _check_licence(call)
    since = oldest(call.state.now())
    for row in call.state.log.rows():
        if row["id"] == row_id and row["activityDateTime"] >= since:
            shown = _of_beta(row) if call.version == "beta" else row
            return call.entity(shown, "auditLogs/provisioning/$entity")
    raise GraphProblem(404, "ResourceNotFound", "There is no provisioning log row with this id.")


def _of_beta(row: JsonObject) -> JsonObject:
    """Return a row in beta's format, which has two additional older fields (``tests/real/logs`` 04, 05)."""
    info = row["provisioningStatusInfo"]
    return {
        **row,
        "action": row["provisioningAction"].capitalize(),
        "statusInfo": {"status": info["status"], **(info["errorInformation"] or {})},
    }
