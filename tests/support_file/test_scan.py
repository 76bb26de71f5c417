"""The scan: it finds every leak that is put in by hand, names the place, and tells nothing of it."""

from __future__ import annotations

import json
import random

import pytest

from tests.support_file.planted import ENCODINGS, Planting, leaky
from wizard.secrets.secret import Secret
from wizard.support_file.known import Known
from wizard.support_file.known_case import known_in
from wizard.support_file.make import finish
from wizard.support_file.scan import Scanner


def scanner(planting: Planting) -> Scanner:
    return Scanner(known_in(planting.case()), [planting.secret])


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("seed", range(4))
def test_every_leak_is_found(seed: int, encoding: str) -> None:
    planting = Planting(seed)
    secrets = () if encoding == "upper" else (planting.secret.reveal(),)  # in other letters it is no secret any more
    for what in (*planting.hidden, *secrets):
        document = {"a": [{"b": ["fine", ENCODINGS[encoding](what)]}]}
        leaks = scanner(planting).scan({"exchanges": leaky(document)})
        assert [(one.document, one.place) for one in leaks] == [("exchanges", "/a/0/b/1")], what
        assert what not in repr(leaks)


@pytest.mark.parametrize("seed", range(30))
def test_a_leak_put_into_a_finished_file_is_found(seed: int) -> None:
    chance = random.Random(seed)
    planting = Planting(seed)
    documents = dict(finish(planting.case(), [planting.secret]).documents)
    name = chance.choice(sorted(documents))
    value = json.loads(documents[name])
    value["note"] = chance.choice(planting.hidden)
    documents[name] = leaky(value)
    known = known_in(planting.case())
    assert [(one.document, one.place) for one in Scanner(known).scan(documents)] == [(name, "/note")]


def test_a_name_as_a_members_name_is_found_and_not_told() -> None:
    planting = Planting(1)
    leaks = scanner(planting).scan({"plan": leaky({planting.name: 1})})
    assert [(one.place, one.kind) for one in leaks] == [("/*", "name")]


@pytest.mark.parametrize(
    "value",
    [
        {"password": "hunter2"},
        {"set-cookie": "session=abc"},
        {"key": "SecretToken", "value": "abc"},
        {"text": "Authorization: Bearer abcdefgh12345678ijkl"},
        {"text": "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."},
        {"text": "-----BEGIN RSA PRIVATE KEY-----"},
    ],
)
def test_credentials_are_found_by_their_form(value: object) -> None:
    assert [one.kind for one in Scanner(Known()).scan({"setup": leaky(value)})] == ["credential"]


@pytest.mark.parametrize(
    "value", [{"password": "***"}, {"authorization": "Bearer ***"}, {"code": "Active"}, {"password": ""}]
)
def test_what_is_masked_is_no_leak(value: object) -> None:
    assert Scanner(Known()).scan({"setup": leaky(value)}) == []


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("seed", range(4))
def test_the_quick_look_never_passes_what_the_slow_one_finds(seed: int, encoding: str) -> None:
    planting = Planting(seed)
    for what in (*planting.hidden, planting.secret.reveal()):
        raw = leaky({"rows": [["fine", ENCODINGS[encoding](what)]]})
        slow = scanner(planting)
        slow._sieve.passes = lambda _raw, _is_clean: False  # type: ignore[method-assign]
        assert not (slow.scan({"log": raw}) and scanner(planting)._sieve.passes(raw, slow._is_clean)), what


def test_a_finished_file_is_clean() -> None:
    planting = Planting(7)
    made = finish(planting.case(), [planting.secret])
    assert Scanner(known_in(planting.case()), [planting.secret, Secret("another")]).scan(made.documents) == []


@pytest.mark.parametrize("form", ["{}", "GET /users/{}/memberOf", "the user {} is gone"])
def test_a_stand_in_that_looks_like_an_encoded_name_is_no_leak(form: str) -> None:
    own = "6d617279-2d4e-4c3a-9b1f-0a5d3c2b1e4f"  # begins with "mary" in hexadecimal digits
    known = Known()
    known.names(["Mary Example"])
    document = {"directory": leaky({"people": [form.format(own)]})}
    assert [one.place for one in Scanner(known).scan(document)] == ["/people/0"]
    assert Scanner(known, issued_ids=[own]).scan(document) == []


def test_a_known_id_is_found_even_if_it_was_given_as_a_stand_in() -> None:
    own = "6d617279-2d4e-4c3a-9b1f-0a5d3c2b1e4f"
    known = Known()
    known.identifiers([own])
    leaks = Scanner(known, issued_ids=[own]).scan({"directory": leaky({"people": [own]})})
    assert [(one.place, one.kind) for one in leaks] == [("/people/0", "id")]
