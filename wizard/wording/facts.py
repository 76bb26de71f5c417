"""Facts of steps as text for people, shown with their step: never an internal name, or ``True``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.journey.model import Fact

COUNTED = "count_"
"""Prefix of the facts that count objects by Entra's kinds."""

_VALUES: Mapping[str, str] = {
    "tenant": "begin-standing",
    "role": "begin-standing",
    "licence": "begin-standing",
    "cloudgate_admin": "begin-standing",
    "job_state": "watch-state",
    "quarantine": "watch-reason",
    "scope": "scope-field-scope",
    "token_kept": "fact-token-kept",
}
"""Facts whose values are ids, and the prefixes of their text ids."""


def label(name: str, texts: Texts) -> str:
    """Return the label of a fact."""
    if name.startswith(COUNTED):
        kind = name.removeprefix(COUNTED)
        known = f"fact-count-{kind.lower()}"
        return texts.get(known) if texts.has(known) else texts.get("fact-count", kind=kind)
    key = f"fact-{name.replace('_', '-')}"
    return texts.get(key) if texts.has(key) else name.replace("_", " ")  # from a setup that a newer version saved


def value(name: str, fact: Fact, texts: Texts) -> str:
    """Return a fact's value as text."""
    if isinstance(fact, bool):
        return texts.get("fact-yes" if fact else "fact-no")
    if fact == "":
        return texts.get("fact-nothing")
    prefix = _VALUES.get(name)
    if prefix is not None and texts.has(f"{prefix}-{fact}"):
        return texts.get(f"{prefix}-{fact}")
    if name == "deletion_limit" and fact == 0:
        return texts.get("fact-no-limit")
    return str(fact)


def in_words(facts: Mapping[str, Fact], texts: Texts) -> list[tuple[str, str]]:
    """Return pairs of label and value."""
    return [(label(name, texts), value(name, fact, texts)) for name, fact in facts.items()]
