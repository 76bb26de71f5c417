"""A plan beside the log: every way in which the two can agree or differ, by name."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import kept_plans
import pytest
from kept_plans import Foretold

from wizard.core.texts import Texts
from wizard.provisioning import AttributeChange, Operation, Plan
from wizard.provisioning.log_comparison import compare
from wizard.provisioning.log_outcomes import ORDER, Compared, Entry, LogComparison, Watched
from wizard.provisioning.plan_io import Kept, essentials, mark
from wizard.provisioning.plan_json import Written

MADE = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
BEGAN = MADE + timedelta(minutes=10)
ENDED = MADE + timedelta(minutes=30)
OVER = Watched(now=MADE + timedelta(hours=5), ended=ENDED)


def quiet() -> None:
    """Nobody wants to stop."""


def planned(
    verdict: str, reason: str = "x", values: dict[str, str] | None = None, refs: tuple[str, ...] = ()
) -> Foretold:
    values = values or {}
    marks = "".join(mark(value) for value in values.values())
    return Foretold("u1", "Ana Ruiz", "User", verdict, reason, tuple(values), marks, refs)  # type: ignore[arg-type]


def row(action: str, status: str = "success", code: str = "", outside: str = "", **more: object) -> Entry:
    made = Entry("r1", "u1", "Ana Ruiz", "User", BEGAN, "c1", action, status, code, outside)
    return replace(made, **more)  # type: ignore[arg-type]


def kept(*objects: Foretold, sync_all: bool = False) -> Kept:
    return kept_plans.kept(MADE, objects, sync_all=sync_all)


OTHERS = tuple(row("create", source_id=f"o{n}", id=f"o{n}", at=BEGAN + timedelta(seconds=n)) for n in range(4))
"""Somebody else's rows, so that there is a cycle in the log whatever the case says."""

EVERYBODY = tuple(planned("create")._replace(source_id=f"o{n}") for n in range(4))


def judged(one: Foretold, *rows: Entry, watched: Watched = OVER, sync_all: bool = False) -> Compared:
    found = compare(kept(one, *EVERYBODY, sync_all=sync_all), (*OTHERS, *rows), watched, quiet)
    assert found is not None
    return next(each for each in found.objects if each.source_id == "u1")


