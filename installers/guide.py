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
sys.path.insert(0, str(DOCS.parent))
from wizard.__main__ import window_parser  # noqa: E402
from wizard.cli.help import commands_of, examples_of, exit_codes, is_group, options_of  # noqa: E402
from wizard.cli.main import build_parser  # noqa: E402
from wizard.core.texts import Texts  # noqa: E402
from wizard.doctor.model import LAYERS  # noqa: E402
from wizard.doctor.rules import all_rules  # noqa: E402
from wizard.wording.findings import SAMPLE, finding_title  # noqa: E402

WHO = {
    "you": "you",
    "cloudgate": "CloudGate support",
    "network": "your network team",
    "entra-admin": "an administrator of Entra ID",
}


def troubleshooting() -> str:
    """Return the page of everything that the doctor recognizes, in the order in which it looks."""
    texts = Texts()
    lines = [
        "# Troubleshooting by symptom",
        "",
        "Everything that the program recognizes when a step fails, with what to do about it. The program names what",
        "applies, with the facts that it rests on; in a terminal, `cloudgate-setup check` does. An ellipsis, or the",
        "number 2, stands for what is known only then.",
    ]
    # Several rules may recognize one symptom, on other facts: it stands once, where it is looked for first.
    symptoms: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for rule in sorted(all_rules(), key=lambda rule: LAYERS.index(rule.layer)):
        symptom = _cell(finding_title(rule.id, texts)), _cell(texts.get(f"finding-{rule.id}.fix", **SAMPLE))
        _, who = symptoms.setdefault(symptom, (rule.layer, []))
        who += [WHO[rule.who]] if WHO[rule.who] not in who else []
    for layer in LAYERS:
        name = texts.get(f"cli-doctor-layer-{layer}")
        lines += ["", f"## {name[0].upper()}{name[1:]}", ""]
        lines += ["| What happened | What to do | Who can do it |", "|---|---|---|"]
        lines += [
            f"| {title} | {fix} | {' or '.join(who)} |"
            for (title, fix), (place, who) in symptoms.items()
            if place == layer
        ]
    return "\n".join([*lines, ""])


def commands() -> str:
    """Return the page of every command with its options, examples and exit codes, as ``--help`` tells them."""
    texts = Texts()
    window = window_parser(texts.get)
    lines = [
        "# Commands and options",
        "",
        "What `--help` of each command says. What they have in common is in [The command line](cli.md).",
        "",
        "## cloudgate-setup",
        "",
        window.description or "",
        *_table(window),
    ]
    for command in commands_of(build_parser(texts)):
        name = command.prog.partition(" ")[2]
        lines += ["", f"{'#' * (2 + name.count(' '))} {name}", "", " ".join((command.description or "").split())]
        if is_group(command):
            continue
        notes = (command.epilog or "").partition(texts.get("cli-example-title"))[0]
        lines += ["", " ".join(notes.split())] if notes else []
        lines += ["", f"`{_usage(command)}`", "", *(f"    {one}" for one in examples_of(command, texts))]
        lines += _table(command)
        lines += ["", "| exit code | means |", "|---|---|"]
        lines += [f"| {code} | {_cell(words)} |" for code, words in exit_codes(command, texts)]
    return "\n".join([*lines, ""])


def _usage(command: argparse.ArgumentParser) -> str:
    return " ".join(command.format_usage().split()).removeprefix("usage: ")


def _table(command: argparse.ArgumentParser) -> list[str]:
    rows = [f"| `{_cell(name)}` | {_cell(words)} |" for name, words in options_of(command)]
    return ["", "| option | does |", "|---|---|", *rows] if rows else []


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PAGES = {"commands.md": commands, "guide/troubleshooting.md": troubleshooting}


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
