"""The gallery, the enterprise applications added from it, and their assignments."""

from __future__ import annotations

import base64
import secrets
import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from wizard.directory import Assignment, PrincipalKind, Role
from wizard.practice.entra.jobs import SyncJob

GALLERY_NAME = "Soloinsight-CloudGate SSO"
NON_GALLERY_TEMPLATE = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"
USER_ROLE = Role("0e3a7c55-6d1b-4a9e-8f27-b1c4d2e5f601", "User")
MSIAM_ROLE = Role("5c9f2b18-3e74-4d06-a1b8-7f0d9c3e4a22", "msiam_access")
ROLES = (USER_ROLE, MSIAM_ROLE)


@dataclass(frozen=True, slots=True)
class GalleryTemplate:
    """An application template; ``sync_template`` is the id of its synchronization template, if it has one."""

    id: str
    display_name: str
    publisher: str
    categories: tuple[str, ...] = ()
    sync_template: str = ""


GALLERY = (
    GalleryTemplate(
        "3d1f0a52-7c84-4be1-9a36-5b2e8d70c914",
        GALLERY_NAME,
        "Soloinsight, Inc.",
        ("productivity",),
        "soloinsightCloudGateSso",
    ),
    GalleryTemplate(
        "b07d2e94-1a5c-4f38-8e6b-c93a4d17f250", "Tidewater Timesheets", "Tidewater Crafts", ("humanResources",)
    ),
    GalleryTemplate("e86a35c1-40f9-4d27-b5d8-2c17f90b6e43", "Northpier Visitors", "Northpier", ("productivity",)),
    GalleryTemplate(NON_GALLERY_TEMPLATE, "Custom", "", (), "scim"),
)


@dataclass(frozen=True, slots=True)
class Assigned:
    """An app role assignment and its creation time (practice time)."""

    assignment: Assignment
    created: datetime


UNKNOWN = {"GET jobs": 404, "POST jobs": 403, "GET secrets": 401, "PUT secrets": 409}
"""First responses of the service behind Graph for a new application (hashicorp/terraform-provider-azuread #1628)."""


@dataclass(slots=True)
class Settling:
    """How often requests about a new application are still refused as if the service did not know it.

    The real service needs seconds to minutes; counting requests instead of time avoids waiting in tests and
    demonstrations.
    """

    reads: int = 2
    """404 on the service principal and everything below it."""
    templates: int = 1
    """Empty list of synchronization templates."""
    jobs: int = 1
    """401 on creating the first job."""
    writes: int = 0
    """403 and 409 alternately on storing secrets and creating the job."""

    unknown: set[str] | None = None
    """Calls that the service behind Graph refuses once; ``None`` for all of :data:`UNKNOWN` if ``reads`` is not 0."""

    def __post_init__(self) -> None:
        if self.unknown is None:
            self.unknown = set(UNKNOWN) if self.reads else set()

    def take(self, what: str) -> bool:
        """Use up one of the remaining refusals; return whether there was one."""
        left: int = getattr(self, what)
        if left > 0:
            setattr(self, what, left - 1)
        return left > 0


@dataclass(slots=True)
class EnterpriseApp:
    """A service principal with its application object, assignments, stored credentials and job."""

    id: str
    application_id: str
    app_id: str
    template: GalleryTemplate
    display_name: str
    created: datetime
    settling: Settling
    account_enabled: bool = True
    assignment_required: bool = True
    roles: tuple[Role, ...] = ROLES
    assigned: dict[str, Assigned] = field(default_factory=dict)
    notes: str | None = None
    tags: tuple[str, ...] = ()
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    job: SyncJob | None = None
    jobs_deleted: int = 0
    deleted: dict[str, datetime] = field(default_factory=dict)
    """When its service principal and its application object were put into the recycle bin, by id."""

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        return tuple(entry.assignment for entry in list(self.assigned.values()))

    def assignment_of(self, principal_id: str, role_id: str) -> Assigned | None:
        return next(
            (
                entry
                for entry in list(self.assigned.values())
                if entry.assignment.principal_id == principal_id and entry.assignment.role_id == role_id
            ),
            None,
        )


class AppStore:
    """All enterprise applications of the tenant."""

    def __init__(self) -> None:
        self._apps: dict[str, EnterpriseApp] = {}
        self._lock = threading.Lock()

    def add(self, template: GalleryTemplate, display_name: str, now: datetime, settling: Settling) -> EnterpriseApp:
        """Add an instance of a gallery application; a second instance is allowed, as in the real service."""
        app = EnterpriseApp(
            str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4()), template, display_name, now, settling
        )
        with self._lock:
            self._apps[app.id] = app
        return app

    def keep(self, identifier: str, template: GalleryTemplate, display_name: str, now: datetime) -> EnterpriseApp:
        """Add an instance that has existed for a long time, under its id."""
        app = EnterpriseApp(
            identifier, str(uuid.uuid4()), str(uuid.uuid4()), template, display_name, now, Settling(0, 0, 0)
        )
        with self._lock:
            self._apps[identifier.casefold()] = app
        return app

    def put(self, app: EnterpriseApp) -> None:
        """Add an instance as it was in an earlier run."""
        with self._lock:
            self._apps[app.id.casefold()] = app

    def get(self, identifier: str) -> EnterpriseApp | None:
        """Return the application of a service principal that is not deleted."""
        app = self._apps.get(identifier.casefold())
        return None if app is None or app.id in app.deleted else app

    def by_app_id(self, app_id: str) -> EnterpriseApp | None:
        return next((app for app in self.all() if app.app_id == app_id.casefold()), None)

    def all(self) -> list[EnterpriseApp]:
        """Return the applications whose service principal is not deleted."""
        return [app for app in self.every() if app.id not in app.deleted]

    def every(self) -> list[EnterpriseApp]:
        """Return all applications, including those in the recycle bin."""
        with self._lock:
            return list(self._apps.values())

    def forget(self, app: EnterpriseApp) -> None:
        """Remove an application permanently."""
        with self._lock:
            self._apps.pop(app.id, None)

    @staticmethod
    def assign(
        app: EnterpriseApp, principal_id: str, kind: PrincipalKind, role_id: str, name: str, now: datetime
    ) -> Assigned:
        """Assign a person or group to the application."""
        identifier = base64.urlsafe_b64encode(uuid.UUID(principal_id).bytes + secrets.token_bytes(16)).decode()
        entry = Assigned(Assignment(principal_id, kind, role_id, name, identifier.rstrip("=")), now)
        app.assigned[entry.assignment.id] = entry
        return entry
