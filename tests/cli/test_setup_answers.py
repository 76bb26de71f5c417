"""Answers files: TOML and JSON, as editors of Windows save them too; what is wrong is told with its place."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from cli_runs import ROOT, data_folder, run

from wizard.cli.journey.answer_keys import CONSENTS, INTERNAL, KEYS
from wizard.cli.journey.answers_file import read_answers
from wizard.cli.journey.template import template
from wizard.core.errors import InputError
from wizard.core.texts import Texts
from wizard.journey.answers import Answers, PlannedAssignment
from wizard.journey.setups import SetupStore


def refused(tmp_path: Path, text: str | bytes, name: str = "answers.toml") -> str:
    """Return the reason for which a file is refused, in words."""
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        read_answers(file)
    assert caught.value.code == "usage-answers"
    return Texts().problem(caught.value).why


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('scope = "all"\nscop = "all"\n', 'line 2, column 1: there is no answer “scop”. Did you mean scope?'),
        ('\n\n  notify = "yes"\n', "line 3, column 3: “notify” must be true or false, without quotes."),
        ("delete_threshold = 5.5\n", "line 1, column 1: “delete_threshold” must be a whole number of at most 15 digits."),
        (f"delete_threshold = {10**15}\n", "line 1, column 1: “delete_threshold” must be a whole number of at most 15 digits."),
        (f"allow_removals = -{10**40}\n", "line 1, column 1: “allow_removals” must be a whole number of at most 15 digits."),
        ("allow_removals = true\n", "line 1, column 1: “allow_removals” must be a whole number of at most 15 digits."),
        ('scope = "everybody"\n', '“scope” must be one of "assigned", "all".'),
        ('cloud = "mars"\n', '“cloud” must be one of "global", "us-l4", "us-l5", "china".'),
        ("tenant = 5\n", "“tenant” must be text in quotes."),
        ('assignments = "Reception"\n', "“assignments” must be a list of usernames and group names."),
        ('assignments = ["Reception", ""]\n', "“assignments” must be a list of usernames and group names."),
        ('token_kept = "keystore"\n', "“token_kept” is set by the program"),
        ('TOKEN = "x"\n', "“TOKEN”: secrets do not belong in a file. Use --token-stdin."),
        ("[tenant]\nid = 1\n", "line 1, column 2: “tenant” must be text in quotes."),
        ("scope = \n", "line 1, column 9: this is not TOML"),
        ("turnon = true\n", "Did you mean turn_on"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_toml_is_told_with_line_and_column(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n "scope": "all",\n "tenent": ""\n}', "answers.json, line 3, column 2: there is no answer “tenent”. Did you mean tenant"),
        ('{"scope": "all",\n "delete_threshold": 1.5}', "line 2, column 2: “delete_threshold” must be a whole number of at most 15 digits."),
        ('{"scope": "all"\n "tenant": ""}', "line 2, column 2: this is not JSON"),
        ('{"scope": "all", "scope": "assigned"}', "line 1, column 18: “scope” appears twice."),
        ("[1]", "line 1, column 1: an object with keys is expected"),
        ("\n\n  7", "line 3, column 3: an object with keys is expected"),
        ("", "line 1, column 1: this is not JSON"),
        ('{"tenant": "\\ud800"}', "“tenant” must be text in quotes."),
    ],
)  # fmt: skip
def test_what_is_wrong_in_json_is_told_with_line_and_column(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(tmp_path, text, "answers.json")


def test_no_class_of_python_is_named(tmp_path: Path) -> None:
    for number, text in enumerate(['{"scope": 5}', "{", '{"notify": "x"}', '{"assignments": [{"id": 1}]}']):
        said = refused(tmp_path, text, f"{number}.json")
        assert not re.search(r"Error|float|\bint\b|\bstr\b|array|object<", said)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["answers.json", "answers.toml"])
def test_a_byte_order_mark_does_no_harm(tmp_path: Path, encoding: str, name: str) -> None:
    text = '{"tenant": "łódź.example"}' if name.endswith("json") else 'tenant = "łódź.example"\r\n'
    (tmp_path / name).write_bytes(text.encode(encoding))
    assert read_answers(tmp_path / name).values == {"tenant": "łódź.example"}


def test_a_file_that_is_not_utf_8_is_named_for_what_it_is(tmp_path: Path) -> None:
    assert "Save it as UTF-8" in refused(tmp_path, 'tenant = "Zürich"'.encode("cp1252"))


def test_json_may_stand_in_a_file_of_any_name(tmp_path: Path) -> None:
    file = tmp_path / "answers.txt"
    file.write_text(' {"scope": "all", "user_rows": null}', encoding="utf-8")
    assert read_answers(file).values == {"scope": "all", "user_rows": None}


def test_names_and_ids_may_stand_side_by_side(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    by_id = {"principal_id": "1", "kind": "User", "display_name": "Ada"}
    file.write_text(json.dumps({"assignments": ["Reception", by_id]}), encoding="utf-8")
    given = read_answers(file)
    assert given.assign == ("Reception",)
    assert given.values["assignments"] == (PlannedAssignment("1", "User", "Ada"),)


def test_the_template_has_every_key_with_kind_choices_and_default(tmp_path: Path) -> None:
    text = template(Texts())
    shown = re.findall(r"^# ([a-z_]+) = ", text, re.MULTILINE)
    expected = {field.name for field in fields(Answers)} - INTERNAL | set(CONSENTS)
    assert sorted(shown) == sorted(expected) == sorted(KEYS)
    assert text.count("# Kind: ") == len(expected)
    for key in KEYS.values():
        for choice in key.choices:
            assert f'#   "{choice}"  ' in text
    assert not re.search(r"\b(None|True|False)\b", text)
    # As it is it answers nothing; without the marks every line can be read, and says what is the default anyway.
    assert tomllib.loads(text) == {}
    file = tmp_path / "answers.toml"
    file.write_text(re.sub(r"^# (?=[a-z_]+ = )", "", text, flags=re.MULTILINE), encoding="utf-8")
    given = read_answers(file)
    for name, value in given.values.items():
        if KEYS[name].default not in (None, ()):
            assert value == KEYS[name].default, name


def test_the_command_prints_the_template(tmp_path: Path) -> None:
    done = run(tmp_path, "setup", "--print-answers")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == template(Texts())


def test_the_example_of_the_documentation_runs_to_its_end(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    example = text.partition("\n## setup\n")[2].partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "answers.toml").write_text(example, encoding="utf-8")
    done = run(tmp_path, "setup", "--practice", "--answers", "answers.toml", "--json", timeout=180)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["steps"]["turnon"]["facts"]["running"] is True
    assert said["steps"]["assign"]["facts"] == {"assigned_users": 1, "assigned_groups": 2}
    assert said["steps"]["connect"]["facts"]["deletion_limit"] == 50
    (saved,) = SetupStore(data_folder(tmp_path) / "setups").list().setups
    assert saved.id == said["setup"]
    assert {one.display_name for one in saved.snapshot.answers.assignments} == {
        "Femi Björklund", "Reception", "Door Staff",
    }  # fmt: skip


def test_a_folder_given_as_answers_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        read_answers(Path())
    assert Texts().problem(caught.value).why.startswith(".: it cannot be read")
