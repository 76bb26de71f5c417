"""Bare Debian systems: made once with debootstrap, kept as an archive, and unpacked for every try."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PASSED_ON = ("PIP_", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "http_proxy", "https_proxy", "no_proxy")
"""Settings of this machine's network that hold in the bare system too: variables that begin like this."""

HOME = "/root"


class FreshError(Exception):
    """The bare system cannot be made; the text says why and what to do."""


def archive_of(release: str, cache: Path, mirror: str | None) -> Path:
    """Return the archive of a bare release, made on first use: debootstrap's smallest variant, as downloaded.

    Raises:
        FreshError: debootstrap fails.
    """
    archive = cache / f"{release}.tar"
    if archive.is_file():
        return archive
    cache.mkdir(parents=True, exist_ok=True)
    folder, unfinished = cache / f"{release}.new", archive.with_suffix(".part")
    shutil.rmtree(folder, ignore_errors=True)
    log = cache / f"{release}.log"
    command = ["debootstrap", "--variant=minbase", release, str(folder), *([mirror] if mirror else [])]
    with log.open("wb") as output:
        if subprocess.run(command, stdout=output, stderr=output, check=False).returncode:
            raise FreshError(f"debootstrap {release} failed: see {log}")
    subprocess.run(["tar", "-C", str(folder), "-cf", str(unfinished), "."], check=True)
    shutil.rmtree(folder)
    unfinished.rename(archive)
    return archive


@dataclass(frozen=True, slots=True)
class Root:
    """An unpacked system. Its mounts are in the mount namespace of this process and end with it.

    Args:
        folder: where it is.
        variables: what its processes find in their environment besides PATH, HOME and LANG.
    """

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def path(self, inside: str) -> Path:
        """Return where a path of the system is, seen from here."""
        return self.folder / inside.lstrip("/")

    def bind(self, outside: Path, inside: str) -> None:
        """Show a folder or file of this machine in the system."""
        target = self.path(inside)
        if outside.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        subprocess.run(["mount", "--rbind", str(outside), str(target)], check=True)

    def command(self, command: Sequence[str], folder: str, variables: Mapping[str, str]) -> list[str]:
        """Return the command that runs a program in the system, with a clean environment."""
        environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": HOME,
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **self.variables,
            **variables,
        }
        words = [f"{name}={value}" for name, value in environment.items()]
        return [
            "chroot", str(self.folder), "/usr/bin/env", "-i", *words,
            "/bin/sh", "-c", 'cd "$0" && exec "$@"', folder, *command,
        ]  # fmt: skip

    def run(
        self, *command: str, folder: str = "/", seconds: float = 900, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, without standard input; output and errors come together."""
        return subprocess.run(
            self.command(command, folder, variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )


def unpack(archive: Path, folder: Path, binds: Sequence[Path]) -> Root:
    """Unpack a system, mount what every system has, and pass the settings of this machine's network on.

    To be called in a mount namespace of its own: nobody else sees the mounts, and they cannot be left behind.
    """
    folder.mkdir(parents=True)
    subprocess.run(["tar", "-C", str(folder), "-xf", str(archive)], check=True)
    root = Root(folder)
    subprocess.run(["mount", "-t", "proc", "proc", str(root.path("/proc"))], check=True)
    subprocess.run(["mount", "-t", "sysfs", "-o", "ro", "sys", str(root.path("/sys"))], check=True)
    subprocess.run(["mount", "--rbind", "/dev", str(root.path("/dev"))], check=True)
    shutil.copy("/etc/resolv.conf", root.path("/etc/resolv.conf"))
    for place in binds:
        root.bind(place, str(place))
    for name, value in os.environ.items():
        if name.lower().startswith(tuple(prefix.lower() for prefix in PASSED_ON)):
            root.variables[name] = _as_seen_inside(root, name, value)
    return root


def _as_seen_inside(root: Root, name: str, value: str) -> str:
    """A file that a variable names, such as a certificate authority's, is copied to a place that no package touches."""
    if not value.startswith("/") or not Path(value).is_file():
        return value
    copy = f"/var/local/settings/{name.lower()}"
    root.path(copy).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(value, root.path(copy))
    return copy
