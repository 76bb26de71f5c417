"""The practice Microsoft Graph v1.0: authorization, paging of collections, format of errors.

The endpoints are in the modules ``graph_*``, which :mod:`wizard.practice.entra.service` registers.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from wizard.core.json_types import JsonObject
from wizard.practice.entra import odata
from wizard.practice.entra.auditlog import activity_of
from wizard.practice.entra.directory import (
    APPLICATION_ADMINISTRATOR,
    CLOUD_APPLICATION_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
)
from wizard.practice.entra.kinds import Kind
from wizard.practice.entra.problems import GraphProblem, bad_request
from wizard.practice.entra.web import Handler, Web, json_response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.exceptions import HTTPException
    from werkzeug.wrappers import Request

    from wizard.directory import Person
    from wizard.practice.entra.state import EntraState
    from wizard.practice.entra.tokens import Claims

T = TypeVar("T")
APP_ROLES = frozenset((GLOBAL_ADMINISTRATOR, APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR))
"""Directory roles that may manage enterprise applications and their provisioning."""


_BATCH = 20
_BATCH_HEADERS = frozenset({"Content-Type", "Retry-After", "Location", "request-id"})


@dataclass(slots=True)
class Call:
    """One authorized request."""

    state: EntraState
    request: Request
    claims: Claims

    @property
    def root(self) -> str:
        return f"{self.request.host_url}{self.version}"

    @property
    def version(self) -> str:
        """``v1.0`` or ``beta``."""
        return str(self.request.environ.get("practice.version", "v1.0"))

    @property
    def me(self) -> Person:
        if self.claims.app:
            raise bad_request("/me request is only valid with delegated authentication flow.", "BadRequest")
        person = self.state.directory.person(self.claims.person_id)
        if person is None:
            raise GraphProblem(401, "InvalidAuthenticationToken", "The signed-in account does not exist any more.")
        return person

    def option(self, name: str) -> str | None:
        """Return a query option; its dollar sign may be omitted, as in Graph."""
        return self.request.args.get(f"${name}") or self.request.args.get(name)

    @property
    def eventual(self) -> bool:
        return self.request.headers.get("ConsistencyLevel", "").lower() == "eventual"

    @property
    def counted(self) -> bool:
        return (self.option("count") or "").lower() == "true"

    def body(self) -> JsonObject:
        """Return the JSON object of the request; an empty body is an empty object."""
        data = self.request.get_data()
        if not data:
            return {}
        if self.request.mimetype != "application/json":
            raise GraphProblem(415, "UnsupportedMediaType", "The content type of the body must be application/json.")
        try:
            content = json.loads(data)
        except ValueError as error:
            raise bad_request("Unable to read JSON request payload.", "BadRequest") from error
        if not isinstance(content, dict):
            raise bad_request("The JSON request payload must be an object.", "BadRequest")
        return content

    def select(self, kind: Kind[T]) -> list[str]:
        names = [name.strip() for name in (self.option("select") or "").split(",") if name.strip()]
        for name in names:
            if name not in kind.properties and not name.startswith("extension_"):
                message = f"Could not find a property named '{name}' on type 'microsoft.graph.{kind.type_name}'."
                raise bad_request(f"Parsing OData Select and Expand failed: {message}", "BadRequest")
        return names or (sorted(kind.properties) if kind.whole_in_beta and self.version == "beta" else [])

    def entity(self, body: JsonObject, context: str, status: int = 200) -> Response:
        return json_response({"@odata.context": f"{self.root}/$metadata#{context}", **body}, status)

    def collection(
        self,
        items: Sequence[T],
        kind: Kind[T],
        context: str,
        *,
        cast: bool = False,
        expand: Callable[[T], JsonObject] | None = None,
    ) -> Response:
        """Return a collection's response after search, filter, count, select and paging.

        Args:
            items: all items.
            cast: whether the URL casts to a type, which makes it an advanced query.
            expand: adds the properties that ``$expand`` requested to the item's JSON.
        """
        items = self._narrow(items, kind, cast)
        page = odata.cut(items, odata.page_size(self.option("top")), self.option("skiptoken"))
        select = self.select(kind)
        value = []
        for item in page.items:
            shown = kind.show(item, select)
            if expand is not None:
                shown.update(expand(item))
            value.append(shown)
        return self.page(value, context, page.skip, page.total)

    def page(self, value: list[JsonObject], context: str, skip: str | None, total: int) -> Response:
        """Return the response for one page with its annotations."""
        body: JsonObject = {"@odata.context": f"{self.root}/$metadata#{context}"}
        if self.counted and self.eventual:
            body["@odata.count"] = total
        if skip is not None:
            options = [(name, text) for name, text in self.request.args.items() if name.lstrip("$") != "skiptoken"]
            query = urlencode([*options, ("$skiptoken", skip)], quote_via=quote, safe="$(),'/:")
            body["@odata.nextLink"] = f"{self.root}{self.request.path.removeprefix('/v1.0')}?{query}"
        body["value"] = value
        return json_response(body)

    def _narrow(self, items: Sequence[T], kind: Kind[T], cast: bool) -> Sequence[T]:
        search, wanted, order = self.option("search"), self.option("filter"), self.option("orderby")
        if cast and not (self.eventual and self.counted):
            raise _needs_consistency("OData cast")
        if search is not None:
            if not self.eventual:
                raise _needs_consistency("$search")
            found = odata.Search(search, kind.searchable)
            items = [item for item in items if found.test(item, kind.value)]
        if wanted:
            test = odata.Filter(wanted)
            if (test.advanced or order) and not (self.eventual and self.counted):
                raise _needs_consistency("$filter")
            items = [item for item in items if test.test(item, kind.value)]
        if order:
            name, _, direction = order.partition(" ")
            items = sorted(
                items,
                key=lambda item: str(kind.value(item, name) or "").casefold(),
                reverse=direction.strip() == "desc",
            )
        return items


def _needs_consistency(what: str) -> GraphProblem:
    message = (
        f"Request with {what} is an advanced query and needs the header ConsistencyLevel: eventual and $count=true."
    )
    return bad_request(message, "Request_UnsupportedQuery")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a caller needs for an endpoint; see :meth:`GraphApp.call`."""

    scopes: frozenset[str]
    all_of: frozenset[str]
    roles: frozenset[str]


