"""Writes the pages of the guide that are made from the program; a test compares them. Run by ``dev.py guide``."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
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
    "changes": "What CloudGate does with changes",
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
        "applies, with the facts that it rests on; in a terminal, `cloudgate-setup check` does. An ellipsis, or the",
        "number 2, stands for what is known only then.",
    ]
    # Several rules may recognize one symptom, on other facts: it stands once, where it is looked for first.
    symptoms: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for layer in LAYERS:
        for rule in (rule for rule in rules if rule["layer"] == layer):
            _, who = symptoms.setdefault((_cell(rule["title"]), _cell(rule["fix"])), (layer, []))
            who += [WHO[rule["who"]]] if WHO[rule["who"]] not in who else []
    for layer, heading in LAYERS.items():
        lines += ["", f"## {heading}", "", "| What happened | What to do | Who can do it |", "|---|---|---|"]
        lines += [
            f"| {title} | {fix} | {' or '.join(who)} |"
            for (title, fix), (place, who) in symptoms.items()
            if place == layer
        ]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PAGES = {"guide/troubleshooting.md": troubleshooting}


PICTURES = DOCS / "guide/pictures"
SHOWN = {
    "preview.png": ("10-preview", ("preview", "plan", "shell", "step")),
    "credentials.png": ("03-credentials-failed", ("credentials", "shell", "step")),
    "mapping.png": ("07-users", ("users", "shell", "step")),
    "watch.png": ("12-watch", ("watch", "shell", "step")),
}
"""Picture -> the moment that ``dev.py screens`` shows, and the areas of texts that are on it."""


def made_from(areas: tuple[str, ...]) -> str:
    """Return what stands for everything that a picture shows: its texts, and how they are drawn."""
    resources = DOCS.parent / "resources"
    files = [resources / f"locales/en/{area}.ftl" for area in areas]
    files += [resources / "style.qss", DOCS.parent / "wizard/ui/theme.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def stamps() -> dict[str, str]:
    """Return what each picture would be made from now."""
    return {name: made_from(areas) for name, (_, areas) in SHOWN.items()}


def take_pictures() -> int:
    """Walk through the real window and keep its pictures; return the walk's exit code."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "bench.screens", scratch]
        variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(command, cwd=DOCS.parent, env=variables, stdout=subprocess.DEVNULL, check=False)
        if done.returncode == 0:
            for name, (moment, _) in SHOWN.items():
                shutil.copy(Path(scratch) / f"{moment}.png", PICTURES / name)
            (PICTURES / "made-from.json").write_text(json.dumps(stamps(), indent=1) + "\n", encoding="utf-8")
        return done.returncode


def main() -> int:
    """Write the pages and return 0, or the exit code of a walk that failed."""
    parser = argparse.ArgumentParser(prog="dev.py guide", description=__doc__)
    parser.add_argument("--pictures", action="store_true", help="take the pictures again, too; some 40 seconds")
    options = parser.parse_args()
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    return take_pictures() if options.pictures else 0


if __name__ == "__main__":
    sys.exit(main())
