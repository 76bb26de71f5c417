"""Stored credentials and settings: tested by Entra, saved key by key, never sent masked, verified (T18 to T25)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wizard.core.errors import GraphError, InputError
from wizard.graph import parse
from wizard.graph.area import Area
from wizard.graph.jobs import base
from wizard.graph.odata import Json, segment
from wizard.graph.problems import INVALID_URL, codes_of, error_of, message_of, problem, renamed, request_id_of
from wizard.graph.sending import Options
from wizard.graph.synchronization import NotificationSettings, Secrets
from wizard.history.model import Change, mark
from wizard.http import Response, Timeouts
from wizard.secrets.redact import SECRET_PAIR_KEYS, Redactor
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wizard.core.tasks import Task

Value = str | Secret | None
"""A new value, or ``None`` to remove the key."""

STORAGE_LIMIT = 1024
"""Maximum bytes for credentials and notification addresses together (documented for US government clouds)."""

_TEST = Options(timeouts=Timeouts(read=150.0, total=180.0), accept=range(300, 600))
"""Long limits, since Entra calls the application during the request; every response may tell the result."""

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
"""Application response (.NET's name of the HTTP status) to error code and failure catalog id."""


class CredentialCalls(Area):
    """Calls on a service principal's synchronization secrets, and the test of credentials."""

    def validate(
        self, task: Task, service_principal_id: str, job_id: str, template_id: str, url: str, token: Secret
    ) -> None:
        """Let Entra test a tenant URL and token, like the portal's Test Connection; can take several minutes.

        Args:
            job_id: empty if there is no job yet.

        Raises:
            GraphError: ``credentials-refused`` if the application rejected the token, ``credentials-unanswered``
                if it did not respond as expected; ``connector`` and ``detail`` contain Entra's message.
        """
        self._calls.redactor.know(token)
        pairs = [{"key": "BaseAddress", "value": url}, {"key": "SecretToken", "value": token.reveal()}]
        body = {"useSavedCredentials": False, "templateId": template_id, "credentials": pairs}
        self._validate(task, service_principal_id, job_id, body)

    def validate_saved(self, task: Task, service_principal_id: str, job_id: str, template_id: str) -> None:
        """Let Entra test the stored credentials; raises as for ``validate``."""
        body: Json = {"useSavedCredentials": True, "templateId": template_id, "credentials": []}
        self._validate(task, service_principal_id, job_id, body)

    def read(self, task: Task, service_principal_id: str) -> Secrets:
        """Return the stored values; secret values are masked."""
        path = f"{base(service_principal_id)}/secrets"
        found = self._settling.settled(
            task, lambda: self._calls.all(task, path, "synchronization"), service_principal_id
        )
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

    def save(
        self,
        task: Task,
        service_principal_id: str,
        changes: Mapping[str, Value],
        *,
        whole: Callable[[], Mapping[str, Value]] | None = None,
        marks: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Secrets:
        """Store changed values and verify what the service has stored.

        Only differences are sent: the service keeps keys that are not named (msgraph-metadata #347,
        terraform-provider-azuread). One how-to article says otherwise, so if the other keys are gone, everything is
        sent in a second request.

        Args:
            changes: new values by key; the letter case of a stored key is kept.
            whole: returns the secret values that cannot be read from the service, for the second request.
            marks: what the journal stores instead of secret values, by key.

        Raises:
            InputError: ``secret-needed``: a masked value would have been sent; nothing was sent.
            GraphError: ``secrets-too-large``; ``secrets-not-saved`` if the service stored other values;
                ``secrets-lost`` if it dropped keys that were not named and whose values are unknown here.
        """
        stored = self.read(task, service_principal_id)
        wanted = _changed(stored, changes)
        _refuse_masked(key for key, value in wanted.items() if value is not None and _MASK.fullmatch(_plain(value)))
        if not wanted:
            return stored
        kept = {key: value for key, value in stored.values.items() if key not in wanted}
        known = {key.lower(): mark for key, mark in (marks or {}).items()}
        before = {key: _noted(stored, key) for key in wanted}
        after = {key: _kept(key, value, known.get(key.lower())) for key, value in wanted.items()}
        with self._calls.declare(Change("credentials", {"app": service_principal_id}, before, after)):
            return self._save(task, service_principal_id, stored, wanted, kept, whole)

    def _save(
        self,
        task: Task,
        service_principal_id: str,
        stored: Secrets,
        wanted: Mapping[str, Value],
        kept: Mapping[str, str | Secret],
        whole: Callable[[], Mapping[str, Value]] | None,
    ) -> Secrets:
        self._put_secrets(task, service_principal_id, wanted, {**kept, **wanted})
        found, lost = self._confirmed(task, service_principal_id, wanted, kept)
        if not lost:
            return found
        full: dict[str, Value] = {**{key: value for key, value in kept.items() if key not in stored.masked}, **wanted}
        full |= _named_as(stored, whole() if whole is not None else {})
        unknown = sorted(key for key in lost if key not in full)
        if unknown:
            raise GraphError("secrets-lost", {"keys": ", ".join(unknown)})
        self._put_secrets(task, service_principal_id, full, full)
        found, lost = self._confirmed(task, service_principal_id, full, kept)
        if lost:
            raise GraphError("secrets-not-saved", {"keys": ", ".join(lost)})
        return found

    def _put_secrets(
        self, task: Task, service_principal_id: str, pairs: Mapping[str, Value], every: Mapping[str, Value]
    ) -> None:
        """Send key-value pairs, empty text to remove a key; ``every`` is the complete set after the request."""
        for value in pairs.values():
            if isinstance(value, Secret):
                self._calls.redactor.know(value)
        body = {"value": [{"key": key, "value": _plain(value or "")} for key, value in pairs.items()]}
        path = f"{base(service_principal_id)}/secrets"
        try:
            self._settling.settled(
                task,
                lambda: self._calls.send(task, "PUT", path, "synchronization", body),
                service_principal_id,
                "graph-wait-save",
            )
        except GraphError as error:
            size = stored_bytes({key: value for key, value in every.items() if value is not None})
            if error.status in (400, 413) and size > STORAGE_LIMIT:
                params = {"bytes": size, "limit": STORAGE_LIMIT}
                raise renamed(error, "secrets-too-large", params, "cred-storage-limit") from error
            raise

    def _confirmed(
        self, task: Task, service_principal_id: str, sent: Mapping[str, Value], kept: Mapping[str, str | Secret]
    ) -> tuple[Secrets, tuple[str, ...]]:
        """Return the stored values once they match what was sent, and the other keys that the service dropped.

        Raises:
            GraphError: ``secrets-not-saved``.
        """
        wrong: list[str] = []

        def look() -> Secrets:
            found = self.read(task, service_principal_id)
            wrong[:] = sorted(key for key, value in sent.items() if not _shows(found, key, value))
            return found

        try:
            # Other servers of the service may return the old list for some seconds.
            found = self._settling.settle(
                task, look, "graph-wait-save", lambda _: False, done=lambda _: not wrong, deadline=20.0
            )
        except GraphError as error:
            if error.code != "graph-not-settled":
                raise
            raise GraphError("secrets-not-saved", {"keys": ", ".join(wrong)}) from error
        there = {key.lower() for key, value in found.values.items() if _plain(value)}
        return found, tuple(key for key, value in kept.items() if _plain(value) and key.lower() not in there)

    def _validate(self, task: Task, service_principal_id: str, job_id: str, body: Json) -> None:
        job = f"/{segment(job_id)}" if job_id else ""
        path = f"{base(service_principal_id)}/jobs{job}/validateCredentials"

        def once() -> GraphError | None:
            """Return the error of a failed test, which waiting does not resolve, unlike Graph's own errors."""
            answer = self._calls.send(task, "POST", path, "synchronization", body, _TEST)
            if 200 <= answer.status < 300:
                return None
            verdict = test_result(answer, self._calls.redactor)
            if verdict is None:
                raise problem(answer, self._calls.redactor)
            return verdict

        failed = self._settling.settled(task, once, service_principal_id)
        if failed is not None:
            raise failed


def test_result(answer: Response, redactor: Redactor) -> GraphError | None:
    """Return the error for a failed test of credentials; ``None`` if Graph itself refused the call.

    The service documents no codes for this. Observed: the connector's code is in ``code`` or in the message,
    and the message contains the status of the application's response.
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
    if not code and INVALID_URL.search(message):
        code, failure = "credentials-url-invalid", "url-wrong-base-404"
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


def _changed(stored: Secrets, changes: Mapping[str, Value]) -> dict[str, Value]:
    """Return the effective changes under the stored spelling of their keys; ``None`` removes a key."""
    wanted: dict[str, Value] = {}
    for key, value in _named_as(stored, changes).items():
        held = stored.values.get(key)
        if value is None:
            if held is not None and _plain(held):
                wanted[key] = None
        elif key in stored.masked or _comparable(held) != _comparable(value):
            wanted[key] = value
    return wanted


def _noted(stored: Secrets, key: str) -> object:
    """Return the journal entry for a stored value."""
    held = stored.values.get(key)
    if held is None or not _plain(held):
        return None
    return mark() if key in stored.masked or isinstance(held, Secret) else held


def _kept(key: str, value: Value, known: Mapping[str, str] | None) -> object:
    """Return the journal entry for a new value; for a secret, a mark."""
    if isinstance(value, Secret) or (value and key.lower() in SECRET_PAIR_KEYS):
        return dict(known) if known is not None else mark()
    return value


def _named_as(stored: Secrets, changes: Mapping[str, Value]) -> dict[str, Value]:
    """Return the changes with keys spelled as stored; keys are case-sensitive (msgraph-beta-sdk-java #372)."""
    spelling = {key.lower(): key for key in stored.values}
    return {spelling.get(key.lower(), key): value for key, value in changes.items()}


def _refuse_masked(keys: Iterable[str]) -> None:
    needed = ", ".join(sorted(keys))
    if needed:
        raise InputError("secret-needed", {"keys": needed}, failure="cred-masked-overwrite")


def _shows(found: Secrets, key: str, value: Value) -> bool:
    """Return whether a stored value matches what was sent; a masked value only shows that a value exists."""
    held = {name.lower(): name for name in found.values}.get(key.lower())
    if value is None:
        # The service may drop the key or return it empty; a mask may hide an empty value or a secret.
        return held is None or held in found.masked or not _plain(found.values[held])
    if held is None:
        return False
    return held in found.masked or _comparable(found.values[held]) == _comparable(value)


def stored_bytes(values: Mapping[str, str | Secret]) -> int:
    """Return the size in bytes of credentials and notification settings together."""
    return sum(len(_plain(value).encode()) for value in values.values())


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _comparable(value: str | Secret | None) -> object:
    """Return the value in a form for comparison; the service may reformat true, false and JSON."""
    if value is None:
        return None
    text = _plain(value)
    if text.startswith("{"):
        return NotificationSettings.from_text(text)
    return text.lower() if text.lower() in {"true", "false"} else text
