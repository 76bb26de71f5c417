"""MSAL's client, which has no types and raises whatever it meets."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msal as _untyped_msal

from wizard.core.errors import NetworkError, SignInError
from wizard.graph.account import require_own_cloud
from wizard.graph.clouds import Cloud
from wizard.graph.msal_http import MsalHttp

if TYPE_CHECKING:
    from collections.abc import Iterator


msal: Any = _untyped_msal  # its classes have no type annotations


@contextmanager
def msal_errors() -> Iterator[None]:
    """Convert MSAL's errors about a response to ``SignInError``; their text contains claims, so it is dropped."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, msal.IdTokenError) as error:
        raise SignInError("signin-answer-invalid", {"kind": type(error).__name__}) from None


def new_client(cloud: Cloud, tenant: str, client_id: str, http: MsalHttp, cache: Any) -> Any:
    """Return a new MSAL client, since MSAL caches refusals for a minute; the token cache is kept.

    Raises:
        NetworkError: no login host of the cloud can be reached.
        SignInError: the answer is unusable, or leads to another cloud.
    """
    for number, login in enumerate(cloud.login, 1):
        try:
            with msal_errors():
                app = msal.PublicClientApplication(
                    client_id,
                    authority=f"{login}/{tenant}",
                    http_client=http,
                    token_cache=cache,
                    # The hosts are known, so MSAL does not have to query the global cloud for them.
                    instance_discovery=False,
                )
        except NetworkError:
            if number == len(cloud.login):
                raise
        else:
            require_own_cloud(cloud, str(app.authority.token_endpoint))
            return app
    raise AssertionError("a cloud has at least one login host")
