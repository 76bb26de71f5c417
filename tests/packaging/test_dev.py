"""``dev.py``: its own words and exit codes; what its commands do is tested where it lives."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    # -I: nothing but the standard library and the file itself can be imported.
    return subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "dev.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_lists_every_command_and_needs_only_the_standard_library() -> None:
    result = dev("--help")
    assert result.returncode == 0
    for name in ("run", "test", "check", "bench", "freeze", "package", "lock", "lowest", "screens", "fresh"):
        assert f"\n  {name} " in result.stdout


@pytest.mark.parametrize("arguments", [(), ("nonsense",)])
def test_without_a_known_command_it_explains_itself_and_fails(arguments: tuple[str, ...]) -> None:
    result = dev(*arguments)
    assert result.returncode == 2
    assert "usage: dev.py COMMAND" in result.stderr
    assert not result.stdout


def pip_of(folder: Path) -> tuple[Path, Path]:
    """A project with dev.py and an environment whose Python only writes down what it is asked to run."""
    (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (folder / "dev.py").write_bytes((ROOT / "dev.py").read_bytes())
    asked, python = folder / "asked.txt", folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$*" >> {asked}\n', encoding="utf-8")
    python.chmod(0o755)
    (python.parent / "zizmor").symlink_to(python)
    (folder / ".venv" / "installed.txt").write_text(f"{sys.version} {sys.base_prefix}\n", encoding="utf-8")
    return folder / "dev.py", asked


@pytest.mark.skipif(sys.platform == "win32", reason="the environment's Python is a shell script here")
def test_each_command_installs_what_it_needs_once_and_takes_nothing_away(tmp_path: Path) -> None:
    program, asked = pip_of(tmp_path)

    def installs(*command: str) -> list[str]:
        """Return the names of the locks that pip is given; versions and hashes come from nowhere else."""
        asked.write_text("", encoding="utf-8")
        subprocess.run([sys.executable, str(program), *command], check=True, timeout=60, capture_output=True)
        lines = asked.read_text(encoding="utf-8").splitlines()
        pip = [line.split() for line in lines if " pip install " in f" {line} "]
        assert all("--require-hashes" in words or "--no-deps" in words for words in pip)
        return [Path(word).stem for words in pip for word in words if word.endswith(".txt")]

    assert installs("screens", "x") == ["run"]
    assert installs("screens", "x") == []
    assert installs("test") == ["run", "test"]
    assert installs("test") == []
    assert installs("check") == ["run", "check", "test"]
    assert installs("screens", "x") == []
    assert installs("test") == []
    for changed in ("pyproject.toml", "locks/run.txt"):
        (tmp_path / changed).parent.mkdir(exist_ok=True)
        (tmp_path / changed).write_text("# changed\n", encoding="utf-8")
        assert installs("screens", "x") == ["run", "check", "test"]
        assert installs("screens", "x") == []


def test_every_version_of_the_locks_has_hashes_and_fits_pyproject() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in ("run", "test", "check", "freeze"):
        text = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
        entries = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
        locked = {canonicalize_name(entry[0].partition("==")[0]): entry[0].partition("==")[2] for entry in entries}
        assert not [entry[0] for entry in entries if not any(word.startswith("--hash=sha256:") for word in entry)]
        assert "://" not in text, "an index's address ties everybody to it"
        extra = wanted["optional-dependencies"].get(name, [])
        for line in (*wanted["dependencies"], *extra):
            requirement = Requirement(line)
            version = locked[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version, prereleases=True), f"{line}: {version}; run dev.py lock"
