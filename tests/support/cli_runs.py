"""Runs the command line like a user: in a separate process, with separate folders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import warm

import wizard

ROOT = Path(wizard.__file__).parents[1]


def environment(folder: Path) -> dict[str, str]:
    """Return an environment whose home, data, settings, cache and temporary folders are below ``folder``."""
    places = {
        "HOME": "home",
        "USERPROFILE": "home",
        "XDG_DATA_HOME": "data",
        "XDG_CONFIG_HOME": "config",
        "XDG_CACHE_HOME": "cache",
        "XDG_STATE_HOME": "state",
        "XDG_RUNTIME_DIR": "runtime",
        "TMPDIR": "scratch",
        "TEMP": "scratch",
        "TMP": "scratch",
    }
    for name in places.values():
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    kept |= {name: str(folder / place) for name, place in places.items()}
    if sys.platform != "linux":  # on other platforms, the data folder cannot be moved by these variables
        kept["CLOUDGATE_SETUP_DATA"] = str(data_folder(folder))
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def data_folder(folder: Path) -> Path:
    """Return the program's data folder in that environment."""
    return folder / "data" / "cloudgate-setup"


def run(
    folder: Path, *arguments: str, stdin: str = "", timeout: float = 90, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return warm.run(
        [sys.executable, "-m", "wizard", *arguments],
        input=stdin,
        env=environment(folder) | variables,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def error_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the error that a command printed with ``--json``; check that it is the only output and has texts."""
    (name,) = found = json.loads(done.stdout)
    assert name == "error"
    error: dict[str, Any] = found[name]
    assert error["what"] and error["next"] and "Traceback" not in done.stderr
    return error


class Served:
    """A running ``practice serve --json``: its process and the facts in its output line."""

    def __init__(self, process: subprocess.Popen[str], line: str) -> None:
        self.process = process
        self.line = line
        self.facts: dict[str, Any] = json.loads(line)

    @property
    def output(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout


@contextmanager
def served(folder: Path, options: Sequence[str] = ()) -> Iterator[Served]:
    """Start a practice company, which ends when its standard input is closed."""
    process = warm.Popen(
        [sys.executable, "-m", "wizard", "practice", "serve", "--json", "--until-eof", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(folder),
        cwd=folder,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        yield Served(process, process.stdout.readline())
    finally:
        process.stdin.close()
        try:
            process.wait(20)
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
