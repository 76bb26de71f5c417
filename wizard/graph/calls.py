"""A Graph call: URL, token, headers, paging, retries, errors. The client's areas are built on it.

Rules for every call: Microsoft Graph documentation, "Paging", "Advanced query capabilities", "Throttling
guidance", "Error responses".
"""

from __future__ import annotations

import json
import re
import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from wizard.core.errors import GraphError, NetworkError
from wizard.core.json_types import JsonObject
from wizard.core.tasks import Task
from wizard.graph.learned import Learned
from wizard.graph.noted import noted
from wizard.graph.pace import MOST, PAUSES, REPORTS, Pace
from wizard.graph.paging import Progress, expired_page, page_expired, unseen
from wizard.graph.problems import claims_of, problem
from wizard.graph.scopes import STRONGER, Purpose, full, needed
from wizard.history.model import Change
from wizard.history.writing import Made, Writings
from wizard.http import Request, Response, RetryPolicy, Timeouts, Transport
from wizard.http.transport import LOST, NOT_SENT

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from wizard.graph.clouds import Cloud
    from wizard.graph.page_decoder import Decoder
    from wizard.history.recorder import Journal
    from wizard.secrets.secret import Secret

T = TypeVar("T")

Json = JsonObject

BLIP = 60.0
"""Seconds to wait for a lost connection to return."""

BUSY = RetryPolicy(frozenset({429, 500, 502, 503, 504}), deadline=180.0, cap=60.0, blip=BLIP)
"""Retry policy for calls that can be repeated safely."""

REFUSED = RetryPolicy(frozenset({429}), deadline=180.0, cap=60.0, blip=BLIP)
"""Retry policy for calls that must not run twice: retried only if refused as "not done" or if nothing was sent."""

PATIENT = RetryPolicy(BUSY.statuses, deadline=600.0, first=1.0, cap=30.0, network=True)
"""Retry policy for long reads that have started: waits for a lost connection."""

SETTLING = 300.0
"""Seconds after adding an application during which the service may return contradictory responses."""

DEADLINE = 180.0
"""Maximum seconds to wait for the service to settle."""

READING_POSTS = re.compile(r"/(?:\$batch|me/checkMemberObjects|[\w()'./%-]+/schema/parseExpression)")
"""POST paths that change nothing: a batch of reads, questions about the account, parsing an expression."""

ASKING_POSTS = re.compile(r"[\w()'./%-]+/validateCredentials")
"""POST paths that change nothing in Entra but make it call the application; they require write permission."""

REPLICATING = frozenset({401, 403, 404, 409})
"""Statuses that the service may return for an application that has not replicated. 401: azuread provider #1628."""


class TokenProvider(Protocol):
    """Provides access tokens; implemented by ``wizard.graph.signin.SignIn``."""

    def token(
        self,
        scopes: Sequence[str],
        task: Task | None = None,
        *,
        renew: bool = False,
        claims: str = "",
        optional: bool = False,
    ) -> Secret: ...


