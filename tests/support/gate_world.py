"""A practice Entra and two practice CloudGates in the test process, with cycles run by the test, and both gates.

The gates are those of the window's pages and of the terminal. Requests to Graph are recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from graph_wire import FixedTokens
from practice_entra import FaultNames, Switch, World, add_app, add_job, make_world
from pytestqt.qtbot import QtBot

from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.directory import Tenant
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.clouds import practice_cloud
from wizard.http import Transport
from wizard.journey.context import Context, Session
from wizard.journey.machine import Journey, Snapshot
from wizard.journey.steps import STEPS
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.cloudgate.server import PUBLISHED_PATH
from wizard.practice.entra.apps import USER_ROLE
from wizard.practice.serving import Authority, LoopbackServer
from wizard.secrets.memory import MemoryStore
from wizard.secrets.secret import Secret

TOKEN = "practice-token-for-the-gate"
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
READING = ("/$batch", "/validateCredentials", "/checkMemberObjects", "/parseExpression")
"""POST requests with these endings only read."""


@dataclass
class Sockets:
    """The servers of a test module; each test sets their applications."""

    authority: Authority
    gates: tuple[Switch, Switch]
    graph: Switch
    bases: tuple[str, str]
    root: str


@contextmanager
def sockets() -> Iterator[Sockets]:
    """Serve Graph and two CloudGates over TLS on loopback."""
    authority = Authority()
    switches = Switch(), Switch(), Switch()
    servers = [LoopbackServer(one, authority) for one in switches]
    bases = servers[0].root + PUBLISHED_PATH, servers[1].root + PUBLISHED_PATH
    try:
        yield Sockets(authority, switches[:2], switches[2], bases, servers[2].root)
    finally:
        for server in servers:
            server.stop()
        authority.close()


@dataclass
class Company:
    """A tenant with an application whose job may run. ``sent`` are the writing requests that arrived at Graph."""

    world: World
    gates: tuple[PracticeCloudGate, PracticeCloudGate]
    bases: tuple[str, str]
    sp: str
    job_path: str
    context: Context
    journey: Journey
    sent: list[tuple[str, str]] = field(default_factory=list)
    served: Any = None
    """The sockets that serve it."""

    @property
    def directory(self) -> Any:
        return self.world.entra.directory

    @property
    def job(self) -> Any:
        return self.world.entra.state.apps.get(self.sp).job

    # --- changes in the tenant without the program

    def settings(self, **more: str) -> None:
        mail = json.dumps({"Enabled": True, "Recipients": "it@harborlights.example"})
        values = {
            "BaseAddress": self.bases[0], "SecretToken": TOKEN, "SyncAll": "false", "SyncNotificationSettings": mail,
            **more,
        }  # fmt: skip
        body = {"value": [{"key": key, "value": value} for key, value in values.items()]}
        path = f"/servicePrincipals/{self.sp}/synchronization/secrets"
        assert self.world.graph("PUT", path, json=body).status_code == 204

    def limit(self, deletions: int) -> None:
        self.settings(SyncNotificationSettings=json.dumps({
            "Enabled": True, "Recipients": "it@harborlights.example", "DeleteThresholdEnabled": True,
            "DeleteThresholdValue": deletions,
        }))  # fmt: skip

    def group(self, name: str) -> Any:
        return next(group for group in self.directory.groups() if group.display_name == name)

    def assign(self, item: Any) -> str:
        body = {"principalId": item.id, "resourceId": self.sp, "appRoleId": USER_ROLE.id}
        made = self.world.graph("POST", f"/servicePrincipals/{self.sp}/appRoleAssignedTo", json=body)
        assert made.status_code == 201, made.text
        return str(made.json["id"])

    def unassign(self, item: Any) -> None:
        path = f"/servicePrincipals/{self.sp}/appRoleAssignedTo"
        for one in self.world.graph("GET", path).json["value"]:
            if one["principalId"] == item.id:
                assert self.world.graph("DELETE", f"{path}/{one['id']}").status_code == 204

    def start(self) -> None:
        assert self.world.graph("POST", f"{self.job_path}/start").status_code == 204

    def pause(self) -> None:
        assert self.world.graph("POST", f"{self.job_path}/pause").status_code == 204

    def cycle(self, minutes: int = 41) -> None:
        """Advance the time, and run the cycle that is due, if any."""
        self.world.clock.advance(timedelta(minutes=minutes))
        self.world.entra.scheduler.run_due()

    def members(self, group: str) -> list[Any]:
        """Return the enabled users that are direct members of a group."""
        found = [self.directory.person(one.id) for one in self.group(group).members if one.kind == "User"]
        return [person for person in found if person and person.account_enabled and not person.soft_deleted]

    # --- CloudGate

    def ask(self, which: int, method: str, path: str, body: Any) -> None:
        """Send a request to a CloudGate as its administrator would."""
        from werkzeug.test import Client

        answer = Client(self.gates[which].app).open(
            f"{PUBLISHED_PATH}{path}", base_url=self.bases[which].removesuffix(PUBLISHED_PATH), method=method, json=body,
            headers={"Authorization": f"Bearer {TOKEN}"}, content_type="application/scim+json",
        )  # fmt: skip
        assert answer.status_code < 300, answer.text

    def state(self, which: int = 0) -> dict[tuple[str, str], Any]:
        """Return a CloudGate's objects by kind and id: the name, and for users whether the account is active."""
        gate = self.gates[which]
        users = {("User", one["id"]): (one["displayName"], bool(one.get("active"))) for one in gate.held("User")}
        return {**users, **{("Group", one["id"]): (one["displayName"], True) for one in gate.held("Group")}}

    def happened(self, before: Mapping[tuple[str, str], Any], which: int = 0) -> set[tuple[str, str, str]]:
        """Return the changes since: verdict, kind and name of each object created, disabled or deleted."""
        after = self.state(which)
        done = {("create", kind, name) for (kind, at), (name, _) in after.items() if (kind, at) not in before}
        for (kind, at), (name, active) in before.items():
            if (kind, at) not in after:
                done.add(("delete", kind, name))
            elif active and not after[kind, at][1]:
                done.add(("disable", kind, name))
        return done

    def foretold(self, found: Any) -> set[tuple[str, str, str]]:
        """Return the changes that a forecast predicts, in the same form."""
        operations = found.impact.operations if found.impact is not None else ()
        done = {"create", "disable", "delete"}
        return {
            (one.verdict, one.kind, one.name) for one in operations if one.stage == "object" and one.verdict in done
        }

    def writes(self) -> list[tuple[str, str]]:
        """Return the writing requests of the program that arrived at Graph."""
        return list(self.sent)


