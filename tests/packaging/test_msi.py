"""The Windows package as Windows Installer will read it; built from an invented folder, where wixl is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
WINDOW = "CloudGate Provisioning Setup.exe"

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("wixl", "msiinfo", "msibuild"))), reason="needs msitools and wixl"
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frozen")
    for name in ("cloudgate-setup.exe", WINDOW, "_internal/resources/locales/en/a b.ftl"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"MZ")
    out = tmp_path_factory.mktemp("packages")
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PACKAGES": str(out)}
    command = [sys.executable, str(ROOT / "installers"), "msi", "--frozen", str(folder)]
    subprocess.run(command, env=variables, check=True)
    return next(out.glob("*.msi"))


def rows(package: Path, table: str) -> list[list[str]]:
    said = subprocess.run(["msiinfo", "export", str(package), table], capture_output=True, text=True, check=True).stdout
    return [line.split("\t") for line in said.splitlines()[3:]]


def test_installs_for_everybody_and_can_be_upgraded(package: Path) -> None:
    values = {row[0]: row[1] for row in rows(package, "Property")}
    assert values["ALLUSERS"] == "1", "per machine"
    # It must never change: Windows Installer knows by it that two versions are one product.
    assert values["UpgradeCode"] == "{6B1C6E4E-0B0A-4E3C-9C4B-6F0D2E6C51A7}"
    sequence = {row[0]: int(row[2]) for row in rows(package, "InstallExecuteSequence")}
    assert sequence["FindRelatedProducts"] < sequence["LaunchConditions"] < sequence["RemoveExistingProducts"]
    assert [row[0] for row in rows(package, "LaunchCondition")] == ["NOT NEWERFOUND"]


def test_replaces_older_versions_and_candidates_of_the_same_but_not_newer_ones(package: Path) -> None:
    version = [int(part) for part in {row[0]: row[1] for row in rows(package, "Property")}["ProductVersion"].split(".")]
    upgrade = {row[6]: row for row in rows(package, "Upgrade")}
    # Windows Installer, Upgrade table: 256 and 512 include the lower and the upper end, 2 only looks.
    _, lowest, highest, _, attributes, _, _ = upgrade["OLDERFOUND"]
    assert (lowest, highest, attributes) == ("0.0.0", f"{version[0]}.{version[1]}.{version[2] + 1}", "256")
    _, lowest, highest, _, attributes, _, _ = upgrade["NEWERFOUND"]
    assert (lowest, highest, attributes) == (".".join(map(str, version)), "", "2")


def test_has_every_file_a_menu_entry_and_the_file_type(package: Path) -> None:
    assert {row[2].partition("|")[2] or row[2] for row in rows(package, "File")} == {
        "cloudgate-setup.exe",
        WINDOW,
        "a b.ftl",
    }
    (shortcut,) = rows(package, "Shortcut")
    assert shortcut[4] == f"[INSTALLDIR]{WINDOW}"
    registry = {(row[2], row[3]): row[4] for row in rows(package, "Registry")}
    opened = registry[r"Software\Classes\CloudGate.SupportFile\shell\open\command", ""]
    assert opened == f'"[INSTALLDIR]{WINDOW}" "%1"', "quoted, since both paths may hold spaces"
    assert registry[r"Software\Classes\.cgsupport", ""] == "CloudGate.SupportFile"


def test_the_command_is_on_the_path_until_it_is_removed(package: Path) -> None:
    # Windows Installer, Environment table: "*" is the machine's variable, "-" takes the part away on removal.
    assert rows(package, "Environment") == [["AddToPath", "=-*PATH", "[~];[INSTALLDIR]", "CommandOnPath"]]
    actions = {row[0] for row in rows(package, "InstallExecuteSequence")}
    assert actions >= {"WriteEnvironmentStrings", "RemoveEnvironmentStrings"}
