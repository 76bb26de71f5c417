"""One token for everything that only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.graph.scopes import Purpose, scopes_for
from wizard.graph.signin import SignIn
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.tasks import Task


class ReadingTokens:
    """Provides the token of one read-only sign-in for every call, so that the user is asked only once.

    The token may carry more permissions than requested; ``Calls.reading`` prevents writes.

    Args:
        login: sign-in for the purpose.
        purpose: ``reading`` or ``support``.
    """

    def __init__(self, login: SignIn, purpose: Purpose = "reading") -> None:
        self._login = login
        self._purpose = purpose

    def token(
        self,
        scopes: Sequence[str],
        task: Task | None = None,
        *,
        renew: bool = False,
        claims: str = "",
        optional: bool = False,
    ) -> Secret:
        """Return the token; raises as for :meth:`SignIn.token`."""
        wanted = scopes if optional else scopes_for(self._login.cloud, self._purpose)
        return self._login.token(wanted, task, renew=renew, claims=claims, optional=optional)