@contextmanager
def company(at: Sockets) -> Iterator[Company]:
    """Create a company with Door Staff assigned and a job that is off."""
    gates = tuple(PracticeCloudGate(Secret(TOKEN), FaultNames()) for _ in range(2))  # type: ignore[arg-type]
    world = make_world(30, ca_file=str(at.authority.ca_file))
    at.gates[0].app, at.gates[1].app = gates[0].app, gates[1].app
    store = MemoryStore()
    store.save("token", Secret(TOKEN))
    context = Context(
        lambda _files: Transport([at.authority.ca_file]), MemoryStore, store, lambda _url: True, now=world.clock.now
    )
    graph = GraphClient(
        Calls(context.transport, practice_cloud("https://127.0.0.1:1", at.root), FixedTokens(world.token))
    )
    context.session = Session(None, graph, "admin", Tenant("", "Harbor Lights"))  # type: ignore[arg-type]
    sp = add_app(world)
    journey = Journey(STEPS, lambda: datetime.now(UTC).isoformat())
    journey.restore(Snapshot("preview", "watch", journey.answers))
    made = Company(world, gates, at.bases, sp, add_job(world, sp), context, journey, served=at)  # type: ignore[arg-type]
    journey.answer(
        service_principal_id=sp, tenant_url=at.bases[0], token_reference="token", token_kept="memory",
        notification_email="it@harborlights.example", prevent_deletions=False,
    )  # fmt: skip

    def noting(environ: Any, start: Any) -> Any:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if method in WRITING and not path.endswith(READING):
            made.sent.append((method, path))
        return world.entra.graph_app(environ, start)

    at.graph.app = noting
    made.settings()
    made.assign(made.group("Door Staff"))
    try:
        yield made
    finally:
        context.reset()


# --- the window


