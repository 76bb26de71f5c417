"""The match audit: finds people whom Entra would skip, mix up or create twice because of their matching values.

Scope, expressions and matching rows are the engine's own parts. Every person is followed through the look-ups that
Entra would send, in order of precedence, up to the first that finds something; later look-ups do not matter.

Rules: Microsoft's articles on how provisioning works (matching), on known issues (special characters), and the error
codes of the provisioning log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from wizard.core.errors import MappingError
from wizard.core.gui_priority import with_checkpoints
from wizard.core.memory import free_gradually, gc_paused
from wizard.mapping import ObjectMapping
from wizard.mapping.checks import PersonRef, Severity
from wizard.mapping.checks.people import is_special
from wizard.mapping.comparison import folded, likeness, same
from wizard.mapping.expression import Flow, as_text
from wizard.provisioning.model import Configuration, Kind, Source
from wizard.provisioning.rows import Rows
from wizard.provisioning.scope import Scope

EntryKind = Literal[
    "several", "repeated", "twin", "look-alike", "taken", "account-twin", "unfound", "special", "empty",
]  # fmt: skip
Consequence = Literal[
    "ImportSkipped", "DuplicateSourceEntries", "DuplicateTargetEntries", "EntryConflict", "second-account",
    "both-created", "left-alone", "lookup-fails", "next-row", "none-now",
]  # fmt: skip
State = Literal["seen", "confirmed", "cleared"]

KINDS: tuple[EntryKind, ...] = (
    "several", "repeated", "twin", "look-alike", "taken", "account-twin", "unfound", "special", "empty",
)  # fmt: skip
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")

USER_NAME, EXTERNAL_ID, WORK_MAIL = "userName", "externalId", 'emails[type eq "work"].value'
UNIQUE = (USER_NAME, EXTERNAL_ID, WORK_MAIL)
_UNIQUE: Mapping[Kind, tuple[str, ...]] = {"User": UNIQUE, "Group": ()}
"""User attributes that identify an account's owner, besides the matching attributes; groups have none."""

MOST_ALIKE = 5
"""A value that more accounts than this have does not identify their owner."""


