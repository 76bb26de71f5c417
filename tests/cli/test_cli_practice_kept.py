"""``setup`` in the terminal: a practice setup is continued in its own company, and ``--practice`` offers saved ones."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wizard.cli.journey.answers_file import read_answers
from wizard.cli.journey.prompts import Prompter
from wizard.cli.journey.saved import choose_setup
from wizard.cli.main import main
from wizard.cli.setup import finish, prepare
from wizard.journey.answers import Answers
from wizard.journey.claims import Claims
from wizard.journey.context import Context
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.tasks import Task
from wizard.texts import Texts
from wizard.wiring import make_context, setup_store

COMPLETE = """
sign_in = "device"
cloudgate_admin = true
assignments = ["Reception", "Door Staff"]
notification_email = "it-oncall@harborlights.example"
turn_on = true
"""


@pytest.fixture
def contexts() -> Iterator[list[Context]]:
    made: list[Context] = []
    yield made
    for each in made:
        each.close()


def walked(contexts: list[Context], **options: Any) -> Any:
    context = make_context()
    contexts.append(context)
    return prepare(context, setup_store(), Texts(), practice=True, **options), context


@pytest.mark.timeout(200)
def test_a_walk_goes_on_in_its_own_company(
    contexts: list[Context], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(COMPLETE, encoding="utf-8")
    given = read_answers(file)
    walk, context = walked(contexts, given=given)
    code = finish(walk, Texts(), as_json=False)
    said = capsys.readouterr()
    assert code == 0, said
    principal = walk.journey.answers.service_principal_id
    walk._claims.release()
    context.close()

    setup = setup_store().load(walk.setup_id)
    again, context = walked(contexts, given=given, setup=setup)
    assert "was restored" in capsys.readouterr().out
    assert again.journey.answers.service_principal_id == principal
    settled = {step.id: again.journey.settled(step.id) for step in again.journey.steps}
    assert "stale" not in settled.values()
    assert finish(again, Texts(), as_json=False) == 0
    applications = context.graph.jobs(principal, Task())
    assert len(applications) == 1


@pytest.mark.timeout(200)
def test_its_next_cycle_is_told_by_rehearse_and_why(
    contexts: list[Context], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(COMPLETE, encoding="utf-8")
    walk, context = walked(contexts, given=read_answers(file))
    assert finish(walk, Texts(), as_json=False) == 0
    capsys.readouterr()
    context.close()
    store = setup_store()
    walk._claims.release()
    saved = store.load(walk.setup_id)

    assert main(["rehearse", walk.setup_id, "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["counts"] == {"User": {"unchanged": 21}, "Group": {"unchanged": 2}}
    assert main(["why", "Reception", "--setup", walk.setup_id]) == 0
    assert "Reception" in capsys.readouterr().out
    assert store.load(walk.setup_id) == saved, "nothing of the setup changed"

    # Two companies on one file would overwrite each other: while the setup is open, it is not read.
    other = Claims()
    other.take(store.folder, walk.setup_id)
    assert main(["rehearse", walk.setup_id]) == 1
    assert "open in another window" in capsys.readouterr().err
    other.release()

    kept = store.practice_path(walk.setup_id)
    kept.write_bytes(b"no company")
    assert main(["rehearse", walk.setup_id]) == 2
    assert "cannot be restored" in capsys.readouterr().err
    assert kept.read_bytes() == b"no company"


def test_only_practice_setups_are_offered_for_practice(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    store = setup_store()
    for number, practice in enumerate([True, False]):
        snapshot = Snapshot("begin", "begin", Answers())
        name = "Practice company" if practice else "Harbor Lights"
        store.save(SavedSetup(f"{number:012x}", name, "2026-01-01T00:00:00+00:00", practice, snapshot))
    monkeypatch.setattr("sys.stdin", io.StringIO("2\n"))
    found = choose_setup(store, Prompter(Texts()), Texts(), practice=True)
    assert found is not None and found.practice
    assert "Harbor Lights" not in capsys.readouterr().err