@dataclass
class Window:
    """The program's window over a company; presses go through the dialog as a user's would."""

    company: Company
    qtbot: QtBot
    shell: Any
    foretold: list[Any] = field(default_factory=list)
    asked: int = 0
    """The number of decisions of a gate, either to ask or that nothing has to be asked."""

    @property
    def context(self) -> Any:
        return self.shell.context

    @property
    def page(self) -> Any:
        return self.shell.page

    def open(self, step_id: str) -> Any:
        """Go to a step as the rail does."""
        self.context.controller.go(step_id)
        self.qtbot.waitUntil(lambda: self.page.step_id == step_id)
        self.quiet()
        return self.page

    @property
    def idle(self) -> bool:
        """Whether nothing runs, except a watch that has shown its first look and waits for a cycle."""
        watching = getattr(self.page, "_watching", None) is not None
        if watching and self.page.job.status is None:
            return False
        return self.context.runner.busy == int(watching) and not self.page.waiting

    def quiet(self) -> None:
        self.qtbot.waitUntil(lambda: self.idle, timeout=30_000)

    def find(self, name: str) -> Any:
        from PySide6.QtWidgets import QWidget

        return next(one for one in self.page.findChildren(QWidget, name) if one.isVisible())

    def press(self, name: str) -> Any:
        """Press a control; return the dialog, or ``None`` if there is none."""
        from PySide6.QtCore import Qt

        self.page.gate.dialog = None
        before = self.asked
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: self.asked > before or self.context.runner.busy == 0, timeout=30_000)
        dialog = self.page.gate.dialog
        return dialog if dialog is not None and dialog.isVisible() else None

    def agree(self, dialog: Any) -> Any:
        """Type the number if required, and confirm; return the forecast."""
        from PySide6.QtCore import Qt

        if dialog._found.asks == "number":
            assert not dialog.go.isEnabled()
            dialog.number.setText(str(dialog._found.removals))
        self.qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        self.quiet()
        return dialog._found


@contextmanager
def window(made: Company, qtbot: QtBot, qapp: Any, folder: Any) -> Iterator[Window]:
    """Show the window over a company, with every step reached."""
    from wizard.journey.setups import SetupStore
    from wizard.ui.pages import impact_gate
    from wizard.ui.shell.app import build

    store = SetupStore(folder / "setups")
    shell = build(qapp, made.journey, made.context, lambda: store, dark=False)
    shell.resize(1220, 860)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    shown = Window(made, qtbot, shell)
    forecast, decide = impact_gate.forecast, impact_gate.ImpactGate._found

    def noting(*args: Any, **options: Any) -> Any:
        shown.foretold.append(forecast(*args, **options))
        return shown.foretold[-1]

    def deciding(gate: Any, found: Any) -> None:
        decide(gate, found)
        shown.asked += 1

    impact_gate.forecast, impact_gate.ImpactGate._found = noting, deciding  # type: ignore[method-assign]
    try:
        yield shown
    finally:
        impact_gate.forecast, impact_gate.ImpactGate._found = forecast, decide  # type: ignore[method-assign]
    shell.page.leave()
    runner = shell.context.runner
    qtbot.waitUntil(lambda: runner.busy == 0 and shell.context.controller.saving.all_saved, timeout=30_000)
    runner.close()
    shell.close()
    shell.context.theme.deleteLater()
    shell.deleteLater()


# --- the terminal


@dataclass
class Terminal:
    """The terminal's gates over a company; ``typed`` are the answers to the questions; later ones are confirmed."""

    company: Company
    typed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def gates(self, attended: bool = True, consents: Mapping[str, Any] | None = None) -> Any:
        from wizard.cli.journey.gates import Gates
        from wizard.cli.journey.prompts import Prompter

        class Typist(Prompter):
            def line(_self, prompt: str) -> str:
                self.said.append(prompt)
                if self.typed:
                    return self.typed.pop(0)
                asked = re.search(r"\((\d+)\)", prompt)
                return asked[1] if asked else "yes"

            def say(_self, text: str) -> None:
                self.said.append(text)

        @contextmanager
        def working() -> Iterator[Task]:
            yield Task()

        texts = Texts()
        return Gates(
            self.company.journey, self.company.context, texts, Typist(texts), attended, consents or {}, working
        )
