"""Compares a plan with the provisioning log of the cycles after it: what went as planned, what did not, and why.

Actions, statuses and error codes of the log: Graph, provisioningObjectSummary, and Microsoft's page "Analyze the
provisioning logs". Rows of skipped objects are normal, and objects outside an assigned scope leave no row at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.provisioning.kept import MARK, KeptPlan, Planned, mark
from wizard.provisioning.model import CANNOT_TELL, Verdict

How = Literal["failed", "other-action", "other-values", "not-planned", "missing", "as-planned"]
"""What happened to an object, worst first. ``missing``: planned, but not (yet) in the log."""

ORDER: Final[tuple[How, ...]] = ("failed", "other-action", "other-values", "not-planned", "missing", "as-planned")

LATE: Final = timedelta(minutes=30)
"""How long to wait after a cycle's last row, since more rows can follow. The actual delay is not documented."""

_REFERENCES: Final = frozenset({"manager", "members"})
_QUIET: Final = frozenset({"skip", "unchanged"})
_REMOVALS: Final = frozenset({"disable", "delete"})

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


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log as plain values, words in lower case, times in UTC.

    ``outside`` is the result of the scoping step: ``unassigned``, ``filtered``, ``inactive``, or empty. ``modified``
    contains attributes with their new values.
    """

    id: str
    source_id: str
    name: str
    kind: str
    at: datetime
    cycle: str
    action: str
    status: str
    code: str = ""
    outside: str = ""
    modified: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known about the job besides its log.

    ``ended``: end of its last cycle. ``whole``: the log was read to its end. ``changed``: the answers differ from those
    of the preview.
    """

    now: datetime
    ended: datetime | None = None
    on: bool = True
    quarantined: bool = False
    whole: bool = True
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """One object: what was planned, what happened, and why (``comparison-reason-<reason>`` with ``params``).

    ``planned`` is empty if nothing was planned. ``entry`` is the decisive row, ``None`` if the log has none.
    ``attributes`` lists those that got a value other than planned.
    """

    how: How
    reason: str
    source_id: str
    name: str
    kind: str
    planned: Verdict | Literal[""] = ""
    entry: Entry | None = None
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()

    @property
    def untold(self) -> bool:
        """Whether there is no result yet: the cycle is still running, or older rows were not read."""
        return self.reason in {"running", "cut"}


@dataclass(frozen=True, slots=True)
class LogComparison:
    """What became of a plan.

    Args:
        differences: what did not go as planned, problems first, without objects that have no result yet.
        objects: all objects, in the order of the plan; those that were not planned come last.
        counts: of all objects by ``how``.
        planned: how many objects the plan has; ``done`` of them went as planned.
        foretold: how many of those were predicted to fail, and failed.
        waiting: how many objects the running cycle may still process; ``unread``: how many may be in older rows that
            were not read.
        made: when the plan was made; ``began``: when the cycle began; ``days``: full days in between.
        ended: whether the cycle is over.
        whole: whether the log was read as far as the start of the cycle.
        changed: whether the answers differ from those of the preview.
        removed: how many were disabled or deleted as planned; ``gone``: how many were removed later although
            they first went as planned.
    """

    differences: tuple[Compared, ...]
    objects: tuple[Compared, ...]
    counts: Mapping[str, int]
    planned: int
    done: int
    foretold: int
    waiting: int
    unread: int
    made: datetime
    began: datetime
    days: int
    ended: bool
    whole: bool
    changed: bool
    removed: int = 0
    gone: int = 0


# --- comparing


def compare(plan: KeptPlan, entries: Iterable[Entry], watched: Watched, checkpoint: Checkpoint) -> LogComparison | None:
    """Compare a plan with the log of the cycles that began after it was made.

    The first large cycle counts; later cycles only for what that one left open.

    Args:
        entries: rows of the job's log, in any order.
        checkpoint: called periodically; may raise to stop.

    Returns:
        ``None`` if the log has no cycle that began after the plan.
    """
    log = _Log(entries, plan.made)
    if log.main is None:
        return None
    judge = _Judge(plan, log, watched)
    planned = with_checkpoints(plan.objects, checkpoint)
    found = [judge.planned(one, log.own.get(one.source_id.lower(), ())) for one in planned]
    known = {one.source_id.lower() for one in plan.objects}
    for source_id, own in with_checkpoints(log.own.items(), checkpoint):
        if source_id not in known and (extra := judge.unplanned(own)) is not None:
            found.append(extra)
    differences = [one for one in found if one.how != "as-planned" and not one.untold]
    differences.sort(
        key=lambda one: (ORDER.index(one.how), one.kind.lower() != "user", one.name.casefold(), one.source_id)
    )
    counts = Counter(one.how for one in found)
    return LogComparison(
        differences=tuple(differences),
        objects=tuple(found),
        counts={how: counts[how] for how in ORDER},
        planned=len(plan.objects),
        done=sum(1 for one in found if one.planned and one.how == "as-planned"),
        foretold=sum(1 for one in found if one.reason == "foretold"),
        waiting=sum(1 for one in found if one.reason == "running"),
        unread=sum(1 for one in found if one.reason == "cut"),
        made=plan.made,
        began=log.main.began,
        days=judge.days,
        ended=judge.over,
        whole=judge.whole,
        changed=watched.changed,
        removed=sum(1 for one in found if one.how == "as-planned" and one.planned in _REMOVALS),
        gone=sum(1 for one in found if _gone(one, log.own.get(one.source_id.lower(), ()))),
    )


