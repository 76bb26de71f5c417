"""The package for Debian and Ubuntu: the frozen program with its menu entry, icon, file type, manual and completion."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from email.utils import format_datetime
from pathlib import Path

from product import (
    BUILD,
    DEFINITIONS,
    FROZEN,
    ICON_SIZES,
    IDENTIFIER,
    MAINTAINER,
    NAME,
    OUT,
    ROOT,
    SUMMARY,
    VERSION,
    PackageError,
    icon,
    printed,
    released,
    squeezed,
)

DESCRIPTION = """Takes an administrator through automatic user provisioning from
Microsoft Entra ID to Soloinsight-CloudGate SSO, one step at a time: each
step is done for you, or shown with the values to copy. A practice company
is included, so that everything can be tried without an account."""
MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


def build() -> Path:
    """Build the package and return its path, ``cloudgate-setup_VERSION_MACHINE.deb``.

    Raises:
        PackageError: the frozen program or dpkg-deb is missing, or dpkg-deb refused.
    """
    if not shutil.which("dpkg-deb"):
        raise PackageError("dpkg-deb is missing; it is part of Debian and Ubuntu")
    machine = MACHINES.get(platform.machine())
    if machine is None:
        raise PackageError(f"Debian's name for {platform.machine()} is not known here")
    tree = BUILD / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    lay_out(tree / "usr")
    _documents(tree / "usr/share/doc" / NAME)
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(_control(tree, machine), encoding="utf-8")
    OUT.mkdir(parents=True, exist_ok=True)
    package = OUT / f"{NAME}_{debian_version()}_{machine}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(package)]
    variables = {**os.environ, "SOURCE_DATE_EPOCH": str(int(released().timestamp()))}
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackageError(done.stderr.strip())
    return package


def lay_out(usr: Path) -> None:
    """Put the frozen program and what the desktop reads below ``usr``; the same for every kind of Linux package."""
    home = usr / "lib" / NAME
    shutil.copytree(FROZEN, home, symlinks=True)
    link = usr / "bin" / NAME
    link.parent.mkdir(parents=True)
    link.symlink_to(f"../lib/{NAME}/{NAME}")
    share = usr / "share"
    definitions = DEFINITIONS / "linux"
    _write(share / "applications" / f"{IDENTIFIER}.desktop", (definitions / f"{IDENTIFIER}.desktop").read_bytes())
    _write(share / "mime/packages" / f"{IDENTIFIER}.xml", (definitions / f"{IDENTIFIER}.xml").read_bytes())
    about = (definitions / f"{IDENTIFIER}.metainfo.xml").read_text(encoding="utf-8")
    about = about.replace("@VERSION@", VERSION).replace("@DATE@", f"{released():%Y-%m-%d}")
    _write(share / "metainfo" / f"{IDENTIFIER}.metainfo.xml", about.encode())
    for size in ICON_SIZES:
        icon(size, share / f"icons/hicolor/{size}x{size}/apps/{IDENTIFIER}.png")
    _write(share / f"icons/hicolor/scalable/apps/{IDENTIFIER}.svg", (ROOT / "resources/icons/app.svg").read_bytes())
    _write(share / f"man/man1/{NAME}.1.gz", squeezed(printed("man")))
    _write(share / f"bash-completion/completions/{NAME}", printed("completion", "bash"))
    _write(share / f"zsh/vendor-completions/_{NAME}", printed("completion", "zsh"))
    _write(share / f"fish/vendor_completions.d/{NAME}.fish", printed("completion", "fish"))
    for path in usr.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path == home / NAME
            path.chmod(0o755 if runs else 0o644)


def debian_version() -> str:
    """Return the version in Debian's order, where a tilde sorts before the end: 1.0.0rc1 becomes 1.0.0~rc1."""
    return re.sub(r"(?<=\d)(a|b|rc|\.dev)(?=\d)", lambda found: f"~{found.group(1).strip('.')}", VERSION)


def _documents(folder: Path) -> None:
    licenses = (FROZEN / "_internal/resources/third-party-licenses.txt").read_text(encoding="utf-8")
    own = (ROOT / "LICENSE").read_text(encoding="utf-8")
    _write(folder / "copyright", f"{own}\n\nLibraries in this package:\n\n{licenses}".encode())
    entry = f"{NAME} ({debian_version()}) stable; urgency=medium\n\n  * See CHANGELOG.md.gz for what changed.\n\n"
    entry += f" -- {MAINTAINER} <{NAME}@example.com>  {format_datetime(released())}\n"
    _write(folder / "changelog.gz", squeezed(entry.encode()))
    _write(folder / "CHANGELOG.md.gz", squeezed((ROOT / "CHANGELOG.md").read_bytes()))


def _control(tree: Path, machine: str) -> str:
    """Return the control file; what Qt's window needs is read from README, the one list of packages."""
    from readme import apt_packages

    libraries = [
        f"{name}t64 | {name}" if name == "libglib2.0-0" else name for name in apt_packages() if name[:3] == "lib"
    ]
    libc = platform.libc_ver()[1]  # what was frozen here runs with this version or a newer one
    size = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    long = "\n".join(f" {line}" for line in DESCRIPTION.splitlines())
    return (
        f"Package: {NAME}\nVersion: {debian_version()}\nArchitecture: {machine}\n"
        f"Maintainer: {MAINTAINER} <{NAME}@example.com>\nSection: admin\nPriority: optional\nInstalled-Size: {size}\n"
        f"Depends: libc6 (>= {libc}), ca-certificates, {', '.join(libraries)}\n"
        f"Recommends: gnome-keyring | kwalletmanager, xdg-utils\n"
        f"Description: {SUMMARY}\n{long}\n"
    )


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
