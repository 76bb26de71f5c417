"""Stored credentials: merged, never sent masked, read back; and Entra's own test of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graph_wire import Script, Wire
from practice_entra import World

from wizard.core.errors import GraphError, InputError
from wizard.core.texts import Texts
from wizard.graph.synchronization import NotificationSettings, Secrets
from wizard.secrets.secret import Secret

SP = "4f2d1c3b-0a9e-4d8c-b7a6-5e4f3d2c1b0a"
URL = "https://scim.example/scim"
TOKEN = Secret("planted-token-0123456789")
BASE = {
    "BaseAddress": URL,
    "SyncAll": "False",
    "SyncNotificationSettings": '{"Enabled":true,"Recipients":"a@b.example"}',
}


def pairs(values: dict[str, str]) -> dict[str, Any]:
    return {"value": [{"key": key, "value": value} for key, value in values.items()]}


def puts(wire: Wire) -> list[dict[str, str]]:
    return [{pair["key"]: pair["value"] for pair in sent.json["value"]} for sent in wire.sent if sent.method == "PUT"]


def test_only_what_changes_is_sent_and_no_secret_is_needed_for_it(scripted: Wire, script: Script) -> None:
    """The service keeps keys that are not named: msgraph-metadata #347, terraform-provider-azuread."""
    before = {**BASE, "SecretToken": "*"}
    script.add(200, pairs(before))
    script.add(204)
    script.add(200, pairs({**before, "SyncAll": "true"}))
    same = {"BaseAddress": URL, "SyncAll": "true"}
    seen = scripted.graph.credentials.save(scripted.task, SP, same)
    assert puts(scripted) == [{"SyncAll": "true"}]
    assert seen.sync_all
    assert seen.has_token
    assert scripted.recorder.problems == []


def test_saving_what_is_stored_already_sends_nothing(scripted: Wire, script: Script) -> None:
    script.add(200, pairs({**BASE, "SecretToken": "*"}))
    scripted.graph.credentials.save(scripted.task, SP, {"SyncAll": "false", "BaseAddress": URL, "Password": None})
    assert puts(scripted) == []


def test_a_service_that_drops_the_rest_gets_everything_once_more(scripted: Wire, script: Script) -> None:
    before = {**BASE, "SecretToken": "*"}
    script.add(200, pairs(before))
    script.add(204)
    script.add(200, pairs({"SyncAll": "true"}))
    script.add(204)
    script.add(200, pairs({**before, "SyncAll": "true"}))
    scripted.graph.credentials.save(scripted.task, SP, {"SyncAll": "true"}, whole=lambda: {"secretToken": TOKEN})
    assert puts(scripted) == [{"SyncAll": "true"}, {**BASE, "SyncAll": "true", "SecretToken": TOKEN.reveal()}]


def test_a_secret_that_was_dropped_and_is_not_known_here_is_told(scripted: Wire, script: Script) -> None:
    script.add(200, pairs({**BASE, "SecretToken": "*"}))
    script.add(204)
    script.add(200, pairs({"SyncAll": "true"}))
    with pytest.raises(GraphError) as caught:
        scripted.graph.credentials.save(scripted.task, SP, {"SyncAll": "true"})
    assert (caught.value.code, caught.value.params["keys"]) == ("secrets-lost", "SecretToken")
    assert Texts().problem(caught.value).next


@pytest.mark.parametrize(
    "changes",
    [
        {"SyncAll": "true", "SecretToken": "*"},
        {"SyncAll": "true", "SecretToken": Secret("***")},
        {"Password": "*", "SecretToken": TOKEN},
    ],
)
def test_nothing_masked_is_ever_sent(scripted: Wire, script: Script, changes: dict[str, Any]) -> None:
    script.add(200, pairs({**BASE, "SecretToken": "*"}))
    with pytest.raises(InputError) as caught:
        scripted.graph.credentials.save(scripted.task, SP, changes)
    assert (caught.value.code, caught.value.failure) == ("secret-needed", "cred-masked-overwrite")
    assert [sent.method for sent in scripted.sent] == ["GET"]


def test_the_spelling_of_a_stored_key_is_kept(scripted: Wire, script: Script) -> None:
    """Keys mind letter case: tests/real/errors/07."""
    script.add(200, pairs({"baseAddress": "https://old.example"}))
    script.add(204)
    script.add(200, pairs({"baseAddress": URL}))
    assert scripted.graph.credentials.save(scripted.task, SP, {"BaseAddress": URL}).base_address == URL
    assert puts(scripted) == [{"baseAddress": URL}]


