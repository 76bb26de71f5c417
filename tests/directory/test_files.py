"""People, groups and accounts from files: letter case, PowerShell's forms, parts of lists.

Properties and paging are those of Microsoft Graph ("user resource type", "Paging Microsoft Graph data"), of RFC 7644
section 3.4.2.4 and RFC 9865; ``ConvertTo-Json`` and its depth are those of Microsoft Learn's page on it.
"""

from __future__ import annotations

from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.core.errors import InputError
from wizard.core.texts import Texts
from wizard.directory.accounts import accounts_from_json
from wizard.directory.files import DirectoryFile, attributes_from_json, directory_from_json

TEXTS = Texts()
ANA: dict[str, Any] = {
    "id": "1", "displayName": "Ana Berg", "userPrincipalName": "ana@example.com", "mail": "ana@example.com",
    "accountEnabled": False, "officeLocation": "Oslo 1", "businessPhones": ["+47 1"], "manager": {"id": "9"},
    "onPremisesExtensionAttributes": {"extensionAttribute1": "42"}, "userType": "Guest", "department": None,
}  # fmt: skip
EXTENSION = "extension_0123456789abcdef0123456789abcdef_badge"


def read(raw: Any, **options: Any) -> DirectoryFile:
    return directory_from_json(raw, "people.json", **options)


def said(file: DirectoryFile) -> dict[str, str]:
    return {note.code: TEXTS.get(f"files-note-{note.code}", **note.params) for note in file.notes}


def refused(raw: Any, **options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        read(raw, **options)
    words = TEXTS.problem(caught.value)
    assert "people.json" in words.what + words.why and words.next
    return caught.value


# --- letter case


def cased(raw: Any, change: Any) -> Any:
    if isinstance(raw, dict):
        return {change(name): cased(value, change) for name, value in raw.items()}
    return raw


@given(st.randoms(use_true_random=False), st.sampled_from([str.upper, str.lower, str.title, str.swapcase, None]))
@settings(derandomize=True, max_examples=examples(80), deadline=None)
def test_letter_case_of_names_changes_nobody(random: Any, change: Any) -> None:
    mixed = change or (lambda name: "".join(random.choice((sign.upper(), sign.lower())) for sign in name))
    expected, found = read([ANA], names=["department"]), read([cased(ANA, mixed)], names=["department"])
    assert found.people == expected.people
    assert found.had >= {"mail", "manager", "extensionAttribute1", "physicalDeliveryOfficeName"}
    assert "names" not in said(found)


def test_pascal_case_as_powershell_writes_it() -> None:
    answer = [
        {
            "Id": "1", "DisplayName": "Ana Berg", "UserPrincipalName": "ana@example.com", "AccountEnabled": False,
            "BusinessPhones": ["+47 1", "+47 2"], "OfficeLocation": "Oslo 1", "MailNickname": None,
            "AssignedLicenses": [{"SkuId": "s"}], "Authentication": {"Id": None}, "EmployeeId": None,
            "EmployeeHireDate": "/Date(1704067200000)/",
            "Manager": {"Id": "9", "AdditionalProperties": {}},
            "OnPremisesExtensionAttributes": {"ExtensionAttribute1": "42"},
            "AdditionalProperties": {"@odata.context": "x", EXTENSION: "7", "employeeId": "E1"},
        }
    ]  # fmt: skip
    file = read(answer, names=[EXTENSION, "employeeHireDate"])
    (ana,) = file.people
    assert (ana.id, ana.user_principal_name, ana.account_enabled, ana.manager_id) == (
        "1",
        "ana@example.com",
        False,
        "9",
    )
    values = {
        name: ana.attributes[name] for name in ("telephoneNumber", "extensionAttribute1", EXTENSION, "employeeId")
    }
    assert values == {"telephoneNumber": "+47 1", "extensionAttribute1": "42", EXTENSION: "7", "employeeId": "E1"}
    assert ana.attributes["employeeHireDate"] == "2024-01-01T00:00:00Z"
    assert "names" not in said(file)
    assert "mailNickname" not in file.had, "Get-MgUser has nothing in what was not asked for"


def test_the_older_module_and_a_single_person() -> None:
    person = {
        "ExtensionProperty": {"employeeId": "E1", "odata.type": "x"}, "ObjectId": "1", "ObjectType": "User",
        "UserPrincipalName": "ana@example.com", "Mobile": "+47 3", "TelephoneNumber": None, "MailNickName": "ana",
        "PhysicalDeliveryOfficeName": "Oslo 1", "DirSyncEnabled": True, "AccountEnabled": True, "JobTitle": None,
    }  # fmt: skip
    file = read(person)
    (ana,) = file.people
    assert (ana.id, ana.attributes["mailNickname"], ana.attributes["mobile"]) == ("1", "ana", "+47 3")
    assert (ana.attributes["employeeId"], ana.attributes["physicalDeliveryOfficeName"]) == ("E1", "Oslo 1")
    assert "jobTitle" in file.had, "Get-AzureADUser reads everything"
    assert file.notes == ()


def test_groups_and_assignments_in_pascal_case() -> None:
    file = read(
        {
            "Users": {"Value": [{"Id": "1", "UserPrincipalName": "ana@example.com", "AccountEnabled": True}], "Count": 1},
            "Groups": [
                {"Id": "g", "DisplayName": "Doors", "SecurityEnabled": False, "MailEnabled": True,
                 "Members": [{"Id": "1", "AdditionalProperties": {"@odata.type": "#microsoft.graph.user"}}]},
            ],
            "Assignments": [{"PrincipalId": "g", "PrincipalType": "Group", "AppRoleId": "r"}],
        }
    )  # fmt: skip
    (group,), (assignment,) = file.groups, file.assignments
    assert (group.display_name, group.security_enabled, group.mail_enabled) == ("Doors", False, True)
    assert [(member.id, member.kind) for member in group.members] == [("1", "User")]
    assert (assignment.principal_id, assignment.kind, assignment.role_id) == ("g", "Group", "r")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"AccountEnabled": True}, "accountEnabled, AccountEnabled"), ({"MAIL": "b@example.com"}, "mail, MAIL"),
        ({"physicalDeliveryOfficeName": "Bergen"}, "officeLocation, physicalDeliveryOfficeName"),
        ({"DESK": "1", "desk": "2"}, "DESK, desk"),
    ],
)  # fmt: skip
def test_two_names_for_the_same_are_an_error_when_they_differ(more: dict[str, Any], field: str) -> None:
    error = refused([{**ANA, **more}])
    assert (error.code, error.params["expected"], error.params["field"]) == ("people-shape", "same-name", field)
    same = {name: next(value for key, value in ANA.items() if key.casefold() == name.casefold())
            for name in more if name.casefold() in {key.casefold() for key in ANA}}  # fmt: skip
    assert read([{**ANA, **same}]).people == read([ANA]).people


