"""The result of the match audit: entries about users or groups and accounts, and what Entra does with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

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

KINDS: tuple[EntryKind, ...] = get_args(EntryKind)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

USER_NAME, EXTERNAL_ID, WORK_MAIL = "userName", "externalId", 'emails[type eq "work"].value'
UNIQUE = (USER_NAME, EXTERNAL_ID, WORK_MAIL)
UNIQUE_OF: Mapping[Kind, tuple[str, ...]] = {"User": UNIQUE, "Group": ()}
"""User attributes that identify an account's owner, in addition to the matching attributes; none for groups."""

MOST_ALIKE = 5
"""If more accounts than this have a value, it does not identify their owner."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A potential problem.

    Args:
        kind: The kind of problem.
        people: All affected users, in the tenant's order; groups if ``of`` is ``Group``.
        row: The target attribute of the matching row.
        value: The value that matching looks for; empty if there is none.
        accounts: Ids of the affected accounts.
        consequence: What Entra does: an error code of its log, ``second-account``, ``left-alone`` (the account is never
            updated or disabled), ``lookup-fails``, ``both-created`` (indistinguishable accounts), ``next-row`` (it goes
            on to the row in ``by``), or ``none-now``.
        severity: ``error`` if an object fails or is duplicated, ``warning`` if that depends on the service.
        by: The attribute that identified the accounts, or that another object or a later row matches by.
        asks: The look-ups that would settle it, as attribute and value.
        state: ``seen`` until CloudGate was asked, then ``confirmed`` or ``cleared``.
        of: Users or groups.
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
    """All entries, the most severe first; numbers of checked users (``people``), ``accounts`` and ``groups``."""

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
        """The number of open entries of each kind."""
        found = Counter(entry.kind for entry in self.open)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    @property
    def has_errors(self) -> bool:
        return any(entry.severity == "error" for entry in self.open)

    def with_entries(self, changed: Mapping[int, Entry]) -> MatchAudit:
        """Return the match audit with some entries replaced, by position."""
        return replace(self, entries=tuple(changed.get(n, entry) for n, entry in enumerate(self.entries)))
