"""The terminal's walk over a practice Entra: the restart for a smaller scope, the job on step 12, removing on step 5.

What was sent is read from the requests that arrived.
"""

from __future__ import annotations

import io
from typing import Any

import pytest
from gate_world import Company

from wizard.cli.journey.answers_file import Given
from wizard.cli.journey.attended import AttendedWalk
from wizard.cli.journey.people import PeopleQuestion
from wizard.cli.journey.report import Teller
from wizard.cli.journey.walk import Start, Stopped, Walk
from wizard.core.errors import ConsentNeeded
from wizard.core.texts import Texts
from wizard.journey.claims import Claims
from wizard.journey.model import Outcome
from wizard.journey.setups import SetupStore


def walk(made: Company, folder: Any, attended: bool, **consents: Any) -> tuple[Walk, list[str]]:
    said: list[str] = []
    start = Start(attended=attended, given=Given(consents=consents))
    kind = AttendedWalk if attended else Walk
    found = kind(made.context, SetupStore(folder / "setups"), Texts(), start, Teller(Texts(), said.append), Claims())
    found.journey.restore(made.journey.snapshot)
    for step_id in ("credentials", "application", "connect"):
        found.journey.record(step_id, Outcome("done"))
    return found, said


def type_lines(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def restarts(made: Company) -> int:
    return sum(path.endswith("/restart") for _, path in made.sent)


def everybody(made: Company) -> None:
    made.settings(SyncAll="true")
    made.start()
    made.cycle()


def number_of(made: Company, folder: Any) -> int:
    """Return the number that saving the smaller scope asks for."""
    found, _ = walk(made, folder, attended=False)
    with pytest.raises(ConsentNeeded) as caught:
        found._do(found.journey.step("scope"))
    return int(caught.value.params["count"])


@pytest.mark.timeout(120)
def test_unattended_the_restart_takes_a_consent_of_its_own(made: Company, tmp_path: Any) -> None:
    everybody(made)
    count = number_of(made, tmp_path)
    before = made.state()
    waiting, said = walk(made, tmp_path, attended=False, allow_removals=count)
    waiting._do(waiting.journey.step("scope"))
    assert restarts(made) == 0 and any("restart_for_scope" in line for line in said)
    made.cycle()
    assert made.state() == before, "without a restart Entra goes on with everybody"

    made.journey.restore(waiting.journey.snapshot)
    agreed, _ = walk(made, tmp_path, attended=False, allow_removals=count, restart_for_scope=True)
    agreed._do(agreed.journey.step("scope"))
    assert restarts(made) == 1 and "restart" not in agreed.journey.result("scope").facts  # type: ignore[union-attr]
    made.cycle()
    assert len(made.happened(before)) == count


@pytest.mark.timeout(120)
def test_somebody_at_the_terminal_is_offered_the_restart_and_types_the_number_again(
    made: Company, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody(made)
    count = number_of(made, tmp_path)
    here, _ = walk(made, tmp_path, attended=True)
    scope = here.journey.step("scope")
    type_lines(monkeypatch, str(count), "yes", "no")
    here._do(scope)
    assert restarts(made) == 0, "saved, and the restart was declined"
    type_lines(monkeypatch, "yes", str(count + 1))
    here._do(scope)
    assert restarts(made) == 0, "another number is no agreement"
    type_lines(monkeypatch, "yes", str(count), "yes")
    here._do(scope)
    assert restarts(made) == 1
    here._do(scope)
    assert restarts(made) == 1, "nothing waits any more"


@pytest.mark.timeout(120)
def test_held_back_deletions_are_offered_on_step_12_and_carried_out_by_the_number(
    made: Company, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.limit(1)
    made.start()
    made.cycle()
    made.unassign(made.group("Door Staff"))
    made.cycle()
    before = made.state()
    here, said = walk(made, tmp_path, attended=True)
    step = here.journey.step("watch")
    count = len(made.members("Door Staff")) + 1
    # The next cycle is due as soon as the job was restarted; the watch waits for it.
    real = made.context.graph.jobs.restart

    def restart(*args: Any) -> None:
        real(*args)
        made.cycle()

    monkeypatch.setattr(made.context.graph.jobs, "restart", restart)
    type_lines(monkeypatch, "do it for me", "Allow held-back deletions", str(count - 1),
               "Allow held-back deletions", str(count), "yes")  # fmt: skip
    here._take(step)
    assert restarts(made) == 1
    assert len(made.happened(before)) == count
    assert any("disabled" in line for line in said)


@pytest.mark.timeout(120)
def test_stopping_on_step_12_says_what_it_means(
    made: Company, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made.settings(SecretToken="wrong")
    made.start()
    made.cycle()
    here, _ = walk(made, tmp_path, attended=True)
    type_lines(monkeypatch, "do it for me", "Pause provisioning", "no", "Pause provisioning", "yes",
               "Stop here; everything is saved")  # fmt: skip
    with pytest.raises(Stopped):
        here._take(here.journey.step("watch"))
    assert [path.rpartition("/")[2] for _, path in made.sent] == ["pause"]
    assert "keep their access" in capsys.readouterr().err.replace("\n", " ")


@pytest.mark.timeout(120)
def test_an_assignment_is_removed_on_step_5_and_put_back(
    made: Company, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made.start()
    made.cycle()
    before = made.state()
    here, _ = walk(made, tmp_path, attended=True)
    question = PeopleQuestion(here.journey, made.context, here.prompter, Texts(), here._working, here.gates)
    count = len(made.members("Door Staff")) + 1
    type_lines(monkeypatch, "-nobody", "-door staff", str(count + 1), "")
    question.ask()
    assert made.sent == []
    type_lines(monkeypatch, "-door staff", str(count), "no", "")
    question.ask()
    assert [method for method, _ in made.sent] == ["DELETE"]
    made.assign(made.group("Door Staff"))
    type_lines(monkeypatch, "-Door Staff", str(count), "yes", "")
    question.ask()
    assert [method for method, _ in made.sent] == ["DELETE", "DELETE", "POST"]
    made.cycle()
    assert made.state() == before
    err = capsys.readouterr().err
    assert "Assigned now: Door Staff" in err and made.members("Door Staff")[0].display_name in err
