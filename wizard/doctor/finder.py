"""The URL finder: tests a few likely roots on the same server in parallel, read-only."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from wizard.core.errors import InputError, WizardError
from wizard.core.tasks import Task
from wizard.doctor.model import Facts, Variant
from wizard.doctor.probes.service import ServiceProbe
from wizard.doctor.probes.side import together
from wizard.doctor.rules.variants import better
from wizard.http import Sender
from wizard.scim.client import match_query
from wizard.scim.endpoint import FLAGS, TenantUrl, parse_tenant_url
from wizard.secrets.secret import Secret

_NOBODY = "finder-0b5d7c1e-7a41-4d0e-9a35-6f1c2d3e4b5a"

MOST = 12
"""Maximum number of roots to test."""


def roots(url: TenantUrl) -> tuple[tuple[str, str], ...]:
    """Return the likely roots, best first, each with the difference from the given URL.

    Differences: ``without-discovery``, ``parent``, ``without-doubled``, ``with-doubled``, ``without-<part>``,
    ``with-<part>``, ``after-flag``. All roots are on the same server.
    """
    found: dict[str, str] = {}
    for segments, note in _candidates(url):
        address = url.with_path(*segments).base
        if address != url.base:
            found.setdefault(address, note)
    return tuple(found.items())[:MOST]


def _candidates(url: TenantUrl) -> Iterator[tuple[tuple[str, ...], str]]:
    parts = url.segments
    after = _after_flag(url)
    if after:
        yield (*parts, *after), "after-flag"
    bare = parts[:-1] if url.discovery else parts
    if url.discovery:
        yield bare, "without-discovery"
    for place in range(len(bare) - 1):
        if bare[place].lower() == bare[place + 1].lower():
            yield (*bare[:place], *bare[place + 1 :]), "without-doubled"
    lower = tuple(part.lower() for part in bare)
    if lower.count("scim") > 1:
        last = len(lower) - 1 - lower[::-1].index("scim")
        yield (*bare[:last], *bare[last + 1 :]), "without-doubled"
    if lower[-1:] == ("scim",):
        yield (*bare, "scim"), "with-doubled"
        yield (*bare, "v2"), "with-v2"
    if lower[-1:] == ("v2",):
        yield bare[:-1], "without-v2"
    if "scim" not in lower:
        yield (*bare, "scim"), "with-scim"
        yield (*bare, "scim", "v2"), "with-scim-v2"
    for count in range(len(bare) - 1, -1, -1):
        yield bare[:count], "parent"
        if "scim" not in lower[:count]:
            yield (*bare[:count], "scim"), "with-scim"
            yield (*bare[:count], "scim", "v2"), "with-scim-v2"
    if "scim" in lower:
        place = lower.index("scim")
        yield bare[: place + 1], "parent"
        yield (*bare[: place + 1], "v2"), "with-v2"


def _after_flag(url: TenantUrl) -> tuple[str, ...]:
    """Return the path that was placed after a flag instead of before it."""
    for item in urlsplit(url.text).query.split("&"):
        name, slash, rest = item.partition("/")
        if slash and name.lower() in {flag.lower() for flag in FLAGS}:
            return tuple(part for part in rest.split("/") if part)
    return ()


def look_around(task: Task, url: TenantUrl, probe: ServiceProbe, seconds: float) -> tuple[Variant, ...]:
    """Query every root for a user that cannot exist, as Entra's test does.

    Raises:
        Cancelled: the user canceled.
    """
    tried = roots(url)
    if not tried:
        return ()

    def ask(address: str) -> Variant:
        users = parse_tenant_url(address).join("Users", query=match_query("Users", "", _NOBODY))
        return Variant(address, dict(tried)[address], probe.ask(f"variant {address}", users).answer)

    work = {address: (lambda address=address: ask(address)) for address, _ in tried}
    found = together(task, work, url.host, seconds)
    return tuple(each for each in found.values() if not isinstance(each, WizardError))


def find_url(task: Task, tenant_url: str, token: Secret, transport: Sender) -> tuple[Variant, ...]:
    """Test the given URL and other likely roots; return those with a valid SCIM answer first.

    Raises:
        InputError: the URL cannot be parsed, or is not https.
        Cancelled: the user canceled.
    """
    url = parse_tenant_url(tenant_url)
    if url.scheme != "https":
        raise InputError("url-not-https", {"host": url.host}, failure="url-not-https")
    probe = ServiceProbe(task, url, token, transport, "userName")
    users = probe.ask("users", url.join("Users", query=match_query("Users", "", _NOBODY)))
    own = Variant(url.base, "as-given", users.answer)
    found = (own, *look_around(task, url, probe, 12.0))
    return tuple(sorted(found, key=lambda each: (not each.answer.good, each.answer.status != 401)))


def proposal(facts: Facts) -> str:
    """Return a better address for Entra than the tenant URL, including flags; empty if there is none."""
    found = better(facts)
    if found is None:
        return ""
    return with_flags(found.url, facts.url.flags)


def with_flags(address: str, flags: tuple[str, ...]) -> str:
    """Return an address with feature flags appended."""
    return f"{address}?{'&'.join(flags)}" if flags else address
