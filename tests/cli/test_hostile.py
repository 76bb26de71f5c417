"""Names from strangers in a real process: escapes and direction signs are shown, never obeyed, in every command."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli_runs import data_folder, run
from listeners import Certificates, serving
from msgspec import structs
from terminal import Terminal

from tests.support_file.build import planned_case, setup
from wizard.core.resources import resource
from wizard.directory import Group, Member, Person
from wizard.journey.machine import Journey, SavedSetup
from wizard.journey.setups import SetupStore
from wizard.journey.steps import STEPS
from wizard.mapping import Schema
from wizard.provisioning import Configuration, Source, TargetSnapshot
from wizard.support_file.archive import save
from wizard.support_file.make import finish

HOSTILE = (
    "\x1b[31mRed",
    "\x1b]8;;https://attacker.example\x1b\\\\link",
    "\u202egnp.exe",
    "over\rwritten",
    "two\nlines",
    "\x9b2J\u2066hidden",
)
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and the direction signs of Unicode (UAX 9)."""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Write people, groups, accounts and a schema in which names are hostile; return the paths."""
    people = [
        {
            "id": f"p{number}", "displayName": f"Ana {name}", "userPrincipalName": f"ana{number}@example.com",
            "mailNickname": f"ana{number}", "accountEnabled": number % 2 == 0, "surname": name, "givenName": name,
            "jobTitle": name, "department": name,
        }
        for number, name in enumerate(HOSTILE)
    ]  # fmt: skip
    schema = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
    read = {
        name
        for rule in schema["synchronizationRules"]
        for mapping in rule["objectMappings"]
        for row in mapping["attributeMappings"]
        for name in re.findall(r"\[([A-Za-z]+)\]", json.dumps(row.get("source") or {}))
    }
    for person in people:
        for name in read:
            person.setdefault(name, None)
    people[-1] |= {"userPrincipalName": "ana'\u202e\x1b[31m@example.com", "mailNickname": "ana'\u202e"}
    groups = [{"id": f"g{number}", "displayName": name, "members": ["p0"]} for number, name in enumerate(HOSTILE)]
    accounts = [
        {"id": f"a{n}", "userName": f"ana{n}@example.com", "displayName": name} for n, name in enumerate(HOSTILE)
    ]
    content: dict[str, Any] = {
        "people": {"people": people, "groups": groups, "assignments": []}, "accounts": accounts, "schema": schema,
    }  # fmt: skip
    paths = {}
    for name, value in content.items():
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        paths[name] = str(path)
    return paths


@pytest.mark.parametrize(
    "command",
    [
        ["rehearse", "--all"],
        ["rehearse", "--match-audit"],
        ["rehearse", "--json"],
        ["why", "Ana", "--all"],
        ["why", "ana0@example.com"],
        ["why", "Nobody \x1b[31m\u202e"],
    ],
    ids=lambda command: " ".join(command).encode("unicode_escape").decode(),
)
def test_names_of_a_directory_are_shown_and_not_obeyed(
    files: dict[str, str], tmp_path: Path, command: list[str]
) -> None:
    done = run(
        tmp_path, *command, "--schema", files["schema"], "--people", files["people"], "--accounts", files["accounts"]
    )
    assert done.returncode in {0, 1, 3}, done.stderr
    said = done.stdout + done.stderr
    assert not RAW.search(said), RAW.search(said)
    assert "Traceback" not in said and ("Ana" in said or "Nobody" in said)
    assert not [line for line in said.splitlines() if line.lstrip().startswith("lines")], "a name stays on its line"


def test_names_in_a_check_of_mappings_are_shown_and_not_obeyed(files: dict[str, str], tmp_path: Path) -> None:
    done = run(tmp_path, "mappings", "check", files["schema"], "--people", files["people"])
    assert done.returncode in {0, 1}, done.stderr
    assert not RAW.search(done.stdout + done.stderr)


def test_names_of_saved_setups_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    store = SetupStore(data_folder(tmp_path) / "setups")
    journey = Journey(STEPS, lambda: "2026-01-12T09:00:00Z")
    journey.answer(tenant="\x1b[31mcontoso\u202e", application_name="two\nlines\r")
    for number, name in enumerate(HOSTILE):
        store.save(SavedSetup(f"{number:012x}", name, "2026-01-12T09:00:00Z", False, journey.snapshot))
    for command in (
        ["setups", "list"], ["setups", "show", f"{0:012x}"], ["setups", "delete", f"{1:012x}", "--yes"],
        ["setups", "show", "\x1b[31m"], ["rehearse", "\u202e"], ["nonsense\x1b[31m"],
    ):  # fmt: skip
        done = run(tmp_path, *command)
        said = done.stdout + done.stderr
        assert not RAW.search(said), (command, RAW.search(said))
        assert "Traceback" not in said


def test_an_unreadable_name_of_a_file_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    for command in (["support", "show"], ["support", "scan"], ["mappings", "check"], ["mappings", "functions"]):
        done = run(tmp_path, *command, "no\x1b[31m\u202esuch")
        assert done.returncode in {1, 2}
        assert not RAW.search(done.stdout + done.stderr), command


def test_several_that_fit_are_counted_where_the_list_is_cut(tmp_path: Path) -> None:
    done = run(tmp_path, "why", "a", "--practice", "--people", "300")
    assert done.returncode == 1
    more = re.search(r"and (\d+) more", done.stdout.replace(",", ""))
    assert more is not None
    every = run(tmp_path, "why", "a", "--practice", "--people", "300", "--all").stdout
    assert len(every.splitlines()) == len(done.stdout.splitlines()) - 1 + int(more[1])


@pytest.mark.parametrize(
    "command",
    [["rehearse", "--csv"], ["rehearse", "--html"], ["rehearse", "--json"], ["rehearse", "--against", "plan.json"]],
    ids=lambda command: " ".join(command),
)
def test_names_on_a_terminal_are_shown_and_not_obeyed(
    files: dict[str, str], tmp_path: Path, command: list[str]
) -> None:
    """A file that is looked at on the screen obeys nobody either; one that is piped on keeps every character."""
    given = ["--schema", files["schema"], "--people", files["people"], "--accounts", files["accounts"]]
    other = ["--schema", files["schema"], "--people", files["people"]]
    (tmp_path / "plan.json").write_text(run(tmp_path, "rehearse", *other, "--json").stdout, encoding="utf-8")
    with Terminal(tmp_path, *command, *given) as terminal:
        terminal.end()
    said = re.sub(r"\x1b\[(?:\?25[lh]|[0-9;]*[mKA-D])|\x1b\]8;;\x1b\\", "", terminal.screen)  # the program's own
    assert not RAW.search(said), RAW.search(said)
    assert "Ana" in said and "Traceback" not in said
    assert "\x1b[31m" not in terminal.screen and "attacker.example\x1b" not in terminal.screen


def test_a_hostile_schema_is_compared_without_obeying_it(files: dict[str, str], tmp_path: Path) -> None:
    schema = json.loads(Path(files["schema"]).read_text(encoding="utf-8"))
    for rule in schema["synchronizationRules"]:
        for mapping in rule["objectMappings"]:
            for number, (row, name) in enumerate(zip(mapping["attributeMappings"], HOSTILE, strict=False)):
                row["source"] = {"type": "Constant", "name": name, "expression": json.dumps(name), "parameters": []}
                row["targetAttributeName"] += name if number % 2 else ""
            mapping["scope"] = {"groups": [{"name": HOSTILE[0], "clauses": [
                {"sourceOperandName": HOSTILE[2], "operatorName": HOSTILE[1], "targetOperand": {"values": [HOSTILE[5]]}}
            ]}]}  # fmt: skip
    (tmp_path / "hostile.json").write_text(json.dumps(schema), encoding="utf-8")
    for command in (
        ["mappings", "diff", files["schema"], "hostile.json"], ["mappings", "check", "hostile.json"],
        ["mappings", "diff", "hostile.json", files["schema"], "--json"],
        ["mappings", "eval", f'Join("{HOSTILE[2]}", [mail]'], ["mappings", "functions", HOSTILE[1]],
        ["rehearse", "--schema", "hostile.json", "--people", files["people"]],
    ):  # fmt: skip
        done = run(tmp_path, *command)
        said = done.stdout + done.stderr
        assert done.returncode in {1, 2} and said
        assert not RAW.search(said), (command, RAW.search(said))
        assert "Traceback" not in said


@pytest.fixture
def hostile_file(tmp_path: Path) -> str:
    """A support file of real names, all of which are hostile; one is a megabyte long, one ends in half a character."""
    names = (*HOSTILE, "x" * 1_000_000, "half \ud83d", "=cmd|' /C calc'!A1", "<img src=file://attacker/x>")
    people = [
        Person(f"p{n}", {"userPrincipalName": f"p{n}@x.example", "displayName": name, "jobTitle": name})
        for n, name in enumerate(names)
    ]
    groups = [Group(f"g{n}", {"displayName": name}, (Member("p0", "User"),)) for n, name in enumerate(names)]
    schema = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))
    configuration = Configuration.from_schema(schema, sync_all=True)
    case = planned_case(Source(people, groups), TargetSnapshot((), ()), configuration, schema.to_json())
    case = structs.replace(case, setup=setup(application_name=HOSTILE[1], tenant=HOSTILE[0]))
    path = tmp_path / "hostile.cgsupport"
    save(finish(case).content, path)
    return str(path)


def test_a_hostile_support_file_is_shown_and_not_obeyed(hostile_file: str, tmp_path: Path) -> None:
    for command in (
        ["support", "show", hostile_file], ["support", "scan", hostile_file], ["support", "check", hostile_file],
        ["support", "compare", hostile_file, "defaults"], ["support", "show", hostile_file, "--json"],
    ):  # fmt: skip
        done = run(tmp_path, *command)
        said = done.stdout + done.stderr
        assert done.returncode in {0, 1} and said, done.stderr
        assert not RAW.search(said), (command, RAW.search(said))
        assert "Traceback" not in said and len(said) < 5_000_000


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_a_hostile_service_is_quoted_and_not_obeyed(tmp_path: Path, status: int) -> None:
    words = "".join(HOSTILE) + "\ud83d" + "y" * 100_000

    def service(_environment: Any, start_response: Any) -> Any:
        body = json.dumps({
            "schemas": [words], "detail": words, "status": words, "scimType": words, "totalResults": words,
            "Resources": [{"id": words, "userName": words, words: words}], "patch": {"supported": words},
        }).encode()  # fmt: skip
        headers = [("Content-Type", "application/scim+json"), ("WWW-Authenticate", 'Bearer error_description="\x9b2J"')]
        start_response(f"{status} Odd", headers)
        return [body]

    certificates = Certificates(tmp_path)
    with serving(service, certificates) as server:
        address = ["--tenant-url", f"{server.root}/scim", "--token-stdin", "--ca", str(certificates.ca_file)]
        for command in (
            ["check", *address], ["check", *address, "--evidence"], ["check", *address, "--evidence", "--json"],
            ["doctor", "patch", *address, "--agree"], ["doctor", "find-url", *address],
        ):  # fmt: skip
            done = run(tmp_path, *command, stdin="a-token-4711\n")
            said = done.stdout + done.stderr
            assert done.returncode in {0, 1}, (command, done.stderr)
            assert not RAW.search(said), (command, RAW.search(said))
            assert "Traceback" not in said and re.search(r"(?<!\d)4711(?!\d)", said) is None, "times have many digits"
