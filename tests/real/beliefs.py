"""What the program believes of Entra's engine, each belief with its source, a check, and a way to unlearn it.

Undone one at a time, each must make its check fail: a belief that nothing checks is none. ``bench beliefs`` prints the
list; ``test_beliefs.py`` is the same as a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from tests.real.corpus import corpus
from tests.real.scim import check_scim
from wizard.directory import DEFAULT_ACCESS_ROLE_ID, Assignment, Person
from wizard.mapping import AttributeMapping, ObjectMapping, Schema
from wizard.mapping.comparison import likeness
from wizard.mapping.expression import EvaluationContext, compile_expression
from wizard.mapping.filters import Clause, FilterGroup, ScopingFilter
from wizard.provisioning import Configuration, Links, Plan, Run, Source, TargetSnapshot, plan
from wizard.provisioning.plan_json import request_json

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
MANAGER = f"{ENTERPRISE}:manager"
ACTIVE = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True)
class Belief:
    """One belief.

    Args:
        id: its number in the list of corrections, such as ``E1``; a letter where it has parts.
        says: what Entra does.
        source: the recording (``tests/real``) or the article that says so.
        check: raises AssertionError when the program does otherwise.
        undo: makes the program believe what it did before.
    """

    id: str
    says: str
    source: str
    check: Callable[[], None]
    undo: Callable[[], AbstractContextManager[Any]]


# --- a small company


def row(target: str, expression: str, matching: int = 0) -> AttributeMapping:
    return AttributeMapping.make(target, expression, matching=matching)


USER_NAME = row("userName", "[userPrincipalName]", 1)


def person(identifier: str = "ann", **more: Any) -> Person:
    known = {
        name: more.pop(name) for name in ("account_enabled", "soft_deleted", "manager_id", "user_type") if name in more
    }
    name = more.pop("userPrincipalName", f"{identifier}@contoso.example")
    return Person(identifier, {"userPrincipalName": name, "displayName": identifier.title(), **more}, **known)


def configured(*rows: AttributeMapping, scope: ScopingFilter | None = None, **more: Any) -> Configuration:
    actions = frozenset({"Add", "Update", "Delete"})
    users = ObjectMapping("User", "Users", "User", True, actions, (USER_NAME, *rows), scope or ScopingFilter())
    types = {"active": "Boolean", **more.pop("types", {})}
    return Configuration(users, sync_all=True, types=types, **more)


def planned(
    people: Sequence[Person],
    accounts: Sequence[Mapping[str, Any]],
    configuration: Configuration,
    links: Links | None = None,
) -> Plan:
    return plan(Source(people), TargetSnapshot(accounts, ()), configuration, links)


def sent(found: Plan) -> list[dict[str, Any]]:
    return [request_json(one) for operation in found for one in operation.requests]


def operations(found: Plan) -> list[dict[str, Any]]:
    """Return the operations of all PATCH bodies, after looking at their frame."""
    bodies = [one["body"] for one in sent(found) if one["method"] == "PATCH"]
    assert all(list(body) == ["schemas", "Operations"] and body["schemas"] == [PATCH_OP] for body in bodies)
    return [one for body in bodies for one in body["Operations"]]


def recorded(*slugs: str) -> None:
    """Assert that the engine sends what these recordings have."""
    wanted = {f"scim/requests/{slug}" for slug in slugs}
    items = [item for item in corpus() if item.slug in wanted]
    assert {item.slug for item in items} == wanted
    wrong = [one for one in check_scim(items) if one.subject == "SCIM requests" and one.outcome != "agrees"]
    assert not wrong, wrong


ANN = {"id": "1", "userName": "ann@contoso.example", "active": True}


# --- E1


def gone_for_good() -> None:
    configuration, links = configured(row("active", ACTIVE)), Links({"ann": "1"}, active={"ann"})

    def cycle(people: Sequence[Person], account: Mapping[str, Any], *, assigned: bool = True) -> list[str]:
        every = Configuration(configuration.users, types=configuration.types)
        source = Source(people, (), [Assignment("ann", "User", DEFAULT_ACCESS_ROLE_ID)] if assigned else ())
        run = Run(source, TargetSnapshot([account], ()), every, links, carry_out=lambda one: str(one.target_id))
        return [f"{one.verdict} {one.reason}" for one in run]

    assert cycle([person(soft_deleted=True)], ANN) == ["disable soft-deleted"]
    assert cycle([person(soft_deleted=True)], {**ANN, "active": False}) == ["unchanged already-disabled"]
    assert cycle([], {**ANN, "active": False}) == ["delete hard-deleted"]
    links.users, links.active = {"ann": "1"}, {"ann"}
    assert cycle([person(account_enabled=False)], ANN) == ["disable blocked"]
    assert cycle([], {**ANN, "active": False}) == ["delete hard-deleted"]
    links.users, links.active = {"ann": "1"}, {"ann"}
    assert cycle([person()], ANN, assigned=False) == ["disable not-assigned"]
    assert cycle([person(soft_deleted=True)], {**ANN, "active": False}, assigned=False)[0].startswith("unchanged")
    assert cycle([], {**ANN, "active": False}) == ["skip not-managed"]


@contextmanager
def disabled_means_unmanaged() -> Iterator[None]:
    before = Run._done

    def done(self: Run, operation: Any) -> Any:
        found = before(self, operation)
        if operation.verdict == "disable":
            self.links.active.discard(operation.source_id)
        return found

    with patch.object(Run, "_done", done):
        yield


# --- E2


def manager_is_a_bare_id() -> None:
    recorded("16-manager-bare-id-2024", "30-manager-bare-value-library")
    configuration = configured(row(MANAGER, "[manager]"))
    people = [person(manager_id="bo"), person("bo")]
    accounts = [{**ANN, ENTERPRISE: {"manager": {"value": "9"}}}, {"id": "2", "userName": "bo@contoso.example"}]
    assert operations(planned(people, accounts, configuration)) == [{"op": "Replace", "path": MANAGER, "value": "2"}]


def manager_is_cleared() -> None:
    recorded("31-manager-cleared-empty-text")
    configuration = configured(row(MANAGER, "[manager]"))
    accounts = [{**ANN, ENTERPRISE: {"manager": {"value": "2"}}}]
    links = Links({"ann": "1"}, active={"ann"}, managers={"ann": "bo"})
    assert operations(planned([person()], accounts, configuration, links)) == [
        {"op": "Replace", "path": MANAGER, "value": ""}
    ]
    # One that the job never wrote is the application's own; nothing in Entra changed.
    assert sent(planned([person()], accounts, configuration, Links({"ann": "1"}, active={"ann"}))) == []


@contextmanager
def manager_in_a_list() -> Iterator[None]:
    from wizard.provisioning import requests

    before = requests.reference_body

    def body(path: str, had: bool, target: Any, dialect: Any) -> Any:
        found = before(path, had, target, dialect)
        found["Operations"][0]["value"] = [{"value": target}]
        return found

    with patch.object(requests, "reference_body", body):
        yield


@contextmanager
def managers_forgotten() -> Iterator[None]:
    from wizard.provisioning.references import References

    before = References.managers

    def found(self: References, path: str) -> Iterator[Any]:
        self.links.managers.clear()
        return before(self, path)

    with patch.object(References, "managers", found):
        yield


# --- E3


def with_the_flag() -> None:
    recorded(
        "13-compat-add-nickname-optscim", "28-flag-values-dotted", "29-flag-extension-in-value", "34-add-country-2022"
    )
    configuration = configured(
        row("active", ACTIVE), row("displayName", "[displayName]"), row('emails[type eq "work"].value', "[mail]"),
        dialect="aadOptscim062020",
    )  # fmt: skip
    account = {**ANN, "displayName": "Ann", "emails": [{"type": "work", "value": "old@contoso.example"}]}
    blocked = [person(account_enabled=False, mail="old@contoso.example")]
    # Microsoft's article on SCIM compatibility, "Requests made to disable users" with the flag.
    assert operations(planned(blocked, [account], configuration)) == [
        {"op": "replace", "path": "active", "value": False}
    ]
    changed = [person(account_enabled=False, mail="new@contoso.example", displayName="Anna")]
    # The same article, "Requests to replace multiple attributes": element paths first, then one without a path.
    assert operations(planned(changed, [account], configuration)) == [
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "new@contoso.example"},
        {"op": "replace", "value": {"active": False, "displayName": "Anna"}},
    ]


@contextmanager
def everything_merged_first() -> Iterator[None]:
    from wizard.provisioning import requests
    from wizard.provisioning.scimvalues import parse_path

    before = requests.patch_body

    def body(changes: Any, types: Any, dialect: Any) -> Any:
        if dialect == "classic":
            return before(changes, types, dialect)
        merged = {
            one: requests.typed(value, types.get(one, "String")) for one, _, value in changes if parse_path(one).simple
        }
        rest = [one for one in changes if not parse_path(one[0]).simple]
        first = [{"op": "replace", "value": merged}] if merged else []
        return {
            "schemas": [PATCH_OP],
            "Operations": [*first, *(before([one], types, dialect)["Operations"][0] for one in rest)],
        }

    with patch.object(requests, "patch_body", body):
        yield


# --- E4

ROLES: Mapping[str, Mapping[str, str]] = {
    name: {"id": f"id of {name}", "value": name, "displayName": f"{name}s"} for name in ("Guard", "Host")
}
CONTEXT = EvaluationContext(role=ROLES.get)


def roles_are_booleans_and_typed() -> None:
    recorded("21-create-role-type-only-2024", "22-create-role-value-2024")
    configuration = configured(row('roles[primary eq "True"].value', "SingleAppRoleAssignment([appRoleAssignments])"))
    people = [person(appRoleAssignments=("Guard",))]
    (created,) = sent(planned(people, [], configuration))
    assert created["body"]["roles"] == [{"primary": True, "type": "WindowsAzureActiveDirectoryRole", "value": "Guard"}]
    held = {**ANN, "roles": [{"primary": True, "type": "WindowsAzureActiveDirectoryRole", "value": "Guard"}]}
    assert sent(planned(people, [held], configuration)) == []


def complex_roles_are_texts() -> None:
    recorded("20-patch-roles-complex-2023")
    configuration = configured(row("roles", "AppRoleAssignmentsComplex([appRoleAssignments])"), context=CONTEXT)
    people = [person(appRoleAssignments=("Guard", "Host"))]
    # Microsoft's article on customizing attribute mappings, "AppRoleAssignmentsComplex", POST: none is primary.
    (created,) = sent(planned(people, [], configuration))
    assert created["body"]["roles"] == [
        {"primary": False, "type": "WindowsAzureActiveDirectoryRole", "displayName": f"{name}s", "value": name}
        for name in ("Guard", "Host")
    ]
    texts = [
        {"value": f'{{"id":"id of {name}","value":"{name}","displayName":"{name}s"}}'} for name in ("Guard", "Host")
    ]
    assert operations(planned(people, [ANN], configuration)) == [{"op": "Add", "path": "roles", "value": texts}]
    for held in ([{"value": "Guard"}, {"value": "Host"}], texts):
        assert sent(planned(people, [{**ANN, "roles": held}], configuration)) == [], "the account has them"


def replaced_roles_are_objects() -> None:
    """The same article, "AssertiveAppRoleAssignmentsComplex": PATCH replaces, with whole objects."""
    configuration = configured(
        row("roles", "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])"), context=CONTEXT
    )
    held = {**ANN, "roles": [{"value": "Guard"}, {"value": "Host"}]}
    role = {"primary": False, "type": "WindowsAzureActiveDirectoryRole", "display": "Guards", "value": "Guard"}
    found = operations(planned([person(appRoleAssignments=("Guard",))], [held], configuration))
    assert found == [{"op": "replace", "path": "roles", "value": [role]}]


def one_role_is_added_as_text() -> None:
    """The same article, "SingleAppRoleAssignment", PATCH; with the flag its form is that of POST."""
    rows = (row('roles[primary eq "True"].value', "SingleAppRoleAssignment([appRoleAssignments])"),)
    people = [person(appRoleAssignments=("Guard",))]
    text = '{"id":"id of Guard","value":"Guard","displayName":"Guards"}'
    found = operations(planned(people, [ANN], configured(*rows, context=CONTEXT)))
    assert found == [{"op": "Add", "path": "roles", "value": [{"value": text}]}]
    found = operations(planned(people, [ANN], configured(*rows, context=CONTEXT, dialect="aadOptscim062020")))
    assert found == [{"op": "add", "path": 'roles[primary eq "True"].value', "value": "Guard"}]


def selectors_stay_text() -> AbstractContextManager[Any]:
    return patch("wizard.provisioning.scimvalues._TRUTH", {})


def roles_have_no_type() -> AbstractContextManager[Any]:
    return patch("wizard.provisioning.scimvalues.ROLE_TYPE", "")


def roles_are_plain_values() -> AbstractContextManager[Any]:
    return patch("wizard.provisioning.rows.role_form", lambda node: None)


# --- E5


def letters_are_compared_one_by_one() -> None:
    people = [
        person(userPrincipalName="strasse@contoso.example"),
        person("bo", userPrincipalName="ΣΟΦΟΣ@contoso.example"),
    ]
    accounts = [{"id": "1", "userName": "straße@contoso.example"}, {"id": "2", "userName": "σοφος@contoso.example"}]
    found = planned(people, accounts, configured())
    assert [one.verdict for one in found] == ["create", "update"]
    twins = [
        person("x", userPrincipalName="strasse@contoso.example"),
        person("y", userPrincipalName="straße@contoso.example"),
    ]
    assert [one.verdict for one in planned(twins, [], configured())] == ["create", "create"]
    assert likeness("\u200bAnn ") == likeness("ann"), "the plan and the match audit agree about signs that nobody sees"


@contextmanager
def folded_in_full() -> Iterator[None]:
    with ExitStack() as stack:
        for module in ("target_snapshot", "planned_target", "objects"):
            stack.enter_context(patch(f"wizard.provisioning.{module}.folded", str.casefold))
        stack.enter_context(patch("wizard.provisioning.target_snapshot.likeness", str.casefold))
        yield


# --- E6, E7


def result(expression: str, **attributes: Any) -> Any:
    return compile_expression(expression)(attributes)


def only_listed_letters() -> None:
    for kept in ("Hồ", "ị", "Ļaviņ", "Šiaučių"[-1:], "ţ", "ơ", "ư", "đ", "þ", "Ŕ", "ĺ", "ũ", "Ċ"):
        assert result(f'NormalizeDiacritics("{kept}")') == kept
    for text, plain in (("Zoë", "Zoe"), ("Łódź", "Lodz"), ("ǟ ǣ ø̄ ß İ", "a ae oe ss I"), ("Ș Ț", "S T")):
        assert result(f'NormalizeDiacritics("{text}")') == plain


@contextmanager
def every_mark_comes_off() -> Iterator[None]:
    import unicodedata

    class All(dict[str, str]):
        def get(self, cluster: str, otherwise: Any = None) -> Any:
            return "".join(sign for sign in unicodedata.normalize("NFD", cluster) if not unicodedata.combining(sign))

    with patch("wizard.mapping.expression.wording._DIACRITICS", All()):
        yield


def units_are_counted() -> None:
    assert result("Len([a])", a="Ana🙂") == 5
    assert result("Left([a], 4)", a="Ana🙂") == "Ana\ufffd", "half a letter"
    assert result("Mid([a], 6, 2)", a="Ana🙂Bo") == "Bo"
    assert result('InStr([a], "B")', a="Ana🙂Bo") == 6


def letters_are_counted() -> AbstractContextManager[Any]:
    return patch("wizard.mapping.utf16._plain", lambda text: True)


# --- E8


def silence_lets_everything_happen() -> None:
    """The mapping of ``schema/10``, which somebody saved, says nothing of ``flowTypes``."""
    (item,) = [one for one in corpus() if one.slug == "schema/10-directory-extension-blog-2024"]
    mapping = Schema(dict(item.request["body"])).mapping("User")
    assert "flowTypes" not in str(item.request["body"])
    assert mapping.actions == {"Add", "Update", "Delete"}


def silence_is_none() -> AbstractContextManager[Any]:
    return patch("wizard.mapping.schema.ACTIONS", frozenset())


# --- E9, E10


def a_job_remembers() -> None:
    """Microsoft's article on how provisioning works: the cached id counts, not the match."""
    configuration = configured(row("displayName", "[displayName]"))
    account = {"id": "1", "userName": "somebody.else@contoso.example", "displayName": "Ann"}
    known = planned([person()], [account], configuration, Links.known({"ann": "1"}))
    assert [(one.verdict, one.target_id) for one in known] == [("update", "1")]
    restarted = planned([person()], [account], configuration)
    assert [one.verdict for one in restarted] == ["create"]


