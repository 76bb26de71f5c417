"""Compares one object of a plan with its rows in the provisioning log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from wizard.provisioning.log_outcomes import ORDER, Compared, Entry, How, Watched
from wizard.provisioning.model import CANNOT_TELL
from wizard.provisioning.plan_io import MARK, Kept, KeptRow, mark

LATE: Final = timedelta(minutes=30)
"""How long to wait after a cycle's last row, since more rows can follow. The actual delay is not documented."""

_REFERENCES: Final = frozenset({"manager", "members"})

_QUIET: Final = frozenset({"skip", "unchanged"})

REMOVALS: Final = frozenset({"disable", "delete"})

_INSTEAD: Final[Mapping[tuple[str, str], str]] = {
    ("create", "update"): "account-existed",
    ("create", "disable"): "left",
    ("create", "delete"): "left",
    ("update", "create"): "account-gone",
    ("update", "disable"): "left",
    ("update", "delete"): "left",
    ("disable", "create"): "account-gone",
    ("disable", "update"): "back",
    ("disable", "delete"): "deleted",
    ("delete", "create"): "account-gone",
    ("delete", "update"): "back",
    ("delete", "disable"): "left",
    ("skip", "create"): "entered",
    ("skip", "update"): "entered",
    ("skip", "disable"): "left",
    ("skip", "delete"): "left",
    ("unchanged", "create"): "account-gone",
    ("unchanged", "update"): "changed",
    ("unchanged", "disable"): "left",
    ("unchanged", "delete"): "left",
}
"""Maps the planned verdict and the action in the log to the reason."""


@dataclass(slots=True)
class _Cycle:
    """A cycle as it appears in the log."""

    began: datetime
    newest: datetime
    rows: int = 0


class LogRows:
    """The rows of cycles that began after a point in time, by object and in chronological order."""

    def __init__(self, entries: Iterable[Entry], since: datetime) -> None:
        held = sorted(entries, key=lambda entry: entry.at)
        self.older = bool(held) and held[0].at < since
        self.cycles: dict[str, _Cycle] = {}
        for entry in held:
            cycle = self.cycles.setdefault(entry.cycle, _Cycle(entry.at, entry.at))
            cycle.newest = entry.at
            cycle.rows += 1
        self.cycles = {key: cycle for key, cycle in self.cycles.items() if cycle.began >= since}
        # Provisioning a person on demand is also a cycle, with one row.
        enough = max((cycle.rows for cycle in self.cycles.values()), default=0) / 2
        self.main = next((cycle for cycle in self.cycles.values() if cycle.rows >= enough), None)
        self.own: dict[str, list[Entry]] = {}
        self.written: set[str] = set()
        self.with_references = False
        for entry in held:
            if entry.cycle in self.cycles and entry.source_id:
                self.own.setdefault(entry.source_id.lower(), []).append(entry)
                self.written.update(name.lower() for name, _ in entry.modified)
                self.with_references = self.with_references or any(_is_reference(name) for name, _ in entry.modified)


def _same_code(code: str, reason: str) -> bool:
    """Return whether a code of the log equals an error code of a plan; the log prefixes some with the connector's
    name.
    """
    return bool(reason) and (code == reason or (len(reason) > 6 and code.endswith(reason)))


def _is_reference(name: str) -> bool:
    return name.lower().rpartition(":")[2] in _REFERENCES


