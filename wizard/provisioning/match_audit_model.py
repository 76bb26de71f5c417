"""What the match audit tells: entries about people and accounts, and what Entra does about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from wizard.mapping.checks import PersonRef, Severity
from wizard.provisioning.model import Kind

EntryKind = Literal[
    "several",
    "repeated",
    "twin",
    "look-alike",
    "taken",
    "account-twin",
    "unfound",
    "special",
    "empty",
]
Consequence = Literal[
    "ImportSkipped",
    "DuplicateSourceEntries",
    "DuplicateTargetEntries",
    "EntryConflict",
    "second-account",
    "both-created",
    "left-alone",
    "lookup-fails",
    "next-row",
    "none-now",
]
State = Literal["seen", "confirmed", "cleared"]

KINDS: tuple[EntryKind, ...] = (
    "several",
    "repeated",
    "twin",
    "look-alike",
    "taken",
    "account-twin",
    "unfound",
    "special",
    "empty",
)
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")

USER_NAME, EXTERNAL_ID, WORK_MAIL = "userName", "externalId", 'emails[type eq "work"].value'
UNIQUE = (USER_NAME, EXTERNAL_ID, WORK_MAIL)
UNIQUE_OF: Mapping[Kind, tuple[str, ...]] = {"User": UNIQUE, "Group": ()}
"""Attributes of users that tell whose an account is, beside those that matching goes by; groups have none."""

MOST_ALIKE = 5
"""A value that more accounts than these have does not tell whose they are."""


class AccountValues(Protocol):
    """The target's accounts as the match audit asks for them."""

    def values(self, kind: Kind, paths: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield every account's id and what it has at these paths, as text; empty where it has nothing."""

    def exact(self, kind: Kind, attribute: str) -> bool:
        """Tell whether a filter on an attribute minds letter case."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to look at.

    Args:
        kind: what it is.
        people: everybody concerned, in the tenant's order; groups, where it is about groups.
        row: the target attribute of the matching row.
        value: what matching looks for, empty if there is nothing.
        accounts: ids of the accounts concerned.
        consequence: what Entra does: a code of its log, ``second-account``, ``left-alone`` (nobody updates or disables
            the account), ``lookup-fails``, ``both-created`` (accounts that nobody can tell apart), ``next-row`` (it
            goes on to the row in ``by``), or ``none-now``.
        severity: ``error`` when somebody fails or is doubled, ``warning`` when that depends on the service.
        by: the attribute by which accounts were recognised, or by which somebody else or a later row matches.
        asks: the look-ups that would settle it, as attribute and value.
        state: ``seen`` until CloudGate was asked, then ``confirmed`` or ``cleared``.
        of: users or groups.
    """

    kind: EntryKind
    people: tuple[PersonRef, ...]
    row: str
    value: str
    accounts: tuple[str, ...]
    consequence: Consequence
    severity: Severity
    by: str = ""
    asks: tuple[tuple[str, str], ...] = ()
    state: State = "seen"
    of: Kind = "User"


@dataclass(frozen=True, slots=True)
class MatchAudit:
    """All entries, the worst first; ``people`` and ``groups`` in scope and ``accounts`` were looked at."""

    entries: tuple[Entry, ...]
    people: int
    accounts: int
    groups: int = 0

    @property
    def open(self) -> tuple[Entry, ...]:
        """The entries that CloudGate has not cleared."""
        return tuple(entry for entry in self.entries if entry.state != "cleared")

    @property
    def counts(self) -> Mapping[EntryKind, int]:
        """How many open entries there are of each kind."""
        found = Counter(entry.kind for entry in self.open)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    @property
    def has_errors(self) -> bool:
        return any(entry.severity == "error" for entry in self.open)

    def with_entries(self, changed: Mapping[int, Entry]) -> MatchAudit:
        """Return the match audit with other entries at some places; the order stays."""
        return replace(self, entries=tuple(changed.get(n, entry) for n, entry in enumerate(self.entries)))
