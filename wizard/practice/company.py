"""Assembles the practice company: Entra, CloudGate, faults, clock and control, each service on its own port."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.practice.clock import PracticeClock
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.cloudgate.server import PUBLISHED_PATH
from wizard.practice.content import Content
from wizard.practice.control import ControlApp
from wizard.practice.entra import PracticeEntra
from wizard.practice.faults import FaultBoard, all_faults
from wizard.practice.kept import Came, Keeper, claim, read, restore
from wizard.practice.life import a_day_of
from wizard.practice.people import practice_people, seed_accounts
from wizard.practice.serving import Authority, LoopbackServer
from wizard.practice.strictness import Strictness
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from wizard.core.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of all services. ``scim`` is the tenant URL."""

    login: str
    graph: str
    scim: str
    pages: str
    control: str


class PracticeCompany:
    """A practice company, running from its construction until :meth:`stop`.

    Args:
        people: number of people, including the administrator; 1 to 100,000.
        seed: equal numbers generate equal companies.
        port: port of the practice CloudGate; 0 for any free port.
        content: replaces the generated company.
        keep: file to restore the company from and to save changes to; ``came`` is the result of reading it.
        waiting: see :func:`wizard.practice.kept.claim`.

    Raises:
        OSError: the port is in use.
        SavedSetupError: ``practice-in-use``: another company uses the file.
        ValueError: ``people`` is out of range.
    """

    def __init__(
        self,
        people: int = 60,
        seed: int = 1,
        port: int = 0,
        content: Content | None = None,
        keep: Path | None = None,
        waiting: Callable[[], bool] = lambda: True,
    ) -> None:
        self.came: Came = "new"
        self.changes = 0
        self._keeper: Keeper | None = None
        self._claim = claim(keep, waiting) if keep is not None else None
        try:
            self._start(people, seed, port, content, keep)
        except BaseException:
            self._release()
            raise

    def _start(self, people: int, seed: int, port: int, content: Content | None, keep: Path | None) -> None:
        kept = None
        if keep is not None:
            kept, self.came = read(keep)
        if kept is not None:
            people, seed, content = kept.people, kept.seed, kept.content()
        content = content or _invented(people, seed)
        company = content.company
        self.clock = PracticeClock()
        self.faults = FaultBoard(all_faults())
        self.token = Secret("practice-" + randomness.token_urlsafe(32))
        self.control_key = Secret(randomness.token_urlsafe(32))
        self.authority = Authority()
        self._servers: list[LoopbackServer] = []
        self.cloudgate = PracticeCloudGate(self.token, self.faults, content.path if content.answers_there else None)
        self.cloudgate.seed(content.accounts, content.groups)
        self.strict = Strictness()
        self.entra = PracticeEntra(
            company,
            self.clock.now,
            self.faults,
            ca_file=str(self.authority.ca_file),
            device_interval=1,
            strict=self.strict,
        )
        try:
            scim = self._serve(self.cloudgate.app, port=port)
            login = self._serve(self.entra.login_app)
            graph = self._serve(self.entra.graph_app)
            pages = LoopbackServer(self.entra.page_app)
            self._servers.append(pages)
            control = self._serve(ControlApp(self))
        except OSError:
            self.stop()
            raise
        self.entra.set_addresses(login.root, pages.root)
        flags = f"?{'&'.join(content.flags)}" if content.flags else ""
        tenant_url = f"{scim.root}{content.path or PUBLISHED_PATH}{flags}"
        self.addresses = Addresses(login.root, graph.root, tenant_url, pages.root, control.root)
        if content.application is not None:
            self.entra.add_application(content.application, tenant_url, self.token)
        for fault in content.faults:
            self.faults.set(fault, True)
        if kept is not None:
            restore(self, kept)
        self.entra.start()
        if keep is not None and self.came != "newer":
            self._keeper = Keeper(self, keep, people, seed)
        self.tenant = company.tenant

    def _serve(self, app: WSGIApplication, port: int = 0) -> LoopbackServer:
        def counting(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
                self.changes += 1
            return app(environ, start)

        server = LoopbackServer(counting, self.authority, port)
        self._servers.append(server)
        return server

    def describe(self) -> JsonObject:
        """Return what a client needs, as one JSON object; it contains secrets that are valid for this run only."""
        user, password = self.entra.admin
        return {
            "login": self.addresses.login,
            "graph": self.addresses.graph,
            "scim": self.addresses.scim,
            "pages": self.addresses.pages,
            "ca_file": str(self.authority.ca_file),
            "scim_token": self.token.reveal(),
            "admin": {"user": user, "password": password},
            "access_token": self.entra.issue_token(),
            "control": self.addresses.control,
            "control_key": self.control_key.reveal(),
            "tenant_id": self.tenant.id,
            "tenant_name": self.tenant.display_name,
            "domain": self.tenant.domains[0],
            "came": self.came,
        }

    def new_token(self) -> Secret:
        """Issue another CloudGate token; earlier tokens stay valid until they expire."""
        token = Secret("practice-" + randomness.token_urlsafe(32))
        self.cloudgate.add_token(token)
        return token

    def live(self, days: int) -> int:
        """Advance practice time by whole days. Each day some people change, and the cycles that become due run.

        Returns:
            The number of people who changed.

        Raises:
            ValueError: not between 1 and 60 days.
        """
        if not 1 <= days <= 60:
            raise ValueError("between 1 and 60 days")
        changed: set[str] = set()
        for _ in range(days):
            for hours, part in zip((9, 6, 9), (0, 1, 2), strict=True):
                self.clock.advance(timedelta(hours=hours))
                if part < 2:
                    changed |= a_day_of(self.entra.directory, self.clock.now())
                self.entra.state.wake()
                self.entra.scheduler.wait_idle(120)
        return len(changed)

    def stop(self) -> None:
        """Stop everything and remove the certificates."""
        self.entra.stop()
        for server in self._servers:
            server.stop()
        self._servers.clear()
        if self._keeper is not None:
            self._keeper.stop()
            self._keeper = None
        self._release()
        self.authority.close()

    def _release(self) -> None:
        if self._claim is not None:
            self._claim.release()
            self._claim = None


def _invented(people: int, seed: int) -> Content:
    company = practice_people(people, seed=seed)
    return Content(company, seed_accounts(company.people))
