"""One Graph call: address, token, headers, paging, retries, errors. The areas build on it.

Rules that hold for every call: Microsoft Graph documentation, "Paging", "Advanced query capabilities", "Throttling
guidance", "Error responses".
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
import uuid
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from wizard.errors import GraphError, NetworkError
from wizard.graph.problems import problem
from wizard.graph.scopes import Purpose, scopes_for
from wizard.http import Request, Response, RetryPolicy, Timeouts, Transport
from wizard.tasks import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from wizard.graph.clouds import Cloud
    from wizard.graph.decoding import Decoder
    from wizard.secrets.secret import Secret

T = TypeVar("T")
Json = dict[str, Any]

BUSY = RetryPolicy(frozenset({429, 500, 502, 503, 504}), deadline=180.0, cap=60.0)
"""For calls that may be repeated without harm."""

REFUSED = RetryPolicy(frozenset({429}), deadline=180.0, cap=60.0)
"""For calls that must not be done twice: only an answer that says "not done" is retried."""

PATIENT = RetryPolicy(BUSY.statuses, deadline=600.0, first=1.0, cap=30.0, network=True)
"""For long readings that are under way: a lost connection is waited for."""

SETTLING = 300.0
"""Seconds after adding an application during which the service may still contradict itself."""

DEADLINE = 180.0
"""Seconds that waiting for the service to settle may take."""

_CLAIMS = re.compile(r'claims="([^"]+)"')
_CUT = frozenset({"connection-cut", "answer-broken"})


class TokenProvider(Protocol):
    """Gives access tokens; ``wizard.graph.signin.SignIn`` is the real one."""

    def token(
        self, scopes: Sequence[str], task: Task | None = None, *, renew: bool = False, claims: str = ""
    ) -> Secret: ...


class Calls:
    """Sends Graph v1.0 calls for one signed-in account. Thread-safe.

    Args:
        transport: everything is sent through it.
        cloud: names the Graph host; a token is sent to that host only.
        tokens: gives an access token for the scopes that a call needs.
        wait: replaces waiting, for tests; gets the task and the seconds.
    """

    def __init__(
        self,
        transport: Transport,
        cloud: Cloud,
        tokens: TokenProvider,
        *,
        wait: Callable[[Task, float], None] = Task.wait,
    ) -> None:
        self.cloud = cloud
        self.redactor = transport.redactor
        self.wait = wait
        self._transport = transport
        self._tokens = tokens
        self._root = f"{cloud.graph}/v1.0"
        self._new: dict[str, float] = {}

    def expect_new(self, service_principal_id: str) -> None:
        """Say that an application was added moments ago, so that its calls wait for it to settle."""
        self._new[service_principal_id] = time.monotonic() + SETTLING

    def send(
        self,
        method: str,
        path: str,
        purpose: Purpose,
        task: Task,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        eventual: bool = False,
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        accept: Container[int] = range(200, 300),
        reads: bool = False,
    ) -> Response:
        """Send one call and return its answer.

        Args:
            path: below ``/v1.0``, its segments already encoded; or an absolute address on the Graph host.
            query: OData options with their dollar signs.
            body: JSON value.
            eventual: this is an advanced query.
            accept: HTTP statuses that are no error here.
            reads: this POST changes nothing.

        Raises:
            GraphError: the service answered with an error; its code tells the kind.
            SignInError: no token can be had without the person.
            NetworkError: no usable answer.
        """
        url = self._root + path if path.startswith("/") else path
        self._own(url)
        if query:
            url += ("&" if "?" in url else "?") + urlencode(query, quote_via=quote, safe="$,()'/:")
        headers = {"Accept": "application/json", "client-request-id": str(uuid.uuid4())}
        if eventual:
            headers["ConsistencyLevel"] = "eventual"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body, ensure_ascii=False).encode()
        scopes = scopes_for(self.cloud, purpose)
        policy = retry or (REFUSED if method == "POST" else BUSY)

        def once(token: Secret) -> Response:
            request = Request(method, url, headers, data, token, timeouts or Timeouts(), reads=reads)
            try:
                return self._transport.send(request, task, policy, "graph-waiting")
            except NetworkError as error:
                # A pooled connection may have been closed while it lay idle.
                if error.code not in _CUT or policy is REFUSED or policy.network:
                    raise
                return self._transport.send(request, task, policy, "graph-waiting")

        response = once(self._tokens.token(scopes, task))
        if response.status == 401:
            claims = _claims(response)
            response = once(self._tokens.token(scopes, task, renew=True, claims=claims))
        if response.status not in accept:
            raise problem(response, self._transport.redactor)
        return response

    def get(
        self, path: str, purpose: Purpose, task: Task, *, query: Mapping[str, str] | None = None, eventual: bool = False
    ) -> Json:
        """Return a JSON object; raises as ``send`` does."""
        return object_of(self.send("GET", path, purpose, task, query=query, eventual=eventual))

    def pages(
        self,
        path: str,
        purpose: Purpose,
        task: Task,
        *,
        query: Mapping[str, str] | None = None,
        eventual: bool = False,
        patient: bool = False,
    ) -> Iterator[list[Json]]:
        """Yield a collection page by page; a page may be empty. ``patient``: a connection lost after the first page
        is waited for, and the reading goes on where it was.

        Raises:
            GraphError: also ``graph-foreign-page`` when the next page would be at another host: the token stays here.
        """
        first = self.send("GET", path, purpose, task, query=query, eventual=eventual)
        yield from self._walk(first, objects, purpose, task, eventual=eventual, patient=patient)

    def typed_pages(
        self, path: str, decoder: Decoder, purpose: Purpose, task: Task, *, query: Mapping[str, str]
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the same patiently, as tuples of some properties.

        Raises:
            GraphError: as ``pages`` does.
        """
        first = self.send("GET", path, purpose, task, query=query)
        yield from self._walk(first, decoder.read, purpose, task, eventual=False, patient=True)

    def _walk(
        self,
        response: Response,
        read: Callable[[Response], tuple[list[T], object]],
        purpose: Purpose,
        task: Task,
        *,
        eventual: bool,
        patient: bool,
    ) -> Iterator[list[T]]:
        """Yield a page and all that follow it. ``read`` gives a page's items and the address of the next one."""
        policy = PATIENT if patient else None
        seen: set[str] = set()
        while True:
            items, link = read(response)
            yield items
            if not isinstance(link, str) or not link:
                return
            if link in seen:
                raise GraphError("graph-answer-unreadable", {"status": 200})
            seen.add(link)
            self._own(link)
            response = self.send("GET", link, purpose, task, eventual=eventual, retry=policy)

    def all(
        self, path: str, purpose: Purpose, task: Task, *, query: Mapping[str, str] | None = None, eventual: bool = False
    ) -> list[Json]:
        """Return every item of a collection; raises as ``pages`` does."""
        return [item for page in self.pages(path, purpose, task, query=query, eventual=eventual) for item in page]

    def settle(
        self,
        call: Callable[[], T],
        task: Task,
        key: str,
        passing: Callable[[GraphError], bool],
        *,
        done: Callable[[T], bool] = lambda _: True,
        deadline: float = DEADLINE,
    ) -> T:
        """Call until it works, as long as the error is one that passes by itself.

        While it waits, ``key`` is reported with ``seconds`` and ``status``.

        Args:
            passing: tells such errors.
            done: tells whether an answer is the one waited for.

        Raises:
            GraphError: another error; or the last one when the deadline has passed, with
                ``graph-not-settled`` for an answer that never became the one waited for.
        """
        waited, pause = 0.0, 2.0
        while True:
            task.checkpoint()
            status = 200
            try:
                result = call()
                if done(result):
                    return result
                if waited + pause > deadline:
                    raise GraphError("graph-not-settled", {"seconds": round(waited)})
            except GraphError as error:
                if error.code == "graph-not-settled" or not passing(error) or waited + pause > deadline:
                    raise
                status = error.status
            task.report(key, seconds=round(pause), status=status)
            self.wait(task, pause)
            waited += pause
            pause = min(15.0, pause * 1.5)

    def settled(self, call: Callable[[], T], service_principal_id: str, task: Task, key: str = "graph-wait-app") -> T:
        """Call about an application; while that is new, 404, 403 and 409 pass (see ``expect_new``).

        Raises:
            GraphError: another error, or one that stayed.
        """
        if not self.is_new(service_principal_id):
            return call()
        try:
            return self.settle(call, task, key, lambda error: error.status in (403, 404, 409))
        except GraphError as error:
            kinds = {404: "graph-new-app-not-replicated", 409: "graph-transient-403-409"}
            error.failure = kinds.get(error.status, error.failure)
            raise

    def is_new(self, service_principal_id: str) -> bool:
        """Tell whether the application was added within the last minutes."""
        return time.monotonic() < self._new.get(service_principal_id, 0.0)

    def _own(self, url: str) -> None:
        given, own = urlsplit(url), urlsplit(self._root)
        try:
            same = (given.scheme, given.hostname, given.port) == (own.scheme, own.hostname, own.port)
        except ValueError:
            same = False
        if not same or given.username is not None:
            raise GraphError("graph-foreign-page", {"host": given.hostname or "?"})


