"""A Graph call: URL, token, headers, paging, retries, errors. The client's areas are built on it.

Rules for every call: Microsoft Graph documentation, "Paging", "Advanced query capabilities", "Throttling
guidance", "Error responses".
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from wizard.core.errors import GraphError
from wizard.core.tasks import Task
from wizard.graph.learned import Learned
from wizard.graph.odata import Json, object_of, objects, with_query
from wizard.graph.pace import MOST, PAUSES, REPORTS, Pace
from wizard.graph.paging import Progress, expired_page, unseen
from wizard.graph.problems import problem, renamed
from wizard.graph.scopes import BETA, Purpose
from wizard.graph.sending import BUSY, REFUSED, USUAL, Access, Authorized, Layer, Noting, Options
from wizard.graph.settling import Settling
from wizard.history.model import Change
from wizard.history.writing import Made, Writings
from wizard.http import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from wizard.graph.clouds import Cloud
    from wizard.graph.tokens import TokenProvider
    from wizard.history.recorder import Journal
    from wizard.http import Sender

T = TypeVar("T")

READING_POSTS = re.compile(r"/(?:\$batch|me/checkMemberObjects|[\w()'./%-]+/schema/parseExpression)")
"""POST paths that change nothing: a batch of reads, questions about the account, parsing an expression."""

ASKING_POSTS = re.compile(r"[\w()'./%-]+/validateCredentials")
"""POST paths that change nothing in Entra but make it call the application; they require write permission."""

ADVANCED = "$count"
"""What all advanced queries of this program have in their URL."""


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
        self, task: Task, method: str, path: str, purpose: Purpose, body: object = None, options: Options = USUAL
    ) -> Response:
        """Send one call and return the response.

        Args:
            path: path below the API version with encoded segments and query, or an absolute URL on the Graph host.
            body: JSON value.

        Raises:
            GraphError: the service returned an error; the code gives the kind. ``graph-only-reads``: the call
                could change something, but this session is read-only.
            SignInError: a token requires the user to sign in.
            NetworkError: no usable response.
        """
        reads = method == "GET" or (method == "POST" and READING_POSTS.fullmatch(path) is not None)
        if self.reading and not reads:
            raise GraphError("graph-only-reads", {"method": method})
        version = "beta" if purpose in BETA else "v1.0"
        url = f"{self.cloud.graph}/{version}{path}" if path.startswith("/") else path
        self._own(url)
        if REPORTS in url:
            self._learned.reports.turn(lambda seconds: self.wait(task, seconds))
        retry = options.retry or (REFUSED if method == "POST" and not reads else BUSY)
        made = None if reads or ASKING_POSTS.fullmatch(path) else self.writings.current(f"{method} {path}")
        data = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        headers = _headers(data, eventual=options.eventual or ADVANCED in url)
        repeatable = reads or retry is not REFUSED
        request = Request(method, url, headers, data, timeouts=options.timeouts, repeatable=repeatable, retry=retry)
        layer: Layer = Noting(self._transport, made) if made is not None else self._transport
        response = Authorized(layer, self._access, purpose, reads, options.optional).send(request, task)
        if not (200 <= response.status < 300 or response.status in options.accept):
            raise problem(response, self.redactor)
        return response

    def _pause(self, task: Task, seconds: float) -> None:
        self.wait(task, seconds)

    def declare(self, change: Change) -> AbstractContextManager[Made]:
        """Record a change in the journal before the block's requests make it; see :meth:`Writings.declare`."""
        return self.writings.declare(change)

    def get(self, task: Task, path: str, purpose: Purpose, query: Mapping[str, str] | None = None) -> Json:
        """Return a JSON object; raises as for ``send``.

        Args:
            query: OData options with their dollar signs.
        """
        return object_of(self.send(task, "GET", with_query(path, query), purpose))

    def all(
        self, task: Task, path: str, purpose: Purpose, query: Mapping[str, str] | None = None, options: Options = USUAL
    ) -> list[Json]:
        """Return every item of a collection; raises as for ``walk``."""
        return [item for page in self.pages(task, path, purpose, query, options) for item in page]

    def pages(
        self, task: Task, path: str, purpose: Purpose, query: Mapping[str, str] | None = None, options: Options = USUAL
    ) -> Iterator[list[Json]]:
        """Yield a collection page by page; a page may be empty. Raises as for ``walk``."""
        return self.walk(task, with_query(path, query), purpose, objects, options=options)

    def walk(
        self,
        task: Task,
        path: str,
        purpose: Purpose,
        read: Callable[[Response], tuple[list[T], object]],
        *,
        first: Response | None = None,
        options: Options = USUAL,
    ) -> Iterator[list[T]]:
        """Yield the pages of a collection.

        An item whose id was already seen is skipped and counted in ``repeated``. If the URL of a page expires while
        reading, the read restarts once with the first page.

        Args:
            path: as for ``send``.
            read: returns a page's items and the URL of the next page.
            first: the first page, if it came with another call.
            options: its retry policy applies to the pages after the first, so that a read fails fast without a
                connection, and continues if it is lost later.

        Raises:
            GraphError: as for ``send``; ``graph-foreign-page`` if the next page is on another host, to protect the
                token; ``graph-pages-endless``.
        """
        next_page = replace(options, eventual=ADVANCED in path)
        start = replace(options, retry=None)
        response = self.send(task, "GET", path, purpose, options=start) if first is None else first
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
                response = self.send(task, "GET", link, purpose, options=next_page)
            except GraphError as error:
                if not expired_page(error):
                    raise
                if restarted:
                    raise renamed(error, "graph-page-expired", {"request": error.request_id or "?"}) from error
                restarted = True
                seen.clear()
                response = self.send(task, "GET", path, purpose, options=start)

    def _own(self, url: str) -> None:
        given, own = urlsplit(url), urlsplit(self.cloud.graph)
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
