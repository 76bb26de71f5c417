"""The Windows package, installed, replaced and removed by Wine; runs when it is named, since Wine takes a minute.

``dev.py test tests/packaging/by_name/test_wine.py``; on Debian: ``apt-get install wine msitools wixl``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent.parent
TITLE = "CloudGate Provisioning Setup"
WINE = next((found for name in ("wine", "wine-stable") if (found := shutil.which(name))), "")
FAILED = 1603 % 256
"""ERROR_INSTALL_FAILURE, of which a process outside Windows sees the last byte."""

pytestmark = [
    pytest.mark.skipif(not WINE or not shutil.which("wixl"), reason="needs Wine, msitools and wixl"),
    pytest.mark.timeout(600),
]
BUILD = "import sys; sys.path.insert(0, 'installers'); import windows, pathlib; windows.VERSION = sys.argv[1]; "
BUILD += "windows.FOLDER = pathlib.Path(sys.argv[2]); print(windows.build())"


@pytest.fixture
def package(tmp_path: Path) -> Callable[[str], Path]:
    folder = tmp_path / "frozen"
    for name in ("cloudgate-setup.exe", f"{TITLE}.exe", "_internal/a b.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"MZ")

    def built(version: str) -> Path:
        variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PACKAGES": str(tmp_path / "packages")}
        command = [sys.executable, "-c", BUILD, version, str(folder)]
        done = subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, text=True)
        return Path(done.stdout.strip())

    return built


class Windows:
    """A Windows of its own, below ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.drive = folder / "drive_c"
        own = {"WINEPREFIX": str(folder), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "DISPLAY": ""}
        self._variables = {**os.environ, **own}
        assert self.run("wineboot", "-i").returncode == 0

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [WINE, *command], env=self._variables, check=False, capture_output=True, text=True, errors="replace"
        )
        server = shutil.which("wineserver") or shutil.which("wineserver-stable") or "/usr/lib/wine/wineserver"
        subprocess.run([server, "-w"], env=self._variables, check=True)  # its processes outlive the command
        return done

    def programs(self) -> list[str]:
        """Return the versions that the list of installed programs names."""
        said = self.run("reg", "query", r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall", "/s").stdout
        return [line.split()[-1] for line in said.splitlines() if line.split()[:1] == ["DisplayVersion"]]

    def value(self, key: str) -> str:
        return self.run("reg", "query", key, "/ve").stdout

    def path(self) -> str:
        environment = r"HKLM\System\CurrentControlSet\Control\Session Manager\Environment"
        return self.run("reg", "query", environment, "/v", "PATH").stdout


def test_installed_replaced_kept_from_going_back_and_removed(package: Callable[[str], Path], tmp_path: Path) -> None:
    windows = Windows(tmp_path / "wine")
    home, before = windows.drive / "Program Files" / TITLE, windows.programs()
    candidate, release, newer = package("1.0.0rc1"), package("1.0.0"), package("1.0.1")

    assert windows.run("msiexec", "/i", str(candidate), "/qn").returncode == 0
    assert {path.name for path in home.rglob("*") if path.is_file()} == {
        "cloudgate-setup.exe",
        f"{TITLE}.exe",
        "a b.txt",
    }
    assert f"{TITLE}.exe" in windows.value(r"HKLM\Software\Classes\CloudGate.SupportFile\shell\open\command")
    assert TITLE in windows.path()
    for one, version in ((release, "1.0.0"), (newer, "1.0.1")):
        assert windows.run("msiexec", "/i", str(one), "/qn").returncode == 0
        assert windows.programs() == [*before, version], "one program, not two"
    assert windows.run("msiexec", "/i", str(release), "/qn").returncode == FAILED
    assert windows.programs() == [*before, "1.0.1"]

    assert windows.run("msiexec", "/x", str(newer), "/qn").returncode == 0
    assert windows.programs() == before
    assert not home.exists()
    assert TITLE not in windows.path()
    assert TITLE not in windows.value(r"HKLM\Software\Classes\CloudGate.SupportFile\shell\open\command")
    assert not list(windows.drive.rglob(f"{TITLE}.lnk"))
