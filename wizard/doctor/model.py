"""Data model: checks for display, facts from probes, findings with explanations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from wizard.doctor.patch_probe.facts import PatchFacts

Status = Literal["pass", "fail", "warn", "skip"]
Who = Literal["you", "network", "entra-admin", "cloudgate"]
Confidence = Literal["certain", "likely", "possible"]
Params = Mapping[str, str | int]

Layer = Literal[
    "computer",
    "url",
    "name",
    "connection",
    "tls",
    "http",
    "token",
    "service",
    "entra",
    "graph",
    "changes",
    "job",
]
"""Layer of a cause, from the bottom up: a problem in one layer causes failures in the layers above it."""

LAYERS: tuple[Layer, ...] = get_args(Layer)

SIGNS: Mapping[str, str] = {
    "apostrophe": "'",
    "quote": '"',
    "plus": "+",
    "percent": "%",
    "ampersand": "&",
    "backslash": "\\",
    "umlaut": "ü",
    "blank": " ",
    "hash": "#",
}
"""Characters that a filter must support: quotes, characters with a meaning in URLs, and a non-ASCII letter."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of Test Connection. Text: ``key`` with ``params``; ``ms`` is ``None`` if not measured."""

    id: str
    status: Status
    key: str
    params: Params = field(default_factory=dict)
    ms: float | None = None


# --- Facts


@dataclass(frozen=True, slots=True)
class ComputerFacts:
    """Facts about this computer.

    ``keystore`` is the state of the key store (``available``, ``locked``, …; empty if not tested),
    ``keystore_failure`` the failure catalog id for that state. ``roots``: number of trusted certificate authorities,
    ``None`` if it cannot be counted. ``clock_off``: seconds that this clock is ahead of the server's in the first
    response that has a date, whichever of the two is wrong; ``None`` without one. ``proxy_source``: the name of the
    variable, ``windows``, ``macos`` or ``system``. ``proxy_script``: where a proxy configuration script is configured
    (it is not run): ``windows`` or ``macos``.
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
    """The tenant URL. ``path`` begins with a slash; the other fields are as in :class:`wizard.scim.endpoint.TenantUrl`.

    ``clean`` is the address to give to Entra if the typed address had to be changed.
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
    """Facts about a token without its value. ``removed``: what cleaning removed; ``expires``: a date."""

    form: Literal["", "opaque", "jwt"] = ""
    removed: tuple[str, ...] = ()
    expired: bool = False
    short_lived: bool = False
    expires: str = ""
    hours: int = 0


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """A successful TLS connection. ``days_left`` until the certificate expires; ``chain``: number of certificates."""

    version: str
    issuer: str
    subject: str
    valid_until: str
    days_left: int
    chain: int = 0


@dataclass(frozen=True, slots=True)
class PresentedFacts:
    """The certificate of a failed handshake, read without sending anything.

    ``known_issuer``: an authority of this name is trusted here, so only the intermediate certificate is missing.
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
    """Name resolution, connection and TLS. ``public_trust``: public clients trust the chain; ``None``: untested.

    ``asks_certificate``: the server requested a client certificate in a handshake that failed later.
    ``proxy_why``: how the proxy failed, see :meth:`wizard.http.proxies.Proxy.error`.
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
    """The description of a response.

    Args:
        status: 0 without a response; in that case ``error`` is the code of a network error.
        shape: empty for a list as Entra expects it, else ``html``, ``not-json``, ``no-list``, ``null-resources``,
            ``found`` (a random value had matches), or ``scim-error`` for a SCIM error response.
        wrong: why the response is not a list, see :func:`wizard.doctor.probes.shapes.no_list`, ``empty``, or ``said``
            for an error in a format other than SCIM's; ``value`` shows the problem.
        detail: the server's message; ``title`` is the title of a web page.
        schemes: authentication schemes in ``WWW-Authenticate``, in lower case.
        odd: deviations that Entra tolerates or that matter only later (``schemas``, ``letter-case``, ``content-type``,
            ``count-ignored``, ``members``, ``missing``: the expected account was not found, ``others``: accounts with
            another value were found).
        shapes: attributes of accounts or groups whose structure violates the standard.
        names: attribute names in the ``/Schemas`` response.
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
        """Whether Entra would accept it: status 200 and, for a list, the right structure."""
        return self.status == 200 and not self.shape and not self.error


@dataclass(frozen=True, slots=True)
class Variant:
    """A root that was tested instead of the tenant URL; ``note`` is the difference."""

    url: str
    note: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class EntraFacts:
    """Entra's own view: the result of its test (``ok``, ``refused``, ``unanswered``), and what it has stored."""

    verdict: Literal["", "ok", "refused", "unanswered"] = ""
    connector: str = ""
    answered: str = ""
    detail: str = ""
    token_stored: bool | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorFacts:
    """A program error derived from a service's response. ``failure`` is the failure catalog id if known."""

    code: str
    failure: str = ""
    status: int = 0
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogFacts:
    """A failed row of the provisioning log; ``namesake`` numbers the objects of one kind and name."""

    code: str = ""
    name: str = ""
    kind: str = ""
    action: str = ""
    reason: str = ""
    step: str = ""
    at: datetime | None = None
    namesake: int = 0

    @property
    def which(self) -> tuple[str, str, int]:
        """What tells the object from others."""
        return self.kind, self.name, self.namesake


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A synchronization job and the parts of its log that were read. Times are in UTC.

    ``log``: failed rows, newest first; ``log_rows``: number of all rows; ``log_error``: code of the error that
    prevented reading the log; ``now``: time of reading; ``error_code``: the service's code of a quarantine's
    error; ``cycles``: the cycle of each row in ``log``; ``update_succeeded``: time of the newest successful change of
    an account.
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
        """The number of failing objects in the log; Entra does not retry all of them in each cycle."""
        return len({row.which for row in self.log})


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a test, without secrets.

    ``answers`` by probe: ``users``, ``groups``, ``no-token``, ``token-prefixed``, ``service``, ``schemas``,
    ``resource-types``, ``root``, ``plain-users``, ``matching``, ``paging``, ``members``, ``quoting``, ``as-entra``
    (with only the headers that Entra sends), ``found``, ``found-case``, ``found-part`` (an existing account, its
    name in the other letter case, a part of its name), ``quoting-<sign>``, ``media``, ``media-json`` (a request body of
    that type). ``practice``: it is the practice company, which does not have to be reachable from outside.
    ``matching``: the target matching attribute; ``groups_mapped``: whether groups are provisioned.
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
        """Return the answer of a probe, ``None`` if it was not sent."""
        return self.answers.get(name)

    @property
    def users(self) -> Answer:
        """The answer to Entra's user query; without status and error if it was not sent."""
        return self.answers.get("users", Answer())

    @property
    def failure(self) -> str:
        """The failure catalog id of the error that is explained; empty if there is none."""
        return self.error.failure if self.error is not None else ""
