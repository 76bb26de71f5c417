"""Translates refusals of the sign-in service to :class:`wizard.core.errors.SignInError`.

Error numbers: Entra documentation, "Microsoft Entra authentication and authorization error codes".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wizard.core.errors import SignInError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.json_types import JsonMapping

_NO_CONSENT = ("signin-no-consent", "signin-no-consent")
_WRONG_TENANT = ("signin-wrong-tenant", "signin-wrong-tenant")
_NOT_COMPLIANT = ("signin-device-not-compliant", "signin-device-not-compliant")
_STEP_UP = ("signin-mfa-step-up", "signin-mfa-step-up")
_FREQUENCY = ("signin-session-frequency", "signin-session-frequency")
_FEDERATION = ("signin-federation-unmatched", None)
_CERTIFICATE_EXPIRED = ("signin-certificate-expired", None)
_DEVICE_CODE = ("signin-device-code-expired", "signin-device-code-expired")

NUMBERS: Mapping[int, tuple[str, str | None]] = {
    65001: _NO_CONSENT,
    650056: _NO_CONSENT,
    90094: ("signin-admin-consent", "signin-no-consent"),
    65004: ("signin-declined", None),
    70017: ("signin-declined", None),
    53003: ("signin-ca-blocked", "signin-ca-blocked"),
    53000: _NOT_COMPLIANT,
    53001: _NOT_COMPLIANT,
    50076: _STEP_UP,
    50078: _STEP_UP,
    50079: _STEP_UP,
    70043: _FREQUENCY,
    700082: _FREQUENCY,
    50173: _FREQUENCY,
    50020: _WRONG_TENANT,
    50034: _WRONG_TENANT,
    51004: _WRONG_TENANT,
    500208: ("signin-personal-account", "signin-personal-account"),
    70018: _DEVICE_CODE,
    70019: _DEVICE_CODE,
    70000: ("signin-code-expired", None),
    70008: ("signin-code-expired", None),
    54005: ("signin-code-expired", None),
    90002: ("signin-tenant-unknown", None),
    50049: ("signin-cloud-unknown", None),
    650053: ("signin-scope-unknown", None),
    700016: ("signin-client-unknown", None),
    7000218: ("signin-public-client-off", None),
    7000112: ("signin-client-disabled", None),
    50105: ("signin-client-not-assigned", None),
    50011: ("signin-redirect-unknown", None),
    70011: ("signin-scope-unknown", None),
    50057: ("signin-account-disabled", None),
    700027: ("signin-certificate-refused", None),
    1000502: _CERTIFICATE_EXPIRED,
    7000274: _CERTIFICATE_EXPIRED,
    700024: ("signin-assertion-time", None),
    70021: _FEDERATION,
    700211: _FEDERATION,
    700212: _FEDERATION,
    700213: _FEDERATION,
}
"""AADSTS number to error code and failure catalog id."""

_OAUTH: Mapping[str, tuple[str, str | None]] = {
    "access_denied": ("signin-declined", None),
    "authorization_declined": ("signin-declined", None),
    "expired_token": _DEVICE_CODE,
    "bad_verification_code": _DEVICE_CODE,
    "consent_required": _NO_CONSENT,
    "interaction_required": ("signin-needed", None),
    "login_required": ("signin-needed", None),
    "invalid_grant": ("signin-needed", None),
    "server_error": ("signin-service-down", None),
    "temporarily_unavailable": ("signin-service-down", None),
    "unauthorized_client": ("signin-client-unknown", None),
    "invalid_tenant": ("signin-tenant-unknown", None),
    "invalid_instance": ("signin-cloud-unknown", None),
    "invalid_scope": ("signin-scope-unknown", None),
}
"""OAuth error names (RFC 6749, OpenID Connect Core), for responses without a known number."""

_KEY_EXPIRED = "the key used is expired"
"""Part of the message with 700027 if a certificate has expired; other messages or numbers can also mean that
(AzureAD/microsoft-identity-web: ``Constants.s_certificateRelatedErrorCodes``). If Microsoft changes the message, the
certificate counts as refused; the text of that error mentions expiry too."""

_IN_TEXT = re.compile(r"AADSTS(\d{5,7})")
_CORRELATION = re.compile(r"(?i)correlation id:\s*([0-9a-f-]{36})")


def numbers_of(answer: JsonMapping) -> list[int]:
    """Return the AADSTS numbers of an error response, from its list and its description."""
    listed = answer.get("error_codes")
    found = [number for number in listed if isinstance(number, int)] if isinstance(listed, list) else []
    return found + [int(text) for text in _IN_TEXT.findall(str(answer.get("error_description", "")))]


def refusal(answer: JsonMapping) -> SignInError:
    """Return the project's error for an error response of the authorize, device code or token endpoint."""
    numbers = numbers_of(answer)
    name = str(answer.get("error", ""))
    code, failure = next(
        (NUMBERS[number] for number in numbers if number in NUMBERS), _OAUTH.get(name, ("signin-failed", None))
    )
    if 700027 in numbers and _KEY_EXPIRED in str(answer.get("error_description", "")).lower():
        code, failure = _CERTIFICATE_EXPIRED
    in_text = _CORRELATION.search(str(answer.get("error_description", "")))
    correlation = str(answer.get("correlation_id") or (in_text[1] if in_text else ""))
    # Use the same spelling everywhere: users search the sign-in log for it.
    params: dict[str, str | int | float] = {
        "number": f"AADSTS{numbers[0]}" if numbers else name or "?",
        "correlation": correlation or "?",
        "time": str(answer.get("timestamp", "") or "?"),
    }
    return SignInError(code, params, failure=failure)


def pending(result: JsonMapping) -> bool:
    """Return whether the response means that the user has not entered the code yet (AADSTS70016)."""
    return result.get("error") in {"authorization_pending", "slow_down"} or 70016 in numbers_of(result)
