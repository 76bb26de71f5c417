"""The SCIM client against the practice CloudGate and against answers of every shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from catalogue import catalogue
from examples import examples
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from listeners import Answer, Certificates, Requests, serving

from wizard.core.errors import InputError, NetworkError, ScimError, WizardError
from wizard.http import Response, Transport
from wizard.practice.cloudgate import PracticeCloudGate
from wizard.practice.faults import CLOUDGATE, Fault, FaultBoard
from wizard.scim.answer import error_words, html_title, is_html, one_line, pick, read_list, read_object, scim_error
from wizard.scim.client import PATCH_SCHEMA, ScimClient, match_query
from wizard.scim.endpoint import parse_tenant_url
from wizard.secrets.redact import Redactor
from wizard.secrets.secret import Secret

TOKEN = "scim-canary-19e8"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"


class Server:
    """One HTTPS server for the module, whose application each test sets."""

    def __init__(self) -> None:
        self.app: Any = None
        self.root = ""
        self.transport: Transport

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        return self.app(environ, start)

    def client(self, app: Any, path: str = "/scim/v2") -> ScimClient:
        self.app = app
        return ScimClient(self.root + path, Secret(TOKEN), self.transport)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server()
    certificates = Certificates(tmp_path_factory.mktemp("tls"))
    made.transport = Transport([certificates.ca_file])
    with serving(made, certificates) as listening:
        made.root = listening.root
        yield made
    made.transport.close()


@pytest.fixture
def practice() -> PracticeCloudGate:
    return PracticeCloudGate(Secret(TOKEN), FaultBoard([Fault(name, "cloudgate") for name in CLOUDGATE]))


def scim(body: Any, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/scim+json"}, json.dumps(body).encode()


def answer(body: bytes, status: int = 200, kind: str = "application/scim+json") -> Response:
    return Response(status, {"content-type": kind}, body, "https://gate.example/scim/Users", 1.0)


def has_words(error: WizardError) -> bool:
    return all(
        catalogue()[f"error-{error.code}{part}"].placeholders <= set(error.params) for part in ("", ".why", ".next")
    )


# --- the practice CloudGate


@pytest.mark.parametrize("path", ["/scim/v2", "/scim/v2/sync/serviceproviderconfig", "/scim/v2/?aadOptscim062020"])
def test_a_person_from_creation_to_deletion(server: Server, practice: PracticeCloudGate, path: str) -> None:
    client = server.client(practice.app, path)
    assert client.test_connection().total == 0
    made = client.create("Users", {"schemas": [USER], "userName": "mara@harborlights.example", "active": True})
    assert client.get("Users", made["id"])["userName"] == "mara@harborlights.example"
    found = client.find("Users", "", "MARA@harborlights.example")
    assert [item["id"] for item in found.resources] == [made["id"]]
    changed = client.patch("Users", made["id"], [{"op": "Replace", "path": "active", "value": "False"}])
    assert changed is None or changed["active"] is False
    assert client.get("Users", made["id"])["active"] is False
    client.delete("Users", made["id"])
    with pytest.raises(ScimError) as caught:
        client.get("Users", made["id"])
    assert (caught.value.code, caught.value.status) == ("scim-not-found", 404)
    assert not any("aadopt" in seen.query.lower() for seen in practice.requests)


def test_a_second_one_of_the_same_name_is_a_conflict(server: Server, practice: PracticeCloudGate) -> None:
    client = server.client(practice.app)
    client.create("Users", {"schemas": [USER], "userName": "ida@contoso.example"})
    with pytest.raises(ScimError) as caught:
        client.create("Users", {"schemas": [USER], "userName": "Ida@contoso.example"})
    assert (caught.value.code, caught.value.scim_type) == ("scim-conflict", "uniqueness")


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(NAMES, NAMES)
@example('O"Neil', "O'Neil")
@example("back\\slash", 'ends\\"')
@example("a+b&c=d#e%20f?g/h;i", "söhne-名前-😀")
@example('x" or userName pr or userName eq "y', "({[*]})")
@settings(
    derandomize=True,
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_name_is_found_again_and_nobody_else(server: Server, one: str, other: str) -> None:
    """What a filter's quoting and the address's escaping do must come undone at a server that is not ours."""
    cloudgate = PracticeCloudGate(Secret(TOKEN), FaultBoard([]))
    client = server.client(cloudgate.app)
    one, other = f"1{one}", f"2{other}"
    made = client.create("Users", {"schemas": [USER], "userName": one})
    client.create("Users", {"schemas": [USER], "userName": other})
    assert [item["id"] for item in client.find("Users", "userName", one).resources] == [made["id"]]


def test_everybody_is_read_in_pages(server: Server, practice: PracticeCloudGate) -> None:
    practice.seed({"schemas": [USER], "userName": f"u{number}@contoso.example"} for number in range(23))
    client = server.client(practice.app)
    names = [item["userName"] for item in client.read_all("Users", page=10)]
    assert sorted(names) == sorted(f"u{number}@contoso.example" for number in range(23))
    few = list(client.read_all("Users", filter='userName sw "u1"', attributes=["userName"], page=4))
    assert len(few) == 11
    assert len([seen for seen in practice.requests if "startIndex" in seen.query]) == 3 + 1 + 3 + 1


def test_what_the_service_says_of_itself(server: Server, practice: PracticeCloudGate) -> None:
    client = server.client(practice.app)
    assert client.service_provider_config()["patch"]["supported"] is True
    assert {item["name"] for item in client.resource_types()} >= {"User", "Group"}
    assert USER in {item["id"] for item in client.schemas()}


def test_a_wrong_token_is_told(server: Server, practice: PracticeCloudGate) -> None:
    server.app = practice.app
    for token in (Secret("another"), None):
        with pytest.raises(ScimError) as caught:
            ScimClient(f"{server.root}/scim/v2", token, server.transport).find("Users", "", "x")
        assert caught.value.code == "scim-unauthorized"


# --- requests as they go out


def test_requests_as_entra_sends_them(server: Server) -> None:
    """Behaviour reference 2.2 to 2.4; order of the query parameters included."""
    app = Requests(lambda environ: scim({"id": "1", "totalResults": 0, "Resources": []}))
    client = server.client(app, "/scim?tenant=7&aadOptscim062020")
    client.find("Users", "externalId", "a b")
    client.find("Groups", "", "Crew")
    client.get("Groups", "7")
    client.get("Users", "a/b?c#d é")
    client.patch("Groups", "7", [{"op": "Add", "path": "members", "value": [{"value": "1"}]}])
    sent = [(seen["REQUEST_METHOD"], seen.get("REQUEST_URI", ""), seen["QUERY_STRING"]) for seen in app.seen]
    assert [(method, query) for method, _, query in sent] == [
        ("GET", "filter=externalId+eq+%22a+b%22&tenant=7"),
        ("GET", "excludedAttributes=members&filter=displayName+eq+%22Crew%22&tenant=7"),
        ("GET", "excludedAttributes=members&tenant=7"),
        ("GET", "tenant=7"),
        ("PATCH", "tenant=7"),
    ]
    assert all(seen["HTTP_AUTHORIZATION"] == f"Bearer {TOKEN}" for seen in app.seen)
    assert app.seen[4]["CONTENT_TYPE"].startswith("application/scim+json")
    request = client.request("GET", "Users", "a/b?c#d é")
    assert request.url == f"{server.root}/scim/Users/a%2Fb%3Fc%23d%20%C3%A9?tenant=7"
    assert client.request("GET", "Users").body is None
    patch = client.request("PATCH", "Users", "1", body={"schemas": [PATCH_SCHEMA], "Operations": []})
    assert json.loads(patch.body or b"") == {"schemas": [PATCH_SCHEMA], "Operations": []}


def test_look_ups_take_entras_attributes_when_none_is_named() -> None:
    assert match_query("Users", "", "x") == {"filter": 'userName eq "x"'}
    assert list(match_query("Groups", "", "x").items()) == [
        ("excludedAttributes", "members"), ("filter", 'displayName eq "x"'),
    ]  # fmt: skip
    assert match_query("Groups", "externalId", "x")["filter"] == 'externalId eq "x"'


def test_an_empty_answer_to_a_change_is_fine_and_to_a_creation_is_not(server: Server) -> None:
    client = server.client(Requests(lambda environ: (204, {}, b"")))
    assert client.patch("Users", "1", []) is None
    client.delete("Users", "1")
    with pytest.raises(ScimError) as caught:
        client.create("Users", {})
    assert caught.value.code == "scim-not-json"


def test_discovery_is_read_as_a_list_or_a_bare_array(server: Server) -> None:
    item = {"id": "User", "name": "User"}
    assert server.client(Requests(lambda environ: scim([item, "odd"]))).resource_types() == (item,)
    listed = {"totalResults": 1, "Resources": [item]}
    assert server.client(Requests(lambda environ: scim(listed))).schemas() == (item,)
    for body in (b"<html>", b"[" * 100_000, b'{"a":', b"7"):
        client = server.client(Requests(lambda environ, body=body: (200, {}, body)))
        for read in (client.resource_types, client.schemas, client.service_provider_config):
            with pytest.raises((ScimError, NetworkError)) as caught:
                read()
            assert has_words(caught.value)


def test_an_answer_that_is_a_page_or_cut_off(server: Server, practice: PracticeCloudGate) -> None:
    faults = FaultBoard([Fault(name, "cloudgate") for name in CLOUDGATE])
    client = server.client(PracticeCloudGate(Secret(TOKEN), faults).app)
    for fault, kind, code in (
        ("conn-html-instead-of-json", ScimError, "scim-not-json"),
        ("answer-cut-off", NetworkError, "answer-broken"),
        ("redirect-elsewhere", ScimError, "scim-redirect"),
        ("conn-server-500-config", ScimError, "scim-server-error"),
        ("conn-404-for-empty-query", ScimError, "scim-not-found"),
    ):
        faults.set(fault, True)
        with pytest.raises(WizardError) as caught:
            client.test_connection()
        assert isinstance(caught.value, kind)
        assert caught.value.code == code
        assert has_words(caught.value)
        assert caught.value.failure == ("conn-html-instead-of-json" if "html" in fault else None)
        faults.set(fault, False)
    assert client.test_connection().total == 0


# --- reading whatever comes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["totalResults", "Resources", "startIndex", "itemsPerPage", "detail", "scimType", "error",
                             "RESOURCES", "message", "schemas", "status", "other"]),
            inner, max_size=5,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60), st.integers(200, 599))
@example(b"[" * 100_000, 200)
@example(b'{"totalResults":"\xc2\xb2","Resources":[]}', 200)
@example(b'{"totalResults":' + b"9" * 5000 + b',"Resources":[]}', 200)
@example(b'{"totalResults":1e999,"Resources":[]}', 200)
@settings(derandomize=True, max_examples=examples(200), deadline=None)
def test_whatever_comes_is_read_or_an_error_with_words(body: bytes, status: int) -> None:
    response = answer(body, status)
    for read in (read_object, read_list):
        try:
            read(response)
        except ScimError as error:
            assert error.code in {"scim-not-json", "scim-not-object", "scim-not-list"}
            assert has_words(error)
    error = scim_error(response, Redactor())
    assert has_words(error)
    assert error.status == status
    detail = str(error.params["detail"])
    assert detail
    assert len(detail) <= 301
    assert detail.isprintable()
    assert isinstance(error.scim_type, str)


@given(st.integers(0, 50), st.lists(st.dictionaries(st.text(max_size=4), st.integers(), max_size=2), max_size=4))
@settings(derandomize=True, max_examples=examples(50))
def test_a_list_is_read_as_it_was_written(total: int, resources: list[dict[str, int]]) -> None:
    body = {"totalResults": total, "Resources": resources, "startIndex": 4}
    found = read_list(answer(json.dumps(body).encode()))
    assert (found.total, list(found.resources), found.start_index) == (total, resources, 4)
    assert found.items_per_page == len(resources)


def test_names_are_found_whatever_their_case() -> None:
    assert pick({"USERNAME": 1, "username": 2}, "username") == 2
    assert pick({"UserName": 1}, "userName") == 1
    assert pick({}, "userName") is None
    assert pick([1], "userName") is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"detail": "first", "message": "second"}, "first"),
        ({"error": {"message": "inner"}}, "inner"),
        ({"error": "invalid_token", "error_description": "expired"}, "expired"),
        ({"detail": 7, "title": " a\n b\x07 "}, "a b"),
        ({"detail": f"you sent {TOKEN}"}, "you sent ***"),
        ({"detail": "x" * 5000}, "x" * 300 + "…"),
        ("text", ""),
        (None, ""),
    ],
)
def test_the_servers_own_words(body: Any, words: str) -> None:
    assert error_words(body, Redactor([Secret(TOKEN)])) == words


def test_a_token_at_the_cut_is_not_left_in_part() -> None:
    text = one_line("y" * 295 + TOKEN, Redactor([Secret(TOKEN)]))
    assert TOKEN[:5] not in text


def test_pages_are_told_from_data() -> None:
    assert is_html(answer(b"{}", kind="text/html"))
    assert is_html(answer(b"\xef\xbb\xbf \n<!DOCTYPE html><html>"))
    assert is_html(answer(b"<HTML lang=en>"))
    assert not is_html(answer(b'{"a": "<html>"}'))
    assert html_title(answer(b"<html><head><title lang='en'>Sign in</title>")) == "Sign in"
    assert html_title(answer(b"<html>")) == ""


# --- tenant URLs


@pytest.mark.parametrize(
    ("text", "base", "host", "port"),
    [
        ("https://gate.example/scim#part", "https://gate.example/scim", "gate.example", 443),
        ("HTTPS://GATE.example:443/SCIM//", "https://gate.example:443/SCIM", "gate.example", 443),
        ("https://[::1]:8443/scim", "https://[::1]:8443/scim", "::1", 8443),
        ("<https://gate.example/scim/v2>", "https://gate.example/scim/v2", "gate.example", 443),
        ("\ufeff'https://gate.example'\r\n", "https://gate.example", "gate.example", 443),
        ("http://gate.example/scim", "http://gate.example/scim", "gate.example", 80),
        ("https://gate.example/a%20b", "https://gate.example/a%20b", "gate.example", 443),
    ],
)
def test_tenant_urls_are_cleaned(text: str, base: str, host: str, port: int) -> None:
    found = parse_tenant_url(text)
    assert (found.base, found.host, found.port) == (base, host, port)


@pytest.mark.parametrize(
    ("query", "flags", "rest", "problem"),
    [
        ("aadOptscim062020", ("aadOptscim062020",), "", ""),
        ("a=1&AzureAdScimPatch062020&b=2", ("AzureAdScimPatch062020",), "a=1&b=2", ""),
        ("AADOPTSCIM062020", (), "", "misspelt"),
        ("aadOptscim06202O", (), "", "misspelt"),
        ("aadOptscim062020/", (), "", "misplaced"),
        ("aadOptscim062020/Users", (), "", "misplaced"),
        ("key=value", (), "key=value", ""),
        ("", (), "", ""),
    ],
)
def test_flags_behind_the_question_mark(query: str, flags: tuple[str, ...], rest: str, problem: str) -> None:
    found = parse_tenant_url(f"https://gate.example/scim?{query}")
    assert (found.flags, found.query, found.flag_problem) == (flags, rest, problem)
    assert found.join("Users", query={"count": 1}) == "https://gate.example/scim/Users?count=1" + (
        f"&{rest}" if rest else ""
    )


@pytest.mark.parametrize(
    "text", ["https://gate.example/scim/Usersx", "https://users.example", "https://gate.example/Users/x"]
)
def test_a_discovery_name_counts_only_as_the_last_part(text: str) -> None:
    assert parse_tenant_url(text).discovery == ""


def test_another_path_on_the_same_server() -> None:
    found = parse_tenant_url("https://gate.example:8443/scim/v2?tenant=7&aadOptscim062020")
    assert found.with_path("auth", "scim").base == "https://gate.example:8443/auth/scim"
    assert found.with_path().join("Users") == "https://gate.example:8443/Users?tenant=7"
    assert found.segments == ("scim", "v2")
    assert found.with_path().parent == "https://gate.example:8443"


@given(
    st.lists(st.text("abcXYZ019-._~%20", min_size=1, max_size=8), max_size=4),
    st.sampled_from(["gate.example", "GATE.Example:8443", "[::1]", "bücher.example"]),
)
@settings(derandomize=True, max_examples=examples(60))
def test_a_cleaned_url_stays_as_it_is(segments: list[str], host: str) -> None:
    try:
        once = parse_tenant_url(f" https://{host}/{'/'.join(segments)}// ")
    except InputError:
        return
    again = parse_tenant_url(once.base)
    assert (again.base, again.host, again.port) == (once.base, once.host, once.port)
    assert once.join("Users").startswith(once.base + "/Users")
