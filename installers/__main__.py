"""Freezes the program and builds its packages in ``dist/packages``: ``dev.py package [deb] [run] [msi] [--try]``."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import debian
import selfextracting
import windows
from product import ROOT, PackageError

sys.path.insert(0, str(ROOT / "tests" / "fresh"))

KINDS: dict[str, Callable[[], Path]] = {"deb": debian.build, "run": selfextracting.build, "msi": windows.build}


def main() -> int:
    """Return 0 when every package was built (and, with ``--try``, works), else 1."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"{', '.join(KINDS)}; without any, deb and run")
    parser.add_argument("--kept", action="store_true", help="do not freeze; take what was frozen before")
    parser.add_argument("--frozen", type=Path, metavar="DIR", help="for msi: a folder that was frozen on Windows")
    parser.add_argument(
        "--try",
        nargs=argparse.REMAINDER,
        dest="tried",
        help="install, use and remove them on bare Debian systems; what follows is for dev.py fresh",
    )
    options = parser.parse_args()
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if options.frozen is not None:
        windows.FOLDER = options.frozen
    kinds = options.kinds or ["deb", "run"]
    if not options.kept and kinds != ["msi"]:
        done = subprocess.run([sys.executable, ROOT / "dev.py", "freeze"], check=False)
        if done.returncode:
            return done.returncode
    failed = False
    for kind in kinds:
        began = time.monotonic()
        try:
            package = KINDS[kind]()
        except PackageError as error:
            print(f"FAILED  {kind}  {error}", flush=True)
            failed = True
            continue
        size = package.stat().st_size / 1e6
        print(f"built   {package}  {size:.1f} MB, {time.monotonic() - began:.0f} s", flush=True)
    if options.tried is not None and not failed:
        command = [sys.executable, ROOT / "tests/fresh", "--packages", *options.tried]
        return subprocess.run(command, check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
