"""The rows of the provisioning log, filtered and ordered."""

from __future__ import annotations

from bisect import bisect_left

from wizard.core.json_types import JsonObject
from wizard.practice.entra import odata
from wizard.practice.entra.logstore import Rows
from wizard.practice.entra.problems import bad_request

LARGEST = 500_000
"""Maximum number of stored rows; the oldest are dropped first."""

_FILTERABLE = frozenset(
    """id activityDateTime jobId cycleId changeId tenantId provisioningAction servicePrincipal/id
    servicePrincipal/displayName sourceIdentity/id sourceIdentity/displayName sourceIdentity/identityType
    targetIdentity/id targetIdentity/displayName targetIdentity/identityType sourceSystem/displayName
    targetSystem/displayName initiatedBy/id initiatedBy/displayName initiatedBy/initiatorType""".split()  # noqa: SIM905
)


class ProvisioningLog(Rows):
    """The rows, oldest first. Selections are cached, since reading one page by page repeats the query."""

    def __init__(self) -> None:
        super().__init__(LARGEST)
        self._kept: dict[tuple[str, bool, int], list[JsonObject]] = {}

    def select(self, wanted: str, descending: bool, size: int | None, oldest: str) -> tuple[list[JsonObject], int]:
        """Return the rows of a query and the total number of rows at the time of the first request.

        Args:
            wanted: the ``$filter``, empty for all rows.
            oldest: time, in the format of the rows, before which rows are no longer available.
            size: the total that the first page returned, so that rows added since do not shift the later pages.

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
            with self.lock:
                while len(self._kept) >= 4:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[key] = kept
        # Rows expire even if none are added, so expired rows are removed from a cached selection here.
        if descending:
            end = bisect_left(kept, True, key=lambda row: row["activityDateTime"] < oldest)
            return (kept if end == len(kept) else kept[:end]), size
        start = bisect_left(kept, True, key=lambda row: row["activityDateTime"] >= oldest)
        return (kept[start:] if start else kept), size


def _value(row: JsonObject, path: str) -> object:
    if path not in _FILTERABLE:
        raise bad_request(f"Invalid filter clause: '{path}' cannot be filtered on.", "BadRequest")
    value: object = row
    for part in path.split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value
