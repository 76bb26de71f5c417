"""Parses and joins the tenant URL as Entra does: flags after ``?`` are for Entra, the path is extended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from string import whitespace
from typing import Final, Literal
from urllib.parse import quote, quote_plus, unquote, urlsplit, urlunsplit

import idna

from wizard.core.errors import InputError

FLAGS: Final = ("aadOptscim062020", "AzureAdScimPatch062020", "AzureAdScimPatch2017")
"""Feature flags of the provisioning service that an administrator adds to the tenant URL."""

DISCOVERY_NAMES: Final = ("ServiceProviderConfig", "Schemas", "ResourceTypes", "Users", "Groups")
"""Last path segments that denote an endpoint below the SCIM root (RFC 7644 section 3.2)."""

_QUOTES: Final = "\"'“”„‟‘’‚‛«»‹›<>`"
_TWICE = re.compile(r"https?:/{1,2}(?=[^/?#])", re.IGNORECASE)
_FLAG_LIKE = re.compile(r"aad|azuread|scim", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TenantUrl:
    """The parts of a tenant URL.

    ``text`` is the address to give to Entra. ``removed`` lists what was removed or changed: ``invisible``, with
    ``code_points`` (``U+200B``), ``quotes``, ``fragment``, and ``host`` (``typed_host`` was converted to ``host``, the
    form for DNS).

    ``base`` has no trailing slash and no query. ``flags`` are the known feature flags; ``query`` is the rest of the
    query, which is sent with every request. ``flag_problem`` is empty, ``misspelt`` (it resembles a flag but the
    service does not know it) or ``misplaced`` (a path follows the flag). ``discovery`` is the canonical name of the
    endpoint at the end of the path, ignoring letter case, or empty.
    """

    text: str
    base: str
    scheme: str
    host: str
    port: int
    flags: tuple[str, ...] = ()
    query: str = ""
    flag_problem: str = ""
    discovery: str = ""
    removed: tuple[str, ...] = ()
    code_points: tuple[str, ...] = ()
    typed_host: str = ""

    @property
    def dialect(self) -> Literal["classic", "aadOptscim062020"]:
        """The form of Entra's PATCH requests to this address ("Known issues and resolutions with SCIM 2.0 protocol
        compliance of the Microsoft Entra user provisioning service", flags to alter the SCIM behavior)."""
        return "aadOptscim062020" if "aadOptscim062020" in self.flags else "classic"

    @property
    def parent(self) -> str:
        """The base without its last path segment."""
        return self.base.rpartition("/")[0] if urlsplit(self.base).path else self.base

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(part for part in urlsplit(self.base).path.split("/") if part)

    def join(self, *segments: str, query: Mapping[str, str | int] | None = None) -> str:
        """Return ``{base}/segment?query``; segments are escaped, the query is form-encoded as Entra does."""
        return join(self.base, *segments, query=query, extra=self.query)

    def with_path(self, *segments: str) -> TenantUrl:
        """Return a URL on the same server with another path and without flags."""
        parts = urlsplit(self.base)
        path = "/".join(("", *segments)) if segments else ""
        return parse_tenant_url(urlunsplit((parts.scheme, parts.netloc, path, self.query, "")))


def join(base: str, *segments: str, query: Mapping[str, str | int] | None = None, extra: str = "") -> str:
    """Return an address below ``base``: the path comes before the query, spaces become ``+``, quotes ``%22``."""
    path = "".join(f"/{quote(segment, safe='')}" for segment in segments)
    pairs = [f"{quote(name, safe='')}={quote_plus(str(value))}" for name, value in (query or {}).items()]
    text = "&".join([*pairs, *([extra] if extra else [])])
    return f"{base}{path}" + (f"?{text}" if text else "")


