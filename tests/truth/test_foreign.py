"""Servers that know nothing of this program as the practice Entra's target.

What arrives is what the plan said; and whatever the server refuses, ignores or does otherwise was foretold by ``check``,
``doctor patch`` or the preview. :mod:`tests.truth.foreign_servers` tells which servers are tried, and how to have them.
"""

from __future__ import annotations

import json
import threading
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Any

import pytest
from practice_entra import make_world

from tests.truth.companies import SCHEMA
from tests.truth.foreign_servers import SERVERS, TOKEN, Target
from tests.truth.recorder import Exchange, Recorder
from tests.truth.world import plain
from wizard.core.errors import ScimError
from wizard.core.tasks import Task
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Group, Member, Person
from wizard.doctor import Asked, Report, diagnose
from wizard.doctor.patch_probe.facts import PatchFacts
from wizard.doctor.patch_probe.probe import probe_changes
from wizard.http import Transport
from wizard.journey.services.account_keys import group_keys_of, keys_of
from wizard.journey.services.accounts import AccountReader
from wizard.journey.services.reading import mappings_of
from wizard.practice.entra.apps import GALLERY, Assigned, Settling
from wizard.practice.entra.cycle import Cycle
from wizard.practice.entra.jobs import SyncJob
from wizard.practice.serving import Authority
from wizard.provisioning import Configuration, Dialect, Plan, Ref, Source, plan
from wizard.scim.client import ScimClient
from wizard.secrets.secret import Secret

WANT_OBJECTS = ("scim2-server", "scimmy")
"""Servers known to refuse a manager as Entra sends one (recorded of others: scim/requests/16, 30 in tests/real)."""

MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"


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
        configuration = Configuration.from_schema(SCHEMA, sync_all=False, dialect=self._dialect)
        source = Source(people, groups, made)
        reader = AccountReader(client, mappings_of(SCHEMA))
        reader.only(len(people), lambda: keys_of(source, configuration), lambda: group_keys_of(source, configuration))
        found = plan(source, reader.read(Task()), configuration, self._job.links.copy())
        self._recorder.take()
        return found

    def doctor(self) -> tuple[Report, PatchFacts]:
        """Ask the doctor, as ``check`` and ``doctor patch`` do."""
        url, configuration = self._app.secrets["BaseAddress"], Configuration.from_schema(SCHEMA, sync_all=False)
        report = diagnose(Task(), url, Secret(TOKEN), self._transport, Asked(practice=True))
        facts = probe_changes(Task(), url, Secret(TOKEN), self._transport, configuration)
        self._recorder.take()
        return report, facts

    def cycle(self) -> list[Exchange]:
        """Run a cycle over everybody; return everything that was exchanged."""
        self._job.watermark = None
        Cycle(self._state, self._app, self._job, threading.Event()).run()
        return self._recorder.take()

    @property
    def quarantined(self) -> bool:
        return self._job.quarantine is not None


def person(number: int, name: str, manager: str | None = None, **more: Any) -> Person:
    values = {
        "userPrincipalName": f"{name}@contoso.example", "displayName": name.title(), "mailNickname": name,
        "mail": f"{name}@contoso.example", "employeeId": str(number), "givenName": name.title(), "surname": "Example",
        "department": "Sales", "jobTitle": "Guard", **more,
    }  # fmt: skip
    return Person(f"p{number}", values, manager_id=manager)


BEFORE = (person(1, "ann", "p2"), person(2, "ben"), person(3, "cat", "p2"), person(4, "dan"))
AFTER = (
    person(1, "ann", "p3", department="Ops", jobTitle="Lead", displayName="Ann B.", telephoneNumber="+1 4255550100"),
    Person("p2", BEFORE[1].attributes, account_enabled=False),
    Person("p3", {**BEFORE[2].attributes, "mail": "cat.new@contoso.example", "city": "Oslo", "country": "NO"}),
    person(5, "eve", "p1"),
)
GROUP = Group("g1", {"displayName": "Door staff"}, (Member("p1", "User"), Member("p3", "User")))
CHANGED = replace(GROUP, members=(Member("p1", "User"), Member("p5", "User")))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("dialect", ["classic", "aadOptscim062020"])
@pytest.mark.parametrize("name", SERVERS)
def test_what_happens_was_foretold(name: str, dialect: Dialect) -> None:
    """Creations, changes, a block, a deletion, managers set, changed and cleared, members added and taken out."""
    with ExitStack() as stack:
        authority = Authority()
        stack.callback(authority.close)
        target = stack.enter_context(SERVERS[name]())
        recorder = Recorder(target.port, authority.cert_file, authority.key_file)
        stack.callback(recorder.close)
        world = Foreign(target, recorder, authority, dialect)
        stack.callback(world.close)
        report, facts = world.doctor()
        assert facts.left == ()
        if not report.ok:
            with suppress(ScimError):
                world.plan(BEFORE, (GROUP,))
            world.cycle()
            assert world.quarantined, report.findings
            return
        told = Foretold(report, facts, dialect)
        happened: set[str] = set()
        for people, groups in ((BEFORE, (GROUP,)), (AFTER, (CHANGED,))):
            happened |= _compare(world.plan(people, groups), world.cycle())
            assert not world.quarantined, "this was not foretold"
            happened |= _left_to_do(world.plan(people, groups))
        assert name not in WANT_OBJECTS or facts.harm(dialect)["manager"]
        assert told.missed(happened) == set()


