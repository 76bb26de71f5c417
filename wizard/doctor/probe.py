"""Collecting facts layer by layer: name, connection, TLS, and the look-ups that Entra sends.

A silent server has its verdict within fifteen seconds: five to connect, five for each look-up; a look-up is not tried
when the one before it found nobody listening.
"""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import ssl
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from wizard.doctor.model import Check, Facts, Lookup, Report, Status, TlsFacts
from wizard.doctor.rules import findings
from wizard.errors import Cancelled, InputError, NetworkError, WizardError
from wizard.http import Request, Response, Timeouts, Transport
from wizard.http.tls import trust_context
from wizard.http.translate import translate
from wizard.scim.answer import error_words, one_line, pick
from wizard.scim.endpoint import TenantUrl, parse_tenant_url
from wizard.secrets.redact import Redactor
from wizard.secrets.secret import Secret
from wizard.secrets.token import clean_token
from wizard.tasks import Task

CONNECT_SECONDS = 4.0
LOOKUP = Timeouts(connect=4.0, read=5.0, total=5.0)
T = TypeVar("T")


def diagnose(tenant_url: str, token: Secret, transport: Transport, task: Task) -> Report:
    """Test a connection as Entra will. Every finished check is reported as data.

    Raises:
        InputError: the URL cannot be understood at all, or the token is empty or holds characters that cannot be sent.
        Cancelled: the person cancelled.
    """
    if not token.reveal().strip():
        raise InputError("token-empty", failure="cred-blank-token")
    return _Probe(parse_tenant_url(tenant_url), token, transport, task).run()


class _Probe:
    def __init__(self, url: TenantUrl, token: Secret, transport: Transport, task: Task) -> None:
        self._url = url
        self._token = token
        self._transport = transport
        self._task = task
        self._checks: list[Check] = []
        path = url.base.partition("://")[2].partition("/")[2]
        self._facts = Facts(url.host, url.scheme, f"/{path}", url.discovery, url.flag_problem)

    def run(self) -> Report:
        self._read_token()
        if self._url.scheme == "https" and self._name() and self._connection():
            self._service()
            users = self._lookup("Users", "userName", self._url)
            self._facts = replace(self._facts, users=users)
            self._show_lookup("users", "Users", users)
            if users.status in {404, 405, 410}:
                self._try_parent()
            if users.status == 404 and users.shape == "scim-error":
                plain = self._ask(self._url.join("Users", query={"count": 1}))
                self._facts = replace(self._facts, plain_users=plain)
            if users.status == 200 and not users.shape:
                groups = self._lookup("Groups", "displayName", self._url)
                self._facts = replace(self._facts, groups=groups)
                self._show_lookup("groups", "Groups", groups)
            else:
                self._add("groups", "skip", "doctor-groups-skip")
        else:
            for name in ("name", "tls", "service", "users", "groups"):
                if not any(check.id == name for check in self._checks):
                    self._add(name, "skip", f"doctor-{name}-skip")
        return Report(tuple(self._checks), findings(self._facts), self._facts)

    # --- layers

    def _read_token(self) -> None:
        try:
            jwt = clean_token(self._token.reveal()).jwt
        except InputError:
            return
        if jwt is not None:
            expired = jwt.expired(datetime.now(UTC))
            self._facts = replace(self._facts, token_expired=expired, token_short_lived=jwt.short_lived)

    def _name(self) -> bool:
        url, clock = self._url, time.monotonic()
        proxy = _proxy_for(url.host)
        if proxy:
            self._facts = replace(self._facts, proxy=proxy)
            self._add("name", "skip", "doctor-name-proxy", {"proxy": proxy})
            return True
        try:
            found = self._limited(lambda: socket.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM))
        except NetworkError as error:
            self._facts = replace(self._facts, name_error=error.code)
            self._add("name", "fail", "doctor-name-fail", {"host": url.host}, clock)
            return False
        addresses = tuple(dict.fromkeys(str(item[4][0]) for item in found))
        private = all(_is_private(address) for address in addresses)
        self._facts = replace(self._facts, addresses=addresses, private=private)
        params: dict[str, str | int] = {"host": url.host, "address": addresses[0]}
        self._add("name", "pass", "doctor-name-pass", params, clock)
        return True

    def _connection(self) -> bool:
        clock = time.monotonic()
        if self._facts.proxy:
            self._add("tls", "skip", "doctor-tls-proxy")
            return True
        try:
            tls = self._limited(self._handshake)
        except NetworkError as error:
            reason = str(error.params.get("reason", ""))
            self._facts = replace(self._facts, connect_error=error.code, connect_reason=reason)
            self._add(
                "tls", "fail", f"doctor-{_TLS_KEYS.get(error.code, 'connect-fail')}", {"host": self._url.host}, clock
            )
            return False
        self._facts = replace(self._facts, tls=tls)
        params: dict[str, str | int] = {"version": tls.version, "until": tls.valid_until}
        self._add("tls", "warn" if tls.days_left < 14 else "pass", "doctor-tls-pass", params, clock)
        return True

    def _handshake(self) -> TlsFacts:
        url = self._url
        context = trust_context(self._transport.ca_files)
        with (
            socket.create_connection((url.host, url.port), CONNECT_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=url.host) as secure,
        ):
            certificate = secure.getpeercert() or {}
            ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate.get("notAfter"))), UTC)
            issuer: Any = certificate.get("issuer", ())
            names = {key: value for part in issuer for key, value in part}
            version = (secure.version() or "TLS").replace("TLSv", "TLS ")
            days = (ends - datetime.now(UTC)).days
            return TlsFacts(version, names.get("organizationName", ""), ends.strftime("%Y-%m-%d"), days)

    def _service(self) -> None:
        """Ask for the service's abilities; that is advice only, since Entra is not known to ask."""
        url = (
            self._url.base
            if self._url.discovery == "ServiceProviderConfig"
            else self._url.join("ServiceProviderConfig")
        )
        clock = time.monotonic()
        try:
            response = self._get(url)
            config = response.json() if response.status == 200 else None
        except NetworkError:
            config = None
        if not isinstance(config, dict):
            self._add("service", "skip", "doctor-service-none", {}, clock)
            return
        able = [name for name in ("patch", "filter") if pick(pick(config, name), "supported") is True]
        key = "doctor-service-pass" if len(able) == 2 else "doctor-service-limited"
        self._add("service", "pass" if len(able) == 2 else "warn", key, {}, clock)

    def _lookup(self, kind: str, attribute: str, url: TenantUrl) -> Lookup:
        """Look for a random value, exactly as Entra's Test Connection does."""
        query: dict[str, str | int] = {"filter": f'{attribute} eq "{uuid.uuid4()}"'}
        if kind == "Groups":
            query = {"excludedAttributes": "members", **query}
        self._began = time.monotonic()
        return self._ask(url.join(kind, query=query))

    def _ask(self, url: str) -> Lookup:
        try:
            return _read(self._get(url), self._transport.redactor)
        except NetworkError as error:
            return Lookup(error=error.code, reason=str(error.params.get("reason", "")))

    _began = 0.0

    def _try_parent(self) -> None:
        if self._url.discovery:
            parent = parse_tenant_url(self._url.parent)
            found = self._lookup("Users", "userName", parent)
            self._facts = replace(self._facts, parent_users=found, parent=parent.base)

    def _get(self, url: str) -> Response:
        headers = {"Accept": "application/scim+json, application/json"}
        return self._transport.send(
            Request("GET", url, headers, token=self._token, timeouts=LOOKUP, max_bytes=4 * 1024 * 1024), self._task
        )

    # --- showing

    def _show_lookup(self, name: str, kind: str, found: Lookup) -> None:
        good = found.status == 200 and not found.shape and not found.error
        params: dict[str, str | int] = {"kind": kind, "status": found.status or found.error}
        if good:
            key = f"doctor-{name}-pass"
        elif found.error:
            key = f"doctor-{name}-error"
        else:
            key = f"doctor-{name}-fail"
        self._add(name, "pass" if good else "fail", key, params, self._began)

    def _add(
        self,
        name: str,
        status: Status,
        key: str,
        params: dict[str, str | int] | None = None,
        clock: float | None = None,
    ) -> None:
        ms = None if clock is None else (time.monotonic() - clock) * 1000
        check = Check(name, status, key, params or {}, ms)
        self._checks.append(check)
        self._task.report(data=check)

    def _limited(self, work: Callable[[], T]) -> T:
        """Run a blocking call in a daemon thread; leave it when it takes too long or the person cancels.

        Raises:
            NetworkError: what went wrong, as the transport would say it.
            Cancelled: the person cancelled.
        """
        result: list[T] = []
        failed: list[WizardError] = []
        done = threading.Event()

        def run() -> None:
            try:
                result.append(work())
            except WizardError as error:
                failed.append(error)
            except Exception as error:
                failed.append(translate(error, self._url.host))
            finally:
                done.set()

        forget = self._task.on_cancel(done.set)
        threading.Thread(target=run, name="probe", daemon=True).start()
        in_time = done.wait(CONNECT_SECONDS + 1)
        forget()
        if result:
            return result[0]
        if failed:
            raise failed[0]
        if in_time:
            raise Cancelled
        raise NetworkError("connect-timeout", {"host": self._url.host})


