"""At its end the terminal tells what became of the preview, as the window does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.cli.setup import Walk
from wizard.journey.answers import Answers
from wizard.journey.blast import Forecast
from wizard.journey.context import Context
from wizard.journey.model import Step
from wizard.journey.setups import SetupStore
from wizard.texts import Texts
from wizard.wiring import make_context


class Full(Walk):
    """CloudGate has no free seat any more from the moment on in which provisioning is switched on."""

    def _allowed(self, step: Step, answers: Answers) -> Forecast | None:
        if step.id == "turnon":
            assert self._context.practice is not None
            self._context.practice.set_fault("run-licence-limit-target", True)
        return super()._allowed(step, answers)


@pytest.fixture
def context() -> Iterator[Context]:
    made = make_context()
    yield made
    made.close()


@pytest.mark.timeout(240)
def test_who_did_not_come_as_planned_is_named(
    context: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = SetupStore(tmp_path / "setups")
    made = Full(context, store, Texts(), practice=True, given={}, quiet=False)
    made.run("", as_json=False)
    said = capsys.readouterr().out
    preview, log = made.journey.result("preview"), made._aftermath
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
