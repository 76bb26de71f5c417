"""At its end the terminal tells what became of the preview, as the window does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.cli.journey.answers_file import Given
from wizard.cli.journey.gates import Gates
from wizard.cli.journey.walk import Start
from wizard.cli.setup import finish, prepare
from wizard.core.texts import Texts
from wizard.journey.context import Context
from wizard.journey.model import Step
from wizard.journey.services.impact import Forecast
from wizard.journey.setups import SetupStore
from wizard.wiring import make_context


@pytest.fixture
def context() -> Iterator[Context]:
    made = make_context()
    yield made
    made.close()


@pytest.mark.timeout(240)
def test_who_did_not_come_as_planned_is_named(
    context: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SetupStore(tmp_path / "setups")
    made = prepare(context, store, Texts(), Start(Given(consents={"turn_on": True}), practice=True))
    ask = made.gates.allow

    def full(step: Step) -> Forecast | None:
        """CloudGate has no free seat any more from the moment on in which provisioning is switched on."""
        if step.id == "turnon":
            assert context.practice is not None
            context.practice.set_fault("run-licence-limit-target", True)
        return ask(step)

    monkeypatch.setattr(Gates, "allow", lambda _gates, step: full(step))
    finish(made, Texts())
    said = capsys.readouterr().out
    preview, log = made.journey.result("preview"), made.teller.log
    assert preview is not None
    created = int(preview.facts["create"])
    assert created > 5
    assert {one["how"] for one in log["differences"] if one["planned"] == "create"} == {"failed"}
    assert len(log["differences"]) >= created
    assert log["planned"] == log["as_planned"] + len(log["differences"])
    assert f"{log['as_planned']} of {log['planned']} as planned" in said
    for one in log["differences"]:
        assert f"{one['name']}: " in said
    (setup,) = store.list().setups
    assert store.load_plan(setup.id, lambda: None) is not None, "the window can compare later, too"
