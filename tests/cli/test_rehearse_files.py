"""The files of ``rehearse`` and ``why``: what they may hold, and what is told when they hold something else."""

from __future__ import annotations

import contextlib
import io
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_runs import run
from examples import examples
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wizard.cli.main import main
from wizard.core.errors import InputError
from wizard.core.resources import resource_root
from wizard.core.texts import Texts
from wizard.directory.accounts import accounts_from_json
from wizard.directory.files import attributes_from_json, directory_from_json
from wizard.directory.table import directory_from_csv

SCHEMA = resource_root() / "schema/practice-schema.json"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
TEXTS = Texts()
TENANT: dict[str, Any] = {
    "people": [
        {"id": "1", "displayName": "Ana Berg", "userPrincipalName": "ana@x.example"},
        {"id": "2", "displayName": "Bo Lind", "userPrincipalName": "bo@x.example"},
        {"id": "3", "displayName": "Cem Aydın", "userPrincipalName": "cem@x.example"},
        {"id": "4", "displayName": "Dua Noor", "userPrincipalName": "dua@x.example"},
    ],
    "groups": [
        {"id": "g1", "displayName": "Door Staff", "members": ["1", "bo@x.example", "Night Shift"]},
        {"id": "g2", "displayName": "Night Shift", "members": [{"id": "3", "@odata.type": "#microsoft.graph.user"}]},
        {"id": "g3", "displayName": "Newsletter", "members": ["4"], "securityEnabled": False, "mailEnabled": True},
    ],
    "assignments": ["Door Staff", {"principalId": "g3", "principalType": "Group", "appRoleId": "r"}],
}


def write(folder: Path, **files: Any) -> list[str]:
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    accounts = ["--accounts", "accounts.json"] if "accounts" in files else []
    return ["--schema", str(SCHEMA), "--people", "people.json", *accounts]


