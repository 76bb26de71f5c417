"""``rehearse`` and ``why``: from files and on the practice company, in every form, with the limits' exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import run

from wizard.directory import Person
from wizard.mapping import Schema
from wizard.provisioning import Configuration, HeldAccounts, Plan, Source, plan
from wizard.provisioning.rendering import compare, digest, ordered, page
from wizard.resources import resource_root
from wizard.texts import Texts

SCHEMA = resource_root() / "schema/practice-schema.json"
PEOPLE: list[dict[str, Any]] = [
    {"id": "1", "displayName": "Ana <b>", "userPrincipalName": "ana@x.example", "mail": "ana@x.example"},
    {"id": "2", "displayName": "=Bo", "userPrincipalName": "bo@x.example"},
    {"id": "3", "displayName": "Cem", "userPrincipalName": None},
    {"id": "4", "displayName": "Dua", "userPrincipalName": "dua@x.example", "accountEnabled": False},
]
ACCOUNTS = [
    {"id": "a", "userName": "BO@x.example", "active": True, "displayName": "Bo"},
    {"id": "b", "userName": "dua@x.example", "active": True, "displayName": "Dua"},
]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "people.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
    (tmp_path / "accounts.json").write_text(json.dumps({"Resources": ACCOUNTS}), encoding="utf-8")
    return ["--schema", str(SCHEMA), "--people", "people.json", "--accounts", "accounts.json"]


def test_everybody_has_a_verdict_and_a_reason(tmp_path: Path, files: list[str]) -> None:
    done = run(tmp_path, "rehearse", *files, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    verdicts = {item["name"]: item["verdict"] for item in found["operations"]}
    assert verdicts == {"Ana <b>": "create", "=Bo": "update", "Cem": "skip", "Dua": "disable"}
    ana = next(item for item in found["operations"] if item["name"] == "Ana <b>")
    assert ana["requests"][0]["method"] == "POST" and ana["requests"][0]["body"]["userName"] == "ana@x.example"
    assert found["counts"]["User"] == {"create": 1, "disable": 1, "skip": 1, "update": 1}
    assert len(found["digest"]) == 64
    assert json.loads(run(tmp_path, "rehearse", *files, "--json").stdout) == found
    assert json.loads(run(tmp_path, "rehearse", *files, "--flag", "--json").stdout)["digest"] != found["digest"]


def test_tables_are_harmless(tmp_path: Path, files: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(run(tmp_path, "rehearse", *files, "--csv").stdout)))
    assert len(rows) == 5 and rows[0][1] == "Name"
    assert "'=Bo" in [row[1] for row in rows]
    html = run(tmp_path, "rehearse", *files, "--html").stdout
    assert "<b>" not in html and "Ana &lt;b&gt;" in html
    assert "http" not in html.replace("x.example", "")


def test_the_limits_have_an_exit_code(tmp_path: Path, files: list[str]) -> None:
    assert run(tmp_path, "rehearse", *files).returncode == 0
    assert run(tmp_path, "rehearse", *files, "--limit", "0").returncode == 3


def test_why_tells_every_step(tmp_path: Path, files: list[str]) -> None:
    said = run(tmp_path, "why", "cem", *files)
    assert said.returncode == 0
    assert "userName has no value to match by" in said.stdout and "skip" in said.stdout
    said = run(tmp_path, "why", "bo@x.example", *files)
    assert "one account has userName “bo@x.example”: a" in said.stdout and "PATCH /Users/a" in said.stdout
    found = json.loads(run(tmp_path, "why", "Dua", *files, "--json").stdout)
    assert [step["name"] for step in found[0]["steps"]] == ["assignment", "match", "action"]
    assert run(tmp_path, "why", "nobody at all", *files).returncode == 1


def test_the_practice_company(tmp_path: Path) -> None:
    done = run(tmp_path, "rehearse", "--practice", "--people", "200")
    assert done.returncode == 0, done.stderr
    assert "create" in done.stdout and "Fingerprint" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [[], ["--practice", "--people", "many"], ["--practice", "--people", "0"], ["--people", "people.json"],
     ["--schema", "none.json", "--people", "people.json"], ["--practice", "--schema", "x.json"]],
)  # fmt: skip
def test_what_cannot_be_used_is_told(tmp_path: Path, files: list[str], arguments: list[str]) -> None:
    done = run(tmp_path, "rehearse", *arguments)
    assert done.returncode == 2
    assert done.stderr and "Traceback" not in done.stderr


def test_accounts_of_another_shape_are_told(tmp_path: Path, files: list[str]) -> None:
    (tmp_path / "accounts.json").write_text('{"Resources": 5}', encoding="utf-8")
    done = run(tmp_path, "rehearse", *files)
    assert done.returncode == 2 and "accounts.json" in done.stderr


# --- a plan as a value


def planned(people: list[dict[str, Any]]) -> Plan:
    schema = Schema.from_text(SCHEMA.read_text(encoding="utf-8"))
    persons = tuple(
        Person(str(one["id"]), {k: v for k, v in one.items() if k not in {"id", "accountEnabled"}},
               account_enabled=one.get("accountEnabled", True))
        for one in people
    )  # fmt: skip
    return plan(Source(persons), HeldAccounts(ACCOUNTS, ()), Configuration.from_schema(schema, sync_all=True))


def test_the_digest_is_of_operations_and_of_what_they_are_for() -> None:
    one, two = planned(PEOPLE), planned(PEOPLE)
    facts = {"tenant": "t", "target": "u", "configuration": "c"}
    assert digest(one, facts) == digest(two, facts)
    others = [digest(one, {**facts, name: "other"}) for name in facts]
    changed = planned([*PEOPLE[:1], {**PEOPLE[1], "displayName": "Bob"}, *PEOPLE[2:]])
    assert len({digest(one, facts), digest(changed, facts), *others}) == 5


def test_two_plans_are_compared_object_by_object() -> None:
    before = planned(PEOPLE)
    after = planned(
        [{**PEOPLE[0], "mail": "new@x.example"}, *PEOPLE[2:], {"id": "9", "userPrincipalName": "n@x.example"}]
    )
    found = {(one.how, one.operation.source_id) for one in compare(before, after)}
    assert found == {("other", "1"), ("gone", "2"), ("new", "9")}
    assert compare(before, planned(PEOPLE)) == ()


def test_problems_come_first() -> None:
    twice = planned([*PEOPLE, {"id": "8", "displayName": "Zoe", "userPrincipalName": "ana@x.example"}])
    assert ordered(twice)[0].verdict == "clash"
    assert "Zoe" in page(twice, Texts(), "A title", "lead")
