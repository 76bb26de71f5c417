"""Checks as they are shown, facts as they were found, findings as they are explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from wizard.doctor.patch_probe.facts import PatchFacts

if TYPE_CHECKING:
    from wizard.http import Exchange

Status = Literal["pass", "fail", "warn", "skip"]
Who = Literal["you", "network", "entra-admin", "cloudgate"]
Confidence = Literal["certain", "likely", "possible"]
Params = Mapping[str, str | int]

Layer = Literal[
    "computer", "url", "name", "connection", "tls", "http", "token", "service", "entra", "graph", "changes",
    "job",
]  # fmt: skip
"""Where a cause lies, from the ground up: what is wrong in one layer is the root of what fails in those above it."""

LAYERS: tuple[Layer, ...] = (
    "computer", "url", "name", "connection", "tls", "http", "token", "service", "entra", "graph", "changes",
    "job",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One line of Test Connection. Text: ``key`` with ``params``; ``ms`` is None where nothing was timed."""

    id: str
    status: Status
    key: str
    params: Params = field(default_factory=dict)
    ms: float | None = None


# --- facts


@dataclass(frozen=True, slots=True)
class ComputerFacts:
    """What was found out about this computer.

    ``keystore`` is the state of the key store (``available``, ``locked``, …; empty when it was not asked),
    ``keystore_failure`` the id of the failure that the state is known to be. ``roots``: certificate authorities that
    are trusted, ``None`` when that cannot be counted. ``clock_off``: seconds that this clock is ahead of the server's,
    ``None`` without an answer. ``proxy_source``: the name of the variable, ``windows``, ``macos`` or ``system``.
    ``proxy_script``: whose settings name a proxy configuration script, which is not run: ``windows`` or ``macos``.
    """

    platform: str = ""
    frozen: bool = False
    keystore: str = ""
    keystore_name: str = ""
    keystore_failure: str = ""
    roots: int | None = None
    ca_files: tuple[str, ...] = ()
    clock_off: int | None = None
    proxy: str = ""
    proxy_source: str = ""
    proxy_script: str = ""


