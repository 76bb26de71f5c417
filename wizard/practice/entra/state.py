"""State shared by all parts of the practice Entra: directory, applications, tokens, log, time, faults."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from wizard.core.json_types import JsonObject
from wizard.core.resources import resource
from wizard.practice.entra.apps import AppStore, EnterpriseApp, GalleryTemplate, Settling
from wizard.practice.entra.auditlog import AuditLog
from wizard.practice.entra.directory import GLOBAL_READER, Directory
from wizard.practice.entra.outbound import ConnectionFailure, ScimTarget, try_connection
from wizard.practice.entra.problems import GraphProblem, not_found
from wizard.practice.entra.provisioninglog import ProvisioningLog
from wizard.practice.entra.schema import matching_attribute
from wizard.practice.strictness import Strictness
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wizard.practice.entra.tokens import TokenMint

ON_DEMAND_LIMIT = 5
ON_DEMAND_WINDOW = 10.0
"""Number of requests that provisionOnDemand allows, and the time window in seconds."""


class Faults(Protocol):
    """The part of the switchboard of faults that the practice Entra uses."""

    def active(self, name: str) -> bool:
        """Return whether the fault is switched on."""
        ...


class EntraState:
    """Shared state.

    Args:
        directory: the tenant.
        faults: switchboard of faults.
        now: practice time, UTC.
        mint: reads and creates tokens.
        ca_file: roots that the provisioning service trusts (PEM file); ``None`` means the usual ones.
        settling: creates the settling behavior of a new application.
        strict: which behaviors have their strict form.
    """

    def __init__(
        self,
        directory: Directory,
        faults: Faults,
        now: Callable[[], datetime],
        mint: TokenMint,
        ca_file: str | None,
        settling: Callable[[], Settling],
        strict: Strictness,
    ) -> None:
        self.directory = directory
        self.strict = strict
        self.faults = faults
        self.now = now
        self.mint = mint
        self.ca_file = ca_file
        self.apps = AppStore()
        self.log = ProvisioningLog()
        self.audits = AuditLog()
        self.wake: Callable[[], None] = lambda: None
        """Signals the provisioning service to check for due jobs."""
        self._settling = settling
        self._requests = 0
        self._on_demand_calls: deque[float] = deque()
        self._lock = threading.Lock()

    @property
    def premium(self) -> bool:
        return self.directory.premium and not self.faults.active("rights-no-p1-group-assign")

    def roles_of(self, person_id: str) -> frozenset[str]:
        """Return the directory roles that apply now, considering faults."""
        if self.faults.active("rights-missing-role"):
            return frozenset()
        if self.faults.active("rights-global-reader-blind"):
            return frozenset((GLOBAL_READER,))
        return self.directory.roles_of(person_id)

    def app(self, sp_id: str) -> EnterpriseApp:
        """Return a service principal.

        Raises:
            GraphProblem: 404 if it does not exist, or is not replicated yet.
        """
        app = self.apps.get(sp_id)
        if app is None or app.settling.take("reads"):
            raise not_found(sp_id)
        return app

    def add_app(self, template: GalleryTemplate, display_name: str) -> EnterpriseApp:
        settling = self._settling()
        if not self.strict("replication"):
            settling.unknown = set()
        if self.faults.active("graph-new-app-not-replicated"):
            settling.reads += 6
        if self.faults.active("graph-transient-403-409"):
            settling.writes += 2
        return self.apps.add(template, display_name, self.now(), settling)

    def delete_app(self, app: EnterpriseApp, *objects: str) -> None:
        """Move the service principal, the application object, or both to the recycle bin."""
        if app.id in objects and app.job is not None:
            app.job.pause()
        app.deleted |= {one: self.now() for one in objects if one not in app.deleted}

    def in_bin(self, object_id: str) -> EnterpriseApp | None:
        """Return the application whose service principal or application object is in the recycle bin.

        It is removed after 30 days (Graph documentation, "Restore deleted item").
        """
        for app in self.apps.every():
            if app.deleted and self.now() - max(app.deleted.values()) > timedelta(days=30):
                if app.id in app.deleted:
                    self.apps.forget(app)
            elif object_id.casefold() in app.deleted:
                return app
        return None

    def touch_principal(self, principal_id: str) -> None:
        """Record that an assignment changed, for the principal and for the people of a group."""
        group = self.directory.group(principal_id)
        members = [member.id for member in group.members] if group is not None else []
        self.directory.touch(principal_id, *members)

    def template_schema(self, app: EnterpriseApp) -> JsonObject:
        """Return the default schema of the application's synchronization template."""
        schema: JsonObject = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
        schema["id"] = f"{app.template.sync_template}.{'0' * 32}"
        return schema

    def target(self, secrets: dict[str, str]) -> ScimTarget:
        return ScimTarget(secrets.get("BaseAddress", ""), Secret(secrets.get("SecretToken", "")), self.ca_file)

    def test_connection(self, secrets: dict[str, str], schema: JsonObject) -> ConnectionFailure | None:
        """Run Entra's connection test with these credentials; ``None`` means that it passed."""
        users = matching_attribute(schema, "User") or "userName"
        target = self.target(secrets)
        try:
            return try_connection(target, users, matching_attribute(schema, "Group"))
        finally:
            target.close()

    def on_demand_allowed(self) -> bool:
        """Count a call of provisionOnDemand (real time) and return whether it is within the limit."""
        if self.faults.active("run-graph-on-demand-throttled"):
            return False
        now = time.monotonic()
        with self._lock:
            while self._on_demand_calls and now - self._on_demand_calls[0] > ON_DEMAND_WINDOW:
                self._on_demand_calls.popleft()
            if len(self._on_demand_calls) >= ON_DEMAND_LIMIT:
                return False
            self._on_demand_calls.append(now)
            return True

    def faults_before(self, method: str, path: str) -> None:
        """Refuse every third request while throttling or an outage is simulated.

        Raises:
            GraphProblem: 429 or 503 with Retry-After.
        """
        throttled, down = self.faults.active("graph-throttled"), self.faults.active("graph-unavailable")
        if not throttled and not down:
            return
        with self._lock:
            self._requests += 1
            refuse = self._requests % 3 == 1
        if refuse and throttled:
            raise GraphProblem(429, "TooManyRequests", "Too many requests; try again later.", {"Retry-After": "1"})
        if refuse:
            raise GraphProblem(503, "ServiceUnavailable", "The service is busy.", {"Retry-After": "1"})
