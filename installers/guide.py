"""Writes the pages of the guide that are made from the program; a test compares them. Run by ``dev.py guide``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
LAYERS = {
    "computer": "On this computer",
    "url": "The address",
    "name": "The name of the server",
    "connection": "Between here and the server",
    "tls": "Certificates and encryption",
    "http": "What answers at the address",
    "token": "The secret token",
    "service": "What CloudGate answers",
    "entra": "What Entra sees when it connects",
    "graph": "Signing in, and Microsoft Graph",
    "job": "The synchronization job and its log",
}
WHO = {
    "you": "you",
    "cloudgate": "CloudGate support",
    "network": "your network team",
    "entra-admin": "an administrator of Entra ID",
}


def troubleshooting() -> str:
    """Return the page of everything that the doctor recognizes, in the order in which it looks."""
    command = [sys.executable, "-m", "wizard", "doctor", "list", "--json"]
    rules = json.loads(subprocess.run(command, cwd=DOCS.parent, capture_output=True, check=True).stdout)
    lines = [
        "# Troubleshooting by symptom",
        "",
        "Everything that the program recognizes when a step fails, with what to do about it. The program names what",
        "applies, with the facts that it rests on; in a terminal, `cloudgate-setup check` does. An ellipsis stands for",
        "what is known only then.",
    ]
    for layer, heading in LAYERS.items():
        lines += ["", f"## {heading}", "", "| What happened | What to do | Who can do it |", "|---|---|---|"]
        lines += [
            f"| {_cell(rule['title'])} | {_cell(rule['fix'])} | {WHO[rule['who']]} |"
            for rule in rules
            if rule["layer"] == layer
        ]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PAGES = {"guide/troubleshooting.md": troubleshooting}


def main() -> int:
    """Write the pages and return 0."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
