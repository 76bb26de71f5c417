"""What README tells a new user to type; taken from there, so that nothing else is tried."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def apt_packages(section: str = "Run it", *, root: Path = ROOT) -> list[str]:
    """Return the packages of the first "apt-get install" line of a section; the command may go on after a backslash.

    Raises:
        LookupError: there is no such section, or no such command in it.
    """
    text = (root / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(section)}$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    command = found and re.search(r"^    apt-get install ((?:.*\\\n)*.*)$", found.group(1), re.MULTILINE)
    if not command:
        raise LookupError(f"README has no apt-get install below {section!r}")
    return [word for word in command.group(1).replace("\\\n", " ").split() if not word.startswith("-")]


if __name__ == "__main__":
    import sys

    print(*apt_packages(*sys.argv[1:]), sep="\n")
