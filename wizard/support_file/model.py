"""What a support file holds: one frozen type per document. The JSON Schema in ``resources/support`` is made from them.

Times are ISO 8601 in UTC. No type has a place for a secret. Rows hold values only; the garbage collector need not know
them.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from wizard.directory import Assignment
from wizard.doctor.model import Check, Facts
from wizard.doctor.report import Finding
from wizard.graph.logs import LogRow
from wizard.journey.model import Result
from wizard.provisioning.plan_io import Kept

VERSION = 1
"""Of the format. It grows when a program that reads an older version could misunderstand a file."""

Naming = Literal["none", "stand-ins", "real"]
"""How people are in it: not at all, under replacement names, or under their own."""

Value = str | bool | int | tuple[str, ...] | None


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """One document of the archive: what its bytes are."""

    sha256: str
    bytes: int


class Manifest(Struct, frozen=True, kw_only=True):
    """``manifest.json``: what the file is, and what else is in it.

    ``kind``: ``case`` is a customer's setup, ``proposal`` the answer to one; ``origin`` is the id of that one.
    ``name`` is the setup's name, replaced like all names. ``tutorial`` is the edition of Microsoft's tutorial that the
    program followed.
    ``parts``: by document name without ``.json``. ``left_out``: documents that are not there, with the reason:
    ``choice`` or the code of an error.
    """

    version: int
    kind: Literal["case", "proposal"]
    id: str
    made: str
    program: str
    tutorial: str
    naming: Naming
    name: str = ""
    origin: str = ""
    note: str = ""
    parts: dict[str, Part] = {}
    left_out: dict[str, str] = {}


class Setup(Struct, frozen=True, kw_only=True):
    """``setup.json``: the journey. ``answers`` are those of the saved setup, but for what
    :func:`wizard.support_file.setup_document.setup_of` leaves out or shortens."""

    practice: bool
    current: str
    reached: str
    answers: dict[str, Any]
    results: dict[str, Result]
    has_token: bool = False


class Computer(Struct, frozen=True, kw_only=True):
    """``computer.json``: where the program ran. ``ca_files`` counts certificate authorities that the person named."""

    platform: str = ""
    python: str = ""
    frozen: bool = False
    libraries: dict[str, str] = {}
    proxy: bool = False
    proxy_source: str = ""
    ca_files: int = 0
    roots: int | None = None
    keystore: str = ""


class RecordedExchange(Struct, frozen=True, kw_only=True):
    """One request with its answer, in ``exchanges.json``.

    ``whole`` tells that the answer's body is there to its end, so that the request can be answered from the file.
    """

    method: str
    url: str
    started: str
    elapsed_ms: float
    request_headers: dict[str, str] = {}
    request_body: str = ""
    status: int = 0
    response_headers: dict[str, str] = {}
    response_body: str = ""
    error: str = ""
    whole: bool = False


class Exchanges(Struct, frozen=True):
    """``exchanges.json``: what the making of the file sent, then what the session had sent; each oldest first."""

    exchanges: tuple[RecordedExchange, ...] = ()


class Account(Struct, frozen=True, kw_only=True):
    """``entra.json``: who was signed in where, and which permissions of the tenant were found missing."""

    cloud: str
    account: str
    tenant_id: str
    tenant_name: str
    domains: tuple[str, ...] = ()
    tenant_type: str = ""
    errors: dict[str, str] = {}


class Doctor(Struct, frozen=True, kw_only=True):
    """``doctor.json``: what was found out, and what was told of it.

    ``facts`` with those of the job and of the last error; ``checks`` and ``findings`` of the last Test Connection;
    ``job_findings`` of the last look at the job. ``evidence``: probe -> place in ``exchanges.json``.
    """

    facts: Facts
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    job_findings: tuple[Finding, ...] = ()
    evidence: dict[str, int] = {}


class PersonRow(Struct, frozen=True, array_like=True, gc=False):
    """One person; ``values`` in the order of :attr:`Directory.attributes`."""

    id: str
    account_enabled: bool
    soft_deleted: bool
    user_type: str
    manager_id: str | None
    values: tuple[Value, ...]


class GroupRow(Struct, frozen=True, kw_only=True):
    """One group of the tenant with its direct members as pairs of id and kind."""

    id: str
    attributes: dict[str, Value]
    members: tuple[tuple[str, str], ...] = ()
    security_enabled: bool = True
    mail_enabled: bool = False
    dynamic: bool = False
    soft_deleted: bool = False


class Directory(Struct, frozen=True, kw_only=True):
    """``directory.json``: the tenant's side of the rehearsal. ``attributes`` name the columns of ``people``."""

    attributes: tuple[str, ...] = ()
    people: tuple[PersonRow, ...] = ()
    groups: tuple[GroupRow, ...] = ()
    assignments: tuple[Assignment, ...] = ()


