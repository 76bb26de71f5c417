"""Builds the packages: ``dev.py package [deb] [run] [msi] [--try]``. They lie in ``dist/packages`` afterwards."""

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
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"{', '.join(KINDS)}; all that can be built here")
    parser.add_argument(
        "--try",
        dest="tried",
        action="store_true",
        help="install, use and remove them on bare Debian systems; what follows is for dev.py fresh",
    )
    parser.add_argument("--frozen", type=Path, help="for msi: a folder that was frozen on Windows")
    options, rest = parser.parse_known_args()
    if rest and not options.tried:
        parser.error(f"unknown: {' '.join(rest)}")
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if options.frozen is not None:
        windows.FOLDER = options.frozen
    failed = False
    for kind in options.kinds or ("deb", "run"):
        began = time.monotonic()
        try:
            package = KINDS[kind]()
        except PackageError as error:
            print(f"FAILED  {kind}  {error}", flush=True)
            failed = True
            continue
        size = package.stat().st_size / 1e6
        print(f"built   {package}  {size:.1f} MB, {time.monotonic() - began:.0f} s", flush=True)
    if options.tried and not failed:
        return subprocess.run([sys.executable, ROOT / "tests/fresh", "--packages", *rest], check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
