"""``setup`` in the terminal: a practice setup is continued in its own company, and ``--practice`` offers saved ones."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import warm

from wizard.cli.journey.answers_file import read_answers
from wizard.cli.journey.prompts import Prompter
from wizard.cli.journey.saved import choose_setup
from wizard.cli.journey.walk import Start
from wizard.cli.main import main
from wizard.cli.setup import finish, prepare
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.journey.answers import Answers
from wizard.journey.claims import Claims
from wizard.journey.context import Context
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.practice import process
from wizard.wiring import DATA_VARIABLE, make_context, setup_store

COMPLETE = """
sign_in = "device"
cloudgate_admin = true
assignments = ["Reception", "Door Staff"]
notification_email = "it-oncall@harborlights.example"
turn_on = true
"""


@pytest.fixture(autouse=True)
def quick_practice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "subprocess", warm.PracticeSubprocess())


@pytest.fixture
def contexts() -> Iterator[list[Context]]:
    made: list[Context] = []
    yield made
    for each in made:
        each.close()


def walked(contexts: list[Context], **options: Any) -> Any:
    context = make_context()
    contexts.append(context)
    return prepare(context, setup_store(), Texts(), Start(practice=True, **options)), context


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after one walk to the end: its setup and the company that was kept."""
    folder = tmp_path_factory.mktemp("complete")
    file = folder / "answers.toml"
    file.write_text(COMPLETE, encoding="utf-8")
    contexts: list[Context] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_VARIABLE, str(folder / "data"))
        patch.setattr(process, "subprocess", warm.PracticeSubprocess())
        walk, context = walked(contexts, given=read_answers(file))
        assert finish(walk, Texts(), as_json=False) == 0
        walk._claims.release()
        context.close()
    return folder


@pytest.fixture
def setup(complete: Path, own_data_folder: Path) -> SavedSetup:
    shutil.copytree(complete / "data", own_data_folder)
    (entry,) = setup_store().list().setups
    return setup_store().load(entry.id)


@pytest.mark.timeout(200)
def test_a_walk_goes_on_in_its_own_company(
    contexts: list[Context], complete: Path, setup: SavedSetup, capsys: pytest.CaptureFixture[str]
) -> None:
    principal = setup.snapshot.answers.service_principal_id
    assert principal
    again, context = walked(contexts, given=read_answers(complete / "answers.toml"), setup=setup)
    assert "was restored" in capsys.readouterr().out
    assert again.journey.answers.service_principal_id == principal
    settled = {step.id: again.journey.state(step.id) for step in again.journey.steps}
    assert "stale" not in settled.values()
    assert finish(again, Texts(), as_json=False) == 0
    applications = context.graph.jobs.all(Task(), principal)
    assert len(applications) == 1


@pytest.mark.timeout(200)
def test_its_next_cycle_is_told_by_rehearse_and_why(setup: SavedSetup, capsys: pytest.CaptureFixture[str]) -> None:
    store = setup_store()

    assert main(["rehearse", setup.id, "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["counts"] == {"User": {"unchanged": 21}, "Group": {"unchanged": 2}}
    assert main(["why", "Reception", "--setup", setup.id]) == 0
    assert "Reception" in capsys.readouterr().out
    assert store.load(setup.id) == setup, "nothing of the setup changed"

    # Two companies on one file would overwrite each other: while the setup is open, it is not read.
    other = Claims()
    other.take(store.folder, setup.id)
    assert main(["rehearse", setup.id]) == 1
    assert "open in another window" in capsys.readouterr().err
    other.release()

    kept = store.practice_path(setup.id)
    kept.write_bytes(b"no company")
    assert main(["rehearse", setup.id]) == 2
    assert "cannot be restored" in capsys.readouterr().err
    assert kept.read_bytes() == b"no company"


@pytest.mark.timeout(200)
def test_its_support_file_holds_what_entra_has(
    setup: SavedSetup, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.cgsupport"
    assert main(["support", "make", setup.id, str(file)]) == 0
    said = capsys.readouterr().out
    assert "  21 people\n  2 groups\n" in said
    assert "Not included" not in said

    # What cannot come back is left out, and said; the rest is saved.
    setup_store().practice_path(setup.id).write_bytes(b"no company")
    assert main(["support", "make", setup.id, str(file), "--overwrite"]) == 0
    assert "Not included: Entra settings" in capsys.readouterr().out


@pytest.mark.timeout(200)
def test_its_support_file_holds_the_preview_of_an_earlier_run(setup: SavedSetup, tmp_path: Path) -> None:
    """The company comes back on another port, which is part of the Tenant URL; the preview still belongs to it."""
    from wizard.support_file.archive import read

    store, file = setup_store(), tmp_path / "case.cgsupport"
    before = store.load_plan(setup.id, lambda: None)
    assert before is not None
    assert main(["support", "make", setup.id, str(file), "--people", "real"]) == 0
    case = read(file)
    assert case.setup is not None and case.kept is not None
    old, new = urlsplit(setup.snapshot.answers.tenant_url), urlsplit(case.setup.answers["tenant_url"])
    assert old.hostname == new.hostname and old.port != new.port, "it moved"
    assert {row.source_id for row in case.kept.rows} == {one.source_id for one in before.kept.rows}
    assert case.kept.same_settings, "nothing else has changed since"


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
