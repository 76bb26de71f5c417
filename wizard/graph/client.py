"""The Graph client of the program: one object with an attribute for each part of Graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.graph.applications import ApplicationCalls
from wizard.graph.assignments import AssignmentCalls
from wizard.graph.audits import AuditCalls
from wizard.graph.batch import BatchCalls
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
    from wizard.graph.calls import Calls
    from wizard.http import Sender


class GraphClient:
    """Typed calls to Microsoft Graph for one signed-in account: ``graph.jobs.start(task, …)``. Thread-safe.

    Every call takes a task first, reports while it waits (text ids ``graph-wait…`` and ``graph-reading-…``), can be
    canceled at any time, and raises ``GraphError``, ``SignInError`` or ``NetworkError``.

    Args:
        calls: what sends for all areas: the account, the cloud, whether writing is allowed, the journal.
    """

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.batch = BatchCalls(calls)
        self.tenant = TenantCalls(calls)
        self.applications = ApplicationCalls(calls)
        self.principals = PrincipalCalls(calls)
        self.people = PeopleCalls(calls, self.batch)
        self.assignments = AssignmentCalls(calls)
        self.jobs = JobCalls(calls)
        self.credentials = CredentialCalls(calls)
        self.schema = SchemaCalls(calls)
        self.connections = ConnectionCalls(calls, self.batch)
        self.on_demand = OnDemandCalls(calls)
        self.logs = LogCalls(calls)
        self.audits = AuditCalls(calls)
        calls.settling.lacks_role = self.tenant.lacks_role

    def through(self, transport: Sender, *, reading: bool = False) -> GraphClient:
        """Return a client for the same session that sends through another transport.

        Args:
            reading: make the returned client read-only, even if this client may write.
        """
        return GraphClient(self.calls.through(transport, reading=reading))
