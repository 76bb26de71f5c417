"""The package for Windows, built on any Linux from a folder that was frozen on Windows.

msiexec /i cloudgate-setup-VERSION.msi /qn      installs for everybody, asks nothing
msiexec /x cloudgate-setup-VERSION.msi /qn      removes it; people's saved setups and tokens stay
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from product import BUILD, DEFINITIONS, NAME, OUT, TITLE, VERSION, PackageError, icon

FOLDER: Path | None = None
"""What was frozen on Windows: holds ``cloudgate-setup.exe`` and the program without a console beside it."""

WINDOW = f"{TITLE}.exe"


def build() -> Path:
    """Build the package and return its path, ``cloudgate-setup-VERSION.msi``.

    Raises:
        PackageError: no frozen folder was given, it is not whole, a tool is missing or refused.
    """
    if FOLDER is None or not all((FOLDER / name).is_file() for name in (f"{NAME}.exe", WINDOW)):
        raise PackageError(f"--frozen has to name a folder with {NAME}.exe and {WINDOW}, frozen on Windows")
    for tool in ("wixl", "wixl-heat"):
        if not shutil.which(tool):
            raise PackageError(f"{tool} is missing; on Debian: apt-get install wixl")
    work = BUILD / "msi"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    _save_icon(work / "app.ico")
    listed = "".join(f"{path}\n" for path in sorted(FOLDER.rglob("*")) if path.is_file())
    heat = ["wixl-heat", "--var", "var.Frozen", "--directory-ref", "INSTALLDIR", "--component-group", "ProgramFiles",
            "--win64", "--prefix", f"{FOLDER}/"]  # fmt: skip
    (work / "files.wxs").write_text(_run(heat, listed), encoding="utf-8")
    OUT.mkdir(parents=True, exist_ok=True)
    package = OUT / f"{NAME}-{VERSION}.msi"
    values = {"Version": msi_version(), "Icon": work / "app.ico", "Window": WINDOW, "Frozen": FOLDER}
    defined = [word for name, value in values.items() for word in ("-D", f"{name}={value}")]
    _run(["wixl", "--arch", "x64", *defined, "-o", str(package), str(DEFINITIONS / "windows" / f"{NAME}.wxs"),
          str(work / "files.wxs")])  # fmt: skip
    return package


def msi_version() -> str:
    """Return the version as Windows Installer compares it: three numbers. A release candidate counts as its release."""
    return ".".join((*re.findall(r"\d+", VERSION)[:3], "0", "0")[i] for i in range(3))


def _save_icon(path: Path) -> None:
    from PIL import Image

    icon(256, path.with_suffix(".png"))
    with Image.open(path.with_suffix(".png")) as image:
        image.save(path, sizes=[(side, side) for side in (16, 24, 32, 48, 64, 128, 256)])


def _run(command: list[str], given: str = "") -> str:
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackageError(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
