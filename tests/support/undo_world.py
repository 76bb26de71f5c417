"""A tenant that both the program and another administrator change, compared as a whole with an independent reader."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gate_world import TOKEN, Sockets
from graph_wire import FixedTokens
from practice_entra import FaultNames, World, add_app, make_world
from werkzeug.test import Client

from wizard.core.tasks import Task
from wizard.directory import Tenant
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.clouds import practice_cloud
from wizard.history.model import mark
from wizard.http import Request, Response, Transport
from wizard.journey.answers import Answers
from wizard.journey.context import Context, Session
from wizard.mapping import Schema
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.entra.apps import GALLERY_NAME, USER_ROLE
from wizard.secrets.memory import MemoryStore
from wizard.secrets.secret import Secret

OTHER_TOKEN = "token-of-somebody-else-+/="
"""The token that the other administrator stores with another address."""

_NOTHING = object()
VOLATILE = {"id", "createdDateTime", "creationTimestamp", "version", "deletedDateTime"}


@dataclass
class Undoing:
    """A tenant with another administrator's application, the program's session, and its journal."""

    world: World
    context: Context
    answers: Answers
    found: str
    base: str
    renew: Callable[[], Context]
    """Creates the context of a new run of the program, signed in, on the same journal."""

    random: random.Random = field(default_factory=lambda: random.Random(1))
    task: Task = field(default_factory=Task)
    foreign: dict[tuple[str, ...], Any] = field(default_factory=dict)
    """The other administrator's last changes: place and value."""

    ours: dict[tuple[str, ...], Any] = field(default_factory=dict)
    """The values that the program last set, by place."""

    def _keep(self, other: bool, place: tuple[str, ...], value: Any) -> None:
        """Record a change. If the other administrator restores the program's value, it no longer counts as a change."""
        if other and value != self.ours.get(place, _NOTHING):
            self.foreign[place] = value
        else:
            self.foreign.pop(place, None)
        if not other:
            self.ours[place] = value

    def overwritten(self) -> list[tuple[str, ...]]:
        """Return the places at which the other administrator's change was lost."""
        lost = []
        for place, value in self.foreign.items():
            app = self.world.entra.state.apps.get(place[1])
            if app is None:
                # An assignment removed or a job turned off by the other administrator stays so without the application.
                if not (place[0] in {"assigned", "on"} and value is False):
                    lost.append(place)
                continue
            now: Any = None
            match place[0]:
                case "assigned":
                    now = any(one.principal_id == place[2] for one in app.assignments)
                case "secret":
                    now = app.secrets.get(place[2])
                case "on":
                    now = app.job is not None and app.job.state == "Active"
                case "required":
                    now = app.assignment_required
                case _:
                    # A job of the program with the default schema again is removed; a change back to the default loses
                    # nothing.
                    default = self.world.entra.state.template_schema(app)
                    now = piece(Schema(app.job.schema if app.job is not None else default), place[2])
            if now != value:
                lost.append(place)
        return lost

    @property
    def graph(self) -> GraphClient:
        return self.context.graph

    def state(self) -> dict[str, Any]:
        """Return the state of all applications as another reader sees it, without ids that change on recreation."""

        def get(path: str) -> Any:
            answer = self.world.graph("GET", path)
            assert answer.status_code == 200, answer.text
            return answer.json

        found: dict[str, Any] = {"applications": without_ids(get("/applications")["value"])}
        for principal in get("/servicePrincipals")["value"]:
            app = principal["id"]
            base = f"/servicePrincipals/{app}"
            jobs = get(f"{base}/synchronization/jobs")["value"]
            found[app] = {
                "principal": without_ids(principal),
                "assignments": sorted(
                    (one["principalId"], one["appRoleId"]) for one in get(f"{base}/appRoleAssignedTo")["value"]
                ),
                "secrets": dict(sorted(self.world.entra.state.apps.get(app).secrets.items())),  # type: ignore[union-attr]
                "jobs": [
                    (one["templateId"], one["schedule"]["state"] == "Active",
                     meaning(get(f"{base}/synchronization/jobs/{one['id']}/schema")))
                    for one in jobs
                ],
            }  # fmt: skip
        return found

    def put(self, method: str, path: str, body: Any = None, expect: int = 204) -> Any:
        """Make a change as the other administrator."""
        answer = self.world.graph(method, path, json=body)
        assert answer.status_code == expect, answer.text
        return answer

    # --- changes by the program, with the functions that the steps use

    def job(self, app: str) -> str:
        jobs = self.graph.jobs.all(self.task, app)
        return jobs[0].id if jobs else ""

    def add(self) -> str:
        template = self.graph.applications.find_template(self.task, GALLERY_NAME)
        known = [one.id for one in self.graph.applications.instances(self.task, template.id)]
        return self.graph.applications.add(self.task, template.id, "CloudGate of ours", known).id

    def connect(self, app: str, *, sync_all: str = "false", mail: str = "it@harborlights.example") -> None:
        notification = json.dumps({"Enabled": True, "Recipients": mail})
        values = {
            "BaseAddress": self.base, "SecretToken": Secret(TOKEN), "SyncAll": sync_all,
            "SyncNotificationSettings": notification,
        }  # fmt: skip
        marks = {"SecretToken": mark(self.answers.token_reference, self.answers.token_saved)}
        self.graph.credentials.save(self.task, app, values, marks=marks)

    def edit(self, app: str, **changes: Any) -> None:
        """Save the schema with one row changed, added or removed, a filter, or the groups' switch."""
        job = self.job(app)
        schema = Schema(self.graph.schema.read(self.task, app, job))
        self.graph.schema.replace(self.task, app, job, edited(schema, **changes).to_json())

    def wander(self, steps: int, *, foreign: float = 0.0) -> list[str]:
        """Make random changes, as the program or the other administrator; return them in words."""
        chance, said = self.random, list[str]()
        apps = [self.found] + ([self.add()] if chance.random() < 0.6 else [])
        people = self.world.entra.directory.people()[:8]
        groups = self.world.entra.directory.groups()[:4]
        for _ in range(steps):
            app = chance.choice(apps)
            other = chance.random() < foreign
            what = chance.choice(
                [
                    "assign", "assign", "unassign", "job", "connect", "schema", "schema", "on", "off", "scope",
                    "restart", "required", "address",
                ]
            )  # fmt: skip
            job = self.job(app)
            if what in {"schema", "on", "off", "restart"} and not job:
                what = "job"
            said.append(f"{'somebody' if other else 'we'}: {what} {app[:4]}")
            getattr(self, f"_{what}")(app, job, other, people, groups)
        return said

    def _assign(self, app: str, _job: str, other: bool, people: Any, groups: Any) -> None:
        one = self.random.choice([*people, *groups])
        if other:
            body = {"principalId": one.id, "resourceId": app, "appRoleId": USER_ROLE.id}
            made = self.world.graph("POST", f"/servicePrincipals/{app}/appRoleAssignedTo", json=body)
            if made.status_code != 201:
                return  # already assigned
        else:
            if any(held.principal_id == one.id for held in self.graph.assignments.all(self.task, app)):
                return
            self.graph.assignments.add(self.task, app, one.id, USER_ROLE.id, name=one.display_name, kind="User")
        self._keep(other, ("assigned", app, one.id), True)

    def _unassign(self, app: str, _job: str, other: bool, _people: Any, _groups: Any) -> None:
        held = self.graph.assignments.all(self.task, app)
        if not held:
            return
        one = self.random.choice(held)
        if other:
            self.put("DELETE", f"/servicePrincipals/{app}/appRoleAssignedTo/{one.id}")
        else:
            self.graph.assignments.remove(self.task, app, one.id, known=one)
        self._keep(other, ("assigned", app, one.principal_id), False)

    def _job(self, app: str, job: str, other: bool, *_more: Any) -> None:
        if not other and not job:
            self.graph.jobs.ensure(self.task, app)

    def _connect(self, app: str, _job: str, other: bool, *_more: Any) -> None:
        mail = self.random.choice(["it@harborlights.example", "ops@harborlights.example"])
        if other:
            value = json.dumps({"Enabled": True, "Recipients": "somebody@harborlights.example"})
            body = {"value": [{"key": "SyncNotificationSettings", "value": value}]}
            self.put("PUT", f"/servicePrincipals/{app}/synchronization/secrets", body)
            self._keep(True, ("secret", app, "SyncNotificationSettings"), value)
        else:
            self.connect(app, mail=mail)
            notification = json.dumps({"Enabled": True, "Recipients": mail})
            self._keep(False, ("secret", app, "SyncNotificationSettings"), notification)
            self._keep(False, ("secret", app, "SyncAll"), "false")
            self._keep(False, ("secret", app, "BaseAddress"), self.base)
            self._keep(False, ("secret", app, "SecretToken"), TOKEN)

    def _scope(self, app: str, _job: str, other: bool, *_more: Any) -> None:
        value = self.random.choice(["true", "false"])
        if other:
            body = {"value": [{"key": "SyncAll", "value": value}]}
            if self.world.entra.state.apps.get(app).secrets.get("SyncAll", "") == value:  # type: ignore[union-attr]
                return  # changes nothing
            self.put("PUT", f"/servicePrincipals/{app}/synchronization/secrets", body)
        else:
            self.graph.credentials.save(self.task, app, {"SyncAll": value})
        self._keep(other, ("secret", app, "SyncAll"), value)

    def _schema(self, app: str, job: str, other: bool, *_more: Any) -> None:
        change = self.random.choice(
            [
                {"change": self.random.choice(["title", "displayName"]), "to": self.random.choice(["[mail]", "[city]", "[jobTitle]"])},
                {"remove": self.random.choice(["title", "preferredLanguage"])},
                {"groups": self.random.choice([True, False])},
                {"filters": self.random.choice(["Berlin", "Hamburg", ""])},
            ]
        )  # fmt: skip
        path = f"/servicePrincipals/{app}/synchronization/jobs/{job}/schema"
        old = Schema(self.world.graph("GET", path).json)
        schema = edited(old, **change)
        name = str(change.get("change") or change.get("remove") or next(iter(change)))
        if piece(old, name) == piece(schema, name):
            return  # changes nothing, so neither of them owns it
        if other:
            self.put("PUT", path, schema.to_json())
        else:
            self.edit(app, **change)
        self._keep(other, ("schema", app, name), piece(schema, name))

    def _on(self, app: str, job: str, other: bool, *_more: Any) -> None:
        if self.world.entra.state.apps.get(app).job.state == "Active":  # type: ignore[union-attr]
            return
        self._keep(other, ("on", app), True)
        if other:
            self.put("POST", f"/servicePrincipals/{app}/synchronization/jobs/{job}/start")
        else:
            self.graph.jobs.start(self.task, app, job)

    def _restart(self, app: str, job: str, other: bool, *_more: Any) -> None:
        self._keep(other, ("on", app), True)
        if other:
            self.put("POST", f"/servicePrincipals/{app}/synchronization/jobs/{job}/restart", {"criteria": {}})
        else:
            self.graph.jobs.restart(self.task, app, job, "")

    def _required(self, app: str, _job: str, other: bool, *_more: Any) -> None:
        value = self.random.choice([True, False])
        if self.world.entra.state.apps.get(app).assignment_required == value:  # type: ignore[union-attr]
            return  # changes nothing
        if other:
            self.put("PATCH", f"/servicePrincipals/{app}", {"appRoleAssignmentRequired": value})
        else:
            self.graph.applications.require_assignment(self.task, app, value)
        self._keep(other, ("required", app), value)

    def _address(self, app: str, _job: str, other: bool, *_more: Any) -> None:
        """Point the job to another address, as the other administrator."""
        if not other:
            return
        values = {"BaseAddress": "https://another.example/scim", "SecretToken": OTHER_TOKEN}
        body = {"value": [{"key": key, "value": value} for key, value in values.items()]}
        self.put("PUT", f"/servicePrincipals/{app}/synchronization/secrets", body)
        for key, value in values.items():
            self._keep(True, ("secret", app, key), value)

    def _off(self, app: str, job: str, other: bool, *_more: Any) -> None:
        if self.world.entra.state.apps.get(app).job.state != "Active":  # type: ignore[union-attr]
            return
        self._keep(other, ("on", app), False)
        if other:
            self.put("POST", f"/servicePrincipals/{app}/synchronization/jobs/{job}/pause")
        else:
            self.graph.jobs.pause(self.task, app, job)


