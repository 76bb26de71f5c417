"""How a request to Graph is sent: its options, and the layers it passes before the transport, token and journal.

Rules: Microsoft Graph documentation, "Throttling guidance", "Error responses".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from wizard.core.errors import NetworkError
from wizard.graph.problems import claims_of
from wizard.graph.scopes import STRONGER, Purpose, full, needed
from wizard.graph.tokens import TokenProvider, TokenRequest
from wizard.http import RetryPolicy, Timeouts
from wizard.http.retries import NOT_SENT

if TYPE_CHECKING:
    from collections.abc import Container

    from wizard.core.tasks import Task
    from wizard.graph.clouds import Cloud
    from wizard.graph.learned import Learned
    from wizard.history.writing import Made
    from wizard.http import Request, Response
    from wizard.secrets.secret import Secret

BLIP = 60.0
"""Seconds to wait for a lost connection to return."""

BUSY = RetryPolicy(frozenset({429, 500, 502, 503, 504}), deadline=180.0, cap=60.0, blip=BLIP, at_once=True)
"""Retry policy for calls that can be repeated safely."""

REFUSED = replace(BUSY, statuses=frozenset({429}))
"""Retry policy for calls that must not run twice: retried only if refused as "not done" or if nothing was sent."""

PATIENT = RetryPolicy(BUSY.statuses, deadline=600.0, first=1.0, cap=30.0, network=True)
"""Retry policy for long reads that have started: waits for a lost connection."""


@dataclass(frozen=True, slots=True)
class Options:
    """What one call does differently.

    Args:
        retry: retry policy; without one, a POST that may change something is not repeated after an unclear answer.
        accept: HTTP statuses other than 2xx that are not errors for this call.
        optional: a permission missing for this call is not requested at the next sign-in.
        eventual: this is an advanced query though its URL does not show it, for example that of a next page.
    """

    retry: RetryPolicy | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    accept: Container[int] = ()
    optional: bool = False
    eventual: bool = False


USUAL = Options()
OPTIONAL = Options(optional=True)
"""For calls that the user is not asked to sign in for."""

IF_THERE = Options(accept=(404,))
"""For calls on what may be gone already."""

LONG_READ = Options(retry=PATIENT)
"""For collections of many pages."""


class Layer(Protocol):
    """Sends a request, through the next layer; the last one is the transport."""

    def send(self, request: Request, task: Task | None = None) -> Response: ...


@dataclass(frozen=True, slots=True)
class Noting:
    """Tells the journal that a change's request is sent, and whether it was certainly not carried out."""

    inner: Layer
    made: Made

    def send(self, request: Request, task: Task | None = None) -> Response:
        """Return the response; raises as the next layer does."""
        self.made.sending()
        try:
            response = self.inner.send(replace(request, unclear=self.made.unclear), task)
        except NetworkError as error:
            if error.code in NOT_SENT:
                self.made.not_done()
            raise
        if 400 <= response.status < 500:
            self.made.not_done()
        return response


@dataclass(frozen=True, slots=True)
class Access:
    """Gets tokens for the permissions that a call needs, and keeps what the session learned about them."""

    cloud: Cloud
    tokens: TokenProvider
    learned: Learned

    def token(
        self, task: Task | None, names: tuple[str, ...], *, refused: Response | None = None, optional: bool = False
    ) -> Secret:
        """Return a token for permissions, another one than that which a 401 response ``refused``.

        Raises:
            SignInError: the user has to sign in.
        """
        claims = claims_of(refused) if refused is not None else ""
        wanted = TokenRequest(full(self.cloud, names), refused is not None, claims, optional)
        token = self.tokens.token(wanted, task)
        self.learned.granted.update(names)
        return token

    def names(self, purpose: Purpose, *, reads: bool) -> tuple[str, ...]:
        """Return the permissions for a purpose: for a write, the stronger ones if the usual one was refused before."""
        refused = not reads and purpose in self.learned.denied
        return needed(purpose, reads=reads, refused=refused, granted=self.learned.granted)


@dataclass(frozen=True, slots=True)
class Authorized:
    """Adds the token. After 403 to a write, tries the stronger permission; after 401, a renewed token. Each once.

    Args:
        reads: whether the call changes nothing.
        optional: as in :class:`Options`.
    """

    inner: Layer
    access: Access
    purpose: Purpose
    reads: bool
    optional: bool

    def send(self, request: Request, task: Task | None = None) -> Response:
        """Return the response.

        Raises:
            SignInError: the user has to sign in.
        """
        access, purpose = self.access, self.purpose

        def once(token: Secret) -> Response:
            return self.inner.send(replace(request, token=token), task)

        names = access.names(purpose, reads=self.reads)
        response = once(access.token(task, names, optional=self.optional))
        if response.status == 403 and not self.reads and purpose in STRONGER:
            access.learned.denied.add(purpose)
            usual, names = names, access.names(purpose, reads=False)
            if names != usual:
                response = once(access.token(task, names))
        if response.status == 401:
            response = once(access.token(task, names, refused=response))
        return response
