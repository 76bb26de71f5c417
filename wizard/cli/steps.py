"""``steps``: print the twelve steps as they are defined."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wizard.cli.output import columns, say, table, write_json
from wizard.cli.parser import complete
from wizard.core.texts import Texts
from wizard.journey.steps import STEPS

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers
    from wizard.core.json_types import JsonObject


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("steps", help=texts.get("cli-steps-help"))
    complete(parser, texts, run)


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print the steps."""
    rows: list[JsonObject] = [
        {
            "id": step.id,
            "number": step.number,
            "title": texts.get(f"step-{step.id}-title"),
            "tutorial": list(step.tutorial),
            "ways": ["for_me", "show_me"] if step.perform is not None else [],
        }
        for step in STEPS
    ]
    if arguments.json:
        write_json(rows)
        return 0
    heads = columns(
        texts, [f"cli-steps-head-{name}" for name in ("number", "id", "title", "tutorial")], number="number", keep="id"
    )
    table(heads, [(str(row["number"]), row["id"], row["title"], ", ".join(row["tutorial"])) for row in rows])
    say()
    say(texts.get("cli-steps-tutorial"))
    return 0
