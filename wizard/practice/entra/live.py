"""The SCIM server as the engine's target in a real cycle: look-ups and operations are sent over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from wizard.core.json_types import JsonMapping, JsonObject
from wizard.practice.entra.outbound import Answer, ScimTarget, Unreachable, lookup_path
from wizard.practice.entra.wire import Sent, written
from wizard.practice.entra.words import CONNECTOR, refusal_code, refusal_words, status_name

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from wizard.provisioning import Account, Operation
    from wizard.provisioning.model import Kind

UNREACHABLE_LIMIT = 5
"""The cycle ends after this many consecutive requests without a response."""


class CycleEnded(Exception):
    """The cycle cannot continue: the server refuses or no longer responds, or the service was stopped.

    ``code`` is empty if the service was stopped.
    """

    def __init__(self, code: str = "", message: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one object failed: a code of the provisioning log, and a message without secrets."""

    code: str
    reason: str


class LiveTarget:
    """Implements ``wizard.provisioning.TargetView`` and carries out operations.

    A failed look-up must not look like "not found", or people would be created twice. The engine has no concept of
    failed look-ups, so the failure is stored in ``failure``; what the engine concludes from it is not carried out.

    Args:
        target: the server.
        stopped: set to end the cycle at the next request.
        prefixed: whether error codes start with the connector's name.
    """

    def __init__(self, target: ScimTarget, stopped: threading.Event, *, prefixed: bool = True) -> None:
        self._prefixed = prefixed
        self._target = target
        self._stopped = stopped
        self._silent = 0
        self.failure: Failure | None = None
        self.member_failures: dict[str, Failure] = {}
        """Failed membership look-ups by group; the engine may create no operation for one."""
        self.exports = 0
        self.accounts: dict[str, JsonMapping] = {}
        """Accounts that look-ups found since :meth:`taken` was last called, by id."""

    def taken(self) -> tuple[Failure | None, dict[str, JsonMapping]]:
        """Return the failure and the accounts since the last call, and forget them."""
        found = self.failure, self.accounts
        self.failure, self.accounts = None, {}
        return found

    # the engine's look-ups

    def find(self, kind: Kind, attribute: str, value: str) -> Sequence[Account]:
        return self._list(kind, lookup_path(_resource(kind), attribute, value))

    def get(self, kind: Kind, target_id: str) -> Account | None:
        suffix = "?excludedAttributes=members" if kind == "Group" else ""
        answer = self._ask(f"/{_resource(kind)}/{quote(target_id, safe='')}{suffix}")
        if answer is None:
            return {"id": target_id}
        if answer.status == 404:
            return None
        if answer.status != 200 or answer.body is None or "id" not in answer.body:
            self._fail(answer)
            return {"id": target_id}
        if kind == "Group" and answer.body.get("members"):
            reason = "The application returned members although they were excluded."
            self.failure = Failure(f"{CONNECTOR}MultipleEntriesInResponse", reason)
        self.accounts[target_id] = answer.body
        return answer.body

    def has_member(self, group_id: str, user_id: str) -> bool:
        wanted = quote_plus(f'id eq "{group_id}" and members eq "{user_id}"', safe="")
        found = self._list("Group", f"/Groups?filter={wanted}&attributes=id")
        if self.failure is not None:
            self.member_failures[group_id], self.failure = self.failure, None
        return bool(found)

    def _list(self, kind: Kind, path: str) -> list[Account]:
        answer = self._ask(path)
        if answer is None:
            return []
        found = answer.body.get("Resources", []) if answer.body is not None else None
        if answer.status != 200 or not isinstance(found, list):
            self._fail(answer, filtering=True)
            return []
        accounts = [item for item in found if isinstance(item, dict)]
        self.accounts.update((str(item.get("id")), item) for item in accounts)
        return [*accounts]

    # carrying out

    def carry_out(self, operation: Operation) -> str | None:
        """Send an operation's requests; return the account's id, or ``None`` if that or an earlier look-up failed."""
        target_id = operation.target_id if isinstance(operation.target_id, str) else None
        if operation.stage == "reference" and operation.kind == "Group" and self.failure is None:
            self.failure = self.member_failures.pop(target_id or "", None)
        if self.failure is not None:
            return None
        for request in written(operation.work):
            sent = self._send(request)
            if sent is None:
                return None
            target_id = sent or target_id
        return target_id

    def _send(self, request: Sent) -> str | None:
        """Return the id of a created object, empty text for other successes, ``None`` for a failure."""
        answer = self._exchange(request.method, request.path, request.body)
        if answer is None:
            return None
        self.exports += 1
        if answer.ok or (request.method == "DELETE" and answer.status == 404):
            if request.method != "POST":
                return ""
            identifier = answer.body.get("id") if answer.body is not None else None
            if isinstance(identifier, str) and identifier:
                return identifier
            self.failure = Failure(f"{CONNECTOR}ServiceIncompatible", "The answer to the creation holds no id.")
            return None
        self._fail(answer)
        return None

    # HTTP

    def _ask(self, path: str) -> Answer | None:
        return self._exchange("GET", path, None)

    def _exchange(self, method: str, path: str, body: JsonObject | None) -> Answer | None:
        if self._stopped.is_set():
            raise CycleEnded
        try:
            answer = self._target.send(method, path, body)
        except Unreachable as error:
            self._silent += 1
            if self._silent >= UNREACHABLE_LIMIT:
                raise CycleEnded(f"{CONNECTOR}CredentialValidationUnavailable", error.reason) from error
            self.failure = Failure(
                "Timeout" if "in time" in error.reason else "WebExceptionProtocolError", error.reason
            )
            return None
        self._silent = 0
        if answer.status == 401:
            message = f"The application answered {status_name(401)}: {self._target.safe(answer.text, 200)}"
            raise CycleEnded(f"{CONNECTOR}InvalidCredentials", message)
        return answer

    def _fail(self, answer: Answer, *, filtering: bool = False) -> None:
        text = self._target.safe(answer.text, 400)
        code = refusal_code(answer.status, text, filtering=filtering, prefixed=self._prefixed)
        self.failure = Failure(code, refusal_words(answer.status, text))


def _resource(kind: Kind) -> str:
    return "Users" if kind == "User" else "Groups"
