"""Errors of the sign-in service, in the format that its token endpoint returns.

The numbers and OAuth error names are Microsoft's (Entra docs, "Microsoft Entra authentication and authorization error
codes"); the messages are this practice service's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.json_types import JsonObject

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class AadError:
    """A refusal: OAuth ``error``, AADSTS number, and message."""

    error: str
    number: int
    text: str
    suberror: str = ""
    claims: str = ""

    @property
    def description(self) -> str:
        return f"AADSTS{self.number}: {self.text}"

    def body(self, trace_id: str, correlation_id: str, timestamp: str) -> JsonObject:
        """Return the JSON body; ``timestamp`` is written as ``2026-01-12 09:30:11Z``."""
        body: JsonObject = {
            "error": self.error,
            "error_description": (
                f"{self.description} Trace ID: {trace_id} Correlation ID: {correlation_id} Timestamp: {timestamp}"
            ),
            "error_codes": [self.number],
            "timestamp": timestamp,
            "trace_id": trace_id,
            "correlation_id": correlation_id,
            "error_uri": f"https://login.microsoftonline.com/error?code={self.number}",
        }
        if self.suberror:
            body["suberror"] = self.suberror
        if self.claims:
            body["claims"] = self.claims
        return body


class SignInRefused(Exception):
    """Raised inside the sign-in service to return ``error``."""

    def __init__(self, error: AadError) -> None:
        super().__init__(error.description)
        self.error = error


UNKNOWN_TENANT = AadError("invalid_tenant", 90002, "There is no tenant of this name or id.")
BAD_REQUEST = AadError("invalid_request", 900144, "The request lacks a parameter that it needs.")
BAD_REDIRECT = AadError("invalid_request", 50011, "The redirect address is not one of this application's.")
BAD_SCOPE = AadError("invalid_scope", 70011, "One of the scopes asked for does not exist.")
BAD_GRANT_TYPE = AadError("unsupported_grant_type", 70003, "The grant type is not supported.")
BAD_VERIFIER = AadError("invalid_grant", 501481, "The code verifier does not fit the code challenge.")
CODE_USED = AadError("invalid_grant", 54005, "The authorization code was redeemed already.")
CODE_UNKNOWN = AadError("invalid_grant", 70000, "The code or refresh token is not valid.")
CODE_EXPIRED = AadError("invalid_grant", 70008, "The code or refresh token has expired.", "token_expired")
DEVICE_PENDING = AadError("authorization_pending", 70016, "The person has not finished signing in yet.")
DEVICE_UNKNOWN = AadError("bad_verification_code", 70018, "The device code is not known.")
DEVICE_EXPIRED = AadError("expired_token", 70019, "The device code has expired.")
DEVICE_SLOW_DOWN = AadError("slow_down", 70016, "The client asks more often than the interval allows.")
DECLINED = AadError("access_denied", 65004, "The person declined.")
DEVICE_DECLINED = AadError("authorization_declined", 70017, "The person declined on the device page.")
NO_SUCH_ACCOUNT = AadError("invalid_grant", 50034, "The account does not exist in this tenant.")
ACCOUNT_DISABLED = AadError("invalid_grant", 50057, "The account is disabled.")
WRONG_PASSWORD = AadError("invalid_grant", 50126, "The user name or password is not right.")
OTHER_TENANT = AadError("invalid_grant", 50020, "The account is not a member or guest of this tenant.")
CLIENT_UNKNOWN = AadError("unauthorized_client", 700016, "The application was not found in the directory.")
MISSING_CLIENT = AadError("invalid_request", 900144, "The request lacks client_id.")

_CLAIMS = '{"access_token":{"capolids":{"essential":true,"values":["5f0e7f3c-7a8e-4f5e-9d53-1d0a4b6f2c11"]}}}'

FAULTS: Mapping[str, AadError] = {
    "signin-no-consent": AadError(
        "invalid_grant", 65001, "Nobody has consented to these permissions for this application.", "consent_required"
    ),
    "signin-admin-consent": AadError(
        "access_denied", 90094, "An administrator has to consent to these permissions.", "consent_required"
    ),
    "signin-ca-blocked": AadError(
        "access_denied", 53003, "A Conditional Access policy does not allow a token here.", "message_only"
    ),
    "signin-device-not-compliant": AadError("interaction_required", 53000, "The device is not compliant.", "", _CLAIMS),
    "signin-unknown-client": AadError("unauthorized_client", 700016, "The application is not known in this tenant."),
    "signin-china-client": CLIENT_UNKNOWN,
    "signin-wrong-tenant": OTHER_TENANT,
    "signin-personal-account": AadError(
        "invalid_request", 500208, "The domain is not a valid sign-in domain for the account type."
    ),
    "signin-public-client-off": AadError(
        "invalid_client", 7000218, "The request must hold client_assertion or client_secret."
    ),
    "signin-code-expired": CODE_EXPIRED,
    "signin-device-code-expired": DEVICE_EXPIRED,
    "signin-mfa-step-up": AadError(
        "interaction_required", 50076, "Multifactor authentication is needed now.", "basic_action", _CLAIMS
    ),
    "signin-session-frequency": AadError(
        "invalid_grant", 70043, "The refresh token ended because of a sign-in frequency policy.", "bad_token"
    ),
}
"""Faults that can be switched on, by their failure catalog id (or a similar name if the catalog has none)."""

REFRESH_FAULTS = frozenset(("signin-mfa-step-up", "signin-session-frequency"))
"""Faults that affect only a silent renewal."""

DEVICE_FAULTS = frozenset(("signin-device-code-expired",))
"""Faults that affect only the device flow's polling."""

CLIENT_FAULTS = frozenset(("signin-china-client",))
"""Faults that affect only some clients."""
