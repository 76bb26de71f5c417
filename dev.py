#!/usr/bin/env python3
"""Everything a developer runs, in one place. Needs only Python 3.11 or newer; makes its own environment in .venv.

A command brings what it needs on first use: running takes the program's own libraries only, testing adds pytest, and so
on. Freezing has an environment of its own, so that nothing for developers gets into the frozen program.
"""

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
FREEZING = ROOT / ".venv-freeze"
NO_PIP = """this Python cannot make environments, because its module ensurepip is missing
dev.py: on Debian and Ubuntu: apt-get install python3-venv"""


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


PYTHON = python_of(ENVIRONMENT)


def prepare(environment: Path, *extras: str) -> None:
    """Make an environment on first use; bring it up to date when Python or pyproject.toml has changed.

    Args:
        environment: its folder. A stamp in it says which Python, which pyproject.toml and which extras are in it.
        extras: parts of pyproject.toml's optional dependencies that have to be there; those that are there stay.
    """
    stamp, python = environment / "installed.txt", f"{sys.version} {sys.base_prefix}"
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    found = stamp.read_text(encoding="utf-8") if stamp.is_file() and python_of(environment).is_file() else ""
    same_python = found.startswith(python)
    facts = found.removeprefix(python).split() if same_python else []
    wanted = sorted({*facts[1:], *extras})
    if facts == [project, *wanted]:
        return
    if not same_python:
        say(f"making the environment in {environment.name}; this takes a minute or two, once")
        try:
            venv.EnvBuilder(with_pip=True, clear=environment.exists(), symlinks=os.name != "nt").create(environment)
        except subprocess.CalledProcessError:
            sys.exit(f"dev.py: {NO_PIP}")
    say(f"installing what {' and '.join(['running', *wanted])} needs")
    what = f".[{','.join(wanted)}]" if wanted else "."
    options = ("--quiet", "--disable-pip-version-check", "--upgrade")
    if run(python_of(environment), "-m", "pip", "install", *options, "-e", what):
        sys.exit("dev.py: that failed; the reason stands above")
    stamp.write_text("\n".join([python, project, *wanted, ""]), encoding="utf-8")


def run(*command: str | Path, **variables: str) -> int:
    """Run a program in the project's folder and return its exit code."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode


def command_run(rest: list[str]) -> int:
    """open the wizard on the practice company; with --terminal, or without a display, ask in the terminal"""
    from wizard.ui.platform_plugin import names_a_display

    prepare(ENVIRONMENT)
    if "--terminal" not in rest and names_a_display(os.environ):
        if code := run(PYTHON, "-m", "wizard", "--practice", *rest):
            say("the same journey in the terminal: python3 dev.py run --terminal")
        return code
    if "--terminal" not in rest:
        say("there is no display here, so the same journey follows in the terminal")
    return run(PYTHON, "-m", "wizard", "setup", "--practice", *(word for word in rest if word != "--terminal"))


def command_test(rest: list[str]) -> int:
    """run all tests, a file at a time on each processor; what follows is for pytest, and then one runs after another"""
    prepare(ENVIRONMENT, "test")
    workers = max(3, os.cpu_count() or 1)  # tests wait for windows and processes for a third of their time
    # A worker that dies ends the run: with files given out whole, xdist waits for ever for the ones that it had.
    spread = ("-n", str(workers), "--dist", "loadfile", "--max-worker-restart", "0")
    return run(PYTHON, "-m", "pytest", *(rest or spread))


def command_check(_rest: list[str]) -> int:
    """format, lint, types, architecture and texts"""
    prepare(ENVIRONMENT, "test", "check")
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
    prepare(ENVIRONMENT, "test")
    return run(PYTHON, ROOT / "bench" / f"{rest[0]}.py", *rest[1:])


def command_freeze(rest: list[str]) -> int:
    """build the program with PyInstaller and run its self-test"""
    prepare(FREEZING, "freeze")
    build = (python_of(FREEZING), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *rest, "build.spec")
    if code := run(*build):
        return code
    program = ROOT / "dist" / "cloudgate-setup" / ("cloudgate-setup.exe" if os.name == "nt" else "cloudgate-setup")
    say(f"built {program.relative_to(ROOT)}")
    return run(program, "--self-test")


def command_package(rest: list[str]) -> int:
    """freeze, and build packages: package [deb] [run] [msi --frozen DIR] [--try]; --kept: what was frozen before"""
    if "--kept" not in rest and "msi" not in rest and (code := command_freeze([])):
        return code
    prepare(FREEZING, "freeze")
    rest = [word for word in rest if word != "--kept"]
    return run(python_of(FREEZING), "installers", *rest, QT_QPA_PLATFORM="offscreen")


def command_screens(rest: list[str]) -> int:
    """save a picture of every page: screens DIR [--dark] [--scale 2]"""
    prepare(ENVIRONMENT)
    return run(PYTHON, "-m", "wizard.ui.screens", *rest, QT_QPA_PLATFORM="offscreen")


def command_fresh(rest: list[str]) -> int:
    """try README's commands on bare Debian systems, as root: fresh [bookworm] [trixie] [--help]"""
    return run(sys.executable, "tests/fresh", *rest)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": command_run,
    "test": command_test,
    "check": command_check,
    "bench": command_bench,
    "freeze": command_freeze,
    "package": command_package,
    "screens": command_screens,
    "fresh": command_fresh,
}


def main() -> int:
    name, rest = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in COMMANDS:
        lines = [f"  {word:8} {function.__doc__}" for word, function in COMMANDS.items()]
        asked = name in {"-h", "--help", "help"}
        print(__doc__, "", "usage: dev.py COMMAND [...]", *lines, sep="\n", file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        return COMMANDS[name](rest)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python meets first
        sys.exit("dev.py: Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    sys.exit(main())
