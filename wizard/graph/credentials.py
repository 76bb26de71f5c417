"""The stored credentials and settings: tested by Entra, merged, never sent masked, read back (T18 to T25)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wizard.errors import GraphError, InputError
from wizard.graph import parse
from wizard.graph.calls import Calls, Json, segment
from wizard.graph.jobs import base
from wizard.graph.problems import codes_of, error_of, message_of, problem, request_id_of
from wizard.graph.synchronization import NotificationSettings, Secrets
from wizard.http import Response, Timeouts
from wizard.secrets.redact import SECRET_PAIR_KEYS, Redactor
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.tasks import Task

Change = str | Secret | None
"""A new value, or ``None`` to remove the key."""

STORAGE_LIMIT = 1024
"""Bytes that credentials and notification addresses may have together (documented for US government clouds)."""

_SLOW = Timeouts(read=150.0, total=180.0)
"""Entra calls the application while we wait."""

_TESTED = re.compile(r"Credential|SystemForCrossDomainIdentityManagement", re.IGNORECASE)
_CONNECTOR = re.compile(r"SystemForCrossDomainIdentityManagement\w+")
_STATUS = re.compile(r"Response Status Code:\s*(\w+)")
_MASK = re.compile(r"\*+")
_NO_ANSWER = "conn-validation-unavailable"
_ANSWERED: Mapping[str, tuple[str, str | None]] = {
    "unauthorized": ("credentials-refused", "cred-401-invalid"),
    "forbidden": ("credentials-refused", "cred-not-admin"),
    "notfound": ("credentials-unanswered", "url-wrong-base-404"),
}
"""What the application answered (.NET's name of the HTTP status), to our code and the catalogue's id."""


class CredentialCalls(Calls):
    """Calls on a service principal's synchronization secrets, and the test of credentials."""

    def validate_credentials(
        self, service_principal_id: str, job_id: str, template_id: str, url: str, token: Secret, task: Task
    ) -> None:
        """Let Entra test a Tenant URL and token, as the portal's Test Connection does; takes up to some minutes.

        Args:
            job_id: empty before there is a job.

        Raises:
            GraphError: ``credentials-refused`` when the application turned the token away, ``credentials-unanswered``
                when it did not answer as expected; ``connector`` and ``detail`` tell what Entra said.
        """
        self._transport.redactor.know(token)
        pairs = [{"key": "BaseAddress", "value": url}, {"key": "SecretToken", "value": token.reveal()}]
        body = {"useSavedCredentials": False, "templateId": template_id, "credentials": pairs}
        self._validate(service_principal_id, job_id, body, task)

    def validate_saved_credentials(self, service_principal_id: str, job_id: str, template_id: str, task: Task) -> None:
        """Let Entra test what is stored; raises as ``validate_credentials`` does."""
        body: Json = {"useSavedCredentials": True, "templateId": template_id, "credentials": []}
        self._validate(service_principal_id, job_id, body, task)

    def secrets(self, service_principal_id: str, task: Task) -> Secrets:
        """Return what is stored; secret values come masked."""
        path = f"{base(service_principal_id)}/secrets"
        found = self.settled(lambda: self.all(path, "synchronization", task), service_principal_id, task)
        values: dict[str, str | Secret] = {}
        masked: set[str] = set()
        for item in found:
            key, value = parse.text(item.get("key")), parse.text(item.get("value"))
            if not key:
                continue
            if _MASK.fullmatch(value):
                masked.add(key)
            values[key] = Secret(value) if key.lower() in SECRET_PAIR_KEYS else value
        return Secrets(values, frozenset(masked))

    def save_secrets(self, service_principal_id: str, changes: Mapping[str, Change], task: Task) -> Secrets:
        """Store changed values beside all the others, and read back.

        The service replaces the whole set and shows secrets only masked, so that every masked one has to be among
        the changes.

        Raises:
            InputError: ``secret-needed``: its value must be typed again; nothing was sent.
            GraphError: ``secrets-too-large``; ``secrets-not-saved`` when other values are read back.
        """
        stored = self.secrets(service_principal_id, task)
        merged: dict[str, str | Secret] = dict(stored.values)
        fresh: set[str] = set()
        spelling = {key.lower(): key for key in merged}
        for key, value in changes.items():
            name = spelling.get(key.lower(), key)
            merged.pop(name, None)
            if value is not None:
                merged[name] = value
            fresh.add(name)
        needed = [
            key
            for key, value in merged.items()
            if (key in stored.masked and key not in fresh) or _MASK.fullmatch(_plain(value))
        ]
        if needed:
            raise InputError("secret-needed", {"keys": ", ".join(sorted(needed))}, failure="cred-masked-overwrite")
        for value in merged.values():
            if isinstance(value, Secret):
                self._transport.redactor.know(value)
        pairs = [{"key": key, "value": _plain(value)} for key, value in merged.items()]
        path = f"{base(service_principal_id)}/secrets"
        try:
            self.settled(
                lambda: self.send("PUT", path, "synchronization", task, body={"value": pairs}),
                service_principal_id,
                task,
                "graph-wait-save",
            )
        except GraphError as error:
            size = stored_bytes(merged)
            if error.status in (400, 413) and size > STORAGE_LIMIT:
                raise GraphError(
                    "secrets-too-large",
                    {"bytes": size, "limit": STORAGE_LIMIT},
                    status=error.status,
                    graph_code=error.graph_code,
                    request_id=error.request_id,
                    failure="cred-storage-limit",
                ) from error
            raise
        gone = frozenset(key for key, value in changes.items() if value is None)
        return self._read_back(service_principal_id, merged, gone, task)

    def _read_back(
        self, service_principal_id: str, sent: Mapping[str, str | Secret], gone: frozenset[str], task: Task
    ) -> Secrets:
        wrong: list[str] = []

        def look() -> Secrets:
            found = self.secrets(service_principal_id, task)
            values = {key.lower(): value for key, value in found.values.items()}
            masked = {key.lower() for key in found.masked}
            different = [
                key
                for key, value in sent.items()
                if key.lower() not in masked and _comparable(values.get(key.lower())) != _comparable(value)
            ]
            wrong[:] = sorted({*different, *(key for key in gone if key.lower() in values)})
            return found

        try:
            # Other servers of the service may still give the old list for some seconds.
            return self.settle(look, task, "graph-wait-save", lambda _: False, done=lambda _: not wrong, deadline=20.0)
        except GraphError as error:
            if error.code != "graph-not-settled":
                raise
            raise GraphError("secrets-not-saved", {"keys": ", ".join(wrong)}) from error

    def _validate(self, service_principal_id: str, job_id: str, body: Json, task: Task) -> None:
        job = f"/{segment(job_id)}" if job_id else ""
        path = f"{base(service_principal_id)}/jobs{job}/validateCredentials"

        def once() -> GraphError | None:
            """Return a failed test; unlike Graph's own errors it does not pass by waiting."""
            answer = self.send("POST", path, "synchronization", task, body=body, timeouts=_SLOW, accept=range(200, 600))
            if 200 <= answer.status < 300:
                return None
            verdict = test_result(answer, self._transport.redactor)
            if verdict is None:
                raise problem(answer, self._transport.redactor)
            return verdict

        failed = self.settled(once, service_principal_id, task)
        if failed is not None:
            raise failed


def test_result(answer: Response, redactor: Redactor) -> GraphError | None:
    """Return what a failed test of credentials means; ``None`` when Graph itself refused the call.

    The service documents no codes for this. Observed: the connector's code stands in ``code`` or in the message,
    and the message quotes the status that the application answered with.
    """
    error = error_of(answer)
    codes, message = codes_of(error), str(error.get("message") or "")
    everything = " ".join([*codes, message])
    if answer.status != 400 and not _TESTED.search(everything):
        return None
    named = _CONNECTOR.search(everything)
    connector = named[0] if named else codes[0] if codes else ""
    answered = _STATUS.search(message)
    code, failure = _ANSWERED.get(answered[1].lower() if answered else "", ("", None))
    if not code:
        refused = connector.endswith(("CredentialValidationFailure", "InvalidCredentials"))
        code, failure = ("credentials-refused", None) if refused else ("credentials-unanswered", _NO_ANSWER)
    request_id = request_id_of(answer, error)
    params: dict[str, str | int | float] = {
        "connector": connector or "?",
        "answered": answered[1] if answered else "?",
        "detail": message_of(error, redactor) or f"HTTP {answer.status}",
        "request": request_id or "?",
    }
    return GraphError(
        code,
        params,
        status=answer.status,
        graph_code=codes[0] if codes else "",
        request_id=request_id,
        failure=failure,
    )


def stored_bytes(values: Mapping[str, str | Secret]) -> int:
    """Return how many bytes credentials and notification settings have together."""
    return sum(len(_plain(value).encode()) for value in values.values())


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _comparable(value: str | Secret | None) -> object:
    """Return what two values are compared by; the service may re-print true, false and JSON."""
    if value is None:
        return None
    text = _plain(value)
    if text.startswith("{"):
        return NotificationSettings.from_text(text)
    return text.lower() if text.lower() in {"true", "false"} else text
