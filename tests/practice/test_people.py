"""The invented company: repeatable, of any size, and with the awkward cases that real directories have."""

from __future__ import annotations

import re

import pytest

from wizard.practice.people import DOMAIN, practice_people, seed_accounts


def test_same_numbers_give_the_same_company() -> None:
    assert practice_people(80, 9, 3) == practice_people(80, 9, 3)
    assert practice_people(80, 9, 3) != practice_people(80, 9, 4)


@pytest.mark.parametrize("count", [1, 2, 60, 5_000])
def test_size_is_kept_and_names_are_unique(count: int) -> None:
    company = practice_people(count)
    assert len(company.people) == count
    assert len({person.id for person in company.people}) == count
    assert len({person.user_principal_name.casefold() for person in company.people}) == count
    assert company.people[0].id == company.admin_id
    assert len(company.groups) == 8


@pytest.mark.parametrize(("count", "groups"), [(0, 8), (100_001, 8), (10, -1)])
def test_impossible_sizes_are_refused(count: int, groups: int) -> None:
    with pytest.raises(ValueError, match="must"):
        practice_people(count, groups)


def test_awkward_people_are_there_by_default() -> None:
    people = practice_people().people
    names = [person.display_name for person in people]
    guests = [person for person in people if person.is_guest]
    assert guests
    assert all("#EXT#" in person.user_principal_name for person in guests)
    assert any(not person.account_enabled for person in people)
    assert any(person.soft_deleted for person in people)
    assert any(not person.text("mail") for person in people)
    assert any(not person.text("department") for person in people)
    assert any("'" in person.user_principal_name for person in people)
    assert any(not name.isascii() for name in names)
    folded = [name.casefold() for name in names]
    assert any(folded.count(name.casefold()) > names.count(name) for name in names), "letter-case twins"


def test_user_principal_names_are_what_entra_allows() -> None:
    for person in practice_people(2_000).people:
        allowed = r"[A-Za-z0-9'._#-]+@[a-z.]+"
        assert re.fullmatch(allowed, person.user_principal_name), person.user_principal_name
        assert person.user_principal_name.endswith(".example")


def test_managers_exist_and_never_form_a_ring() -> None:
    people = {person.id: person for person in practice_people(500).people}
    for person in people.values():
        seen = {person.id}
        current = person
        while current.manager_id is not None:
            current = people[current.manager_id]
            assert current.id not in seen, f"{person.display_name} is their own manager's manager"
            seen.add(current.id)


def test_groups_cover_the_cases_the_wizard_warns_about() -> None:
    company = practice_people(60, 12)
    groups = {group.display_name: group for group in company.groups}
    assert len(groups) == 12
    assert groups["All Employees"].dynamic
    assert not groups["Newsletter"].security_enabled
    assert any(member.kind == "Group" for member in groups["Site Leads"].members)
    assert any(company.people[0].id == member.id for member in groups["All Employees"].members)
    known = {person.id for person in company.people} | {group.id for group in company.groups}
    for group in company.groups:
        ids = [member.id for member in group.members]
        assert len(ids) == len(set(ids))
        assert set(ids) <= known


def test_seeded_accounts_are_partly_equal_partly_different_and_one_is_nobodys() -> None:
    people = {person.user_principal_name.casefold(): person for person in practice_people().people}
    accounts = seed_accounts(people.values())
    owners = [people.get(account["userName"].casefold()) for account in accounts]
    assert owners.count(None) == 1
    assert accounts[-1]["userName"] == f"bartholomew.quist@{DOMAIN}"
    pairs = [(account, owner) for account, owner in zip(accounts, owners, strict=True) if owner is not None]
    assert any(account["displayName"] == owner.display_name for account, owner in pairs)
    assert any(account["displayName"] != owner.display_name for account, owner in pairs)
    assert any(account["userName"] != owner.user_principal_name for account, owner in pairs)
    assert any(account["active"] is False for account, _ in pairs)
