"""The unattended journey in the terminal, interrupted at one HTTP call and continued, and its final state.

The program is a separate process that is really killed; the practice company runs in this process, counts the
program's calls and sees the requests.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import warm
from canary import PLANTED, search
from cli_runs import ROOT, data_folder, environment

from wizard.graph.calls import ASKING_POSTS, READING_POSTS
from wizard.history.file import read as read_journal
from wizard.journey.setups import SetupStore
from wizard.practice.company import PracticeCompany
from wizard.secrets.keystore import SERVICE, entry_name
from wizard.secrets.secret import Secret

How = Literal["", "before", "after", "lost"]
"""What happens at a call: the program is killed before or after the server acts, or the response is lost."""

PROGRAM = Path(__file__).with_name("cli_killed.py")
OURS = "CloudGateProvisioningSetup"
STARTS = 6
"""Maximum number of runs until the journey is complete."""

ANSWERS = """
tenant = "{domain}"
tenant_url = "{scim}"
sign_in = "device"
cloudgate_admin = true
notification_email = "it-oncall@{domain}"
assignments = ["Reception", "Door Staff"]
user_actions_all = true
turn_on = true
{more}
"""


HOSTILE = (
    "<img src='http://127.0.0.1:9/x'>Ana", "\x1b[2J\x1b]8;;https://attacker.example\x1b\\Bo", "\u202egnp.exe Cem",
    '=HYPERLINK("http://127.0.0.1:9/","Dua")', "half \ud83d of Eva", "two\nlines\rFay", "Gil " + "x" * 1_000_000,
)  # fmt: skip
"""Names of users: markup, escape sequences, direction marks, a formula, half a surrogate, line breaks, 1 MB of text."""


class CrashCompany(PracticeCompany):
    """Counts the program's calls and interrupts one of them.

    Args:
        slow: A new application takes long to replicate.
        hostile: Users have the names of :data:`HOSTILE`.
    """

    def __init__(self, people: int, *, slow: bool, hostile: bool = False) -> None:
        self.calls: list[str] = []
        self.at, self.how = 0, ""
        self.happened = False
        self.process: subprocess.Popen[str] | None = None
        self.journal: tuple[int, str] | None = None
        """The write of the journal, and the moment, at which the next program is killed."""
        self.folder: Path | None = None
        self.unnoted: list[str] = []
        """Writes to Graph that arrived while the journal had no open change."""
        self.sent: set[str] = set()
        """Every token that the program has sent."""
        self._counting = threading.Lock()
        super().__init__(people)
        self.entra.sign_in_service.devices.interval = 0
        self.planted = f"practice-{PLANTED}"
        self.cloudgate.add_token(Secret(self.planted))
        directory = self.entra.directory
        for number, person in enumerate(directory.people()[1:] if hostile else ()):
            for attribute in ("displayName", "givenName", "surname", "department", "jobTitle"):
                directory.set_attribute(person.id, attribute, HOSTILE[number % len(HOSTILE)])
        for fault in ("graph-new-app-not-replicated", "graph-transient-403-409") if slow else ():
            self.faults.set(fault, True)

    def _serve(self, app: Any, port: int = 0) -> Any:
        def cutting(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            if environ.get("HTTP_USER_AGENT") != OURS:
                return app(environ, start)  # type: ignore[no-any-return]
            with self._counting:
                self.sent.add(environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer "))
                self.calls.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
                cut = self.how if len(self.calls) == self.at else ""
            self.happened = self.happened or bool(cut)
            if cut == "before":
                self._kill()
                return _nothing(start)
            self._look(environ["REQUEST_METHOD"], environ["PATH_INFO"])
            held: list[Any] = []
            body = b"".join(app(environ, lambda *given: held.extend(given[:2])))
            if environ["PATH_INFO"].endswith("/devicecode"):
                self.entra.approve_device_code(json.loads(body)["user_code"])
            if cut:
                if cut == "after":
                    self._kill()
                return _nothing(start)
            start(*held)
            return [body]

        return super()._serve(cutting, port)

    def _look(self, method: str, path: str) -> None:
        """Record a write to Graph that the journal had not declared before."""
        below = re.sub(r"^/(?:v1\.0|beta)(?=/)", "", path)
        asks = READING_POSTS.fullmatch(below) or ASKING_POSTS.fullmatch(below)
        if self.folder is None or below == path or method == "GET" or asks:
            return
        journals = (data_folder(self.folder) / "setups").glob("*.journal.jsonl")
        if not any(read_journal(one)[0].open for one in journals):
            self.unnoted.append(f"{method} {path}")

    def _kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def _nothing(start: Any) -> Iterator[bytes]:
    """Send less than the announced length, so that the connection ends in the middle of the response."""
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", "1000"), ("Connection", "close")])
    return iter([b"{"])


@dataclass
class Outcome:
    """The result of a run and the following ones. ``state`` must not depend on where it was interrupted."""

    call: str = ""
    runs: int = 0
    code: int = 0
    said: str = ""
    calls: list[str] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)
    happened: bool = False
    unnoted: list[str] = field(default_factory=list)
    notes: int = 0
    """Number of journal entries."""


@contextmanager
def crash_company(people: int = 12, *, slow: bool = False, hostile: bool = False) -> Iterator[CrashCompany]:
    """Provide a company that is stopped at the end."""
    company = CrashCompany(people, slow=slow, hostile=hostile)
    try:
        yield company
    finally:
        company.stop()


def run(
    at: int = 0,
    how: How = "",
    *,
    people: int = 12,
    slow: bool = False,
    hostile: bool = False,
    journal: tuple[int, str] | None = None,
    more: str = "",
) -> Outcome:
    """Run the whole journey, interrupted once.

    Args:
        at: Number of the program's call, from 1; 0 for an undisturbed journey.
        journal: Number of the journal's write at which it is killed instead, and when: before, torn, after.
        more: Additional lines of the answers file.
        slow: Replication takes long, and the answers file asks for a new application in each run.
        hostile: Users have hostile names.
    """
    done = Outcome()
    with TemporaryDirectory() as name, crash_company(people, slow=slow, hostile=hostile) as company:
        folder = company.folder = Path(name)
        company.at, company.how, company.journal = at, how, journal
        write_answers(company, folder, 'service_principal_id = "new"' if slow else more)
        for done.runs in range(1, STARTS + 1):
            done.code, done.said = start(company, folder)
            done.happened |= done.code == -signal.SIGKILL
            if done.code == 0:
                break
        done.calls, done.unnoted = company.calls, company.unnoted
        done.happened |= company.happened
        done.call = company.calls[at - 1] if 0 < at <= len(company.calls) else ""
        company.entra.scheduler.wait_idle(20)
        done.state = state_of(company, folder)
        journals = (data_folder(folder) / "setups").glob("*.journal.jsonl")
        done.notes = sum(read_journal(path)[1].line - 1 for path in journals)
    return done


def write_answers(company: CrashCompany, folder: Path, more: str = "") -> None:
    """Write the answers file; ``more`` are additional lines for it."""
    (folder / "answers.toml").write_text(ANSWERS.format(**company.describe(), more=more), encoding="utf-8")


def start(company: CrashCompany, folder: Path) -> tuple[int, str]:
    """Start the program, or continue its saved setup after an interruption; return its exit code and output."""
    saved = SetupStore(data_folder(folder) / "setups").list().setups
    going_on = ["--setup", saved[0].id] if saved else []
    return launch(company, folder, "setup", *going_on, "--answers", "answers.toml", "--token-stdin")


def launch(company: CrashCompany, folder: Path, *arguments: str, token: str = "") -> tuple[int, str]:
    """Run the program until it ends or is killed; return its exit code and output."""
    facts, told, company.journal = company.describe(), company.journal, None
    variables = {
        "PYTHON_KEYRING_BACKEND": "keyring_backends.FileKeyring", "KEYRING_FILE": str(folder / "ring.json"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)]),
    }  # fmt: skip
    process = warm.Popen(
        [sys.executable, str(PROGRAM), *arguments, "--ca", facts["ca_file"]],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=environment(folder) | variables, cwd=folder, text=True, encoding="utf-8",
    )  # fmt: skip
    company.process = process
    first = json.dumps({"login": facts["login"], "graph": facts["graph"], "journal": told})
    try:
        said, _ = process.communicate(f"{first}\n{token or company.planted}\n", timeout=240)
    finally:
        process.kill()
        process.wait()
    return process.returncode, said


def state_of(company: CrashCompany, folder: Path) -> dict[str, Any]:
    """Return the state of Entra, CloudGate, the key store and the disk."""
    setups = data_folder(folder) / "setups"
    listing = SetupStore(setups).list()
    ring = folder / "ring.json"
    entries = [entry[0] for entry in json.loads(ring.read_text())] if ring.exists() else []
    known = [entry_name(one.snapshot.answers.token_reference) for one in listing.setups]
    files = Counter(re.sub("[0-9a-f]{12}", "ID", path.name) for path in setups.iterdir()) if setups.is_dir() else {}
    apps = company.entra.state.apps.all()
    return {
        "applications": sorted(app.display_name for app in apps),
        "in the bin": sorted(tuple(one in app.deleted for one in (app.id, app.application_id))
                             for app in company.entra.state.apps.every()),
        "assigned": sorted(sorted(one.principal_id for one in app.assignments) for app in apps),
        "secrets": [sorted(app.secrets) for app in apps],
        "jobs": [(app.job.state if app.job is not None else "none", app.jobs_deleted) for app in apps],
        "mappings": [_digest(app.job.schema) for app in apps if app.job is not None],
        "quarantine": [app.job.quarantine is not None for app in apps if app.job is not None],
        "accounts": sorted((one["userName"], bool(one.get("active"))) for one in company.cloudgate.held("User")),
        "groups": sorted(
            (one["displayName"], len(one.get("members") or ())) for one in company.cloudgate.held("Group")
        ),
        "setups": len(listing.setups), "damaged": len(listing.unreadable),
        "steps": [dict(sorted((name, one.status) for name, one in setup.snapshot.results.items()))
                  for setup in listing.setups],
        "pending": [setup.snapshot.answers.application_asked for setup in listing.setups],
        "tokens": len(entries),
        "orphaned": sorted(name for name in entries if name.startswith(f"{SERVICE}: ") and name not in known),
        "files": dict(sorted(files.items())),
        "journal": [_journal(path, company.sent) for path in sorted(setups.glob("*.journal.jsonl"))],
    }  # fmt: skip


def _journal(path: Path, sent: Iterable[str]) -> dict[str, Any]:
    """Summarize a journal: completed changes (counted if each must happen once), open changes, damage, secrets."""
    history, _ = read_journal(path)
    once = {"application-added", "assigned", "job-made", "unassigned", "job-removed", "application-removed"}
    done = [one.change.kind for one in history.entries if one.done]
    return {
        "done": sorted(set(done) | {f"{kind}: {done.count(kind)}" for kind in once}),
        "open": [one.change.kind for one in history.open],
        "damage": len(history.damage),
        "secrets": search([one for one in sent if len(one) > 8], {"journal": path.read_bytes()}),
    }


def _digest(schema: dict[str, Any]) -> str:
    told = {name: value for name, value in schema.items() if name not in {"id", "version"}}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def differences(expected: dict[str, Any], found: dict[str, Any]) -> Sequence[str]:
    """Return the differences in words."""
    return [
        f"{name}: {found[name]!r} instead of {expected[name]!r}" for name in expected if found[name] != expected[name]
    ]
