"""Reading what the service answers: never fails, keeps what is new, and says nothing that is not there."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.graph import parse
from wizard.graph.attributes import selection
from wizard.graph.logs import log_row
from wizard.graph.ondemand import on_demand_result
from wizard.graph.synchronization import NotificationSettings, job_of, template_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)

JOB: dict[str, Any] = {
    "id": "soloinsightCloudGateSso.8d1c.4f2d",
    "templateId": "soloinsightCloudGateSso",
    "schedule": {"expiration": None, "interval": "PT40M", "state": "Active"},
    "status": {
        "code": "Quarantine",
        "countSuccessiveCompleteFailures": 1,
        "escrowsPruned": False,
        "lastExecution": {
            "state": "Failed",
            "timeBegan": "2026-01-12T10:00:00.1234567Z",
            "timeEnded": "2026-01-12T10:01:00Z",
            "countEscrowed": 3,
            "countEntitled": 40,
            "error": {"code": "x", "message": "y", "tenantActionable": True},
        },
        "lastSuccessfulExecution": None,
        "progress": [{"units": "", "completedUnits": 2, "totalUnits": "8", "progressObservationDateTime": "x"}],
        "quarantine": {
            "reason": "SomethingNew",
            "currentBegan": "2026-01-12T10:00:00Z",
            "nextAttempt": "2026-01-12T10:05:00Z",
            "seriesBegan": "2026-01-12T10:00:00Z",
            "seriesCount": 1,
            "error": {"code": "x", "message": "y", "tenantActionable": True},
        },
        "steadyStateFirstAchievedTime": "0001-01-01T00:00:00Z",
        "steadyStateLastAchievedTime": "0001-01-01T00:00:00Z",
        "synchronizedEntryCountByType": [{"key": "user to User", "value": 38}, {"key": "group to Group", "value": 4}],
    },
    "synchronizationJobSettings": [{"name": "QuarantineTooManyDeletesThreshold", "value": "500"}],
}


def test_a_quarantined_job_is_read() -> None:
    job = job_of(JOB)
    status = job.status
    assert status.running
    assert status.quarantined
    assert not status.first_cycle_done
    assert status.steady_since is None
    assert status.quarantine is not None
    assert (status.quarantine.reason, status.quarantine.attempts) == ("SomethingNew", 1)
    assert status.quarantine.next_attempt == datetime(2026, 1, 12, 10, 5, tzinfo=UTC)
    assert status.quarantine.error is not None
    assert status.quarantine.error.actionable
    assert status.last is not None
    assert status.last.began == datetime(2026, 1, 12, 10, 0, 0, 123456, tzinfo=UTC)
    assert (status.escrowed, status.completed_units, status.total_units) == (3, 2, 8)
    assert status.counts == {"user": 38, "group": 4}
    assert status.interval_minutes == 40
    assert job.settings == {"QuarantineTooManyDeletesThreshold": "500"}


@pytest.mark.parametrize(
    ("schedule", "running"), [("Active", True), ("active", True), ("Disabled", False), ("Paused", False), (None, False)]
)
def test_only_the_schedule_tells_whether_a_job_is_on(schedule: str | None, running: bool) -> None:
    job = job_of({"schedule": {"state": schedule}, "status": {"code": "Active"}})
    assert job.status.running is running
    assert job.status.total_units is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("PT40M", 40),
        ("P1DT2H", 26 * 60),
        ("P10675199DT2H48M5.4775807S", None),
        ("P", None),
        ("forty minutes", None),
        (40, None),
    ],
)
def test_durations(text: object, minutes: int | None) -> None:
    found = parse.duration(text)
    assert found == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-01-12T09:30:11Z", datetime(2026, 1, 12, 9, 30, 11, tzinfo=UTC)),
        ("2026-01-12T09:30:11.1Z", datetime(2026, 1, 12, 9, 30, 11, 100000, tzinfo=UTC)),
        ("2026-01-12T09:30:11.1234567+02:00", datetime(2026, 1, 12, 7, 30, 11, 123456, tzinfo=UTC)),
        ("2026-01-12T09:30:11", datetime(2026, 1, 12, 9, 30, 11, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("2026-13-41T09:30:11Z", None),
        ("", None),
        (None, None),
    ],
)
def test_moments(text: object, at: datetime | None) -> None:
    assert parse.moment(text) == at


KINDS = {"str": str, "int": int, "bool": bool}


def wrongly_typed(read: Any) -> list[str]:
    """Return what of a record is not what its field says; nothing of a service's answer may get through as it came."""
    wrong = []
    for field in dataclasses.fields(read):
        value = getattr(read, field.name)
        if not isinstance(value, KINDS.get(str(field.type), object)):
            wrong.append(f"{type(read).__name__}.{field.name} is {value!r}")
        if dataclasses.is_dataclass(value):
            wrong += wrongly_typed(value)
    return wrong


