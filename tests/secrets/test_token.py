"""A pasted token is cleaned of what copying added, and every change is named."""

from __future__ import annotations

import base64
import json
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.core.errors import InputError
from wizard.core.texts import Texts
from wizard.secrets.token import LONGEST, clean_token, read_jwt

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TOKEN = "cg-7Hq2.Zm_9~A+b/C="

# RFC 6750 section 2.1: b64token. A word of the scheme needs a blank or colon behind it, which none of these is.
b64tokens = st.text(string.ascii_letters + string.digits + "-._~+/", min_size=8, max_size=60).filter(
    lambda text: text.strip(".") and text.lower() != "authorization"
)

NOISE = {
    "invisible": ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202a", "\u202e", "\x00", "\u3164"],
    "quotes": ['"', "'", "`", "“", "”", "„", "«", "»", "’"],
    "line-breaks": ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85"],
    "blanks": [" ", "\t", "\u00a0", "\u3000", "\u2009"],
}


def jwt(claims: dict[str, Any], header: dict[str, Any] | None = None) -> str:
    """Build a token with a signature that nobody checks."""

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part(header or {'alg': 'RS256', 'typ': 'JWT'})}.{part(claims)}.c2lnbmF0dXJl"


@settings(max_examples=examples(80), deadline=None)
@given(b64tokens)
def test_a_clean_token_survives_unchanged(text: str) -> None:
    cleaned = clean_token(text, NOW)
    assert cleaned.secret.reveal() == text
    assert (cleaned.removed, cleaned.code_points, cleaned.problems) == ((), (), ())


@settings(max_examples=examples(150), deadline=None)
@given(b64tokens, st.data())
def test_noise_around_a_token_is_removed_and_named(token: str, data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from([*NOISE, "scheme-word"]), min_size=1, max_size=6))
    text, planted = token, set[str]()
    code_points = set[str]()
    for kind in kinds:
        if kind == "scheme-word":
            text = data.draw(st.sampled_from(["Bearer ", "bearer ", "BEARER: ", "Authorization: Bearer "])) + text
            # The blank belongs to the word; inside other noise it may be named as a blank too.
            planted.add("scheme-word")
            continue
        noise = data.draw(st.sampled_from(NOISE[kind]))
        side = data.draw(st.sampled_from(["before", "behind", "both"]))
        text = (noise if side != "behind" else "") + text + (noise if side != "before" else "")
        planted.add(kind)
        if kind == "invisible":
            code_points.add(f"U+{ord(noise):04X}")
    cleaned = clean_token(text, NOW)
    assert cleaned.secret.reveal() == token
    # A blank right behind the scheme word is part of it, so with the word blanks may be named or not.
    either = {"blanks"} if "scheme-word" in planted else set[str]()
    assert set(cleaned.removed) - either == planted - either
    assert set(cleaned.code_points) == code_points


@settings(max_examples=examples(80), deadline=None)
@given(
    b64tokens, st.sampled_from([(k, c) for k in ("invisible", "line-breaks", "blanks") for c in NOISE[k]]), st.data()
)
def test_noise_inside_a_token_asks_the_person_to_compare(
    token: str, noise: tuple[str, str], data: st.DataObject
) -> None:
    kind, character = noise
    place = data.draw(st.integers(1, len(token) - 1))
    if token[:place].lower() in {"bearer", "authorization"}:
        return  # then it is the scheme word and a token, not a token with a hole
    cleaned = clean_token(token[:place] + character + token[place:], NOW)
    assert cleaned.secret.reveal() == token
    assert cleaned.removed == (kind,)
    assert "changed-inside" in cleaned.problems


def test_noise_at_the_edge_does_not_ask_the_person_to_compare() -> None:
    assert clean_token(f"\ufeff “{TOKEN}”\u200b\r\n", NOW).problems == ()


@pytest.mark.parametrize(
    "text",
    [
        f"Bearer {TOKEN}",
        f"bearer\t{TOKEN}",
        f"Bearer: {TOKEN}",
        f"Authorization: Bearer {TOKEN}",
        f'"Bearer {TOKEN}"',
        f'Authorization: "{TOKEN}"',
        f"'Bearer\n{TOKEN}'",
        f"Bearer Bearer {TOKEN}",
    ],
)
def test_the_scheme_word_is_removed_in_the_forms_people_paste(text: str) -> None:
    cleaned = clean_token(text, NOW)
    assert cleaned.secret.reveal() == TOKEN
    assert "scheme-word" in cleaned.removed


@pytest.mark.parametrize("text", ["bearer-4711-token", "BearerToken123", "authorizations.abc"])
def test_a_token_that_only_begins_like_the_scheme_word_stays_whole(text: str) -> None:
    assert clean_token(text, NOW).secret.reveal() == text


@pytest.mark.parametrize("text", ["", " \r\n\t", "\u200b\ufeff", "Bearer", "Bearer ", '""', "Authorization: Bearer"])
def test_nothing_left_is_an_empty_token(text: str) -> None:
    with pytest.raises(InputError) as caught:
        clean_token(text, NOW)
    assert caught.value.code == "token-empty"
    assert caught.value.failure == "cred-blank-token"


@pytest.mark.parametrize("text", ["********", "••••••••••", "●●●●", "..........", "Bearer *****"])
def test_dots_and_stars_of_a_password_field_are_no_token(text: str) -> None:
    with pytest.raises(InputError, match="token-masked"):
        clean_token(text, NOW)


def test_an_address_is_no_token() -> None:
    with pytest.raises(InputError, match="token-is-address"):
        clean_token(" HTTPS://sync.contoso.example/scim/v2 ", NOW)


