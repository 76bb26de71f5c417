"""The engine's rules against cases written by hand from Microsoft's documentation; every case names its article.

Expected requests stand here as JSON, word for word; nothing of them is computed by the program.

Articles: how-provisioning-works, customize-application-attributes, use-scim-to-provision-users-and-groups,
define-conditional-rules-for-provisioning-user-accounts, application-provisioning-config-problem-scim-compatibility,
known-issues, skip-out-of-scope-deletions, application-provisioning-config-problem-no-users-provisioned,
howto-analyze-provisioning-logs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from judged import PLANNED, plan_again

from tests.support_file.build import planned_case
from wizard.core.resources import resource
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Group, Member, Person
from wizard.mapping import Schema
from wizard.mapping.attribute_mapping import ON_CREATE, AttributeMapping
from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter
from wizard.provisioning import Configuration, Links, Operation, Plan, Run, Source, TargetSnapshot, plan

RAW = json.loads(resource("schema/practice-schema.json").read_text(encoding="utf-8"))
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
WORK = 'emails[type eq "work"].value'


def row(target: str, expression: str | None, **more: Any) -> AttributeMapping:
    made = AttributeMapping(target, None, **more)
    return made if expression is None else made.with_expression(expression)


USERNAME = row("userName", "[userPrincipalName]", matching=1)
ACTIVE = row("active", 'Switch([IsSoftDeleted], , "False", "True", "True", "False")')
ANN = {
    "userPrincipalName": "ann@x.example",
    "displayName": "Ann",
    "mail": "a@x.example",
    "department": "Ops",
    "employeeId": "7",
}


def person(
    identifier: str = "ann", *, manager: str | None = None, enabled: bool = True, deleted: bool = False, **values: Any
) -> Person:
    return Person(identifier, {**ANN, **values}, enabled, deleted, "Member", manager)


@dataclass
class Case:
    """A company; ``rows`` are its user mapping."""

    people: Sequence[Person]
    rows: Sequence[AttributeMapping] = (USERNAME, ACTIVE)
    accounts: Sequence[dict[str, Any]] = ()
    groups: Sequence[Group] = ()
    held_groups: Sequence[dict[str, Any]] = ()
    assigned: Sequence[str] | None = None
    modern: bool = False
    group_mapping: bool = False
    actions: frozenset[str] = frozenset({"Add", "Update", "Delete"})
    scope: ScopingFilter | None = None
    links: Links | None = None
    keep: bool = False

    def run(self) -> Plan:
        schema = Schema(RAW).with_mapping("User", rows=self.rows, actions=self.actions, scope=self.scope)
        configuration = Configuration.from_schema(
            schema.with_mapping("Group", enabled=self.group_mapping), sync_all=self.assigned is None,
            dialect="aadOptscim062020" if self.modern else "classic", skip_out_of_scope_deletions=self.keep,
        )  # fmt: skip
        kinds = {one.id: "Group" for one in self.groups}
        assignments = [Assignment(one, kinds.get(one, "User"), DEFAULT_ACCESS_ROLE_ID) for one in self.assigned or ()]  # type: ignore[arg-type]
        source = Source(self.people, self.groups, assignments)
        target = TargetSnapshot(self.accounts, self.held_groups)
        if self.links is None:  # what a job remembers is in no preview, so it is in no file either
            raw = schema.with_mapping("Group", enabled=self.group_mapping).to_json()
            PLANNED.update(plan_again(planned_case(source, target, configuration, raw)))
        return plan(source, target, configuration, self.links)

    def told(self) -> list[tuple[str, str, str]]:
        return [(one.source_id, one.verdict, one.reason) for one in self.run()]

    def sent(self) -> list[tuple[str, str, Any]]:
        return [request(one) for one in self.run() if one.work is not None]


def request(operation: Operation) -> tuple[str, str, Any]:
    """Return the only request as method, path, body; accounts that do not exist yet are ``{new id}``."""
    (one,) = operation.requests
    shown = "" if one.target_id is None else f"/{_plain(one.target_id)}"
    return one.method, f"/{one.resource}{shown}", json.loads(json.dumps(one.body, default=_plain)) if one.body else None


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else f"{{new {value.source_id}}}"


def replaced(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(operations)}


BO_ACTIVE = {"id": "1", "userName": "ann@x.example", "active": True}
LINKED = Links({"ann": "1"}, {}, {"ann"})


# --- requests, word for word


REQUESTS: dict[str, tuple[Case, list[tuple[str, str, Any]]]] = {
    "use-scim 'Create User': core and enterprise schema, also when nothing of the second is mapped; meta": (
        Case([person()]),
        [("POST", "/Users", {"schemas": [CORE, ENTERPRISE], "userName": "ann@x.example", "active": True, "meta": {"resourceType": "User"}})],
    ),
    "use-scim 'Create User': a work mail becomes an element that is primary, the department stands in the extension": (
        Case([person()], [USERNAME, row(WORK, "[mail]"), row(f"{ENTERPRISE}:department", "[department]")]),
        [("POST", "/Users", {
            "schemas": [CORE, ENTERPRISE], "userName": "ann@x.example",
            "emails": [{"primary": True, "type": "work", "value": "a@x.example"}],
            ENTERPRISE: {"department": "Ops"}, "meta": {"resourceType": "User"},
        })],
    ),
    "known-issues 'Null attribute': what is empty is left out": (
        Case([person(department=None, mail="")], [USERNAME, row("title", "[department]"), row("nickName", "[mail]")]),
        [("POST", "/Users", {"schemas": [CORE, ENTERPRISE], "userName": "ann@x.example", "meta": {"resourceType": "User"}})],
    ),
    "scim-compatibility, default behaviour: an operation each, capitals, Add where the target had nothing, text for booleans": (
        Case(
            [person(displayName="Ann Berg")],
            [USERNAME, ACTIVE, row("displayName", "[displayName]"), row(WORK, "[mail]")],
            [{"id": "1", "userName": "ann@x.example", "active": False, "displayName": "Ann"}],
        ),
        [("PATCH", "/Users/1", replaced(
            {"op": "Replace", "path": "active", "value": "True"},
            {"op": "Replace", "path": "displayName", "value": "Ann Berg"},
            {"op": "Add", "path": WORK, "value": "a@x.example"},
        ))],
    ),
    "scim-compatibility, aadOptscim062020: single values in one operation without path, after paths that choose an element": (
        Case(
            [person(displayName="Ann Berg")],
            [USERNAME, ACTIVE, row("displayName", "[displayName]"), row(f"{ENTERPRISE}:department", "[department]"), row(WORK, "[mail]")],
            [{"id": "1", "userName": "ann@x.example", "active": False, "displayName": "Ann", "emails": [{"type": "work", "value": "old"}]}],
            modern=True,
        ),
        [("PATCH", "/Users/1", replaced(
            {"op": "replace", "path": WORK, "value": "a@x.example"},
            {"op": "replace", "value": {"active": True, "displayName": "Ann Berg", f"{ENTERPRISE}:department": "Ops"}},
        ))],
    ),
    "use-scim 'Disable User': only active is sent when somebody leaves scope": (
        Case([person(displayName="Other")], [USERNAME, ACTIVE, row("displayName", "[displayName]")], [BO_ACTIVE], assigned=(), links=LINKED),
        [("PATCH", "/Users/1", replaced({"op": "Replace", "path": "active", "value": "False"}))],
    ),
    "use-scim 'Delete User': DELETE without a body when the user is gone for good": (
        Case([], accounts=[BO_ACTIVE], links=LINKED), [("DELETE", "/Users/1", None)],
    ),
    "use-scim 'Create Group': two schemas, external id, never members; members follow when everybody exists": (
        Case([person()], groups=[Group("g", {"displayName": "Door"}, (Member("ann", "User"),))], assigned=["g"], group_mapping=True),
        [
            ("POST", "/Users", {"schemas": [CORE, ENTERPRISE], "userName": "ann@x.example", "active": True, "meta": {"resourceType": "User"}}),
            ("POST", "/Groups", {
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group", "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
                "displayName": "Door", "externalId": "g", "meta": {"resourceType": "Group"},
            }),
            ("PATCH", "/Groups/{new g}", replaced({"op": "Add", "path": "members", "value": [{"$ref": None, "value": "{new ann}"}]})),
        ],
    ),
    "how-provisioning-works 'Initial cycle': users first, then references; the manager is the account's bare id": (
        Case([person("bo", manager="ann", userPrincipalName="bo@x.example"), person()], [USERNAME, row(f"{ENTERPRISE}:manager", "[manager]")]),
        [
            ("POST", "/Users", {"schemas": [CORE, ENTERPRISE], "userName": "bo@x.example", "meta": {"resourceType": "User"}}),
            ("POST", "/Users", {"schemas": [CORE, ENTERPRISE], "userName": "ann@x.example", "meta": {"resourceType": "User"}}),
            ("PATCH", "/Users/{new bo}", replaced({"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "{new ann}"})),
        ],
    ),
    "use-scim 'Update Group [Remove Members]': the member's id in the value": (
        Case(
            [person()], accounts=[BO_ACTIVE], groups=[Group("g", {"displayName": "Door"})], assigned=["g", "ann"], group_mapping=True,
            held_groups=[{"id": "9", "displayName": "Door", "externalId": "g", "members": [{"value": "1"}]}],
            links=Links({"ann": "1"}, {"g": "9"}, {"ann", "g"}, {"g": frozenset({"ann"})}),
        ),
        [("PATCH", "/Groups/9", replaced({"op": "Remove", "path": "members", "value": [{"$ref": None, "value": "1"}]}))],
    ),
    "scim-compatibility, aadOptscim062020: a member is taken out by a path with a filter": (
        Case(
            [person()], accounts=[BO_ACTIVE], groups=[Group("g", {"displayName": "Door"})], assigned=["g", "ann"], group_mapping=True, modern=True,
            held_groups=[{"id": "9", "displayName": "Door", "externalId": "g", "members": [{"value": "1"}]}],
            links=Links({"ann": "1"}, {"g": "9"}, {"ann", "g"}, {"g": frozenset({"ann"})}),
        ),
        [("PATCH", "/Groups/9", replaced({"op": "remove", "path": 'members[value eq "1"]'}))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", REQUESTS)
def test_requests(source: str) -> None:
    case, expected = REQUESTS[source]
    assert case.sent() == expected


# --- who, and what becomes of them


def members(*ids: str) -> tuple[Member, ...]:
    return tuple(Member(one, "User") for one in ids)


EXTERNAL = row("externalId", "[employeeId]", matching=2)
SALES = ScopingFilter((FilterGroup("Sales", (Clause("department", "EQUALS", ("Sales",)),)),))
EITHER = ScopingFilter(
    (
        FilterGroup("A", (Clause("department", "EQUALS", ("Sales",)),)),
        FilterGroup("B", (Clause("displayName", "EQUALS", ("Ann",)),)),
    )
)
BOTH = ScopingFilter(
    (FilterGroup("A", (Clause("department", "EQUALS", ("Ops",)), Clause("displayName", "EQUALS", ("Bo",)))),)
)

VERDICTS: dict[str, tuple[Case, list[tuple[str, str, str]]]] = {
    "how-provisioning-works 'Assignment-based scoping': who is assigned": (Case([person()], assigned=["ann"]), [("ann", "create", "no-match")]),
    "how-provisioning-works 'Assignment-based scoping': who is not": (Case([person()], assigned=[]), [("ann", "skip", "not-assigned")]),
    "how-provisioning-works: direct members of an assigned group": (
        Case([person()], groups=[Group("g", {"displayName": "G"}, members("ann"))], assigned=["g"]), [("ann", "create", "no-match")],
    ),
    "how-provisioning-works: nested groups are not read": (
        Case([person()], groups=[Group("g", {"displayName": "G"}, (Member("h", "Group"),)), Group("h", {"displayName": "H"}, members("ann"))], assigned=["g"]),
        [("ann", "skip", "nested-only")],
    ),
    "how-provisioning-works: a group that is no security group gives nobody": (
        Case([person()], groups=[Group("g", {"displayName": "G"}, members("ann"), security_enabled=False)], assigned=["g"]),
        [("ann", "skip", "not-security-group")],
    ),
    "no-users-provisioned: Default Access is a role like any other since 2020": (Case([person()], assigned=["ann"]), [("ann", "create", "no-match")]),
    "how-provisioning-works: who is blocked is not created": (Case([person(enabled=False)]), [("ann", "skip", "blocked")]),
    "how-provisioning-works: who is in the recycle bin is not created": (Case([person(deleted=True)]), [("ann", "skip", "soft-deleted")]),
    "define-conditional-rules: a filter that does not hold": (Case([person()], scope=SALES), [("ann", "skip", "filtered-out")]),
    "define-conditional-rules: several filters are alternatives": (Case([person()], scope=EITHER), [("ann", "create", "no-match")]),
    "define-conditional-rules: conditions of one filter hold together": (Case([person()], scope=BOTH), [("ann", "skip", "filtered-out")]),
    "define-conditional-rules: an empty value makes a condition false": (Case([person(department=None)], scope=SALES), [("ann", "skip", "filtered-out")]),
    "define-conditional-rules: EQUALS minds letter case": (Case([person(department="sales")], scope=SALES), [("ann", "skip", "filtered-out")]),
    "customize-application-attributes 'Matching': the first attribute that finds somebody decides": (
        Case([person()], [USERNAME, EXTERNAL], [{"id": "1", "userName": "ann@x.example", "externalId": "7"}, {"id": "2", "userName": "b", "externalId": "7"}]),
        [("ann", "unchanged", "same")],
    ),
    "customize-application-attributes 'Matching': the second is asked when the first finds nobody": (
        Case([person()], [USERNAME, EXTERNAL], [{"id": "2", "userName": "b", "externalId": "7"}]), [("ann", "update", "differs")],
    ),
    "customize-application-attributes 'Matching': the second is asked when the first is empty": (
        Case([person(userPrincipalName=None)], [USERNAME, EXTERNAL], [{"id": "2", "userName": "b", "externalId": "7"}]), [("ann", "unchanged", "same")],
    ),
    "howto-analyze-provisioning-logs ImportSkipped: no matching value at all": (
        Case([person(userPrincipalName=None)]), [("ann", "skip", "ImportSkipped")],
    ),
    "howto-analyze-provisioning-logs DuplicateTargetEntries: more than one account matches": (
        Case([person()], [row("userName", "[mail]"), row("displayName", "[displayName]", matching=1)],
             [{"id": "1", "displayName": "Ann"}, {"id": "2", "displayName": "Ann"}]),
        [("ann", "clash", "DuplicateTargetEntries")],
    ),
    "howto-analyze-provisioning-logs DuplicateSourceEntries: two people match one account": (
        Case([person(), person("twin")], accounts=[BO_ACTIVE]), [("ann", "unchanged", "same"), ("twin", "clash", "DuplicateSourceEntries")],
    ),
    "howto-analyze-provisioning-logs EntryConflict: the unique value is another account's": (
        Case([person()], [replace(USERNAME, matching=0), replace(EXTERNAL, matching=1)], [{"id": "1", "userName": "ann@x.example", "externalId": "8"}]),
        [("ann", "clash", "EntryConflict")],
    ),
    "howto-analyze-provisioning-logs InvalidAnchor: the remembered account is gone": (
        Case([person()], links=LINKED), [("ann", "clash", "InvalidAnchor")],
    ),
    "how-provisioning-works: the remembered account counts, not the match": (
        Case([person()], accounts=[{"id": "1", "userName": "old@x.example", "active": True}], links=LINKED), [("ann", "update", "differs")],
    ),
    "how-provisioning-works 'Deprovisioning': unassigned": (Case([person()], accounts=[BO_ACTIVE], assigned=[], links=LINKED), [("ann", "disable", "not-assigned")]),
    "how-provisioning-works 'Deprovisioning': filtered out": (Case([person()], accounts=[BO_ACTIVE], scope=SALES, links=LINKED), [("ann", "disable", "filtered-out")]),
    "how-provisioning-works 'Deprovisioning': blocked": (Case([person(enabled=False)], accounts=[BO_ACTIVE], links=LINKED), [("ann", "disable", "blocked")]),
    "how-provisioning-works 'Deprovisioning': in the recycle bin": (Case([person(deleted=True)], accounts=[BO_ACTIVE], links=LINKED), [("ann", "disable", "soft-deleted")]),
    "how-provisioning-works 'Deprovisioning': unassigned before, deleted later: nothing more is sent": (
        Case([], accounts=[BO_ACTIVE], links=Links({"ann": "1"})), [("ann", "skip", "not-managed")],
    ),
    "how-provisioning-works 'Deprovisioning': without a mapping of IsSoftDeleted nobody is disabled": (
        Case([person()], [USERNAME], [BO_ACTIVE], assigned=[], links=LINKED), [("ann", "skip", "disable-not-mapped")],
    ),
    "how-provisioning-works: assigned again is enabled again": (
        Case([person()], accounts=[{**BO_ACTIVE, "active": False}], links=Links({"ann": "1"})), [("ann", "update", "differs")],
    ),
    "skip-out-of-scope-deletions: who leaves scope is left alone": (
        Case([person()], accounts=[BO_ACTIVE], assigned=[], links=LINKED, keep=True), [("ann", "skip", "kept-out-of-scope")],
    ),
    "customize-application-attributes 'Target object actions': Create off": (
        Case([person()], actions=frozenset({"Update", "Delete"})), [("ann", "skip", "create-off")],
    ),
    "customize-application-attributes 'Target object actions': Update off": (
        Case([person()], accounts=[{**BO_ACTIVE, "active": False}], actions=frozenset({"Add", "Delete"})), [("ann", "skip", "update-off")],
    ),
    "customize-application-attributes 'Target object actions': Delete off": (
        Case([], accounts=[BO_ACTIVE], links=LINKED, actions=frozenset({"Add", "Update"})), [("ann", "skip", "delete-off")],
    ),
    "use-scim: a group that is not assigned is no group for CloudGate, its people may be assigned themselves": (
        Case([person()], groups=[Group("g", {"displayName": "G"}, members("ann"))], assigned=["ann"], group_mapping=True),
        [("ann", "create", "no-match"), ("g", "skip", "not-assigned")],
    ),
    "how-provisioning-works: the group object needs the group mapping": (
        Case([person()], groups=[Group("g", {"displayName": "G"}, members("ann"))], assigned=["g"]), [("ann", "create", "no-match")],
    ),
    "how-provisioning-works: a member who is out of scope is left out of the group": (
        Case([person(enabled=False)], groups=[Group("g", {"displayName": "G"}, members("ann"))], assigned=["g"], group_mapping=True),
        [("ann", "skip", "blocked"), ("g", "create", "no-match")],
    ),
    "how-provisioning-works: a manager who is out of scope is left out": (
        Case([person(manager="bo"), person("bo", userPrincipalName="bo@x.example")], [USERNAME, row(f"{ENTERPRISE}:manager", "[manager]")], assigned=["ann"]),
        [("ann", "create", "no-match"), ("bo", "skip", "not-assigned")],
    ),
    "use-scim: an assigned group that is unassigned is deleted": (
        Case([], groups=[Group("g", {"displayName": "G"})], held_groups=[{"id": "9", "displayName": "G"}], assigned=[], group_mapping=True, links=Links({}, {"g": "9"}, {"g"})),
        [("g", "delete", "not-assigned")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", VERDICTS)
def test_verdicts(source: str) -> None:
    case, expected = VERDICTS[source]
    assert case.told() == expected


# --- values


def written(case: Case) -> dict[str, Any]:
    (operation,) = [one for one in case.run() if one.source_id == "ann"]
    return {change.target: change.new for change in operation.changes}


OLD = {"id": "1", "userName": "ann@x.example", "active": True, "title": "Guard"}
VALUES: dict[str, tuple[Callable[[], Case], dict[str, Any]]] = {
    "customize-application-attributes 'Constant': the text itself": (
        lambda: Case([person()], [USERNAME, row("title", '"Staff"')]), {"userName": "ann@x.example", "title": "Staff"},
    ),
    "customize-application-attributes 'Expression': its result": (
        lambda: Case([person()], [USERNAME, row("title", 'Append([department], "!")')]), {"userName": "ann@x.example", "title": "Ops!"},
    ),
    "customize-application-attributes 'Default value if null': when an account is created": (
        lambda: Case([person(department=None)], [USERNAME, row("title", "[department]", default="None yet")]), {"userName": "ann@x.example", "title": "None yet"},
    ),
    "customize-application-attributes 'Default value if null': not for an account that exists": (
        lambda: Case([person(department=None)], [USERNAME, row("title", "[department]", default="None yet")], [{**OLD, "title": ""}]), {},
    ),
    "customize-application-attributes 'None': the default while the target is empty": (
        lambda: Case([person()], [USERNAME, row("title", None, default="Staff")], [{**OLD, "title": ""}]), {"title": "Staff"},
    ),
    "customize-application-attributes 'None': otherwise left alone": (
        lambda: Case([person()], [USERNAME, row("title", None, default="Staff")], [OLD]), {},
    ),
    "customize-application-attributes 'Apply this mapping': only during object creation": (
        lambda: Case([person()], [USERNAME, row("title", "[department]", flow=ON_CREATE)], [OLD]), {},
    ),
    "customize-application-attributes 'Apply this mapping': and then it does": (
        lambda: Case([person()], [USERNAME, row("title", "[department]", flow=ON_CREATE)]), {"userName": "ann@x.example", "title": "Ops"},
    ),
    "known-issues 'Null attribute': an empty source leaves the target's value": (
        lambda: Case([person(department=None)], [USERNAME, row("title", "[department]")], [OLD]), {},
    ),
    "use-scim: a guest's name arrives in its home form": (
        lambda: Case([person(userPrincipalName="ann_home.example#EXT#@x.example")], [USERNAME]), {"userName": "ann@home.example"},
    ),
    "customize-application-attributes 'Expression': the full form of a guest's name is another attribute": (
        lambda: Case([person(userPrincipalName="ann_home.example#EXT#@x.example")], [USERNAME, row("nickName", "[originalUserPrincipalName]")]),
        {"userName": "ann@home.example", "nickName": "ann_home.example#EXT#@x.example"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", VALUES)
def test_values(source: str) -> None:
    make, expected = VALUES[source]
    assert written(make()) == expected


def test_a_matching_attribute_may_be_an_expression() -> None:
    """customize-application-attributes, 'Matching': every mapped attribute can match."""
    rows = [row("userName", 'ToLower([userPrincipalName], "")', matching=1)]
    case = Case([person(userPrincipalName="ANN@X.EXAMPLE")], rows, [{"id": "1", "userName": "ann@x.example"}])
    assert case.told() == [("ann", "unchanged", "same")]


def test_later_cycles_look_only_at_what_changed() -> None:
    """how-provisioning-works, 'Incremental cycles': others stay as they are, and can still be referred to."""
    people = [
        person(manager="bo", displayName="New"),
        person("bo", userPrincipalName="bo@x.example", displayName="New"),
    ]
    rows = [USERNAME, row("displayName", "[displayName]"), row(f"{ENTERPRISE}:manager", "[manager]")]
    accounts = [{"id": "1", "userName": "ann@x.example"}, {"id": "2", "userName": "bo@x.example"}]
    configuration = Configuration.from_schema(Schema(RAW).with_mapping("User", rows=rows), sync_all=True)
    links = Links({"ann": "1", "bo": "2"}, {}, {"ann", "bo"})
    found = list(Run(Source(people), TargetSnapshot(accounts, ()), configuration, links, only=frozenset({"ann"})))
    assert [(one.source_id, one.stage) for one in found] == [("ann", "object"), ("ann", "reference")]
    assert request(found[1])[2]["Operations"][0]["value"] == "2"
