"""A practice company in the test process that records its requests, set up to the point that a test needs.

The command line is attached to it: a separate process, real sockets, and the test as the user who signs in."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import warm
from cli_runs import data_folder, environment

from wizard import wiring
from wizard.core.tasks import Progress, Task
from wizard.graph.clouds import Cloud, practice_cloud
from wizard.journey.answers import Answers, PlannedAssignment
from wizard.journey.machine import Journey, SavedSetup
from wizard.journey.services.token import keep_token
from wizard.journey.setups import SetupStore
from wizard.journey.steps import STEPS
from wizard.journey.steps.assign import search
from wizard.practice.company import PracticeCompany
from wizard.secrets.secret import Secret

PROGRAM = Path(__file__).with_name("cli_attached.py")
REFERENCE = "token-of-the-test"
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class NotedCompany(PracticeCompany):
    """Records each request as method and path, including those of Graph and the sign-in."""

    def __init__(self, people: int, lenient: Iterable[str] = ()) -> None:
        self.seen: list[tuple[str, str]] = []
        super().__init__(people)
        for name in lenient:
            self.strict.set(name, strict=False)
        self.entra.sign_in_service.devices.interval = 0  # a device sign-in may be polled without waiting

    def _serve(self, app: Any, port: int = 0) -> Any:
        def noting(environ: dict[str, Any], start: Any) -> Any:
            self.seen.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
            if environ["PATH_INFO"].endswith("/$batch"):
                body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                environ["wsgi.input"] = io.BytesIO(body)
                self.seen += [(one["method"], one["url"]) for one in json.loads(body)["requests"]]
            return app(environ, start)

        return super()._serve(noting, port)

    def written(self) -> list[tuple[str, str]]:
        """Return the requests that may have changed something: all except reads and the requests for signing in.

        A batch itself is left out; the requests in it are recorded one by one. ``checkMemberObjects`` and SCIM's
        ``.search`` only read.
        """
        carriers = ("/devicecode", "/token", "/$batch", "/me/checkMemberObjects", "/.search")
        return [(method, path) for method, path in self.seen if method in WRITING and not path.endswith(carriers)]


@dataclass
class Attached:
    """A company in the test process, in the form that a journey's context expects."""

    company: NotedCompany
    ca_file: Path = field(init=False)
    cloud: Cloud = field(init=False)

    def __post_init__(self) -> None:
        self.ca_file = self.company.authority.ca_file
        self.cloud = practice_cloud(self.company.addresses.login, self.company.addresses.graph)

    def now(self) -> datetime:
        return self.company.clock.now()

    def stop(self) -> None:
        """Do nothing: the test stops the company."""


@dataclass
class Ended:
    """The result of a command."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class World:
    """The company, the command line's folder, and the setup saved there."""

    company: NotedCompany
    folder: Path
    setup: str = "0123456789ab"
    answers: Answers = field(default_factory=Answers)

    def run_steps(self, *names: str, assign: Sequence[str] = (), **given: Any) -> None:
        """Do steps of the journey as the window does, and save the setup as for a real tenant."""
        context = wiring.make_context()
        context.practice = Attached(self.company)  # type: ignore[assignment]
        context.make_keystore = lambda: context.memory
        journey = Journey(STEPS, lambda: "2026-01-12T09:00:00Z")
        facts = self.company.describe()
        journey.answer(
            tenant=facts["domain"], tenant_url=facts["scim"], sign_in="device", cloudgate_admin=True,
            notification_email=f"it-oncall@{facts['domain']}", token_reference=REFERENCE, **given,
        )  # fmt: skip
        keep_token(context, journey.answers, Secret(facts["scim_token"]), "memory")
        journey.answer(token_kept="memory", token_saved="2026-01-12T09:00:00Z")
        try:
            for name in names:
                if name == "assign":
                    found = [hit for text in assign for hit in search(Task(), context, text)]
                    planned = [PlannedAssignment(hit.id, hit.kind, hit.display_name) for hit in found]
                    journey.answer(assignments=tuple(planned))
                perform = journey.step(name).perform
                assert perform is not None
                journey.record(name, perform(Task(self._approve), context, journey.answers))
        finally:
            context.close()
        journey.answer(token_kept="keystore", sign_in="browser")
        self.save(journey)

    def save(self, journey: Journey) -> None:
        self.answers = journey.answers
        self.store.save(SavedSetup(self.setup, "Harbor Lights", "2026-01-12T09:30:00Z", False, journey.snapshot))

    def save_as(self, setup_id: str, **changes: Any) -> None:
        """Save a copy of the setup with other answers."""
        saved = self.store.load(self.setup)
        snapshot = replace(saved.snapshot, answers=saved.snapshot.answers.with_(**changes))
        self.store.save(replace(saved, id=setup_id, snapshot=snapshot))

    @property
    def store(self) -> SetupStore:
        return SetupStore(data_folder(self.folder) / "setups")

    def _approve(self, progress: Progress) -> None:
        code = getattr(progress.data, "user_code", "")
        if code:
            self.company.entra.approve_device_code(code)

    def run(
        self,
        *arguments: str,
        stdin: str = "",
        token: str | None = None,
        on_line: Callable[[subprocess.Popen[str], str], None] | None = None,
    ) -> Ended:
        """Run a command, and approve the device code that it prints. ``token`` replaces the stored one."""
        facts = self.company.describe()
        first = {
            "login": facts["login"], "graph": facts["graph"], "reference": REFERENCE,
            "token": facts["scim_token"] if token is None else token,
        }  # fmt: skip
        process = warm.Popen(
            [sys.executable, str(PROGRAM), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment(self.folder), cwd=self.folder, text=True, encoding="utf-8",
        )  # fmt: skip
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        output: list[str] = []
        stream = process.stdout
        reader = threading.Thread(target=lambda: output.append(stream.read()))
        reader.start()
        process.stdin.write(json.dumps(first) + "\n" + stdin)
        process.stdin.close()
        errors = ""
        try:
            for line in process.stderr:
                errors += line
                code = re.search(r"enter the code (\S+)", line)
                if on_line is not None:
                    on_line(process, line)
                elif code:
                    self.company.entra.approve_device_code(code[1])
            process.wait(60)
        finally:
            process.kill()
            process.wait()
            reader.join(20)
            stream.close()
            process.stderr.close()
        return Ended(process.returncode, output[0], errors)


def interrupt_at(words: str, world: World) -> Callable[[subprocess.Popen[str], str], None]:
    """Return a function that approves the sign-in, and presses Ctrl+C when ``words`` are shown."""

    def watch(process: subprocess.Popen[str], line: str) -> None:
        code = re.search(r"enter the code (\S+)", line)
        if words in line:
            process.send_signal(signal.SIGINT)
        elif code:
            world.company.entra.approve_device_code(code[1])

    return watch


def paths(seen: Iterable[tuple[str, str]]) -> set[str]:
    return {path for _, path in seen}