class Foretold:
    """What ``check`` and ``doctor patch`` said would go wrong."""

    def __init__(self, report: Report, facts: PatchFacts, dialect: Dialect) -> None:
        self._trials = {one.id: one for one in facts.trials if one.form in ("", dialect) and one.broken}
        self._found = {one.id for one in report.findings}

    def missed(self, happened: set[str]) -> set[str]:
        """Return the deviations, as :func:`_compare` names them, that were not foretold.

        A change that fails takes along what is sent with it, as the findings say.
        """
        along = {
            path
            for one in happened
            if one.startswith("change ") and self._tells(one)
            for path in one.removeprefix("change ").split("|")
        } | {
            "members"
            for one in happened
            if one.endswith(" members") and not one.startswith("again") and self._tells(one)
        }
        return {one for one in happened if not self._tells(one) and one.removeprefix("again ") not in along}

    def _tells(self, deviation: str) -> bool:
        what, _, rest = deviation.partition(" ")
        if what == "create":
            return f"create-{rest}" in self._trials
        if what == "delete":
            return f"delete-{rest}" in self._trials
        if what == "look-up":
            return {"members": "has-member", "Groups": "find-group", "Users": "find-user"}[rest] in self._trials
        if rest == "members":
            tried = {"add": "add-members", "remove": "remove-member", "again": "has-member"}
            return bool({"create-user", "has-member", *(tried[one] for one in what.split("|"))} & set(self._trials))
        if rest == MANAGER:
            return "manager" in self._trials or (what == "clear" and "manager-clear" in self._trials)
        return any(self._path(path) for path in rest.split("|"))

    def _path(self, path: str) -> bool:
        if path == "active" and {"disable", "enable"} & set(self._trials):
            return True
        paths = [one for trial in self._trials.values() if trial.id not in OTHER for one in trial.paths]
        return path in paths or _element(path) in {_element(one) for one in paths if "[" in one}


OTHER = ("disable", "enable", "find-user", "find-group", "create-group", "has-member")


def _element(path: str) -> str:
    """Return the element of a list that a path names."""
    return path.partition("].")[0]


def _left_to_do(planned: Plan) -> set[str]:
    """Return what was accepted and yet is to be done again."""
    return {
        f"again {change.target}"
        for operation in planned
        if operation.work is not None and operation.verdict not in ("clash", "create", "delete")
        if not any(isinstance(request.target_id, Ref) for request in operation.requests)
        for change in operation.changes
    }


def _compare(planned: Plan, exchanged: list[Exchange]) -> set[str]:
    """Compare request by request; return what the server refused.

    What hangs on an object that could not be created, or on a look-up that failed, is not sent: Entra does not either.
    """
    ids: dict[tuple[str, str], str] = {}
    missing: set[Ref] = set()
    broken: set[Ref] = set()
    lookups = [one for one in exchanged if not one.writes and one.status >= 300 and one.status != 404]
    refused = {f"look-up {'members' if 'members eq' in one.query else one.path.split('/')[-1]}" for one in lookups}
    failed = "look-up members" in refused
    rest = [one for one in exchanged if one.writes]
    for operation in planned:
        for request in operation.requests:
            if request.target_id in missing or (operation.reason == "members" and failed):
                continue
            hangs = operation.stage == "reference" and bool(broken)
            if not rest and hangs:
                continue
            assert rest, f"never sent: {operation}"
            seen = rest.pop(0)
            path = f"/{request.resource}" + (
                f"/{plain(request.target_id, ids)}" if request.target_id is not None else ""
            )
            body = json.loads(json.dumps(plain(request.body, ids))) if request.body is not None else None
            if hangs and not seen.path.endswith(path):
                rest.insert(0, seen)  # references of and to what failed wait for the next cycle
                continue
            assert seen.method == request.method and seen.path.endswith(path), (seen, operation)
            if seen.body != body:
                # Members are looked up one by one; the plan knows them from reading the group.
                assert operation.reason == "members", (seen.body, body)
                refused |= set() if hangs else {"look-up members"}
            if seen.status < 300:
                if request.method == "POST":
                    ids[operation.kind, operation.source_id] = seen.answer["id"]
                continue
            refused |= set(_refusals(seen, operation.kind))
            broken.add(Ref(operation.kind, operation.source_id))
            if request.method == "POST":
                missing.add(Ref(operation.kind, operation.source_id))
    assert not rest, "more was sent than planned"
    return refused


def _refusals(seen: Exchange, kind: str) -> list[str]:
    """Return what a refused request wanted; attributes of one request stand together."""
    if seen.method != "PATCH":
        return [f"{'create' if seen.method == 'POST' else 'delete'} {kind.lower()}"]
    found, paths = [], []
    members = [
        change["op"].lower() for change in seen.body["Operations"] if change.get("path", "").startswith("members")
    ]
    for change in seen.body["Operations"]:
        path, value = change.get("path", ""), change.get("value")
        if path.startswith("members"):
            found = [f"{'|'.join(members)} members"]
        elif path == MANAGER:
            found.append(f"{'set' if value else 'clear'} {path}")
        else:
            paths += [path] if path else list(value)
    return [*found, "change " + "|".join(paths)] if paths else found
