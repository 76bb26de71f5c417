"""Every command that takes a saved setup finds it in the same way, and says the same when there is none or several."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from wizard import wiring
from wizard.cli.main import build_parser, main
from wizard.core.errors import SavedSetupError
from wizard.core.texts import Texts
from wizard.journey.answers import Answers
from wizard.journey.claims import Claims
from wizard.journey.machine import SavedSetup, Snapshot
from wizard.journey.setups import SetupStore

ANSWERS = Answers(tenant="harborlights.example", tenant_url="https://sync.harborlights.example/scim")
FIRST = SavedSetup("aaaa00000001", "Harbor Lights", "2026-01-12T09:30:00Z", True, Snapshot("begin", "begin", ANSWERS))
SECOND = replace(FIRST, id="aaaa00000002", name="Contoso")
THIRD = replace(FIRST, id="bbbb00000003", name="Contoso")
COMMANDS: dict[str, list[str]] = {
    "setup": ["setup", "--setup", "{}", "--json"],
    "setups show": ["setups", "show", "{}", "--json"],
    "setups delete": ["setups", "delete", "{}", "--yes", "--json"],
    "rehearse": ["rehearse", "{}", "--json"],
    "why": ["why", "Ana", "--setup", "{}", "--json"],
    "history": ["history", "{}", "--json"],
    "undo": ["undo", "{}", "--all", "--yes", "0", "--json"],
    "status": ["status", "{}", "--json"],
    "replace-token": ["replace-token", "{}", "--token-stdin", "--json"],
    "practice live": ["practice", "live", "{}", "--days", "1", "--json"],
    "support make": ["support", "make", "{}", "case.zip", "--offline", "--json"],
    "support record": ["support", "record", "record.zip", "--setup", "{}", "--json"],
}  # fmt: skip
"""Each with the place of the setup; none asks anybody or sends anything before it knows which one is meant."""


def taking_setups() -> Iterator[str]:
    """Yield the commands whose help names a setup."""

    def walk(parser: argparse.ArgumentParser, path: str) -> Iterator[str]:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, below in action.choices.items():
                    yield from walk(below, f"{path} {name}".strip())
            elif action.metavar == "SETUP" or (path.startswith("setups") and action.dest == "id"):
                yield path

    yield from walk(build_parser(Texts()), "")


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str, str], tuple[int, str, str]]:
    monkeypatch.setenv(wiring.DATA_VARIABLE, str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    store = wiring.setup_store()
    for one in (FIRST, SECOND, THIRD):
        store.save(one)

    def command(name: str, text: str) -> tuple[int, str, str]:
        code = main([word.replace("{}", text) for word in COMMANDS[name]])
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_no_command_is_forgotten() -> None:
    assert sorted(taking_setups()) == sorted(COMMANDS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cccc", "setup-not-found"), ("Nobody", "setup-not-found"), ("", "setup-not-found"), ("../x", "setup-not-found"),
        ("aaaa", "setup-several"), ("contoso", "setup-several"),
    ],
)  # fmt: skip
def test_none_or_several_is_told_in_the_same_words(
    run: Callable[[str, str], tuple[int, str, str]], text: str, code: str
) -> None:
    said = {name: run(name, text) for name in COMMANDS}
    assert {name: (exit_code, err) for name, (exit_code, _out, err) in said.items()} == dict.fromkeys(COMMANDS, (2, ""))
    errors = {out for _code, out, _err in said.values()}
    assert len(errors) == 1, errors
    assert json.loads(errors.pop())["error"]["code"] == code


@pytest.mark.parametrize("text", ["bbbb00000003", " BBBB", "b"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_beginning_is_enough(
    run: Callable[[str, str], tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    check_found(run, monkeypatch, name, text, THIRD.id)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_name_is_enough(
    run: Callable[[str, str], tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    check_found(run, monkeypatch, name, "harbor  LIGHTS", FIRST.id)


def check_found(
    run: Callable[[str, str], tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    text: str,
    setup_id: str,
) -> None:
    """Check that a command works with this setup: what it says or leaves behind names it."""
    if name in {"setup", "undo", "replace-token"}:  # they take it for writing as soon as they know which one

        def refuse(_claims: Claims, _folder: Path, found: str) -> None:
            raise SavedSetupError("setup-in-use", {"id": found})

        monkeypatch.setattr(Claims, "take", refuse)
    _code, out, err = run(name, text)
    if name == "support make":
        assert Path("case.zip").is_file(), out
        assert [path.name for path in wiring.setup_store().folder.glob("*.names")] == [f"{setup_id}.names"]
    else:
        assert setup_id in out + err


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"setups delete"}))
def test_a_damaged_one_is_told_as_such(run: Callable[[str, str], tuple[int, str, str]], name: str) -> None:
    (wiring.setup_store().folder / "dddd00000004.json").write_text("{", encoding="utf-8")
    code, out, err = run(name, "dddd")
    # For monitoring, status tells "could not be read" by a code of its own.
    assert (code, err) == (3 if name == "status" else 1, "") and json.loads(out)["error"]["code"] == "setup-damaged"


def test_the_store_of_these_tests_is_not_the_persons(run: object, tmp_path: Path) -> None:
    assert isinstance(wiring.setup_store(), SetupStore) and wiring.setup_store().folder.is_relative_to(tmp_path)
