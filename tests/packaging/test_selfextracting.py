"""The scripts of the self-extracting package: everything goes where it belongs, and only the person's things stay."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINUX = Path(__file__).resolve().parent.parent.parent / "installers/linux"
ENTRY = "share/applications/com.soloinsight.cloudgate-setup.desktop"
TYPE = "share/mime/packages/com.soloinsight.cloudgate-setup.xml"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the package is for Linux")


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """What makeself unpacks: the scripts beside a program that knows its version only."""
    folder = tmp_path / "unpacked"
    program = folder / "usr/lib/cloudgate-setup/cloudgate-setup"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho cloudgate-setup 1.2.3\n", encoding="utf-8")
    program.chmod(0o755)
    (folder / "usr/bin").mkdir()
    (folder / "usr/bin/cloudgate-setup").symlink_to("../lib/cloudgate-setup/cloudgate-setup")
    for name in (ENTRY, TYPE):
        (folder / "usr" / name).parent.mkdir(parents=True)
        shutil.copy(LINUX / Path(name).name, folder / "usr" / name)
    for name in ("install.sh", "uninstall.sh"):
        shutil.copy(LINUX / name, folder / name)
        (folder / name).chmod(0o755)
    return folder


def run(script: Path, prefix: Path) -> str:
    variables = {**os.environ, "PREFIX": str(prefix)}
    return subprocess.run([script], env=variables, check=True, capture_output=True, text=True).stdout


def everything(prefix: Path) -> set[str]:
    return {str(path.relative_to(prefix)) for path in prefix.rglob("*")}


@pytest.mark.parametrize("there", [(), ("bin", "share/applications/other.desktop", "share/mime/packages/other.xml")])
@pytest.mark.parametrize("times", [1, 2])
def test_removed_it_leaves_what_was_there_before(
    unpacked: Path, tmp_path: Path, there: tuple[str, ...], times: int
) -> None:
    prefix = tmp_path / "a person's folder"
    prefix.mkdir()
    for name in there:
        path = prefix / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix:
            path.write_text("<mime-info/>" if path.suffix == ".xml" else "[Desktop Entry]\n", encoding="utf-8")
        else:
            path.mkdir()
    before = everything(prefix)
    for _ in range(times):
        said = run(unpacked / "install.sh", prefix)
    assert "cloudgate-setup 1.2.3" in said
    assert (prefix / TYPE).is_file()
    entry = (prefix / ENTRY).read_text(encoding="utf-8")
    assert f'\nExec="{prefix}/bin/cloudgate-setup" %f\n' in entry
    assert f"\nTryExec={prefix}/bin/cloudgate-setup\n" in entry
    run(prefix / "lib/cloudgate-setup/uninstall.sh", prefix)
    left = everything(prefix) - before
    # The desktop's index of folders that somebody else uses too is written again, without the program.
    assert not [name for name in left if not there or not name.startswith(("share/mime/", "share/applications/"))]
    assert not [name for name in left if (prefix / name).is_file() and b"cloudgate" in (prefix / name).read_bytes()]
    assert before <= everything(prefix)


def test_what_somebody_else_has_put_into_its_folders_stays(unpacked: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "prefix"
    run(unpacked / "install.sh", prefix)
    later = [
        prefix / "bin/other",
        prefix / "share/mime/packages/other.xml",
        prefix / "share/applications/other.desktop",
    ]
    for path in later:
        path.write_text("<mime-info/>", encoding="utf-8")
    run(prefix / "lib/cloudgate-setup/uninstall.sh", prefix)
    assert all(path.is_file() for path in later)
    assert not (prefix / "lib").exists()


def test_a_folder_that_it_made_for_itself_goes_too(unpacked: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "new"
    run(unpacked / "install.sh", prefix)
    run(prefix / "lib/cloudgate-setup/uninstall.sh", prefix)
    assert not prefix.exists()
