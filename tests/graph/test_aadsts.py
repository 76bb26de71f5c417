"""Refusals of the sign-in service: every catalogued number, and words for every error this area raises."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from wizard.core.errors import SignInError
from wizard.core.resources import resource
from wizard.core.texts import Texts
from wizard.graph.aadsts import NUMBERS, refusal

CORRELATION = "3f0c7f3c-7a8e-4f5e-9d53-1d0a4b6f2c11"


def catalogued() -> list[tuple[int, str]]:
    """Every AADSTS number that the failure catalogue names, with the entry's id."""
    found = []
    for entry in json.loads(resource("failures.json").read_text(encoding="utf-8")):
        if entry["id"].startswith("signin-"):
            text = f"{entry['symptom']} {entry['detection']}"
            found += [(int(number), entry["id"]) for number in sorted(set(re.findall(r"\b\d{5,7}\b", text)))]
    return found


def test_the_catalogue_names_numbers_at_all() -> None:
    assert len(catalogued()) >= 15


@pytest.mark.parametrize(("number", "failure"), catalogued())
def test_every_catalogued_number_is_known_as_its_failure(number: int, failure: str) -> None:
    error = refusal({"error": "invalid_grant", "error_codes": [number], "correlation_id": CORRELATION})
    assert error.failure == failure
    assert error.params["correlation"] == CORRELATION
    assert error.params["number"] == f"AADSTS{number}"


@pytest.mark.parametrize("number", [65001, 90094, 50076, 50079, 53003, 700016, 7000218, 50020, 70008])
def test_the_numbers_worth_a_plain_message_have_one(number: int) -> None:
    assert refusal({"error": "invalid_grant", "error_codes": [number]}).code not in {"signin-failed", "signin-needed"}


def test_the_number_is_found_in_the_description_of_a_redirect() -> None:
    text = f"AADSTS53003: Access has been blocked. Trace ID: x Correlation ID: {CORRELATION} Timestamp: 2026-01-12"
    error = refusal({"error": "access_denied", "error_description": text})
    assert (error.code, error.params["correlation"]) == ("signin-ca-blocked", CORRELATION)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("access_denied", "signin-declined"),
        ("authorization_declined", "signin-declined"),
        ("expired_token", "signin-device-code-expired"),
        ("interaction_required", "signin-needed"),
        ("temporarily_unavailable", "signin-service-down"),
        ("something_new", "signin-failed"),
    ],
)
def test_without_a_known_number_the_oauth_name_decides(name: str, code: str) -> None:
    assert refusal({"error": name, "error_codes": [99999999]}).code == code


def test_nothing_of_the_answer_but_number_time_and_correlation_is_kept() -> None:
    error = refusal({"error": "invalid_grant", "error_description": "AADSTS50034: ann@contoso.example", "claims": "x"})
    assert "ann@contoso.example" not in f"{error} {error.params} {error.args}"


@pytest.mark.parametrize("code", sorted({code for code, _ in NUMBERS.values()}))
def test_every_refusal_has_words(code: str) -> None:
    error = SignInError(code, {"number": "AADSTS1", "correlation": CORRELATION, "time": "?"})
    words = Texts().problem(error)
    assert words.what
    assert words.why
    assert words.next


def test_every_error_raised_in_this_area_has_words() -> None:
    source = "".join(path.read_text() for path in Path("wizard/graph").glob("*.py"))
    raised = set(re.findall(r'(?:GraphError|SignInError|InputError)\(\s*"([a-z-]+)"', source))
    raised |= set(re.findall(r'\("((?:graph|signin|credentials)-[a-z-]+)", (?:None|"|_)', source))
    assert len(raised) > 30
    texts = Texts()
    assert [
        code for code in sorted(raised) if not texts.has(f"error-{code}") or not texts.has(f"error-{code}.next")
    ] == []


def test_every_reported_text_exists() -> None:
    source = "".join(path.read_text() for path in Path("wizard/graph").glob("*.py"))
    keys = set(re.findall(r'"(graph-(?:wait|read|signin)[a-z-]*)"', source))
    assert len(keys) > 10
    texts = Texts()
    assert [key for key in sorted(keys) if not texts.has(key)] == []
