"""The SCIM requests of a test, as Entra sends them where Entra does; read-only."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from wizard.core.errors import NetworkError
from wizard.core.tasks import Task
from wizard.doctor.model import SIGNS, Answer
from wizard.doctor.probes.answers import describe, match
from wizard.http import Exchange, Request, Response, RetryPolicy, Sender, Timeouts
from wizard.provisioning.scimvalues import read
from wizard.scim.answer import pick
from wizard.scim.client import MEDIA_TYPE, Kind, equals, match_query
from wizard.scim.endpoint import TenantUrl
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

LOOKUP_SECONDS = 5.0
MOST_BYTES = 4 * 1024 * 1024

BUSY: Final = RetryPolicy(frozenset({503}), deadline=4.0, first=60.0, cap=60.0, times=1)
"""Wait once for a service that says when it is back (RFC 9110 section 10.2.3), if that is within the deadline. The wait
without ``Retry-After``, ``first``, is longer than the deadline: such an answer is what the test has to tell."""

ODD_PAGES: Final = ("second-page", "page-again", "total-is-page")
"""Faults of paging: the second page is an error, it repeats the first, or the total is that of the page."""

SEARCH: Final = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


_HEADERS: Final = {"Accept": f"{MEDIA_TYPE}, application/json"}
_EXACT: Final = frozenset({"id", "externalid"})
"""Case-sensitive attributes (RFC 7643 section 3.1)."""

_SHORT, _LONG = 3, 200
"""Minimum length of a name, so that a part of it is still specific, and maximum length."""


@dataclass(frozen=True, slots=True)
class Timed:
    """An answer and its duration in milliseconds."""

    answer: Answer
    ms: float


class ServiceProbe:
    """Sends requests to one tenant URL only. Can be used from several threads."""

    def __init__(self, task: Task, url: TenantUrl, token: Secret, transport: Sender, matching: str) -> None:
        self._url, self._token, self._transport, self._task = url, token, transport, task
        self._matching = matching
        self._lock = threading.Lock()
        self._until = time.monotonic() + 3600
        self._pages: dict[str, object] = {}
        self.exchanges: dict[str, Exchange] = {}
        self.clock_off: int | None = None

    def until(self, moment: float) -> None:
        """Set the time of the monotonic clock at which every request must have ended."""
        self._until = moment

    def pieces(self, *names: str) -> Mapping[str, Callable[[], Timed]]:
        """Return the named requests as functions to run in parallel."""
        known: Mapping[str, Callable[[], Timed]] = {
            "users": lambda: self.ask("users", self._nobody("Users")),
            "groups": lambda: self.ask("groups", self._nobody("Groups")),
            "matching": lambda: self.ask("matching", self._matching_query(str(uuid.uuid4()))),
            "quoting": self._quoting,
            "no-token": lambda: self.ask("no-token", self._nobody("Users"), own_token=False),
            "token-prefixed": self._token_prefixed,
            "service": self._service,
            "schemas": lambda: self.ask("schemas", self._url.join("Schemas"), kind="document"),
            "resource-types": lambda: self.ask("resource-types", self._url.join("ResourceTypes"), kind="document"),
            "root": lambda: self.ask("root", self._url.join(), kind="document"),
            "plain-users": lambda: self.ask("plain-users", self._url.join("Users", query={"count": 1}), kind="page"),
            "paging": self._paging,
            "members": self._members,
            "as-entra": self._as_entra,
            "media": lambda: self._media("media", MEDIA_TYPE),
            "media-json": lambda: self._media("media-json", "application/json"),
            **{f"quoting-{name}": partial(self._sign, name) for name in SIGNS},
            **{name: partial(self._known, name) for name in ("found", "found-case", "found-part")},
        }
        return {name: known[name] for name in names}

    # --- Requests that Entra sends

    def _nobody(self, kind: Kind) -> str:
        """Return the address of Entra's search for a user or group that cannot exist."""
        return self._url.join(kind, query=match_query(kind, "", str(uuid.uuid4())))

    def _matching_query(self, value: str) -> str:
        return self._url.join("Users", query=match_query("Users", self._matching, value))

    def _quoting(self) -> Timed:
        return self.ask("quoting", self._matching_query("".join(SIGNS.values()) + uuid.uuid4().hex))

    def _sign(self, name: str) -> Timed:
        return self.ask(f"quoting-{name}", self._matching_query(f"a{SIGNS[name]}b{uuid.uuid4().hex}"))

    def _as_entra(self) -> Timed:
        """Send only the headers that Entra sends, which do not include ``User-Agent``."""
        return self.ask("as-entra", self._nobody("Users"), headers={"Accept": MEDIA_TYPE}, bare=True)

    def _media(self, name: str, media_type: str) -> Timed:
        """Send a body with a media type, in a request that changes nothing: a search (RFC 7644 section 3.4.3)."""
        wanted = {"schemas": [SEARCH], "filter": equals("userName", str(uuid.uuid4())), "startIndex": 1, "count": 1}
        headers = {"Accept": MEDIA_TYPE, "Content-Type": f"{media_type}; charset=utf-8"}
        url = self._url.join("Users", ".search")
        return self.ask(name, url, kind="page", headers=headers, body=json.dumps(wanted).encode())

    # --- An existing account

    @property
    def known_names(self) -> tuple[str, ...]:
        """The lookups that are possible with the account that was read; empty without an account."""
        attribute, value = self._known_value
        if not value:
            return ()
        names = ["found"]
        names += ["found-case"] if attribute.lower() not in _EXACT and _swapped(value) != value else []
        return (*names, "found-part") if len(value) > _SHORT else tuple(names)

    @property
    def _known_value(self) -> tuple[str, str]:
        """The matching attribute and its value in the account that was read."""
        for attribute in (self._matching, "userName"):
            value = read(self._account, attribute)
            if isinstance(value, str) and 0 < len(value) <= _LONG:
                return attribute, value
        return "", ""

    def _known(self, name: str) -> Timed:
        attribute, value = self._known_value
        identifier = str(pick(self._account, "id"))
        if name == "found-case":
            value = _swapped(value)
        elif name == "found-part":
            value, identifier = value[:-1], ""
        url = self._url.join("Users", query=match_query("Users", attribute, value))
        redactor = self._transport.redactor
        return self.ask(name, url, reader=lambda response: match(response, redactor, identifier, attribute, value))

    # --- Requests that distinguish causes

    def _token_prefixed(self) -> Timed:
        return self.ask("token-prefixed", self._nobody("Users"), token=Secret(f"Bearer {self._token.reveal()}"))

    def _service(self) -> Timed:
        ends_there = self._url.discovery == "ServiceProviderConfig"
        url = self._url.join() if ends_there else self._url.join("ServiceProviderConfig")
        return self.ask("service", url, kind="document")

    def _paging(self) -> Timed:
        """Request two pages of one object, and record whether the second continues and the total was right."""
        first = self.ask("paging", self._page(1), kind="page")
        total, ids = self._told("paging")
        if not first.answer.good or len(ids) != 1:
            return first
        second = self.ask("paging-next", self._page(2), kind="page")
        more = [each for each in self._told("paging-next")[1] if each not in ids]
        if not second.answer.good:
            odd = ODD_PAGES[:1] if total > 1 else ()
        elif total > 1:
            odd = () if more else ODD_PAGES[1:2]
        else:
            odd = ODD_PAGES[2:] if more else ()
        return replace(first, answer=replace(first.answer, odd=(*first.answer.odd, *odd)))

    @property
    def _account(self) -> JsonMapping:
        """An existing account: the first one on the page that was read; empty if there is none."""
        with self._lock:
            given = pick(self._pages.get("paging"), "Resources")
        accounts = given if isinstance(given, list) else ()
        return next((each for each in accounts if isinstance(each, dict)), {})

    def _page(self, start: int) -> str:
        return self._url.join("Users", query={"startIndex": start, "count": 1})

    def _told(self, name: str) -> tuple[int, list[str]]:
        """Return the total and the ids of a page."""
        with self._lock:
            body = self._pages.get(name)
        resources, total = pick(body, "Resources"), pick(body, "totalResults")
        ids = [str(pick(each, "id")) for each in (resources if isinstance(resources, list) else ())]
        return total if isinstance(total, int) else 0, ids

    def _members(self) -> Timed:
        query: dict[str, str | int] = {"excludedAttributes": "members", "startIndex": 1, "count": 1}
        return self.ask("members", self._url.join("Groups", query=query), kind="page")

    # --- Sending

    def ask(
        self,
        name: str,
        url: str,
        *,
        kind: str = "list",
        own_token: bool = True,
        token: Secret | None = None,
        headers: Mapping[str, str] = _HEADERS,
        bare: bool = False,
        body: bytes | None = None,
        reader: Callable[[Response], Answer] | None = None,
    ) -> Timed:
        """Send a request to the tenant URL's origin; a network error becomes an answer with ``error``.

        A ``body`` is sent with POST and must not change anything. ``reader`` describes the response instead of
        ``kind``. A busy service is asked again as :data:`BUSY` says; the last response counts.

        Raises:
            Cancelled: the user canceled.
        """
        began = time.monotonic()
        seconds = max(0.2, min(LOOKUP_SECONDS, self._until - began))
        request = Request(
            "GET" if body is None else "POST",
            url,
            headers,
            body,
            repeatable=True,
            bare=bare,
            token=token or (self._token if own_token else None),
            timeouts=Timeouts(connect=min(4.0, seconds), read=seconds, total=seconds),
            max_bytes=MOST_BYTES,
            retry=replace(BUSY, deadline=min(BUSY.deadline, self._until - began - 1.0)),
            seen=lambda one: self._keep(name, one),
        )
        try:
            response = self._transport.send(request, self._task)
        except NetworkError as error:
            answer = Answer(error=error.code, reason=str(error.params.get("reason", "")))
        else:
            answer = reader(response) if reader is not None else describe(response, self._transport.redactor, kind)
            if kind == "page" and answer.good:
                with self._lock:
                    self._pages[name] = response.json()
            self._tell_clock(response)
        return Timed(answer, (time.monotonic() - began) * 1000)

    def _keep(self, name: str, exchange: Exchange) -> None:
        with self._lock:
            self.exchanges[name] = exchange

    def _tell_clock(self, response: Response) -> None:
        """Compare this clock with the server's, which has a resolution of one second (RFC 9110 section 6.6.1).

        A response from a cache has the date on which it was stored (RFC 9111 section 5.1), which says nothing.
        """
        date, stored = response.headers.get("date", ""), response.headers.get("age", "").strip(" 0")
        if self.clock_off is not None or not date or stored:
            return
        try:
            told = parsedate_to_datetime(date)
        except (TypeError, ValueError, OverflowError):
            return
        if told.tzinfo is None:  # the form of asctime has no time zone, but is in UTC (RFC 9110 section 5.6.7)
            told = told.replace(tzinfo=UTC)
        self.clock_off = round(time.time() - response.elapsed_ms / 2000 - told.timestamp() - 0.5)


def _swapped(text: str) -> str:
    """Return a text with the case of ASCII letters swapped; other letters depend on the language."""
    return "".join(sign.swapcase() if sign.isascii() else sign for sign in text)