def verdicts(folder: Path, *arguments: str) -> dict[str, tuple[str, str]]:
    done = run(folder, "rehearse", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    operations = json.loads(done.stdout)["operations"]
    return {one["name"]: (one["verdict"], one["reason"]) for one in operations if one["stage"] == "object"}


def test_people_with_groups_and_assignments(tmp_path: Path) -> None:
    files = write(tmp_path, people=TENANT)
    assert verdicts(tmp_path, *files) == {
        "Ana Berg": ("create", "no-match"), "Bo Lind": ("create", "no-match"), "Cem Aydın": ("skip", "nested-only"),
        "Dua Noor": ("skip", "not-security-group"), "Door Staff": ("create", "no-match"),
        "Night Shift": ("skip", "not-assigned"), "Newsletter": ("skip", "not-security-group"),
    }  # fmt: skip
    everybody = verdicts(tmp_path, *files, "--scope", "all")
    assert {everybody[name][0] for name in ("Ana Berg", "Cem Aydın", "Dua Noor", "Night Shift")} == {"create"}
    without = write(tmp_path, people={**TENANT, "assignments": []})
    assert verdicts(tmp_path, *without)["Cem Aydın"][0] == "create", "without assignments everybody is meant"
    assert verdicts(tmp_path, *without, "--scope", "assigned")["Ana Berg"] == ("skip", "not-assigned")


@pytest.mark.parametrize("shape", ["object", "lists", "mixed"])
def test_accounts_and_groups_of_cloudgate(tmp_path: Path, shape: str) -> None:
    users = [{"ID": "a", "userName": "ANA@x.example", "displayName": "Ana", "active": True}]
    groups = [{"id": "h", "schemas": [GROUP], "displayName": "door staff", "members": [{"value": "a"}]}]
    accounts: Any = {
        "object": {"users": users, "groups": groups},
        "lists": {"Users": {"totalResults": 1, "Resources": users}, "Groups": {"Resources": groups}},
        "mixed": {"totalResults": 2, "Resources": [*users, *groups, *users]},
    }[shape]
    files = write(tmp_path, people=TENANT, accounts=accounts)
    found = verdicts(tmp_path, *files)
    assert (found["Ana Berg"], found["Door Staff"][0]) == (("update", "differs"), "update")
    done = run(tmp_path, "rehearse", *files, "--json")
    (members,) = [one for one in json.loads(done.stdout)["operations"] if one["reason"] == "members"]
    assert members["params"] == {"added": 1, "removed": 0}, "who is a member already is not added"


def test_graphs_own_names_and_objects_are_understood() -> None:
    answer = {
        "@odata.context": "https://graph.example/v1.0/$metadata#users",
        "value": [
            {
                "@odata.id": "x", "id": "1", "userPrincipalName": "ana@x.example", "officeLocation": "Oslo 1",
                "businessPhones": ["+47 1", "+47 2"], "mobilePhone": "+47 3", "accountEnabled": False,
                "assignedLicenses": [{"skuId": "s"}], "onPremisesExtensionAttributes": {"extensionAttribute1": "42"},
                "manager": {"id": "9"}, "deletedDateTime": "2026-01-01T00:00:00Z", "otherMails": [],
            }
        ],
    }  # fmt: skip
    (person,) = directory_from_json(answer).people
    assert person.attributes["physicalDeliveryOfficeName"] == "Oslo 1"
    assert (person.attributes["telephoneNumber"], person.attributes["mobile"]) == ("+47 1", "+47 3")
    assert person.attributes["extensionAttribute1"] == "42"
    assert (person.account_enabled, person.soft_deleted, person.manager_id) == (False, True, "9")


PORTAL = (
    "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,"
    "usageLocation,streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,telephoneNumber,mobile,"
    "authenticationAlternativePhoneNumber,authenticationEmail,alternateEmailAddress,ageGroup\r\n"
    'ana@x.example,"Berg, Ana",Berg,ana@x.example,Ana,o-1,Member,,Ops,True,NO,"1 Harbor\nStreet",,Norway,Oslo 1,Oslo,'
    "0150,+47 1,+47 2,,,a@home.example;b@home.example,\r\n"
    "\r\n"
    "bo_y.example#EXT#@x.example,Bo,,bo@y.example,,o-2,Guest,,,False,,,,,,,,,,,,,\r\n"
)
NEWER = (
    "UserPrincipalName;displayname;id;officeLocation;mobilePhone;accountEnabled;directorySynced\n"
    "ana@x.example;Ana;o-1;Oslo 1;+47 2;;False\n"
)


@pytest.mark.parametrize("text", [PORTAL, NEWER, NEWER.replace(";", "\t")])
def test_the_portals_list_of_users(text: str) -> None:
    people = directory_from_csv(text, {"mobile": False, "otherMails": True, "physicalDeliveryOfficeName": False}).people
    ana = people[0]
    assert (ana.id, ana.user_principal_name, ana.account_enabled) == ("o-1", "ana@x.example", True)
    assert (ana.attributes["physicalDeliveryOfficeName"], ana.attributes["mobile"]) == ("Oslo 1", "+47 2")
    if text == PORTAL:
        assert ana.display_name == "Berg, Ana" and ana.attributes["jobTitle"] is None
        assert ana.attributes["otherMails"] == ("a@home.example", "b@home.example")
        assert (people[1].account_enabled, people[1].user_type) == (False, "Guest")
        assert people[1].mappable["userPrincipalName"] == "bo@y.example"


def test_a_list_from_the_portal_is_rehearsed(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("\ufeff" + PORTAL, encoding="utf-8", newline="")
    found = verdicts(tmp_path, "--schema", str(SCHEMA), "--people", "users.csv")
    assert found == {"Berg, Ana": ("create", "no-match"), "Bo": ("skip", "blocked")}


ANA = {"id": "1", "userPrincipalName": "ana@x.example"}


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (5, "does not contain a list of people"),
        ({"rows": []}, "does not contain a list of people"),
        ({"people": {}}, "no list under “people”"),
        ([ANA, 7], "entry 2 of “people”"),
        ([ANA, {"id": "2", "mail": {"x": 1}}], "as “mail” in entry 2 of “people”"),
        ([ANA, {"id": "2", "height": 1.8}], "as “height” in entry 2"),
        ([{"id": ["x"]}], "as “id” in entry 1"),
        ([{**ANA, "accountEnabled": "perhaps"}], "true or false as “accountEnabled” in entry 1"),
        ([ANA, ANA], "the ID “1” a second time, as entry 2 of “people”"),
        ({"people": [ANA], "groups": 3}, "no list under “groups”"),
        ({"people": [ANA], "groups": [{"members": ["1", "nobody"]}]}, "names “nobody” in entry 1 of “groups”"),
        ({"people": [ANA], "groups": [{"members": [["1"]]}]}, "names nobody in entry 1 of “groups”"),
        ({"people": [ANA], "groups": [], "assignments": ["1", "door"]}, "names “door” in entry 2 of “assignments”"),
        ({"people": [ANA], "assignments": {"value": 1}}, "no list under “assignments”"),
    ],
)
def test_a_bad_file_of_people_is_told_with_the_place(tmp_path: Path, people: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        directory_from_json(people, "people.json")
    words = TEXTS.problem(caught.value)
    assert said in words.why and "people.json" in words.why and words.next


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "contains no people"), ("name,phone\nAna,1\n", "title row (line 1)"), ("mail,id\na@x.example,1,2\n", "Line 2"),
        ('mail,id\n"a@x.example,1\n', "Line"), ("mail,id\na@x.example,1\nb@x.example,1\n", "a second time"),
        ("mail,accountEnabled\na@x.example,ja\n", "true or false"),
    ],
)  # fmt: skip
def test_a_bad_table_is_told_with_the_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        directory_from_csv(text, {}, "people.csv")
    words = TEXTS.problem(caught.value)
    assert said in f"{words.what}. {words.why}" and "people.csv" in f"{words.what}. {words.why}"


