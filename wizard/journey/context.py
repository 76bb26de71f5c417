"""What the steps work with: transport, key store, sign-in, Graph. The composition root creates it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import urlsplit

from wizard.core.errors import SavedSetupError, WizardError
from wizard.journey.state import RunState
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Collection

    from wizard.core.json_types import JsonMapping
    from wizard.directory import Tenant
    from wizard.doctor import Report
    from wizard.graph.client import GraphClient
    from wizard.graph.clouds import Cloud
    from wizard.graph.signin import SignIn
    from wizard.graph.unattended import AppSignIn
    from wizard.history.model import History
    from wizard.history.recorder import Journal
    from wizard.http import Sender, Transport
    from wizard.journey.answers import Answers
    from wizard.provisioning import TargetSnapshot
    from wizard.provisioning.plan_io import KeptPlan
    from wizard.secrets.memory import TokenStore


class FaultInfo(NamedTuple):
    """A fault that can be turned on in the practice company; texts: ``practice-fault-<id>``."""

    id: str
    area: str
    on: bool = False


class Practice(Protocol):
    """The practice company as the journey sees it; only the composition root knows the implementation."""

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
        """What happened to the file that stores the company: ``new``, ``restored``, ``damaged`` or ``newer``."""
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
    """An open support file as the journey sees it: all reading is served from it, and nothing is written."""

    @property
    def made(self) -> datetime: ...
    @property
    def transport(self) -> Sender: ...
    @property
    def session(self) -> Session | None: ...
    @property
    def report(self) -> Report:
        """The last Test Connection, with its findings evaluated again."""
        ...

    @property
    def opinion(self) -> Report:
        """The same report combined with the result of Entra's own test, where that failed."""
        ...

    @property
    def history(self) -> History:
        """The changes that the program had made."""
        ...

    @property
    def has_job(self) -> bool:
        """Whether the job and its log were read, so that the job's health can be shown."""
        ...

    def kept(self, answers: Answers) -> KeptPlan | None:
        """Return the preview that the customer's provisioning log was compared with."""
        ...

    @property
    def accounts(self) -> TargetSnapshot:
        """CloudGate's accounts and groups."""
        ...

    def require(self, attributes: Collection[str]) -> None:
        """Check that these user attributes were read."""
        ...

    def resources(self) -> Sequence[JsonMapping]:
        """Return CloudGate's accounts as SCIM resources."""
        ...


def preload() -> None:
    """Import the modules for signing in and testing, which takes some tenths of a second, before they are needed.

    To be called on a worker thread when idle. Opens nothing.
    """
    for name in (
        "http.transport",
        "graph.signin",
        "graph.client",
        "graph.jobs",
        "scim.client",
        "doctor.diagnose",
        "journey.steps.turnon",
    ):
        import_module(f"wizard.{name}")


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Session:
    """Who is signed in, and where. Replaced as a whole, so that a job sees one state from start to end."""

    sign_in: SignIn | AppSignIn
    graph: GraphClient
    account: str
    tenant: Tenant


@dataclass
class Context:
    """Everything that reaches outside the program.

    Args:
        make_transport: makes the program's one transport when it is first needed, with the CA files to trust.
        make_keystore: makes the operating system's key store when it is first needed.
        memory: stores tokens for this run, if the person agreed to that.
        open_url: opens a page in the person's browser and returns whether that succeeded.
        start_practice: starts the practice company (takes seconds; call it in a job), or None where there is none. The
            company is restored from the file and stores its state there; the function is called when the company of an
            earlier run is still writing the file.
        start_practice_of: starts a practice company made from a support file.
        now: returns the time in UTC.
        saved_answers: returns the answers of every saved setup.
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

    @cached_property
    def journal(self) -> Journal:
        """The journal of the open setup: every change is recorded there first."""
        from wizard.history.recorder import Journal

        return Journal(lambda: self.session.account if self.session is not None else "", self._noted_at)

    def _noted_at(self) -> str:
        """Return the time for the journal, by the clock of Entra's own logs, which the journal is compared with."""
        try:
            at = clock(self)
        except WizardError:  # the practice company does not answer
            at = self.now()
        return at.isoformat(timespec="milliseconds")

    def history(self) -> History:
        """Return the history of changes from the journal of the open setup, or from the open support file.

        Raises:
            SavedSetupError: ``journal-unreadable``.
        """
        return self.case.history if self.case is not None else self.journal.read()

    @property
    def has_history(self) -> bool:
        """Whether the history has anything to show. Reads the disk; never raises."""
        try:
            found = self.history()
        except SavedSetupError:
            return True  # the page shows why it cannot be read
        return bool(found.entries or found.damage or found.newer)

    @property
    def transport(self) -> Sender:
        """What sends requests: the one transport, or the answers in the open support file. Call it outside the GUI
        thread."""
        return self.network if self.case is None else self.case.transport

    @property
    def network(self) -> Transport:
        """The one transport, made on first use. That imports requests, so call it outside the GUI thread.

        Raises:
            WizardError: ``support-read-only``: a support file is open, and nothing is sent anywhere.
        """
        if self.case is not None:
            raise WizardError("support-read-only")
        if self._transport is None:
            extra = (self.practice.ca_file,) if self.practice is not None else ()
            self._transport = self.make_transport([*self.ca_files, *extra])
            if self.practice is not None:
                self._transport.direct = frozenset({urlsplit(self.practice.cloud.graph).hostname or ""})
        return self._transport

    @property
    def keystore(self) -> TokenStore:
        """The operating system's key store, made on first use. That imports keyring, so call it outside the GUI
        thread."""
        if self.case is not None:
            return self.memory
        if self._keystore is None:
            self._keystore = self.make_keystore()
        return self._keystore

    def use_practice(self, keep: Path | None = None, waiting: Callable[[], object] = lambda: None) -> Practice:
        """Start this file's practice company unless it is running; requests trust its certificate from then on.

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
        """Start a practice company made from a support file, and close what was open before.

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
        """Read everything from a support file until :meth:`close_case`."""
        self.reset()
        self.case = case
        self.session = case.session

    def close_case(self) -> None:
        """Read from the real services again."""
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
        """Open a sign-in page in the person's browser; the practice company's page is answered as its administrator.

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
    """Return the UTC time by the clock that Entra's log uses; the practice company has its own clock.

    While a support file is open, this is the time when the file was made.
    """
    if context.case is not None:
        return context.case.made
    return context.practice.now() if context.practice is not None else context.now()