class AccountValues(Protocol):
    """The target's accounts as the match audit reads them."""

    def values(self, kind: Kind, paths: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield every account's id and its values at these paths, as text; empty if it has no value."""

    def exact(self, kind: Kind, attribute: str) -> bool:
        """Return whether a filter on an attribute is case-sensitive."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding.

    Args:
        kind: kind of finding.
        people: all people concerned, in the tenant's order; groups, if ``of`` is ``Group``.
        row: the target attribute of the matching row.
        value: the value that matching looks for, empty if there is none.
        accounts: ids of the accounts concerned.
        consequence: what Entra does: a code of its log, ``second-account``, ``left-alone`` (nobody updates or disables
            the account), ``lookup-fails``, ``both-created`` (accounts that look the same), ``next-row`` (it
            goes on to the row in ``by``), or ``none-now``.
        severity: ``error`` if a person fails or is created twice, ``warning`` if that depends on the service.
        by: the attribute by which accounts were recognized, or by which another person or a later row matches.
        asks: the look-ups that would clarify it, as attribute and value.
        state: ``seen`` until CloudGate was queried, then ``confirmed`` or ``cleared``.
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
    """All findings, worst first. ``people`` and ``groups`` in scope and ``accounts`` were checked."""

    entries: tuple[Entry, ...]
    people: int
    accounts: int
    groups: int = 0

    @property
    def open(self) -> tuple[Entry, ...]:
        """The findings that CloudGate has not cleared."""
        return tuple(entry for entry in self.entries if entry.state != "cleared")

    @property
    def counts(self) -> Mapping[EntryKind, int]:
        """How many open findings there are of each kind."""
        found = Counter(entry.kind for entry in self.open)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    @property
    def has_errors(self) -> bool:
        return any(entry.severity == "error" for entry in self.open)

    def with_entries(self, changed: Mapping[int, Entry]) -> MatchAudit:
        """Return the match audit with the entries at some positions replaced; the order stays."""
        return replace(self, entries=tuple(changed.get(n, entry) for n, entry in enumerate(self.entries)))


def match_audit(
    source: Source, target: AccountValues, configuration: Configuration, checkpoint: Callable[[], object] = lambda: None
) -> MatchAudit:
    """Check the matching values of all people in scope, and of the groups.

    The effort grows with people plus accounts, not with their product.

    Args:
        source: people, groups, assignments.
        target: CloudGate's accounts.
        configuration: mapping and scope.
        checkpoint: called periodically; may raise to stop.

    Raises:
        MappingError: the configuration contains an expression or filter that cannot be used. An expression that fails
            for one person only is reported by the plan instead.
    """
    kinds: list[tuple[Kind, ObjectMapping]] = [("User", configuration.users)]
    if configuration.groups is not None:
        kinds.append(("Group", configuration.groups))
    entries: list[Entry] = []
    looked, held = Counter[Kind](), 0
    for kind, mapping in kinds:
        rows = Rows.of(mapping)
        targets = [row.target for row in rows.matching]
        with gc_paused():
            accounts = _Accounts(target, kind, targets, checkpoint)
            matches = list(_matches(source, configuration, kind, rows, checkpoint))
            search = _Search(matches, accounts, targets, checkpoint)
            entries += [entry if kind == "User" else replace(entry, of=kind) for entry in search.entries()]
            looked[kind] = len(matches)
            held += len(accounts.ids)
            search.forget()
            accounts.forget()
            free_gradually(matches)
    return MatchAudit(tuple(sorted(entries, key=_order)), looked["User"], held, looked["Group"])


def _order(entry: Entry) -> tuple[int, int, str, str, str, str]:
    first = entry.people[0]
    severity, kind = SEVERITIES.index(entry.severity), KINDS.index(entry.kind)
    return severity, kind, first.name.casefold(), first.id, entry.row, entry.value


# --- accounts


class _Accounts:
    """The accounts' values at the relevant attributes, indexed by value."""

    def __init__(
        self,
        target: AccountValues,
        kind: Kind,
        targets: Sequence[str],
        checkpoint: Callable[[], object],
    ) -> None:
        self.telling = _UNIQUE[kind]
        self.paths = tuple(dict.fromkeys((*targets, *self.telling)))
        self._exact = {path for path in self.paths if target.exact(kind, path)}
        self.ids: list[str] = []
        self._held: dict[str, list[str]] = {path: [] for path in self.paths}
        self._index: dict[str, dict[str, list[int]]] = {path: {} for path in self.paths}
        columns = [(self._held[path], self._index[path]) for path in self.paths]
        for number, (identifier, values) in enumerate(with_checkpoints(target.values(kind, self.paths), checkpoint)):
            self.ids.append(identifier)
            for (held, index), value in zip(columns, values, strict=True):
                held.append(value)
                if value:
                    index.setdefault(likeness(value), []).append(number)
        self._found: dict[tuple[str, str], Sequence[int]] = {}

    def forget(self) -> None:
        """Release everything in small steps; releasing it at once would block other threads."""
        free_gradually(self.ids, *self._held.values(), self._index, *self._index.values(), self._found)

    def exact(self, path: str) -> bool:
        """Return whether look-ups by this attribute are case-sensitive."""
        return path in self._exact

    def near(self, path: str, value: str) -> Sequence[int]:
        """Return the accounts with this value, however it is written (``value`` as :func:`likeness` returns it)."""
        return self._index[path].get(value, ())

    def same(self, path: str, number: int, text: str) -> bool:
        """Return whether the filter ``path eq "text"`` matches an account (RFC 7644 section 3.4.2.2)."""
        held = self._held[path][number]
        return held == text or (path not in self._exact and same(held, text))

    def find(self, path: str, text: str) -> Sequence[int]:
        """Return the accounts that Entra's look-up would find."""
        near = self.near(path, likeness(text))
        if len(near) < 2:
            return near if near and self.same(path, near[0], text) else ()
        if (path, text) not in self._found:
            self._found[path, text] = [number for number in near if self.same(path, number, text)]
        return self._found[path, text]

    def only_case(self, path: str, number: int, text: str) -> bool:
        """Return whether an account's value differs from ``text`` at most in letter case."""
        return same(self._held[path][number], text)

    def named(self, numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.ids[number] for number in numbers)


# --- people


@dataclass(slots=True)
class _Match:
    """A person or group on its way through matching.

    ``texts`` are the matching values; ``sent`` is what would be written to the attributes of :data:`UNIQUE`.
    ``decides`` is the row that finds something, or the number of rows if none does. ``created``: whether an account is
    created if none is found.
    """

    ref: PersonRef
    texts: Sequence[str]
    sent: Mapping[str, str]
    created: bool
    decides: int = 0
    hits: Sequence[int] = ()


def _in_scope(
    source: Source, configuration: Configuration, kind: Kind, checkpoint: Callable[[], object]
) -> Iterator[tuple[PersonRef, dict[str, Any]]]:
    """Yield every object in scope with the attributes that the engine reads."""
    scope = Scope(source, configuration)
    if kind == "Group":
        for group in with_checkpoints(source.groups, checkpoint):
            if not group.soft_deleted and scope.group(group).inside:
                attributes = {**group.attributes, "objectId": group.id, "IsSoftDeleted": False}
                yield PersonRef(group.id, group.display_name), attributes
        return
    for person in with_checkpoints(source.people, checkpoint):
        attributes = person.mappable
        if not person.soft_deleted and scope.person(person, attributes).inside:
            attributes["IsSoftDeleted"] = not person.account_enabled
            yield PersonRef(person.id, person.display_name), attributes


def _matches(
    source: Source, configuration: Configuration, kind: Kind, rows: Rows, checkpoint: Callable[[], object]
) -> Iterator[_Match]:
    """Yield every object that the engine would try to match, with its values."""
    mapping = configuration.users if kind == "User" else configuration.groups
    places = [(number, row.target) for number, row in enumerate(rows.plain) if row.target in _UNIQUE[kind]]
    adds = mapping is not None and "Add" in mapping.actions
    for ref, attributes in _in_scope(source, configuration, kind, checkpoint):
        try:
            values = rows.values(attributes, configuration.context)
            keys = rows.keys(attributes, configuration.context)
        except MappingError:
            continue  # reported by the plan
        if Flow.IGNORE_OBJECT in values:
            continue
        sent = {target: as_text(values[place]) for place, target in places}
        yield _Match(ref, [as_text(key) for key in keys], sent, adds and not attributes["IsSoftDeleted"])


# --- finding problems


class _Search:
    """Follows every person through the look-ups, then reports problems."""

    def __init__(
        self, people: Sequence[_Match], accounts: _Accounts, targets: Sequence[str], checkpoint: Callable[[], object]
    ) -> None:
        self._people, self._accounts, self._targets, self._checkpoint = people, accounts, targets, checkpoint
        self._finders: dict[int, list[int]] = {}
        self._owners: dict[str, int] = {}
        for number, match in self._everybody():
            self._follow(number, match)

    def forget(self) -> None:
        """Release everything in small steps."""
        free_gradually(self._finders, self._owners)

    def _everybody(self) -> Iterator[tuple[int, _Match]]:
        return enumerate(with_checkpoints(self._people, self._checkpoint))

    def _follow(self, number: int, match: _Match) -> None:
        """Find the row that decides, and record the owner of each value."""
        match.decides = len(self._targets)
        for row, text in enumerate(match.texts):
            if text and (hits := self._accounts.find(self._targets[row], text)):
                match.decides, match.hits = row, hits
                break
        if len(match.hits) == 1:
            self._finders.setdefault(match.hits[0], []).append(number)
        for text in {likeness(text) for text in (*match.texts, *match.sent.values())}:
            if self._owners.setdefault(text, number) != number:
                self._owners[text] = -1

    def entries(self) -> Iterator[Entry]:
        for row in range(len(self._targets)):
            yield from self._shared(row)
            yield from self._look_alike(row)
            yield from self._asked(row)
        yield from self._taken()
        for number, match in self._everybody():
            yield from self._empty(match)
            if not match.hits:
                yield from self._missed(number, match)

    def _shared(self, row: int) -> Iterator[Entry]:
        """Yield values that several people share, exactly or except for letter case."""
        first: dict[str, int] = {}
        groups: dict[str, list[int]] = {}
        for number, match in self._everybody():
            if text := match.texts[row]:
                key = folded(text)
                before = first.setdefault(key, number)
                if before != number:
                    groups.setdefault(key, [before]).append(number)
        for numbers in groups.values():
            self._checkpoint()
            spelt: dict[str, list[int]] = {}
            for number in numbers:
                spelt.setdefault(self._people[number].texts[row], []).append(number)
            for alike in spelt.values():
                if len(alike) > 1:
                    yield self._together("repeated", row, alike)
            if len(spelt) > 1:
                yield self._together("twin", row, numbers)

    def _look_alike(self, row: int) -> Iterator[Entry]:
        """Yield values that differ only in blanks, invisible characters or the form of letters."""
        alike: dict[str, dict[str, list[int]]] = {}
        for number, match in self._everybody():
            if (text := match.texts[row]) and match.decides >= row and (match.created or match.hits):
                alike.setdefault(likeness(text), {}).setdefault(folded(text), []).append(number)
        for spelt in alike.values():
            if len(spelt) > 1:
                matches = [
                    self._people[number] for number in sorted(number for some in spelt.values() for number in some)
                ]
                hits = dict.fromkeys(hit for match in matches if match.decides == row for hit in match.hits)
                yield Entry(
                    "look-alike", tuple(match.ref for match in matches), self._targets[row],
                    max((match.texts[row] for match in matches), key=len), self._accounts.named(list(hits)),
                    "both-created", "warning",
                )  # fmt: skip

    def _together(self, kind: EntryKind, row: int, numbers: Sequence[int]) -> Entry:
        """Return the entry for people who share a value; it matters if at least two of them reach this row."""
        matches = [self._people[number] for number in numbers]
        reaching = [match for match in matches if match.decides >= row]
        finding = {match.texts[row]: match.hits for match in reaching if match.decides == row}
        found = dict.fromkeys(hit for hits in finding.values() for hit in hits)
        consequence: Consequence = "DuplicateSourceEntries"
        severity: Severity = "error"
        if len(reaching) < 2:
            consequence, severity = "none-now", "advice"
        elif kind == "twin" and self._accounts.exact(self._targets[row]):
            consequence, severity = "second-account", "warning"
        elif any(len(hits) > 1 for hits in finding.values()):
            consequence = "DuplicateTargetEntries"
        people = tuple(match.ref for match in matches)
        value = matches[0].texts[row]
        return Entry(kind, people, self._targets[row], value, self._accounts.named(list(found)), consequence, severity)

    def _asked(self, row: int) -> Iterator[Entry]:
        """Yield look-ups that find several accounts, and those that may fail because of a special character."""
        target = self._targets[row]
        several: dict[str, list[_Match]] = {}
        special: dict[str, list[_Match]] = {}
        for _, match in self._everybody():
            text = match.texts[row]
            if not text or match.decides < row:
                continue
            if match.decides == row and len(match.hits) > 1:
                several.setdefault(text, []).append(match)
            elif any(map(is_special, set(text))):
                special.setdefault(text, []).append(match)
        for text, matches in several.items():
            ids = self._accounts.named(matches[0].hits)
            refs = tuple(match.ref for match in matches)
            yield Entry("several", refs, target, text, ids, "DuplicateTargetEntries", "error")
        for text, matches in special.items():
            ids = self._accounts.named(self._accounts.find(target, text))
            refs = tuple(match.ref for match in matches)
            consequence: Consequence = "lookup-fails"
            if ids:
                consequence = "EntryConflict" if any(match.created for match in matches) else "left-alone"
            yield Entry("special", refs, target, text, ids, consequence, "warning", asks=((target, text),))

    def _taken(self) -> Iterator[Entry]:
        """Yield accounts that people find by different rows: the first person keeps the account."""
        for account, numbers in with_checkpoints(self._finders.items(), self._checkpoint):
            if len(numbers) < 2:
                continue
            matches = [self._people[number] for number in numbers]
            owner = matches[0]
            others = [match for match in matches if match.decides != owner.decides]
            if others:
                first = others[0]
                yield Entry(
                    "taken", tuple(match.ref for match in (owner, *others)), self._targets[first.decides],
                    first.texts[first.decides], (self._accounts.ids[account],), "DuplicateSourceEntries", "error",
                    by=self._targets[owner.decides],
                )  # fmt: skip

    def _empty(self, match: _Match) -> Iterator[Entry]:
        """Yield people without any matching value, or without the first."""
        if not self._targets or match.texts[0]:
            return
        later = next((row for row, text in enumerate(match.texts) if text), None)
        if later is None:
            yield Entry("empty", (match.ref,), self._targets[0], "", (), "ImportSkipped", "warning")
        else:
            row = match.decides if match.hits else later
            by = self._targets[row]
            ids = self._accounts.named(match.hits)
            yield Entry("empty", (match.ref,), self._targets[0], "", ids, "next-row", "advice", by=by)

    def _missed(self, number: int, match: _Match) -> Iterator[Entry]:
        """Yield accounts that are obviously this person's and that no look-up finds."""
        asks = tuple((self._targets[row], text) for row, text in enumerate(match.texts) if text)
        if not asks:
            return
        accounts = self._accounts
        twins: dict[int, str] = {}
        others: dict[int, str] = {}
        for path, text in asks:
            for account in self._free(path, likeness(text)):
                twin = accounts.exact(path) and accounts.only_case(path, account, text)
                (twins if twin else others).setdefault(account, path)
        for path, value in self._told_by(number, match):
            for account in self._free(path, value):
                others.setdefault(account, path)
        rest = {account: path for account, path in others.items() if account not in twins}
        kinds: tuple[tuple[EntryKind, dict[int, str]], ...] = (("account-twin", twins), ("unfound", rest))
        for kind, found in kinds:
            if not found:
                continue
            name = match.sent.get(USER_NAME, "")
            refused = bool(name) and any(accounts.same(USER_NAME, account, name) for account in found)
            consequence: Consequence = "EntryConflict" if refused else "second-account"
            by = next(iter(found.values()))
            row, text = next((ask for ask in asks if ask[0] == by), asks[0])
            yield Entry(
                kind, (match.ref,), row, text, accounts.named(list(found)),
                consequence if match.created else "left-alone", "error" if match.created else "warning",
                by=by, asks=asks,
            )  # fmt: skip

    def _told_by(self, number: int, match: _Match) -> Iterator[tuple[str, str]]:
        """Yield attributes and values that identify an account's owner; values that several people have do not."""
        addresses = dict.fromkeys(
            value for text in (*match.texts, *match.sent.values()) if "@" in (value := likeness(text))
        )
        for path in self._accounts.telling:
            own = likeness(match.sent.get(path, ""))
            for value in dict.fromkeys((own, *(addresses if path != EXTERNAL_ID else ()))):
                if value and self._owners.get(value) == number:
                    yield path, value

    def _free(self, path: str, value: str) -> Sequence[int]:
        """Return the accounts with a value that match no person in scope; empty if more than :data:`MOST_ALIKE` have
        it.
        """
        near = self._accounts.near(path, value)
        return [account for account in near if account not in self._finders] if len(near) <= MOST_ALIKE else ()
