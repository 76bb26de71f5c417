"""MSAL's client, which has no types and raises whatever it meets."""

from __future__ import annotations

import base64
import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msal as _untyped_msal

from wizard.core.errors import NetworkError, SignInError
from wizard.graph.account import require_own_cloud
from wizard.graph.clouds import Cloud
from wizard.graph.msal_http import MsalHttp
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.core.json_types import JsonMapping
    from wizard.graph.tokens import TokenRequest
    from wizard.secrets.redact import Redactor

msal: Any = _untyped_msal  # its classes have no type annotations

_EARLY = 300.0
"""Seconds before its expiry from which a token is no longer used, as in MSAL."""


@contextmanager
def msal_errors() -> Iterator[None]:
    """Convert MSAL's errors about a response to ``SignInError``; their text contains claims, so it is dropped."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, msal.IdTokenError) as error:
        raise SignInError("signin-answer-invalid", {"kind": type(error).__name__}) from None


@dataclass(frozen=True, slots=True)
class HeldToken:
    """An access token in memory. ``until``: the monotonic time from which it is no longer used."""

    secret: Secret
    until: float

    @classmethod
    def of(cls, result: JsonMapping, redactor: Redactor) -> HeldToken:
        """Return the token of a response that is not an error.

        Raises:
            SignInError: ``signin-answer-invalid``: there is none.
        """
        if not result.get("access_token"):
            raise SignInError("signin-answer-invalid", {"kind": "access_token"})
        secret = Secret(str(result["access_token"]))
        redactor.know(secret)
        return cls(secret, time.monotonic() + float(result.get("expires_in", 0)) - _EARLY)

    def serves(self, request: TokenRequest) -> bool:
        """Return whether the token can still be used, and the service has not refused it."""
        return not request.renew and not request.claims and time.monotonic() < self.until

    def names(self, claim: str) -> tuple[str, ...]:
        """Return the permissions in ``scp`` or ``roles``, sorted; empty if the token is not readable.

        For display only: a client must not rely on the content of a token that is meant for a service.
        """
        try:
            payload = self.secret.reveal().split(".")[1]
            found = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))[claim]
            return tuple(sorted(found.split() if isinstance(found, str) else map(str, found)))
        except (IndexError, KeyError, TypeError, ValueError):
            return ()


def new_client(
    cloud: Cloud,
    tenant: str,
    client_id: str,
    http: MsalHttp,
    *,
    cache: Any = None,
    credential: JsonMapping | None = None,
) -> Any:
    """Return a new MSAL client, since MSAL caches refusals for a minute; tokens are cached in memory only.

    Args:
        cache: keeps the tokens of an earlier client.
        credential: of a confidential client; without it, the client is public.

    Raises:
        NetworkError: no login host of the cloud can be reached.
        SignInError: the answer is unusable, or leads to another cloud.
    """
    kind = msal.PublicClientApplication if credential is None else msal.ConfidentialClientApplication
    for number, login in enumerate(cloud.login, 1):
        try:
            with msal_errors():
                app = kind(
                    client_id,
                    client_credential=credential,
                    authority=f"{login}/{tenant}",
                    http_client=http,
                    token_cache=msal.TokenCache() if cache is None else cache,
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
