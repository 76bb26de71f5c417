"""The match audit: finds users that Entra would skip, mix up or create twice because of their matching values.

Scope, expressions and matching rows are the engine's. Each object is followed through the look-ups that Entra would
send, in order of matching precedence, up to the first with a result; later look-ups do not matter.

Rules: Microsoft's articles on how provisioning works (matching), on known issues (special characters), and the error
codes of the provisioning log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.core.memory import free_gradually, gc_paused
from wizard.mapping import ObjectMapping
from wizard.mapping.checks import Severity
from wizard.mapping.checks.people import is_special
from wizard.mapping.comparison import folded, likeness
from wizard.provisioning.match_audit_model import (
    EXTERNAL_ID,
    KINDS,
    MOST_ALIKE,
    SEVERITIES,
    USER_NAME,
    Consequence,
    Entry,
    EntryKind,
    MatchAudit,
)
from wizard.provisioning.matching_values import Accounts, Match, every_match
from wizard.provisioning.model import Configuration, Kind, Source
from wizard.provisioning.rows import Rows
from wizard.provisioning.target_snapshot import TargetSnapshot


def match_audit(
    source: Source, target: TargetSnapshot, configuration: Configuration, checkpoint: Checkpoint = lambda: None
) -> MatchAudit:
    """Check the matching values of all users in scope, and of the groups.

    The effort grows with users plus accounts, not with their product.

    Args:
        source: Users, groups, assignments.
        target: CloudGate's accounts.
        configuration: Mapping and scope.
        checkpoint: Called periodically; may raise to stop.

    Raises:
        MappingError: The configuration contains an expression or filter that cannot be used. An expression that fails
            for only one user is reported by the plan instead.
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
            accounts = Accounts(target, kind, targets, checkpoint)
            found = list(every_match(source, configuration, kind, rows, checkpoint))
            search = _Search(found, accounts, targets, checkpoint)
            entries += [entry if kind == "User" else replace(entry, of=kind) for entry in search.entries()]
            looked[kind] = len(found)
            held += len(accounts.ids)
            search.forget()
            accounts.forget()
            free_gradually(found)
    return MatchAudit(tuple(sorted(entries, key=_order)), looked["User"], held, looked["Group"])


def _order(entry: Entry) -> tuple[int, int, str, str, str, str]:
    first = entry.people[0]
    severity, kind = SEVERITIES.index(entry.severity), KINDS.index(entry.kind)
    return severity, kind, first.name.casefold(), first.id, entry.row, entry.value


class _Search:
    """Follows each object through the look-ups, then reports problems."""

    def __init__(
        self, people: Sequence[Match], accounts: Accounts, targets: Sequence[str], checkpoint: Checkpoint
    ) -> None:
        self._people, self._accounts, self._targets, self._checkpoint = people, accounts, targets, checkpoint
        self._finders: dict[int, list[int]] = {}
        self._owners: dict[str, int] = {}
        for number, match in self._everybody():
            self._follow(number, match)

    def forget(self) -> None:
        """Release everything in small steps."""
        free_gradually(self._finders, self._owners)

    def _everybody(self) -> Iterator[tuple[int, Match]]:
        return enumerate(with_checkpoints(self._people, self._checkpoint))

    def _follow(self, number: int, match: Match) -> None:
        """Find the deciding look-up, and record the object's values."""
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
        """Yield values that several objects share, exactly or except for letter case."""
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
                    "look-alike",
                    tuple(match.ref for match in matches),
                    self._targets[row],
                    max((match.texts[row] for match in matches), key=len),
                    self._accounts.named(list(hits)),
                    "both-created",
                    "warning",
                )

    def _together(self, kind: EntryKind, row: int, numbers: Sequence[int]) -> Entry:
        """Return the entry for objects that share a value; it matters if at least two of them reach this row."""
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
        several: dict[str, list[Match]] = {}
        special: dict[str, list[Match]] = {}
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
        """Yield accounts that several users match by different rows: the first user keeps the account."""
        for account, numbers in with_checkpoints(self._finders.items(), self._checkpoint):
            if len(numbers) < 2:
                continue
            matches = [self._people[number] for number in numbers]
            owner = matches[0]
            others = [match for match in matches if match.decides != owner.decides]
            if others:
                first = others[0]
                yield Entry(
                    "taken",
                    tuple(match.ref for match in (owner, *others)),
                    self._targets[first.decides],
                    first.texts[first.decides],
                    (self._accounts.ids[account],),
                    "DuplicateSourceEntries",
                    "error",
                    by=self._targets[owner.decides],
                )

    def _empty(self, match: Match) -> Iterator[Entry]:
        """Yield an entry if the object has no matching value, or none for the first row."""
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

    def _missed(self, number: int, match: Match) -> Iterator[Entry]:
        """Yield entries for accounts that clearly belong to this object but that no look-up finds."""
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
                kind,
                (match.ref,),
                row,
                text,
                accounts.named(list(found)),
                consequence if match.created else "left-alone",
                "error" if match.created else "warning",
                by=by,
                asks=asks,
            )

    def _told_by(self, number: int, match: Match) -> Iterator[tuple[str, str]]:
        """Yield attributes and values that identify an account's owner; values of several objects are left out."""
        addresses = dict.fromkeys(
            value for text in (*match.texts, *match.sent.values()) if "@" in (value := likeness(text))
        )
        for path in self._accounts.telling:
            own = likeness(match.sent.get(path, ""))
            for value in dict.fromkeys((own, *(addresses if path != EXTERNAL_ID else ()))):
                if value and self._owners.get(value) == number:
                    yield path, value

    def _free(self, path: str, value: str) -> Sequence[int]:
        """Return the accounts with a value that match no object in scope; empty for more than :data:`MOST_ALIKE`."""
        near = self._accounts.near(path, value)
        return [account for account in near if account not in self._finders] if len(near) <= MOST_ALIKE else ()
