"""Creates a practice Entra for tests: a clock moved by hand, faults set by name, real sockets if needed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from graph_types import error_problems
from werkzeug.test import Client, TestResponse

from wizard.practice.entra import PracticeEntra, Settling
from wizard.practice.entra.apps import GALLERY
from wizard.practice.people import practice_people
from wizard.practice.serving import LoopbackServer
from wizard.practice.strictness import Strictness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import trustme


class HandClock:
    """Practice time that stands still until it is advanced."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by


class FaultNames(set[str]):
    """The names of the active faults."""

    def active(self, name: str) -> bool:
        return name in self


@dataclass
class World:
    """A practice Entra with its controls, and a Graph client that calls it in the same process."""

    entra: PracticeEntra
    clock: HandClock
    faults: FaultNames
    token: str = field(repr=False)

    def graph(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        token: str | None = None,
        eventual: bool = False,
        version: str = "v1.0",
    ) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        if eventual:
            headers["ConsistencyLevel"] = "eventual"
        path = path.removeprefix("https://graph.example/v1.0")
        path, _, query = path.partition("?")
        return Client(self.entra.graph_app).open(
            f"/{version}{path}",
            base_url="https://graph.example",
            query_string=query,
            method=method,
            json=json,
            headers=headers,
        )


def make_world(
    people: int = 60, *, settle: bool = False, ca_file: str | None = None, seed: int = 1, lenient: Iterable[str] = ()
) -> World:
    """Return a practice Entra, strict except for ``lenient``; new applications settle at once unless ``settle``."""
    clock, faults = HandClock(), FaultNames()
    entra = PracticeEntra(
        practice_people(people, seed=seed),
        clock.now,
        faults,
        ca_file=ca_file,
        settling=Settling if settle else lambda: Settling(0, 0, 0),
        device_interval=1,
        strict=Strictness(lenient),
    )
    return World(entra, clock, faults, entra.issue_token())


class Switch:
    """A WSGI app that forwards to the running test's app, so that a whole module can share its sockets."""

    app: Any = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


@contextmanager
def served(app: Any, certificate: trustme.LeafCert | None, folder: Path) -> Iterator[int]:
    """Serve a WSGI app on a free loopback port, over TLS if there is a certificate; yield the port."""
    files = None
    if certificate is not None:
        pem = folder / "server.pem"
        pem.write_bytes(certificate.private_key_and_cert_chain_pem.bytes())
        files = SimpleNamespace(cert_file=pem, key_file=pem)
    server = LoopbackServer(app, files, threads=4)  # type: ignore[arg-type]
    try:
        yield server.port
    finally:
        server.stop()


TEMPLATE = GALLERY[0].id


def add_app(world: World) -> str:
    answer = world.graph("POST", f"/applicationTemplates/{TEMPLATE}/instantiate", json={"displayName": "CloudGate"})
    assert answer.status_code == 201
    identifier: str = answer.json["servicePrincipal"]["id"]
    return identifier


def add_job(world: World, sp: str) -> str:
    answer = world.graph(
        "POST", f"/servicePrincipals/{sp}/synchronization/jobs", json={"templateId": "soloinsightCloudGateSso"}
    )
    assert answer.status_code == 201
    return f"/servicePrincipals/{sp}/synchronization/jobs/{answer.json['id']}"


def refused(answer: TestResponse, status: int, code: str) -> str:
    assert answer.status_code == status, answer.text
    assert error_problems(answer.json) == []
    assert answer.json["error"]["code"] == code
    assert answer.json["error"]["innerError"]["request-id"] == answer.headers["request-id"]
    message: str = answer.json["error"]["message"]
    return message
