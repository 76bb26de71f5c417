"""The radar's entries in words, for the window and the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.provisioning.radar import Entry

if TYPE_CHECKING:
    from wizard.texts import Texts

SOME = 3
"""People or accounts named in a line."""


def people_text(entry: Entry, texts: Texts) -> str:
    """Return who it is about, the first by name."""
    names = ", ".join(one.name for one in entry.people[:SOME])
    more = len(entry.people) - SOME
    return texts.get("radar-people-more", names=names, more=more) if more > 0 else names


def would_text(entry: Entry, texts: Texts) -> str:
    """Return what Entra would do, or that it is no trouble after all."""
    if entry.state == "cleared":
        return texts.get("radar-state-cleared")
    if entry.kind == "special" and entry.state == "seen" and entry.accounts:
        return texts.get("radar-would-lookup-misses")
    return texts.get(f"radar-would-{entry.consequence}", by=entry.by)


def help_text(entry: Entry, texts: Texts) -> str:
    """Return what it is and what to do."""
    if entry.state == "cleared":
        return texts.get("radar-state-cleared")
    quiet = entry.consequence in {"next-row", "none-now"}
    words = texts.get(f"radar-help-{entry.consequence if quiet else entry.kind}", by=entry.by, row=entry.row)
    return f"{texts.get('radar-state-confirmed')} {words}" if entry.state == "confirmed" else words


def accounts_text(entry: Entry, texts: Texts) -> str:
    """Return the accounts' ids, empty when there are none."""
    if not entry.accounts:
        return ""
    ids = ", ".join(entry.accounts[:SOME])
    more = len(entry.accounts) - SOME
    return texts.get("radar-accounts-more", ids=ids, more=more) if more > 0 else texts.get("radar-accounts", ids=ids)
