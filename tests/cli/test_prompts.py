"""Choices that have nothing to clear and nothing before them say which of the two was typed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from cli_runs import data_folder, error_of, run

from wizard.cli.journey.fields import choices_of
from wizard.cli.journey.prompts import Choice, Prompter
from wizard.cli.journey.template import template
from wizard.core.texts import Texts
from wizard.journey.setups import SetupStore
from wizard.journey.steps import SCOPE


@pytest.mark.parametrize(
    ("typed", "said"), [("-", "this cannot be cleared."), ("<", "there is no question before this one.")]
)
def test_a_choice_refuses_a_key_with_its_own_reason(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n2\n"))
    choices = [Choice("a", "First"), Choice("b", "Second")]
    assert Prompter(Texts()).pick("Which?", choices, back=False) == "b"
    assert said in capsys.readouterr().err


def test_a_question_mark_at_a_choice_is_answered_and_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("?\nsecond\n"))
    choices = [Choice("a", "First"), Choice("b", "Second")]
    assert Prompter(Texts()).pick("Which?", choices, help_text="Either will do.") == "b"
    assert "Either will do." in capsys.readouterr().err


def test_what_a_choice_leads_to_is_said_below_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the window does below the selected choice: everybody in scope is not chosen without knowing it."""
    texts = Texts()
    field = next(one for one in SCOPE.fields if one.name == "scope")
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n"))
    Prompter(texts).choose("Scope", choices_of(field, SCOPE, texts))
    assert texts.get("scope-field-scope-all.help") in " ".join(capsys.readouterr().err.split())
    assert texts.get("scope-field-scope-all.help") in " ".join(template(texts).replace("#", "").split())


def test_a_new_setup_without_terminal_and_answers_is_a_usage_error(tmp_path: Path) -> None:
    """Nothing can be asked and nothing was given: no company is guessed, nothing is saved."""
    done = run(tmp_path, "setup", "--json")
    assert done.returncode == 2
    assert error_of(done)["code"] == "usage-nobody-asked"
    assert SetupStore(data_folder(tmp_path) / "setups").list().setups == ()
