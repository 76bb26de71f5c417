"""Tenant URLs, look-ups as Entra sends them, and odd answers, over real HTTPS."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from listeners import Certificates, Requests, serving

from wizard.core.errors import InputError, ScimError, WizardError
from wizard.core.texts import Texts
from wizard.http import Transport
from wizard.scim.client import ScimClient, equals
from wizard.scim.endpoint import DISCOVERY_NAMES, FLAGS, join, parse_tenant_url
from wizard.secrets.secret import Secret

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


# --- the tenant URL


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("https://gate.example/scim/v2/", "https://gate.example/scim/v2"),
        ("  https://gate.example/scim  ", "https://gate.example/scim"),
        ("“https://gate.example/scim”", "https://gate.example/scim"),
        ("https://GATE.example/Scim", "https://gate.example/Scim"),
        ("https://gate.example:8443/scim", "https://gate.example:8443/scim"),
        ("https://gate.example/scim\u200b", "https://gate.example/scim"),
        ("https://gate.example", "https://gate.example"),
        ("https://gate.example/http/scim?next=https://other.example", "https://gate.example/http/scim"),
    ],
)
def test_what_was_pasted_is_cleaned(text: str, base: str) -> None:
    assert parse_tenant_url(text).base == base


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "tenant-url-empty"), ("gate.example/scim", "tenant-url-scheme"), ("ftp://gate.example", "tenant-url-scheme"),
        ("https://user:pass@gate.example", "tenant-url-login"), ("https://", "url-invalid"),
        ("https://https://gate.example/scim", "tenant-url-twice"), ("https://http:/gate.example", "tenant-url-twice"),
        ("https://gate.example/scimhttps://gate.example/scim", "tenant-url-twice"),
        ("https://gate example/scim", "url-invalid"), ("https://gate%20example/scim", "url-invalid"),
        ("https://gate.example:port/", "url-invalid"),
    ],
)  # fmt: skip
def test_what_is_no_tenant_url(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_tenant_url(text)
    assert caught.value.code == code
    assert Texts().problem(caught.value).next


@pytest.mark.parametrize(
    ("text", "removed", "address"),
    [
        ("https://gate.example/scim\u200b", ("invisible",), "https://gate.example/scim"),
        ("\ufeff\u202ahttps://gate.example/scim?aadOptscim062020", ("invisible",), "https://gate.example/scim?aadOptscim062020"),
        ("\u00a0https://gate.example/scim\u3000", ("invisible",), "https://gate.example/scim"),
        ("„https://gate.example/scim“", ("quotes",), "https://gate.example/scim"),
        ("<https://gate.example/scim#top>", ("quotes", "fragment"), "https://gate.example/scim"),
        (" https://GATE.example/scim/\n", (), "https://GATE.example/scim/"),
        # UTS 46: what a name server is asked for; а is Cyrillic, ｇ is a wide letter.
        ("https://g\u0430te.example/scim", ("host",), "https://xn--gte-6cd.example/scim"),
        ("https://\uff47ate.example:8443/scim", ("host",), "https://gate.example:8443/scim"),
        ("https://stra\u00dfe.example/scim", ("host",), "https://xn--strae-oqa.example/scim"),
        ("https://g%61te.example/scim", ("host",), "https://gate.example/scim"),
        ("https://[::1]:8443/scim", (), "https://[::1]:8443/scim"),
    ],
)  # fmt: skip
def test_what_was_changed_is_told(text: str, removed: tuple[str, ...], address: str) -> None:
    """Entra needs the address as it is used here, so nothing is changed without a word."""
    found = parse_tenant_url(text)
    assert (found.removed, found.text) == (removed, address)
    assert urlsplit(found.base).hostname == found.host == urlsplit(address).hostname
    assert ("invisible" in removed) == bool(found.code_points)


@pytest.mark.parametrize("name", DISCOVERY_NAMES)
def test_a_discovery_name_at_the_end_is_seen(name: str) -> None:
    found = parse_tenant_url(f"https://gate.example/scim/{name.lower()}")
    assert found.discovery == name
    assert found.parent == "https://gate.example/scim"
    assert found.join("Users").startswith(f"https://gate.example/scim/{name.lower()}/Users")


@pytest.mark.parametrize("flag", FLAGS)
def test_flags_are_for_entra_and_never_sent(flag: str) -> None:
    found = parse_tenant_url(f"https://gate.example/scim?{flag}")
    assert (found.flags, found.flag_problem, found.query) == ((flag,), "", "")
    assert found.join("Users") == "https://gate.example/scim/Users"


def test_flags_that_do_not_work() -> None:
    assert parse_tenant_url("https://gate.example/scim?aadOptscim062020/Users").flag_problem == "misplaced"
    assert parse_tenant_url("https://gate.example/scim?aadOptScim062020").flag_problem == "misspelt"
    kept = parse_tenant_url("https://gate.example/scim?tenant=7&aadOptscim062020")
    assert (kept.query, kept.flags) == ("tenant=7", ("aadOptscim062020",))
    assert kept.join("Users") == "https://gate.example/scim/Users?tenant=7"


@given(st.text(max_size=80))
def test_any_text_is_a_url_or_an_input_error(text: str) -> None:
    try:
        found = parse_tenant_url(text)
    except InputError:
        return
    assert found.base.startswith(("https://", "http://"))
    assert found.host


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_query_arrives_as_it_was_meant(value: str, segment: str) -> None:
    address = join("https://gate.example/scim", segment, query={"filter": equals("userName", value)})
    parts = urlsplit(address)
    assert dict(parse_qsl(parts.query, keep_blank_values=True)) == {"filter": equals("userName", value)}
    assert parts.path.count("/") == 2
    assert json.loads(equals("userName", value).removeprefix("userName eq ")) == value


# --- over the wire


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


Ask = Callable[[Callable[[dict[str, Any]], Any]], ScimClient]


@pytest.fixture
def ask(certificates: Certificates) -> Iterator[Ask]:
    """Return a client of a server that answers as the given function says."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        transport = Transport([certificates.ca_file])
        stack.callback(transport.close)

        def make(answer: Callable[[dict[str, Any]], Any]) -> ScimClient:
            app = Requests(answer)
            server = stack.enter_context(serving(app, certificates))
            client = ScimClient(f"{server.root}/scim", Secret("t0ken"), transport)
            client.app = app  # type: ignore[attr-defined]
            return client

        yield make


