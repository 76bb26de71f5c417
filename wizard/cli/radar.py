"""``rehearse --radar``: the match radar as text or JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wizard.cli.people_files import notes_json

if TYPE_CHECKING:
    from wizard.cli.rehearse_read import Sides
    from wizard.provisioning.radar import Radar
    from wizard.texts import Texts

NOBODY = 1
"""Exit code when there was nobody to look at."""

TROUBLE = 3
"""Exit code when somebody would fail or be doubled."""


def show(sides: Sides, texts: Texts, *, as_json: bool) -> int:
    """Print the radar: 0, 1 when nobody is in scope, or 3 when somebody would fail or be doubled.

    Raises:
        MappingError: the schema cannot be used.
    """
    from wizard.provisioning.radar import radar

    found = radar(sides.source, sides.target, sides.configuration)
    if as_json:
        told = {"notes": notes_json(sides.notes)} if sides.notes else {}
        print(json.dumps({**radar_json(found), **told}, indent=1, ensure_ascii=False))
    else:
        _print(found, texts)
    if not found.people:
        print(texts.get("cli-radar-nobody"), file=sys.stderr)
        return NOBODY
    return TROUBLE if found.has_errors else 0


def radar_json(found: Radar) -> dict[str, Any]:
    """Return the radar as JSON; look-ups are pairs of attribute and value."""
    return {
        "people": found.people,
        "accounts": found.accounts,
        "counts": dict(found.counts),
        "entries": [asdict(entry) for entry in found.entries],
    }


def _print(found: Radar, texts: Texts) -> None:
    from wizard.provisioning.radarwords import accounts_text, help_text, people_text, would_text

    told = set()
    for entry in found.entries:
        value = f"{entry.row} “{entry.value}”" if entry.value else entry.row
        what = texts.get(f"radar-kind-{entry.kind}")
        print(f"[{entry.severity}] {what}: {people_text(entry, texts)}; {value}: {would_text(entry, texts)}")
        if accounts := accounts_text(entry, texts):
            print(f"  {accounts}")
        words = help_text(entry, texts)
        if words not in told:
            told.add(words)
            print(f"  {words}")
    print(texts.get("radar-title", count=len(found.entries)))
    print(texts.get("radar-looked", people=found.people, accounts=found.accounts))
