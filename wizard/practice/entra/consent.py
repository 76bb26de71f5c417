"""All consent so far: delegated permissions by person and client (graph: oauth2PermissionGrant).

Microsoft's own public clients are shared by many tools, so consent to them accumulates over the years
(microsoftgraph/msgraph-sdk-powershell #587 and #1056).
"""

from __future__ import annotations

import threading
from collections import defaultdict

GRAPH_COMMAND_LINE = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
TOOLS = frozenset(
    (
        GRAPH_COMMAND_LINE,
        "04b07795-8ddb-461a-bbee-02f9e1bf7b46",  # Azure CLI
        "1950a258-227b-4e31-a9cf-717495945fc2",  # Azure PowerShell
        "de8bc8b5-d9f9-48b1-a8ad-b748da725064",  # Graph Explorer
    )
)
"""Client ids of Microsoft's tools; the same in every tenant of the global cloud, and unknown in 21Vianet's."""

_BY_OTHER_TOOLS = frozenset(("DeviceManagementConfiguration.Read.All", "Mail.Read"))
"""Permissions that other scripts of the practice company requested through Microsoft's command line client."""


class Consented:
    """The permissions. Thread-safe."""

    def __init__(self) -> None:
        self._given: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._lock = threading.Lock()

    def add(self, person_id: str, client_id: str, scopes: frozenset[str]) -> frozenset[str]:
        """Record a consent; return everything that this person ever consented to for this client."""
        with self._lock:
            given = self._given[person_id, client_id.casefold()]
            if client_id.casefold() == GRAPH_COMMAND_LINE:
                given |= _BY_OTHER_TOOLS
            given |= scopes
            return frozenset(given)
