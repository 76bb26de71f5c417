"""The wheel: complete, and at work in a place that knows nothing of the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    result = subprocess.run(
        command, cwd=cwd, env={**environment, **variables}, capture_output=True, text=True, timeout=300, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder)]
    run(sys.executable, "-m", "pip", "wheel", *options, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it, the dependencies taken from the one that runs the tests."""
    folder = tmp_path_factory.mktemp("installed")
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    target = ["--target", str(site)]
    run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-compile",
        "--no-deps",
        "--no-index",
        *target,
        wheel,
        cwd=folder,
    )
    here = Path(run(sys.executable, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    # Only a path entry, so that an editable install of the checkout, which is a .pth file there, is not followed.
    (site / "dependencies.pth").write_text(str(here), encoding="utf-8")
    return python


def files_below(folder: Path, suffixes: set[str]) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix() for path in folder.rglob("*") if path.is_file() and path.suffix in suffixes
    }


@pytest.mark.timeout(300)
def test_the_wheel_has_every_module_and_every_data_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = files_below(ROOT / "wizard", {".py"})
    wanted |= {f"wizard/{name}" for name in files_below(ROOT / "resources", {".ftl", ".json", ".qss", ".svg", ".toml"})}
    assert wanted <= names
    assert not [name for name in names if name.startswith(("tests/", "bench/")) or "cache" in name]


@pytest.mark.timeout(300)
def test_the_installed_program_passes_its_self_test_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    data = {"CLOUDGATE_SETUP_DATA": str(tmp_path / "data"), "QT_QPA_PLATFORM": "offscreen"}
    place = run(installed, "-c", "import wizard; print(wizard.__file__)", cwd=tmp_path)
    assert not Path(place.strip()).is_relative_to(ROOT)
    report = run(installed, "-m", "wizard", "--self-test", cwd=tmp_path, **data)
    assert report.splitlines()[-1].endswith("0 failed")


@pytest.mark.timeout(300)
def test_the_installed_window_opens_and_the_command_line_answers(installed: Path, tmp_path: Path) -> None:
    data = {"CLOUDGATE_SETUP_DATA": str(tmp_path / "data"), "QT_QPA_PLATFORM": "offscreen"}
    run(installed, "-m", "wizard", "--exit-when-ready", cwd=tmp_path, **data)
    assert run(installed, "-m", "wizard", "--version", cwd=tmp_path).startswith("cloudgate-setup ")
    assert '"id": "start"' in run(installed, "-m", "wizard", "steps", "--json", cwd=tmp_path)
