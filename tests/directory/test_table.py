"""Tables of people as the portals, PowerShell and spreadsheets write them.

Formats: Entra documentation, "Download a list of users in the Azure portal" and "Bulk create users" (template with a
version line and names in brackets); Microsoft 365 admin center, export of users; Microsoft Learn, "Export-Csv" (``#TYPE``
line of Windows PowerShell 5.1); Excel's ``sep=`` line; RFC 4180.
"""

from __future__ import annotations

from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.core.errors import InputError
from wizard.core.texts import Texts
from wizard.directory.files import DirectoryFile
from wizard.directory.table import directory_from_csv

TEXTS = Texts()
PORTAL = (
    "userPrincipalName,displayName,id,userType,jobTitle,accountEnabled,officeLocation,mobilePhone,alternateEmailAddress\n"
    'ana@example.com,"Berg, Ana",1,Member,Guard,True,Oslo 1,+47 2,a@home.example;b@home.example\n'
    "bo@example.com,Bo Lind,2,Guest,,False,,,\n"
)
BULK = (
    "version:v1.0\r\n"
    "Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,"
    "Block sign in (Yes/No) [accountEnabled] Required,First name [givenName],Department [department]\r\n"
    "Example: Chris Green,chris@example.com,myPassword1234,No,Chris,Sales\r\n"
    "Ana Berg,ana@example.com,Secret-1,No,Ana,Operations\r\n"
    "Bo Lind,bo@example.com,Secret-2,Yes,Bo,\r\n"
)
ADMIN_CENTER = (
    "Block credential,City,Department,DirSyncEnabled,Display name,Fax,First name,Last name,Licenses,Mobile Phone,"
    "Oath token metadata,Object Id,Office,Password never expires,Phone number,Proxy addresses,Soft deletion time stamp,"
    "Title,User principal name,When created\n"
    "True,Oslo,Ops,,Ana Berg,,Ana,Berg,Microsoft 365 E3,+47 9,,1,Oslo 1,False,+47 2,"
    "SMTP:ana@example.com+smtp:a.berg@example.com,,Guard,ana@example.com,2024-01-05 08:11:12Z\n"
    "False,,,,Bo Lind,,Bo,Lind,,,,2,,,,,2025-01-05 08:11:12Z,,bo@example.com,\n"
)
POWERSHELL = (
    '"AccountEnabled","DisplayName","Id","UserPrincipalName","BusinessPhones","MobilePhone","AssignedLicenses"\r\n'
    '"True","Ana Berg","1","ana@example.com","System.String[]","","Microsoft.Graph.PowerShell.Models.X[]"\r\n'
)


def read(text: str, **names: bool) -> DirectoryFile:
    return directory_from_csv(text, names, "people.csv")


def facts(file: DirectoryFile) -> list[tuple[str, str, str, bool]]:
    return [(one.id, one.display_name, one.user_principal_name, one.account_enabled) for one in file.people]


