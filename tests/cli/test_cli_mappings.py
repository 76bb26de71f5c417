"""``mappings eval`` and ``mappings functions``, as they are called."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from cli_runs import run

CASES = Path(__file__).parents[1] / "data" / "expression-cases.json"


def test_an_expression_on_attributes(tmp_path: Path) -> None:
    (tmp_path / "ann.json").write_text('\ufeff{"givenName": "Ann", "otherMails": ["a", "b"], "title": null}', "utf-8")
    found = run(
        tmp_path, "mappings", "eval", 'Join(" ", [givenName], [title], [otherMails])', "--attributes", "ann.json"
    )
    assert (found.returncode, found.stdout) == (0, "Ann a b\n")
    found = run(tmp_path, "mappings", "eval", "[otherMails]", "--attributes", "ann.json", "--json")
    assert json.loads(found.stdout) == {"result": ["a", "b"], "type": "tuple"}
    found = run(tmp_path, "mappings", "eval", "Now()", "--now", "2026-01-31T09:30:00Z")
    assert found.stdout == "1/31/2026 9:30:00 AM\n"


def test_an_error_points_at_the_character(tmp_path: Path) -> None:
    found = run(tmp_path, "mappings", "eval", 'Append([mail], toLower("x"))')
    assert found.returncode == 1
    assert found.stdout == ""
    first, second, *more = found.stderr.splitlines()
    assert (first, second) == ('Append([mail], toLower("x"))', " " * 15 + "^^^^^^^")
    assert "ToLower" in "".join(more)


def test_the_documented_cases(tmp_path: Path) -> None:
    shutil.copy(CASES, tmp_path / "cases.json")
    found = run(tmp_path, "mappings", "eval", "--cases", "cases.json")
    assert found.returncode == 0
    assert "MISS" not in found.stdout
    assert found.stdout.splitlines()[-1] == "156 of 156 consistent cases met; 34 others are listed above"
    assert "doubtful x097" in found.stdout
    assert 'given: "+19998887777"' in found.stdout
    assert "open x237" in found.stdout


def test_a_case_that_is_missed(tmp_path: Path) -> None:
    cases = [
        {"id": "one", "expression": "Left([a], 1)", "attributes": {"a": "xy"}, "expected": "y"},
        {"id": "two", "expression": "Left([a], 1)", "attributes": {"a": "xy"}, "expected": "x", "trust": "consistent"},
        {"id": "three", "expression": "left([a], 1)", "attributes": {"a": "xy"}, "expected": {"__error__": True}},
    ]
    (tmp_path / "cases.json").write_text(json.dumps(cases), "utf-8")
    found = run(tmp_path, "mappings", "eval", "--cases", "cases.json")
    assert found.returncode == 1
    assert found.stdout.splitlines() == [
        "MISS one", "  Left([a], 1)", '  expected: "y"', '  given: "x"',
        "2 of 3 consistent cases met; 0 others are listed above",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["eval"], ["eval", "[a]", "--cases", "x.json"], ["eval", "[a]", "--attributes", "missing.json"],
        ["eval", "[a]", "--attributes", "broken.json"], ["eval", "[a]", "--attributes", "list.json"],
        ["eval", "[a]", "--now", "noon"], ["eval", "--cases", "list.json"], ["functions", "switch"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_used(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "broken.json").write_text('{"a": ', "utf-8")
    (tmp_path / "list.json").write_text("[1]", "utf-8")
    found = run(tmp_path, "mappings", *arguments)
    assert found.returncode == 2
    assert found.stdout == ""
    assert "Traceback" not in found.stderr


def test_functions(tmp_path: Path) -> None:
    listed = run(tmp_path, "mappings", "functions")
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    assert names == sorted(names, key=str.lower)
    assert {"Switch", "Replace", "Len"} <= set(names)
    one = run(tmp_path, "mappings", "functions", "Replace")
    assert one.stdout.startswith("Replace(source, oldValue?, ")
    assert "→ 22 33 44 55" in one.stdout
    data = json.loads(run(tmp_path, "mappings", "functions", "Len", "--json").stdout)
    assert [(row["name"], row["offered"], row["examples"][0]["result"]) for row in data] == [("Len", False, "8")]
