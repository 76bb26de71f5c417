"""What the gate foretold is what the practice Entra's next cycle then did, through the window and through the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from gate_world import Company, Sockets, Terminal, Window, company, sockets, window

from wizard.journey.blast import Forecast
from wizard.journey.changes import GATED, Change, Restart, Save, Stop, TurnOn, Unassign
from wizard.mapping.filters import Clause, FilterGroup
from wizard.tasks import Task


@pytest.fixture(scope="module")
def served() -> Iterator[Sockets]:
    with sockets() as made:
        yield made


@pytest.fixture
def made(served: Sockets) -> Iterator[Company]:
    with company(served) as one:
        yield one


@pytest.fixture
def shown(made: Company, qtbot: Any, qapp: Any, tmp_path: Any) -> Iterator[Window]:
    with window(made, qtbot, qapp, tmp_path) as one:
        yield one


# --- what is done, and how it is asked for


def running(made: Company) -> None:
    made.start()
    made.cycle()


def with_ann(made: Company) -> Any:
    """Assign somebody of Door Staff directly as well, and let a cycle pass."""
    ann = made.members("Door Staff")[0]
    made.assign(ann)
    running(made)
    return ann


def held(made: Company) -> None:
    """Let Entra hold back the removal of everybody but one, who has been assigned again since."""
    made.limit(1)
    running(made)
    made.unassign(made.group("Door Staff"))
    made.cycle()
    assert made.job.quarantine is not None and made.job.quarantine.reason == "TooManyDeletes"
    made.assign(made.members("Door Staff")[0])


def everybody(made: Company) -> None:
    """Provision everybody, then save the scope as assigned only, which has no effect until a restart."""
    made.settings(SyncAll="true")
    running(made)
    made.settings(SyncAll="false")
    made.cycle()
    from wizard.journey.model import Outcome

    made.journey.record("scope", Outcome("done", {"restart": True}))


def renamed(made: Company) -> None:
    """Let CloudGate rename two accounts, so that no look-up finds them any more."""
    running(made)
    gate = made.gates[0]
    for account in gate.held("User")[:2]:
        body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "replace", "path": "userName", "value": f"old.{account['userName']}"}]}  # fmt: skip
        made.ask(0, "PATCH", f"/Users/{account['id']}", body)


def filtered(made: Company) -> None:
    running(made)
    departments = sorted({str(one.attributes.get("department")) for one in made.members("Door Staff")})
    clause = Clause("department", "NOT EQUALS", (departments[0],))
    made.journey.answer(user_filter=(FilterGroup("F", (clause,)).to_json(),))


def stopped(made: Company) -> None:
    """Stop the job after a cycle, and block somebody since."""
    running(made)
    made.pause()
    made.directory.set_enabled(made.members("Door Staff")[0].id, False)


def assignments_of(made: Company, principal: Any) -> tuple[Any, ...]:
    found = made.context.graph.assignments(made.sp, Task())
    return tuple(one for one in found if one.principal_id == principal.id)


def select(name: Callable[[Company], str]) -> Callable[[Window], Any]:
    def press(shown: Window) -> Any:
        page = shown.open("assign")
        row = next(one for one in page._rows() if one.name == name(shown.company))
        assert page.list.select_row(row)
        shown.quiet()
        return shown.press("remove")

    return press


def opened(step_id: str, control: str) -> Callable[[Window], Any]:
    def press(shown: Window) -> Any:
        shown.open(step_id)
        return shown.press(control)

    return press


def restarted(kind: str) -> Callable[[Window], Any]:
    def press(shown: Window) -> Any:
        page = shown.open("watch")
        page.restart_kind.setCurrentIndex(page.restart_kind.findData(kind))
        return shown.press("restartJob")

    return press


@dataclass(frozen=True)
class Case:
    """A change: how the tenant stands, how it is asked for, and what must happen at least for the test to mean anything."""

    name: str
    prepare: Callable[[Company], object]
    press: Callable[[Window], Any]
    change: Callable[[Company], Change]
    verdicts: frozenset[str]


def removal(name: Callable[[Company], Any]) -> Callable[[Company], Change]:
    return lambda made: Unassign(assignments_of(made, name(made)))


def door_staff(made: Company) -> Any:
    return made.group("Door Staff")


def first_member(made: Company) -> Any:
    return made.members("Door Staff")[0]


CASES = (
    Case("first", lambda made: None, opened("turnon", "turnOn"), lambda _: TurnOn(), frozenset({"create"})),
    Case("on-again", stopped, opened("turnon", "turnOn"), lambda _: TurnOn(), frozenset({"disable"})),
    Case(
        "unassign-group", running, select(lambda made: "Door Staff"), removal(door_staff),
        frozenset({"disable", "delete"}),
    ),
    Case(
        "unassign-one-who-is-in-a-group-too", with_ann, select(lambda made: str(first_member(made).display_name)),
        removal(first_member), frozenset(),
    ),
    Case("filter", filtered, opened("scope", "saveScope"), lambda _: Save("scope"), frozenset({"disable"})),
    Case(
        "all-to-assigned", everybody, restarted("again"), lambda _: Restart("again", narrows=True),
        frozenset({"disable", "delete"}),
    ),
    Case("match-again", renamed, restarted("full"), lambda _: Restart("full"), frozenset({"create"})),
    Case("look-again", running, restarted("again"), lambda _: Restart("again"), frozenset()),
    Case("allow-deletions", held, restarted("deletes"), lambda _: Restart("deletes"), frozenset({"disable", "delete"})),
    Case("stop", running, opened("watch", "stopJob"), lambda _: Stop(), frozenset()),
)  # fmt: skip


def by_window(case: Case, shown: Window) -> Forecast:
    dialog = case.press(shown)
    if dialog is None:
        shown.quiet()
        return shown.foretold[-1]  # type: ignore[no-any-return]
    return shown.agree(dialog)  # type: ignore[no-any-return]


def by_terminal(case: Case, made: Company) -> Forecast:
    gates, change = Terminal(made).gates(), case.change(made)
    step_id = next((name for name, own in GATED.items() if own == change), "")
    if not step_id:
        found, _ = gates.do(change)
        return found  # type: ignore[no-any-return]
    step = made.journey.step(step_id)
    found = gates.allow(step)
    assert found is not None and step.perform is not None
    step.perform(made.context, made.journey.answers, Task())
    return found  # type: ignore[no-any-return]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("surface", ["window", "terminal"])
def test_what_was_foretold_is_what_happens(case: Case, surface: str, made: Company, request: Any) -> None:
    case.prepare(made)
    before = made.state()
    found = by_window(case, request.getfixturevalue("shown")) if surface == "window" else by_terminal(case, made)
    assert made.state() == before, "asking and saving alone change nobody"
    foretold = made.foretold(found)
    made.cycle()
    happened = made.happened(before)
    assert happened == foretold
    assert {verdict for verdict, _, _ in happened} == case.verdicts
    if case.name == "match-again":
        reasons = {one.reason for one in found.blast.operations if one.verdict == "create"}  # type: ignore[union-attr]
        assert reasons == {"second-account"} or "second-accounts" in found.blast.facts  # type: ignore[union-attr]