def objects(response: Response) -> tuple[list[Json], object]:
    """Return a page's objects and the address of the next page.

    Raises:
        GraphError: ``graph-answer-unreadable``.
    """
    body = object_of(response)
    value = body.get("value")
    if not isinstance(value, list):
        raise GraphError("graph-answer-unreadable", {"status": 200})
    return [item for item in value if isinstance(item, dict)], body.get("@odata.nextLink")


def segment(text: str) -> str:
    """Encode one segment of a path."""
    return quote(text, safe="")


def literal(text: str) -> str:
    """Return an OData string literal for ``$filter``."""
    return "'" + text.replace("'", "''") + "'"


def object_of(response: Response) -> Json:
    """Return the JSON object of an answer.

    Raises:
        GraphError: ``graph-answer-unreadable``.
    """
    try:
        body = response.json()
    except NetworkError as error:
        raise GraphError("graph-answer-unreadable", {"status": response.status}, cause=error) from error
    if not isinstance(body, dict):
        raise GraphError("graph-answer-unreadable", {"status": response.status})
    return body


def _claims(response: Response) -> str:
    """Return the claims challenge of a 401 (Entra documentation, "Claims challenges"), empty when there is none."""
    found = _CLAIMS.search(response.headers.get("www-authenticate", ""))
    if found is None:
        return ""
    try:
        text = base64.b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode()
        return text if isinstance(json.loads(text), dict) else ""
    except (binascii.Error, ValueError):
        return ""
