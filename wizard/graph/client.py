"""The Graph client of the program: combines the calls of all areas in one class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.graph.applications import ApplicationCalls
from wizard.graph.assignments import AssignmentCalls
from wizard.graph.audits import AuditCalls
from wizard.graph.connections import ConnectionCalls
from wizard.graph.credentials import CredentialCalls
from wizard.graph.jobs import JobCalls
from wizard.graph.logs import LogCalls
from wizard.graph.ondemand import OnDemandCalls
from wizard.graph.people import PeopleCalls
from wizard.graph.principals import PrincipalCalls
from wizard.graph.schema import SchemaCalls
from wizard.graph.tenant import TenantCalls

if TYPE_CHECKING:
    from wizard.http import Transport


class GraphClient(
    TenantCalls,
    ApplicationCalls,
    PrincipalCalls,
    PeopleCalls,
    AssignmentCalls,
    JobCalls,
    CredentialCalls,
    SchemaCalls,
    ConnectionCalls,
    OnDemandCalls,
    LogCalls,
    AuditCalls,
):
    """Typed calls to Microsoft Graph for one signed-in account. Thread-safe; see ``Calls`` for the arguments.

    Every call takes a task, reports while it waits (text ids ``graph-wait…`` and ``graph-reading-…``), can be canceled
    at any time, and raises ``GraphError``, ``SignInError`` or ``NetworkError``.
    """

    def through(self, transport: Transport, *, reading: bool = False) -> GraphClient:
        """Return a client for the same session that sends through another transport.

        Args:
            reading: make the returned client read-only, even if this client may write.
        """
        other = GraphClient(
            transport, self.cloud, self._tokens, wait=self.wait, reading=self.reading or reading, journal=self.journal
        )
        other._granted |= self._granted  # a permission to write also permits reads
        return other
