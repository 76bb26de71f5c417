"""What the steps work with: transport, key store, sign-in, Graph; handed down by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from wizard.core.errors import SavedSetupError, WizardError
from wizard.history.recorder import Journal
from wizard.journey.state import RunState
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wizard.directory import Tenant
    from wizard.doctor import Report
    from wizard.graph.client import GraphClient
    from wizard.graph.clouds import Cloud
    from wizard.graph.signin import SignIn
    from wizard.graph.unattended import AppSignIn
    from wizard.history.model import History
    from wizard.http import Transport
    from wizard.journey.answers import Answers
    from wizard.provisioning import TargetSnapshot
    from wizard.provisioning.kept import KeptPlan
    from wizard.secrets.memory import TokenStore


@dataclass(frozen=True, slots=True)
class FaultInfo:
    """A fault that can be switched on in the practice company; words: ``practice-fault-<id>``."""

    id: str
    area: str
    on: bool = False


class Practice(Protocol):
    """The practice company as the journey sees it; only the composition root knows what is behind it."""

    @property
    def tenant_url(self) -> str: ...
    @property
    def token(self) -> Secret: ...
    @property
    def cloud(self) -> Cloud: ...
    @property
    def ca_file(self) -> Path: ...
    @property
    def domain(self) -> str: ...
    @property
    def admin(self) -> str: ...
    @property
    def came(self) -> str:
        """What became of the file that keeps the company: ``new``, ``restored``, ``damaged`` or ``newer``."""
        ...

    def faults(self) -> Sequence[FaultInfo]: ...
    def set_fault(self, fault_id: str, on: bool) -> None: ...
    def advance(self, minutes: float) -> None: ...
    def live(self, days: int) -> None: ...
    def new_token(self) -> Secret: ...
    def edit(self, edit_id: str) -> str: ...
    def approve_sign_in(self, user_code: str) -> None: ...
    def browse(self, url: str) -> bool: ...
    def now(self) -> datetime: ...
    def stop(self) -> None: ...


class RecordedCase(Protocol):
    """A support file that is open, as the journey sees it: what it reads, it reads from there; nothing is written."""

    @property
    def made(self) -> datetime: ...
    @property
    def transport(self) -> Transport: ...
    @property
    def session(self) -> Session | None: ...
    @property
    def report(self) -> Report:
        """The last Test Connection, judged again."""
        ...

    @property
    def opinion(self) -> Report:
        """The same beside what Entra's own test said, where that failed."""
        ...

    @property
    def history(self) -> History:
        """What the program had changed."""
        ...

    @property
    def has_job(self) -> bool:
        """Whether the job and its log were read, so that there is something to tell of its health."""
        ...

    def kept(self, answers: Answers) -> KeptPlan | None:
        """Return the preview that the customer's log was compared with."""
        ...

    @property
    def accounts(self) -> TargetSnapshot:
        """CloudGate's accounts and groups."""
        ...

    def require(self, attributes: Collection[str]) -> None:
        """Check that these attributes of people were read."""
        ...

    def resources(self) -> Sequence[Mapping[str, Any]]:
        """Return CloudGate's accounts as SCIM resources."""
        ...


def preload() -> None:
    """Import what signing in and the tests will need, some tenths of a second before they are asked for.

    For a worker in an idle moment. Nothing is opened.
    """
    for name in ("http.transport", "graph.signin", "graph.client", "graph.jobs", "scim.client", "doctor.diagnose"):
        import_module(f"wizard.{name}")


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Session:
    """Who is signed in, where. Replaced as a whole, so that a job sees one state from its start to its end."""

    sign_in: SignIn | AppSignIn
    graph: GraphClient
    account: str
    tenant: Tenant


