"""Cleans a pasted SCIM token and reads the claims of a JWT.

Copying from a web page, an email or a PDF adds characters that are not part of the token; the failure catalog lists
them as ``cred-bearer-prefix`` and ``cred-whitespace``. Cleaning reports what it removed.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from wizard.core.errors import InputError
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject

LONGEST: Final = 16_384
"""Maximum token length in characters. Longer text does not fit into the header fields that servers accept."""

SHORT_LIFE: Final = timedelta(days=2)
"""A token with a shorter lifetime was issued for a user session, not for months of provisioning."""

_QUOTES: Final = "\"'`´‘’‚‛“”„‟«»‹›"
_MASKS: Final = "*•●·∙.…"
_BREAKS: Final = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_SCHEME = re.compile(r"bearer(?:[\s:]+|$)|authorization\s*(?::\s*|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class JwtFacts:
    """Claims of a JSON Web Token (RFC 7519 section 4.1), read without checking the signature. Times are in UTC."""

    expiry: datetime | None
    issued: datetime | None
    issuer: str
    audience: str

    def expired(self, now: datetime) -> bool:
        return self.expiry is not None and self.expiry <= now

    def days_left(self, now: datetime) -> int | None:
        """Return whole days until expiry, negative if expired, ``None`` if the token has no expiry."""
        return None if self.expiry is None else (self.expiry - now).days

    @property
    def short_lived(self) -> bool:
        return self.expiry is not None and self.issued is not None and self.expiry - self.issued < SHORT_LIFE


@dataclass(frozen=True, slots=True)
class CleanedToken:
    """A token that is ready to send.

    ``removed`` holds ids in the order of cleaning: ``invisible``, ``quotes``, ``scheme-word``, ``line-breaks``,
    ``blanks``. ``code_points`` lists the invisible characters (``U+200B``). ``problems`` contains ``changed-inside``
    (a character inside the token was removed, so the user should compare), ``jwt-expired`` and ``jwt-short-lived``.
    The texts are ``token-removed-<id>`` and ``token-problem-<id>``, with :attr:`word_params`.
    """

    secret: Secret
    removed: tuple[str, ...] = ()
    jwt: JwtFacts | None = None
    problems: tuple[str, ...] = ()
    code_points: tuple[str, ...] = ()

    @property
    def word_params(self) -> dict[str, str | int]:
        """Values for the placeholders of the texts: ``characters``; for a JWT, ``date`` and lifetime in ``hours``."""
        params: dict[str, str | int] = {"characters": ", ".join(self.code_points)}
        if self.jwt is not None and self.jwt.expiry is not None:
            params["date"] = self.jwt.expiry.date().isoformat()
            if self.jwt.issued is not None:
                params["hours"] = (self.jwt.expiry - self.jwt.issued) // timedelta(hours=1)
        return params


SCHEME_WORD = "Bearer "


def with_scheme_word(token: Secret) -> Secret:
    """Return the token with ``Bearer`` in front, for a service that accepts it only in that form."""
    return token if has_scheme_word(token) else Secret(f"{SCHEME_WORD}{token.reveal()}")


def has_scheme_word(token: Secret) -> bool:
    """Return whether a stored token starts with ``Bearer`` on purpose; cleaning removes it from pasted tokens."""
    return token.reveal().startswith(SCHEME_WORD)


def clean_token(text: str, now: datetime | None = None) -> CleanedToken:
    """Return the token in ``text`` without characters that copying added.

    Raises:
        InputError: ``token-empty``; ``token-masked``: dots or stars were copied; ``token-is-address``: a URL was
            pasted; ``token-too-long``; ``token-foreign-character``: it contains a character that no token can have.
    """
    now = now or datetime.now(UTC)
    removed: list[str] = []
    if len(text) > 4 * LONGEST:
        raise InputError("token-too-long", {"limit": LONGEST})

    shown = "".join(c for c in text if not _is_invisible(c))
    code_points = tuple(dict.fromkeys(f"U+{ord(c):04X}" for c in text if _is_invisible(c)))
    inside = _changed_inside(text, _is_invisible)
    if code_points:
        removed.append("invisible")

    bare, found = shown, set[str]()
    before = None
    while bare != before:
        before = bare
        bare = bare.strip()
        edge = len(before) - len(before.lstrip())
        found |= _kinds_of_space(before[:edge] + before[edge + len(bare) :])
        unquoted = bare.strip(_QUOTES)
        if unquoted != bare:
            found.add("quotes")
        match = _SCHEME.match(unquoted)
        if match:
            found |= {"scheme-word"} | (_kinds_of_space(match[0]) & {"line-breaks"})  # the space after it belongs to it
        bare = unquoted[match.end() :] if match else unquoted
    found |= _kinds_of_space(bare)
    inside = inside or _changed_inside(bare, str.isspace)
    token = "".join(c for c in bare if not c.isspace())
    removed += [kind for kind in ("quotes", "scheme-word", "line-breaks", "blanks") if kind in found]

    _refuse(token)
    jwt = read_jwt(token)
    problems = [name for name, there in (("changed-inside", inside),) if there]
    if jwt is not None and jwt.expired(now):
        problems.append("jwt-expired")
    elif jwt is not None and jwt.short_lived:
        problems.append("jwt-short-lived")
    return CleanedToken(Secret(token), tuple(removed), jwt, tuple(problems), code_points)


def read_jwt(token: str) -> JwtFacts | None:
    """Return the claims of a signed JWT, or ``None`` if the text is not a JWT. Never raises."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    header, claims = _json_object(parts[0]), _json_object(parts[1])
    if header is None or claims is None or "alg" not in header:
        return None
    audience = claims.get("aud")
    if isinstance(audience, list):
        audience = ", ".join(item for item in audience if isinstance(item, str))
    issuer = claims.get("iss")
    return JwtFacts(
        expiry=_moment(claims.get("exp")),
        issued=_moment(claims.get("iat")),
        issuer=issuer[:200] if isinstance(issuer, str) else "",
        audience=audience[:200] if isinstance(audience, str) else "",
    )


def _refuse(token: str) -> None:
    if not token:
        raise InputError("token-empty", failure="cred-blank-token")
    if len(token) > LONGEST:
        raise InputError("token-too-long", {"limit": LONGEST})
    if all(c in _MASKS for c in token):
        raise InputError("token-masked")
    if re.match(r"https?://", token, re.IGNORECASE):
        raise InputError("token-is-address")
    for place, character in enumerate(token, 1):
        if not "\x21" <= character <= "\x7e":
            params = {"character": f"U+{ord(character):04X}", "place": str(place)}
            raise InputError("token-foreign-character", params, failure="cred-whitespace")


def _kinds_of_space(text: str) -> set[str]:
    return {"line-breaks" if character in _BREAKS else "blanks" for character in text if character.isspace()}


def _is_invisible(character: str) -> bool:
    """Return whether the character is invisible: format, control, unassigned and surrogate characters, fillers."""
    if character.isspace():
        return False
    return unicodedata.category(character)[0] == "C" or character in "\u034f\u115f\u1160\u2800\u3164\uffa0"


def _changed_inside(text: str, gone: Callable[[str], bool]) -> bool:
    kept = [place for place, character in enumerate(text) if not gone(character) and not character.isspace()]
    return bool(kept) and any(gone(character) for character in text[kept[0] : kept[-1]])


def _json_object(part: str) -> JsonObject | None:
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