def piece(schema: Schema, name: str) -> Any:
    """Return the value of one piece of a schema: a user row by its target, the user filters, or the groups' switch."""
    if name == "groups":
        return schema.mapping("Group").enabled
    mapping = schema.mapping("User")
    if name == "filters":
        return [[(one.attribute, one.operator, one.values) for one in group.clauses] for group in mapping.scope.groups]
    return [(row.expression, row.flow) for row in mapping.rows if row.target == name]


def edited(schema: Schema, **changes: Any) -> Schema:
    """Return a schema with one change."""
    from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter

    user = schema.mapping("User")
    if "groups" in changes:
        return schema.with_mapping("Group", enabled=changes["groups"])
    if "filters" in changes:
        city = changes["filters"]
        groups = (FilterGroup("Office", (Clause("city", "EQUALS", (city,)),)),) if city else ()
        return schema.with_mapping("User", scope=ScopingFilter(groups))
    if "remove" in changes:
        rows = [row for row in user.rows if row.target != changes["remove"]]
        return schema.with_mapping("User", rows=rows)
    rows = [row.with_expression(changes["to"]) if row.target == changes["change"] else row for row in user.rows]
    return schema.with_mapping("User", rows=rows)


def meaning(raw: dict[str, Any]) -> Any:
    """Return a schema's meaning in a comparable form: rows by target, filters, switches."""
    schema = Schema(raw)
    found = []
    for kind in ("User", "Group"):
        mapping = schema.mapping(kind)  # type: ignore[arg-type]
        rows = sorted((row.target, row.expression, row.default or "", row.matching, row.flow) for row in mapping.rows)
        filters = [
            [(one.attribute, one.operator, one.values) for one in group.clauses] for group in mapping.scope.groups
        ]
        found.append((mapping.enabled, sorted(mapping.actions), rows, filters))
    return found


