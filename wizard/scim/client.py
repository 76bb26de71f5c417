"""A SCIM client that sends the same requests as the Entra provisioning service (behavior reference 2.2 to 2.4)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar

from wizard.core.errors import ScimError
from wizard.core.tasks import Task
from wizard.http import Request, Response, RetryPolicy, Sender, Timeouts
from wizard.http.model import NO_RETRY
from wizard.scim.answer import ListResponse, Resource, pick, read_list, read_object, scim_error
from wizard.scim.endpoint import TenantUrl, parse_tenant_url
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from wizard.core.json_types import JsonMapping

MOST_BEYOND: Final = 10_000
"""Paging stops when it has read this many objects more than twice the total that the server reports."""

T = TypeVar("T")
Kind = Literal["Users", "Groups"]

MEDIA_TYPE: Final = "application/scim+json"
PATCH_SCHEMA: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def quoted(value: str) -> str:
    """Return a filter value as a JSON string (RFC 7644 section 3.4.2.2)."""
    return json.dumps(value, ensure_ascii=False)


def equals(attribute: str, value: str) -> str:
    """Return the only filter form that Entra uses: ``attribute eq "value"``."""
    return f"{attribute} eq {quoted(value)}"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list: its items, their ids, and the total number that the server reports.

    On a last page without items, ``end`` says why paging ended: ``empty``: the server returned nothing more;
    ``again``: it repeated earlier items; ``refused``: it refused to go beyond its reported total;
    ``endless``: it returned far more items than its reported total.
    """

    things: Sequence[T]
    ids: Sequence[object]
    total: int
    end: Literal["", "empty", "again", "refused", "endless"] = ""


def whole(response: Response) -> Page[Any]:
    """Return a page of complete resources.

    Raises:
        ScimError: the response is not a list.
    """
    answer = read_list(response)
    return Page(answer.resources, [pick(item, "id") for item in answer.resources], answer.total)


