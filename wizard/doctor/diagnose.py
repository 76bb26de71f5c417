"""Tests a connection from this computer, layer by layer, in parallel where possible.

If the server does not respond, the result is available within fifteen seconds, in whichever layer: no part of the test
starts later than the time limit allows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from wizard.core.errors import InputError, NetworkError, WizardError
from wizard.core.tasks import Task
from wizard.doctor.finder import look_around
from wizard.doctor.model import (
    SIGNS,
    Answer,
    Check,
    ComputerFacts,
    EntraFacts,
    Facts,
    Params,
    Status,
    TlsFacts,
    TokenFacts,
    UrlFacts,
)
from wizard.doctor.probes import computer, network
from wizard.doctor.probes.service import ServiceProbe, Timed
from wizard.doctor.probes.side import Later, alone, together
from wizard.doctor.report import Report
from wizard.doctor.rules import findings
from wizard.doctor.rules.service import CLOCK_SECONDS
from wizard.http import Exchange, Transport
from wizard.scim.endpoint import TenantUrl, parse_tenant_url
from wizard.secrets.memory import TokenStore
from wizard.secrets.secret import Secret
from wizard.secrets.token import clean_token, with_scheme_word

T = TypeVar("T")

TOTAL_SECONDS = 14.0
"""Time limit for the whole test."""

_PIECE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Options of a test in addition to the connection itself.

    Args:
        keystore: tested if given.
        matching: the target matching attribute in the mappings.
        entra: the result of Entra's own test if known.
        groups: whether groups are provisioned.
        practice: whether the practice company is tested, which does not have to be reachable from outside.
        scheme_word: whether the token contains the word Bearer on purpose because CloudGate requires it.
    """

    keystore: TokenStore | None = None
    matching: str = "userName"
    entra: EntraFacts | None = None
    groups: bool = True
    practice: bool = False
    scheme_word: bool = False