def forgiven(state: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return a state without the known exception: notifications can be turned off but not removed."""
    for app, found in state.items():
        if not isinstance(found, dict):
            continue
        was = before.get(app, {}).get("secrets", {})
        text = found["secrets"].get("SyncNotificationSettings", "")
        if "SyncNotificationSettings" not in was and text and not json.loads(text)["Enabled"]:
            del found["secrets"]["SyncNotificationSettings"]
    return state


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_ids(one) for key, one in value.items() if key not in VOLATILE and not key.startswith("@")}
    return [without_ids(one) for one in value] if isinstance(value, list) else value


class InProcess(Transport):
    """Passes requests to a WSGI application in this process, so that a journey needs no connections and no threads."""

    def __init__(self, app: Any) -> None:
        super().__init__()
        self._client = Client(app)

    def _once(self, _task: Any, request: Request, *_more: Any) -> Response:
        token = {"Authorization": f"Bearer {request.token.reveal()}"} if request.token is not None else {}
        with self._client.open(
            request.url, method=request.method, headers={**request.headers, **token}, data=request.body
        ) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Response(answer.status_code, headers, answer.data, request.url, 0.0)


class KeptTenant:
    """A tenant in this process that is restored for each journey instead of being created again."""

    def __init__(self) -> None:
        self.world = make_world()
        self.found = add_app(self.world)
        self._apps = copy.deepcopy(self.world.entra.state.apps.every())
        self._change = self.world.entra.directory.changes()

    def transport(self) -> Transport:
        return InProcess(self.world.entra.graph_app)

    def reset(self) -> None:
        """Restore the tenant's initial state."""
        apps = self.world.entra.state.apps
        for app in apps.every():
            apps.forget(app)
        for app in copy.deepcopy(self._apps):
            apps.put(app)
        self.world.entra.directory.take_changes(*self._change)


@contextmanager
def undoing(at: Sockets | KeptTenant, path: Path, seed: int = 1) -> Iterator[Undoing]:
    """Provide a tenant with another administrator's application, and a session whose journal is at ``path``.

    Args:
        at: Sockets for a new tenant, or a tenant in this process that is restored.
    """
    store, keystore = MemoryStore(), MemoryStore()
    store.save("token", Secret(TOKEN))
    if isinstance(at, KeptTenant):
        at.reset()
        world, sp, base, root = at.world, at.found, "https://cloudgate.example/scim", "https://graph.example"
        transport = at.transport
    else:
        gate = PracticeCloudGate(Secret(TOKEN), FaultNames())  # type: ignore[arg-type]
        world = make_world(ca_file=str(at.authority.ca_file))
        at.gates[0].app, at.graph.app = gate.app, world.entra.graph_app
        sp, base, root, ca_file = add_app(world), at.bases[0], at.root, at.authority.ca_file

        def transport() -> Transport:
            return Transport([ca_file])

    def renew() -> Context:
        context = Context(lambda _files: transport(), lambda: keystore, store, lambda _url: True, now=world.clock.now)
        graph = GraphClient(Calls(
            context.transport, practice_cloud("https://127.0.0.1:1", root), FixedTokens(world.token),
            journal=lambda: context.journal,
        ))  # fmt: skip
        context.session = Session(None, graph, "admin@harborlights.example", Tenant("", "Harbor Lights"))  # type: ignore[arg-type]
        context.journal.use(path, "0123456789ab")
        return context

    answers = Answers(
        service_principal_id=sp, tenant_url=base, token_reference="token", token_kept="memory",
        token_saved="2026-01-12T09:00:00.000+00:00",
    )  # fmt: skip
    made = Undoing(world, renew(), answers, sp, base, renew, random.Random(seed))
    try:
        yield made
    finally:
        made.context.reset()
