"""What is shown, logged or kept holds no secret: known ones in any encoding, and what looks like one."""

from __future__ import annotations

import base64
import json
import string
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from examples import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wizard.secrets.redact import MASK, Redactor
from wizard.secrets.secret import Secret

ALPHABET = string.ascii_letters + string.digits + "-._~+/=&%\"'\\<>?:"
tokens = st.text(ALPHABET, min_size=8, max_size=60)
# As most tokens are: then no part of the surroundings, such as JSON's own signs, is taken for it by chance.
b64tokens = st.text(string.ascii_letters + string.digits + "-._~+/", min_size=12, max_size=60)


def _some(token: str) -> str:
    """Every second sign percent-encoded, as no library does and some person does."""
    return "".join(f"%{ord(sign):02x}" if n % 2 else sign for n, sign in enumerate(token))


ENCODINGS: dict[str, Callable[[str], str]] = {
    "in hexadecimal": lambda t: t.encode().hex(),
    "in hexadecimal, upper case": lambda t: t.encode().hex().upper(),
    "every sign percent-encoded": lambda t: "".join(f"%{byte:02X}" for byte in t.encode()),
    "some signs percent-encoded": _some,
    "escaped as in JavaScript": lambda t: "".join(f"\\u{ord(sign):04x}" for sign in t),
    "as references of HTML": lambda t: "".join(f"&#{ord(sign)};" for sign in t),
    "as it is": lambda t: t,
    "in an address": lambda t: quote(t, safe=""),
    "in a path": quote,
    "in an address, lower case": lambda t: _lower(quote(t, safe="")),
    "in a form": quote_plus,
    "in JSON": lambda t: json.dumps(t)[1:-1],
    "in HTML": escape,
    "in base64": lambda t: base64.b64encode(t.encode()).decode(),
    "in base64 without padding": lambda t: base64.b64encode(t.encode()).decode().rstrip("="),
    "in base64url": lambda t: base64.urlsafe_b64encode(t.encode()).decode(),
    "in base64url without padding": lambda t: base64.urlsafe_b64encode(t.encode()).decode().rstrip("="),
}


def _lower(text: str) -> str:
    return "".join(c.lower() if "%" in text[max(0, i - 2) : i] and c in "ABCDEF" else c for i, c in enumerate(text))


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
@settings(max_examples=examples(40), deadline=None)
@example(token="cg~~~???/+&\"'\\<x>", before="a", after="b")
@given(token=tokens, before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_known_secret_goes_from_text_however_it_is_written(encode: Any, token: str, before: str, after: str) -> None:
    found = encode(token)
    if found in before + after:
        return
    shown = Redactor([Secret(token)]).text(f"{before} {found} {after}")
    assert found not in shown
    assert MASK in shown


WAYS: tuple[Callable[[str], str], ...] = (
    str,
    *(ENCODINGS[way] for way in ("every sign percent-encoded", "escaped as in JavaScript", "as references of HTML")),
)


@settings(max_examples=examples(200), deadline=None)
@example(token="1bcdefgh12345678", ways=[0, 0, 1], before="%4", after="")
@example(token="0061abcd12345678", ways=[0, 0, 0, 0, 0, 2], before="\\u", after="")
@example(token="61abcdef12345678", ways=[0, 3], before="&#x", after=";")
@given(
    token=tokens,
    ways=st.lists(st.integers(0, len(WAYS) - 1), min_size=1, max_size=9),
    before=st.sampled_from(["", "%", "%4", "\\", "\\u", "\\u00", "\\x", "&#", "&#x", "&#x4"]),
    after=st.sampled_from(["", ";", "1;", "%", "\\"]),
)
def test_a_secret_is_found_with_each_sign_in_a_way_of_its_own(
    token: str, ways: list[int], before: str, after: str
) -> None:
    """Also where an escape before it could go on into it."""
    written = "".join(WAYS[ways[n % len(ways)]](sign) for n, sign in enumerate(token))
    shown = Redactor([Secret(token)]).text(f"{before}{written}{after} \\")
    assert shown.startswith(f"{before}{MASK}")


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@settings(max_examples=examples(40), deadline=None)
@given(token=b64tokens, before=st.text(string.ascii_letters, max_size=9), after=st.text(string.digits, max_size=9))
def test_a_secret_inside_of_base64_is_masked(encode: Any, token: str, before: str, after: str) -> None:
    """As "user:token" in a Basic header: the letters depend on what stands before."""
    shown = Redactor([Secret(token)]).text(f"x-echo: {encode(f'{before}:{token}:{after}'.encode()).decode()}")
    kept = shown.partition("x-echo: ")[2].partition(MASK)
    assert kept[1] == MASK
    assert len(kept[0]) <= (len(before) + 3) * 4 / 3 + 2 and len(kept[2]) <= (len(after) + 3) * 4 / 3 + 3


def test_what_is_known_is_told_to_whoever_looks_for_it() -> None:
    known = Redactor([Secret("the-first-token")])
    known.know(Secret("the-second-token"))
    known.know(Secret("abc"))
    assert [one.reveal() for one in known.secrets] == ["the-first-token", "the-second-token"]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=examples(100), deadline=None)