@pytest.mark.parametrize("after", [BASE, {**BASE, "SecretToken": ""}, {**BASE, "SecretToken": "*"}])
def test_a_key_is_taken_away_by_an_empty_text(scripted: Wire, script: Script, after: dict[str, str]) -> None:
    script.add(200, pairs({**BASE, "SecretToken": "*"}))
    script.add(204)
    script.add(200, pairs(after))
    scripted.graph.credentials.save(scripted.task, SP, {"SecretToken": None})
    assert puts(scripted) == [{"SecretToken": ""}]


def test_an_application_that_somebody_set_to_oauth_is_known_by_its_keys() -> None:
    """Secret keys of client credentials: Graph documentation, synchronizationSecret."""
    assert Secrets({"AuthenticationType": "OAuth2ClientCredentialsGrant"}).oauth
    assert Secrets({"Oauth2ClientId": "id", "Oauth2ClientSecret": "*"}, frozenset({"Oauth2ClientSecret"})).oauth
    assert not Secrets({"BaseAddress": URL, "SecretToken": "*", "AuthenticationType": "BearerToken"}).oauth
    assert not Secrets({"BaseAddress": URL, "SecretToken": "*"}, frozenset({"SecretToken"})).oauth


def test_what_is_read_back_must_be_what_was_sent_however_it_is_printed(scripted: Wire, script: Script) -> None:
    old = pairs({**BASE, "SecretToken": "*"})
    settings = NotificationSettings(True, "it-oncall@harborlights.example", True, 400)
    reprinted = json.dumps({"DeleteThresholdValue": 400, "DeleteThresholdEnabled": True, "Enabled": True}, indent=1)
    printed = json.dumps({**json.loads(reprinted), "Recipients": "it-oncall@harborlights.example"}, indent=1)
    script.add(200, old)
    script.add(204)
    script.add(200, old)  # another server of the service, some seconds behind
    script.add(200, pairs({**BASE, "SyncAll": "TRUE", "SyncNotificationSettings": printed, "SecretToken": "*"}))
    changes: dict[str, str | Secret | None] = {
        "SyncAll": "true",
        "SyncNotificationSettings": settings.to_text(),
        "SecretToken": TOKEN,
    }
    assert scripted.graph.credentials.save(scripted.task, SP, changes).notification == settings
    assert scripted.report_keys() == ["graph-wait-save"]


def test_other_values_read_back_are_an_error_that_names_the_keys(scripted: Wire, script: Script) -> None:
    script.add(200, pairs(BASE))
    script.add(204)
    script.add(200, pairs(BASE))
    with pytest.raises(GraphError) as caught:
        scripted.graph.credentials.save(scripted.task, SP, {"SyncAll": "true", "SecretToken": TOKEN})
    assert caught.value.code == "secrets-not-saved"
    assert caught.value.params["keys"] == "SecretToken, SyncAll"


def test_too_long_credentials_are_told_as_such(scripted: Wire, script: Script) -> None:
    script.add(200, pairs(BASE))
    script.error(400, "BadRequest")
    with pytest.raises(GraphError) as caught:
        scripted.graph.credentials.save(scripted.task, SP, {"SecretToken": Secret("é" * 600)})
    assert caught.value.failure == "cred-storage-limit"
    assert int(caught.value.params["bytes"]) > 1200


def test_a_refusal_of_short_credentials_is_not_called_too_long(scripted: Wire, script: Script) -> None:
    script.add(200, pairs(BASE))
    script.error(400, "BadRequest", "The value of BaseAddress is not valid.")
    with pytest.raises(GraphError) as caught:
        scripted.graph.credentials.save(scripted.task, SP, {"SecretToken": TOKEN})
    assert caught.value.code == "graph-bad-request"
    assert "BaseAddress" in Texts().problem(caught.value).why


def test_the_token_is_in_no_exchange_and_no_representation(scripted: Wire, script: Script) -> None:
    script.add(200, pairs({**BASE, "SecretToken": "planted-other-0123456789"}))
    script.add(204)
    script.add(200, pairs({**BASE, "SecretToken": TOKEN.reveal()}))
    seen = scripted.graph.credentials.save(scripted.task, SP, {"SecretToken": TOKEN})
    assert seen.has_token
    assert TOKEN.reveal() not in repr(seen) + repr(list(scripted.transport.exchanges))
    assert puts(scripted)[0]["SecretToken"] == TOKEN.reveal()


SEEN = (
    "We received this unexpected response from your application: \r\nReceived response from Web resource. Resource: "
    "https://scim.example/Users?filter=userName+eq+x Operation: GET Response Status Code: {} Response Content: "
)
CONNECTOR = "SystemForCrossDomainIdentityManagement"