VALUES = {"userName": "ana@harborlights.example", "department": "Ops", "active": "True"}
SAME = {"modified": tuple(VALUES.items())}
OTHER = {"modified": (*list(VALUES.items())[:1], ("department", "Sales"), ("active", "true"))}
MANAGER = {"modified": (("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "7"),), "id": "r2"}

CASES = {
    "created as planned": (planned("create", values=VALUES), [row("create", **SAME)], "as-planned", "done"),
    "created, the log tells no values": (planned("create", values=VALUES), [row("create")], "as-planned", "done"),
    "created with a warning": (planned("create"), [row("create", "warning")], "as-planned", "done"),
    "created with another value": (planned("create", values=VALUES), [row("create", **OTHER)], "other-values", "values"),
    "made in between, so updated": (planned("create"), [row("update")], "other-action", "account-existed"),
    "made in between, and equal": (
        planned("create"), [row("other", "skipped", "RedundantExport")], "other-action", "already-done",
    ),
    "unassigned when the cycle came": (
        planned("create"), [row("other", "skipped", "EntrySynchronizationSkipped", "unassigned")],
        "other-action", "unassigned",
    ),
    "filtered when the cycle came": (
        planned("create"), [row("other", "skipped", "EntrySynchronizationSkipped", "filtered")],
        "other-action", "filtered",
    ),
    "blocked when the cycle came": (
        planned("create"), [row("other", "skipped", "EntrySynchronizationSkipped", "inactive")],
        "other-action", "inactive",
    ),
    "skipped for a reason nobody gives": (
        planned("update"), [row("other", "skipped", "EntrySynchronizationSkipped")], "other-action", "skipped",
    ),
    "no matching value any more": (
        planned("update"), [row("other", "skipped", "ImportSkipped")], "other-action", "no-key",
    ),
    "refused": (planned("create"), [row("create", "failure", "LicenseLimitExceeded")], "failed", "error"),
    "refused, then done in the next cycle": (
        planned("create"),
        [row("create", "failure", "Timeout"), row("create", id="r2", cycle="c2", at=ENDED + timedelta(minutes=20))],
        "as-planned", "done-later",
    ),
    "refused, then found equal": (
        planned("create"),
        [row("create", "failure", "Timeout"), row("update", id="r2", cycle="c2", at=ENDED + timedelta(minutes=20))],
        "as-planned", "done-later",
    ),
    "refused twice": (
        planned("create"),
        [row("create", "failure", "Timeout"),
         row("create", "failure", "Conflict", id="r2", cycle="c2", at=ENDED + timedelta(minutes=20))],
        "failed", "error",
    ),
    "done, then changed in a later cycle": (
        planned("create"), [row("create"), row("update", id="r2", cycle="c2", at=ENDED + timedelta(minutes=20))],
        "as-planned", "done",
    ),
    "updated as planned": (
        planned("update", values={"title": "Guard"}), [row("update", modified=(("title", '"Guard"'),))],
        "as-planned", "done",
    ),
    "an attribute more was written": (
        planned("update", values={"title": "Guard"}),
        [row("update", modified=(("title", "Guard"), ("department", "Ops"))),
         row("update", source_id="known", id="k", modified=(("department", "Ops"),))],
        "as-planned", "done",
    ),
    "updated, the account had gone": (planned("update"), [row("create")], "other-action", "account-gone"),
    "disabled instead": (planned("update"), [row("disable")], "other-action", "left"),
    "disabled as planned": (planned("disable"), [row("disable")], "as-planned", "done"),
    "disabled, logged as an update": (
        planned("disable", values={"active": "False"}), [row("update", modified=(("active", "false"),))],
        "as-planned", "done",
    ),
    "back in scope": (
        planned("disable", values={"active": "False"}), [row("update", modified=(("active", "True"),))],
        "other-action", "back",
    ),
    "disabled already": (planned("disable"), [row("other", "skipped", "RedundantExport")], "other-action", "already-done"),
    "held back": (
        planned("disable"), [row("stageddelete", "skipped", "TooManyDeletes")], "other-action", "held-back",
    ),
    "deleted as planned": (planned("delete"), [row("delete")], "as-planned", "done"),
    "deleted instead of disabled": (planned("disable"), [row("delete")], "other-action", "deleted"),
    "unchanged, in the log as redundant": (
        planned("unchanged", "same"), [row("other", "skipped", "RedundantExport")], "as-planned", "nothing-to-do",
    ),
    "unchanged, without a row": (planned("unchanged", "same"), [], "as-planned", "nothing-to-do"),
    "unchanged, and then updated": (planned("unchanged", "same"), [row("update")], "other-action", "changed"),
    "not in scope, without a row": (planned("skip", "not-assigned"), [], "as-planned", "nothing-to-do"),
    "not in scope, skipped": (
        planned("skip", "filtered-out"), [row("other", "skipped", "EntrySynchronizationSkipped", "filtered")],
        "as-planned", "nothing-to-do",
    ),
    "in scope since": (planned("skip", "blocked"), [row("create")], "other-action", "entered"),
    "skipped for want of a key, as foretold": (
        planned("skip", "ImportSkipped"), [row("other", "failure", "ImportSkipped")], "as-planned", "foretold",
    ),
    "a conflict, as foretold, with the connector's name before its code": (
        planned("clash", "EntryConflict"), [row("create", "failure", "ContosoEntryConflict")], "as-planned", "foretold",
    ),
    "a problem, as foretold": (
        planned("clash", "DuplicateTargetEntries"), [row("other", "failure", "DuplicateTargetEntries")],
        "as-planned", "foretold",
    ),
    "an expression's problem under Entra's own name": (
        planned("clash", "expression-not-a-date"), [row("other", "failure", "InternalError")], "as-planned", "foretold",
    ),
    "another problem than foretold": (
        planned("clash", "DuplicateTargetEntries"), [row("create", "failure", "Timeout")], "failed", "error",
    ),
    "a problem that was solved": (planned("clash", "DuplicateTargetEntries"), [row("update")], "other-action", "solved"),
    "an action of a newer service": (planned("create"), [row("unknownfuturevalue")], "as-planned", "done"),
    "ids in another letter case": (planned("create"), [row("create", source_id="U1")], "as-planned", "done"),
    "the manager is set in the second pass": (
        planned("create", refs=("manager",)), [row("create"), row("update", **MANAGER)], "as-planned", "done",
    ),
    "the manager is refused": (
        planned("create", refs=("manager",)), [row("create"), row("update", "failure", "Timeout", **MANAGER)],
        "failed", "reference-error",
    ),
    "a manager since the preview": (planned("create"), [row("create"), row("update", **MANAGER)], "other-values", "values"),
    "a log that shows no second pass": (
        planned("create", refs=("manager",)), [row("create")], "as-planned", "done",
    ),
    "the manager is left out": (
        planned("create", refs=("manager",)), [row("create"), row("update", source_id="o1", **MANAGER)],
        "missing", "references",
    ),
    "the manager in the same row": (
        planned("create", refs=("manager",)),
        [row("create", modified=(("displayName", "Ana"), ("manager", "7"))), row("update", source_id="o1", **MANAGER)],
        "as-planned", "done",
    ),
    "no row, long after": (planned("create"), [], "missing", "left-scope"),
}  # fmt: skip


@pytest.mark.parametrize(("one", "rows", "how", "reason"), CASES.values(), ids=CASES)
def test_one_object(one: Foretold, rows: list[Entry], how: str, reason: str) -> None:
    found = judged(one, *rows)
    assert (found.how, found.reason) == (how, reason)
    words = Texts().get(f"comparison-reason-{found.reason}", **found.params)
    assert words and "$" not in words


def test_values_that_differ_are_named() -> None:
    found = judged(planned("create", values=VALUES), row("create", **OTHER))
    assert found.attributes == ("department",)
    assert found.params["names"] == "department"


def test_an_attribute_that_others_get_is_missed_and_one_the_log_never_names_is_not() -> None:
    one = planned("update", values={"title": "Guard", "department": "Ops"})
    alone = row("update", modified=(("title", "Guard"),))
    assert judged(one, alone).how == "as-planned"
    other = row("update", source_id="o1", id="x", modified=(("department", "Ops"),))
    assert judged(one, alone, other).attributes == ("department",)


def test_an_attribute_that_the_plan_knows_counts_when_it_comes_unplanned() -> None:
    one = planned("update", values={"title": "Guard"})
    knows = planned("update", values={"department": "Ops"})._replace(source_id="o9")
    wrote = row("update", modified=(("title", "Guard"), ("department", "Ops"), ("meta", "x")))
    found = compare(kept(one, knows), [wrote], OVER, quiet)
    assert found is not None and found.objects[0].attributes == ("department",)


ABSENT = {
    "the cycle has not reached it yet": (replace(OVER, ended=None), False, "running"),
    "an earlier cycle's end says nothing": (replace(OVER, ended=MADE - timedelta(hours=1)), False, "running"),
    "stopped on the way": (replace(OVER, ended=None, on=False), False, "stopped"),
    "the log is minutes behind": (replace(OVER, now=BEGAN + timedelta(minutes=25)), False, "late"),
    "quarantine": (replace(OVER, quarantined=True), False, "quarantine"),
    "only the newest entries were read": (replace(OVER, whole=False), False, "cut"),
    "left the scope": (OVER, False, "left-scope"),
    "everybody is in scope": (OVER, True, "no-trace"),
}


@pytest.mark.parametrize(("watched", "sync_all", "reason"), ABSENT.values(), ids=ABSENT)
def test_planned_and_not_in_the_log(watched: Watched, sync_all: bool, reason: str) -> None:
    found = judged(planned("create"), watched=watched, sync_all=sync_all)
    assert (found.how, found.reason, found.entry) == ("missing", reason, None)


def test_a_log_that_reaches_back_before_the_plan_is_long_enough() -> None:
    old = row("create", source_id="o1", id="old", cycle="c0", at=MADE - timedelta(days=1))
    assert judged(planned("create"), old, watched=replace(OVER, whole=False)).reason == "left-scope"


UNPLANNED = {
    "created": ([row("create")], "not-planned", "new"),
    "disabled": ([row("disable")], "not-planned", "not-read"),
    "held back": ([row("stageddelete", "skipped")], "not-planned", "held-back"),
    "failed": ([row("create", "failure", "Timeout")], "failed", "error"),
    "skipped": ([row("other", "skipped", "EntrySynchronizationSkipped")], "", ""),
    "in a later cycle": ([row("create", cycle="c2", at=ENDED)], "", ""),
}


@pytest.mark.parametrize(("rows", "how", "reason"), UNPLANNED.values(), ids=UNPLANNED)
def test_in_the_log_and_not_planned(rows: list[Entry], how: str, reason: str) -> None:
    found = compare(kept(*EVERYBODY), (*OTHERS, *rows), OVER, quiet)
    assert found is not None
    extra = [one for one in found.objects if one.source_id == "u1"]
    assert [(one.how, one.reason, one.planned) for one in extra] == ([(how, reason, "")] if how else [])


def test_nothing_is_compared_before_a_cycle_that_began_after_the_plan() -> None:
    before = row("create", at=MADE - timedelta(minutes=1))
    straddling = row("create", id="r2", at=MADE + timedelta(minutes=1))
    assert compare(kept(planned("create")), [], OVER, quiet) is None
    assert compare(kept(planned("create")), [before, straddling], OVER, quiet) is None


def test_one_person_on_demand_is_not_the_first_cycle() -> None:
    alone = row("create", id="d", cycle="on demand", at=MADE + timedelta(minutes=1))
    found = compare(kept(planned("create"), *EVERYBODY), (alone, *OTHERS), OVER, quiet)
    assert found is not None
    assert found.began == BEGAN
    assert found.counts["as-planned"] == 5


def test_problems_first_and_everything_is_counted() -> None:
    objects = [
        planned(verdict)._replace(source_id=name, name=name)
        for name, verdict in (
            ("zoe", "create"), ("bo", "create"), ("Ann", "create"), ("cy", "update"), ("eve", "clash"), ("di", "create"),
        )
    ]  # fmt: skip
    rows = [
        row("create", "failure", "Timeout", source_id="zoe"), row("create", source_id="bo"),
        row("create", "failure", "Timeout", source_id="Ann"), row("create", source_id="cy"),
        row("other", "failure", "x", source_id="eve"), row("create", source_id="new", name="new"),
    ]  # fmt: skip
    found = compare(kept(*objects), rows, replace(OVER, changed=True), quiet)
    assert found is not None
    assert [(one.name, one.how) for one in found.differences] == [
        ("Ann", "failed"), ("zoe", "failed"), ("cy", "other-action"), ("new", "not-planned"), ("di", "missing"),
    ]  # fmt: skip
    assert found.counts == {
        "failed": 2, "other-action": 1, "other-values": 0, "not-planned": 1, "missing": 1, "as-planned": 2,
    }  # fmt: skip
    assert (found.planned, found.done, found.foretold, found.changed, found.ended) == (6, 2, 1, True, True)
    assert [one.name for one in found.objects] == ["zoe", "bo", "Ann", "cy", "eve", "di", "new"]


def test_what_the_running_cycle_may_still_bring_is_no_difference() -> None:
    found = compare(kept(planned("create"), *EVERYBODY), OTHERS, replace(OVER, ended=None), quiet)
    assert found is not None
    assert (found.waiting, found.differences, found.ended) == (1, (), False)


def test_the_days_between_preview_and_cycle_are_told() -> None:
    late = [replace(entry, at=entry.at + timedelta(days=3)) for entry in (*OTHERS, row("create"))]
    found = compare(kept(*EVERYBODY), late, replace(OVER, now=MADE + timedelta(days=4)), quiet)
    assert found is not None and found.days == 3
    assert "3 days" in Texts().get("comparison-reason-new", **found.differences[0].params)


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = [
        *OTHERS,
        row("create", "failure", "Timeout", at=BEGAN + timedelta(seconds=9)),
        row("create", "failure", "Conflict", id="r2", cycle="c2", at=ENDED + timedelta(minutes=20)),
        row("create", id="r3", cycle="c3", at=ENDED + timedelta(minutes=60)),
    ]
    first = compare(kept(planned("create"), *EVERYBODY), rows, OVER, quiet)
    assert isinstance(first, LogComparison)
    assert first.counts["as-planned"] == 5
    for seed in range(20):
        random.Random(seed).shuffle(rows)
        assert compare(kept(planned("create"), *EVERYBODY), rows, OVER, quiet) == first


def test_it_can_be_stopped() -> None:
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        compare(kept(planned("create")), OTHERS, OVER, stop)


def test_the_order_of_problems_has_every_kind_once() -> None:
    assert len(set(ORDER)) == len(ORDER) == 6


# --- what is kept


def test_marks_tell_equal_from_other_and_nothing_else() -> None:
    assert mark("Ops") == mark(' "Ops" ') != mark("ops")
    assert mark("True") == mark("true")
    assert mark(None) == mark("")
    assert "Ops" not in mark("Ops")


def test_the_essentials_join_both_passes_and_keep_no_value() -> None:
    changes = (AttributeChange("userName", None, "ana@harborlights.example"), AttributeChange("title", None, "Guard"))
    plan = Plan((
        Operation("User", "u1", "Ana Ruiz", "create", "no-match", {"value": "ana"}, "ana", work=Written(changes, ())),
        Operation("User", "u2", "Bo Li", "create", "no-match", {}, "bo", work=Written(changes, ())),
        Operation(
            "User", "u1", "Ana Ruiz", "update", "manager", {}, "", "reference", "7",
            Written((AttributeChange("manager", None, "u2"),), ()),
        ),
    ))  # fmt: skip
    attributes, (first, second) = essentials(plan, quiet)
    assert first.references == ("manager",) and second.references == ()
    assert attributes == (("userName", "title"),) and first.attributes == second.attributes == 0
    assert "Guard" not in repr(first) and "example" not in repr(first)


def test_everybody_disabled_is_never_all_as_planned_alone() -> None:
    from wizard.wording.log_comparison import hints, sentence

    texts = Texts()
    plan = kept(*(planned("disable")._replace(source_id=f"o{n}") for n in range(4)))
    rows = tuple(replace(one, action="disable") for one in OTHERS)
    found = compare(plan, rows, OVER, quiet)
    assert found is not None and (found.done, found.removed, found.gone) == (4, 4, 0)
    assert "4 of 4 disabled or deleted" in sentence(found, texts)

    # Created as planned, and disabled by a later cycle.
    later = BEGAN + timedelta(hours=3)
    gone = tuple(replace(one, id=f"{one.id}-2", action="disable", cycle="c2", at=later) for one in OTHERS)
    found = compare(kept(*EVERYBODY), (*OTHERS, *gone), OVER, quiet)
    assert found is not None and (found.done, found.removed, found.gone) == (4, 0, 4)
    assert "4 of 4 disabled or deleted since" in sentence(found, texts)
    assert any("later cycle" in hint for hint in hints(found, texts))

    # Back again since: nobody is gone.
    back = tuple(
        replace(one, id=f"{one.id}-3", action="update", cycle="c3", at=later + timedelta(hours=1)) for one in OTHERS
    )
    found = compare(kept(*EVERYBODY), (*OTHERS, *gone, *back), OVER, quiet)
    assert found is not None and found.gone == 0