@pytest.mark.parametrize("accounts", [7, {"Resources": {}}, {"users": 3}, {"groups": [3]}, [None], {"other": []}])
def test_bad_accounts_are_told(accounts: Any) -> None:
    with pytest.raises(InputError) as caught:
        accounts_from_json(accounts, "accounts.json")
    words = TEXTS.problem(caught.value)
    assert "accounts.json" in words.what and words.why


def test_a_plan_that_is_none_is_told(tmp_path: Path) -> None:
    files = write(tmp_path, people=TENANT)
    for number, content in enumerate(("{", "[]", '{"operations": [5]}', '{"operations": [{"kind": "User"}]}')):
        (tmp_path / f"{number}.json").write_text(content, encoding="utf-8")
        done = run(tmp_path, "rehearse", *files, "--against", f"{number}.json")
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{number}.json" in done.stderr and "Traceback" not in done.stderr


# --- whatever a file holds

NAMES = st.sampled_from(
    """id objectId people users groups assignments members value Resources userName displayName userPrincipalName mail
    attributes accountEnabled softDeleted userType manager managerId principalId principalType kind schemas active name
    securityEnabled groupTypes emails type department operations kind source verdict reason params key stage target
    changes requests facts path method body old new jobTitle""".split()  # noqa: SIM905
)
WORDS = st.sampled_from(
    ["1", "2", "ana@x.example", "Door Staff", "User", "Group", "work", "true", GROUP, "object", "create", "no-match",
     "/Users/1", "PATCH", "\ud800", "a\u0000b", "\u202e"]
) | st.text(max_size=5)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers(-3, 10**30) | st.floats() | WORDS
ANY = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=6),
    max_leaves=25,
)
PERSON = st.dictionaries(NAMES, SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(NAMES, SCALARS, max_size=2))
FILE = (
    ANY
    | st.lists(PERSON, max_size=4)
    | st.fixed_dictionaries(
        {"people": st.lists(PERSON, max_size=3)},
        optional={
            "groups": st.lists(st.dictionaries(NAMES, ANY), max_size=3),
            "assignments": st.lists(WORDS | PERSON, max_size=3),
            "operations": st.lists(PERSON, max_size=2),
        },
    )
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


def in_this_process(folder: Path, arguments: list[str]) -> int:
    """Run the command; what is no error of the program's own is a mistake, and none may be made."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        code = main(arguments)
    (output.getvalue() + errors.getvalue()).encode()
    assert "program-fault" not in output.getvalue() and "The program has an internal error" not in errors.getvalue()
    if code in {1, 2}:
        as_json = "--json" in arguments and "error" in json.loads(output.getvalue())
        assert errors.getvalue() or as_json or not output.getvalue() or "why" in arguments
    return code


@given(people=FILE, accounts=FILE, against=FILE, form=st.sampled_from(["--json", "--csv", "--html", "--all"]))
@example([{"id": "1", "userPrincipalName": "\ud800"}], [], {}, "--json")
@example(
    [{"id": "1", "userPrincipalName": "a", "displayName": 10**30}], [{"id": {}, "userName": {"a": 1}}], {}, "--all"
)
@example([{"id": "1", "userPrincipalName": "a"}], [{"userName": ["a", None, 1e999]}], {}, "--html")
@settings(
    derandomize=True,
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_file_makes_the_command_fail_in_another_way_than_its_own(
    folder: Path, people: Any, accounts: Any, against: Any, form: str
) -> None:
    for name, content in (("people", people), ("accounts", accounts), ("against", against)):
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    places = {name: str(folder / f"{name}.json") for name in ("people", "accounts", "against")}
    sides = ["--schema", str(SCHEMA), "--people", places["people"], "--accounts", places["accounts"]]
    assert in_this_process(folder, ["rehearse", *sides, form]) in {0, 2, 3}
    assert in_this_process(folder, ["rehearse", *sides, "--against", places["against"]]) in {0, 2, 3}
    assert in_this_process(folder, ["why", "ana", *sides]) in {0, 1, 2}


READERS: list[Callable[[Any], object]] = [directory_from_json, attributes_from_json, accounts_from_json]


@given(FILE)
@example({"people": None})
@example({"value": [], "people": []})
@example([{"manager": {"id": math.inf}}])
@settings(derandomize=True, max_examples=examples(200), deadline=None)
def test_readers_read_or_tell_the_place(raw: Any) -> None:
    for read in READERS:
        try:
            read(raw)
        except InputError as error:
            assert TEXTS.problem(error).why


@given(st.text(alphabet='ab,;"\n\r\t@\u0000', max_size=60), st.booleans())
@settings(derandomize=True, max_examples=examples(300), deadline=None)
def test_any_table_is_read_or_told(text: str, titled: bool) -> None:
    try:
        directory_from_csv(("mail,id,otherMails\n" if titled else "") + text, {"otherMails": True}, "x.csv")
    except InputError as error:
        assert error.code in {"people-csv", "people-shape", "people-nobody"}