@given(token=b64tokens, rest=values, place=st.integers(0, 4))
def test_a_known_secret_goes_from_a_json_body_wherever_it_stands(token: str, rest: Any, place: int) -> None:
    body = [
        {"detail": f"bad value {token}!", "rest": rest},
        [rest, {"a": [{"b": token}]}],
        {token: rest},
        {"inner": json.dumps({"value": token}), "rest": rest},
        f"Bearer {token}",
    ][place]
    redactor = Redactor([Secret(token)])
    for ascii_only in (True, False):
        raw = json.dumps(body, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        assert token not in redactor.body(raw)
    assert token not in json.dumps(redactor.value(body))


@settings(max_examples=examples(60), deadline=None)
@given(values)
def test_a_body_without_secrets_stays_as_it_is(value: Any) -> None:
    assert Redactor([Secret("cg-Planted-7Hq2Zm9")]).value({"x": value}) == {"x": value} or _names(value)


def _names(value: Any) -> bool:
    """Whether a generated value happens to look like a secret of its own."""
    return any(word in json.dumps(value).lower() for word in ("code", "token", "secret", "pass", "bearer", "basic"))


@pytest.mark.parametrize("name", ["access_token", "refresh_token", "client_secret", "password", "code", "SecretToken"])
def test_members_with_a_secret_name_are_masked_whatever_they_hold(name: str) -> None:
    shown = Redactor().body(json.dumps({"a": {name: "4711-unknown", "kept": "yes"}}).encode())
    assert json.loads(shown) == {"a": {name: MASK, "kept": "yes"}}


def test_the_secrets_of_a_synchronization_are_masked_by_their_key() -> None:
    pairs = {"value": [{"key": "BaseAddress", "value": "https://x.example"}, {"key": "SecretToken", "value": "abc"}]}
    assert Redactor().value(pairs) == {
        "value": [{"key": "BaseAddress", "value": "https://x.example"}, {"key": "SecretToken", "value": MASK}]
    }


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer UnknownToken123456",
        "bearer UnknownToken123456",
        "grant_type=x&client_secret=UnknownToken123456&y=1",
        "https://x.example/cb?code=UnknownToken123456&state=5",
        "jwt eyJhbGciOiJub25lIn0.eyJUnknownToken123456.sig",
    ],
)
def test_what_looks_like_a_secret_goes_although_nobody_knew_it(text: str) -> None:
    assert "UnknownToken123456" not in Redactor().text(text)


def test_headers_with_credentials_and_cookies_are_masked() -> None:
    redactor = Redactor([Secret("known-token-1")])
    shown = redactor.headers(
        {"AUTHORIZATION": "Bearer x", "Set-Cookie": "s=1", "Location": "https://x.example/?t=known-token-1", "Age": "3"}
    )
    assert shown == {"AUTHORIZATION": MASK, "Set-Cookie": MASK, "Location": f"https://x.example/?t={MASK}", "Age": "3"}


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"", ""), (None, ""), (b"\xff\xfe\x00", "\ufffd\ufffd\x00"), (b"[" * 100_000, "[" * 20_000 + "…"),
        (b'{"a": "\\ud800"}', '{\n "a": "\ud800"\n}'),
    ],
)  # fmt: skip
def test_any_body_becomes_text(body: bytes | None, shown: str) -> None:
    assert Redactor([Secret("known-token-1")]).body(body) == shown


def test_cutting_a_long_body_happens_after_masking() -> None:
    shown = Redactor([Secret("known-token-1")]).body(b"x" * 15 + b" known-token-1 and more", limit=20)
    assert "known" not in shown and len(shown) == 21


def test_a_longer_secret_that_holds_a_shorter_one_leaves_no_rest() -> None:
    assert Redactor([Secret("abcd"), Secret("abcd-rest-9")]).text("x abcd-rest-9 y abcd") == f"x {MASK} y {MASK}"


def test_a_trifle_is_no_secret() -> None:
    redactor = Redactor([Secret(""), Secret("ab")])
    assert redactor.text("about a table") == "about a table"


def _page(name: str, rows: int) -> bytes:
    items = [{"id": str(n), "password": f"hidden-{n}", "note": f"tok-planted-{n % 3}"} for n in range(rows)]
    pairs = [{"key": "SecretToken", "value": "hidden-pair"}, {"value": "hidden-other", "key": "SecretToken"}]
    return json.dumps({"@odata.count": rows, name: [*pairs, *items], "secret": "hidden-end"}).encode()


@pytest.mark.parametrize("name", ["value", "Resources"])
def test_of_a_long_list_the_first_things_are_shown_without_secrets(name: str) -> None:
    redactor = Redactor([Secret("tok-planted-1")])
    body = _page(name, 20_000)
    shown = redactor.body(body)
    assert '"@odata.count": 20000' in shown
    assert '"id": "7"' in shown
    assert "hidden" not in shown
    assert "tok-planted-1" not in shown
    assert len(shown) <= 20_001
    assert shown.endswith("…")


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_a_long_body_that_is_no_list_is_masked_up_to_where_it_is_cut(cut: int) -> None:
    redactor = Redactor([Secret("tok-planted-1")])
    filler = "x" * (100_000 - 60 + cut)
    broken = (
        f'{{"password": "hidden-1", "key": "SecretToken", "value": "hidden-2", "a": "{filler}", "secret": "hidden-3-'
    )
    shown = redactor.body((broken + "y" * 200_000).encode(), 200_000)
    assert "hidden" not in shown


@pytest.mark.parametrize("code", ["Authorization_RequestDenied", "Quarantine", "Request_BadRequest", "50076", ""])
def test_the_code_of_an_error_is_no_secret(code: str) -> None:
    assert Redactor().value({"error": {"code": code}}) == {"error": {"code": code}}


@pytest.mark.parametrize("code", ["0.AXoA9f2c", "M.C507_BAY.2.U.7c0", "4/0AeanS0aXyz", "abc 1"])
def test_an_authorization_code_is_one(code: str) -> None:
    assert Redactor().value({"code": code}) == {"code": MASK}


def test_a_long_code_is_judged_at_once() -> None:
    """A pattern that goes back and forth over the same letters would take longer than anybody lives."""
    assert Redactor().value({"code": "a" * 20_000 + "!"}) == {"code": MASK}
