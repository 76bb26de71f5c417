"""Reading CloudGate's accounts over real sockets: pages or look-ups, refused sizes, servers that page wrongly, pauses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.support.listeners import Certificates, serving
from tests.truth.recorder import Recorder
from wizard.errors import ScimError
from wizard.http import Transport
from wizard.journey.accounts import AccountReader, Keys
from wizard.journey.meter import Meter
from wizard.journey.reading import mappings_of
from wizard.mapping import Schema
from wizard.provisioning import HeldAccounts
from wizard.resources import resource
from wizard.scim.client import ScimClient
from wizard.secrets.secret import Secret
from wizard.tasks import Progress, Task

SCHEMA = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))
_EQUALS = re.compile(r'(\w+) eq "(.*)"')


class Server:
    """A SCIM server with habits."""

    def __init__(self, count: int) -> None:
        self.users = [self.user(number) for number in range(count)]
        self.largest = 1000
        self.refuses = False
        self.pages_wrongly = False
        self.trouble: list[int] = []
        self.seen: list[str] = []

    @staticmethod
    def user(number: int) -> dict[str, Any]:
        return {
            "id": f"a{number}",
            "userName": f"p{number}@contoso.example",
            "active": True,
            "name": {"givenName": "G"},
        }

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        path, query = environ["PATH_INFO"], parse_qs(environ.get("QUERY_STRING", ""))
        self.seen.append(f"{environ['REQUEST_METHOD']} {path}?{environ.get('QUERY_STRING', '')}")
        status, body = self.answer(path, query)
        headers = [("Content-Type", "application/scim+json"), ("Retry-After", "3")]
        start(f"{status} X", headers if status == 429 else headers[:1])
        return [json.dumps(body).encode()]

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if path == "/Schemas":
            return 404, {}
        if path != "/Users":
            return 200, {"totalResults": 0, "Resources": []}
        if self.trouble and "filter" not in query and query["startIndex"] != ["1"]:
            return self.trouble.pop(0), {}
        if (wanted := query.get("filter")) is not None:
            found = _EQUALS.fullmatch(wanted[0])
            assert found is not None
            hits = [user for user in self.users if user.get(found[1], "").lower() == found[2].lower()]
            return 200, {"totalResults": len(hits), "Resources": hits}
        start, count = int(query["startIndex"][0]) - 1, int(query["count"][0])
        if count > self.largest and self.refuses:
            return 400, {"detail": "too many"}
        page = self.users[0 if self.pages_wrongly else start :][: min(count, self.largest)]
        return 200, {"totalResults": len(self.users), "Resources": page}

    @property
    def lookups(self) -> int:
        return sum("filter=" in line for line in self.seen)


class World:
    def __init__(self, server: Server, root: str, certificates: Certificates) -> None:
        self.waits: list[float] = []
        self.reports: list[Progress] = []
        self.server = server
        self.task = Task(self.reports.append)
        transport = Transport([certificates.ca_file], wait=lambda task, seconds: self.waits.append(seconds))
        self.close = transport.close
        self.client = ScimClient(root, Secret("reading-token"), transport)

    def read(self, keys: list[Keys] | None = None) -> HeldAccounts:
        reader = AccountReader(self.client, mappings_of(SCHEMA), Meter(), awaited=keys is not None)
        if keys is not None:
            reader.only(len(keys), lambda: keys)
        return reader.read(self.task)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[int], World]]:
    worlds: list[World] = []
    opened: list[Any] = []
    certificates = Certificates(tmp_path)

    def build(count: int) -> World:
        server = Server(count)
        context = serving(server, certificates)
        opened.append(context)
        worlds.append(World(server, context.__enter__().root, certificates))
        return worlds[-1]

    yield build
    for world in worlds:
        world.close()
    for context in opened:
        context.__exit__(None, None, None)


def keys_for(*numbers: int) -> list[Keys]:
    return [[("userName", f"p{number}@contoso.example")] for number in numbers]


def test_everybody_is_read_in_the_largest_pages(make: Callable[[int], World]) -> None:
    world = make(2500)
    held = world.read()
    assert len(held.users) == 2500
    assert held.complete
    assert next(line for line in world.server.seen if "/Users" in line).endswith("startIndex=1&count=1000")
    assert len(world.server.seen) == 1 + 3 + 1, "schemas, three pages, groups"
    (found,) = held.find("User", "userName", "P2400@contoso.example")
    assert found.get("name.givenName") == "G"


@pytest.mark.parametrize("refuses", [True, False])
def test_a_server_that_gives_or_takes_less_is_read_all_the_same(make: Callable[[int], World], refuses: bool) -> None:
    world = make(350)
    world.server.largest, world.server.refuses = 150, refuses
    held = world.read()
    assert len(held.users) == 350
    assert held.complete


def test_few_people_are_looked_up_instead_of_reading_a_hundred_pages(make: Callable[[int], World]) -> None:
    world = make(3000)
    world.server.largest = 10
    held = world.read(keys_for(5, 2999, 7000))
    assert world.server.lookups == 3
    assert len([line for line in world.server.seen if "startIndex" in line and "Users" in line]) == 1
    assert [one.get("id") for one in held.find("User", "userName", "p2999@contoso.example")] == ["a2999"]
    assert held.find("User", "userName", "p7000@contoso.example") == []
    assert not held.complete


def test_many_people_are_read_by_pages(make: Callable[[int], World]) -> None:
    world = make(60)
    world.server.largest = 20
    held = world.read(keys_for(*range(60)))
    assert world.server.lookups == 0
    assert held.complete


def test_a_server_that_repeats_its_first_page_is_asked_person_by_person(make: Callable[[int], World]) -> None:
    world = make(60)
    world.server.largest, world.server.pages_wrongly = 20, True
    held = world.read(keys_for(*range(60)))
    assert world.server.lookups == 60
    assert [one.get("id") for one in held.find("User", "userName", "p59@contoso.example")] == ["a59"]


def test_a_busy_server_is_waited_for_in_the_middle(make: Callable[[int], World]) -> None:
    world = make(2500)
    world.server.trouble = [429, 503]
    assert len(world.read().users) == 2500
    assert world.waits[0] == 3.0
    assert len(world.waits) == 2


def test_a_lost_connection_is_waited_for_and_reading_goes_on_at_the_same_page(tmp_path: Path) -> None:
    server, certificates = Server(2500), Certificates(tmp_path)
    with serving(server, None) as inner:
        recorder = Recorder(inner.port, certificates.cert_file, certificates.key_file)
        world = World(server, f"https://127.0.0.1:{recorder.port}", certificates)

        answer = server.answer

        def cutting(path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
            if query.get("startIndex") == ["1001"] and not world.waits:
                recorder.hang_up = 3
            return answer(path, query)

        server.answer = cutting  # type: ignore[method-assign]
        held = world.read()
        world.close()
        recorder.close()
    assert len(held.users) == 2500
    assert len(world.waits) == 3, "every cut was waited for"
    assert [line for line in server.seen if "startIndex=1&" in line and "Users" in line] == [
        "GET /Users?startIndex=1&count=1000"
    ], "nothing is read twice"


def test_an_error_that_does_not_pass_is_told(make: Callable[[int], World]) -> None:
    world = make(2500)
    world.server.trouble = [500]
    with pytest.raises(ScimError) as caught:
        world.read()
    assert caught.value.status == 500


def test_nothing_is_written(make: Callable[[int], World]) -> None:
    world = make(1200)
    world.read(keys_for(1))
    assert {line.split()[0] for line in world.server.seen} == {"GET"}


def test_the_meter_tells_counts_rate_and_time_left() -> None:
    now = [0.0]
    reports: list[Progress] = []
    meter, task = Meter(lambda: now[0]), Task(reports.append)
    meter.expect("people", 1000)
    meter.expect("accounts", 3000)
    now[0] = 2.0
    meter.add("people", 500, task)
    meter.add("accounts", 500, task)
    (first,) = reports
    assert (first.done, first.total) == (500, 4000)
    now[0] = 4.0
    meter.add("accounts", 1000, task)
    assert reports[-1].params == {"people": 500, "accounts": 1500, "rate": 500, "left": 4}


def test_the_meter_says_nothing_about_time_while_a_total_is_unknown() -> None:
    now = [0.0]
    reports: list[Progress] = []
    meter = Meter(lambda: now[0])
    meter.expect("people", None)
    meter.expect("accounts", 10)
    now[0] = 5.0
    meter.add("people", 5, Task(reports.append))
    assert reports[-1].total is None
    assert reports[-1].params["left"] == -1