class Judge:
    """Determines the result for each object."""

    def __init__(self, plan: Kept, log: LogRows, watched: Watched) -> None:
        assert log.main is not None
        self._plan, self._log, self._watched = plan, log, watched
        self._main = log.main
        self.days = max(0, (log.main.began - plan.made).days)
        self.over = watched.ended is not None and watched.ended >= log.main.newest
        self.whole = watched.whole or log.older
        self._known = {name.lower() for names in plan.attributes for name in names}

    def planned(self, one: KeptRow, own: Sequence[Entry]) -> Compared:
        """Return the result for a planned object; what a later cycle completed counts as done."""
        by_cycle: dict[str, list[Entry]] = {}
        for entry in own:
            by_cycle.setdefault(entry.cycle, []).append(entry)
        if not by_cycle:
            return self._absent(one)
        first: Compared | None = None
        for rows in by_cycle.values():
            found = self._in_cycle(one, rows)
            if first is None:
                first = found
            if found.how == "as-planned":
                later = first is not found
                return self._result(one, "as-planned", "done-later", found.entry) if later else found
            if first is not found and first.how == "failed" and any(row.status == "success" for row in rows):
                return self._result(one, "as-planned", "done-later", rows[-1])
        assert first is not None
        return first

    def unplanned(self, own: Sequence[Entry]) -> Compared | None:
        """Return the result for an object that is not in the plan; ``None`` if it was not changed, or came later."""
        rows = [row for row in own if self._log.cycles[row.cycle].began <= self._main.began]
        rows = [row for row in rows if row.status != "skipped" or row.action == "stageddelete"]
        if not rows:
            return None
        row = next((row for row in rows if row.status == "failure"), rows[0])
        how: How = "not-planned"
        reason, params = "new", dict[str, str | int | float](days=self.days)
        if row.status == "failure":
            how, reason, params = "failed", "error", {"code": row.code or "?"}
        elif row.action == "stageddelete":
            reason, params = "held-back", {}
        elif row.action in REMOVALS:
            reason, params = "not-read", {}
        return Compared(how, reason, row.source_id, row.name or row.source_id, row.kind, "", row, params)

    # --- one object

    def _names(self, one: KeptRow) -> tuple[str, ...]:
        """Return the attributes that would get a value."""
        return self._plan.attributes[one.attributes]

    def _result(
        self,
        one: KeptRow,
        how: How,
        reason: str,
        entry: Entry | None = None,
        params: Mapping[str, str | int | float] | None = None,
        attributes: tuple[str, ...] = (),
    ) -> Compared:
        return Compared(how, reason, one.source_id, one.name, one.kind, one.verdict, entry, params or {}, attributes)

    def _absent(self, one: KeptRow) -> Compared:
        """Return the result for an object without any row."""
        if one.verdict in _QUIET:
            return self._result(one, "as-planned", "nothing-to-do")
        if not self.whole:
            reason = "cut"
        elif self._watched.quarantined:
            reason = "quarantine"
        elif not self.over:
            reason = "running" if self._watched.on else "stopped"
        elif self._watched.now - self._main.newest < LATE:
            reason = "late"
        else:
            reason = "no-trace" if self._plan.sync_all else "left-scope"
        return self._result(one, "missing", reason)

    def _in_cycle(self, one: KeptRow, rows: Sequence[Entry]) -> Compared:
        """Return the result for an object's rows in one cycle: the worse of the object itself and its references."""
        second = [row for row in rows if row.modified and all(_is_reference(name) for name, _ in row.modified)]
        direct = [row for row in rows if row not in second]
        found = [self._direct(one, direct), self._references(one, direct, second)]
        # If both are equal, the object itself counts.
        return min(found, key=lambda result: ORDER.index(result.how))

    def _direct(self, one: KeptRow, rows: Sequence[Entry]) -> Compared:
        if not rows:
            return self._absent(one)
        row = self._decisive(one, rows)
        if row.status == "failure":
            return self._failed(one, row)
        if one.reason == CANNOT_TELL:
            return self._result(one, "other-action", "untold", row)
        if row.action == "stageddelete":
            return self._result(one, "other-action", "held-back", row)
        if row.status == "skipped":
            return self._skipped(one, row)
        if row.action not in {"create", "update", "disable", "delete"}:
            return self._values(one, row) if self._names(one) else self._result(one, "as-planned", "done", row)
        if row.action == one.verdict:
            return self._values(one, row)
        if one.verdict == "disable" and row.action == "update" and not self._others(one, row):
            return self._result(one, "as-planned", "done", row)
        reason = _INSTEAD.get((one.verdict, row.action), "solved")
        return self._result(one, "other-action", reason, row, {"days": self.days})

    @staticmethod
    def _decisive(one: KeptRow, rows: Sequence[Entry]) -> Entry:
        """Return the decisive row: the planned action, otherwise a failure, otherwise anything that was done."""
        tests: tuple[Callable[[Entry], bool], ...] = (
            lambda row: row.status == "success" and row.action == one.verdict,
            lambda row: row.status == "failure",
            lambda row: row.status not in {"skipped", "failure"},
        )
        return next((row for test in tests for row in rows if test(row)), rows[-1])

    def _failed(self, one: KeptRow, row: Entry) -> Compared:
        # An error code of this program has no counterpart in the log: Entra has its own for an expression that fails.
        same = _same_code(row.code, one.reason)
        foretold = one.verdict == "clash" and (same or one.reason[:1].islower()) and one.reason != CANNOT_TELL
        if foretold or (one.verdict == "skip" and same):
            return self._result(one, "as-planned", "foretold", row, {"code": row.code or "?"})
        return self._result(one, "failed", "error", row, {"code": row.code or "?"})

    def _skipped(self, one: KeptRow, row: Entry) -> Compared:
        if one.verdict in _QUIET:
            return self._result(one, "as-planned", "nothing-to-do", row)
        if one.verdict == "clash":
            return self._result(one, "as-planned", "foretold", row, {"code": row.code or "?"})
        code = {"RedundantExport": "already-done", "ImportSkipped": "no-key"}.get(row.code, row.outside)
        params: dict[str, str | int | float] = {"code": row.code or "?", "days": self.days}
        return self._result(one, "other-action", code or "skipped", row, params)

    def _values(self, one: KeptRow, row: Entry) -> Compared:
        others = self._others(one, row)
        if not others:
            return self._result(one, "as-planned", "done", row)
        params: dict[str, str | int | float] = {
            "names": ", ".join(others[:3]),
            "more": max(0, len(others) - 3),
            "days": self.days,
        }
        return self._result(one, "other-values", "values", row, params, others)

    def _others(self, one: KeptRow, row: Entry) -> tuple[str, ...]:
        """Return the attributes whose written value differs from the plan, including unplanned and missing values.

        Attributes that the log never names are not counted as missing. Unplanned attributes that the plan never names
        are ignored too, since the service may have added them.
        """
        names = self._names(one)
        if not row.modified or not names:
            return ()
        wrote = {name.lower(): mark(new) for name, new in row.modified}
        wanted = {name.lower(): one.marks[MARK * number : MARK * (number + 1)] for number, name in enumerate(names)}
        found = []
        for name in names:
            got = wrote.get(name.lower())
            if got != wanted[name.lower()] and (got is not None or name.lower() in self._log.written):
                found.append(name)
        for name, _ in row.modified:
            if name.lower() not in wanted and name.lower() in self._known:
                found.append(name)
        return tuple(found)

    def _references(self, one: KeptRow, direct: Sequence[Entry], second: Sequence[Entry]) -> Compared:
        """Return the result for manager and members. Their values are not compared, since the cycle assigns the ids."""
        fine = self._result(one, "as-planned", "done", second[-1] if second else direct[-1] if direct else None)
        if any(row.status == "success" for row in second):
            if one.references:
                return fine
            names = tuple(dict.fromkeys(name for row in second for name, _ in row.modified))
            params: dict[str, str | int | float] = {"names": ", ".join(names), "more": 0, "days": self.days}
            return self._result(one, "other-values", "values", second[-1], params, names)
        failed = next((row for row in second if row.status == "failure"), None)
        if failed is not None:
            return self._result(one, "failed", "reference-error", failed, {"code": failed.code or "?"})
        shown = {name.lower() for row in direct for name, _ in row.modified}
        if not one.references or not self._log.with_references or shown & {name.lower() for name in one.references}:
            return fine
        # An object that failed gets no manager either; before the end of the cycle the second pass has not begun.
        reason = "references" if self.over and self.whole else "cut" if not self.whole else "running"
        return self._result(one, "missing", reason, None)
