"""Reading CloudGate's accounts over real sockets: pages or look-ups, refused sizes, servers that page wrongly, pauses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from listeners import Certificates, serving

from tests.truth.recorder import Recorder
from wizard.core.errors import ScimError, WizardError
from wizard.core.resources import resource
from wizard.core.tasks import Progress, Task
from wizard.core.texts import Texts
from wizard.http import Transport
from wizard.journey.services.account_keys import Keys
from wizard.journey.services.accounts import AccountReader
from wizard.journey.services.meter import Meter
from wizard.journey.services.reading import mappings_of
from wizard.mapping import Schema
from wizard.provisioning import TargetSnapshot
from wizard.scim.client import ScimClient
from wizard.secrets.secret import Secret

SCHEMA = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))
_EQUALS = re.compile(r'(\w+) eq "(.*)"')


class Server:
    """A SCIM server with habits."""

    def __init__(self, count: int) -> None:
        self.users = [self.user(number) for number in range(count)]
        self.largest = 1000
        self.refuses = False
        self.pages_wrongly = False
        self.groups: list[dict[str, Any]] = []
        self.total: int | None = None
        self.endless = False
        self.beyond = 200
        self.no_pages = 0
        self.no_count = False
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
        paged = "filter" not in query and path in ("/Users", "/Groups")
        if self.no_pages and paged:
            return self.no_pages, {"detail": "cannot page"}
        if self.no_count and paged and "count" in query:
            return 400, {"detail": "count is not known"}
        if path.startswith("/Groups/"):
            return 200, next(one for one in self.groups if path == f"/Groups/{one['id']}")
        if path != "/Users":
            found = query.get("filter", [""])[0]
            hits = [one for one in self.groups if not found or found == f'displayName eq "{one["displayName"]}"']
            return 200, {
                "totalResults": len(hits),
                "Resources": hits if query.get("startIndex", ["1"]) == ["1"] else [],
            }
        if self.trouble and "filter" not in query and query["startIndex"] != ["1"]:
            return self.trouble.pop(0), {}
        if (wanted := query.get("filter")) is not None:
            found = _EQUALS.fullmatch(wanted[0])
            assert found is not None
            hits = [user for user in self.users if user.get(found[1], "").lower() == found[2].lower()]
            return 200, {"totalResults": len(hits), "Resources": hits}
        start, count = int(query["startIndex"][0]) - 1, int(query.get("count", ["100"])[0])
        if start >= len(self.users) and self.beyond != 200:
            return self.beyond, {"detail": "startIndex is too large"}
        if self.endless:
            return 200, {
                "totalResults": 60,
                "Resources": [self.user(start + number) for number in range(min(count, 1000))],
            }
        if count > self.largest and self.refuses:
            return 400, {"detail": "too many"}
        page = self.users[0 if self.pages_wrongly else start :][: min(count, self.largest)]
        total = len(page) if self.total == -1 else len(self.users) if self.total is None else self.total
        return 200, {"totalResults": total, "Resources": page}

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

    def read(self, keys: list[Keys] | None = None, groups: Sequence[tuple[str, str]] = ()) -> TargetSnapshot:
        reader = AccountReader(self.client, mappings_of(SCHEMA), Meter(), awaited=keys is not None)
        if keys is not None:
            reader.only(len(keys), lambda: keys, lambda: groups)
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
    assert len(world.server.seen) == 1 + 3 + 1 + 1, "schemas, three pages, nothing after them, groups"
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


def test_the_size_of_the_page_told_as_the_total_is_not_believed(make: Callable[[int], World]) -> None:
    """50 at most for a request, and 50 is all there is, it says; startIndex works."""
    world = make(120)
    world.server.largest, world.server.total = 50, -1
    held = world.read()
    assert len(held.users) == 120 and held.complete
    assert held.find("User", "userName", "p119@contoso.example")


@pytest.mark.parametrize("total", [1, 49, 60, 119])
def test_a_total_that_is_too_small_ends_nothing(make: Callable[[int], World], total: int) -> None:
    world = make(120)
    world.server.largest, world.server.total = 50, total
    assert len(world.read().users) == 120


def test_a_total_that_is_too_large_is_settled_by_look_ups(make: Callable[[int], World]) -> None:
    world = make(120)
    world.server.largest, world.server.total = 50, 170
    held = world.read(keys_for(3, 119, 150))
    assert not held.complete and world.server.lookups == 3
    assert held.find("User", "userName", "p119@contoso.example")
    assert not held.find("User", "userName", "p150@contoso.example")


def test_pages_that_hide_somebody_are_found_out_by_a_sample(make: Callable[[int], World]) -> None:
    """The pages end, and the total agrees, but a search finds people whom no page had."""
    world = make(30)
    hidden = [world.server.user(number) for number in range(30, 60)]
    answer = world.server.answer

    def hiding(path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        seen = world.server.users
        if "filter" in query:
            world.server.users = [*seen, *hidden]
        try:
            return answer(path, query)
        finally:
            world.server.users = seen

    world.server.answer = hiding  # type: ignore[method-assign]
    held = world.read(keys_for(*range(60)))
    assert not held.complete
    assert all(held.find("User", "userName", f"p{number}@contoso.example") for number in range(60))


def test_a_sample_is_small_where_everybody_is_new(make: Callable[[int], World]) -> None:
    world = make(60)
    held = world.read(keys_for(*range(1000, 1060)))
    assert held.complete and 0 < world.server.lookups <= 10


@pytest.mark.parametrize("odd", [[], {}, 7, None])
def test_ids_of_a_wrong_type_end_in_no_traceback(make: Callable[[int], World], odd: Any) -> None:
    world = make(3)
    world.server.users[1]["id"] = odd
    world.server.groups = [{"id": odd, "displayName": "Staff"}]
    with suppress(WizardError):
        assert len(world.read().users) == 3


def test_pages_without_end_have_a_ceiling(make: Callable[[int], World]) -> None:
    """The server makes accounts up for every page; searches tell the truth."""
    world = make(60)
    world.server.endless = True
    held = world.read(keys_for(*range(40, 90)))
    pages = [line for line in world.server.seen if "startIndex" in line and "/Users" in line]
    assert not held.complete and len(pages) < 15
    assert len([one for one in range(40, 90) if held.find("User", "userName", f"p{one}@contoso.example")]) == 20


@pytest.mark.parametrize("status", [400, 404, 416])
def test_a_server_that_refuses_to_go_beyond_the_end_has_ended(make: Callable[[int], World], status: int) -> None:
    world = make(60)
    world.server.beyond = status
    held = world.read()
    assert len(held.users) == 60 and held.complete


def test_a_server_that_knows_no_count_is_asked_without(make: Callable[[int], World]) -> None:
    world = make(250)
    world.server.no_count = True
    held = world.read()
    assert len(held.users) == 250 and held.complete


@pytest.mark.parametrize("status", [400, 404, 500, 501])
def test_a_server_that_cannot_page_is_asked_person_by_person(make: Callable[[int], World], status: int) -> None:
    """Entra itself never asks for pages; groups are looked up as well, and read with their members."""
    world = make(60)
    world.server.no_pages = status
    world.server.groups = [{"id": "g1", "displayName": "Door", "members": [{"value": "a1"}]}]
    held = world.read(keys_for(*range(50, 70)), [("displayName", "Door"), ("displayName", "Roof")])
    assert len([one for one in range(50, 70) if held.find("User", "userName", f"p{one}@contoso.example")]) == 10
    assert [one.get("id") for one in held.find("Group", "displayName", "Door")] == ["g1"]
    assert held.members("g1") == {"a1"} and not held.complete


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_is_not_about_pages(make: Callable[[int], World], status: int) -> None:
    world = make(60)
    world.server.no_pages = status
    with pytest.raises(ScimError):
        world.read(keys_for(1))
    assert world.server.lookups == 0


@pytest.mark.parametrize("why", ["failed", "endless", "short"])
def test_why_people_are_looked_up_is_said(make: Callable[[int], World], why: str) -> None:
    world = make(60)
    world.server.no_pages = 500 if why == "failed" else 0
    world.server.endless = why == "endless"
    world.server.total = 90 if why == "short" else None
    world.read(keys_for(1, 2))
    (told,) = [one for one in world.reports if one.key == "reading-lookups"]
    assert told.params == {"why": why, "count": 2}
    assert "2 users are searched for" in Texts().get(told.key, **told.params)


def test_an_error_names_the_request(make: Callable[[int], World]) -> None:
    world = make(60)
    world.server.no_pages = 500
    with pytest.raises(ScimError) as caught:
        world.read()
    assert caught.value.params["request"] == "GET /Users?startIndex=1"
    assert "GET /Users?startIndex=1" in Texts().problem(caught.value).why


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
    meter.add(task, "people", 500)
    meter.add(task, "accounts", 500)
    (first,) = reports
    assert (first.done, first.total) == (500, 4000)
    now[0] = 4.0
    meter.add(task, "accounts", 1000)
    assert reports[-1].params == {"people": 500, "accounts": 1500, "rate": 500, "left": 4}


def test_the_meter_says_nothing_about_time_while_a_total_is_unknown() -> None:
    now = [0.0]
    reports: list[Progress] = []
    meter = Meter(lambda: now[0])
    meter.expect("people", None)
    meter.expect("accounts", 10)
    now[0] = 5.0
    meter.add(Task(reports.append), "people", 5)
    assert reports[-1].total is None
    assert reports[-1].params["left"] == -1


@pytest.mark.parametrize("name", [None, "Id"])
@pytest.mark.parametrize("paged", [True, False])
def test_accounts_without_an_id_stay_apart_and_one_in_other_letters_counts(
    make: Callable[[int], World], name: str | None, paged: bool
) -> None:
    """RFC 7643 section 3.1: every object has an ``id``; section 2.1: names are not case-sensitive."""
    world = make(60)
    world.server.largest = 20 if paged else 10
    for user in world.server.users:
        identifier = user.pop("id")
        if name is not None:
            user[name] = identifier
    people = [59, 3] if not paged else list(range(60))
    held = world.read(keys_for(*people))
    assert len(held.users) >= len(people)
    for number in people:
        (found,) = held.find("User", "userName", f"p{number}@contoso.example")
        assert found.get("userName") == f"p{number}@contoso.example"
        assert found.get("id") == ("" if name is None else f"a{number}")
