#!/usr/bin/env python3
"""Everything a developer runs, in one place. Needs only Python 3.11 or newer; makes its own environment in .venv."""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "installed.sha256"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def prepare() -> None:
    """Make the environment on first use, and again when pyproject.toml has changed."""
    if sys.version_info < (3, 11):
        sys.exit("dev.py: Python 3.11 or newer is needed")
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if STAMP.is_file() and PYTHON.exists() and STAMP.read_text() == wanted:
        return
    say(f"making the environment in {ENVIRONMENT.name} (some minutes the first time)")
    try:
        venv.EnvBuilder(with_pip=True, clear=ENVIRONMENT.exists()).create(ENVIRONMENT)
    except subprocess.CalledProcessError:
        sys.exit("dev.py: this Python cannot make environments; on Debian: apt-get install python3-venv")
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", ".[dev]"]
    if subprocess.run(install, cwd=ROOT, check=False).returncode:
        sys.exit("dev.py: installing the dependencies failed; see the lines above")
    STAMP.write_text(wanted)


def run(*command: str | Path, **variables: str) -> int:
    """Run a command of the environment and return its exit code."""
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **variables}, check=False
    ).returncode


def has_display() -> bool:
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def command_run(rest: list[str]) -> int:
    """Open the wizard on the practice company."""
    if has_display():
        return run(PYTHON, "-m", "wizard", "--practice", *rest)
    say("there is no display here; the same journey follows in the terminal")
    return run(PYTHON, "-m", "wizard", "setup", "--practice", *rest)


def command_test(rest: list[str]) -> int:
    """Run every test."""
    return run(PYTHON, "-m", "pytest", *rest)


def command_check(_rest: list[str]) -> int:
    """Format, lint, types and the rules of the house."""
    failed = 0
    for command in (
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "ruff", "check", "."),
        ("-m", "mypy"),
        ("-m", "pytest", "-q", "tests/test_architecture.py", "tests/test_texts.py"),
    ):
        failed += run(PYTHON, *command) != 0
    return 1 if failed else 0


def command_bench(rest: list[str]) -> int:
    """Run a benchmark: dev.py bench NAME; without a name, list them."""
    names = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    if not rest or rest[0] not in names:
        print("benchmarks:", ", ".join(names) or "none")
        return 0 if not rest else 2
    return run(PYTHON, ROOT / "bench" / f"{rest[0]}.py", *rest[1:], PYTHONPATH=str(ROOT))


def command_freeze(rest: list[str]) -> int:
    """Build the program with PyInstaller and run its self-test."""
    code = run(PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec", *rest)
    if code:
        return code
    name = "cloudgate-setup.exe" if os.name == "nt" else "cloudgate-setup"
    return run(ROOT / "dist" / "cloudgate-setup" / name, "--self-test")


def command_screens(rest: list[str]) -> int:
    """Save a PNG of every step and important state: dev.py screens DIR [--dark] [--scale 2]."""
    return run(PYTHON, "-m", "wizard.ui.screens", *rest, QT_QPA_PLATFORM="offscreen")


COMMANDS = {
    "run": command_run,
    "test": command_test,
    "check": command_check,
    "bench": command_bench,
    "freeze": command_freeze,
    "screens": command_screens,
}


def main() -> int:
    lines = "\n".join(f"  {name:8} {function.__doc__}" for name, function in COMMANDS.items())
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=f"commands:\n{lines}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    prepare()
    try:
        return COMMANDS[arguments.command](arguments.rest)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
