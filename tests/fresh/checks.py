"""What is tried on a bare system, step by step, and the table of what came of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from displays import NotShownError, XServer, running, weston, xvfb
from readme import ROOT, apt_packages
from roots import HOME, Root

PROJECT = f"{HOME}/project"
RUNTIME = "/run/user/0"
ABORTED = {134, -6}
"""What a shell and subprocess make of a process that was aborted."""

NEW_USER = {"python3", "python3-venv", "git"}
"""Of README's packages those without which nothing can be said; the others are Qt's."""


class StepFailedError(Exception):
    """A step did not do what it should; the text says how."""


@dataclass
class Report:
    """The rows of the table: release, step, whether it went well, seconds, note."""

    rows: list[tuple[str, str, bool, float, str]] = field(default_factory=list)

    def add(self, release: str, step: str, *, ok: bool, seconds: float, note: str) -> None:
        """Add a row, and print it at once."""
        self.rows.append((release, step, ok, seconds, note))
        print(self._line(self.rows[-1]), flush=True)

    def good(self) -> bool:
        """Tell whether every step went well."""
        return bool(self.rows) and all(row[2] for row in self.rows)

    def table(self) -> str:
        """Return all rows, with a closing count."""
        failed = sum(1 for row in self.rows if not row[2])
        lines = [self._line(row) for row in self.rows]
        return "\n".join(["", *lines, f"fresh: {len(lines) - failed} passed, {failed} failed"])

    @staticmethod
    def _line(row: tuple[str, str, bool, float, str]) -> str:
        release, step, ok, seconds, note = row
        return f"{'ok' if ok else 'FAILED':7} {release:9} {step:34} {seconds:6.1f} s  {note}"


class Try:
    """One bare system on its way: README's packages, then its commands.

    Args:
        root: the system, with the checkout in `PROJECT`.
        bare: another one that stays without any package, for the frozen program; None leaves that out.
        pictures: where pictures and output go.
        tests: run README's second command too.
    """

    def __init__(
        self, release: str, root: Root, bare: Root | None, report: Report, pictures: Path, *, tests: bool
    ) -> None:
        self._release, self._root, self._bare, self._report = release, root, bare, report
        self._pictures, self._tests = pictures, tests

    def everything(self) -> None:
        """Go all the way. What follows a failed installation is not tried."""
        packages = apt_packages()
        first = [name for name in packages if name in NEW_USER]
        if not self._step("README: " + " ".join(first), lambda: self._install(self._root, *first)):
            return
        with xvfb() as server:
            self._root.bind(Path("/tmp/.X11-unix"), "/tmp/.X11-unix")
            self._step("run: Qt's libraries are missing", lambda: self._says_what_is_missing(server))
            if not self._step("README: all its packages", lambda: self._install(self._root, *packages)):
                return
            self._step("run: window on X11", lambda: self._window(server, "x11", DISPLAY=server.display))
            self._step("run: window on Wayland", lambda: self._wayland(server))
            self._step("self-test on X11", lambda: self._self_test(self._root, server))
        self._step("run: nobody at the display", self._dead_display)
        self._step("run: terminal, no display", self._terminal)
        self._step("install: pip alone is refused", self._pip_refused)
        self._step("install: venv", self._venv)
        self._step("install: pipx", self._pipx)
        if self._bare is not None:
            self._frozen(self._bare)
        if self._tests:
            self._step("README: python3 dev.py test", self._all_tests)

    def _step(self, name: str, work: Callable[[], str]) -> bool:
        began = time.monotonic()
        try:
            ok, note = True, work()
        except (StepFailedError, NotShownError, subprocess.TimeoutExpired) as error:
            ok, note = False, str(error)
        self._report.add(self._release, name, ok=ok, seconds=time.monotonic() - began, note=note)
        return ok

    def _expect(self, root: Root, *command: str, code: int = 0, seconds: float = 900, **variables: str) -> str:
        """Run a command in the checkout; return its output, which is also kept when it fails."""
        result = root.run(*command, folder=PROJECT, seconds=seconds, **variables)
        if result.returncode != code:
            log = self._pictures / f"{self._release}-failed-{len(self._report.rows)}.txt"
            log.write_text(f"{' '.join(command)}\n{result.stdout}", encoding="utf-8")
            raise StepFailedError(f"exit {result.returncode}, not {code}: {end_of(result.stdout)} ({log})")
        return result.stdout

    def _install(self, root: Root, *packages: str) -> str:
        for command in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", *packages]):
            result = root.run("apt-get", *command)
            if result.returncode:
                raise StepFailedError(f"apt-get {command[0]}: {end_of(result.stdout)}")
        return f"{len(packages)} named, without what Debian only recommends"

    def _says_what_is_missing(self, server: XServer) -> str:
        said = self._expect(self._root, "python3", "dev.py", "run", code=1, DISPLAY=server.display)
        command = re.search(r"apt-get install ([\w.+ -]+)\.", said)
        if not command or "Traceback" in said:
            raise StepFailedError(f"no packages named: {end_of(said)}")
        # What it names is what is missing: with just these, what it looked for is there.
        self._install(self._root, *command.group(1).split())
        self._expect(self._root, "python3", "dev.py", "run", "--exit-when-ready", DISPLAY=server.display)
        return f"named {len(command.group(1).split())} packages; with them a window opens; .venv {self._size('.venv')}"

    def _size(self, name: str) -> str:
        return self._root.run("du", "-sh", name, folder=PROJECT).stdout.split()[0]

    def _window(self, server: XServer, name: str, **variables: str) -> str:
        self._expect(self._root, "python3", "dev.py", "run", "--exit-when-ready", **variables)
        command = self._root.command(["python3", "dev.py", "run"], PROJECT, variables)
        with running(*command) as process:
            picture = server.window(lambda: process.poll() is None)
        path = self._pictures / f"{self._release}-{name}.png"
        picture.save(path)
        return f"{picture.colors()} colors, {picture.covered():.0%} of the screen: {path}"

    def _wayland(self, server: XServer) -> str:
        runtime = Path(tempfile.mkdtemp(prefix="runtime-"))
        with weston(server, runtime) as socket:
            self._root.bind(runtime, RUNTIME)
            return self._window(server, "wayland", WAYLAND_DISPLAY=socket, XDG_RUNTIME_DIR=RUNTIME)

    def _self_test(self, root: Root, server: XServer) -> str:
        said = self._expect(root, ".venv/bin/python", "-m", "wizard", "--self-test", DISPLAY=server.display)
        if "a window on xcb" not in said:
            raise StepFailedError(f"no window: {end_of(said)}")
        return end_of(said)

    def _dead_display(self) -> str:
        for variables in ({"DISPLAY": ":99"}, {"WAYLAND_DISPLAY": "gone", "XDG_RUNTIME_DIR": RUNTIME}):
            said = self._expect(self._root, "python3", "dev.py", "run", code=1, **variables)
            if "Traceback" in said or "does not answer" not in said:
                raise StepFailedError(end_of(said))
        return "said so, exit 1"

    def _terminal(self) -> str:
        """Without standard input it ends at the first question; how a journey goes on is the terminal's tests' concern."""
        said = self._root.run("python3", "dev.py", "run", folder=PROJECT)
        if said.returncode in ABORTED or "Traceback" in said.stdout or "in the terminal" not in said.stdout:
            raise StepFailedError(end_of(said.stdout))
        return f"asked; exit {said.returncode} at the end of the input"

    def _pip_refused(self) -> str:
        self._install(self._root, "python3-pip")
        said = self._expect(self._root, "python3", "-m", "pip", "install", ".", code=1)
        if "externally-managed" not in said:
            raise StepFailedError(end_of(said))
        return "as README says"

    def _venv(self) -> str:
        self._expect(self._root, "python3", "-m", "venv", f"{HOME}/cloudgate")
        self._expect(self._root, f"{HOME}/cloudgate/bin/pip", "install", "--quiet", ".")
        return end_of(self._expect(self._root, f"{HOME}/cloudgate/bin/cloudgate-setup", "--self-test"))

    def _pipx(self) -> str:
        self._install(self._root, *apt_packages("Install it"))
        self._expect(self._root, "pipx", "install", ".")
        return end_of(self._expect(self._root, f"{HOME}/.local/bin/cloudgate-setup", "--self-test"))

    def _all_tests(self) -> str:
        return end_of(self._expect(self._root, "python3", "dev.py", "test", seconds=3600))

    def _frozen(self, bare: Root) -> None:
        if not self._step("README: freeze", self._freeze):
            return
        shutil.copytree(self._root.path(f"{PROJECT}/dist"), bare.path(f"{PROJECT}/dist"), symlinks=True)
        with xvfb() as server:
            bare.bind(Path("/tmp/.X11-unix"), "/tmp/.X11-unix")
            self._step("frozen, on a bare system", lambda: self._frozen_start(bare, server))

    def _freeze(self) -> str:
        self._install(self._root, *apt_packages("Develop"))
        said = self._expect(self._root, "python3", "dev.py", "freeze", seconds=1800)
        return f"{end_of(said)}; dist {self._size('dist')}, .venv-freeze {self._size('.venv-freeze')}"

    def _frozen_start(self, bare: Root, server: XServer) -> str:
        """It opens a window, or says what is missing; with that, it opens one."""
        program = ("dist/cloudgate-setup/cloudgate-setup", "--exit-when-ready")
        result = bare.run(*program, folder=PROJECT, DISPLAY=server.display)
        command = re.search(r"apt-get install ([\w.+ -]+)\.", result.stdout)
        if result.returncode == 1 and command and "Traceback" not in result.stdout:
            self._install(bare, *command.group(1).split())
            self._expect(bare, *program, DISPLAY=server.display)
            return f"named {command.group(1)}; with them a window opens"
        if result.returncode:
            raise StepFailedError(f"exit {result.returncode}: {end_of(result.stdout)}")
        return "a window opens"


def end_of(output: str) -> str:
    """Return the last line that says something."""
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no output"


@dataclass(frozen=True, slots=True)
class Here:
    """The window on this very system, for a build: where its picture goes."""

    pictures: Path


def try_here(here: Here) -> int:
    """Open the window on this system's packages, under Xvfb, and take its picture; return 0 when that worked."""
    here.pictures.mkdir(parents=True, exist_ok=True)
    report = Report()
    began = time.monotonic()
    try:
        with xvfb() as server, running(sys.executable, str(ROOT / "dev.py"), "run", **_only(server)) as process:
            picture = server.window(lambda: process.poll() is None)
        path = here.pictures / "here-x11.png"
        picture.save(path)
        ok, note = True, f"{picture.colors()} colors, {picture.covered():.0%} of the screen: {path}"
    except (NotShownError, OSError) as error:
        ok, note = False, str(error)
    report.add("here", "run: window on X11", ok=ok, seconds=time.monotonic() - began, note=note)
    return 0 if report.good() else 1


def _only(server: XServer) -> dict[str, str]:
    """X11 and nothing else, whatever this process was started in."""
    return {"DISPLAY": server.display, "WAYLAND_DISPLAY": "", "XDG_SESSION_TYPE": "x11", "QT_QPA_PLATFORM": ""}
