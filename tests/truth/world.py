"""One practice Entra and one practice CloudGate for all cases, with a recorder at the socket between them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from practice_entra import FaultNames, Switch, make_world

from tests.truth.companies import Company
from tests.truth.recorder import Exchange, Recorder
from wizard.core.tasks import Task
from wizard.directory import Assignment, Group, Person
from wizard.http import Transport
from wizard.journey.services.account_keys import group_keys_of, keys_of
from wizard.journey.services.accounts import AccountReader
from wizard.journey.services.reading import mappings_of
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.entra.apps import GALLERY, Assigned, Settling
from wizard.practice.entra.cycle import Cycle
from wizard.practice.entra.jobs import SyncJob
from wizard.practice.serving import Authority, LoopbackServer
from wizard.provisioning import Configuration, Links, Plan, Source, TargetSnapshot, plan
from wizard.scim.client import ScimClient
from wizard.secrets.secret import Secret

TOKEN = "truth-token-of-no-worth"


class Truth:
    """Sets a company up, plans for it, and lets the practice Entra run its first cycle."""

    def __init__(self, switch: Switch, recorder: Recorder, authority: Authority) -> None:
        self._switch, self._recorder = switch, recorder
        self._entra = make_world(1, ca_file=str(authority.ca_file)).entra
        self._transport = Transport([authority.ca_file])
        self._gate = PracticeCloudGate(Secret(TOKEN), FaultNames())  # type: ignore[arg-type]
        switch.app = self._gate.app
        self.close = self._transport.close

    def set_up(self, company: Company) -> None:
        """Replace everything that the case before left."""
        self._gate.storage.resources = []
        self._gate.seed(company.accounts, company.held_groups)
        state = self._entra.state
        self._fill(company)
        self._app = state.apps.add(GALLERY[0], "Truth", state.now(), Settling(0, 0, 0))
        flag = "?aadOptscim062020" if company.flag else ""
        self._app.secrets = {
            "BaseAddress": f"https://127.0.0.1:{self._recorder.port}/scim/v2{flag}", "SecretToken": TOKEN,
            "SyncAll": str(company.sync_all).lower(),
        }  # fmt: skip
        self._assign()
        self._job = self._app.job = SyncJob("job", "template", company.schema.to_json())
        self._recorder.take()

    def _fill(self, company: Company) -> None:
        self.company = company
        directory = self._entra.state.directory
        directory._people = {one.id: one for one in company.people}
        directory._groups = {one.id: one for one in company.groups}

    def _assign(self) -> None:
        now = self._entra.state.now()
        self._app.assigned = {str(n): Assigned(one, now) for n, one in enumerate(self.company.assignments)}

    def change(
        self, people: tuple[Person, ...], groups: tuple[Group, ...], assignments: tuple[Assignment, ...]
    ) -> None:
        """Let the directory be another, with the same job, mappings and accounts."""
        self._fill(replace(self.company, people=people, groups=groups, assignments=assignments))
        self._assign()

    def ids(self) -> dict[str, str]:
        """Return the ids of accounts and groups in CloudGate, by what the job has linked them to."""
        return {**self.links.users, **self.links.groups}

    @property
    def links(self) -> Links:
        return self._job.links

    def read(self, source: Source, configuration: Configuration) -> TargetSnapshot:
        """Read CloudGate as a rehearsal does."""
        client = ScimClient(f"https://127.0.0.1:{self._recorder.port}/scim/v2", Secret(TOKEN), self._transport)
        reader = AccountReader(client, mappings_of(self.company.schema))
        reader.only(
            len(source.people), lambda: keys_of(source, configuration), lambda: group_keys_of(source, configuration)
        )
        return reader.read(Task())

    def plan(self, links: Links | None = None) -> Plan:
        """Read, and plan."""
        company = self.company
        configuration = Configuration.from_schema(
            company.schema, sync_all=company.sync_all, dialect="aadOptscim062020" if company.flag else "classic"
        )
        source = Source(company.people, company.groups, company.assignments)
        return plan(source, self.read(source, configuration), configuration, links)

    def cycle(self) -> list[Exchange]:
        """Run a cycle of the practice Entra over everybody; return what was sent to CloudGate, as it arrived."""
        self._job.watermark = None
        Cycle(self._entra.state, self._app, self._job, threading.Event()).run()
        assert self._job.quarantine is None, self._job.quarantine
        return self.recorded()

    def recorded(self) -> list[Exchange]:
        return self._recorder.take()


@contextmanager
def truth() -> Iterator[Truth]:
    """Open everything once."""
    authority, switch = Authority(), Switch()
    server = LoopbackServer(switch, None)
    recorder = Recorder(server.port, authority.cert_file, authority.key_file)
    world = Truth(switch, recorder, authority)
    try:
        yield world
    finally:
        world.close()
        recorder.close()
        server.stop()
        authority.close()


def plain(value: Any, ids: dict[tuple[str, str], str]) -> Any:
    """Return a planned body as it is sent: accounts that the cycle made have their ids."""
    from wizard.provisioning import Ref

    if isinstance(value, Ref):
        return ids.get((value.kind, value.source_id), f"unknown {value}")
    if isinstance(value, dict):
        return {key: plain(item, ids) for key, item in value.items()}
    return [plain(item, ids) for item in value] if isinstance(value, list) else value
