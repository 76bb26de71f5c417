"""Who is signed in, what a sign-in reports while it waits, and that it stays in its cloud."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from wizard.core.errors import SignInError
from wizard.graph.clouds import Cloud, cloud_of_host


@dataclass(frozen=True, slots=True)
class Account:
    """The signed-in user and the tenant."""

    username: str
    tenant_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class BrowserSignIn:
    """Reported while the browser is open. If ``opened`` is false, the user must open ``url`` manually."""

    url: str
    opened: bool


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """Reported while the device flow waits: the code to enter at ``uri``, valid until ``expires`` (UTC)."""

    user_code: str
    uri: str
    expires: datetime


def require_own_cloud(cloud: Cloud, token_endpoint: str) -> None:
    """Refuse to sign in to another cloud, which tenant discovery may point to.

    Raises:
        SignInError: ``signin-other-cloud`` with the host and the cloud's id if known.
    """
    host = (urlsplit(token_endpoint).hostname or "").lower()
    if host and host not in {urlsplit(login).hostname for login in cloud.login}:
        raise SignInError("signin-other-cloud", {**unnumbered(), "host": host, "cloud": cloud_of_host(host) or "other"})


def unnumbered() -> dict[str, str | int | float]:
    """Return the parameters of an error that the service gave no number."""
    return {"number": "?", "correlation": "?", "time": "?"}


def not_signed_in() -> SignInError:
    """Return the error for what needs somebody who is signed in."""
    return SignInError("signin-needed", unnumbered())
