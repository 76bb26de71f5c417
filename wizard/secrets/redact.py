"""Redacts secrets in everything that is shown, logged or stored: headers, bodies, addresses and free text."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape
from urllib.parse import quote, quote_plus

from wizard.secrets.secret import Secret

MASK = "***"

SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})

SECRET_KEYS = frozenset(
    {
        "access_token",
        "refresh_token",
        "id_token",
        "client_secret",
        "client_assertion",
        "password",
        "passwd",
        "code",
        "device_code",
        "code_verifier",
        "secrettoken",
        "secret",
        "token",
        "authorization",
        "assertion",
    }
)
"""Names (lower case) whose values are never stored, in JSON objects, forms and query strings."""

SECRET_PAIR_KEYS = frozenset(
    {
        "secrettoken",
        "password",
        "clientsecret",
        "appkey",
        "consumersecret",
        "tokenkey",
        "oauth2accesstoken",
        "oauth2refreshtoken",
        "oauth2clientsecret",
        "oauth2authorizationcode",
        "connectionstring",
    }
)
"""Keys (lower case) of Graph's ``synchronizationSecretKeyStringValuePair`` whose ``value`` is never stored."""

_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9\-._~+/=]{8,}")
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?")
_ESCAPED = re.compile("%[0-9A-F]{2}")
_ANY_ESCAPED = re.compile(
    r"%([\dA-Fa-f]{2})|\\u([\dA-Fa-f]{4})|\\x([\dA-Fa-f]{2})|&#[xX]0*([\dA-Fa-f]{1,6});|&#0*(\d{1,7});", re.ASCII
)
_HELD_JSON = re.compile(r'(?i)"(' + "|".join(sorted(SECRET_KEYS)) + r')"\s*:\s*"(?:[^"\\]|\\.)*"')
_PAIR_JSON = re.compile(
    r'(?i)("key"\s*:\s*"(?:' + "|".join(sorted(SECRET_PAIR_KEYS)) + r')"\s*,\s*"value"\s*:\s*)"(?:[^"\\]|\\.)*"'
)
_LIST = re.compile(r'"(?:value|Resources)"\s*:\s*\[')
_SHOWN = 2_000
"""Maximum number of characters shown of a long list; its items are alike."""
_LONG = 100_000
"""Body size in bytes above which only the beginning is processed; such a page contains many similar items."""
_LOOKED_AT = 16_000
"""Bytes of that beginning. The cut may split a secret that is then not recognized, so its end is not shown."""
_WORD_CODE = re.compile(r"[A-Za-z]+(?:[._-][A-Za-z]+)*|\d{1,9}|")
"""Values of ``code`` that are not authorization codes: ``Authorization_RequestDenied``, ``Quarantine``, ``50076``."""
_FORM = re.compile(r"(?i)(?<![A-Za-z0-9_])(" + "|".join(sorted(SECRET_KEYS)) + r")=([^&\s\"'#]+)")


_LEAST_BASE64 = 8
"""Minimum length of a base64 fragment; shorter fragments could match by chance."""


_BASE64: tuple[Callable[[bytes], bytes], ...] = (base64.b64encode, base64.urlsafe_b64encode)


