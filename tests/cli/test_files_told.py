"""Files that tell less than the mappings ask: named up front, never taken for empty; and fingerprints without names."""

from __future__ import annotations

import contextlib
import copy
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wizard.cli.main import main
from wizard.core.resources import resource_root

SCHEMA = json.loads((resource_root() / "schema/practice-schema.json").read_text(encoding="utf-8"))
PORTAL = (
    "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,"
    "streetAddress,state,country,officeLocation,city,postalCode,telephoneNumber,mobilePhone\n"
    'ana@example.com,Ana Berg,Berg,ana@example.com,Ana,1,Member,Guard,Ops,True,NO,"Storgata 1, 2",,NO,1,Oslo,0155,1,2\n'
    "bo@example.com,Bo Lind,Lind,,Bo,2,Member,,,False,,,,,,,,,\n"
)
ACCOUNTS = [{"id": "a", "userName": "ana@example.com", "externalId": "ana", "active": True}]


@dataclass
class Done:
    code: int
    out: str
    err: str


def call(*arguments: object) -> Done:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(one) for one in arguments])
    return Done(code, out.getvalue(), err.getvalue())


def user_mapping(raw: Any) -> Any:
    return next(m for r in raw["synchronizationRules"] for m in r["objectMappings"] if m["sourceObjectName"] == "User")