@pytest.mark.parametrize("character", ["а", "–", "é", "中", "😀"])  # the first is Cyrillic
def test_a_foreign_character_is_named_by_code_point_and_place_not_by_the_token(character: str) -> None:
    with pytest.raises(InputError) as caught:
        clean_token(f"abcdef{character}ghijkl", NOW)
    assert caught.value.params == {"character": f"U+{ord(character):04X}", "place": "7"}
    assert "abcdef" not in str(caught.value)


def test_the_longest_token_passes_and_one_more_character_does_not() -> None:
    assert len(clean_token("a" * LONGEST, NOW).secret) == LONGEST
    for length in (LONGEST + 1, LONGEST * 100):
        with pytest.raises(InputError, match="token-too-long"):
            clean_token("a" * length, NOW)


@settings(max_examples=examples(150), deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_sendable_token_or_an_input_error_without_the_text(text: str) -> None:
    try:
        cleaned = clean_token(text, NOW)
    except InputError as error:
        assert len(text) < 8 or text not in str(error)
        return
    token = cleaned.secret.reveal()
    assert token and all("\x21" <= c <= "\x7e" for c in token)
    again = clean_token(token, NOW)
    assert (again.secret, again.removed) == (cleaned.secret, ()), "cleaning twice changes nothing more"


# --- JSON Web Tokens


def stamp(moment: datetime) -> int:
    return int(moment.timestamp())


@pytest.mark.parametrize(
    ("issued", "expiry", "problems"),
    [
        (NOW - timedelta(days=1), NOW + timedelta(days=364), ()),
        (NOW - timedelta(minutes=5), NOW + timedelta(minutes=55), ("jwt-short-lived",)),
        (NOW - timedelta(days=400), NOW - timedelta(seconds=1), ("jwt-expired",)),
        (NOW - timedelta(hours=1), NOW, ("jwt-expired",)),  # RFC 7519 4.1.4: on or after the time
        (NOW, NOW + timedelta(days=2), ()),
        (NOW, NOW + timedelta(days=2, seconds=-1), ("jwt-short-lived",)),
    ],
)
def test_a_jwt_tells_when_it_ends(issued: datetime, expiry: datetime, problems: tuple[str, ...]) -> None:
    text = jwt({"iat": stamp(issued), "exp": stamp(expiry), "iss": "https://id.contoso.example", "aud": ["scim", "x"]})
    cleaned = clean_token(f"Bearer {text}", NOW)
    assert cleaned.secret.reveal() == text
    assert cleaned.problems == problems
    assert cleaned.jwt is not None
    assert (cleaned.jwt.expiry, cleaned.jwt.issued) == (expiry, issued)
    assert (cleaned.jwt.issuer, cleaned.jwt.audience) == ("https://id.contoso.example", "scim, x")


def test_days_left_count_whole_days_and_go_below_zero() -> None:
    facts = read_jwt(jwt({"exp": stamp(NOW + timedelta(days=10, hours=5))}))
    assert facts is not None
    assert facts.days_left(NOW) == 10
    assert facts.days_left(NOW + timedelta(days=11)) == -1
    without = read_jwt(jwt({"sub": "x"}))
    assert without is not None and without.days_left(NOW) is None and not without.expired(NOW)


@pytest.mark.parametrize("exp", ["soon", True, None, 1e300, -1e300, float("nan"), float("inf"), 10**400, [1], {}])
def test_an_odd_expiry_is_no_expiry(exp: Any) -> None:
    facts = read_jwt(jwt({"exp": exp}))
    assert facts is not None and facts.expiry is None


@pytest.mark.parametrize(
    "text", ["a.b.c", "eyJ.eyJ.x", "a.b", "1.2.3.4", "..", "bnVsbA.bnVsbA.x", jwt({}, {"typ": "x"})]
)
def test_what_is_no_jwt_has_no_claims(text: str) -> None:
    assert read_jwt(text) is None


@settings(max_examples=examples(100), deadline=None)
@given(st.text(max_size=80) | st.builds(lambda a, b: f"{a}.{b}.", st.text(max_size=40), st.text(max_size=40)))
def test_reading_claims_of_anything_is_safe(text: str) -> None:
    assert read_jwt(text) is None, "nobody gets a signed token by chance"


def test_deep_json_in_a_jwt_is_survived() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 6000).decode()
    assert read_jwt(f"{deep}.{deep}.x") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f" \u200bBearer\n“{TOKEN}\ufeff”", ["U+200B, U+FEFF", "Bearer", "quotation", "line breaks", "spaces"]),
        (f"{TOKEN[:5]}\u00ad{TOKEN[5:]}", ["U+00AD", "middle"]),
        (jwt({"iat": stamp(NOW), "exp": stamp(NOW + timedelta(minutes=59))}), ["less than an hour"]),
        (jwt({"iat": stamp(NOW), "exp": stamp(NOW + timedelta(hours=1))}), ["1 hour"]),
        (jwt({"iat": stamp(NOW), "exp": stamp(NOW + timedelta(hours=9.5))}), ["9 hours"]),
        (jwt({"exp": stamp(NOW - timedelta(days=1))}), ["2026-02-28"]),
    ],
)
def test_every_change_and_problem_can_be_put_into_words(text: str, said: list[str]) -> None:
    cleaned = clean_token(text, NOW)
    names = [f"token-removed-{n}" for n in cleaned.removed] + [f"token-problem-{n}" for n in cleaned.problems]
    words = " ".join(Texts().get(name, **cleaned.word_params) for name in names)
    assert all(part in words for part in said), words
