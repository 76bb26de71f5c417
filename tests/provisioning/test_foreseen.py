"""A plan looks ahead: later look-ups see what earlier operations wrote, and refusals of the server are foreseen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from wizard.core.resources import resource
from wizard.directory import Person
from wizard.mapping import Schema
from wizard.provisioning import Configuration, Operation, Plan, Source, TargetSnapshot, plan
from wizard.provisioning.target_snapshot import Columns, Held

SCHEMA = Schema(json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8")))


def matching(*targets: str) -> Configuration:
    """Return the practice mapping, matching on these targets in this order."""
    config = Configuration.from_schema(SCHEMA, sync_all=True)
    rows = [
        replace(row, matching=targets.index(row.target) + 1 if row.target in targets else 0)
        for row in config.users.rows
    ]
    return replace(config, users=replace(config.users, rows=tuple(rows)), ignore_case=frozenset())


def person(name: str, nickname: str = "", **more: Any) -> Person:
    attributes = {"userPrincipalName": f"{name}@contoso.example", "displayName": name, "mailNickname": nickname, **more}
    return Person(f"id-{name}", attributes)


def account(number: int, name: str, external: str = "", **more: Any) -> dict[str, Any]:
    found = {"id": f"a{number}", "userName": f"{name}@contoso.example", "active": True, "displayName": name, **more}
    return {**found, "externalId": external} if external else found


def planned(
    people: Sequence[Person], accounts: Sequence[Mapping[str, Any]], config: Configuration
) -> dict[str, Operation]:
    found: Plan = plan(Source(people), TargetSnapshot(accounts, ()), config)
    return {one.name: one for one in found if one.stage == "object"}


def test_an_account_that_exists_under_another_matching_value_is_a_conflict() -> None:
    found = planned([person("ann", "a.new")], [account(1, "ann", "a.old")], matching("externalId"))
    assert (found["ann"].verdict, found["ann"].reason) == ("clash", "EntryConflict")
    assert found["ann"].params == {"attribute": "userName", "value": "ann@contoso.example", "id": "a1"}
    assert [request.method for request in found["ann"].requests] == ["POST"], "Entra would try it all the same"


def test_letter_case_counts_where_the_attribute_minds_it() -> None:
    accounts = [account(1, "other", "A.NN")]
    found = planned([person("ann", "a.nn")], accounts, matching("externalId"))
    assert (found["ann"].verdict, found["ann"].reason) == ("clash", "overlooked")
    assert found["ann"].params["held"] == "A.NN"


@pytest.mark.parametrize("held", ["ann@contoso.example ", "ＡＮＮ@contoso.example"])
def test_what_looks_the_same_to_a_person_but_not_to_a_filter_is_told(held: str) -> None:
    found = planned([person("ann")], [{"id": "a1", "userName": held}], matching("userName"))
    assert (found["ann"].verdict, found["ann"].reason) == ("clash", "overlooked")


def test_a_name_that_becomes_free_in_the_same_cycle_is_free() -> None:
    """The one is renamed, the other gets the name: both work, in this order."""
    people = [person("anna", "one"), person("ann", "two")]
    found = planned(people, [account(1, "ann", "one")], matching("externalId", "userName"))
    assert found["anna"].verdict == "update"
    assert found["ann"].verdict == "create"


def test_a_name_that_becomes_free_too_late_is_a_conflict() -> None:
    people = [person("ann", "two"), person("anna", "one")]
    found = planned(people, [account(1, "ann", "one"), account(2, "bea", "two")], matching("externalId"))
    assert (found["ann"].verdict, found["ann"].reason) == ("clash", "EntryConflict")
    assert [request.method for request in found["ann"].requests] == ["PATCH"]
    assert found["anna"].verdict == "update"


def test_two_people_who_differ_in_letter_case_only_are_told_as_twins() -> None:
    found = planned([person("ann"), structs.replace(person("ANN"), id="id-2")], [], matching("userName"))
    assert found["ann"].verdict == "create"
    assert found["ANN"].params == {"other": "id-ann", "twin": 1}


def test_columns_keep_what_a_path_means_however_the_server_writes_it() -> None:
    paths = (
        "userName",
        "active",
        'emails[type eq "work"].value',
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
        "name.givenName",
    )
    columns = Columns(paths, {paths[3]})
    resource = {
        "ID": "x", "USERNAME": "ann", "active": False, "Emails": [{"type": "home", "value": "h"}, {"type": "WORK", "value": "w"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": [{"value": "m"}]}, "name": {"GivenName": "Ann"},
    }  # fmt: skip
    assert columns.take(resource) == ("ann", False, "w", "m", "Ann")
    held = Held.of(columns, {"id": "7", "userName": "bea"})
    assert held.id == "7"
    assert held.get("userName") == "bea"
    assert held.get("active") is None
    with pytest.raises(KeyError):
        held.get("title")