_TLS_KEYS = {
    "tls-untrusted": "tls-untrusted",
    "tls-expired": "tls-expired",
    "tls-not-yet-valid": "tls-expired",
    "tls-wrong-name": "tls-name",
    "tls-failed": "tls-fail",
}


def _read(response: Response, redactor: Redactor) -> Lookup:
    """Describe an answer without judging it. What the server says goes through the redactor: it may echo the token."""
    found = Lookup(
        response.status,
        one_line(response.content_type, redactor),
        location=one_line(response.headers.get("location", ""), redactor),
    )
    if response.content_type in {"text/html", "application/xhtml+xml"} or response.body[:64].lstrip()[:1] == b"<":
        return replace(found, shape="html")
    try:
        body = json.loads(response.body)
    except (ValueError, RecursionError):
        shape = "not-json" if response.status == 200 else ""
        return replace(found, shape=shape, detail=one_line(response.text, redactor))
    if not isinstance(body, dict):
        return replace(found, shape="no-list")
    if response.status != 200:
        schemas = pick(body, "schemas")
        told = isinstance(schemas, list) and any(str(item).endswith(":Error") for item in schemas)
        return replace(found, shape="scim-error" if told else "", detail=error_words(body, redactor))
    return replace(found, shape=_list_shape(body), detail=error_words(body, redactor))


def _list_shape(body: dict[str, Any]) -> str:
    total, resources = pick(body, "totalResults"), pick(body, "Resources")
    if not isinstance(total, int) or isinstance(total, bool):
        return "no-list"
    if resources is None and total == 0:
        return "null-resources"  # RFC 7644 lets an empty list be left out; Entra does not
    if not isinstance(resources, list):
        return "no-list"
    return "found" if total or resources else ""


def _is_private(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return found.is_private and not found.is_loopback


def _proxy_for(host: str) -> str:
    """Return the proxy that requests will use for a host, without a login that may stand in it."""
    if urllib.request.proxy_bypass(host):
        return ""
    proxy = urllib.request.getproxies().get("https") or os.environ.get("ALL_PROXY", "")
    return proxy.rpartition("@")[2].removeprefix("http://") if proxy else ""
