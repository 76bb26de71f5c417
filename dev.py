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
LOCKING = ROOT / ".venv-lock"
LOWEST = ROOT / ".venv-lowest"
LOCKS = ROOT / "locks"
"""One file for running and one more for each extra: every version, for every system, with the hashes of its files."""
NO_PIP = """this Python cannot make environments, because its module ensurepip is missing
dev.py: on Debian and Ubuntu: apt-get install python3-venv"""


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


PYTHON = python_of(ENVIRONMENT)
# Tests wait for windows, sockets and processes for nearly half of their time: more workers than processors.
# Files are given out whole, since many prepare a company once; tests/conftest.py puts the long ones first.
SPREAD = (
    "-n", str((os.cpu_count() or 1) + 2), "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0",
)  # fmt: skip


def prepare(environment: Path, *extras: str) -> None:
    """Make an environment on first use; bring it up to date when Python, pyproject.toml or a lock has changed.

    Args:
        environment: its folder. A stamp in it says which Python, which versions and which extras are in it.
        extras: parts of pyproject.toml's optional dependencies that have to be there; those that are there stay.
    """
    stamp, python = environment / "installed.txt", f"{sys.version} {sys.base_prefix}"
    wanted_by = (ROOT / "pyproject.toml", *sorted(LOCKS.glob("*.txt")))
    project = hashlib.sha256(b"".join(path.read_bytes() for path in wanted_by)).hexdigest()
    found = stamp.read_text(encoding="utf-8") if stamp.is_file() and python_of(environment).is_file() else ""
    same_python = found.startswith(python)
    facts = found.removeprefix(python).split() if same_python else []
    wanted = sorted({*facts[1:], *extras})
    if facts == [project, *wanted]:
        return
    if not same_python:
        make(environment)
    say(f"installing what {' and '.join(['running', *wanted])} needs")
    locks = [word for name in ("run", *wanted) for word in ("-r", LOCKS / f"{name}.txt")]
    install(environment, "--require-hashes", *locks)
    install(environment, "--no-deps", "--no-build-isolation", "-e", ".")
    stamp.write_text("\n".join([python, project, *wanted, ""]), encoding="utf-8")


def make(environment: Path) -> None:
    """Make an empty environment; one that is there is emptied."""
    say(f"making the environment in {environment.name}; this takes a minute or two, once")
    try:
        venv.EnvBuilder(with_pip=True, clear=environment.exists(), symlinks=os.name != "nt").create(environment)
    except subprocess.CalledProcessError:
        sys.exit(f"dev.py: {NO_PIP}")


def install(environment: Path, *what: str | Path) -> None:
    """Install into an environment, or end with pip's words."""
    if run(python_of(environment), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what):
        sys.exit("dev.py: that failed; the reason stands above")


