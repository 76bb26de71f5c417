"""The layers that a request to Graph passes, each a :class:`Layer` around the next: token, journal, connection.

Rules: Microsoft Graph documentation, "Throttling guidance", "Error responses".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from wizard.core.errors import NetworkError
from wizard.graph.problems import claims_of
from wizard.graph.scopes import STRONGER, Purpose, full, needed
from wizard.http import RetryPolicy
from wizard.http.transport import LOST, NOT_SENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.tasks import Task
    from wizard.graph.clouds import Cloud
    from wizard.graph.learned import Learned
    from wizard.history.writing import Made
    from wizard.http import Request, Response, Sender
    from wizard.secrets.secret import Secret

BLIP = 60.0
"""Seconds to wait for a lost connection to return."""

BUSY = RetryPolicy(frozenset({429, 500, 502, 503, 504}), deadline=180.0, cap=60.0, blip=BLIP)
"""Retry policy for calls that can be repeated safely."""

REFUSED = RetryPolicy(frozenset({429}), deadline=180.0, cap=60.0, blip=BLIP)
"""Retry policy for calls that must not run twice: retried only if refused as "not done" or if nothing was sent."""

PATIENT = RetryPolicy(BUSY.statuses, deadline=600.0, first=1.0, cap=30.0, network=True)
"""Retry policy for long reads that have started: waits for a lost connection."""


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


class Layer(Protocol):
    """One layer: sends a request, through the next one."""

    def send(self, task: Task, request: Request) -> Response: ...


@dataclass(frozen=True, slots=True)
class Reconnecting:
    """The lowest layer. An idle pooled connection may have been closed, so the first retry does not wait."""

    transport: Sender
    policy: RetryPolicy

    def send(self, task: Task, request: Request) -> Response:
        """Return the response; raises as the transport does."""
        if self.policy.network:
            return self.transport.send(request, task, self.policy, "graph-waiting")
        try:
            return self.transport.send(request, task, replace(self.policy, blip=0.0), "graph-waiting")
        except NetworkError as error:
            if error.code not in (LOST if request.reads else NOT_SENT):
                raise
            if request.unclear is not None and error.code not in NOT_SENT:
                request.unclear()
            return self.transport.send(request, task, self.policy, "graph-waiting")


@dataclass(frozen=True, slots=True)
class Noting:
    """Tells the journal that a change's request is sent, and whether it was certainly not carried out."""

    inner: Layer
    made: Made

    def send(self, task: Task, request: Request) -> Response:
        """Return the response; raises as the next layer does."""
        self.made.sending()
        try:
            response = self.inner.send(task, request)
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
        self, task: Task, names: tuple[str, ...], *, renew: bool = False, claims: str = "", optional: bool = False
    ) -> Secret:
        """Return a token for permissions.

        Raises:
            SignInError: the user has to sign in.
        """
        token = self.tokens.token(full(self.cloud, names), task, renew=renew, claims=claims, optional=optional)
        self.learned.granted.update(names)
        return token

    def names(self, purpose: Purpose, *, reads: bool, refused: bool | None = None) -> tuple[str, ...]:
        """Return the permissions for a purpose: the stronger ones if the usual one was ``refused`` before."""
        if refused is None:
            refused = not reads and purpose in self.learned.denied
        return needed(purpose, reads=reads, refused=refused, granted=self.learned.granted)


@dataclass(frozen=True, slots=True)
class Authorized:
    """Adds the token. After 403 to a write, tries the stronger permission; after 401, a renewed token. Each once.

    Args:
        reads: whether the call changes nothing.
        optional: a permission missing for this call is not requested at the next sign-in.
    """

    inner: Layer
    access: Access
    purpose: Purpose
    reads: bool
    optional: bool

    def send(self, task: Task, request: Request) -> Response:
        """Return the response.

        Raises:
            SignInError: the user has to sign in.
        """
        access, purpose, denied = self.access, self.purpose, self.access.learned.denied
        refused = not self.reads and purpose in denied
        names = access.names(purpose, reads=self.reads, refused=refused)
        token = access.token(task, names, optional=self.optional)
        response = self.inner.send(task, replace(request, token=token))
        if response.status == 403 and not self.reads and not refused and purpose in STRONGER:
            denied.add(purpose)
            names = access.names(purpose, reads=False, refused=True)
            response = self.inner.send(task, replace(request, token=access.token(task, names)))
        if response.status == 401:
            token = access.token(task, names, renew=True, claims=claims_of(response))
            response = self.inner.send(task, replace(request, token=token))
        return response
