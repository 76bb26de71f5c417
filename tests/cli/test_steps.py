"""``steps``, ``--help`` and what every command has in common."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import pytest
from cli_runs import run

from wizard import __version__
from wizard.__main__ import main as entrance
from wizard.cli.journey.answers_file import read_answers
from wizard.cli.main import build_parser
from wizard.core.errors import InputError
from wizard.core.texts import Texts

STEPS = [
    "start", "begin", "credentials", "application", "assign", "connect",
    "users", "groups", "scope", "preview", "turnon", "watch",
]  # fmt: skip


def test_the_twelve_steps_as_json(tmp_path: Path) -> None:
    done = run(tmp_path, "steps", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == STEPS
    assert [row["number"] for row in rows] == list(range(1, 13))
    assert len({row["title"] for row in rows}) == 12
    assert rows[2]["title"] == "CloudGate credentials"
    for row in rows:
        assert set(row) == {"id", "number", "title", "tutorial", "ways"}
        assert all(re.fullmatch(r"T([1-9]|[12]\d|3[0-7])", place) for place in row["tutorial"])
    assert rows[0]["ways"] == []
    assert all("show_me" in row["ways"] for row in rows[1:]), "every step can be done by hand"
    assert all("for_me" in row["ways"] for row in rows[1:]), "and every step by the program"


def test_every_tutorial_step_is_covered_by_a_step(tmp_path: Path) -> None:
    rows = json.loads(run(tmp_path, "steps", "--json").stdout)
    covered = {place for row in rows for place in row["tutorial"]}
    assert {f"T{number}" for number in range(1, 38)} - covered == set()


def test_the_steps_for_people(tmp_path: Path) -> None:
    done = run(tmp_path, "steps")
    rows, _, note = done.stdout.partition("\n\n")
    assert [line.split()[1] for line in rows.splitlines()] == STEPS
    assert "T1" in note, "what the numbers of the last column are"


@pytest.mark.parametrize("arguments", [["--version"], ["practice", "serve", "-h"]])
def test_version_and_help_are_no_errors(tmp_path: Path, arguments: list[str]) -> None:
    done = run(tmp_path, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert (__version__ if arguments == ["--version"] else "usage: cloudgate-setup") in done.stdout


def test_every_command_has_help_that_can_be_shown() -> None:
    parsers = [build_parser(Texts())]
    for parser in parsers:
        assert parser.format_help().startswith("usage: cloudgate-setup")
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers += action.choices.values()
    assert len(parsers) > 15


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["steps", "--nothing"],
        ["setups"],
        ["practice", "serve", "--people", "x"],
    ],
)
def test_a_wrong_command_line_is_a_usage_error(tmp_path: Path, arguments: list[str]) -> None:
    done = run(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: cloudgate-setup")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--dark --light", "--light and --dark exclude each other"),
        ("--nonsense", "not known here: --nonsense"),
        ("--practic", "not known here: --practic"),
        ("--ca", "--ca needs a value"),
        ("--practice=1", "--practice takes no value, and “1” was given"),
        ("setups", "missing: ACTION"),
        ("support make", "missing: SETUP, FILE"),
        ("rehears", "COMMAND is “rehears”, which is not one of setup, status,"),
        ("completion ksh", "shell is “ksh”, which is not one of bash, zsh, fish"),
        ("undo x", "needed: --only --to --all"),
        ("undo x --only 1 --all", "--all and --only exclude each other"),
        ("undo x --only one", "--only is “one”, which is not a whole number"),
        ("undo x --all --yes 1.5", "--yes is “1.5”, which is not a whole number"),
        (f"undo x --to {10**40}", "which is not a whole number of at most 15 digits"),
        (f"practice serve --people -{10**40}", "which is not a whole number of at most 15 digits"),
        ("practice serve --people -3", "“-3” is not a possible number of people"),
        (f"practice serve --port {10**14}", "Port 100,000,000,000,000 cannot be used"),
        ("practice live x --days -1", "-1 days cannot go by"),
        ("rehearse --practice --people -3", "“-3” is not a possible number of people"),
        ("rehearse --practice --limit -1", "-1 is not a valid limit"),
    ],
)
def test_a_wrong_command_line_is_told_in_the_words_of_the_program(
    line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """For the window's options too: none of argparse's own sentences, which speak of arguments and types."""
    assert entrance(line.split()) == 2
    told = capsys.readouterr()
    assert told.out == "" and said in told.err.replace("\u2068", "").replace("\u2069", "")
    assert not re.search(r"argument|invalid|error:|expected one", told.err)


def test_what_a_command_does_not_know_is_told_with_its_own_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert entrance(["setups", "list", "--all"]) == 2
    assert capsys.readouterr().err.startswith("usage: cloudgate-setup setups list [-h] [--json]\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "answers.json"),
        ('{"token": "cg-Planted-7Hq2Zm9"}', "--token-stdin"),
        ('{"scope": 5}', "scope"),
        ("[" * 100_000, "answers.json"),
    ],
)
def test_answers_that_cannot_be_used_stop_before_anything_is_done(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "answers.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = run(tmp_path, "setup", "--practice", "--answers", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr and "Traceback" not in done.stderr and "cg-Planted" not in done.stderr
    assert not list((tmp_path / "data").rglob("*"))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"x"', '{"nothing": 1}', '{"token_reference": "x"}', '{"secret": "x"}', '{"way": "both"}',
     '{"assignments": [{"id": 1}]}', '{"scope": null}', "\ud800"],
)  # fmt: skip
def test_answers_are_read_strictly(tmp_path: Path, text: str) -> None:
    file = tmp_path / "answers.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError) as caught:
        read_answers(file)
    assert caught.value.code == "usage-answers"


def test_good_answers_are_taken_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"tenant": "harborlights.example", "scope": "all"}', encoding="utf-8")
    assert read_answers(file).values == {"tenant": "harborlights.example", "scope": "all"}
