"""One file for every other Linux: it unpacks into the person's own folders, with no rights and no package manager.

makeself makes it; an AppImage would need a runtime that no package registry has. Running the file installs the program,
and ``lib/cloudgate-setup/uninstall.sh`` removes everything but the person's data.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

from debian import lay_out
from product import BUILD, DEFINITIONS, NAME, OUT, TITLE, VERSION, PackageError, released


def build() -> Path:
    """Build the file and return its path, ``cloudgate-setup-VERSION-MACHINE.run``.

    Raises:
        PackageError: the frozen program or makeself is missing, or makeself failed.
    """
    if not shutil.which("makeself"):
        raise PackageError("makeself is missing; on Debian: apt-get install makeself")
    tree = BUILD / "run"
    shutil.rmtree(tree, ignore_errors=True)
    lay_out(tree / "usr")
    for name in ("install.sh", "uninstall.sh"):
        shutil.copy2(DEFINITIONS / "linux" / name, tree / name)
        (tree / name).chmod(0o755)
    OUT.mkdir(parents=True, exist_ok=True)
    package = OUT / f"{NAME}-{VERSION}-{platform.machine()}.run"
    date = f"{released():%a %b %d %H:%M:%S UTC %Y}"
    command = [
        "makeself",
        "--quiet",
        "--xz",
        "--complevel",
        "6",
        "--threads",
        "0",
        "--sha256",
        "--packaging-date",
        date,
        "--tar-quietly",
    ]
    variables = {**os.environ, "TAR_OPTIONS": f"--owner=0 --group=0 --sort=name --mtime=@{int(released().timestamp())}"}
    done = subprocess.run(
        [*command, str(tree), str(package), f"{TITLE} {VERSION}", "./install.sh"],
        env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise PackageError(done.stderr.strip() or done.stdout.strip())
    return package