@dataclass(frozen=True, slots=True)
class UrlFacts:
    """The tenant URL. ``path`` begins with a slash; the rest is as in :class:`wizard.scim.endpoint.TenantUrl`.

    ``clean`` is the address to give to Entra, where what was typed had to be changed.
    """

    scheme: str = "https"
    host: str = ""
    port: int = 443
    path: str = ""
    discovery: str = ""
    flags: tuple[str, ...] = ()
    flag_problem: str = ""
    clean: str = ""
    removed: tuple[str, ...] = ()
    code_points: tuple[str, ...] = ()
    typed_host: str = ""


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What can be told of a token without knowing it. ``removed``: what copying had added; ``expires`` a date."""

    form: Literal["", "opaque", "jwt"] = ""
    removed: tuple[str, ...] = ()
    expired: bool = False
    short_lived: bool = False
    expires: str = ""
    hours: int = 0


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """A connection that stands. ``days_left`` until the certificate expires; ``chain`` counts certificates."""

    version: str
    issuer: str
    subject: str
    valid_until: str
    days_left: int
    chain: int = 0


@dataclass(frozen=True, slots=True)
class PresentedFacts:
    """The certificate of a handshake that was not accepted, looked at without sending anything.

    ``known_issuer``: an authority of that name is trusted here, so that only the link to it is missing.
    """

    subject: str
    issuer: str
    valid_from: str
    valid_until: str
    names: tuple[str, ...] = ()
    self_signed: bool = False
    known_issuer: bool = False


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """Name, connection and TLS. ``public_trust``: whether a public client trusts the chain, ``None``: not tried.

    ``asks_certificate``: in a handshake that failed later, the server asked for the client's certificate.

    ``proxy_why``: how the proxy failed, as :meth:`wizard.http.proxies.Proxy.error` tells it.
    """

    addresses: tuple[str, ...] = ()
    private: bool = False
    loopback: bool = False
    name_error: str = ""
    connect_error: str = ""
    connect_reason: str = ""
    proxy_schemes: tuple[str, ...] = ()
    proxy_why: str = ""
    tls: TlsFacts | None = None
    presented: PresentedFacts | None = None
    public_trust: bool | None = None
    asks_certificate: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered.

    Args:
        status: 0 without an answer; then ``error`` is the code of a network error.
        shape: of a list, empty when it is as Entra expects it, else ``html``, ``not-json``, ``no-list``,
            ``null-resources``, ``found`` (somebody matches a random value); ``scim-error`` for an error of SCIM.
        wrong: why it is no list, as :func:`wizard.doctor.probes.shapes.no_list` tells it, ``empty``, or ``said`` for
            an error in other words than SCIM's; ``value`` shows it.
        detail: the server's words; ``title`` a web page's.
        schemes: what ``WWW-Authenticate`` offers, in lower case.
        odd: things that Entra tolerates or that only matter later (``schemas``, ``letter-case``, ``content-type``,
            ``count-ignored``, ``members``, ``missing``: the account looked for is not among those found, ``others``:
            accounts with another value are).
        shapes: attributes of an account or group that do not have the shape of the standard.
        names: attribute names that ``/Schemas`` tells.
    """

    status: int = 0
    content_type: str = ""
    shape: str = ""
    detail: str = ""
    title: str = ""
    location: str = ""
    error: str = ""
    reason: str = ""
    schemes: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    wrong: str = ""
    value: str = ""
    shapes: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether Entra would take it: 200 and, for a list, the right shape."""
        return self.status == 200 and not self.shape and not self.error


@dataclass(frozen=True, slots=True)
class Variant:
    """A root that was tried instead of the tenant URL; ``note`` says how it differs."""

    url: str
    note: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class EntraFacts:
    """Entra's own view: the outcome of its test (``ok``, ``refused``, ``unanswered``), and what it has stored."""

    verdict: Literal["", "ok", "refused", "unanswered"] = ""
    connector: str = ""
    answered: str = ""
    detail: str = ""
    token_stored: bool | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorFacts:
    """An error of this program that a service's answer became. ``failure`` is the catalogue's id, if it is known."""

    code: str
    failure: str = ""
    status: int = 0
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogFacts:
    """A failed row of the provisioning log."""

    code: str = ""
    name: str = ""
    kind: str = ""
    action: str = ""
    reason: str = ""
    step: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A synchronization job and its log, as far as they were read. Times are in UTC.

    ``log``: failed rows, newest first; ``log_rows`` counts all rows; ``log_error`` is the code of an error that kept
    the log from being read. ``now`` is the moment of looking. ``error_code`` is the service's code of a quarantine's
    error, ``cycles`` the cycle of each row in ``log``, ``update_succeeded`` the newest change of an account that went
    well.
    """

    now: datetime | None = None
    code: str = ""
    schedule: str = ""
    started: bool = False
    executing: bool = False
    reason: str = ""
    message: str = ""
    began: datetime | None = None
    next_attempt: datetime | None = None
    last_ended: datetime | None = None
    escrowed: int = 0
    exported: int = 0
    deletes_held: tuple[str, ...] = ()
    log: tuple[LogFacts, ...] = ()
    log_rows: int = 0
    log_oldest: datetime | None = None
    log_error: str = ""
    notify: bool = True
    recipients: str = ""
    flags: tuple[str, ...] = ()
    on_demand: bool = False
    still_active: tuple[str, ...] = ()
    last_began: datetime | None = None
    error_code: str = ""
    cycles: tuple[str, ...] = ()
    update_succeeded: datetime | None = None

    @property
    def failing(self) -> int:
        """How many objects fail, as far as the log tells; Entra does not try all of them in each cycle."""
        return len({(row.kind, row.name) for row in self.log})


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was found out; no secret is among it.

    ``answers`` by probe: ``users``, ``groups``, ``no-token``, ``token-prefixed``, ``service``, ``schemas``,
    ``resource-types``, ``root``, ``plain-users``, ``matching``, ``paging``, ``members``, ``quoting``, ``as-entra``
    (with just the headers that Entra sends), ``found``, ``found-case``, ``found-part`` (an account that exists, its
    name in other letter case, a part of its name), ``quoting-<sign>``, ``media``, ``media-json`` (a body of that type).
    ``practice``: it is the practice company, which no one outside has to reach. ``matching`` is the attribute that
    finds accounts, ``groups_mapped`` whether groups are provisioned.
    """

    url: UrlFacts = field(default_factory=UrlFacts)
    computer: ComputerFacts = field(default_factory=ComputerFacts)
    token: TokenFacts = field(default_factory=TokenFacts)
    network: NetworkFacts = field(default_factory=NetworkFacts)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    patch: PatchFacts | None = None
    entra: EntraFacts | None = None
    error: ErrorFacts | None = None
    job: JobFacts | None = None
    matching: str = "userName"
    groups_mapped: bool = True
    practice: bool = False

    def answer(self, name: str) -> Answer | None:
        """Return what a probe was answered, ``None`` when it was not sent."""
        return self.answers.get(name)


# --- findings


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause. Words: ``finding-<id>`` and its attributes ``cause`` and ``fix``.

    Args:
        id: of the failure catalogue where it has one.
        who: who can fix it.
        params: for its words.
        advice: it does not keep Entra from connecting.
        layer: where it lies.
        confidence: how sure the rule is.
        evidence: names of the answers it rests on.
    """

    id: str
    who: Who
    params: Params = field(default_factory=dict)
    advice: bool = False
    layer: Layer = "service"
    confidence: Confidence = "certain"
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole test. ``ok`` when nothing keeps Entra from connecting; advice does not.

    ``exchanges`` are the recorded requests and answers by probe, without secrets.
    """

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    facts: Facts
    exchanges: Mapping[str, Exchange] = field(default_factory=dict, compare=False, repr=False)

    @property
    def ok(self) -> bool:
        return not any(check.status == "fail" for check in self.checks) and all(f.advice for f in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON, without secrets."""
        return {
            "ok": self.ok,
            "checks": [asdict(check) for check in self.checks],
            "findings": [asdict(finding) for finding in self.findings],
            "facts": asdict(self.facts),
        }
