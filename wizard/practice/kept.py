"""Saves a practice company to a file and restores it.

Data that can be generated again is not saved: the people are generated from their number and seed. Secrets are not
saved either. The practice CloudGate has another token and another port in each run, so a stored credential that equals
the token or the address is saved as a placeholder.
"""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
import zlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from wizard.core.atomic_write import write_whole
from wizard.core.errors import SavedSetupError
from wizard.core.json_types import JsonObject
from wizard.core.locks import FileLock, lock_beside, lock_file
from wizard.practice.content import Content
from wizard.practice.entra.apps import EnterpriseApp
from wizard.practice.people import practice_people

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.practice.company import PracticeCompany

VERSION = 1
LARGEST = 256 * 1024 * 1024
"""Maximum bytes of a file's content; 100,000 people with their log need about half."""

LOOK_SECONDS = 1.0
CLAIM_SECONDS = 40.0
"""How long a company waits for its file; a process that ends needs a few seconds to write 100,000 people."""

CLAIM_EVERY = 0.1
_TOKEN, _ADDRESS = "{practice-token}", "{practice-address}"
Came = Literal["new", "restored", "damaged", "newer"]
"""The result of reading a file: it does not exist; it was restored; it cannot be read; a newer version wrote it."""


class _Version(msgspec.Struct):
    version: int


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The file's content, version 1. ``ahead`` is how many seconds practice time is ahead of real time."""

    version: int
    people: int
    seed: int
    ahead: float
    faults: tuple[str, ...]
    strict: dict[str, bool]
    apps: tuple[EnterpriseApp, ...]
    log: tuple[JsonObject, ...]
    accounts: tuple[JsonObject, ...]
    groups: tuple[JsonObject, ...]
    directory_version: int
    directory_changes: dict[str, int]
    issued: int = 0
    audits: tuple[JsonObject, ...] = ()

    def content(self) -> Content:
        """Return the company's content: the same people, and the accounts as they were saved."""
        return Content(practice_people(self.people, seed=self.seed), self.accounts, self.groups)


def claim(path: Path, waiting: Callable[[], bool]) -> FileLock:
    """Lock a company's file until the lock is released, so that no other company reads or writes it.

    The current owner is usually ending, for example because its window was closed, and may still write its last state.

    Args:
        waiting: called repeatedly while another company has the lock; returns whether to continue waiting.

    Raises:
        SavedSetupError: ``practice-in-use``: the lock was not released within ``CLAIM_SECONDS``, or ``waiting``
            returned
            false.
    """
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    nothing, until = threading.Event(), time.monotonic() + CLAIM_SECONDS
    while True:
        try:
            return lock_file(lock_beside(path))
        except BlockingIOError as error:
            if not waiting() or time.monotonic() > until:
                raise SavedSetupError("practice-in-use", {"file": str(path)}, cause=error) from error
        nothing.wait(CLAIM_EVERY)


def read(path: Path) -> tuple[Kept | None, Came]:
    """Return a file's content and the result of reading it; never raises for an unusable file."""
    try:
        with gzip.open(path, "rb") as file:
            raw = file.read(LARGEST + 1)
        version = msgspec.json.decode(raw, type=_Version).version
        if version > VERSION:
            return None, "newer"
        return msgspec.json.decode(raw, type=Kept), "restored"
    except FileNotFoundError:
        return None, "new"
    except (OSError, EOFError, ValueError, RecursionError, zlib.error):
        return None, "damaged"


def restore(company: PracticeCompany, kept: Kept) -> None:
    """Restore the state of a company that was created from :meth:`Kept.content`; call before its service starts."""
    company.clock.advance(timedelta(seconds=kept.ahead))
    for name in kept.faults:
        if name in company.faults.faults:
            company.faults.set(name, True)
    for name, strict in kept.strict.items():
        if name in company.strict.names():
            company.strict.set(name, strict=strict)
    marks = {_TOKEN: company.token.reveal(), _ADDRESS: _root(company)}
    if kept.issued:  # the stored credential is a later token, to which the expiry of the first does not apply
        company.cloudgate.add_token(company.token)
    for app in kept.apps:
        app.secrets.update({name: _replaced(value, marks) for name, value in app.secrets.items()})
        company.entra.state.apps.put(app)
    for row in kept.log:
        company.entra.state.log.add(row)
    for row in kept.audits:
        company.entra.state.audits.add(row)
    company.entra.directory.take_changes(kept.directory_version, kept.directory_changes)


def _root(company: PracticeCompany) -> str:
    return company.addresses.scim.split("/scim/")[0]


def _replaced(value: str, marks: dict[str, str]) -> str:
    for mark, text in marks.items():
        value = value.replace(mark, text)
    return value


class Keeper:
    """Writes a company's state to a file soon after a change, and at the end.

    Nothing is written while a cycle runs: the job's links and the accounts must match.

    Args:
        people, seed: the numbers from which the company was generated.
    """

    def __init__(self, company: PracticeCompany, path: Path, people: int, seed: int) -> None:
        self._company, self._path = company, path
        self._people, self._seed = people, seed
        self._written: object = None
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="practice keeper", daemon=True)
        self._thread.start()

    def _loop(self) -> None:
        while not self._end.wait(LOOK_SECONDS):
            if self._company.entra.scheduler.wait_idle(0):
                self._write()

    def stop(self) -> None:
        """Write the last state; call after the company's service has ended."""
        self._end.set()
        self._thread.join(timeout=5)
        self._write()

    def _write(self) -> None:
        mark = self._mark()
        if mark == self._written:
            return
        content = gzip.compress(msgspec.json.encode(self._state()), 3, mtime=0)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._path, lambda file: file.write(content))
        except OSError:
            return  # retried at the next check
        self._written = mark

    def _mark(self) -> object:
        """Return a value that differs as soon as something changes."""
        company = self._company
        apps = company.entra.state.apps.all()
        jobs = [(app.job.state, app.job.resets, id(app.job.last), app.job.next_run) for app in apps if app.job]
        return (
            company.changes,
            company.clock.ahead,
            company.faults.on(),
            company.entra.directory.version,
            len(company.entra.state.log.rows()),
            [(app.id, sorted(app.deleted)) for app in company.entra.state.apps.every()],
            jobs,
        )

    def _state(self) -> Kept:
        company = self._company
        entra = company.entra
        marks = dict.fromkeys((one.reveal() for one in company.cloudgate.tokens), _TOKEN)
        marks[_root(company)] = _ADDRESS
        apps = []
        for app in entra.state.apps.every():
            secrets = {name: _replaced(value, marks) for name, value in app.secrets.items()}
            apps.append(replace(app, secrets=secrets))
        version, changes = entra.directory.changes()
        return Kept(
            version=VERSION,
            people=self._people,
            seed=self._seed,
            ahead=company.clock.ahead.total_seconds(),
            faults=company.faults.on(),
            strict={name: company.strict(name) for name in company.strict.names()},
            apps=tuple(apps),
            log=tuple(entra.state.log.rows()),
            accounts=tuple(company.cloudgate.held("User")),
            groups=tuple(company.cloudgate.held("Group")),
            directory_version=version,
            directory_changes=changes,
            issued=len(company.cloudgate.tokens) - 1,
            audits=tuple(entra.state.audits.rows()),
        )
