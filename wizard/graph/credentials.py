"""The stored credentials and settings: tested by Entra, merged, never sent masked, read back (T18 to T25)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wizard.errors import GraphError, InputError
from wizard.graph import parse
from wizard.graph.calls import REFUSED, Calls, Json, segment
from wizard.graph.jobs import base
from wizard.graph.synchronization import Secrets
from wizard.http import Timeouts
from wizard.secrets.redact import SECRET_PAIR_KEYS
from wizard.secrets.secret import Secret
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

    def validate_saved_credentials(
        self, service_principal_id: str, job_id: str, template_id: str, task: Task
    ) -> None:
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
        return self._read_back(service_principal_id, merged, task)

    def _read_back(self, service_principal_id: str, sent: Mapping[str, str | Secret], task: Task) -> Secrets:
        seen: list[Secrets] = []

        def look() -> list[str]:
            found = self.secrets(service_principal_id, task)
            seen[:] = [found]
            return sorted(
                key
                for key in sent.keys() | found.keys
                if key not in found.masked and _same(key, sent.get(key)) != _same(key, found.values.get(key))
            )

        try:
            self.settle(look, task, "graph-wait-save", lambda _: False, done=lambda wrong: not wrong, deadline=20.0)
        except GraphError as error:
            if error.code != "graph-not-settled":
                raise
            raise GraphError("secrets-not-saved", {"keys": ", ".join(look())}) from error
        return seen[0]

    def _validate(self, service_principal_id: str, job_id: str, body: Json, task: Task) -> None:
        job = f"/{segment(job_id)}" if job_id else ""
        path = f"{base(service_principal_id)}/jobs{job}/validateCredentials"
        try:
            self.settled(
                lambda: self._tested(path, body, task), service_principal_id, task
            )
        except _TestFailed as failed:
            raise failed.error from None

    def _tested(self, path: str, body: Json, task: Task) -> None:
        """Send the test; a failed test is no error that passes, so it leaves the waiting by another way."""
        try:
            self.send("POST", path, "synchronization", task, body=body, retry=REFUSED, timeouts=_SLOW)
        except GraphError as error:
            verdict = _verdict(error)
            if verdict is None:
                raise
            raise _TestFailed(verdict) from None


class _TestFailed(Exception):
    def __init__(self, error: GraphError) -> None:
        super().__init__(error.code)
        self.error = error


def stored_bytes(values: Mapping[str, str | Secret]) -> int:
    """Return how many bytes credentials and notification settings have together."""
    return sum(len(_plain(value).encode()) for value in values.values())


def _verdict(error: GraphError) -> GraphError | None:
    return None if error is None else error


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _same(key: str, value: str | Secret | None) -> object:
    """Return what two values of one key are compared by; the service may change the case of true and false."""
    if value is None:
        return None
    text = _plain(value)
    return text.lower() if text.lower() in {"true", "false"} else text