class AccountRow(Struct, frozen=True, array_like=True, gc=False):
    """One account or group of CloudGate; ``values`` in the order of the paths."""

    id: str
    values: tuple[str | bool | int | float | None, ...]


class Looked(Struct, frozen=True, array_like=True, gc=False):
    """A look-up that was made: ``attribute eq value``, and the ids of what it gave."""

    kind: str
    attribute: str
    value: str
    ids: tuple[str, ...]


class CloudGate(Struct, frozen=True, kw_only=True):
    """``cloudgate.json``: accounts and groups as far as they were read.

    ``user_paths`` and ``group_paths`` name the columns, ``references`` those of them that hold ids. ``members``: by
    group id. ``case_exact``: by kind, attributes whose letter case counts. ``complete``: these are all accounts.
    """

    user_paths: tuple[str, ...] = ()
    users: tuple[AccountRow, ...] = ()
    group_paths: tuple[str, ...] = ()
    groups: tuple[AccountRow, ...] = ()
    references: tuple[str, ...] = ()
    members: dict[str, tuple[str, ...]] = {}
    case_exact: dict[str, tuple[str, ...]] = {}
    looked: tuple[Looked, ...] = ()
    complete: bool = True


class OperationRow(Struct, frozen=True, array_like=True, gc=False):
    """One operation of the plan as it was seen; ``targets`` are the attributes that would be written."""

    kind: Literal["User", "Group"]
    source_id: str
    verdict: str
    reason: str
    stage: Literal["object", "reference"]
    key: str
    params: dict[str, str | int | float]
    targets: tuple[str, ...]


class Planned(Struct, frozen=True, kw_only=True):
    """``plan.json``: the rehearsal as it was seen, and the configuration that it was computed with.

    ``schema`` is the synchronization schema as the job would have it; ``made`` when reading began.
    """

    made: str
    schema: dict[str, Any]
    sync_all: bool
    modern: bool
    skip_out_of_scope_deletions: bool = False
    operations: tuple[OperationRow, ...] = ()


class Log(Struct, frozen=True, kw_only=True):
    """``log.json``: rows of the provisioning log, newest first, of ``days`` days. ``whole``: none is missing."""

    days: int
    whole: bool
    rows: tuple[LogRow, ...] = ()


class Changes(Struct, frozen=True, kw_only=True):
    """``history.json``: what the program had changed: the notes of its journal (``wizard.history.file``).

    ``damaged`` counts places of the journal that could not be read.
    """

    notes: tuple[dict[str, Any], ...] = ()
    damaged: int = 0


class Proposal(Struct, frozen=True, kw_only=True):
    """``proposal.json``: the answers that support would change. An absent one means: leave it as it is.

    ``rows`` are ``attributeMapping``, ``filter`` ``filterGroup`` JSON objects of the synchronization schema. ``path``
    and ``flags`` are those of the Tenant URL.
    """

    path: str | None = None
    flags: tuple[str, ...] | None = None
    scope: Literal["assigned", "all"] | None = None
    user_rows: tuple[dict[str, Any], ...] | None = None
    group_rows: tuple[dict[str, Any], ...] | None = None
    user_filter: tuple[dict[str, Any], ...] | None = None
    group_filter: tuple[dict[str, Any], ...] | None = None
    groups_enabled: bool | None = None


class Case(Struct, frozen=True, kw_only=True):
    """A whole support file, in memory. What is ``None`` was left out."""

    manifest: Manifest
    setup: Setup | None = None
    computer: Computer | None = None
    entra: Account | None = None
    exchanges: Exchanges | None = None
    doctor: Doctor | None = None
    directory: Directory | None = None
    cloudgate: CloudGate | None = None
    plan: Planned | None = None
    kept: Kept | None = None
    log: Log | None = None
    history: Changes | None = None
    proposal: Proposal | None = None


DOCUMENTS: dict[str, type[Struct]] = {
    "setup": Setup,
    "computer": Computer,
    "entra": Account,
    "exchanges": Exchanges,
    "doctor": Doctor,
    "directory": Directory,
    "cloudgate": CloudGate,
    "plan": Planned,
    "kept": Kept,
    "log": Log,
    "history": Changes,
    "proposal": Proposal,
}
"""Document name -> its type; the only names that an archive may hold, ``manifest`` apart."""