class ScimClient:
    """Sends requests to one SCIM service. Can be used from several threads.

    Args:
        tenant_url: the base URL; Entra appends ``/Users`` and ``/Groups`` to it unchanged.
        token: sent as a bearer token; ``None`` sends no token.
        retry: policy for retries if the service asks to wait.
    """

    def __init__(
        self,
        tenant_url: TenantUrl | str,
        token: Secret | None,
        transport: Sender,
        *,
        timeouts: Timeouts | None = None,
        retry: RetryPolicy = NO_RETRY,
        max_bytes: int = 64 * 1024 * 1024,
    ) -> None:
        self.url = parse_tenant_url(tenant_url) if isinstance(tenant_url, str) else tenant_url
        self._token = token
        self._transport = transport
        self._timeouts = timeouts or Timeouts()
        self._retry = retry
        self._max_bytes = max_bytes

    def request(
        self,
        method: str,
        *segments: str,
        query: Mapping[str, str | int] | None = None,
        body: JsonMapping | None = None,
    ) -> Request:
        """Return the request that :meth:`send` would send, for the doctor and the preview."""
        headers = {"Accept": f"{MEDIA_TYPE}, application/json"}
        if body is not None:
            headers["Content-Type"] = f"{MEDIA_TYPE}; charset=utf-8"
        return Request(
            method,
            self.url.join(*segments, query=query),
            headers,
            json.dumps(body, ensure_ascii=False).encode() if body is not None else None,
            self._token,
            self._timeouts,
            self._max_bytes,
            retry=self._retry,
        )

    def send(
        self,
        method: str,
        *segments: str,
        query: Mapping[str, str | int] | None = None,
        body: JsonMapping | None = None,
        task: Task | None = None,
    ) -> Response:
        """Send one request and return the successful response.

        Raises:
            ScimError: the response status is not 2xx.
            NetworkError, InputError, Cancelled: as for :meth:`wizard.http.Transport.send`.
        """
        response = self._transport.send(self.request(method, *segments, query=query, body=body), task)
        if not 200 <= response.status < 300:
            raise scim_error(response, self._transport.redactor, _named(method, segments, query or {}))
        return response

    def test_connection(self, kind: Kind = "Users", attribute: str = "", task: Task | None = None) -> ListResponse:
        """Look up an object that cannot exist, as Entra does for Test Connection and at the start of every cycle."""
        return self.find(kind, attribute, str(uuid.uuid4()), task)

    def find(self, kind: Kind, attribute: str, value: str, task: Task | None = None) -> ListResponse:
        """Match by one attribute; empty means ``userName`` for users and ``displayName`` for groups."""
        return read_list(self.send("GET", kind, query=match_query(kind, attribute, value), task=task))

    def get(self, kind: Kind, identifier: str, task: Task | None = None) -> Resource:
        """Return one object by its id; groups without their members."""
        query = {"excludedAttributes": "members"} if kind == "Groups" else None
        return read_object(self.send("GET", kind, identifier, query=query, task=task))

    def create(self, kind: Kind, body: JsonMapping, task: Task | None = None) -> Resource:
        """POST an object and return the stored resource with its ``id``."""
        return read_object(self.send("POST", kind, body=body, task=task))

    def patch(
        self, kind: Kind, identifier: str, operations: Sequence[JsonMapping], task: Task | None = None
    ) -> Resource | None:
        """PATCH an object; return it if the service sends it back (200), ``None`` for an empty response (204)."""
        body = {"schemas": [PATCH_SCHEMA], "Operations": list(operations)}
        response = self.send("PATCH", kind, identifier, body=body, task=task)
        return read_object(response) if response.body.strip() else None

    def delete(self, kind: Kind, identifier: str, task: Task | None = None) -> None:
        """DELETE an object."""
        self.send("DELETE", kind, identifier, task=task)

    def read_all(
        self,
        kind: Kind,
        *,
        filter: str = "",
        attributes: Sequence[str] = (),
        excluded: Sequence[str] = (),
        page: int = 200,
        task: Task | None = None,
    ) -> Iterator[Resource]:
        """Yield every object; see :meth:`pages`."""
        for found in self.pages(
            kind, filter=filter, attributes=attributes, excluded=excluded, page=page, task=task, read=whole
        ):
            yield from found.things

    def pages(
        self,
        kind: Kind,
        *,
        filter: str = "",
        attributes: Sequence[str] = (),
        excluded: Sequence[str] = (),
        page: int = 200,
        task: Task | None = None,
        after_first: RetryPolicy | None = None,
        read: Callable[[Response], Page[T]] | None = None,
    ) -> Iterator[Page[T]]:
        """Yield every object page by page (RFC 7644 section 3.4.2.4), and a last page that says how paging ended.

        The server may send fewer objects per page than requested, or all at once. ``totalResults`` is not trusted: some
        servers return the page size. Paging ends when a page is empty or contains nothing new.

        Args:
            page: number of objects to request per page; 0 lets the server decide.
            after_first: retry policy for all pages after the first.
            read: parses a response; default is :func:`whole`.
        """
        client, start, total = self, 1, 0
        seen: set[str] = set()
        while True:
            query: dict[str, str | int] = {"startIndex": start}
            if page:
                query["count"] = page
            if filter:
                query["filter"] = filter
            if attributes:
                query["attributes"] = ",".join(attributes)
            if excluded:
                query["excludedAttributes"] = ",".join(excluded)
            try:
                found = (read or whole)(client.send("GET", kind, query=query, task=task))
            except ScimError as error:
                if start == 1 or start <= total or error.status in (401, 403, 429):
                    raise
                yield Page((), (), total, "refused")
                return
            total, before = max(total, found.total), len(seen)
            # An object without an id is identified by its content, so a server without ids can be read and one that
            # repeats objects ends the loop. An id of a wrong type is reported where it is used.
            seen.update(repr(at) if one is None else str(one) for one, at in zip(found.ids, found.things, strict=True))
            if not found.things or len(seen) == before:
                yield Page((), (), total, "again" if found.things else "empty")
                return
            yield found
            if len(seen) > MOST_BEYOND + 2 * total:
                yield Page((), (), total, "endless")
                return
            start += len(found.things)
            if after_first is not None:
                client = self.patient(after_first)

    def patient(self, retry: RetryPolicy) -> ScimClient:
        """Return a client for the same service with another retry policy."""
        return ScimClient(
            self.url, self._token, self._transport, timeouts=self._timeouts, retry=retry, max_bytes=self._max_bytes
        )

    def service_provider_config(self, task: Task | None = None) -> Resource:
        """Return the capabilities of the service (RFC 7643 section 5)."""
        return read_object(self.send("GET", "ServiceProviderConfig", task=task))

    def resource_types(self, task: Task | None = None) -> tuple[Resource, ...]:
        """Return the resource types (RFC 7643 section 6); a bare array is accepted too."""
        return self._discover("ResourceTypes", task)

    def schemas(self, task: Task | None = None) -> tuple[Resource, ...]:
        """Return the schemas (RFC 7643 section 7)."""
        return self._discover("Schemas", task)

    def _discover(self, name: str, task: Task | None) -> tuple[Resource, ...]:
        response = self.send("GET", name, task=task)
        value = response.json()
        if isinstance(value, list):
            return tuple(item for item in value if isinstance(item, dict))
        return read_list(response).resources


def _named(method: str, segments: Sequence[str], query: Mapping[str, str | int]) -> str:
    """Return a readable form of a request, without the values that it searches for."""
    asked = (
        f"{name}={value}" if name != "filter" else f"filter={str(value).partition(' ')[0]}…"
        for name, value in query.items()
    )
    return f"{method} /{'/'.join(segments)}" + (f"?{'&'.join(asked)}" if query else "")


def match_query(kind: Kind, attribute: str, value: str) -> dict[str, str | int]:
    """Return the query of a lookup with parameters in Entra's order; groups are returned without members."""
    if kind == "Groups":
        return {"excludedAttributes": "members", "filter": equals(attribute or "displayName", value)}
    return {"filter": equals(attribute or "userName", value)}
