"""The package for Windows, built on any Linux from a folder that was frozen on Windows.

msiexec /i cloudgate-setup-VERSION.msi /qn      installs for everybody, asks nothing
msiexec /x cloudgate-setup-VERSION.msi /qn      removes it; people's saved setups and tokens stay
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

from product import DEFINITIONS, NAME, OUT, TITLE, VERSION, PackageError, icon

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
    OUT.mkdir(parents=True, exist_ok=True)
    package = OUT.resolve() / f"{NAME}-{VERSION}.msi"
    with tempfile.TemporaryDirectory() as scratch:
        _build(FOLDER, Path(scratch), package)
    return package


def _build(frozen: Path, work: Path, package: Path) -> None:
    _save_icon(work / "app.ico")
    # wixl takes paths that are relative to the definition only.
    (work / "frozen").symlink_to(frozen.resolve())
    shutil.copy2(DEFINITIONS / "windows" / f"{NAME}.wxs", work)
    listed = "".join(f"./{path.relative_to(frozen)}\n" for path in sorted(frozen.rglob("*")) if path.is_file())
    heat = ("wixl-heat", "--var", "var.Frozen", "--directory-ref", "INSTALLDIR", "--component-group", "ProgramFiles",
            "--win64", "--prefix", "./")  # fmt: skip
    (work / "files.wxs").write_text(_run(work, *heat, given=listed), encoding="utf-8")
    *first, last = msi_version().split(".")
    versions = {"Version": msi_version(), "Next": ".".join((*first, str(int(last) + 1)))}
    values = versions | {"Icon": "app.ico", "Window": WINDOW, "Frozen": "frozen", "Win64": "yes"}
    defined = [word for name, value in values.items() for word in ("-D", f"{name}={value}")]
    _run(work, "wixl", "--arch", "x64", *defined, "-o", str(package), f"{NAME}.wxs", "files.wxs")
    _put_on_path(package, work / "Environment.idt")


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
    """Save the icon as Windows wants it: a table of pictures, each a PNG, which it reads since Vista (ICONDIR)."""
    pictures = []
    for side in (16, 24, 32, 48, 64, 128, 256):
        icon(side, path.with_suffix(".png"))
        pictures.append((side, path.with_suffix(".png").read_bytes()))
    head, place = struct.pack("<3H", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    for side, data in pictures:
        head += struct.pack("<4B2H2I", side % 256, side % 256, 0, 0, 1, 32, len(data), place)
        place += len(data)
    path.write_bytes(head + b"".join(data for _, data in pictures))


def _run(folder: Path, *command: str, given: str = "") -> str:
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackageError(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