TWO = [("1", "Berg, Ana", "ana@example.com", True), ("2", "Bo Lind", "bo@example.com", False)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("before", ["", "{sep}", '"{sep}"\r\n\r\n', "\r\n", "#TYPE Selected.System.Object\r\n"])
def test_every_separator_and_what_stands_before_the_titles(separator: str, before: str) -> None:
    table = PORTAL.replace("a@home.example;b@home.example", "a@home.example")
    table = table.replace('"Berg, Ana"', "\0").replace(",", separator).replace("\0", '"Berg, Ana"')
    start = before.replace("{sep}", f"sep={separator}" + ("" if '"' in before else "\n"))
    file = read(start + table)
    assert facts(file) == TWO
    assert file.people[0].attributes["physicalDeliveryOfficeName"] == "Oslo 1"
    assert file.people[0].attributes["otherMails"] == ("a@home.example",)
    assert file.notes == ()


def test_a_title_with_the_wrong_separator_inside_does_not_mislead() -> None:
    assert facts(read('"Note; a, b, c, d";userPrincipalName;displayName;id\nx;bo@example.com;Bo;2\n')) == [
        ("2", "Bo", "bo@example.com", True)
    ]


def test_the_portals_bulk_template() -> None:
    file = read(BULK)
    assert [(one.display_name, one.account_enabled) for one in file.people] == [("Ana Berg", True), ("Bo Lind", False)]
    assert file.people[0].attributes["department"] == "Operations"
    assert "Secret" not in repr(file), "initial passwords are not kept"
    (note,) = file.notes
    assert (note.code, note.params["line"]) == ("example", 3)
    assert "mail" not in file.had


def test_the_admin_centers_list() -> None:
    file = read(ADMIN_CENTER)
    assert facts(file) == [("1", "Ana Berg", "ana@example.com", False), ("2", "Bo Lind", "bo@example.com", True)]
    ana, bo = file.people
    names = ("givenName", "surname", "jobTitle", "telephoneNumber", "mobile", "physicalDeliveryOfficeName")
    assert [ana.attributes[name] for name in names] == ["Ana", "Berg", "Guard", "+47 2", "+47 9", "Oslo 1"]
    assert ana.attributes["proxyAddresses"] == ("SMTP:ana@example.com", "smtp:a.berg@example.com")
    assert (ana.soft_deleted, bo.soft_deleted) == (False, True)
    assert "mail" not in file.had


def test_powershells_export() -> None:
    for text in (POWERSHELL, f"#TYPE Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser\r\n{POWERSHELL}"):
        file = read(text)
        assert facts(file) == [("1", "Ana Berg", "ana@example.com", True)]
        assert file.people[0].attributes["telephoneNumber"] is None
        assert not file.had & {"telephoneNumber", "mobile"}, "a list without its values; an empty column"
        assert [note.params["names"] for note in file.notes] == ["businessPhones"]


def test_titles_that_mean_nothing_are_told() -> None:
    (enabled, names) = sorted(read("mail,Shoe size\nana@example.com,38\n").notes, key=lambda note: note.code)
    assert (enabled.code, names.params["names"]) == ("enabled", "Shoe size")


def test_a_record_may_have_line_breaks_and_missing_cells_at_its_end() -> None:
    file = read(
        'mail,streetAddress,city\nana@example.com,"1 Harbor\r\nStreet",Oslo\nbo@example.com\ncem@example.com,,,,\n'
    )
    assert [one.attributes["mail"] for one in file.people] == ["ana@example.com", "bo@example.com", "cem@example.com"]
    assert file.people[0].attributes["streetAddress"] == "1 Harbor\r\nStreet"


HEAD = "userPrincipalName,displayName,city\n"


@pytest.mark.parametrize(
    ("text", "problem", "told"),
    [
        (HEAD + "a@example.com,Berg, Ana,Oslo\n", "cells", ["Line 2 has 4 cells", "3 titles", "“Oslo”"]),
        (HEAD + '"a@example.com","x\ny",Oslo\nb@example.com,B,C,D\n', "cells", ["Line 4 has 4 cells"]),
        ("sep=,\n" + HEAD + "a@example.com,A,B,C\n", "cells", ["Line 3 has"]),
        (HEAD + "a@example.com,Berg\nAna,Oslo\n", "line-break", ["Line 2 ends too early"]),
        (HEAD + '"a@example.com,A,B\n', "broken", ["Line 2", "a missing or extra quote"]),
        (HEAD + ",,Oslo\n", "nobody", ["Line 2 has no username"]),
        ("mail,Mail\na@example.com,b@example.com\n", "twice", ["Columns 1 and 2", "mail, Mail"]),
        ("mail,id,objectId,Office,office\nx,1,1,2,3\n", "twice", ["Columns 4 and 5"]),
        ("User principal name,x,userPrincipalName\na@example.com,1,b@example.com\n", "twice", ["Columns 1 and 3"]),
        ("Anzeigename;Prinzipal;A;B;C;D;E;F;G;H\nAna;1;;;;;;;;\n", "titles", ["Anzeigename, Prinzipal", "and 2 more"]),
        ("ana@example.com,Ana Berg\n", "no-titles", ["looks like a person"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(text: str, problem: str, told: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    words = TEXTS.problem(caught.value)
    assert (caught.value.code, caught.value.params["problem"]) == ("people-csv", problem)
    assert all(part in words.why for part in told), words.why
    assert "people.csv" in words.what and words.next
    if problem == "no-titles":
        assert "ana@" not in words.why


@pytest.mark.parametrize("text", ["", "\n\n", HEAD, "version:v1.0\n" + HEAD, "sep=;\n", ";;;\n\n"])
def test_a_table_of_nobody_is_an_error(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert caught.value.code == "people-nobody"


@given(st.randoms(use_true_random=False))
@settings(derandomize=True, max_examples=examples(60), deadline=None)
def test_letter_case_of_titles_changes_nobody(random: Any) -> None:
    titles, rest = PORTAL.split("\n", 1)
    mixed = "".join(random.choice((sign.upper(), sign.lower())) for sign in titles)
    assert read(f"{mixed}\n{rest}").people == read(PORTAL).people


LINES = st.sampled_from(
    ["sep=;", "#TYPE x", "version:v1.0", HEAD.strip(), "a@example.com,A,B", '"', "", "x;y\tz|w", "mail"]
)


@given(st.lists(LINES | st.text(alphabet='am,;|"\n\r\t@=[]\u0000 ', max_size=30), max_size=6), st.sampled_from("\n\r"))
@settings(derandomize=True, max_examples=examples(400), deadline=None)
def test_any_dialect_is_read_or_told(lines: list[str], end: str) -> None:
    try:
        read(end.join(lines), otherMails=True)
    except InputError as error:
        assert error.code in {"people-csv", "people-shape", "people-nobody", "people-names"}
        assert TEXTS.problem(error).what


CELL = st.text(alphabet='abc ,;|\t"\r\nüß', min_size=1, max_size=8).map(str.strip).filter(bool)


@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5), st.sampled_from(",;\t|"), st.sampled_from(["\r\n", "\n"])
)
@settings(derandomize=True, max_examples=examples(200), deadline=None)
def test_whatever_is_quoted_comes_back(cells: list[tuple[str, str]], separator: str, end: str) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    rows = [("id", "displayName", "city"), *((str(n), *pair) for n, pair in enumerate(cells))]
    file = read(end.join(separator.join(map(quoted, row)) for row in rows))
    assert [(one.attributes["displayName"], one.attributes["city"]) for one in file.people] == cells