def parse_tenant_url(text: str) -> TenantUrl:
    """Parse a tenant URL. ``http`` is accepted here, so that the doctor can report the problem.

    Raises:
        InputError: ``tenant-url-empty``; ``tenant-url-scheme``: it does not begin with ``https://``;
            ``tenant-url-twice``: it contains two addresses; ``tenant-url-login``: it contains a user name;
            ``url-invalid``: it is not a valid address.
    """
    hidden = tuple(dict.fromkeys(f"U+{ord(c):04X}" for c in text.strip(whitespace) if _hidden(c)))
    seen = "".join(c for c in text if unicodedata.category(c)[0] != "C").strip()
    clean = seen.strip(_QUOTES).strip()
    if not clean:
        raise InputError("tenant-url-empty")
    if twice := _doubled(clean):
        raise InputError("tenant-url-twice", {"url": twice})
    if not re.match(r"https?://", clean, re.IGNORECASE):
        raise InputError("tenant-url-scheme", failure="url-not-https")
    try:
        parts = urlsplit(clean)
        typed, port = parts.hostname or "", parts.port
        host = _asked(typed)
    except ValueError as error:  # including idna's error for an empty or overlong label
        raise InputError("url-invalid", cause=error) from error
    if parts.username is not None or parts.password is not None:
        raise InputError("tenant-url-login")
    if not host or any(c.isspace() for c in clean + host) or any(c in host for c in "\\^`{|}/?#@%"):
        raise InputError("url-invalid")
    scheme = parts.scheme.lower()
    path = re.sub(r"/+$", "", parts.path)
    flags, rest, problem = _split_query(parts.query)
    last = path.rpartition("/")[2].lower()
    discovery = next((name for name in DISCOVERY_NAMES if name.lower() == last), "")
    place = f"[{host}]" if ":" in host else host
    netloc = place if port is None else f"{place}:{port}"
    changed = (
        ("invisible", bool(hidden)),
        ("quotes", clean != seen),
        ("fragment", bool(parts.fragment)),
        ("host", host != typed),
    )
    return TenantUrl(
        text=urlunsplit((scheme, netloc, parts.path, parts.query, "")) if host != typed else clean.partition("#")[0],
        base=urlunsplit((scheme, netloc, path, "", "")),
        scheme=scheme,
        host=host,
        port=port or (443 if scheme == "https" else 80),
        flags=flags,
        query=rest,
        flag_problem=problem,
        discovery=discovery,
        removed=tuple(name for name, there in changed if there),
        code_points=hidden,
        typed_host=typed,
    )


def for_entra(text: str) -> str:
    """Return the address to give to Entra and to compare with its value; an invalid address is only stripped."""
    try:
        return parse_tenant_url(text).text
    except InputError:
        return text.strip()


def _hidden(character: str) -> bool:
    """Return whether a character is invisible, or is white space that cannot be typed with the space bar."""
    return unicodedata.category(character)[0] == "C" or (character.isspace() and character not in whitespace)


def _doubled(text: str) -> str:
    """Return the last of several concatenated addresses, empty for a single address; ignores the query."""
    beginnings = [found.start() for found in _TWICE.finditer(text.partition("?")[0])]
    return text[beginnings[-1] :] if len(beginnings) > 1 else ""


def _asked(host: str) -> str:
    """Return the host name to resolve: percent-decoded, with non-ASCII letters converted by IDNA (UTS 46).

    Raises:
        ValueError: the name cannot be resolved.
    """
    plain = unquote(host, errors="strict").lower() if "%" in host else host
    if plain.isascii():
        plain.encode("idna")
        return plain
    return idna.encode(plain, uts46=True).decode().lower()


def _split_query(query: str) -> tuple[tuple[str, ...], str, str]:
    """Return known flags, the rest of the query, and the problem with a flag."""
    flags: list[str] = []
    rest: list[str] = []
    problem = ""
    for item in query.split("&"):
        name, separator, value = item.partition("=")
        before, slash, _ = name.partition("/")
        if name in FLAGS and not value:
            flags.append(name)
        elif slash and before.lower() in {flag.lower() for flag in FLAGS}:
            problem = "misplaced"
        elif not separator and _FLAG_LIKE.search(name):
            problem = problem or "misspelt"
        elif item:
            rest.append(item)
    return tuple(flags), "&".join(rest), problem


def same_service(one: str, two: str) -> bool:
    """Return whether two tenant URLs lead to the same service, ignoring flags, a trailing slash and the host's case.

    Texts that are not tenant URLs are the same only if they are equal.
    """
    try:
        first, second = parse_tenant_url(one), parse_tenant_url(two)
    except InputError:
        return one == two
    return (first.scheme, first.host.lower(), first.port, first.segments) == (
        second.scheme,
        second.host.lower(),
        second.port,
        second.segments,
    )