def diagnose(task: Task, tenant_url: str, token: Secret, transport: Transport, asked: Asked | None = None) -> Report:
    """Test a connection as Entra would. Every finished check is reported as progress data.

    The token is cleaned of characters added by copying, and sent to the tenant URL's origin only.

    Raises:
        InputError: the URL cannot be parsed, or the token is empty or contains characters that cannot be sent.
        Cancelled: the user canceled.
    """
    cleaned = clean_token(token.reveal())
    now = datetime.now(UTC)
    jwt = cleaned.jwt
    asked = asked or Asked()
    secret = with_scheme_word(cleaned.secret) if asked.scheme_word else cleaned.secret
    facts = TokenFacts("opaque" if jwt is None else "jwt", () if asked.scheme_word else cleaned.removed)
    if jwt is not None:
        hours = int((jwt.expiry - jwt.issued).total_seconds() // 3600) if jwt.expiry and jwt.issued else 0
        expires = jwt.expiry.date().isoformat() if jwt.expiry else ""
        facts = replace(
            facts,
            expired=jwt.expired(now),
            short_lived=jwt.short_lived and not jwt.expired(now),
            expires=expires,
            hours=hours,
        )
    url = parse_tenant_url(tenant_url)
    return _Diagnosis(task, url, secret, transport, asked, facts).run()


class _Diagnosis:
    def __init__(
        self, task: Task, url: TenantUrl, token: Secret, transport: Transport, asked: Asked, told: TokenFacts
    ) -> None:
        self._url, self._transport, self._task, self._asked = url, transport, task, asked
        self._end = time.monotonic() + TOTAL_SECONDS
        self._service = ServiceProbe(task, url, token, transport, asked.matching)
        self._service.until(self._end)
        self._checks: list[Check] = []
        self._proxy = proxy = transport.proxy_for(url.base)
        ca_files, keystore = transport.ca_files, self._asked.keystore
        self._own = Later(lambda: _timed(lambda: computer.look(proxy, ca_files, keystore)), url.host)
        path = "/" + url.base.partition("://")[2].partition("/")[2]
        self._facts = Facts(
            UrlFacts(
                url.scheme,
                url.host,
                url.port,
                path,
                url.discovery,
                url.flags,
                url.flag_problem,
                url.text if url.removed else "",
                url.removed,
                url.code_points,
                url.typed_host,
            ),
            ComputerFacts(proxy=proxy.shown, proxy_source=proxy.source) if proxy is not None else ComputerFacts(),
            token=told,
            entra=asked.entra,
            matching=asked.matching,
            groups_mapped=asked.groups,
            practice=asked.practice,
        )

    def run(self) -> Report:
        if self._url.scheme == "https" and self._name() and self._connection():
            self._look_at_service()
        self._computer()
        for name in ("name", "tls", "users", "groups", "service"):
            if not any(check.id == name for check in self._checks):
                self._add(name, "skip", f"doctor-{name}-skip")
        exchanges: dict[str, Exchange] = dict(self._service.exchanges)
        return Report(tuple(self._checks), findings(self._facts), self._facts, exchanges)

    @property
    def _left(self) -> float:
        return max(0.2, min(_PIECE_SECONDS, self._end - time.monotonic()))

    def _tried(self, piece: Callable[[], T]) -> T | None:
        """Return what a function finds out on the network, ``None`` if that fails."""
        try:
            return alone(self._task, piece, self._url.host, self._left)
        except NetworkError:
            return None

    # --- Layers below HTTP

    def _name(self) -> bool:
        url, clock = self._url, time.monotonic()
        if self._proxy:
            self._add("name", "skip", "doctor-name-proxy", {"proxy": self._proxy.shown})
            return True
        try:
            found = alone(self._task, lambda: network.resolve(url), url.host, self._left)
        except NetworkError as error:
            self._facts = replace(self._facts, network=replace(self._facts.network, name_error=error.code))
            self._add("name", "fail", "doctor-name-fail", {"host": url.host}, clock)
            return False
        self._facts = replace(self._facts, network=found)
        self._add("name", "pass", "doctor-name-pass", {"host": url.host, "address": found.addresses[0]}, clock)
        return True

    def _connection(self) -> bool:
        url, clock = self._url, time.monotonic()
        params: Params = {"host": url.host}
        try:
            ms, tls = alone(self._task, self._handshake, url.host, self._left)
        except NetworkError as error:
            failed = network.with_error(self._facts.network, error)
            self._facts = replace(self._facts, network=failed)
            key = _TLS_KEYS.get(error.code, "connect-fail")
            if error.code.startswith("proxy-") and self._proxy:
                key, params = "proxy-fail", {"proxy": self._proxy.shown}
            self._add("tls", "fail", f"doctor-{key}", params, clock)
            self._look_at_certificate(error)
            self._look_for_request(error.code)
            return False
        self._facts = replace(self._facts, network=replace(self._facts.network, tls=tls))
        params = {"version": tls.version, "until": tls.valid_until, "connect": round(ms)}
        self._add("tls", "warn" if tls.days_left < 14 else "pass", "doctor-tls-pass", params, clock)
        return True

    def _handshake(self) -> tuple[float, TlsFacts]:
        """Connect and complete the TLS handshake, in one task so that an abandoned connection is closed."""
        ms, plain = _timed(lambda: network.connect(self._url, self._proxy, self._transport.trust))
        plain.settimeout(network.CONNECT_SECONDS)
        return ms, network.handshake(self._url, plain, self._transport.trust)

    def _look_at_certificate(self, error: NetworkError) -> None:
        if not error.code.startswith("tls-") or self._proxy:
            return
        shown = self._tried(lambda: network.look_at_certificate(self._url, self._transport.ca_files))
        self._facts = replace(self._facts, network=replace(self._facts.network, presented=shown))

    def _look_for_request(self, code: str) -> None:
        """If the server closed the connection without a reason, check whether it requests a client certificate."""
        if code not in {"tls-failed", "connection-cut"} or self._proxy:
            return
        asks = self._tried(lambda: network.asks_certificate(self._url, self._transport.ca_files)) or False
        self._facts = replace(self._facts, network=replace(self._facts.network, asks_certificate=asks))

    # --- The service

    def _look_at_service(self) -> None:
        found = self._ask("users", "service", "no-token", "as-entra")
        users = found["users"]
        self._show_lookup("users", users)
        if users.answer.error:
            self._look_for_request(users.answer.error)
        if users.answer.good:
            more = ["groups", "schemas", "resource-types", "root", "paging", "members", "quoting", "media"]
            if self._asked.matching.lower() != "username":
                more.insert(1, "matching")
            found |= self._ask(*more)
            self._show_lookup("groups", found["groups"])
            if "matching" in found:
                self._show_lookup("matching", found["matching"])
            more = list(self._service.known_names)
            if not found["quoting"].answer.good and not found["quoting"].answer.error:
                more += [f"quoting-{name}" for name in SIGNS]
            if found["media"].answer.status == 415:
                more.append("media-json")
            if more:
                self._ask(*more)
            self._look_from_outside()
        elif users.answer.status in {404, 405, 410, 501} or (
            # RFC 7644 section 4 forbids filters on discovery endpoints, so such a refusal says nothing about the token.
            self._url.discovery and users.answer.status in {400, 403}
        ):
            self._ask("plain-users")
            variants = look_around(self._task, self._url, self._service, self._left + 1)
            self._facts = replace(self._facts, variants=variants)
        elif users.answer.status == 401:
            self._ask("token-prefixed")
        self._show_service(found)

    def _ask(self, *names: str) -> dict[str, Timed]:
        """Send the named requests in parallel and store the answers."""
        self._service.until(time.monotonic() + self._left)
        outcomes = together(self._task, self._service.pieces(*names), self._url.host, self._left + 1)
        found = {
            name: Timed(Answer(error=each.code), 0.0) if isinstance(each, WizardError) else each
            for name, each in outcomes.items()
        }
        answers = {**self._facts.answers, **{name: each.answer for name, each in found.items()}}
        self._facts = replace(self._facts, answers=answers)
        return found

    def _look_from_outside(self) -> None:
        """Check whether a public client would trust the certificate, if the service must be reachable from outside."""
        facts = self._facts.network
        if facts.loopback or facts.private or self._asked.practice or self._proxy or facts.tls is None:
            return
        public = self._tried(lambda: network.trusted_publicly(self._url))
        self._facts = replace(self._facts, network=replace(facts, public_trust=public))

    # --- This computer

    def _computer(self) -> None:
        """Add the check of this computer, which ran in the background."""
        try:
            ms, found = self._own.result(self._task, self._left)
        except (NetworkError, InputError):
            return
        found = replace(found, clock_off=self._service.clock_off)
        self._facts = replace(self._facts, computer=found)
        off = found.clock_off
        good = not found.keystore_failure and found.roots != 0 and (off is None or abs(off) <= CLOCK_SECONDS)
        params: Params = {"proxy": found.proxy or "–", "source": found.proxy_source}
        key = "doctor-computer-pass" if not found.proxy else "doctor-computer-proxy"
        self._add("computer", "pass" if good else "warn", key, params, ms=ms)

    # --- Reporting checks

    def _show_lookup(self, name: str, found: Timed) -> None:
        answer = found.answer
        params: Params = {"status": answer.status or answer.error, "attribute": self._asked.matching}
        how = "pass" if answer.good else "error" if answer.error else "fail"
        bad: Status = "warn" if name == "groups" and not self._asked.groups else "fail"
        self._add(name, "pass" if answer.good else bad, f"doctor-{name}-{how}", params, ms=found.ms)

    def _show_service(self, found: dict[str, Timed]) -> None:
        service = found.get("service")
        if service is None or service.answer.error:
            return
        there = [name for name in ("service", "schemas", "resource-types") if name in found and found[name].answer.good]
        if not service.answer.good:
            self._add("service", "skip", "doctor-service-none", ms=service.ms)
            return
        self._add("service", "pass", "doctor-service-pass", {"count": len(there)}, ms=service.ms)

    def _add(
        self,
        name: str,
        status: Status,
        key: str,
        params: Params | None = None,
        clock: float | None = None,
        *,
        ms: float | None = None,
    ) -> None:
        if clock is not None:
            ms = (time.monotonic() - clock) * 1000
        check = Check(name, status, key, params or {}, ms)
        self._checks.append(check)
        self._task.report(data=check)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.monotonic()
    done = work()
    return (time.monotonic() - began) * 1000, done


_TLS_KEYS = {
    "tls-untrusted": "tls-untrusted",
    "tls-expired": "tls-expired",
    "tls-not-yet-valid": "tls-expired",
    "tls-wrong-name": "tls-name",
    "tls-failed": "tls-fail",
}