def test_names_that_mean_nothing_are_told() -> None:
    strange = {f"column{n}": "x" for n in range(11)}
    text = said(read([{**ANA, **strange}], names=["column0"]))["names"]
    assert "column1, " in text and "column0" not in text and "and 2 more" in text
    assert "shoes" in said(read({"people": [ANA], "shoes": []}))["names"]
    error = refused([{"Anmeldename": "ana@example.com", "Vorname": "Ana"}])
    assert error.code == "people-names" and "Anmeldename, Vorname" in TEXTS.problem(error).why


@pytest.mark.parametrize(
    "entry",
    [
        {"@odata.type": "#microsoft.graph.group", "displayName": "Doors"}, {"displayName": "D", "securityEnabled": True},
        {"ObjectType": "Group", "DisplayName": "Doors"}, {"@odata.type": "#microsoft.graph.device", "displayName": "PC"},
    ],
)  # fmt: skip
def test_groups_are_no_people(entry: dict[str, Any]) -> None:
    assert refused([entry]).params["expected"] == "no-person"


def test_nobody_is_an_error() -> None:
    nobody: tuple[Any, ...] = ([], {"value": []}, {"people": []}, [{"value": []}, {"value": []}])
    for raw in nobody:
        assert refused(raw).code == "people-nobody"


# --- what PowerShell wrote in place of a value


@pytest.mark.parametrize(
    "text", ["System.String[]", "System.Object[]", "System.Collections.Generic.List`1[System.String]",
             "Microsoft.Graph.PowerShell.Models.MicrosoftGraphManager", "@{Id=9; Name=x}",
             "Microsoft.Open.AzureAD.Model.AssignedLicense[]", "System.Collections.Hashtable"],
)  # fmt: skip
def test_names_of_types_are_no_values(text: str) -> None:
    file = read([{**ANA, "businessPhones": text, "proxyAddresses": text}])
    assert file.people[0].attributes["telephoneNumber"] is None
    assert not file.had & {"businessPhones", "telephoneNumber", "proxyAddresses"}
    assert "businessPhones" in said(file)["flattened"] and "Export-Csv" in said(file)["flattened"]
    assert read([{**ANA, "manager": text}]).people[0].manager_id is None


@pytest.mark.parametrize(
    "text", ["System", "Microsoft Graph", "System. Analyst", "Head of Microsoft.Graph", "@{", "a[]"]
)
def test_a_text_that_only_looks_like_a_type_is_kept(text: str) -> None:
    assert read([{**ANA, "jobTitle": text}]).people[0].attributes["jobTitle"] == text


def test_lost_letters_and_a_missing_state_are_told() -> None:
    told = said(read([{"id": "1", "displayName": "J?rgen", "userPrincipalName": "j@example.com"}]))
    assert "1 name" in told["letters"] and "accountEnabled" in told["enabled"]
    assert "letters" not in said(read([{**ANA, "displayName": "Who?"}]))


def test_attributes_of_one_person() -> None:
    assert attributes_from_json({"DEPARTMENT": "Ops", "Id": "1"})["department"] == "Ops"
    assert attributes_from_json({"city": "Oslo"}, names=["City"])["City"] == "Oslo"
    assert attributes_from_json({"id": "1"})["objectId"] == "1"


# --- parts of lists

