"""Choices that have nothing to clear and nothing before them say which of the two was typed."""

from __future__ import annotations

import io

import pytest

from wizard.cli.journey.prompts import Choice, Prompter
from wizard.texts import Texts


@pytest.mark.parametrize(
    ("typed", "said"), [("-", "this cannot be cleared."), ("<", "there is no question before this one.")]
)
def test_a_choice_refuses_a_key_with_its_own_reason(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n2\n"))
    assert Prompter(Texts()).pick("Which?", [Choice("a", "First"), Choice("b", "Second")]) == "b"
    assert said in capsys.readouterr().err
