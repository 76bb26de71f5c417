"""``rehearse --match-audit``: the match audit as text or JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from wizard.cli.output import Exit, note, say, write_json
from wizard.cli.people_files import notes_json
from wizard.cli.progress import progress
from wizard.provisioning.match_audit import match_audit
from wizard.wording.match_audit import accounts_text, help_text, people_text, would_text

if TYPE_CHECKING:
    from wizard.cli.rehearse_setup import Sides
    from wizard.core.json_types import JsonObject
    from wizard.core.texts import Texts
    from wizard.provisioning.match_audit_model import MatchAudit

SEVERITIES = {"error": "bold red", "warning": "yellow"}


def show(sides: Sides, texts: Texts, *, as_json: bool) -> int:
    """Print the match audit: return 0, or 1 if nobody is in scope, or if a person would fail or be duplicated.

    Raises:
        MappingError: the schema cannot be used.
    """
    with progress(texts, quiet=as_json, what="cli-rehearse-matching") as tell:
        found = match_audit(sides.source, sides.target, sides.configuration, tell.task.checkpoint)
    if as_json:
        told = {"notes": notes_json(sides.notes)} if sides.notes else {}
        write_json({**match_audit_json(found), **told})
    else:
        _print(found, texts)
    if not found.people and not found.groups:
        note(texts.get("cli-match-audit-nobody"))
        return Exit.FAILED
    return Exit.FAILED if found.has_errors else Exit.GOOD


def match_audit_json(found: MatchAudit) -> JsonObject:
    """Return the match audit as JSON; look-ups are pairs of attribute and value."""
    return {
        "people": found.people,
        "accounts": found.accounts,
        "groups": found.groups,
        "counts": dict(found.counts),
        "entries": [asdict(entry) for entry in found.entries],
    }


def _print(found: MatchAudit, texts: Texts) -> None:
    told = set()
    for entry in found.entries:
        value = f"{entry.row} “{entry.value}”" if entry.value else entry.row
        what = texts.get(f"matching-kind-{entry.kind}")
        said = f"{what}: {people_text(entry, texts)}; {value}: {would_text(entry, texts)}"
        say(
            (f"[{entry.severity}]", SEVERITIES.get(entry.severity, "")),
            f" {said}",
        )
        if accounts := accounts_text(entry, texts):
            say(f"  {accounts}")
        words = help_text(entry, texts)
        if words not in told:
            told.add(words)
            say(f"  {words}")
    say(texts.get("matching-title", count=len(found.entries)))
    say(texts.get("matching-looked", people=found.people, accounts=found.accounts, groups=found.groups))
