#!/usr/bin/env python3
"""Everything a developer runs, in one place. Needs only Python 3.11 or newer; makes its own environment in .venv."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "installed.txt"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NO_PIP = """this Python cannot make environments, because its module ensurepip is missing
dev.py: on Debian and Ubuntu: apt-get install python3-venv"""


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def prepare() -> None:
    """Make the environment on first use; bring it up to date when Python or pyproject.toml has changed."""
    python = f"{sys.version} {sys.base_prefix}"
    wanted = f"{python}\n{hashlib.sha256((ROOT / 'pyproject.toml').read_bytes()).hexdigest()}\n"
    found = STAMP.read_text(encoding="utf-8") if STAMP.is_file() and PYTHON.is_file() else ""
    if found == wanted:
        return
    if not found.startswith(python):
        say(f"making the environment in {ENVIRONMENT.name}; this takes a few minutes, once")
        try:
            venv.EnvBuilder(with_pip=True, clear=ENVIRONMENT.exists(), symlinks=os.name != "nt").create(ENVIRONMENT)
        except subprocess.CalledProcessError:
            sys.exit(f"dev.py: {NO_PIP}")
    say("installing what pyproject.toml names")
    install = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "-e", ".[dev]"]
    if subprocess.run(install, cwd=ROOT, check=False).returncode:
        sys.exit("dev.py: that failed; the reason stands above")
    STAMP.write_text(wanted, encoding="utf-8")


def run(*command: str | Path, **variables: str) -> int:
    """Run a program in the project's folder and return its exit code."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode


def command_run(rest: list[str]) -> int:
    """open the wizard on the practice company"""
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform in {"win32", "darwin"} or any(os.environ.get(name) for name in displays):
        return run(PYTHON, "-m", "wizard", "--practice", *rest)
    say("there is no display here, so the same journey follows in the terminal")
    return run(PYTHON, "-m", "wizard", "setup", "--practice", *rest)


def command_test(rest: list[str]) -> int:
    """run all tests, a file at a time on each processor; what follows is for pytest, and then one runs after another"""
    workers = max(3, os.cpu_count() or 1)  # tests wait for windows and processes for a third of their time
    # A worker that dies ends the run: with files given out whole, xdist waits for ever for the ones that it had.
    spread = ("-n", str(workers), "--dist", "loadfile", "--max-worker-restart", "0")
    return run(PYTHON, "-m", "pytest", *(rest or spread))


def command_check(_rest: list[str]) -> int:
    """format, lint, types, architecture and texts"""
    failed = []
    for name, *command in (
        ("format", "ruff", "format", "--check", "--quiet"),
        ("lint", "ruff", "check", "--quiet"),
        ("types", "mypy", "--no-error-summary"),
        ("rules", "pytest", "-q", "tests/test_architecture.py", "tests/test_texts.py"),
    ):
        if run(PYTHON, "-m", *command):
            failed.append(name)
        say(f"{name}: {'FAILED' if name in failed else 'ok'}")
    return 1 if failed else 0


def command_bench(rest: list[str]) -> int:
    """run a benchmark: bench NAME; without a name, list them"""
    names = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    if not rest or rest[0] not in names:
        print("benchmarks:", ", ".join(names) or "none yet")
        return 2 if rest else 0
    return run(PYTHON, ROOT / "bench" / f"{rest[0]}.py", *rest[1:])


def command_freeze(rest: list[str]) -> int:
    """build the program with PyInstaller and run its self-test"""
    if code := run(PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *rest, "build.spec"):
        return code
    program = ROOT / "dist" / "cloudgate-setup" / ("cloudgate-setup.exe" if os.name == "nt" else "cloudgate-setup")
    say(f"built {program.relative_to(ROOT)}")
    return run(program, "--self-test")


def command_screens(rest: list[str]) -> int:
    """save a picture of every page: screens DIR [--dark] [--scale 2]"""
    return run(PYTHON, "-m", "wizard.ui.screens", *rest, QT_QPA_PLATFORM="offscreen")


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": command_run,
    "test": command_test,
    "check": command_check,
    "bench": command_bench,
    "freeze": command_freeze,
    "screens": command_screens,
}


def main() -> int:
    name, rest = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in COMMANDS:
        lines = [f"  {word:8} {function.__doc__}" for word, function in COMMANDS.items()]
        asked = name in {"-h", "--help", "help"}
        print(__doc__, "", "usage: dev.py COMMAND [...]", *lines, sep="\n", file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    prepare()
    try:
        return COMMANDS[name](rest)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python meets first
        sys.exit("dev.py: Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    sys.exit(main())
