"""Runs the practice company in a separate process, so that it does not slow down the window."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from wizard.core.errors import SavedSetupError, WizardError
from wizard.graph.clouds import Cloud, practice_cloud
from wizard.http import Transport
from wizard.journey.context import FaultInfo
from wizard.practice.control import Control
from wizard.secrets.secret import Secret

if TYPE_CHECKING:
    from wizard.core.json_types import JsonObject

START_SECONDS = 60.0
STOP_SECONDS = 10.0

_SAFELY = (
    "import runpy, sys; sys.path.append(sys.argv.pop(1)); "
    "runpy.run_module('wizard', run_name='__main__', alter_sys=True)"
)
"""Runs the package in the given folder, which need not be installed."""


def command(people: int, seed: int) -> list[str]:
    """Return the command line of the practice process, for the source tree or the frozen program.

    Modules in the current folder are never imported (``-P``): it may contain an unrelated ``json.py``.
    """
    source = [sys.executable, "-P", "-c", _SAFELY, str(Path(__file__).parents[2])]
    own = [sys.executable] if getattr(sys, "frozen", False) else source
    return [*own, "practice", "serve", "--json", "--until-eof", "--people", str(people), "--seed", str(seed)]


class PracticeProcess(Control):
    """A running practice company; implements :class:`wizard.journey.context.Practice`."""

    def __init__(self, process: subprocess.Popen[bytes], facts: JsonObject) -> None:
        self._process = process
        self._facts = {
            name: value for name, value in facts.items() if name not in {"scim_token", "control_key", "access_token"}
        }
        self._token = Secret(facts["scim_token"])
        transport = Transport([Path(facts["ca_file"])])
        transport.direct = frozenset({urlsplit(str(facts["control"])).hostname or ""})
        super().__init__(facts["control"], Secret(facts["control_key"]), transport)

    @classmethod
    def start(
        cls,
        people: int = 60,
        seed: int = 1,
        more: Sequence[str] = (),
        *,
        keep: Path | None = None,
        waiting: Callable[[], object] = lambda: None,
    ) -> PracticeProcess:
        """Start the process and wait until it listens; ``more`` are further command-line arguments.

        The child ends when its standard input closes, so a killed window leaves no process behind. Its last state is
        written after that; until then another process with the same file waits.

        Args:
            keep: file in which the company is saved.
            waiting: called once if the company of an earlier run still uses that file.

        Raises:
            WizardError: ``practice-not-started``; ``practice-in-use``: another company uses the file and does not
                release it.
        """
        if keep is not None:
            more = (*more, "--keep", str(keep), "--overwrite")  # a company that cannot come back gives way to a new one
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
        process = subprocess.Popen(
            [*command(people, seed), *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=flags,
        )
        assert process.stdout is not None
        told: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=_lines, args=(process.stdout, told), name="practice start", daemon=True).start()
        waited = False
        try:
            facts = json.loads(told.get(timeout=START_SECONDS))
            if "waiting" in facts:
                waited = True
                waiting()
                facts = json.loads(told.get(timeout=START_SECONDS))
        except BaseException as error:
            process.kill()
            process.wait()
            if not isinstance(error, queue.Empty | ValueError):
                raise
            if waited:
                raise SavedSetupError("practice-in-use", {"file": str(keep)}, cause=error) from error
            raise WizardError("practice-not-started", cause=error) from error
        return cls(process, facts)

    @property
    def tenant_url(self) -> str:
        return str(self._facts["scim"])

    @property
    def token(self) -> Secret:
        return self._token

    @property
    def cloud(self) -> Cloud:
        return practice_cloud(str(self._facts["login"]), str(self._facts["graph"]))

    @property
    def ca_file(self) -> Path:
        return Path(self._facts["ca_file"])

    @property
    def domain(self) -> str:
        return str(self._facts["domain"])

    @property
    def admin(self) -> str:
        return str(self._facts["admin"]["user"])

    @property
    def came(self) -> str:
        """The result of reading the company's file: ``new``, ``restored``, ``damaged`` or ``newer``."""
        return str(self._facts.get("came", "new"))

    def faults(self) -> Sequence[FaultInfo]:
        return tuple(FaultInfo(item["id"], item["area"], bool(item["on"])) for item in self.state()["faults"])

    def browse(self, url: str) -> bool:
        """Act as the administrator's browser: sign in, and return to the waiting program on this computer.

        A real browser would refuse the sign-in page, since it does not trust the temporary certificate.

        Raises:
            WizardError: the sign-in was refused.
        """
        back = self.sign_in(url)
        # The program responds only once it waits, so this does not wait for the response.
        threading.Thread(target=_fetch, args=(back,), name="practice browser", daemon=True).start()
        return True

    def stop(self) -> None:
        """End the process: closing its standard input stops it; if it does not stop, it is killed."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._transport.close()


def _lines(output: IO[bytes], told: queue.Queue[bytes]) -> None:
    """Pass on the lines that the process prints until it listens: that it waits, if it does, and its facts."""
    while line := output.readline():
        told.put(line)
        if b'"waiting"' not in line:
            return
    told.put(b"")


def _fetch(url: str) -> None:
    # The listener that MSAL's flow waits on: this computer, plain HTTP, according to RFC 8252 section 7.3.
    if urlsplit(url).hostname not in {"localhost", "127.0.0.1"}:
        return
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with contextlib.suppress(OSError), opener.open(url, timeout=STOP_SECONDS) as answer:
        answer.read()