@settings(max_examples=examples(60), deadline=None)
@given(value=JSON)
def test_nothing_that_is_json_breaks_a_reader(value: Any) -> None:
    names = [*JOB, *JOB["status"], "key", "value", "provisioningSteps", "servicePrincipal", "metadata", "statusInfo"]
    body = dict.fromkeys(names, value)
    text = json.dumps(value)
    for read in (
        job_of(body),
        job_of({"status": body, "schedule": body}),
        template_of({"metadata": [{"key": "ConfigurationFields", "value": text}, value]}),
        log_row(body),
        on_demand_result({"key": text, "value": text}),
        on_demand_result({"key": text, "value": json.dumps(body)}),
        NotificationSettings.from_text(text),
    ):
        assert wrongly_typed(read) == []
    wanted = ["telephoneNumber", "extensionAttribute3", "mail"]
    found = selection(wanted, "User").read(
        dict.fromkeys(["businessPhones", "onPremisesExtensionAttributes", "mail"], value)
    )
    assert set(found) <= {*wanted}


INNER = {
    "action": "Create",
    "startTime": "2026-01-12T10:02:00.1Z",
    "provisioningSteps": [
        {"name": "EntryImportAdd", "type": "Import", "status": "Success", "details": {"active": "True"}},
        {"name": "EntryExportAdd", "type": "Export", "status": "Success", "description": "done"},
    ],
    "modifiedProperties": [{"displayName": "userName", "oldValue": None, "newValue": "ann@harborlights.example"}],
    "statusInfo": {"status": "Success"},
    "sourceIdentity": {"id": "1", "type": "User", "displayName": "Ann"},
}


@pytest.mark.parametrize("wrap", [lambda inner: inner, lambda inner: [inner]])
@pytest.mark.parametrize(
    "key",
    ['{"result":"Success","details":{}}', "Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo"],
)
def test_both_shapes_of_an_on_demand_answer(wrap: Any, key: str) -> None:
    found = on_demand_result({"key": key, "value": json.dumps(wrap(INNER))})
    assert (found.result, found.action, found.error_code, found.raw) == ("success", "Create", "", "")
    assert [(step.kind, step.status) for step in found.steps] == [("import", "success"), ("export", "success")]
    assert found.steps[0].details == {"active": "True"}
    assert (found.modified[0].old, found.modified[0].new) == (None, "ann@harborlights.example")
    assert (found.source.kind, found.source.display_name) == ("User", "Ann")


def test_a_skipped_on_demand_answer_tells_why() -> None:
    key = json.dumps({"result": "Skipped", "details": {"errorCode": "RedundantExport", "errorMessage": "equal"}})
    found = on_demand_result({"key": key, "value": "{}"})
    assert (found.result, found.error_code, found.error_message) == ("skipped", "RedundantExport", "equal")


def test_an_on_demand_answer_in_plain_words_is_kept() -> None:
    assert on_demand_result({"key": "k", "value": "Try again later"}).raw == "Try again later"


@pytest.mark.parametrize("principal", [{"id": "sp", "displayName": "x"}, [{"id": "sp"}]])
def test_log_rows(principal: Any) -> None:
    row = log_row(
        {
            "id": "e",
            "activityDateTime": "2026-01-12T10:02:03Z",
            "provisioningAction": "stagedDelete",
            "provisioningStatusInfo": {
                "status": "failure",
                "errorInformation": {
                    "errorCode": "EntryConflict",
                    "reason": "taken",
                    "errorCategory": "nonServiceFailure",
                },
            },
            "provisioningSteps": [{"name": "EntryExportAdd", "provisioningStepType": "Export", "status": "failure"}],
            "servicePrincipal": principal,
            "durationInMilliseconds": 912,
            "sourceIdentity": {"id": "1", "displayName": "Ann", "identityType": "User"},
        }
    )
    assert (row.action, row.status.status, row.status.error_code) == ("stageddelete", "failure", "EntryConflict")
    assert (row.service_principal_id, row.duration_ms, row.source.kind) == ("sp", 912, "User")
    assert row.steps[0].kind == "export"


def test_schema_names_become_graph_names_and_unknown_ones_are_told() -> None:
    found = selection(
        ["objectId", "mobile", "telephoneNumber", "extensionAttribute16", "IsSoftDeleted", "members"], "User"
    )
    assert found.properties == ("id", "mobilePhone", "businessPhones")
    assert found.unknown == ("extensionAttribute16",)
    group = selection(["objectId", "displayName", "members", "telephoneNumber"], "Group")
    assert (group.properties, group.unknown) == (("id", "displayName"), ("telephoneNumber",))


def test_directory_extensions_keep_their_name() -> None:
    name = "extension_0123456789abcdef0123456789abcdef_badge"
    assert selection([name], "User").properties == (name,)