class Calls:
    """Sends Graph v1.0 calls for one signed-in account. Thread-safe.

    Args:
        transport: sends all requests.
        cloud: defines the Graph host; a token is sent to that host only.
        tokens: provides an access token for the scopes that a call requires.
        wait: replaces waiting in tests; receives the task and the seconds.
        reading: refuse every call that could change something before it is sent. Limiting the token is not enough,
            since it carries every permission ever consented to for its client.
        journal: returns the journal of the open setup; every change is recorded there first.
        learned: what an earlier client of the same session has learned.

    ``repeated`` counts items that collections contained twice and that were used once. ``lacks_role`` tells whether the
    account is known to lack all required roles.
    """

    settling = SETTLING

    def __init__(
        self,
        transport: Transport,
        cloud: Cloud,
        tokens: TokenProvider,
        *,
        wait: Callable[[Task, float], None] = Task.wait,
        reading: bool = False,
        journal: Callable[[], Journal | None] = lambda: None,
        learned: Learned | None = None,
    ) -> None:
        self.writings = Writings(journal)
        self.journal = journal
        self.cloud = cloud
        self.reading = reading
        self.redactor = transport.redactor
        self.wait = wait
        self._transport = transport
        self._tokens = tokens
        self._root = f"{cloud.graph}/v1.0"
        self._learned = learned or Learned(Pace(MOST, PAUSES * cloud.pause))
        self.repeated = 0
        self.lacks_role: Callable[[Task], bool] = lambda _task: False

    def through(self, transport: Transport, *, reading: bool) -> Calls:
        """Return the same session with another transport; read-only with ``reading``, or if this one is."""
        return Calls(
            transport,
            self.cloud,
            self._tokens,
            wait=self.wait,
            reading=self.reading or reading,
            journal=self.journal,
            learned=self._learned,
        )

    def expect_new(self, service_principal_id: str, *, age: float = 0.0) -> None:
        """Record that an application was added ``age`` seconds ago, so that calls wait for it to settle."""
        self._learned.new[service_principal_id] = time.monotonic() + SETTLING - max(0.0, age)

    def expect_gone(self, service_principal_id: str) -> None:
        """Say that an application was removed, so that nobody waits for it to show up."""
        self._learned.new.pop(service_principal_id, None)

    def prepare(self, purpose: Purpose, task: Task) -> None:
        """Prepare for a change: check that the journal is writable and get the token for writing.

        The token is requested before the first read so that the user is asked once, not twice.

        Raises:
            SavedSetupError: the journal cannot be written.
            SignInError: a token requires the user to sign in.
        """
        journal = self.journal()
        if journal is not None and not self.reading:
            journal.check()
        self._token(
            needed(purpose, reads=False, refused=purpose in self._learned.denied, granted=self._learned.granted), task
        )

    def send(
        self,
        method: str,
        path: str,
        purpose: Purpose,
        task: Task,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        eventual: bool = False,
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        accept: Container[int] = range(200, 300),
        reads: bool = False,
        version: str = "v1.0",
        optional: bool = False,
    ) -> Response:
        """Send one call and return the response.

        Args:
            path: path below the API version with encoded segments, or an absolute URL on the Graph host.
            query: OData options with their dollar signs.
            body: JSON value.
            eventual: whether this is an advanced query.
            accept: HTTP statuses that are not errors for this call.
            reads: whether this POST changes nothing.
            version: ``beta`` for the few calls that exist only there.
            optional: a permission missing for this call is not requested at the next sign-in.

        Raises:
            GraphError: the service returned an error; the code gives the kind. ``graph-only-reads``: the call
                could change something, but this session is read-only.
            SignInError: a token requires the user to sign in.
            NetworkError: no usable response.
        """
        reads = reads or method in {"GET", "HEAD"}
        if self.reading and not (method in {"GET", "HEAD"} or (reads and READING_POSTS.fullmatch(path))):
            raise GraphError("graph-only-reads", {"method": method})
        url = f"{self.cloud.graph}/{version}{path}" if path.startswith("/") else path
        self._own(url)
        if query:
            url += ("&" if "?" in url else "?") + urlencode(query, quote_via=quote, safe="$,()'/:")
        if REPORTS in url:
            self._learned.reports.turn(lambda seconds: self.wait(task, seconds))
        headers = {"Accept": "application/json", "client-request-id": str(uuid.uuid4())}
        if eventual:
            headers["ConsistencyLevel"] = "eventual"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body, ensure_ascii=False).encode()
        policy = retry or (REFUSED if method == "POST" and not reads else BUSY)
        repeatable = reads or policy is not REFUSED

        made = None if reads or ASKING_POSTS.fullmatch(path) else self.writings.current(f"{method} {path}")
        unclear = made.unclear if made is not None else None

        def once(token: Secret) -> Response:
            times = timeouts or Timeouts()
            request = Request(method, url, headers, data, token, times, reads=repeatable, unclear=unclear)
            try:
                first = policy if policy.network else replace(policy, blip=0.0)
                return self._transport.send(request, task, first, "graph-waiting")
            except NetworkError as error:
                # An idle pooled connection may have been closed, so the first retry does not wait.
                if policy.network or error.code not in (LOST if repeatable else NOT_SENT):
                    raise
                if unclear is not None and error.code not in NOT_SENT:
                    unclear()
                return self._transport.send(request, task, policy, "graph-waiting")

        refused = not reads and purpose in self._learned.denied
        scopes = needed(purpose, reads=reads, refused=refused, granted=self._learned.granted)
        first = self._token(scopes, task, optional=optional)
        with noted(made) as answered:
            response = answered(once(first))
        if response.status == 403 and not reads and not refused and purpose in STRONGER:
            self._learned.denied.add(purpose)
            scopes = needed(purpose, reads=False, refused=True, granted=self._learned.granted)
            stronger = self._token(scopes, task)
            with noted(made) as answered:
                response = answered(once(stronger))
        if response.status == 401:
            claims = claims_of(response)
            renewed = self._token(scopes, task, renew=True, claims=claims)
            with noted(made) as answered:
                response = answered(once(renewed))
        if response.status not in accept:
            raise problem(response, self._transport.redactor)
        return response

    def declare(self, change: Change) -> AbstractContextManager[Made]:
        """Record a change in the journal before the block's requests make it; see :meth:`Writings.declare`."""
        return self.writings.declare(change)

    def _token(
        self, names: tuple[str, ...], task: Task, *, renew: bool = False, claims: str = "", optional: bool = False
    ) -> Secret:
        token = self._tokens.token(full(self.cloud, names), task, renew=renew, claims=claims, optional=optional)
        self._learned.granted.update(names)
        return token

    def get(
        self, path: str, purpose: Purpose, task: Task, *, query: Mapping[str, str] | None = None, eventual: bool = False
    ) -> Json:
        """Return a JSON object; raises as for ``send``."""
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
        optional: bool = False,
    ) -> Iterator[list[Json]]:
        """Yield a collection page by page; a page may be empty. With ``patient``, a connection lost after the first
        page is waited for and reading continues from there.

        Raises:
            GraphError: as for ``send``; ``graph-foreign-page`` if the next page is on another host, to protect the
                token; ``graph-pages-endless``.
        """

        def first() -> Response:
            return self.send("GET", path, purpose, task, query=query, eventual=eventual, optional=optional)

        yield from self.walk(first(), objects, purpose, task, first, eventual=eventual, patient=patient)

    def typed_pages(
        self, path: str, decoder: Decoder, purpose: Purpose, task: Task, *, query: Mapping[str, str]
    ) -> Iterator[list[tuple[object, ...]]]:
        """Yield pages like ``pages`` with ``patient``, as tuples of some properties, the id first.

        Raises:
            GraphError: as for ``pages``.
        """

        def first() -> Response:
            return self.send("GET", path, purpose, task, query=query)

        yield from self.walk(first(), decoder.read, purpose, task, first, eventual=False, patient=True)

    def walk(
        self,
        response: Response,
        read: Callable[[Response], tuple[list[T], object]],
        purpose: Purpose,
        task: Task,
        again: Callable[[], Response],
        *,
        eventual: bool,
        patient: bool,
    ) -> Iterator[list[T]]:
        """Yield a page and all following pages. ``read`` returns a page's items and the URL of the next page.

        An item whose id was already seen is skipped and counted in ``repeated``. If the URL of a page expires while
        reading, the read restarts once with ``again``.
        """
        policy = PATIENT if patient else None
        seen: set[str] = set()
        yielded: set[object] = set()
        restarted, progress = False, Progress()
        while True:
            task.checkpoint()
            items, link = read(response)
            fresh = unseen(items, yielded)
            if not restarted:
                self.repeated += len(items) - len(fresh)
            yield fresh
            if not isinstance(link, str) or not link:
                return
            if link in seen:
                raise GraphError("graph-answer-unreadable", {"status": 200})
            seen.add(link)
            progress.page(len(fresh))
            self._own(link)
            try:
                response = self.send("GET", link, purpose, task, eventual=eventual, retry=policy)
            except GraphError as error:
                if not expired_page(error):
                    raise
                if restarted:
                    raise page_expired(error) from error
                restarted = True
                seen.clear()
                response = again()

    def all(
        self,
        path: str,
        purpose: Purpose,
        task: Task,
        *,
        query: Mapping[str, str] | None = None,
        eventual: bool = False,
        optional: bool = False,
    ) -> list[Json]:
        """Return every item of a collection; raises as for ``pages``."""
        pages = self.pages(path, purpose, task, query=query, eventual=eventual, optional=optional)
        return [item for page in pages for item in page]

    def written(self, write: Callable[[], T], find: Callable[[], T | None]) -> T:
        """Write something that must not exist twice; if the response is lost, check whether it was written.

        ``find`` returns what was written, ``None`` if nothing was; in that case it is written again.

        Raises:
            GraphError, NetworkError: raised by ``write`` or ``find``.
        """
        try:
            return write()
        except NetworkError as error:
            if error.code not in LOST:
                raise
            found = find()
            return write() if found is None else found

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
        """Repeat a call until it succeeds, as long as its error is temporary.

        While waiting, ``key`` is reported with ``seconds`` and ``status``.

        Args:
            passing: returns whether an error is temporary.
            done: returns whether a result is the expected one.

        Raises:
            GraphError: another error; or after the deadline, the last error, or ``graph-not-settled`` if the result
                never became the expected one.
        """
        waited, pause = 0.0, self.cloud.pause
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
        """Make a call about an application; while the application is new, retry on 401, 403, 404 and 409.

        Raises:
            GraphError: another error, or an error that did not go away.
        """
        if not self.is_new(service_principal_id):
            return call()
        try:
            return self.settle(call, task, key, lambda error: self._passes(error, task))
        except GraphError as error:
            kinds = {
                401: "graph-new-app-not-replicated",
                404: "graph-new-app-not-replicated",
                409: "graph-transient-403-409",
            }
            error.failure = kinds.get(error.status, error.failure)
            raise

    def _passes(self, error: GraphError, task: Task) -> bool:
        """Return whether an error about a new application is temporary; a missing role is not."""
        return error.status in REPLICATING and not (error.status == 403 and self.lacks_role(task))

    def is_new(self, service_principal_id: str) -> bool:
        """Return whether the application was added within the last minutes."""
        return time.monotonic() < self._learned.new.get(service_principal_id, 0.0)

    def _own(self, url: str) -> None:
        given, own = urlsplit(url), urlsplit(self._root)
        try:
            same = (given.scheme, given.hostname, given.port) == (own.scheme, own.hostname, own.port)
        except ValueError:
            same = False
        if not same or given.username is not None:
            raise GraphError("graph-foreign-page", {"host": given.hostname or "?"})


def objects(response: Response) -> tuple[list[Json], object]:
    """Return a page's objects and the URL of the next page.

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
    """Return the JSON object of a response.

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
