"""A practice Entra behind real TLS sockets for the Graph client, and a scripted Graph for answers it never gives."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import trustme
from graph_wire import FixedTokens, Recorder, Script, Wire
from practice_entra import World, make_world, served

from wizard.core.tasks import Progress, Task
from wizard.graph.calls import Calls
from wizard.graph.client import GraphClient
from wizard.graph.clouds import Cloud, practice_cloud
from wizard.http import Transport


class WaitClock:
    """A clock that goes on by what was waited, without waiting."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return time.monotonic() + sum(self.waits)

    def wait(self, task: Task, seconds: float) -> None:
        task.checkpoint()
        self.waits.append(seconds)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def leaf(authority: trustme.CA) -> trustme.LeafCert:
    return authority.issue_cert("127.0.0.1", "localhost")


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def make_wire(
    ca_file: Path, leaf: trustme.LeafCert, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Wire]]:
    clock = WaitClock()
    for module in ("transport", "retries"):
        monkeypatch.setattr(f"wizard.http.{module}.time", clock)
    with ExitStack() as stack:

        def make(app: Any, token: str = "practice.token.value") -> Wire:
            recorder = Recorder(app)
            port = stack.enter_context(served(recorder, leaf, tmp_path))
            reports: list[Progress] = []
            transport = Transport([ca_file], wait=clock.wait)
            stack.callback(transport.close)
            cloud: Cloud = practice_cloud("https://127.0.0.1:1", f"https://127.0.0.1:{port}")
            tokens = FixedTokens(token)
            graph = GraphClient(Calls(transport, cloud, tokens, wait=clock.wait))
            if isinstance(app, Script):
                app.port = port
            return Wire(graph, recorder, tokens, transport, Task(reports.append), reports, clock.waits)

        yield make


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def scripted(make_wire: Callable[..., Wire], script: Script) -> Wire:
    return make_wire(script)


@pytest.fixture
def world() -> World:
    return make_world(60, settle=True)


@pytest.fixture
def practice(make_wire: Callable[..., Wire], world: World) -> Iterator[Wire]:
    """The practice Graph; at the end every body that was sent must have fitted its type."""
    wire = make_wire(world.entra.graph_app, world.token)
    yield wire
    assert wire.recorder.problems == []


@pytest.fixture
def login(world: World, ca_file: Path, leaf: trustme.LeafCert, tmp_path: Path) -> Iterator[tuple[Cloud, Transport]]:
    """The practice sign-in service behind TLS; tests act for the browser, so that no page is served."""
    with served(world.entra.login_app, leaf, tmp_path) as port:
        root = f"https://127.0.0.1:{port}"
        world.entra.set_addresses(root, "http://127.0.0.1:1")
        transport = Transport([ca_file], wait=lambda task, seconds: task.checkpoint())
        yield practice_cloud(root, "https://graph.example"), transport
        transport.close()
