"""Prints what CHANGELOG.md says of this version, for the text of its release: ``changes.py 1.2.3``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHANGELOG = ROOT / "CHANGELOG.md"


def main(arguments: list[str]) -> int:
    """Return 0, 1 when this is another version or the changelog does not have it, 2 for wrong usage."""
    if len(arguments) != 1:
        print("usage: changes.py VERSION", file=sys.stderr)
        return 2
    own = re.search(r'^__version__ = "(.+)"$', (ROOT / "wizard/__init__.py").read_text(encoding="utf-8"), re.MULTILINE)
    if own is None or own[1] != arguments[0]:
        print(f"wizard/__init__.py says {own and own[1]}, not {arguments[0]}", file=sys.stderr)
        return 1
    text = CHANGELOG.read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(arguments[0])}(?: [^\n]*)?\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    if not found:
        print(f"CHANGELOG.md has no section for {arguments[0]}", file=sys.stderr)
        return 1
    print(found.group(1).strip())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
