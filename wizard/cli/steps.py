"""``steps``: the twelve steps, as they are defined."""

from __future__ import annotations

import argparse
import json
from typing import Any

from wizard.texts import Texts


def register(subparsers: Any, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("steps", help=texts.get("cli-steps-help"))
    parser.add_argument("--json", action="store_true", help=texts.get("cli-json"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print the steps."""
    from wizard.journey.steps import STEPS

    rows: list[dict[str, Any]] = [
        {
            "id": step.id,
            "number": step.number,
            "title": texts.get(f"step-{step.id}-title"),
            "tutorial": list(step.tutorial),
            "ways": [*(["for_me"] if step.perform is not None else []), *(["show_me"] if step.number > 1 else [])],
        }
        for step in STEPS
    ]
    if arguments.json:
        print(json.dumps(rows, indent=1))
        return 0
    for row in rows:
        print(f"{row['number']:>2}  {row['id']:12} {row['title']:30} {', '.join(row['tutorial'])}")
    return 0