def run(*command: str | Path, **variables: str) -> int:
    """Run a program in the project's folder and return its exit code."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode


def command_run(rest: list[str]) -> int:
    """open the wizard on the practice company; with --terminal, or without a display, ask in the terminal"""
    from wizard.ui.shell.platform_plugin import names_a_display

    prepare(ENVIRONMENT)
    if "--terminal" not in rest and names_a_display(os.environ):
        if code := run(PYTHON, "-m", "wizard", "--practice", *rest):
            say("the same journey in the terminal: python3 dev.py run --terminal")
        return code
    if "--terminal" not in rest:
        say("there is no display here, so the same journey follows in the terminal")
    return run(PYTHON, "-m", "wizard", "setup", "--practice", *(word for word in rest if word != "--terminal"))


def command_test(rest: list[str]) -> int:
    """run all tests on all processors; --nightly tries many more examples; what follows is for pytest, one by one"""
    prepare(ENVIRONMENT, "test")
    examples = "all" if "--nightly" in rest else ""
    rest = [word for word in rest if word != "--nightly"]
    # Hundreds of processes are started, and compiling the program takes longer than running it.
    return run(PYTHON, "-m", "pytest", *(rest or SPREAD), PYTHONDONTWRITEBYTECODE="", TEST_EXAMPLES=examples)


PAPERS = ("guide", "names", "licenses", "dev", "workflows")


def command_check(_rest: list[str]) -> int:
    """format, lint, types, architecture, texts, links and pages, licenses, locks, workflows"""
    prepare(ENVIRONMENT, "test", "check")
    failed = []
    workflows = sorted((ROOT / ".github/workflows").glob("*.yml"))
    module = (PYTHON, "-m")
    for name, command in {
        "format": (*module, "ruff", "format", "--check", "--quiet"),
        "lint": (*module, "ruff", "check", "--quiet"),
        "types": (*module, "mypy", "--no-error-summary"),
        "rules": (*module, "pytest", "-q", "tests/test_architecture.py", "tests/test_texts.py"),
        "papers": (*module, "pytest", "-q", *(f"tests/packaging/test_{of}.py" for of in PAPERS)),
        "workflows": (
            *module,
            "check_jsonschema",
            "--quiet",
            "--builtin-schema",
            "vendor.github-workflows",
            *workflows,
        ),
        "workflows' safety": (PYTHON.parent / "zizmor", "--quiet", "--offline", *workflows),
    }.items():
        if run(*command):
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
    """freeze, build packages, with --try use them on bare systems: package [deb] [run] [msi --frozen DIR] [--try]"""
    prepare(FREEZING, "freeze")
    return run(python_of(FREEZING), "installers", *rest, QT_QPA_PLATFORM="offscreen")


def command_guide(rest: list[str]) -> int:
    """build the guide as a site in build/guide; a broken link is an error: guide [--pictures]"""
    prepare(ENVIRONMENT)
    _locking()
    if code := run(PYTHON, "installers/guide.py", *rest):
        return code
    return run(python_of(LOCKING).parent / "zensical", "build", "--strict", "--clean")


def command_lock(rest: list[str]) -> int:
    """write locks/ again with the newest versions that pyproject.toml allows"""
    for name in ("all", "run", "test", "check", "freeze"):
        extras = ("--all-extras",) if name == "all" else () if name == "run" else ("--extra", name)
        given = (LOCKING / "all.txt",) if name == "all" else (LOCKS / f"{name}.txt", "-c", LOCKING / "all.txt")
        if code := _resolve(*given, "--upgrade", "--universal", "--generate-hashes", *extras, *rest):
            return code
    return 0


def command_sbom(rest: list[str]) -> int:
    """list every library of the program with its hashes, in CycloneDX's form: sbom FILE"""
    if len(rest) != 1:
        say("usage: dev.py sbom FILE")
        return 2
    _locking()
    command = (
        "requirements",
        "--pyproject",
        "pyproject.toml",
        "--output-reproducible",
        "-o",
        rest[0],
        LOCKS / "run.txt",
    )
    return run(python_of(LOCKING), "-W", "ignore", "-m", "cyclonedx_py", *command)


def _locking() -> None:
    if not python_of(LOCKING).is_file():
        make(LOCKING)
        install(LOCKING, "uv", "cyclonedx-bom", "zensical")


def command_lowest(rest: list[str]) -> int:
    """run the tests with the lowest versions that pyproject.toml allows, on this Python"""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if code := _resolve(LOCKING / "lowest.txt", "--resolution", "lowest-direct", "--extra", "test", py=version):
        return code
    make(LOWEST)
    install(LOWEST, "-r", LOCKING / "lowest.txt")
    install(LOWEST, "--no-deps", "--no-build-isolation", "-e", ".")
    return run(python_of(LOWEST), "-m", "pytest", *(rest or SPREAD))


def _resolve(out: Path, *options: str | Path, py: str = "3.11") -> int:
    """Choose versions for pyproject.toml and what building it needs; without the address of any package index."""
    _locking()
    building = LOCKING / "building.in"
    building.write_text("hatchling\neditables>=0.5\n", encoding="utf-8")
    out.parent.mkdir(exist_ok=True)
    quiet = ("--quiet", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
    return run(python_of(LOCKING).parent / "uv", "pip", "compile", "pyproject.toml", building, "-o", out,
               "--python-version", py, *quiet, *options)  # fmt: skip


def command_screens(rest: list[str]) -> int:
    """save a picture of every page: screens DIR [--dark] [--scale 2] [--size 1024x680] [--check]"""
    prepare(ENVIRONMENT)
    return run(PYTHON, "-m", "bench.screens", *rest, QT_QPA_PLATFORM="offscreen")


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
    "guide": command_guide,
    "lock": command_lock,
    "lowest": command_lowest,
    "sbom": command_sbom,
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
