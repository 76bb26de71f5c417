"""Sends requests: limits, retries, redaction, recording, cancellation. always verified TLS, no redirects."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from urllib3.connection import HTTPSConnection
from urllib3.util import SKIP_HEADER

from wizard.core.errors import Cancelled, InputError, NetworkError, WizardError
from wizard.core.tasks import Task
from wizard.http.model import Exchange, Request, Response
from wizard.http.proxies import Proxy, proxy_for, unusable
from wizard.http.retries import Retries, may_be_done
from wizard.http.tls import Trust, VerifyingAdapter, end, in_use
from wizard.http.translate import translate
from wizard.secrets.redact import Redactor
from wizard.secrets.secret import Secret

_TOKEN = re.compile(r"(Bearer )?[\x21-\x7e]+")
"""Characters a header can carry. Some services expect the word ``Bearer`` in the token too, so it is sent twice."""
_PIECE = 64 * 1024
_BARE = {"User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER}


class _Bearer(AuthBase):
    """Sets the header last so that neither a ``.netrc`` nor a caller's header can replace it."""

    def __init__(self, token: Secret | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return request


class _Session(requests.Session):
    """A session that ignores redirect targets. Requests evaluates them even with redirects disabled, reads the whole
    body without a limit and fails on an invalid address."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


class Transport:
    """Sends requests; one instance per session of the program. Can be used from several threads at once.

    ``exchanges`` are the last ones, without known secrets, for "show the exchange". ``trust`` provides the TLS
    contexts, also for handshakes without a request. ``direct``: hosts that never use a proxy, whatever the settings
    are, for example those of the practice company.

    Args:
        ca_files: PEM files of certificate authorities to trust in addition to the system's.
        wait: replaces the wait between retries in tests; receives the task and the seconds.
    """

    def __init__(self, ca_files: Sequence[Path] = (), *, wait: Callable[[Task, float], None] = Task.wait) -> None:
        self.redactor = Redactor()
        self.exchanges: deque[Exchange] = deque(maxlen=200)
        self._wait = wait
        self.ca_files = tuple(ca_files)
        self.trust = Trust(self.ca_files)
        self.direct: frozenset[str] = frozenset()
        self._session: requests.Session | None = None
        self._lock = threading.Lock()

    def send(self, request: Request, task: Task | None = None) -> Response:
        """Send the request and return the response, whatever its status.

        Before each retry, ``http-waiting`` or ``http-lost`` is reported with the placeholders ``seconds``, ``status``
        and ``host``.

        Raises:
            InputError: the URL or the token cannot be sent.
            NetworkError: no usable response; the code names the layer that failed.
            Cancelled: the task was canceled; a late response is discarded.
        """
        task = task or Task()
        host = self._check(request)
        retries = Retries(request)
        while True:
            task.checkpoint()
            outcome = self._once(task, request, host)
            pause = retries.pause(outcome)
            if pause is None:
                if isinstance(outcome, NetworkError):
                    raise outcome
                return outcome
            if request.unclear is not None and may_be_done(outcome):
                request.unclear()
            status = outcome.status if isinstance(outcome, Response) else 0
            if status or pause:
                key = "http-waiting" if status else "http-lost"
                task.report(key, seconds=round(pause), status=status, host=host)
                self._wait(task, pause)

    def proxy_for(self, url: str) -> Proxy | None:
        """Return the proxy for requests to a URL, ``None`` if they go directly."""
        return None if urlsplit(url).hostname in self.direct else proxy_for(url)

    def close(self) -> None:
        """Close pooled connections."""
        with self._lock:
            if self._session is not None:
                self._session.close()
                self._session = None

    def _check(self, request: Request) -> str:
        try:
            parts = urlsplit(request.url)
            host, _ = parts.hostname or "", parts.port
        except ValueError as error:
            raise InputError("url-invalid", cause=error) from error
        if parts.scheme.lower() != "https":
            raise InputError("url-not-https", {"host": host}, failure="url-not-https")
        if not host or parts.username is not None or parts.password is not None:
            raise InputError("url-invalid")
        if request.token is not None and not _TOKEN.fullmatch(request.token.reveal()):
            # requests would include the whole header in its exception text.
            raise InputError("token-characters", failure="cred-whitespace")
        return host

    def _once(self, task: Task, request: Request, host: str) -> Response | NetworkError:
        """Send once; failures that could be retried are returned.

        The blocking part runs in its own thread, because only that can be abandoned at any time.
        """
        result: list[Response | WizardError] = []
        done = threading.Event()
        held: list[HTTPSConnection] = []
        if request.token is not None:
            self.redactor.know(request.token)
        began, clock = datetime.now(UTC), time.monotonic()

        def work() -> None:
            in_use.held = held
            try:
                result.append(self._exchange(task, request, clock))
            except WizardError as error:
                result.append(error)
            except Exception as error:
                result.append(translate(error, host))
            finally:
                done.set()

        forget = task.on_cancel(done.set)
        try:
            threading.Thread(target=work, name=f"http {host}", daemon=True).start()
            in_time = done.wait(request.timeouts.total)
        finally:
            forget()
        elapsed = (time.monotonic() - clock) * 1000
        outcome: Response | WizardError
        late = Cancelled() if in_time else NetworkError("answer-timeout", {"host": host})
        outcome = result[0] if result else late
        if not result:
            end(held)
        exchange = self._record(request, began, elapsed, outcome)
        if request.seen is not None:
            request.seen(exchange)
        if isinstance(outcome, Response | NetworkError):
            return outcome
        raise outcome

    def _exchange(self, task: Task, request: Request, clock: float) -> Response:
        host = urlsplit(request.url).hostname or ""
        proxy = self.proxy_for(request.url)
        if proxy is not None and not proxy.usable:
            raise unusable(proxy, host)
        answer = self._open().request(
            request.method,
            request.url,
            headers={**(_BARE if request.bare else {}), **request.headers},
            data=request.body,
            auth=_Bearer(request.token),
            timeout=(request.timeouts.connect, request.timeouts.read),
            proxies={"https": proxy.address} if proxy is not None else {},
            allow_redirects=False,
            stream=True,
        )
        try:
            body = bytearray()
            while piece := answer.raw.read1(_PIECE, decode_content=True):
                body += piece
                task.give_way()  # each chunk blocks the GUI thread for a moment
                if len(body) > request.max_bytes:
                    raise NetworkError("answer-too-large", {"host": host, "limit": request.max_bytes})
                if time.monotonic() - clock > request.timeouts.total:
                    raise NetworkError("answer-timeout", {"host": host})
        finally:
            answer.close()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        elapsed = (time.monotonic() - clock) * 1000
        return Response(answer.status_code, headers, bytes(body), request.url, elapsed)

    def _open(self) -> requests.Session:
        with self._lock:
            if self._session is None:
                session = _Session()
                session.trust_env = False  # proxy_for alone chooses proxies; other settings do not apply
                session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
                session.headers["User-Agent"] = "CloudGateProvisioningSetup"
                session.mount("https://", VerifyingAdapter(self.trust))
                self._session = session
            return self._session

    def _record(self, request: Request, began: datetime, elapsed: float, outcome: Response | WizardError) -> Exchange:
        clean = self.redactor
        authorization = {"Authorization": "Bearer ***"} if request.token else {}
        exchange = Exchange(
            method=request.method,
            url=clean.text(request.url),
            request_headers={**clean.headers(request.headers), **authorization},
            request_body=clean.body(request.body),
            started=began,
            elapsed_ms=elapsed,
        )
        if isinstance(outcome, Response):
            headers, body = clean.headers(outcome.headers), clean.body(outcome.body)
            exchange = replace(exchange, status=outcome.status, response_headers=headers, response_body=body)
        else:
            exchange = replace(exchange, error=clean.text(str(outcome)))
        self.exchanges.append(exchange)
        return exchange
