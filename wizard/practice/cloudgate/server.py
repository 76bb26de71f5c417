"""The practice CloudGate's WSGI application."""

from __future__ import annotations

import hmac
import io
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Union
from wsgiref.util import application_uri

from scim2_models import ListResponse, ResourceType, ScimPolicy, ScimProvider, SearchRequest, UnauthorizedException
from scim2_server.applications.wsgi import WSGIApplication
from scim2_server.requests import ScimRequest
from scim2_server.service import ScimService
from scim2_server.testserver.application import BEARER_TOKEN_SCHEME
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
    parametrize,
)

from wizard.practice.cloudgate.dialect import normalise, normalise_query
from wizard.practice.cloudgate.misbehave import Misbehaviour
from wizard.practice.cloudgate.storage import AccountStorage
from wizard.practice.faults import FaultBoard
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from _typeshed import OptExcInfo

    from wizard.core.json_types import JsonMapping, JsonObject

BASE = "/scim/v2"
PUBLISHED_PATH = f"{BASE}/sync/serviceproviderconfig"
"""The path of the published tenant URL: Entra appends ``/Users`` to it; the path itself returns the configuration."""

POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that was answered, without its token and body.

    ``path`` is below the root of SCIM where the service answered, and whole where a fault did.
    """

    method: str
    path: str
    query: str
    status: int


class _Application(WSGIApplication):
    def __init__(self, storage: AccountStorage, provider: ScimProvider, token: Secret) -> None:
        service = ScimService(provider)
        super().__init__(storage, provider, service)
        self.tokens = [token]
        # pydantic forgets a generic class that nobody holds, and making it takes longer than a response.
        self._held = parametrize(ListResponse, Union[tuple(service.get_models())])  # noqa: UP007

    @staticmethod
    def get_base_url(environ: WSGIEnvironment) -> str:
        """Return the base that the request used; the version is already part of it."""
        return application_uri(environ).rstrip("/")

    def check_auth(self, request: ScimRequest) -> None:
        scheme, _, given = (request.header("Authorization") or "").partition(" ")
        known = (hmac.compare_digest(given.encode(), token.reveal().encode()) for token in self.tokens)
        if scheme.lower() != "bearer" or not any(known):
            raise UnauthorizedException


@cache
def _published() -> tuple[dict[str, ResourceType], ScimProvider]:
    """Return the resource types and their provider; creating classes from the schemas takes a third of a second."""
    config = load_default_service_provider_config()
    config.authentication_schemes = [BEARER_TOKEN_SCHEME]
    types = load_default_resource_types()
    return types, ScimProvider.from_discovery(
        load_default_schemas().values(), types.values(), config=config, policy=POLICY
    )


class PracticeCloudGate:
    """A SCIM 2.0 service provider in memory.

    ``app`` is the WSGI application, ``storage`` contains the resources, ``requests`` is a record of the requests.

    Args:
        token: accepted bearer token.
        faults: switchboard of faults.
        also: additional path below which it accepts requests.
    """

    def __init__(self, token: Secret, faults: FaultBoard, also: str | None = None) -> None:
        self._bases = (PUBLISHED_PATH, BASE) if also is None else (PUBLISHED_PATH, BASE, also.rstrip("/"))
        self._types, self._provider = _published()
        self.storage = AccountStorage()
        self.requests: deque[Seen] = deque(maxlen=100_000)
        self._lock = threading.Lock()
        self._scim = _Application(self.storage, self._provider, token)
        self._inner = Misbehaviour(self._entry, faults, self.is_fresh)

    def app(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request and record it."""

        def noting(
            status: str, headers: list[tuple[str, str]], error: OptExcInfo | None = None, /
        ) -> Callable[[bytes], object]:
            seen = Seen(
                environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", ""), int(status[:3])
            )
            with self._lock:
                self.requests.append(seen)
            return start(status, headers, error)

        return self._inner(environ, noting)

    def _entry(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        for base in self._bases:
            if path.lower() == base.lower() or path.lower().startswith(base.lower() + "/"):
                rest = path[len(base) :]
                if base == PUBLISHED_PATH and rest in {"", "/"}:
                    rest = "/ServiceProviderConfig"
                break
        else:
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"The practice CloudGate answers below /scim/v2"]
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = base, rest
        environ["QUERY_STRING"] = normalise_query(environ.get("QUERY_STRING", ""))
        if environ["REQUEST_METHOD"] in {"POST", "PUT", "PATCH"}:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            body = normalise(environ["wsgi.input"].read(length))
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
        return self._scim(environ, start)

    # --- without HTTP

    @property
    def tokens(self) -> tuple[Secret, ...]:
        """The accepted tokens, the first one first."""
        return tuple(self._scim.tokens)

    def add_token(self, token: Secret) -> None:
        """Accept another token; it does not expire with the first token."""
        self._scim.tokens.append(token)

    def is_fresh(self, given: str) -> bool:
        """Return whether a token was issued later than the first one."""
        return any(hmac.compare_digest(given.encode(), token.reveal().encode()) for token in self._scim.tokens[1:])

    def seed(self, accounts: Iterable[JsonMapping], groups: Iterable[JsonMapping] = ()) -> None:
        """Create accounts and groups directly; resources with an id keep it, and may share values that should be
        unique.
        """
        with self._provider:
            for name, items in (("User", accounts), ("Group", groups)):
                kind = self._types[name]
                model: Any = self._provider.model_for(kind)
                for item in items:
                    resource = model.model_validate(dict(item))
                    if item.get("id"):
                        self.storage.restore(kind, resource)
                    else:
                        self.storage.create(kind, resource)

    def held(self, name: str) -> Sequence[JsonObject]:
        """Return all resources of a type (``User`` or ``Group``) as JSON."""
        page = self.storage.search([self._types[name]], SearchRequest())
        return [item.model_dump() for item in page.resources]