def _gone(one: Compared, own: Sequence[Entry]) -> bool:
    """Return whether an object that went as planned was disabled or deleted later and still is."""
    if one.how != "as-planned" or not one.planned or one.planned in _REMOVALS:
        return False
    done = [row for row in own if row.status == "success" and row.action in {"create", "update", *_REMOVALS}]
    newest = max(done, key=lambda row: row.at, default=None)
    return newest is not None and newest.action in _REMOVALS


@dataclass(slots=True)
class _Cycle:
    """A cycle as it appears in the log."""

    began: datetime
    newest: datetime
    rows: int = 0


class _Log:
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


class _Judge:
    """Determines the result for each object."""

    def __init__(self, plan: KeptPlan, log: _Log, watched: Watched) -> None:
        assert log.main is not None
        self._plan, self._log, self._watched = plan, log, watched
        self._main = log.main
        self.days = max(0, (log.main.began - plan.made).days)
        self.over = watched.ended is not None and watched.ended >= log.main.newest
        self.whole = watched.whole or log.older
        self._known = {name.lower() for one in plan.objects for name in one.attributes}

    def planned(self, one: Planned, own: Sequence[Entry]) -> Compared:
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
        elif row.action in _REMOVALS:
            reason, params = "not-read", {}
        return Compared(how, reason, row.source_id, row.name or row.source_id, row.kind, "", row, params)

    # --- one object

    def _result(
        self,
        one: Planned,
        how: How,
        reason: str,
        entry: Entry | None = None,
        params: Mapping[str, str | int | float] | None = None,
        attributes: tuple[str, ...] = (),
    ) -> Compared:
        return Compared(how, reason, one.source_id, one.name, one.kind, one.verdict, entry, params or {}, attributes)

    def _absent(self, one: Planned) -> Compared:
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

    def _in_cycle(self, one: Planned, rows: Sequence[Entry]) -> Compared:
        """Return the result for an object's rows in one cycle: the worse of the object itself and its references."""
        second = [row for row in rows if row.modified and all(_is_reference(name) for name, _ in row.modified)]
        direct = [row for row in rows if row not in second]
        found = [self._direct(one, direct), self._references(one, direct, second)]
        # If both are equal, the object itself counts.
        return min(found, key=lambda result: ORDER.index(result.how))

    def _direct(self, one: Planned, rows: Sequence[Entry]) -> Compared:
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
            return self._values(one, row) if one.attributes else self._result(one, "as-planned", "done", row)
        if row.action == one.verdict:
            return self._values(one, row)
        if one.verdict == "disable" and row.action == "update" and not self._others(one, row):
            return self._result(one, "as-planned", "done", row)
        reason = _INSTEAD.get((one.verdict, row.action), "solved")
        return self._result(one, "other-action", reason, row, {"days": self.days})

    @staticmethod
    def _decisive(one: Planned, rows: Sequence[Entry]) -> Entry:
        """Return the decisive row: the planned action, otherwise a failure, otherwise anything that was done."""
        tests: tuple[Callable[[Entry], bool], ...] = (
            lambda row: row.status == "success" and row.action == one.verdict,
            lambda row: row.status == "failure",
            lambda row: row.status not in {"skipped", "failure"},
        )
        return next((row for test in tests for row in rows if test(row)), rows[-1])

    def _failed(self, one: Planned, row: Entry) -> Compared:
        # An error code of this program has no counterpart in the log: Entra has its own for an expression that fails.
        same = _same_code(row.code, one.reason)
        foretold = one.verdict == "clash" and (same or one.reason[:1].islower()) and one.reason != CANNOT_TELL
        if foretold or (one.verdict == "skip" and same):
            return self._result(one, "as-planned", "foretold", row, {"code": row.code or "?"})
        return self._result(one, "failed", "error", row, {"code": row.code or "?"})

    def _skipped(self, one: Planned, row: Entry) -> Compared:
        if one.verdict in _QUIET:
            return self._result(one, "as-planned", "nothing-to-do", row)
        if one.verdict == "clash":
            return self._result(one, "as-planned", "foretold", row, {"code": row.code or "?"})
        code = {"RedundantExport": "already-done", "ImportSkipped": "no-key"}.get(row.code, row.outside)
        params: dict[str, str | int | float] = {"code": row.code or "?", "days": self.days}
        return self._result(one, "other-action", code or "skipped", row, params)

    def _values(self, one: Planned, row: Entry) -> Compared:
        others = self._others(one, row)
        if not others:
            return self._result(one, "as-planned", "done", row)
        params: dict[str, str | int | float] = {
            "names": ", ".join(others[:3]),
            "more": max(0, len(others) - 3),
            "days": self.days,
        }
        return self._result(one, "other-values", "values", row, params, others)

    def _others(self, one: Planned, row: Entry) -> tuple[str, ...]:
        """Return the attributes whose written value differs from the plan, including unplanned and missing values.

        Attributes that the log never names are not counted as missing. Unplanned attributes that the plan never names
        are ignored too, since the service may have added them.
        """
        if not row.modified or not one.attributes:
            return ()
        wrote = {name.lower(): mark(new) for name, new in row.modified}
        wanted = {
            name.lower(): one.marks[MARK * number : MARK * (number + 1)] for number, name in enumerate(one.attributes)
        }
        found = []
        for name in one.attributes:
            got = wrote.get(name.lower())
            if got != wanted[name.lower()] and (got is not None or name.lower() in self._log.written):
                found.append(name)
        for name, _ in row.modified:
            if name.lower() not in wanted and name.lower() in self._known:
                found.append(name)
        return tuple(found)

    def _references(self, one: Planned, direct: Sequence[Entry], second: Sequence[Entry]) -> Compared:
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
