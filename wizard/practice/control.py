"""The control interface of a running practice company, over HTTPS on loopback: faults, time, sign-in.

The server side runs in the practice process, the client side in the wizard's. Both are here because they share one
protocol: JSON objects, protected by a random key.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wizard.core.errors import InputError, NetworkError, WizardError
from wizard.http import Request, Timeouts, Transport
from wizard.practice.colleague import portal_edit
from wizard.practice.strictness import STRICTNESS
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from wizard.core.json_types import JsonMapping, JsonObject
    from wizard.practice.company import PracticeCompany

LONGEST_BODY = 100_000


class ControlApp:
    """Server side, a WSGI application."""

    def __init__(self, company: PracticeCompany) -> None:
        self._company = company

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        key = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        if not hmac.compare_digest(key.encode(), self._company.control_key.reveal().encode()):
            return _answer(start, "401 Unauthorized", {"code": "control-key"})
        length = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_BODY)
        try:
            body = json.loads(environ["wsgi.input"].read(length) or b"{}")
            result = self._do(environ["REQUEST_METHOD"], environ["PATH_INFO"], body)
        except InputError as error:
            return _answer(start, "400 Bad Request", {"code": error.code, "params": error.params})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return _answer(
                start, "400 Bad Request", {"code": "practice-refused", "params": {"reason": str(error)[:200]}}
            )
        if result is None:
            return _answer(start, "404 Not Found", {"code": "practice-refused", "params": {"reason": "no such call"}})
        return _answer(start, "200 OK", result)

    def _do(self, method: str, path: str, body: JsonMapping) -> JsonObject | None:
        company = self._company
        match method, path:
            case "GET", "/state":
                return {
                    "now": company.clock.now().isoformat(),
                    "faults": [
                        {"id": fault.id, "area": fault.area, "on": company.faults.active(fault.id)}
                        for fault in company.faults.faults.values()
                    ],
                    "strictness": [{"id": name, "strict": company.strict(name)} for name in STRICTNESS],
                }
            case "POST", "/fault":
                company.faults.set(str(body["id"]), bool(body["on"]))
            case "POST", "/strictness":
                company.strict.set(str(body["id"]), strict=bool(body["strict"]))
            case "POST", "/advance":
                company.clock.advance(timedelta(minutes=float(body["minutes"])))
                company.entra.state.wake()
            case "POST", "/live":
                company.live(int(body["days"]))
            case "POST", "/token":
                return {"token": company.new_token().reveal()}
            case "POST", "/edit":
                return {"what": portal_edit(company.entra, str(body["id"]))}
            case "POST", "/register":
                registered = company.entra.sign_in_service.registrations.add(
                    [str(name) for name in body["permissions"]], certificate=str(body["certificate"])
                )
                return {"client_id": registered.client_id}
            case "POST", "/approve":
                company.entra.approve_device_code(str(body["user_code"]))
            case "POST", "/sign-in":
                return {"redirect": company.entra.sign_in(str(body["url"]))}
            case _:
                return None
        return {}


def _answer(start: StartResponse, status: str, value: JsonMapping) -> list[bytes]:
    body = json.dumps(value).encode()
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


class Control:
    """Client side.

    Args:
        root: address of the control interface.
        key: its key.
        transport: trusts the practice company's certificate.
    """

    def __init__(self, root: str, key: Secret, transport: Transport) -> None:
        self._root = root
        self._key = key
        self._transport = transport

    def state(self) -> JsonObject:
        """Return practice time, the state of the faults, and which behaviors are strict."""
        return self._call("GET", "/state")

    def now(self) -> datetime:
        """Return practice time in UTC."""
        return datetime.fromisoformat(self.state()["now"])

    def set_fault(self, fault_id: str, on: bool) -> None:
        """Switch a fault on or off.

        Raises:
            InputError: ``practice-fault-unknown``.
        """
        self._call("POST", "/fault", {"id": fault_id, "on": on})

    def set_strict(self, name: str, strict: bool) -> None:
        """Switch a behavior to its strict or its lenient form.

        Raises:
            InputError: ``practice-strictness-unknown``.
        """
        self._call("POST", "/strictness", {"id": name, "strict": strict})

    def advance(self, minutes: float) -> None:
        """Move practice time forward; cycles that become due run immediately."""
        self._call("POST", "/advance", {"minutes": minutes})

    def approve_sign_in(self, user_code: str) -> None:
        """Approve a device code as the practice administrator."""
        self._call("POST", "/approve", {"user_code": user_code})

    def live(self, days: int) -> None:
        """Advance practice time by whole days, on each of which some people change; return when that is complete."""
        self._call("POST", "/live", {"days": days}, long=True)

    def new_token(self) -> Secret:
        """Return another token of the practice CloudGate."""
        return Secret(str(self._call("POST", "/token", {})["token"]))

    def edit(self, edit_id: str) -> str:
        """Change a setting as a colleague does in the portal; return the edit's id."""
        return str(self._call("POST", "/edit", {"id": edit_id})["what"])

    def register(self, certificate: str, permissions: Iterable[str]) -> str:
        """Register an application with a certificate (PEM) and granted permissions; return its client id."""
        body = {"certificate": certificate, "permissions": list(permissions)}
        return str(self._call("POST", "/register", body)["client_id"])

    def sign_in(self, url: str) -> str:
        """Sign in at an authorization address as the practice administrator; return the redirect address."""
        return str(self._call("POST", "/sign-in", {"url": url})["redirect"])

    def _call(self, method: str, path: str, body: JsonMapping | None = None, *, long: bool = False) -> JsonObject:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if data else {}
        timeouts = Timeouts(read=600.0, total=600.0) if long else Timeouts()
        response = self._transport.send(Request(method, self._root + path, headers, data, self._key, timeouts))
        value = response.json()
        if not isinstance(value, dict):
            raise NetworkError("answer-not-json", {"status": response.status, "type": response.content_type})
        if response.status != 200:
            raise WizardError(str(value.get("code", "practice-refused")), value.get("params") or {})
        return value