def out_of_scope_is_left_alone() -> None:
    """Microsoft's article on skipping deletions of out-of-scope users: the key ``SkipOutOfScopeDeletions``."""
    scope = ScopingFilter((FilterGroup("Sales", (Clause("department", "EQUALS", ("Sales",)),)),))
    found = {
        kept: [one.reason for one in planned(
            [person()], [ANN],
            configured(row("active", ACTIVE), scope=scope, skip_out_of_scope_deletions=kept), Links.known({"ann": "1"}),
        )]
        for kept in (True, False)
    }  # fmt: skip
    assert found == {True: ["kept-out-of-scope"], False: ["filtered-out"]}


def memory_is_ignored() -> AbstractContextManager[Any]:
    return patch.object(Links, "known", classmethod(lambda cls, users, groups=None: cls()))


def user_type_filters_are_ignored() -> None:
    scope = ScopingFilter((FilterGroup("Members", (Clause("userType", "EQUALS", ("Member",)),)),))
    people = [person(), person("bo", user_type="Guest")]
    found = planned(people, [], configured(scope=scope))
    assert [one.verdict for one in found] == ["create", "create"]
    assert dict(found.unfiltered) == {"bo": "userType"}


def user_type_filters_are_obeyed() -> AbstractContextManager[Any]:
    return patch.object(
        ScopingFilter, "explain", lambda self, clause, attributes, obeyed=False: clause.explain(attributes)
    )