@pytest.mark.parametrize(
    ("status", "code", "message", "ours", "failure"),
    [
        (
            400,
            "CredentialValidationUnavailable",
            SEEN.format("NotFound"),
            "credentials-unanswered",
            "url-wrong-base-404",
        ),
        (400, "BadRequest", SEEN.format("Unauthorized"), "credentials-refused", "cred-401-invalid"),
        (400, "x", SEEN.format("Forbidden"), "credentials-refused", "cred-not-admin"),
        (400, f"{CONNECTOR}CredentialValidationFailure", "no", "credentials-refused", None),
        (400, f"{CONNECTOR}InvalidCredentials", "no", "credentials-refused", None),
        # The words of tests/real/graph/jobs-get/01: a fault of the address, whatever the code is called.
        (
            400,
            f"{CONNECTOR}InvalidCredentials",
            "Please provide a valid tenant URL for your application.",
            "credentials-url-invalid",
            "url-wrong-base-404",
        ),
        (
            500,
            "Error",
            f"{CONNECTOR}CredentialValidationUnavailable",
            "credentials-unanswered",
            "conn-validation-unavailable",
        ),
        (400, "", "", "credentials-unanswered", "conn-validation-unavailable"),
        (403, "Authorization_RequestDenied", "Insufficient privileges", "graph-forbidden", "rights-missing-role"),
        (404, "Request_ResourceNotFound", "Resource x does not exist", "graph-not-found", None),
    ],
)
def test_a_failed_test_is_told_apart_from_a_failed_call(
    scripted: Wire, script: Script, status: int, code: str, message: str, ours: str, failure: str | None
) -> None:
    script.error(status, code, message)
    with pytest.raises(GraphError) as caught:
        scripted.graph.credentials.validate(scripted.task, SP, "job.1.2", "template", URL, TOKEN)
    assert (caught.value.code, caught.value.failure) == (ours, failure)
    assert scripted.recorder.problems == []
    assert len(scripted.sent) == 1, "a failed test is an answer, not a reason to try again"
    assert Texts().problem(caught.value).why


def test_an_echoed_token_is_scrubbed_from_the_words(scripted: Wire, script: Script) -> None:
    script.error(400, "CredentialValidationUnavailable", f"it said: {TOKEN.reveal()} is bad")
    with pytest.raises(GraphError) as caught:
        scripted.graph.credentials.validate(scripted.task, SP, "", "template", URL, TOKEN)
    assert TOKEN.reveal() not in str(caught.value)
    assert scripted.sent[0].path.endswith("/synchronization/jobs/validateCredentials")


def test_the_practice_service_stores_masks_and_tests(practice: Wire, world: World) -> None:
    graph, task = practice.graph, practice.task
    template = graph.applications.find_template(task, "Soloinsight-CloudGate SSO")
    app = graph.applications.add(task, template.id, "Soloinsight-CloudGate SSO", ())
    job = graph.jobs.ensure(task, app.id)
    with pytest.raises(GraphError) as caught:
        graph.credentials.validate(task, app.id, job.id, job.template_id, "https://127.0.0.1:9/scim", TOKEN)
    assert caught.value.code in {"credentials-unanswered", "credentials-refused"}
    settings = NotificationSettings(True, "it-oncall@harborlights.example", True, 500)
    first = graph.credentials.save(
        task,
        app.id,
        {"BaseAddress": URL, "SecretToken": TOKEN, "SyncAll": "false", "SyncNotificationSettings": settings.to_text()},
    )
    assert (first.base_address, first.has_token, first.sync_all, first.notification) == (URL, True, False, settings)
    assert first.masked == {"SecretToken"}
    again = graph.credentials.save(task, app.id, {"SyncAll": "true"}, whole=lambda: {"SecretToken": TOKEN})
    assert again.sync_all
    assert again.has_token
    assert again.notification == settings


def test_notification_settings_keep_what_they_do_not_know() -> None:
    text = '{"enabled":true,"Recipients":"a@b.example","HumanResourcesLookaheadQueryEnabled":false,"New":[1]}'
    settings = NotificationSettings.from_text(text)
    assert (settings.enabled, settings.recipients, settings.delete_threshold) == (True, "a@b.example", 500)
    assert json.loads(settings.to_text()) == {
        "Enabled": True,
        "Recipients": "a@b.example",
        "DeleteThresholdEnabled": False,
        "DeleteThresholdValue": 500,
        "HumanResourcesLookaheadQueryEnabled": False,
        "New": [1],
    }
    assert NotificationSettings.from_text("no json") == NotificationSettings()