class GraphApp(Web[Needs]):
    """WSGI app of the practice Graph, below ``/v1.0`` and ``/beta``; the ``graph_*`` modules add their endpoints."""

    def __init__(self, state: EntraState) -> None:
        super().__init__()
        self.state = state
        self.call("POST", "/$batch", self._batch)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Route ``/beta`` to the handlers of ``/v1.0``; a handler that differs checks :attr:`Call.version`."""
        path = environ.get("PATH_INFO", "")
        if path.startswith("/beta/"):
            environ["practice.version"] = "beta"
            environ["PATH_INFO"] = f"/v1.0/{path.removeprefix('/beta/')}"
        return super().__call__(environ, start_response)

    def call(
        self,
        methods: str,
        path: str,
        handler: Callable[..., Response | None],
        *,
        scopes: str = "",
        all_of: str = "",
        roles: frozenset[str] = frozenset(),
    ) -> None:
        """Add an endpoint.

        Args:
            handler: what returns nothing is answered 204 No Content.
            scopes: blank-separated delegated permissions of which one is sufficient; empty means any valid token.
            all_of: permissions that are all needed in addition.
            roles: directory roles of which the caller needs one.
        """
        needs = Needs(frozenset(scopes.split()), frozenset(all_of.split()), roles)

        def answered(call: Call, **arguments: str) -> Response:
            return handler(call, **arguments) or Response(status=204)

        self.route(methods, f"/v1.0{path}", answered, needs)

    def respond(self, request: Request, handler: Handler, arguments: Mapping[str, object], facts: Needs) -> Response:
        try:
            claims = self._authorise(request, facts)
            response = handler(Call(self.state, request, claims), **arguments)
            self._audit(request, claims, response.status_code)
        except odata.QueryError as error:
            return self._problem(request, bad_request(str(error), error.code))
        except GraphProblem as problem:
            return self._problem(request, problem)
        self._label(request, response)
        return response

    def refuse(self, request: Request, error: HTTPException) -> Response:
        code = {404: "BadRequest", 405: "Request_BadRequest"}.get(error.code or 400, "BadRequest")
        status = 400 if error.code == 404 else error.code or 400
        where = request.path.removeprefix("/v1.0")
        return self._problem(request, GraphProblem(status, code, f"Resource not found for the segment '{where}'."))

    def _batch(self, call: Call) -> Response:
        """Answer up to twenty requests at once (Graph documentation, JSON batching); each is processed separately."""
        asked = call.body().get("requests")
        if not isinstance(asked, list) or not 1 <= len(asked) <= _BATCH or not all(isinstance(i, dict) for i in asked):
            raise bad_request(f"A batch holds between 1 and {_BATCH} requests.", "BadRequest")
        if len({str(item.get("id")) for item in asked}) < len(asked):
            raise bad_request("Request ids of a batch must be unique.", "BadRequest")
        answers = []
        own = ("Authorization", call.request.headers["Authorization"])
        for item in asked:
            builder = EnvironBuilder(
                f"/{call.version}{item.get('url')}",
                method=str(item.get("method", "GET")),
                base_url=call.request.host_url,
                headers=[own, *(item.get("headers") or {}).items()],
                json=item.get("body"),
            )
            answer = Response.from_app(self, builder.get_environ())
            body = (
                answer.get_json(silent=True) if answer.mimetype == "application/json" else answer.get_data(as_text=True)
            )
            headers = {name: value for name, value in answer.headers.items() if name in _BATCH_HEADERS}
            answers.append({"id": str(item.get("id")), "status": answer.status_code, "headers": headers, "body": body})
        return json_response({"responses": answers})

    def _audit(self, request: Request, claims: Claims, status: int) -> None:
        """Record in the audit log who changed an application."""
        done = activity_of(request.method, request.path) if 200 <= status < 300 else None
        if done is None:
            return
        person, app = self.state.directory.person(claims.person_id), self.state.apps.get(done[1])
        who = person.user_principal_name if person is not None else "Monitoring"
        name = app.display_name if app is not None else ""
        self.state.audits.note(done[0], who, done[1], name, self.state.now(), by_app=person is None)

    def _authorise(self, request: Request, needs: Needs) -> Claims:
        state = self.state
        state.faults_before(request.method, request.path)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        claims = state.mint.read(token.strip()) if scheme.lower() == "bearer" else None
        if claims is None:
            message = "Access token is empty." if not token else "Access token validation failure or lifetime over."
            raise GraphProblem(
                401, "InvalidAuthenticationToken", message, {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            )
        missing = needs.scopes and not needs.scopes & claims.scopes
        if missing or not needs.all_of <= claims.scopes:
            raise GraphProblem(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        if not claims.app and needs.roles and not needs.roles & state.roles_of(claims.person_id):
            raise GraphProblem(
                403, "Authorization_RequestDenied", "The signed-in account has no directory role that allows this."
            )
        return claims

    def _problem(self, request: Request, problem: GraphProblem) -> Response:
        request_id = str(uuid.uuid4())
        client_id = request.headers.get("client-request-id", request_id)
        date = self.state.now().strftime("%Y-%m-%dT%H:%M:%S")
        inner = {"date": date, "request-id": request_id, "client-request-id": client_id}
        error = {"code": problem.code, "message": str(problem), "innerError": inner}
        response = json_response({"error": error}, problem.status)
        response.headers.extend(problem.headers)
        self._label(request, response, request_id)
        return response

    @staticmethod
    def _label(request: Request, response: Response, request_id: str = "") -> None:
        response.headers["request-id"] = request_id or str(uuid.uuid4())
        response.headers["client-request-id"] = request.headers.get("client-request-id", response.headers["request-id"])


def identifier_in(text: object, what: str) -> str:
    """Return a GUID from a body in lower case.

    Raises:
        GraphProblem: 400 if it is not a GUID.
    """
    try:
        return str(uuid.UUID(str(text)))
    except ValueError as error:
        raise bad_request(f"A value of type Edm.Guid is expected for '{what}'.") from error
