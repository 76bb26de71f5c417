"""The unattended journey in the terminal, cut off at one HTTP call, gone on with, and what it comes to in the end.

The program is a process of its own and is really killed; the practice company is one of this process, which counts
the program's calls and sees what arrived.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
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

from cli_runs import ROOT, data_folder, environment

from wizard.history.file import read as read_journal
from wizard.journey.setups import SetupStore
from wizard.practice.company import PracticeCompany
from wizard.secrets.keystore import SERVICE, entry_name

How = Literal["", "before", "after", "lost"]
"""What happens at one call: the program is killed before the server acts, or after, or the answer does not arrive."""

PROGRAM = Path(__file__).with_name("cli_killed.py")
OURS = "CloudGateProvisioningSetup"
STARTS = 6
"""Runs that may be needed after the one that was cut off."""

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


class CrashCompany(PracticeCompany):
    """Counts the program's calls and cuts it off at one of them.

    Args:
        slow: a new application takes long to be known everywhere.
    """

    def __init__(self, people: int, *, slow: bool) -> None:
        self.calls: list[str] = []
        self.at, self.how = 0, ""
        self.happened = False
        self.process: subprocess.Popen[str] | None = None
        self._counting = threading.Lock()
        super().__init__(people)
        self.entra.sign_in_service.interval = 1
        for fault in ("graph-new-app-not-replicated", "graph-transient-403-409") if slow else ():
            self.faults.set(fault, True)

    def _serve(self, app: Any, port: int = 0) -> Any:
        def cutting(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            if environ.get("HTTP_USER_AGENT") != OURS:
                return app(environ, start)  # type: ignore[no-any-return]
            with self._counting:
                self.calls.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
                cut = self.how if len(self.calls) == self.at else ""
            self.happened = self.happened or bool(cut)
            if cut == "before":
                self._kill()
                return _nothing(start)
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

    def _kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def _nothing(start: Any) -> Iterator[bytes]:
    """Promise more than comes: the connection ends in the middle of the answer."""
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", "1000"), ("Connection", "close")])
    return iter([b"{"])


@dataclass
class Outcome:
    """What a run and those after it came to. ``state`` is what must not depend on where it was cut off."""

    call: str = ""
    runs: int = 0
    code: int = 0
    said: str = ""
    calls: list[str] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)
    happened: bool = False


@contextmanager
def crash_company(people: int = 12, *, slow: bool = False) -> Iterator[CrashCompany]:
    """Lend a company that is stopped in the end."""
    company = CrashCompany(people, slow=slow)
    try:
        yield company
    finally:
        company.stop()


def run(at: int = 0, how: How = "", *, people: int = 12, slow: bool = False) -> Outcome:
    """Go through the whole journey, cut off once.

    Args:
        at: number of the program's call, from 1; 0 for a journey that nothing disturbs.
        slow: replication takes long, and the answers file asks for an application of its own, in each run anew.
    """
    done = Outcome()
    with TemporaryDirectory() as name, crash_company(people, slow=slow) as company:
        folder = Path(name)
        company.at, company.how = at, how
        write_answers(company, folder, 'service_principal_id = "new"' if slow else "")
        for done.runs in range(1, STARTS + 1):
            done.code, done.said = start(company, folder)
            if done.code == 0:
                break
        done.calls, done.happened = company.calls, company.happened
        done.call = company.calls[at - 1] if 0 < at <= len(company.calls) else ""
        company.entra.scheduler.wait_idle(20)
        done.state = _state(company, folder)
    return done


def write_answers(company: CrashCompany, folder: Path, more: str = "") -> None:
    """Write the answers file; ``more`` are other lines for it."""
    (folder / "answers.toml").write_text(ANSWERS.format(**company.describe(), more=more), encoding="utf-8")


def start(company: CrashCompany, folder: Path) -> tuple[int, str]:
    """Start the program as somebody would who knows that it was cut off; return its code and what it said."""
    facts = company.describe()
    saved = SetupStore(data_folder(folder) / "setups").list().setups
    going_on = ["--setup", saved[0].id] if saved else []
    arguments = ["setup", *going_on, "--answers", "answers.toml", "--token-stdin", "--ca", facts["ca_file"]]
    variables = {
        "PYTHON_KEYRING_BACKEND": "keyring_backends.FileKeyring", "KEYRING_FILE": str(folder / "ring.json"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)]),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=environment(folder) | variables, cwd=folder, text=True, encoding="utf-8",
    )  # fmt: skip
    company.process = process
    first = json.dumps({"login": facts["login"], "graph": facts["graph"]})
    try:
        said, _ = process.communicate(f"{first}\n{facts['scim_token']}\n", timeout=240)
    finally:
        process.kill()
        process.wait()
    return process.returncode, said


def _state(company: CrashCompany, folder: Path) -> dict[str, Any]:
    """Return what there is in Entra, in CloudGate, in the key store and on the disk."""
    setups = data_folder(folder) / "setups"
    listing = SetupStore(setups).list()
    ring = folder / "ring.json"
    entries = [entry[0] for entry in json.loads(ring.read_text())] if ring.exists() else []
    known = [entry_name(one.snapshot.answers.token_reference) for one in listing.setups]
    files = Counter(re.sub("[0-9a-f]{12}", "ID", path.name) for path in setups.iterdir()) if setups.is_dir() else {}
    apps = company.entra.state.apps.all()
    return {
        "applications": sorted(app.display_name for app in apps),
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
        "journal": [_journal(path, ring) for path in sorted(setups.glob("*.journal.jsonl"))],
    }  # fmt: skip


def _journal(path: Path, ring: Path) -> dict[str, Any]:
    """Return what a journal tells: what was done, once where it must not be done twice; nothing open, nothing secret."""
    history, _ = read_journal(path)
    once = {"application-added", "assigned", "job-made"}
    done = [one.change.kind for one in history.entries if one.done]
    text = path.read_text(encoding="utf-8")
    tokens = [entry[2] for entry in json.loads(ring.read_text())] if ring.exists() else []
    return {
        "done": sorted(set(done) | {f"{kind}: {done.count(kind)}" for kind in once}),
        "open": [one.change.kind for one in history.open],
        "damage": len(history.damage),
        "secrets": [len(token) for token in tokens if isinstance(token, str) and len(token) > 8 and token in text],
    }


def _digest(schema: dict[str, Any]) -> str:
    told = {name: value for name, value in schema.items() if name not in {"id", "version"}}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def differences(expected: dict[str, Any], found: dict[str, Any]) -> Sequence[str]:
    """Return what differs, in words."""
    return [
        f"{name}: {found[name]!r} instead of {expected[name]!r}" for name in expected if found[name] != expected[name]
    ]