def inside_others(secret: str) -> set[str]:
    """Return how a secret can appear inside longer hexadecimal or base64 text, at any offset."""
    raw = secret.encode("utf-8", "surrogatepass")
    found = {raw.hex(), raw.hex().upper()}
    for encode in _BASE64:
        for before in range(3):
            whole = encode(b"\0" * before + raw).decode().rstrip("=")
            # Characters that also encode bits of neighboring bytes are left out.
            part = whole[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
            if len(part) >= _LEAST_BASE64:
                found.add(part)
    return found


def _written_somehow(secret: str) -> re.Pattern[str]:
    """Return a pattern for a secret in which any characters are written as %XX, \\uXXXX, \\xXX or &#…;."""
    return re.compile("".join(map(_sign, secret)))


def _unescaped(text: str) -> str:
    """Return the text with escaped ASCII characters decoded."""
    return _ANY_ESCAPED.sub(lambda found: chr(int(found[found.lastindex or 0], 10 if found[5] else 16) & 0x7F), text)


def _may_be_in(unescaped: str, secret: str) -> bool:
    """Return whether a text may contain a secret in any escaped form; a quick check before the slow pattern.

    The first characters are ignored: text before the secret may look like an escape that extends into it.
    """
    return not secret.isascii() or any(sign in secret for sign in "%\\&;") or secret[5:] in unescaped


def _sign(sign: str) -> str:
    number, raw = ord(sign), sign.encode("utf-8", "surrogatepass")
    percent = "".join(f"%{_any_case(f'{byte:02x}')}" for byte in raw)
    forms = [re.escape(sign), percent, rf"&#0*{number};", rf"&#[xX]0*{_any_case(f'{number:x}')};"]
    if number < 0x10000:
        forms.append(rf"\\u{_any_case(f'{number:04x}')}")
    if number < 0x100:
        forms.append(rf"\\x{_any_case(f'{number:02x}')}")
    return f"(?:{'|'.join(forms)})"


def _any_case(digits: str) -> str:
    return "".join(f"[{one}{one.upper()}]" if one.isalpha() else one for one in digits)


def _is_secret(key: str, item: object) -> bool:
    """Return whether a member's name marks its value as secret; error and state codes are words or numbers."""
    lower = key.lower()
    if lower not in SECRET_KEYS or item is None or isinstance(item, dict | list):
        return False
    return lower != "code" or (isinstance(item, str) and _WORD_CODE.fullmatch(item) is None)


def _indented(value: object, limit: int) -> str:
    """Return a JSON value in lines; a text that becomes longer than ``limit`` may end anywhere after that."""
    pieces, length = [], 0
    for piece in json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(value):
        pieces.append(piece)
        length += len(piece)
        if length > limit:
            break
    return "".join(pieces)


class Redactor:
    """Masks known secrets and text that looks like a secret. Thread-safe."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._lock = threading.Lock()
        self._forms: set[str] = set()
        self._longest_first: tuple[str, ...] = ()
        self._known: dict[str, re.Pattern[str] | None] = {}
        """Known secrets with their patterns from :func:`_written_somehow`, created on first use because it is slow."""
        for secret in secrets:
            self.know(secret)

    def know(self, secret: Secret) -> None:
        """Remember a secret so that it is also removed from free text, including its encoded forms."""
        text = secret.reveal()
        if len(text) < 4 or text in self._known:  # called before every request, and computing the forms is slow
            return
        forms = {text, quote(text), quote(text, safe=""), quote_plus(text), json.dumps(text)[1:-1], escape(text)}
        forms.add(_ESCAPED.sub(lambda found: found[0].lower(), quote(text, safe="")))
        for encode in _BASE64:
            raw = encode(text.encode()).decode()
            forms |= {raw, raw.rstrip("=")}
        forms |= inside_others(text)
        with self._lock:
            self._forms |= forms
            self._longest_first = tuple(sorted(self._forms, key=len, reverse=True))
            self._known.setdefault(text, None)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All known secrets, including replaced ones."""
        with self._lock:
            return tuple(map(Secret, self._known))

    def text(self, text: str) -> str:
        """Return free text with known secrets, bearer values, JWTs and secret form fields masked."""
        for form in self._longest_first:
            text = text.replace(form, MASK)
        if any(sign in text for sign in "%\\&"):
            unescaped = _unescaped(text)
            for secret in tuple(self._known):
                if _may_be_in(unescaped, secret):
                    text = self._pattern(secret).sub(MASK, text)
        lower = text.casefold()
        if "bearer" in lower or "basic" in lower:  # searching for a word is much faster than matching a pattern
            text = _BEARER.sub(lambda match: f"{match[1]} {MASK}", text)
        if "eyJ" in text:
            text = _JWT.sub(MASK, text)
        return _FORM.sub(lambda match: f"{match[1]}={MASK}", text) if "=" in text else text

    def _pattern(self, secret: str) -> re.Pattern[str]:
        if (found := self._known[secret]) is None:
            found = self._known[secret] = _written_somehow(secret)
        return found

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Return headers with credentials and cookies masked."""
        return {k: MASK if k.lower() in SECRET_HEADERS else self.text(str(v)) for k, v in headers.items()}

    def body(self, body: bytes | None, limit: int = 20_000) -> str:
        """Return a body as readable text: JSON by structure, other text by pattern, cut at ``limit`` characters."""
        if not body:
            return ""
        if len(body) > _LONG:
            return self._beginning(body[:_LOOKED_AT].decode("utf-8", errors="ignore"), min(limit, _SHOWN))
        text = body.decode("utf-8", errors="replace")
        try:
            shown = _indented(self.value(json.loads(text)), limit)
        except (ValueError, RecursionError):  # not JSON, or JSON that is nested too deeply
            shown = self.text(text)
        return shown if len(shown) <= limit else shown[:limit] + "…"

    def _beginning(self, text: str, limit: int) -> str:
        """Return the beginning of a long body: the first items of its list, or its first characters."""
        if (start := _LIST.search(text)) is not None:
            items: list[object] = []
            decoder, place, head = json.JSONDecoder(), start.end(), None
            try:
                head = json.loads(text[:place] + "]}")
                while place - start.end() < limit:
                    item, place = decoder.raw_decode(text, len(text) - len(text[place:].lstrip(" ,\r\n\t")))
                    items.append(item)
            except (ValueError, RecursionError):
                pass  # end of the processed part, or not a list of items
            if isinstance(head, dict) and items:
                head[next(reversed(head))] = items
                return self.text(json.dumps(self._by_name(head), ensure_ascii=False, indent=1))[:limit] + "…"
        text = text[: limit + _LOOKED_AT // 2]
        text = _HELD_JSON.sub(lambda found: f'"{found[1]}": "{MASK}"', text)
        text = _PAIR_JSON.sub(lambda found: f'{found[1]}"{MASK}"', text)
        return self.text(text)[:limit] + "…"

    def value(self, value: object) -> object:
        """Return a JSON value with secrets masked by name, by Graph key-value pair and by pattern."""
        return self._by_name(value, cache(self.text))  # most names, and many values, come again and again

    def _by_name(self, value: object, clean: Callable[[str], str] = str) -> object:
        if isinstance(value, dict):
            pair = str(value.get("key", "")).lower() in SECRET_PAIR_KEYS
            return {
                clean(key): MASK if _is_secret(key, item) or (pair and key == "value") else self._by_name(item, clean)
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self._by_name(item, clean) for item in value]
        return clean(value) if isinstance(value, str) else value
