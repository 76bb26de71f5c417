"""Access tokens: what is requested, and who provides it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from wizard.graph.scopes import Purpose, scopes_for

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.graph.signin import SignIn
    from wizard.secrets.secret import Secret


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A request for an access token, without user interaction.

    Args:
        scopes: full scope names.
        renew: ignore the token in memory, because the service refused it.
        claims: additional claims that the service requires (a claims challenge).
        optional: these scopes may be refused; the next sign-in does not request them.
    """

    scopes: tuple[str, ...] = ()
    renew: bool = False
    claims: str = ""
    optional: bool = False


class TokenProvider(Protocol):
    """Provides access tokens: a sign-in, or what stands for it."""

    def token(self, request: TokenRequest, task: Task | None = None) -> Secret:
        """Return a token.

        Raises:
            SignInError: the user must sign in, or the service refused.
            NetworkError: the sign-in service cannot be reached.
        """
        ...


class ReadingTokens:
    """Provides the token of one read-only sign-in for every call, so that the user is asked only once.

    The token may carry more permissions than requested; ``Calls.reading`` prevents writes.

    Args:
        login: sign-in for the purpose.
        purpose: ``reading`` or ``support``.
    """

    def __init__(self, login: SignIn, purpose: Purpose = "reading") -> None:
        self._login = login
        self._scopes = scopes_for(login.cloud, purpose)

    def token(self, request: TokenRequest, task: Task | None = None) -> Secret:
        return self._login.token(request if request.optional else replace(request, scopes=self._scopes), task)