def as_json(body: Any, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/scim+json"}, json.dumps(body).encode()


def test_a_look_up_is_sent_and_read(ask: Ask) -> None:
    client = ask(lambda environ: as_json({"schemas": [LIST], "totalResults": 1, "Resources": [{"id": "7"}]}))
    found = client.find("Groups", "", 'O"Neil & Söhne')
    assert (found.total, found.resources[0]["id"]) == (1, "7")
    (seen,) = client.app.seen  # type: ignore[attr-defined]
    assert seen["QUERY_STRING"].startswith(
        "excludedAttributes=members&filter=displayName+eq+%22O%5C%22Neil+%26+S%C3%B6hne"
    )
    assert seen["HTTP_AUTHORIZATION"] == "Bearer t0ken"
    assert "application/scim+json" in seen["HTTP_ACCEPT"]


ODD = [
    ({"totalResults": 0}, 0),
    ({"totalResults": 0, "Resources": None}, 0),
    ({"TOTALRESULTS": "2", "resources": [{}, {}]}, 2),
]
WRONG = [
    ({"Resources": []}, "scim-not-list"), ({"totalResults": 1, "Resources": None}, "scim-not-list"),
    ({"totalResults": -1, "Resources": []}, "scim-not-list"), ({"totalResults": 1, "Resources": ["x"]}, "scim-not-list"),
    ([], "scim-not-object"), ("text", "scim-not-object"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "total"), ODD)
def test_odd_lists_are_read(ask: Ask, body: Any, total: int) -> None:
    assert ask(lambda environ: as_json(body)).find("Users", "", "x").total == total


@pytest.mark.parametrize(("body", "code"), WRONG)
def test_what_is_no_list_is_an_error_with_words(ask: Ask, body: Any, code: str) -> None:
    with pytest.raises(ScimError) as caught:
        ask(lambda environ: as_json(body)).find("Users", "", "x")
    assert caught.value.code == code
    assert Texts().problem(caught.value).code == code


@pytest.mark.parametrize("body", [b"<html><title>Sign in</title></html>", b"{", b"[" * 200_000, b"\xff\xfe"])
def test_what_is_no_json_is_an_error_with_words(ask: Ask, body: bytes) -> None:
    with pytest.raises(WizardError) as caught:
        ask(lambda environ: (200, {"Content-Type": "text/html"}, body)).find("Users", "", "x")
    assert caught.value.code == "scim-not-json"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "scim-bad-request"), (401, "scim-unauthorized"), (403, "scim-forbidden"), (404, "scim-not-found"),
        (409, "scim-conflict"), (429, "scim-too-many-requests"), (500, "scim-server-error"), (501, "scim-not-supported"),
        (302, "scim-redirect"), (418, "scim-unexpected-status"),
    ],
)  # fmt: skip
def test_an_error_answer_has_a_code_words_and_the_servers_own(ask: Ask, status: int, code: str) -> None:
    client = ask(lambda environ: as_json({"detail": "Bearer t0ken\nis\x00wrong", "scimType": "uniqueness"}, status))
    with pytest.raises(ScimError) as caught:
        client.find("Users", "", "x")
    error = caught.value
    assert (error.code, error.status, error.scim_type) == (code, status, "uniqueness")
    assert "t0ken" not in str(error)
    assert "\n" not in str(error.params["detail"])
    assert Texts().problem(error).code == code


def test_all_pages_are_read_whatever_their_size(ask: Ask) -> None:
    people = [{"id": str(number)} for number in range(25)]

    def answer(environ: dict[str, Any]) -> Any:
        query = dict(parse_qsl(environ["QUERY_STRING"]))
        start = int(query["startIndex"])
        page = people[start - 1 : start - 1 + min(7, int(query["count"]))]
        return as_json({"totalResults": 25, "startIndex": start, "itemsPerPage": len(page), "Resources": page})

    client = ask(answer)
    assert [item["id"] for item in client.read_all("Users", page=10)] == [item["id"] for item in people]
    assert len(client.app.seen) == 5  # type: ignore[attr-defined]


def test_a_server_that_ignores_paging_does_not_go_on_for_ever(ask: Ask) -> None:
    client = ask(lambda environ: as_json({"totalResults": 9, "Resources": [{"id": "a"}, {"id": "b"}]}))
    assert [item["id"] for item in client.read_all("Users")] == ["a", "b"]