class Folder:
    """Files of one test."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.schema = copy.deepcopy(SCHEMA)

    def put(self, name: str, content: Any) -> Path:
        path = self.path / name
        data = content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else None
        path.write_bytes(json.dumps(content).encode() if data is None else data)
        return path

    def match_by(self, target: str, *, also: bool = False) -> None:
        for row in user_mapping(self.schema)["attributeMappings"]:
            if row["targetAttributeName"] == target:
                row["matchingPriority"] = 2 if also else 1
            elif not also:
                row["matchingPriority"] = 0

    def filter_by(self, attribute: str) -> None:
        clause = {"sourceOperandName": attribute, "operatorName": "EQUALS", "targetOperand": {"values": ["x"]}}
        user_mapping(self.schema)["scope"] = {"groups": [{"name": "Staff", "clauses": [clause]}]}

    def sides(self, people: Any, name: str = "people.csv", accounts: Any = None) -> list[object]:
        given: list[object] = ["--schema", self.put("schema.json", self.schema), "--people", self.put(name, people)]
        return given + (["--accounts", self.put("accounts.json", accounts)] if accounts is not None else [])


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_what_the_file_lacks_is_named_and_stands_at_each_operation(folder: Folder) -> None:
    sides = folder.sides(PORTAL, accounts=ACCOUNTS)
    done = call("rehearse", *sides, "--json")
    found = json.loads(done.out)
    assert done.code == 0
    assert "mailNickname" in done.err and "externalId" in done.err and "employeeId" in done.err
    assert "preferredLanguage" in next(note for note in found["notes"] if note["note"] == "unread")["params"]["select"]
    ana = next(one for one in found["operations"] if one["name"] == "Ana Berg")
    assert ana["verdict"] == "update" and "externalId" in ana["unknown"]
    assert "externalId" not in {change["target"] for change in ana["changes"]}
    text = call("rehearse", *folder.sides(PORTAL))
    assert "not known: " in text.out and "Fill the attribute" not in text.out
    why = call("why", "Ana Berg", *folder.sides(PORTAL))
    assert "Not known here: " in why.out and "externalId" in why.out
    for form in ("--csv", "--html"):
        assert "not known: " in call("rehearse", *folder.sides(PORTAL), form).out


def test_a_new_account_gets_no_default_for_what_is_not_known(folder: Folder) -> None:
    row = next(r for r in user_mapping(folder.schema)["attributeMappings"] if r["targetAttributeName"] == "externalId")
    row["defaultValue"] = "nobody"
    found = json.loads(call("rehearse", *folder.sides(PORTAL), "--json").out)
    ana = next(one for one in found["operations"] if one["name"] == "Ana Berg")
    assert "externalId" not in ana["requests"][0]["body"] and "externalId" in ana["unknown"]


@pytest.mark.parametrize("command", [["rehearse"], ["rehearse", "--match-audit"], ["why", "ana"]], ids=" ".join)
@pytest.mark.parametrize("how", ["matching", "second", "filter"])
def test_no_verdict_rests_on_what_is_not_known(folder: Folder, command: list[str], how: str) -> None:
    if how == "filter":
        folder.filter_by("employeeId")
    else:
        folder.match_by("externalId", also=how == "second")
    done = call(*command, *folder.sides(PORTAL, accounts=ACCOUNTS))
    assert (done.code, done.out) == (2, "")
    assert ("employeeId" if how == "filter" else "mailNickname") in done.err and "Fill the attribute" not in done.err
    people = [{"id": "1", "userPrincipalName": "ana@example.com", "mailNickname": None, "employeeId": None}]
    assert call(*command, *folder.sides(people, "people.json", ACCOUNTS)).code in {0, 1, 3}, (
        "null is a value that was read"
    )


@pytest.mark.parametrize("people", [
    [{"userPrincipalName": "ana@example.com", "displayName": "Ana"}],
    [{"Id": "1", "UserPrincipalName": "ana@example.com", "MailNickname": None}],
])  # fmt: skip
def test_an_id_that_the_file_does_not_have_is_not_invented(folder: Folder, people: Any) -> None:
    row = next(r for r in user_mapping(folder.schema)["attributeMappings"] if r["targetAttributeName"] == "externalId")
    name = "objectId" if "displayName" in people[0] else "mailNickname"
    row["source"] = {"type": "Attribute", "name": name, "expression": f"[{name}]", "parameters": []}
    (ana,) = json.loads(call("rehearse", *folder.sides(people, "people.json"), "--json").out)["operations"]
    assert "externalId" not in ana["requests"][0]["body"] and "externalId" in ana["unknown"]


def test_checks_read_what_the_rehearsal_reads(folder: Folder) -> None:
    schema = folder.put("schema.json", folder.schema)
    done = call("mappings", "check", schema, "--people", folder.put("people.csv", PORTAL), "--json")
    found = json.loads(done.out)
    assert (done.code, found["people"]) == (1, 2)
    told = {(item["id"], item["target"]) for item in found["findings"]}
    assert ("map-not-read", "externalId") in told
    assert not [one for one in told if one[0] in {"map-match-value-missing", "map-expression-always-empty"}]
    people = [{"Id": "1", "UserPrincipalName": "ana@example.com", "DisplayName": "Ana"}]
    for content in (json.dumps(people).encode("utf-16"), json.dumps(people[0]), "\n".join(map(json.dumps, people))):
        read = json.loads(call("mappings", "check", schema, "--people", folder.put("x.json", content), "--json").out)
        assert read["people"] == 1
    part = folder.put("part.json", {"value": people, "@odata.nextLink": "x"})
    assert call("mappings", "check", schema, "--people", part).code == 2
    assert json.loads(call("mappings", "check", schema, "--people", part, "--partial", "--json").out)["notes"]
    assert call("mappings", "check", schema, "--people", folder.put("none.json", [])).code == 2


def test_an_expression_on_what_is_not_known(folder: Folder) -> None:
    person = folder.put("person.json", {"Department": "Ops"})
    assert call("mappings", "eval", "[department]", "--attributes", person).out == "Ops\n"
    done = call("mappings", "eval", "Coalesce([mailNickname], [department])", "--attributes", person, "--json")
    assert json.loads(done.out) == {"result": "Ops", "type": "str", "unknown": ["mailNickname"]}
    assert "does not have mailNickname" in done.err


def test_members_of_an_assigned_group_that_the_file_does_not_have(folder: Folder) -> None:
    ana = {"id": "1", "userPrincipalName": "ana@example.com"}
    people = {"people": [ana], "groups": [{"id": "g", "displayName": "Doors"}], "assignments": ["Doors"]}
    done = call("rehearse", *folder.sides(people, "people.json"))
    assert done.code == 2 and "Doors" in done.err
    assert call("rehearse", *folder.sides(people, "people.json"), "--scope", "all").code == 0
    people["groups"][0]["members"] = []  # type: ignore[index]
    assert call("rehearse", *folder.sides(people, "people.json")).code == 0


@pytest.mark.parametrize("side", ["people", "accounts"])
def test_a_part_is_refused_and_marked_if_wanted(folder: Folder, side: str) -> None:
    ana = {"id": "1", "userPrincipalName": "ana@example.com", "displayName": "Ana"}
    people: Any = {"value": [ana], "@odata.nextLink": "https://graph.example/next"} if side == "people" else [ana]
    accounts = {"totalResults": 60, "Resources": ACCOUNTS} if side == "accounts" else ACCOUNTS
    sides = folder.sides(people, "people.json", accounts)
    for command in (["rehearse"], ["rehearse", "--match-audit"], ["why", "ana"]):
        done = call(*command, *sides)
        assert (done.code, done.out) == (2, "") and "--partial" in done.err
    found = json.loads(call("rehearse", *sides, "--partial", "--json").out)
    assert found["facts"]["partial"] == side and [note["note"] for note in found["notes"]][:1]
    assert f"only part of these lists: {side}" in call("rehearse", *sides, "--partial").out
    assert f"only part of these lists: {side}" in call("rehearse", *sides, "--partial", "--html").out
    assert call("rehearse", "--practice", "--partial").code == 2


def test_a_matching_attribute_that_no_account_has_is_told(folder: Folder) -> None:
    folder.match_by('emails[type eq "work"].value', also=True)
    done = call("rehearse", *folder.sides(PORTAL, accounts=ACCOUNTS))
    assert done.code == 0 and 'no account in accounts.json has emails[type eq "work"].value' in done.err
    having = [{**ACCOUNTS[0], "Emails": [{"type": "work", "value": "x@example.com"}]}]
    assert "no account in" not in call("rehearse", *folder.sides(PORTAL, accounts=having)).err


def test_the_fingerprint_has_no_file_names(folder: Folder) -> None:
    first = call("rehearse", *folder.sides(PORTAL, "contoso-customer.csv", ACCOUNTS), "--json").out
    facts = json.loads(first)["facts"]
    assert "contoso" not in json.dumps(facts) and "accounts.json" not in json.dumps(facts)
    before = folder.put("before.json", first)
    second = call("rehearse", *folder.sides(PORTAL, "renamed.csv", ACCOUNTS), "--against", before)
    assert second.out.startswith("No differences") and "something else" not in second.err
    again = json.loads(call("rehearse", *folder.sides(PORTAL, "renamed.csv", ACCOUNTS), "--json").out)
    assert again["digest"] == json.loads(first)["digest"]
    other = folder.sides(PORTAL.replace("Guard", "Lead"), "contoso-customer.csv", ACCOUNTS)
    assert json.loads(call("rehearse", *other, "--json").out)["digest"] != again["digest"]


# --- schemas

ROWS = [
    {"source": {"name": "userPrincipalName", "type": "Attribute"}, "targetAttributeName": "userName"},
    {"source": {"name": "mail", "type": "Attribute"}, "targetAttributeName": 'emails[type eq "work"].value'},
]


def fragment(**more: Any) -> dict[str, Any]:
    mapping = {"sourceObjectName": "User", "targetObjectName": "User", "attributeMappings": ROWS, **more}
    rule = {"sourceDirectoryName": "Entra", "targetDirectoryName": "Example", "objectMappings": [mapping]}
    return {"synchronizationRules": [rule]}


def test_a_schema_without_flow_types_and_matching(folder: Folder) -> None:
    schema = folder.put("schema.json", fragment())
    done = call("mappings", "check", schema)
    assert done.code == 1 and "map-no-matching" in done.out and "turned off" not in done.out
    people = folder.put("people.json", [{"id": "1", "userPrincipalName": "ana@example.com", "mail": None}])
    done = call("rehearse", "--schema", schema, "--people", people)
    assert done.code != 0 and done.out == "" and "No attribute is used for matching" in done.err
    matched = [{**ROWS[0], "matchingPriority": 1}, ROWS[1]]
    schema = folder.put("schema.json", fragment(attributeMappings=matched))
    assert "create: 1 person" in call("rehearse", "--schema", schema, "--people", people).out
    off = folder.put("schema.json", fragment(attributeMappings=matched, flowTypes="None"))
    assert "create: 1" not in call("rehearse", "--schema", off, "--people", people).out


@pytest.mark.parametrize(
    ("schema", "finding"),
    [
        ({"directories": [], "synchronizationRules": []}, "map-nothing"),
        ({"synchronizationRules": [{"name": "x"}]}, "map-nothing"),
        ({"synchronizationRules": [{"objectMappings": [{"sourceObjectName": "Device", "targetObjectName": "Device"}]}]},
         "map-nothing"),
        ({"synchronizationRules": [{"objectMappings": [{"sourceObjectName": "Group", "targetObjectName": "Group"}]}]},
         "map-no-users"),
        (fragment(enabled=False), "map-all-off"),
        (fragment(attributeMappings=[]), "map-no-matching"),
        ({**fragment(), "directories": [], "synchronizationRules": [{"objectMappings": fragment()[
            "synchronizationRules"][0]["objectMappings"]}]}, "map-rule-unnamed"),
    ],
)  # fmt: skip
def test_a_schema_that_maps_nobody_is_never_good(folder: Folder, schema: Any, finding: str) -> None:
    done = call("mappings", "check", folder.put("schema.json", schema))
    assert done.code == 1 and f"[{finding}]" in done.out
    assert "None" not in done.out


def test_cases_that_check_nothing(folder: Folder) -> None:
    for cases in ([], [{"expression": "[a]", "trust": "ambiguous"}]):
        assert call("mappings", "eval", "--cases", folder.put("cases.json", cases)).code == 2


def pascal(value: Any) -> Any:
    if isinstance(value, dict):
        return {name[:1].upper() + name[1:]: pascal(item) for name, item in value.items()}
    return [pascal(item) for item in value] if isinstance(value, list) else value


def test_a_schema_as_powershell_writes_it(folder: Folder) -> None:
    written = folder.put("pascal.json", json.dumps(pascal(SCHEMA)).encode("utf-16"))
    assert call("mappings", "diff", folder.put("plain.json", SCHEMA), written).code in {0, 2}
    assert call("rehearse", "--schema", written, "--people", folder.put("people.csv", PORTAL)).code == 0
    cut = {"SynchronizationRules": ["Microsoft.Graph.PowerShell.Models.MicrosoftGraphSynchronizationRule"]}
    done = call("mappings", "check", folder.put("cut.json", cut))
    assert done.code != 0 and "-Depth 20" in done.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"), ("{\"people\": [], \"people\": []}", "more than once"), (b"PK\x03\x04", "Excel workbook"),
        ("J\xfcrgen".encode("cp1252"), "ANSI"), ("[{\"mail\": 1}] [", "line 1"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_named(folder: Folder, content: Any, said: str) -> None:
    done = call("rehearse", *folder.sides(content, "people.json"))
    assert (done.code, done.out) == (2, "") and said in done.err


def test_the_list_of_attributes_to_export_is_whole() -> None:
    """People copy it into $select: a list that ended in half a name would be another query."""
    from wizard.cli.people_files import unread_notes
    from wizard.mapping.reads import Unread

    names = tuple(f"extension_0123456789abcdef0123456789abcdef_attribute{number:02}" for number in range(30))
    (note,) = unread_notes([Unread("User", "value", "title", names)], "people.csv")
    assert str(note.params["select"]).split(",") == list(names)
