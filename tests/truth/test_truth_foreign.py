"""Servers that know nothing of this program as the practice Entra's target: what arrives is what the plan said.

scim2-server comes with the program. SCIMMY is a library for Node.js and is tried where it is there:
``npm install --prefix FOLDER scimmy``, then the environment variable ``SCIMMY`` names the folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from plain_scim import plain_scim
from practice_entra import make_world

from tests.truth.companies import SCHEMA
from tests.truth.recorder import Exchange, Recorder
from tests.truth.world import plain
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Group, Member, Person
from wizard.http import Transport
from wizard.journey.accounts import AccountReader
from wizard.journey.reading import mappings_of
from wizard.practice.entra.apps import GALLERY, Assigned, Settling
from wizard.practice.entra.cycle import Cycle
from wizard.practice.entra.jobs import SyncJob
from wizard.practice.serving import Authority, LoopbackServer
from wizard.provisioning import Configuration, Dialect, Plan, Ref, Source, plan
from wizard.scim.client import ScimClient
from wizard.secrets.secret import Secret
from wizard.tasks import Task

TOKEN = "foreign-token-of-no-worth"
SCIMMY = os.environ.get("SCIMMY", "")
SERVER = Path(__file__).resolve().parent.parent / "foreign" / "scimmy_server.mjs"


@dataclass
class Target:
    """A server: where it listens without TLS, and the path before ``/Users``."""

    port: int
    path: str


@contextmanager
def scim2_server() -> Iterator[Target]:
    server = LoopbackServer(plain_scim(TOKEN), None)
    try:
        yield Target(server.port, "/v2")
    finally:
        server.stop()


@contextmanager
def scimmy() -> Iterator[Target]:
    node = shutil.which("node")
    if not SCIMMY or node is None:
        pytest.skip("SCIMMY names no folder with the library, or there is no Node.js")
    with subprocess.Popen(
        [node, str(SERVER), SCIMMY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        try:
            yield Target(int(process.stdout.readline()), "/scim/v2")
        finally:
            process.stdin.close()
            process.wait(10)


SERVERS = {"scim2-server": scim2_server, "scimmy": scimmy}

MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
REFUSED: dict[tuple[str, str], set[str]] = {
    # Known of servers that follow the RFC closely, and recorded of others: scim/requests/16, 21, 35 (tests/real).
    ("scim2-server", "classic"): {f"Add {MANAGER}: 400", "POST /Groups: 400"},
    ("scim2-server", "aadOptscim062020"): {f"add {MANAGER}: 400", "POST /Groups: 400"},
    ("scimmy", "classic"): {f"Add {MANAGER}: 400", "Replace active: 400", "look-up of members: 400"},
    ("scimmy", "aadOptscim062020"): {f"add {MANAGER}: 400", "look-up of members: 400"},
}
"""What a server does not take of a dialect; everything else has to be accepted."""


class Foreign:
    """A company whose job points at the server, with a recorder in between."""

    def __init__(self, target: Target, recorder: Recorder, authority: Authority, dialect: Dialect) -> None:
        self._recorder, self._dialect, self._path = recorder, dialect, target.path
        self._transport = Transport([authority.ca_file])
        self._state = make_world(1, ca_file=str(authority.ca_file)).entra.state
        flag = "?aadOptscim062020" if dialect != "classic" else ""
        self._app = self._state.apps.add(GALLERY[0], "Foreign", self._state.now(), Settling(0, 0, 0))
        self._app.secrets = {
            "BaseAddress": f"https://127.0.0.1:{recorder.port}{target.path}{flag}", "SecretToken": TOKEN,
            "SyncAll": "false",
        }  # fmt: skip
        self._job = self._app.job = SyncJob("job", "template", SCHEMA.to_json())
        self.close = self._transport.close

    def plan(self, people: tuple[Person, ...], groups: tuple[Group, ...]) -> Plan:
        """Set the directory, read the server as a rehearsal does, and plan."""
        directory = self._state.directory
        directory._people = {one.id: one for one in people}
        directory._groups = {one.id: one for one in groups}
        made = [Assignment(one.id, "User", DEFAULT_ACCESS_ROLE_ID) for one in people if not one.soft_deleted]
        made += [Assignment(one.id, "Group", DEFAULT_ACCESS_ROLE_ID) for one in groups]
        self._app.assigned = {str(n): Assigned(one, self._state.now()) for n, one in enumerate(made)}
        client = ScimClient(f"https://127.0.0.1:{self._recorder.port}{self._path}", Secret(TOKEN), self._transport)
        accounts = AccountReader(client, mappings_of(SCHEMA)).read(Task())
        configuration = Configuration.from_schema(SCHEMA, sync_all=False, dialect=self._dialect)
        found = plan(Source(people, groups, made), accounts, configuration, self._job.links.copy())
        self._recorder.take()
        return found

    def cycle(self) -> list[Exchange]:
        """Run a cycle over everybody; return everything that was exchanged."""
        self._job.watermark = None
        Cycle(self._state, self._app, self._job, threading.Event()).run()
        assert self._job.quarantine is None, self._job.quarantine
        return self._recorder.take()


def person(number: int, name: str, manager: str | None = None, **more: Any) -> Person:
    values = {
        "userPrincipalName": f"{name}@contoso.example", "displayName": name.title(), "mailNickname": name,
        "mail": f"{name}@contoso.example", "employeeId": str(number), "givenName": name.title(), "surname": "Example",
        "department": "Sales", "jobTitle": "Guard", **more,
    }  # fmt: skip
    return Person(f"p{number}", values, manager_id=manager)


BEFORE = (person(1, "ann", "p2"), person(2, "ben"), person(3, "cat", "p2"), person(4, "dan"))
AFTER = (
    person(1, "ann", "p3", department="Ops", jobTitle="Lead", displayName="Ann B."),
    Person("p2", BEFORE[1].attributes, account_enabled=False),
    Person("p3", BEFORE[2].attributes),
    person(5, "eve", "p1"),
)
GROUP = Group("g1", {"displayName": "Door staff"}, (Member("p1", "User"), Member("p3", "User")))
CHANGED = replace(GROUP, members=(Member("p1", "User"), Member("p5", "User")))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("dialect", ["classic", "aadOptscim062020"])
@pytest.mark.parametrize("name", SERVERS)
def test_what_arrives_is_what_the_plan_said(name: str, dialect: Dialect) -> None:
    """Creations, changes, a block, a deletion, managers set, changed and cleared, members added and taken out."""
    with ExitStack() as stack:
        authority = Authority()
        stack.callback(authority.close)
        target = stack.enter_context(SERVERS[name]())
        recorder = Recorder(target.port, authority.cert_file, authority.key_file)
        stack.callback(recorder.close)
        world = Foreign(target, recorder, authority, dialect)
        stack.callback(world.close)
        refused: set[str] = set()
        for people, groups in ((BEFORE, (GROUP,)), (AFTER, (CHANGED,))):
            refused |= _compare(world.plan(people, groups), world.cycle())
        assert refused == REFUSED.get((name, dialect), set())


def _compare(planned: Plan, exchanged: list[Exchange]) -> set[str]:
    """Compare request by request; return what the server refused.

    What hangs on an object that could not be created, or on a look-up that failed, is not sent: Entra does not either.
    """
    ids: dict[tuple[str, str], str] = {}
    missing: set[Ref] = set()
    failed = {one.status for one in exchanged if not one.writes and one.status >= 300 and one.path.endswith("/Groups")}
    refused = {f"look-up of members: {status}" for status in failed}
    rest = [one for one in exchanged if one.writes]
    for operation in planned:
        for request in operation.requests:
            if request.target_id in missing or (operation.reason == "members" and failed):
                continue
            assert rest, f"never sent: {operation}"
            seen = rest.pop(0)
            path = f"/{request.resource}" + (
                f"/{plain(request.target_id, ids)}" if request.target_id is not None else ""
            )
            body = json.loads(json.dumps(plain(request.body, ids))) if request.body is not None else None
            assert (seen.method, seen.body) == (request.method, body)
            assert seen.path.endswith(path)
            if seen.status < 300:
                if request.method == "POST":
                    ids[operation.kind, operation.source_id] = seen.answer["id"]
                continue
            if request.method == "POST":
                missing.add(Ref(operation.kind, operation.source_id))
            patches = body.get("Operations") if body is not None else None
            said = [f"{one['op']} {one.get('path', '')}" for one in patches] if patches else [f"{seen.method} {path}"]
            refused |= {f"{one}: {seen.status}" for one in said}
    assert not rest, "more was sent than planned"
    return refused
