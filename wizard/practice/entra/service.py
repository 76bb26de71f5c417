"""Assembles the practice Entra: three WSGI apps and the provisioning service behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.practice.entra import (
    graph_apps,
    graph_assignments,
    graph_audits,
    graph_connections,
    graph_directory,
    graph_jobs,
    graph_logs,
    graph_schema,
    graph_secrets,
)
from wizard.practice.entra.apps import GALLERY, Assigned, GalleryTemplate, Settling
from wizard.practice.entra.directory import Directory
from wizard.practice.entra.graph import GraphApp
from wizard.practice.entra.jobs import SyncJob
from wizard.practice.entra.login import LoginApp, PageApp
from wizard.practice.entra.scheduler import Scheduler
from wizard.practice.entra.signin import PASSWORD, SignInService
from wizard.practice.entra.state import EntraState, Faults
from wizard.practice.entra.tokens import TokenMint
from wizard.practice.strictness import Strictness

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wizard.practice.content import Application
    from wizard.practice.people import PracticePeople
    from wizard.secrets.secret import Secret


class PracticeEntra:
    """A practice tenant.

    ``login_app`` and ``graph_app`` are served over HTTPS. ``page_app`` contains only the pages for the browser and is
    served over plain loopback HTTP, because browsers do not trust the temporary CA.

    Args:
        company: the people and groups.
        now: practice time, UTC.
        faults: switchboard of faults.
        ca_file: roots that the provisioning service trusts when it calls the SCIM server (PEM file).
        settling: how a new application settles; ``lambda: Settling(0, 0, 0)`` for no delay.
        device_interval: seconds between two polls of the device flow.
        strict: which behaviors have their strict form; the usual ones by default.
    """

    def __init__(
        self,
        company: PracticePeople,
        now: Callable[[], datetime],
        faults: Faults,
        *,
        ca_file: str | None = None,
        settling: Callable[[], Settling] = Settling,
        device_interval: int = 5,
        strict: Strictness | None = None,
    ) -> None:
        self.directory = Directory(company)
        self.strict = strict if strict is not None else Strictness()
        self.state = EntraState(self.directory, faults, now, TokenMint(), ca_file, settling, self.strict)
        self.sign_in_service = SignInService(self.state, device_interval)
        self.scheduler = Scheduler(self.state)
        self.login_app = LoginApp(self.sign_in_service)
        self.page_app = PageApp(self.sign_in_service)
        self.graph_app = GraphApp(self.state)
        for area in (
            graph_directory,
            graph_apps,
            graph_assignments,
            graph_jobs,
            graph_secrets,
            graph_schema,
            graph_connections,
            graph_logs,
            graph_audits,
        ):
            area.add_routes(self.graph_app)

    @property
    def admin(self) -> tuple[str, str]:
        """User principal name and password of the practice administrator."""
        return self.sign_in_service.admin_name, PASSWORD

    def add_application(self, given: Application, tenant_url: str, token: Secret) -> None:
        """Add a configured application: assigned, with credentials and a stopped job."""
        state = self.state
        app = state.apps.keep(given.id, _provisionable(), given.display_name, state.now())
        if given.roles:
            app.roles = given.roles
        for one in given.assignments:
            app.assigned[one.id] = Assigned(one, state.now())
        app.secrets.update({**given.settings, "BaseAddress": tenant_url, "SecretToken": token.reveal()})
        tenant = self.directory.tenant.id.replace("-", "")
        template = app.template.sync_template
        app.job = SyncJob(f"{template}.{tenant}.{app.app_id}", template, {})
        app.job.save_schema(dict(given.schema) if given.schema is not None else state.template_schema(app), state.now())

    def set_addresses(self, login_root: str, page_root: str) -> None:
        """Set the addresses of the login host and the pages, once their ports are known."""
        self.sign_in_service.issuer_root = login_root.rstrip("/")
        self.login_app.page_root = page_root.rstrip("/")

    def sign_in(self, url: str, account: str = "", *, accept: bool = True) -> str:
        """Sign in at an authorization address as a person does in the browser; return the redirect address."""
        return self.sign_in_service.sign_in(url, account, accept=accept)

    def approve_device_code(self, user_code: str, account: str = "", *, accept: bool = True) -> None:
        """Approve or decline a device code as a person does on the device page."""
        self.sign_in_service.approve_device_code(user_code, account, accept=accept)

    def issue_token(self, scopes: tuple[str, ...] = (), account: str = "") -> str:
        """Return an access token for the practice Graph, by default with every scope."""
        return self.sign_in_service.issue_token(scopes, account)

    def start(self) -> None:
        """Start the provisioning service's thread."""
        self.scheduler.start()

    def stop(self) -> None:
        """Stop the service; a running cycle ends after its current request."""
        self.scheduler.stop()


def _provisionable() -> GalleryTemplate:
    return next(template for template in GALLERY if template.sync_template)
