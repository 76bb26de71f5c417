"""``history`` and ``undo`` on a practice setup that was done in the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wizard.cli.journey.answers_file import read_answers
from wizard.cli.journey.walk import Start
from wizard.cli.main import main
from wizard.cli.setup import finish, prepare
from wizard.core.texts import Texts
from wizard.wiring import make_context, setup_store

ANSWERS = """
sign_in = "device"
cloudgate_admin = true
assignments = ["Reception", "Door Staff"]
notification_email = "it-oncall@harborlights.example"
turn_on = true
"""


@pytest.mark.timeout(500)
def test_a_setup_is_undone_and_done_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.cli.history.can_ask", lambda: False)
    file = tmp_path / "answers.toml"
    file.write_text(ANSWERS, encoding="utf-8")
    context = make_context()
    walk = prepare(context, setup_store(), Texts(), Start(read_answers(file), practice=True))
    assert finish(walk, Texts()) == 0
    walk._claims.release()
    context.close()
    setup = walk.setup_id
    capsys.readouterr()

    def said(*arguments: str, code: int) -> Any:
        assert main([*arguments, "--json"]) == code, capsys.readouterr()
        return json.loads(capsys.readouterr().out)

    changes = said("history", setup, code=0)["changes"]
    kinds = [one["kind"] for one in reversed(changes)]
    assert kinds == ["application-added", "assigned", "assigned", "job-made", "credentials", "job-started"]
    assert all(one["outcome"] == "done" and one["by"] == "admin@harborlights.example" for one in changes)
    assert main(["history", setup]) == 0
    assert "Provisioning turned on" in capsys.readouterr().out

    plan = said("undo", setup, "--all", code=3)
    assert [one["do"] for one in plan["actions"]][:1] == ["pause"] and plan["actions"][-1]["do"] == "remove-app"
    assert plan["people"]["facts"] == ["leavers-stay"] and plan["done"] is None
    assert len(said("history", setup, code=0)["changes"]) == 6, "nothing was done"
    wrong = said("undo", setup, "--all", "--yes", str(plan["confirm"] + 1), code=3)
    assert wrong["error"]["code"] == "undo-not-agreed"

    done = said("undo", setup, "--all", "--yes", str(plan["confirm"]), code=0)
    assert done["done"] == [one["do"] for one in plan["actions"]]
    saved = setup_store().load(setup).snapshot
    assert saved.answers.service_principal_id == "" and saved.results["turnon"].lapsed == "undone"
    assert said("undo", setup, "--all", code=2)["error"]["code"] == "history-nothing"

    first = len(changes) + 1
    again = said("undo", setup, "--to", str(first), code=3)
    assert [one["do"] for one in again["actions"]] == ["restore-app", "make-job", "assign", "assign", "credentials"]
    assert "stays-off" in {one["why"] for one in again["left"]}
    said("undo", setup, "--to", str(first), "--yes", str(again["confirm"]), code=0)
    assert setup_store().load(setup).snapshot.answers.service_principal_id
    assert said("undo", setup, "--only", "99", code=2)["error"]["code"] == "history-no-entry"


def test_a_setup_without_changes(capsys: pytest.CaptureFixture[str]) -> None:
    from wizard.journey.answers import Answers
    from wizard.journey.machine import SavedSetup, Snapshot

    store = setup_store()
    snapshot = Snapshot("begin", "begin", Answers())
    store.save(SavedSetup("0123456789ab", "Harbor Lights", "2026-01-01T00:00:00+00:00", False, snapshot))
    assert main(["history", "Harbor Lights"]) == 0
    assert "has not changed anything" in capsys.readouterr().out
    path = store.journal_path("0123456789ab")
    path.write_bytes(b'{"line":1}\n{"line":2}\n')
    assert main(["history", "0123456789ab"]) == 1
    assert "damaged" in capsys.readouterr().err
    assert main(["history", "nobody"]) == 2
    store.delete("0123456789ab")
    assert not path.exists()
