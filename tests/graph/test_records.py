"""Rows of the log and results on demand, as they were recorded (tests/real/logs, tests/real/graph/provisionOnDemand)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wizard.core.tasks import Task
from wizard.graph.logs import LogRow, log_row
from wizard.graph.ondemand import on_demand_result
from wizard.graph.records import ApplicationAnswer, application_answer
from wizard.journey.services.log_comparison import entries

REAL = Path(__file__).parent.parent / "real"


def body(name: str) -> Any:
    return json.loads((REAL / name).read_text(encoding="utf-8"))["response"]["body"]


def row(name: str) -> LogRow:
    return log_row(body(name)["value"][0])


def test_a_skipped_row_says_why_in_its_steps() -> None:
    found = row("logs/03-skipped-redundant-group-live.json")
    assert (found.status.status, found.status.error_code) == ("skipped", "RedundantExport")
    assert found.status.reason.startswith("The state of the entry")
    assert [step.kind for step in found.steps] == ["import", "matching", "scoping", "export"]


def test_a_property_without_a_value_is_named() -> None:
    """The Azure Monitor form of a row (tests/real/logs/01), its steps in the words of Graph."""
    steps = [
        {**step, "provisioningStepType": kind, "status": status}
        for step, kind, status in zip(
            body("logs/01-skipped-missing-family-name-azure-monitor.json")["properties"]["provisioningSteps"],
            ("import", "scoping", "matching", "export"),
            ("success", "success", "success", "skipped"),
            strict=True,
        )
    ]
    found = log_row({"provisioningStatusInfo": {"status": "skipped"}, "provisioningSteps": steps})
    assert (found.status.error_code, found.status.additional) == ("AttributeValidationFailed", "name.familyName")


def test_a_skip_on_demand_says_why() -> None:
    plain = on_demand_result(body("graph/provisionOnDemand/03-skipped-redundant-export-2021.json"))
    assert (plain.result, plain.error_code, plain.status.error_code) == (
        "skipped",
        "RedundantExport",
        "RedundantExport",
    )
    bare = on_demand_result(body("graph/provisionOnDemand/05-skip-not-effectively-entitled.json"))
    assert (bare.result, bare.error_code) == ("skipped", "NotEffectivelyEntitled")


def test_what_the_application_answered_is_read_out_of_the_words() -> None:
    found = row("logs/13-failure-service-incompatible-filtering.json")
    assert application_answer(found.status.reason) == ApplicationAnswer("Conflict", "User must be Active.")


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        ("StatusCode: BadRequest Message: x Web Response: Seat limit reached.", ("BadRequest", "Seat limit reached")),
        ('StatusCode: BadRequest Message: x Web Response: {"message": "no"}. More', ("BadRequest", "no")),
        ("StatusCode: Conflict Message: without an answer", ("Conflict", "")),
        ('StatusCode: Conflict Web Response: "taken"', ("Conflict", "taken")),
    ],
)
def test_answers_of_other_forms_are_read_too(reason: str, answer: tuple[str, str]) -> None:
    assert application_answer(reason) == ApplicationAnswer(*answer)


def test_other_words_hold_no_answer() -> None:
    assert application_answer("Message: Contoso returned an error response with the HTTP status code 409.") is None


def scoped(details: dict[str, str], **more: Any) -> str:
    step = {"name": "EntrySynchronizationScoping", "provisioningStepType": "scoping", "details": details}
    raw = {
        "id": "r",
        "activityDateTime": "2026-07-17T12:31:10Z",
        "sourceIdentity": {"id": "p"},
        "provisioningStatusInfo": {"status": "skipped"},
        "provisioningSteps": [step, *more.get("steps", ())],
    }
    return entries(Task(), [log_row(raw)])[0].outside


GOOD = {
    "Active in the source system": "True",
    "Assigned to the application": "True",
    "User has the required role": "True",
    "Scoping filter evaluation passed": "True",
    "ScopeEvaluationResult": "{\"Marketing department filter.department EQUALS 'Marketing'\":true}",
}
"""The keys of tests/real/logs/10."""


@pytest.mark.parametrize(
    ("change", "outside"),
    [
        ({}, ""),
        ({"Active in the source system": "False"}, "inactive"),
        ({"Assigned to the application": "False"}, "unassigned"),
        ({"User has the required role": "False"}, "unassigned"),
        ({"Scoping filter evaluation passed": "False"}, "filtered"),
        ({"ScopeEvaluationResult": "{\"a.department EQUALS 'x'\":false}"}, "filtered"),
        ({"ScopeEvaluationResult": '{"a":false,"b":true}'}, ""),
        ({"ScopeEvaluationResult": "no json"}, ""),
    ],
)
def test_why_somebody_is_out_of_scope_is_read_from_the_scoping_step(change: dict[str, str], outside: str) -> None:
    assert scoped({**GOOD, **change}) == outside


def test_a_reason_of_a_skip_tells_it_where_the_scoping_step_does_not() -> None:
    skip = {"name": "EntrySynchronizationSkip", "details": {"SkipReason": "NotEffectivelyEntitled"}}
    assert scoped(GOOD, steps=[skip]) == "unassigned"
