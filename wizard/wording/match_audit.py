"""The match audit as text, for the window and the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.provisioning.match_audit_model import Entry
from wizard.wording.plan import shown_name

if TYPE_CHECKING:
    from wizard.core.texts import Texts

SOME = 3
"""Number of people or accounts named in a line."""


def people_text(entry: Entry, texts: Texts) -> str:
    """Return the affected people, the first ones by name."""
    names = ", ".join(shown_name(one.name) for one in entry.people[:SOME])
    more = len(entry.people) - SOME
    return texts.get("matching-people-more", names=names, more=more) if more > 0 else names


def would_text(entry: Entry, texts: Texts) -> str:
    """Return in a few words what Entra would do, or that there is no problem."""
    return texts.get(_would(entry), by=entry.by)


def help_text(entry: Entry, texts: Texts) -> str:
    """Return what Entra would do in a sentence, whether that is certain, and what to do about it."""
    said = texts.get(f"{_would(entry)}.more", by=entry.by)
    if entry.state == "cleared":
        return said
    key = entry.consequence if entry.consequence in {"next-row", "none-now"} else entry.kind
    sure = [texts.get("matching-state-confirmed")] if entry.state == "confirmed" else []
    return " ".join([*sure, said, texts.get(f"matching-help-{key}", by=entry.by, row=entry.row)])


def _would(entry: Entry) -> str:
    if entry.state == "cleared":
        return "matching-state-cleared"
    unsure = entry.kind == "special" and entry.state == "seen" and entry.accounts
    return f"matching-would-{'lookup-misses' if unsure else entry.consequence}"


def accounts_text(entry: Entry, texts: Texts) -> str:
    """Return the accounts' ids, empty if there are none."""
    if not entry.accounts:
        return ""
    ids = ", ".join(entry.accounts[:SOME])
    more = len(entry.accounts) - SOME
    return (
        texts.get("matching-accounts-more", ids=ids, more=more) if more > 0 else texts.get("matching-accounts", ids=ids)
    )
