"""A Graph call: URL, token, headers, paging, retries, errors. The client's areas are built on it.

Rules for every call: Microsoft Graph documentation, "Paging", "Advanced query capabilities", "Throttling
guidance", "Error responses".
"""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from wizard.core.errors import GraphError, NetworkError
from wizard.core.tasks import Task
from wizard.graph.learned import Learned
from wizard.graph.odata import Json, object_of, objects, with_query
from wizard.graph.pace import MOST, PAUSES, REPORTS, Pace
from wizard.graph.paging import Progress, expired_page, page_expired, unseen
from wizard.graph.problems import problem
from wizard.graph.scopes import Purpose
from wizard.graph.sending import BUSY, PATIENT, REFUSED, Access, Authorized, Noting, Reconnecting
from wizard.graph.settling import Settling
from wizard.history.model import Change
from wizard.history.writing import Made, Writings
from wizard.http import Request, Response, RetryPolicy, Timeouts
from wizard.http.transport import LOST

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping
    from contextlib import AbstractContextManager

    from wizard.graph.clouds import Cloud
    from wizard.graph.page_decoder import Decoder
    from wizard.graph.sending import Layer, TokenProvider
    from wizard.history.recorder import Journal
    from wizard.http import Sender

T = TypeVar("T")

READING_POSTS = re.compile(r"/(?:\$batch|me/checkMemberObjects|[\w()'./%-]+/schema/parseExpression)")
"""POST paths that change nothing: a batch of reads, questions about the account, parsing an expression."""

ASKING_POSTS = re.compile(r"[\w()'./%-]+/validateCredentials")
"""POST paths that change nothing in Entra but make it call the application; they require write permission."""


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

    ``repeated`` counts items that collections contained twice and that were used once.
    """

    def __init__(
        self,
        transport: Sender,
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
        self._root = f"{cloud.graph}/v1.0"
        self._learned = learned or Learned(Pace(MOST, PAUSES * cloud.pause))
        self._access = Access(cloud, tokens, self._learned)
        self.settling = Settling(cloud, self._learned, self._pause)
        self.repeated = 0

    def through(self, transport: Sender, *, reading: bool) -> Calls:
        """Return the same session with another transport; read-only with ``reading``, or if this one is."""
        return Calls(
            transport,
            self.cloud,
            self._access.tokens,
            wait=self.wait,
            reading=self.reading or reading,
            journal=self.journal,
            learned=self._learned,
        )

    def prepare(self, task: Task, purpose: Purpose) -> None:
        """Prepare for a change: check that the journal is writable and get the token for writing.

        The token is requested before the first read so that the user is asked once, not twice.

        Raises:
            SavedSetupError: the journal cannot be written.
            SignInError: a token requires the user to sign in.
        """
        journal = self.journal()
        if journal is not None and not self.reading:
            journal.check()
        self._access.token(task, self._access.names(purpose, reads=False))

    def send(
        self,
        task: Task,
        method: str,
        path: str,
        purpose: Purpose,
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
        url = with_query(f"{self.cloud.graph}/{version}{path}" if path.startswith("/") else path, query)
        self._own(url)
        if REPORTS in url:
            self._learned.reports.turn(lambda seconds: self.wait(task, seconds))
        policy = retry or (REFUSED if method == "POST" and not reads else BUSY)
        made = None if reads or ASKING_POSTS.fullmatch(path) else self.writings.current(f"{method} {path}")
        data = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        request = Request(
            method,
            url,
            _headers(data, eventual=eventual),
            data,
            timeouts=timeouts or Timeouts(),
            reads=reads or policy is not REFUSED,
            unclear=made.unclear if made is not None else None,
        )
        layer: Layer = Reconnecting(self._transport, policy)
        if made is not None:
            layer = Noting(layer, made)
        response = Authorized(layer, self._access, purpose, reads, optional).send(task, request)
        if response.status not in accept:
            raise problem(response, self.redactor)
        return response

    def _pause(self, task: Task, seconds: float) -> None:
        self.wait(task, seconds)

    def declare(self, change: Change) -> AbstractContextManager[Made]:
        """Record a change in the journal before the block's requests make it; see :meth:`Writings.declare`."""
        return self.writings.declare(change)

    def get(
        self, task: Task, path: str, purpose: Purpose, *, query: Mapping[str, str] | None = None, eventual: bool = False
    ) -> Json:
        """Return a JSON object; raises as for ``send``."""
        return object_of(self.send(task, "GET", path, purpose, query=query, eventual=eventual))

    def pages(
        self,
        task: Task,
        path: str,
        purpose: Purpose,
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
            return self.send(task, "GET", path, purpose, query=query, eventual=eventual, optional=optional)

        yield from self.walk(task, first(), objects, purpose, first, eventual=eventual, patient=patient)

    def typed_pages(
        self, task: Task, path: str, decoder: Decoder, purpose: Purpose, *, query: Mapping[str, str]
    ) -> Iterator[list[tuple[object, ...]]]:
        """Yield pages like ``pages`` with ``patient``, as tuples of some properties, the id first.

        Raises:
            GraphError: as for ``pages``.
        """

        def first() -> Response:
            return self.send(task, "GET", path, purpose, query=query)

        yield from self.walk(task, first(), decoder.read, purpose, first, eventual=False, patient=True)

    def walk(
        self,
        task: Task,
        response: Response,
        read: Callable[[Response], tuple[list[T], object]],
        purpose: Purpose,
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
                response = self.send(task, "GET", link, purpose, eventual=eventual, retry=policy)
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
        task: Task,
        path: str,
        purpose: Purpose,
        *,
        query: Mapping[str, str] | None = None,
        eventual: bool = False,
        optional: bool = False,
    ) -> list[Json]:
        """Return every item of a collection; raises as for ``pages``."""
        pages = self.pages(task, path, purpose, query=query, eventual=eventual, optional=optional)
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

    def _own(self, url: str) -> None:
        given, own = urlsplit(url), urlsplit(self._root)
        try:
            same = (given.scheme, given.hostname, given.port) == (own.scheme, own.hostname, own.port)
        except ValueError:
            same = False
        if not same or given.username is not None:
            raise GraphError("graph-foreign-page", {"host": given.hostname or "?"})


def _headers(data: bytes | None, *, eventual: bool) -> dict[str, str]:
    headers = {"Accept": "application/json", "client-request-id": str(uuid.uuid4())}
    if eventual:
        headers["ConsistencyLevel"] = "eventual"
    if data is not None:
        headers["Content-Type"] = "application/json"
    return headers
