"""The built packages on a bare system: installed, started from the menu entry, given a file by its type, removed."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from pathlib import Path

from checks import Report, StepFailedError, end_of
from displays import NotShownError, XServer, launched, running, xvfb
from picture import Picture
from roots import HOME, Root

IDENTIFIER = "com.soloinsight.cloudgate-setup"
TYPE = "application/vnd.soloinsight.cloudgate-support+zip"
DESKTOP = ("shared-mime-info", "desktop-file-utils", "libglib2.0-bin")
"""What every desktop has and a bare system has not: the database of file types and who asks it."""
PLACES = ("/usr", "/etc", f"{HOME}/.local", f"{HOME}/.config", f"{HOME}/.cache", "/opt")
SHARED = {f"{HOME}/.config", f"{HOME}/.cache"}
"""Folders of every program of a person, which the first one makes; only what is in them can be somebody's."""
DATA = f"{HOME}/.local/share/cloudgate-setup"


class PackageTry:
    """One package on a bare system of its own.

    Args:
        package: its path on this machine.
        sample: a support file.
        pictures: where pictures go.
    """

    def __init__(self, release: str, root: Root, package: Path, sample: Path, report: Report, pictures: Path) -> None:
        self._release, self._root, self._package, self._sample = release, root, package, sample
        self._report, self._pictures = report, pictures
        self._kind = package.suffix.removeprefix(".")
        self._prefix = "/usr" if self._kind == "deb" else f"{HOME}/.local"

    def everything(self) -> None:
        """Install, use and remove it. What follows a failed installation is not tried."""
        for source, name in ((self._package, self._package.name), (self._sample, "case.cgsupport")):
            self._root.path(f"{HOME}/{name}").write_bytes(source.read_bytes())
        if not self._step("system prepared", self._prepare) or not self._step("install", self._install):
            return
        with xvfb() as server:
            self._root.bind(Path("/tmp/.X11-unix"), "/tmp/.X11-unix")
            self._step("self-test on X11", lambda: self._self_test(server))
            self._step("menu entry", lambda: self._menu(server))
            self._step("support file by its type", lambda: self._by_type(server))
        self._step("manual and completion", self._documents)
        self._step("remove", self._remove)

    def _step(self, name: str, work: Callable[[], str]) -> bool:
        began = time.monotonic()
        try:
            ok, note = True, work()
        except (StepFailedError, NotShownError, OSError) as error:
            ok, note = False, str(error)
        self._report.add(self._release, f"{self._kind}: {name}", ok=ok, seconds=time.monotonic() - began, note=note)
        return ok

    def _ok(self, *command: str, **variables: str) -> str:
        result = self._root.run(*command, folder=HOME, **variables)
        if result.returncode:
            log = self._pictures / f"{self._release}-{self._kind}-failed.txt"
            log.write_text(f"{' '.join(command)}\n{result.stdout}", encoding="utf-8")
            raise StepFailedError(f"exit {result.returncode}: {end_of(result.stdout)} ({log})")
        return result.stdout

    def _program(self) -> str:
        return f"{self._prefix}/bin/cloudgate-setup"

    def _prepare(self) -> str:
        self._ok("apt-get", "update", "-qq")
        more = ("xz-utils", *_libraries()) if self._kind == "run" else ()
        self._ok("apt-get", "install", "-qq", "--no-install-recommends", *DESKTOP, *more)
        self._before = self._files()
        return f"{len(self._before)} files"

    def _install(self) -> str:
        if self._kind == "deb":
            self._ok("apt-get", "install", "-qq", "--no-install-recommends", f"./{self._package.name}")
            return self._ok("dpkg-query", "-W", "-f", "${Version}, ${Installed-Size} kB", "cloudgate-setup")
        return end_of(self._ok("sh", self._package.name, "--quiet", PREFIX=self._prefix))

    def _entry(self) -> str:
        """Return the command of the menu entry, as the desktop reads it."""
        text = self._root.path(f"{self._prefix}/share/applications/{IDENTIFIER}.desktop").read_text(encoding="utf-8")
        return next(line for line in text.splitlines() if line.startswith("Exec=")).removeprefix("Exec=")

    def _self_test(self, server: XServer) -> str:
        said = self._ok(self._program(), "--self-test", DISPLAY=server.display)
        path = self._pictures / f"{self._release}-{self._kind}-self-test.txt"
        path.write_text(said, encoding="utf-8")
        return f"{end_of(said)}: {path}"

    def _menu(self, server: XServer) -> str:
        words = [word for word in shlex.split(self._entry()) if word != "%f"]
        with running(*self._root.command(words, HOME, {"DISPLAY": server.display})) as process:
            self._start = server.window(lambda: process.poll() is None)
        return self._kept(self._start, "menu")

    def _by_type(self, server: XServer) -> str:
        """Ask the desktop's own library what the file is, who opens it, and to open it: what a double click does."""
        if TYPE not in (said := self._ok("gio", "info", "-a", "standard::content-type", "case.cgsupport")):
            raise StepFailedError(f"the file is taken for {end_of(said)}")
        if IDENTIFIER not in (said := self._ok("gio", "mime", TYPE)):
            raise StepFailedError(f"nobody opens it: {end_of(said)}")
        command = self._root.command(["gio", "open", "case.cgsupport"], HOME, {"DISPLAY": server.display})
        with launched(*command) as runs:
            picture = server.window(runs, unlike=self._start)
        return f"{picture.differs(self._start):.0%} unlike the start page, {self._kept(picture, 'file')}"

    def _kept(self, picture: Picture, name: str) -> str:
        path = self._pictures / f"{self._release}-{self._kind}-{name}.png"
        picture.save(path)
        return f"{picture.colors()} colors, {picture.covered():.0%} of the screen: {path}"

    def _documents(self) -> str:
        share = self._root.path(f"{self._prefix}/share")
        named = ("man/man1/cloudgate-setup.1.gz", "bash-completion/completions/cloudgate-setup")
        if missing := [name for name in named if not (share / name).is_file()]:
            raise StepFailedError(f"missing: {', '.join(missing)}")
        return "there"

    def _remove(self) -> str:
        if self._kind == "deb":
            self._ok("apt-get", "purge", "-qq", "--autoremove", "cloudgate-setup")
        else:
            self._ok(f"{self._prefix}/lib/cloudgate-setup/uninstall.sh")
        now = self._files()
        theirs = {name for name in now if name.startswith(DATA) or (DATA in now and DATA.startswith(f"{name}/"))}
        left = sorted(now - self._before - theirs - SHARED)
        mine = [name for name in left if "cloudgate" in name]
        mine += self._root.run(
            "grep", "-rIls", "cloudgate-setup", "--exclude-dir", DATA.rpartition("/")[2], *PLACES
        ).stdout.split()
        # Only a package manager knows whose the indexes of a system's folders are.
        if wrong := mine or (left if self._kind == "run" else []):
            raise StepFailedError(f"left behind: {', '.join(wrong[:3])}")
        return f"nothing of it is left but the person's data; {len(left)} other names are new"

    def _files(self) -> set[str]:
        return set(self._root.run("find", *PLACES).stdout.splitlines())


def _libraries() -> list[str]:
    from readme import apt_packages

    return [name for name in apt_packages() if name.startswith("lib")]