@dataclass
class Context:
    """Everything that reaches outside.

    Args:
        transport: makes the program's one transport when it is first needed, with the CA files to trust.
        keystore: makes the operating system's key store when it is first needed.
        memory: keeps tokens for this run, when the person agreed to that.
        open_url: opens a page in the person's browser, and tells whether that went.
        clouds: clouds that can be signed in to, by id; the practice company adds its own.
        start_practice: starts the practice company (some seconds; call it in a job), or None where there is none. The
            file keeps what happens in it, and is where it comes back from; the function is called when the company of
            an earlier run still writes it.
        start_practice_of: starts one that is made from a support file.
        now: the time in UTC.
        saved_answers: gives the answers of every saved setup.
    """

    make_transport: Callable[[Sequence[Path]], Transport]
    make_keystore: Callable[[], TokenStore]
    memory: TokenStore
    open_url: Callable[[str], bool]
    start_practice: Callable[[Path | None, Callable[[], object]], Practice] | None = None
    start_practice_of: Callable[[Path], Practice] | None = None
    now: Callable[[], datetime] = _utc_now
    saved_answers: Callable[[], Sequence[Answers]] = tuple
    ca_files: tuple[Path, ...] = ()
    practice: Practice | None = None
    practice_file: Path | None = None
    case: RecordedCase | None = None
    session: Session | None = None
    _transport: Transport | None = None
    _keystore: TokenStore | None = None
    state: RunState = field(default_factory=RunState)
    journal: Journal = field(default_factory=Journal)
    """Of the setup that is open: whatever changes something is noted there first."""

    def __post_init__(self) -> None:
        self.journal.by = lambda: self.session.account if self.session is not None else ""
        self.journal.now = self._noted_at

    def _noted_at(self) -> str:
        """Return the time for the journal: that of Entra's own logs, which it is compared with."""
        try:
            at = clock(self)
        except WizardError:  # the practice company does not answer
            at = self.now()
        return at.isoformat(timespec="milliseconds")

    def history(self) -> History:
        """Return what was changed, as the journal of the setup that is open tells it, or the support file.

        Raises:
            SavedSetupError: ``journal-unreadable``.
        """
        return self.case.history if self.case is not None else self.journal.read()

    @property
    def has_history(self) -> bool:
        """Whether the history has something to show. Reads the disk; never raises."""
        try:
            found = self.history()
        except SavedSetupError:
            return True  # the page says why it cannot be read
        return bool(found.entries or found.damage or found.newer)

    @property
    def transport(self) -> Transport:
        """The one transport, made on first use (that imports requests: not in the GUI thread)."""
        if self.case is not None:
            return self.case.transport
        if self._transport is None:
            extra = (self.practice.ca_file,) if self.practice is not None else ()
            self._transport = self.make_transport([*self.ca_files, *extra])
            if self.practice is not None:
                self._transport.direct = frozenset({urlsplit(self.practice.cloud.graph).hostname or ""})
        return self._transport

    @property
    def keystore(self) -> TokenStore:
        """The operating system's key store, made on first use (that imports keyring: not in the GUI thread)."""
        if self.case is not None:
            return self.memory
        if self._keystore is None:
            self._keystore = self.make_keystore()
        return self._keystore

    def use_practice(self, keep: Path | None = None, waiting: Callable[[], object] = lambda: None) -> Practice:
        """Start the practice company of this file unless it runs; everything sent from now on trusts its certificate.

        Args:
            waiting: called when the company of an earlier run has not written its last state yet.

        Raises:
            WizardError: ``practice-unavailable``, ``practice-not-started`` or ``practice-in-use``.
        """
        if self.practice is None or self.practice_file != keep:
            if self.start_practice is None:
                raise WizardError("practice-unavailable")
            if self.practice is not None:
                self.close()
            self.practice, self.practice_file = self.start_practice(keep, waiting), keep
            self.reset()
        return self.practice

    def use_practice_of(self, file: Path) -> Practice:
        """Start a practice company made from a support file; what was open before is closed.

        Raises:
            WizardError: ``practice-unavailable``; ``practice-not-started``.
        """
        if self.start_practice_of is None:
            raise WizardError("practice-unavailable")
        practice = self.start_practice_of(file)
        self.close()
        self.practice, self.practice_file = practice, file
        return practice

    def open_case(self, case: RecordedCase) -> None:
        """Let everything be read from a support file, until :meth:`close_case`."""
        self.reset()
        self.case = case
        self.session = case.session

    def close_case(self) -> None:
        """Read from the world again."""
        self.case = None
        self.reset()

    def reset(self) -> None:
        """Forget connections and the sign-in, for example before another setup is opened."""
        if self._transport is not None:
            self._transport.close()
        self._transport = None
        self.session = None
        self.state = RunState()

    @property
    def graph(self) -> GraphClient:
        """The Graph client of the signed-in session.

        Raises:
            WizardError: ``not-signed-in``.
        """
        if self.session is None:
            raise WizardError("not-signed-in")
        return self.session.graph

    def open_sign_in(self, url: str) -> bool:
        """Open a sign-in page: in the person's browser, or, for the practice company's, as its administrator.

        Raises:
            WizardError: ``support-read-only``: a support file is open.
        """
        if self.case is not None:
            raise WizardError("support-read-only")
        return self.practice.browse(url) if self.practice is not None else self.open_url(url)

    def store_for(self, kept: str) -> TokenStore:
        """Return the store that holds the token: ``keystore`` or ``memory``."""
        return self.memory if kept == "memory" else self.keystore

    def close(self) -> None:
        """Stop the practice company, close a support file, and close connections."""
        self.case = None
        if self.practice is not None:
            self.practice.stop()
            self.practice = None
        self.reset()


def clock(context: Context) -> datetime:
    """Return the time, in UTC, by the clock that Entra's log goes by: the practice company has one of its own.

    While a support file is open, it is the time of its making.
    """
    if context.case is not None:
        return context.case.made
    return context.practice.now() if context.practice is not None else context.now()
