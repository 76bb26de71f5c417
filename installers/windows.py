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
    for tool in ("wixl", "wixl-heat", "msibuild"):
        if not shutil.which(tool):
            raise PackageError(f"{tool} is missing; on Debian: apt-get install msitools wixl")
    work = BUILD / "msi"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    _save_icon(work / "app.ico")
    # wixl takes paths that are relative to the definition only.
    (work / "frozen").symlink_to(FOLDER.resolve())
    shutil.copy2(DEFINITIONS / "windows" / f"{NAME}.wxs", work)
    listed = "".join(f"./{path.relative_to(FOLDER)}\n" for path in sorted(FOLDER.rglob("*")) if path.is_file())
    heat = ("wixl-heat", "--var", "var.Frozen", "--directory-ref", "INSTALLDIR", "--component-group", "ProgramFiles",
            "--win64", "--prefix", "./")  # fmt: skip
    (work / "files.wxs").write_text(_run(work, *heat, given=listed), encoding="utf-8")
    OUT.mkdir(parents=True, exist_ok=True)
    package = OUT / f"{NAME}-{VERSION}.msi"
    values = {"Version": msi_version(), "Icon": "app.ico", "Window": WINDOW, "Frozen": "frozen", "Win64": "yes"}
    defined = [word for name, value in values.items() for word in ("-D", f"{name}={value}")]
    _run(work, "wixl", "--arch", "x64", *defined, "-o", str(package), f"{NAME}.wxs", "files.wxs")
    _put_on_path(package, work / "Environment.idt")
    return package


def _put_on_path(package: Path, table: Path) -> None:
    """Add the folder to everybody's PATH, which wixl has no words for.

    In the table's language "=-*" is the variable of the whole machine, of which the part goes on removal, and "[~]"
    stands for what the variable holds already (Windows Installer, Environment table).
    """
    columns = ("Environment", "Name", "Value", "Component_")
    row = ("AddToPath", "=-*PATH", "[~];[INSTALLDIR]", "CommandOnPath")
    lines = (columns, ("s72", "l255", "L255", "s72"), ("Environment", "Environment"), row)
    table.write_bytes("".join("\t".join(line) + "\r\n" for line in lines).encode("ascii"))
    _run(table.parent, "msibuild", str(package), "-i", str(table))
    for action, number in (("RemoveEnvironmentStrings", 3300), ("WriteEnvironmentStrings", 5200)):
        insert = "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES"
        _run(table.parent, "msibuild", str(package), "-q", f"{insert} ('{action}', {number})")


def msi_version() -> str:
    """Return the version as Windows Installer compares it: three numbers. A release candidate counts as its release."""
    return ".".join((*re.findall(r"\d+", VERSION)[:3], "0", "0")[i] for i in range(3))


def _save_icon(path: Path) -> None:
    from PIL import Image

    icon(256, path.with_suffix(".png"))
    with Image.open(path.with_suffix(".png")) as image:
        image.save(path, sizes=[(side, side) for side in (16, 24, 32, 48, 64, 128, 256)])


def _run(folder: Path, *command: str, given: str = "") -> str:
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackageError(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