_WORKS = "how-provisioning-works"
_ROLES = "customize-application-attributes, 'Provisioning a role to a SCIM app'"
_COMPATIBLE = "application-provisioning-config-problem-scim-compatibility"
_FUNCTIONS = "functions-for-customizing-application-data"

BELIEFS = (
    Belief("E1", "deleted for good after the recycle bin or a block: DELETE; only who left scope is unmanaged",
           f"{_WORKS}, incremental cycle, step 9", gone_for_good, disabled_means_unmanaged),
    Belief("E2a", "a manager is sent as the bare id", "scim/requests/16, 30", manager_is_a_bare_id, manager_in_a_list),
    Belief("E2b", "a manager is cleared with empty text", "scim/requests/31", manager_is_cleared, managers_forgotten),
    Belief("E3", "with the flag one change keeps its operation and path; several merge, at the end",
           f"scim/requests/13, 28, 29; {_COMPATIBLE}", with_the_flag, everything_merged_first),
    Belief("E4a", 'roles[primary eq "True"] is a real boolean', "scim/requests/22", roles_are_booleans_and_typed,
           selectors_stay_text),
    Belief("E4b", "a role has the type WindowsAzureActiveDirectoryRole", "scim/requests/21, 22",
           roles_are_booleans_and_typed, roles_have_no_type),
    Belief("E4c", "several roles are added as JSON texts", "scim/requests/20", complex_roles_are_texts,
           roles_are_plain_values),
    Belief("E4d", "asserted roles are replaced by objects", _ROLES, replaced_roles_are_objects, roles_are_plain_values),
    Belief("E4e", "one role is added as a JSON text, without the flag", _ROLES, one_role_is_added_as_text,
           roles_are_plain_values),
    Belief("E5", "names are compared letter by letter, ignoring case", "string comparison of .NET (OrdinalIgnoreCase)",
           letters_are_compared_one_by_one, folded_in_full),
    Belief("E6", "NormalizeDiacritics changes the letters of its table only", f"{_FUNCTIONS}, NormalizeDiacritics",
           only_listed_letters, every_mark_comes_off),
    Belief("E7", "Len, Left, Mid and InStr count UTF-16 units", "System.String of .NET (Length, Substring)",
           units_are_counted, letters_are_counted),
    Belief("E8", "a mapping without flowTypes creates, updates and deletes", "schema/10; Graph documentation, objectMapping",
           silence_lets_everything_happen, silence_is_none),
    Belief("E9a", "a job remembers the account of each person", _WORKS, a_job_remembers, memory_is_ignored),
    Belief("E9b", "SkipOutOfScopeDeletions leaves accounts alone", "skip-out-of-scope-deletions",
           out_of_scope_is_left_alone, memory_is_ignored),
    Belief("E10", "a condition on userType keeps nobody out, and the plan says who comes so",
           "define-conditional-rules-for-provisioning-user-accounts", user_type_filters_are_ignored,
           user_type_filters_are_obeyed),
)  # fmt: skip


def unlearned(belief: Belief) -> bool:
    """Undo a belief and tell whether its check notices."""
    with belief.undo():
        try:
            belief.check()
        except AssertionError:
            return True
    return False
