"""Prints what CHANGELOG.md says of a version, for the text of its release: ``changes.py 1.2.3``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"


def main(arguments: list[str]) -> int:
    """Return 0, 1 when the changelog has no such version, 2 for wrong usage."""
    if len(arguments) != 1:
        print("usage: changes.py VERSION", file=sys.stderr)
        return 2
    text = CHANGELOG.read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(arguments[0])}(?: .*)?\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    if not found:
        print(f"CHANGELOG.md has no section for {arguments[0]}", file=sys.stderr)
        return 1
    print(found.group(1).strip())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
