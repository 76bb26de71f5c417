"""README's commands, tried on bare Debian systems as a new user would: ``dev.py fresh [bookworm] [trixie]``.

Needs root, debootstrap, git, xvfb and weston on this machine. Displays run beside the bare system, which gets README's
packages and nothing else. What is mounted is mounted in a namespace of its own, so that nothing stays behind.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from checks import PROJECT, Here, Report, Try, try_here
from packages import PackageTry
from roots import FreshError, archive_of, unpack

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "tests/support_file/samples/version-1.cgsupport"
RELEASES = ("bookworm", "trixie")
TOOLS = {"debootstrap": "debootstrap", "Xvfb": "xvfb", "unshare": "util-linux"}
CHECKOUT_TOOLS = {"git": "git", "weston": "weston"}
"""What only the commands of a checkout need; packages are tried on X11 alone."""
INSIDE = "CLOUDGATE_FRESH_INSIDE"
"""Set for the second start of this program, in namespaces of its own; holds the folder to work in."""


def main() -> int:
    """Return 0 when everything worked, 1 when something failed, 2 when it cannot be tried here."""
    options = _parse()
    if options.here:
        return try_here(Here(options.pictures))
    if INSIDE in os.environ:
        return _inside(options, Path(os.environ[INSIDE]))
    if problem := _cannot(TOOLS if options.packages else TOOLS | CHECKOUT_TOOLS):
        print(f"fresh: {problem}", file=sys.stderr)
        return 2
    options.cache.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="try-", dir=options.cache))
    # Everything that runs in the namespaces ends with their first process, and all mounts with it. Only then, with
    # nothing of this machine mounted in it any more, is the folder removed.
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable, *sys.argv]
    try:
        return subprocess.run(command, env={**os.environ, INSIDE: str(folder)}, check=False).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        if options.keep:
            print(f"fresh: kept in {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder)


def _parse() -> argparse.Namespace:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cloudgate-setup-fresh"
    parser = argparse.ArgumentParser(prog="dev.py fresh", description=__doc__)
    parser.add_argument("releases", nargs="*", metavar="RELEASE", help=f"Debian releases; {' and '.join(RELEASES)}")
    parser.add_argument("--cache", type=Path, default=cache, metavar="DIR", help="keeps the bare systems (%(default)s)")
    parser.add_argument("--mirror", metavar="URL", help="for debootstrap; otherwise its own default")
    parser.add_argument("--bind", type=Path, action="append", default=[], metavar="PATH",
                        help="show this folder in the bare system, for example local packages for pip")  # fmt: skip
    parser.add_argument("--pictures", type=Path, default=ROOT / "build" / "fresh", metavar="DIR",
                        help="where pictures and output go (%(default)s)")  # fmt: skip
    parser.add_argument("--tests", action="store_true", help="run all tests there too; takes ten minutes more")
    parser.add_argument("--frozen", action="store_true", help="freeze there, and start the result on a bare system")
    parser.add_argument(
        "--packages", action="store_true", help="instead: install, use and remove what is in dist/packages"
    )
    parser.add_argument("--keep", action="store_true", help="keep the systems afterwards")
    parser.add_argument("--here", action="store_true", help="only open the window, once, on this very system")
    options = parser.parse_args()
    options.releases = options.releases or list(RELEASES)
    return options


def _cannot(tools: Mapping[str, str]) -> str | None:
    if os.geteuid():
        return "root is needed, to make bare systems and to run in them"
    if missing := [package for tool, package in tools.items() if not shutil.which(tool)]:
        return f"not installed: {', '.join(missing)}; on Debian: apt-get install {' '.join(missing)}"
    return None


def _inside(options: argparse.Namespace, folder: Path) -> int:
    options.pictures.mkdir(parents=True, exist_ok=True)
    report = Report()
    if options.packages:
        return _packages(options, folder, report)
    checkout = folder / "checkout"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", str(checkout)], check=True)
    for release in options.releases:
        began = time.monotonic()
        try:
            archive = archive_of(release, options.cache, options.mirror)
            root = unpack(archive, folder / release, options.bind)
            bare = unpack(archive, folder / f"{release}-bare", options.bind) if options.frozen else None
        except FreshError as error:
            report.add(release, "bare system", ok=False, seconds=time.monotonic() - began, note=str(error))
            continue
        report.add(release, "bare system", ok=True, seconds=time.monotonic() - began, note="debootstrap, minbase")
        shutil.copytree(checkout, root.path(PROJECT), symlinks=True)
        Try(release, root, bare, report, options.pictures, tests=options.tests).everything()
    print(report.table())
    return 0 if report.good() else 1


def _packages(options: argparse.Namespace, folder: Path, report: Report) -> int:
    found = sorted(path for path in (ROOT / "dist/packages").glob("*") if path.suffix in {".deb", ".run"})
    if not found:
        print("fresh: nothing in dist/packages; first: python3 dev.py package", file=sys.stderr)
        return 2
    for release in options.releases:
        for package in found:
            try:
                archive = archive_of(release, options.cache, options.mirror)
                root = unpack(archive, folder / f"{release}-{package.suffix[1:]}", options.bind)
            except FreshError as error:
                report.add(release, "bare system", ok=False, seconds=0, note=str(error))
                continue
            PackageTry(release, root, package, SAMPLE, report, options.pictures).everything()
    print(report.table())
    return 0 if report.good() else 1


if __name__ == "__main__":
    sys.exit(main())
