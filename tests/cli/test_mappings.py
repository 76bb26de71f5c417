"""``mappings eval`` and ``mappings functions``, as they are called."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from cli_runs import run
from planted import CLEAN, Work, clean_people

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
    assert "FAILED" not in found.stdout
    assert found.stdout.splitlines()[-1] == "156 of 156 consistent cases passed; 34 others are listed above"
    assert "doubtful x097" in found.stdout
    assert 'result: "+19998887777"' in found.stdout
    assert "unclear x237" in found.stdout


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
        "FAILED one", "  Left([a], 1)", '  expected: "y"', '  result: "x"',
        "2 of 3 consistent cases passed; 0 others are listed above",
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
    data = json.loads(run(tmp_path, "mappings", "functions", "LTrim", "--json").stdout)
    assert [(row["name"], row["offered"], row["examples"][0]["result"]) for row in data] == [("LTrim", False, "Test ")]


NOTHING = dict.fromkeys(
    """accountEnabled state postalCode streetAddress officeLocation businessPhones mobilePhone faxNumber manager
    jobTitel""".split()  # noqa: SIM905
)
"""What the people of the planted mistakes do not have: a file with these leaves nothing unknown."""


def write(folder: Path, **files: object) -> None:
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")


def test_checking_a_schema(tmp_path: Path) -> None:
    work = Work()
    work.set("title", "ToLower([jobTitel])")
    people = [
        {"id": person.id, "accountEnabled": True, "attributes": {**NOTHING, **person.attributes}}
        for person in work.people
    ]
    people[1]["attributes"]["userPrincipalName"] = None  # type: ignore[index]
    write(
        tmp_path,
        clean=CLEAN,
        wrong=work.raw,
        people=people,
        flat=[{**NOTHING, **person.attributes} for person in clean_people()],
    )
    good = run(tmp_path, "mappings", "check", "clean.json", "--people", "flat.json")
    assert (good.returncode, good.stdout) == (0, "Nothing found. 6 people were checked.\n")
    found = run(tmp_path, "mappings", "check", "wrong.json", "--people", "people.json", "--json")
    assert found.returncode == 1
    rows = json.loads(found.stdout)["findings"]
    assert [(row["id"], row["severity"], row["kind"], row["target"]) for row in rows] == [
        ("map-source-unknown", "error", "User", "title"),
        ("map-match-value-missing", "warning", "User", "userName"),
    ]
    assert rows[1]["people"] == [{"id": "id-1", "name": "Bo Lind"}]
    assert "jobTitle" in rows[0]["fix"]
    told = run(tmp_path, "mappings", "check", "wrong.json")
    assert told.returncode == 1
    assert told.stdout.splitlines()[-1] == "1 finding. No people were checked."


def test_comparing_schemas(tmp_path: Path) -> None:
    work = Work()
    work.set("title", "ToLower([jobTitle])")
    write(tmp_path, a=CLEAN, b=work.raw)
    same = run(tmp_path, "mappings", "diff", "a.json", "a.json")
    assert (same.returncode, same.stdout) == (0, "No difference.\n")
    found = run(tmp_path, "mappings", "diff", "a.json", "b.json", "--json")
    assert found.returncode == 1
    (row,) = json.loads(found.stdout)
    assert (row["name"], row["old"], row["new"]) == ("title", "[jobTitle]", "ToLower([jobTitle])")
    assert run(tmp_path, "mappings", "diff", "a.json", "b.json").stdout.splitlines()[-1] == "1 difference."


@pytest.mark.parametrize(("name", "content"), [("x", "[]"), ("x", '{"a": 1}'), ("x", "{"), ("missing", "")])
def test_files_that_hold_no_schema(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / "x.json").write_text(content, "utf-8")
    for arguments in (["check", f"{name}.json"], ["diff", f"{name}.json", f"{name}.json"]):
        found = run(tmp_path, "mappings", *arguments)
        assert found.returncode in {1, 2}
        assert found.stdout == ""
        assert "Traceback" not in found.stderr