BO = {"id": "2", "userPrincipalName": "bo@example.com", "accountEnabled": True}
LINK = "https://graph.example/v1.0/users?$skiptoken=x"
PART: list[tuple[Any, str]] = [
    ({"@odata.nextLink": LINK, "value": [ANA]}, "next"), ({"@odata.count": 60, "value": [ANA]}, "total"),
    ({"odata.nextLink": "x", "value": [ANA]}, "next"), ({"Value": [ANA], "Count": 2}, "total"),
    ({"people": {"value": [ANA], "@odata.nextLink": LINK}}, "next"),
    ({"people": [ANA], "groups": {"value": [{"id": "g", "members": []}], "@odata.nextLink": LINK}}, "next"),
    ({"people": [ANA], "assignments": {"value": ["1"], "@odata.nextLink": LINK}}, "next"),
    ({"people": [ANA], "groups": [{"id": "g", "members": ["1"], "members@odata.nextLink": LINK}]}, "next"),
    ({"people": [ANA], "groups": [{"id": "g", "members": {"value": ["1"], "@odata.nextLink": LINK}}]}, "next"),
    ([{"value": [ANA], "@odata.nextLink": LINK}, {"value": [BO], "@odata.nextLink": LINK}], "next"),
    ([{"value": [ANA], "@odata.count": 3}, {"value": [BO]}], "total"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "why"), PART)
def test_a_part_of_a_list_is_refused_unless_it_is_wanted(raw: Any, why: str) -> None:
    error = refused(raw)
    assert (error.code, error.params["why"]) == ("file-partial", why)
    assert "--partial" in TEXTS.problem(error).next
    file = read(raw, partial=True)
    assert file.parts and "only part" in said(file)["partial"]


def test_several_pages_are_one_list() -> None:
    pages = [{"value": [ANA], "@odata.nextLink": LINK, "@odata.count": 2}, {"value": [BO]}]
    assert [person.id for person in read(pages).people] == ["1", "2"]
    assert read({"@odata.count": 1, "value": [ANA], "@odata.deltaLink": LINK}).parts == ()
    assert "has 1 entry, but contains 2" in said(read({"@odata.count": 1, "value": [ANA, BO]}))["total"]


ACCOUNT = {"id": "a", "userName": "ana@example.com"}
OTHER = {"id": "b", "userName": "bo@example.com"}


@pytest.mark.parametrize(
    "raw",
    [
        {"totalResults": 60, "Resources": [ACCOUNT]}, {"TOTALRESULTS": "60", "resources": [ACCOUNT]},
        {"totalResults": 2, "startIndex": 2, "Resources": [OTHER]}, {"startIndex": 21, "Resources": [ACCOUNT]},
        {"totalResults": 2, "Resources": [ACCOUNT, ACCOUNT]}, {"nextCursor": "x", "Resources": [ACCOUNT]},
        {"users": {"totalResults": 2, "Resources": [ACCOUNT]}}, {"users": [ACCOUNT], "groups": {"totalResults": 9,
         "Resources": [{"id": "g"}]}},
        [{"totalResults": 3, "Resources": [ACCOUNT]}, {"totalResults": 3, "startIndex": 2, "Resources": [OTHER]}],
    ],
)  # fmt: skip
def test_a_part_of_the_accounts_is_refused_unless_it_is_wanted(raw: Any) -> None:
    with pytest.raises(InputError) as caught:
        accounts_from_json(raw, "accounts.json")
    assert caught.value.code == "file-partial" and "accounts.json" in TEXTS.problem(caught.value).what
    file = accounts_from_json(raw, "accounts.json", partial=True)
    assert file.parts and [note.code for note in file.notes] == ["partial"]


def test_pages_of_accounts_are_one_list() -> None:
    page = {"totalResults": 2, "itemsPerPage": 1}
    pages = [{**page, "startIndex": 1, "Resources": [ACCOUNT]}, {**page, "startIndex": 2, "Resources": [OTHER]}]
    assert [item["id"] for item in accounts_from_json(pages).users] == ["a", "b"]
    assert accounts_from_json({"totalResults": 0, "Resources": []}).users == ()
    (note,) = accounts_from_json({"totalResults": 1, "Resources": [ACCOUNT, OTHER]}).notes
    assert note.code == "total"


def test_accounts_that_nobody_could_be_found_in() -> None:
    for raw, code in (
        ([{"id": "a", "active": True}], "accounts-user-name"), ([{"id": "a", "userPrincipalName": "x"}], "accounts-user-name"),
        ([{**ACCOUNT, "active": True, "Active": False}], "accounts-same-name"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            accounts_from_json(raw, "accounts.json")
        assert caught.value.code == code and TEXTS.problem(caught.value).next
    assert [note.code for note in accounts_from_json([ACCOUNT, {"id": "b"}]).notes] == ["nameless"]
    shouted = [{"USERNAME": "ana@example.com", "ID": "a", "SCHEMAS": ["urn:ietf:params:scim:schemas:core:2.0:User"]}]
    assert accounts_from_json(shouted).users[0]["id"] == "a"
