"""The terminal asks too: a running job whose change would cost many people their access needs the exact number."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import warm

from wizard.cli.journey.answers_file import Given, read_answers
from wizard.cli.journey.walk import Start, Walk
from wizard.cli.output import Exit
from wizard.cli.setup import finish, prepare
from wizard.core.errors import ConsentNeeded, InputError
from wizard.core.tasks import Task
from wizard.core.texts import Texts
from wizard.journey.context import Context
from wizard.journey.setups import SetupStore
from wizard.journey.steps import STEPS
from wizard.mapping.filters import Clause, FilterGroup
from wizard.practice import process
from wizard.wiring import make_context

FILTER = [FilterGroup("Nearly nobody", (Clause("department", "EQUALS", ("Security",)),)).to_json()]


@pytest.fixture(scope="module")
def context() -> Iterator[Context]:
    """Every walk goes on in the company that runs, where each new setup would have one of its own."""
    made = make_context()
    start = Context.use_practice
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "subprocess", warm.PracticeSubprocess())
        patch.setattr(Context, "use_practice", lambda self, keep=None, *more: self.practice or start(self, keep, *more))
        yield made
    made.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> SetupStore:
    return SetupStore(tmp_path_factory.mktemp("setups"))


def walk(context: Context, store: SetupStore, consents: dict[str, Any] | None = None, **given: Any) -> Walk:
    answers = Given(values=given, consents={"turn_on": True, **(consents or {})})
    return prepare(context, store, Texts(), Start(answers, practice=True))


def active(context: Context) -> int:
    """Ask the practice CloudGate how many accounts are active."""
    from wizard.scim.client import ScimClient
    from wizard.scim.endpoint import parse_tenant_url

    practice = context.practice
    assert practice is not None
    client = ScimClient(parse_tenant_url(practice.tenant_url), practice.token, context.transport)
    return sum(bool(user["active"]) for user in client.read_all("Users", task=Task()))


@pytest.mark.timeout(240)
def test_an_unattended_change_needs_the_exact_number(
    context: Context, store: SetupStore, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert finish(walk(context, store), Texts()) == 0
    first = capsys.readouterr().out
    assert "Expected in the first cycle: " in first and "people created" in first
    before = active(context)

    def again(**consents: Any) -> tuple[int, str]:
        code = finish(walk(context, store, consents, user_filter=FILTER), Texts())
        return code, capsys.readouterr().err

    code, said = again()
    assert code == Exit.STOPPED
    assert "Stopped at step 9" in said
    found = re.search(r'"allow_removals": (\d+)', said)
    assert found is not None, said
    number = int(found[1])
    assert said.count("does not pass the scoping filters (Nearly nobody)") == number
    assert again(allow_removals=number + 1)[0] == 3
    assert again(allow_removals=number - 1)[0] == 3
    assert active(context) == before

    # Somebody at the terminal types it; anything else leaves everything as it is.
    someone = walk(context, store, user_filter=FILTER)
    context.practice.advance(41)  # type: ignore[union-attr]
    for step in STEPS[1:6]:
        someone._take(step)
    someone.gates.attended = True
    scope = next(step for step in STEPS if step.id == "scope")
    for typed in ("", "y", str(number + 1)):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        with pytest.raises(ConsentNeeded) as refused:
            someone.gates.allow(scope)
        assert refused.value.code == "not-wanted"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{number}\n"))
    allowed = someone.gates.allow(scope)
    assert allowed is not None and allowed.removals == number
    assert active(context) == before, "nothing is done by asking"

    code, said = again(allow_removals=number)
    assert code == 0, said
    assert active(context) in {before, before - number}, "the next cycle may have run already"


@pytest.mark.parametrize("text", ['{"allow_removals": "12"}', '{"allow_removals": true}', '{"allow_unknown": 1}'])
def test_the_consents_are_read_strictly(tmp_path: Path, text: str) -> None:
    file = tmp_path / "answers.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_answers(file)
    assert caught.value.code == "usage-answers"


def test_the_consents_are_no_answers_of_the_setup(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"scope": "all", "allow_removals": 12, "allow_unknown": true}', encoding="utf-8")
    given = read_answers(file)
    assert given.consents == {"allow_removals": 12, "allow_unknown": True}
    assert given.values == {"scope": "all"}
