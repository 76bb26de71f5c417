"""What Entra sends for what happens in a directory, written down by hand from Microsoft's pages and from recordings.

Nothing of the program is imported here, and nothing is computed: an engine that is wrong cannot make this wrong, too.
``pages`` are the sources: a page below https://learn.microsoft.com/en-us/entra/identity/app-provisioning/, or a file of
``tests/real/scim/requests``, whose body then has the same form.

``{ann}`` stands for the id that the application gave to Ann's account; in Entra, names are ids. Where the sources show
two forms, either is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Dialect = Literal["classic", "aadOptscim062020"]
CLASSIC: Dialect = "classic"
FLAG: Dialect = "aadOptscim062020"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
GROUP_OF_THE_SERVICE = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
TUTORIAL = "use-scim-to-provision-users-and-groups"
COMPATIBILITY = "application-provisioning-config-problem-scim-compatibility"
HOW = "how-provisioning-works"


@dataclass(frozen=True)
class Either:
    """Any of these."""

    forms: tuple[Any, ...]


@dataclass(frozen=True)
class Said:
    """A request: what is sent, and where that is said."""

    method: str
    path: str
    body: Any
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Scene:
    """A directory: people and groups by name; ``assigned`` are those of them that the application has."""

    people: Mapping[str, Mapping[str, Any]]
    groups: Mapping[str, tuple[str, tuple[str, ...]]]
    """Each with its display name and its members."""
    assigned: tuple[str, ...]


@dataclass(frozen=True)
class Happening:
    """Something that an administrator does, with what is sent for it in the next cycle.

    ``earlier`` is how the directory was before ``before``, for who has an account although they should have none now.
    """

    before: Scene
    after: Scene
    sent: Mapping[Dialect, tuple[Said, ...]]
    earlier: Scene | None = None


def either(*forms: Any) -> Either:
    return Either(forms)


def change(path: str, pages: tuple[str, ...], *operations: Mapping[str, Any]) -> Said:
    return Said("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, pages)


def member(name: str) -> Either:
    """The tutorial has a reference without a value, the compatibility page and recordings have none."""
    return either({"value": name}, {"$ref": None, "value": name})


# --- the directory

ANN = {"userPrincipalName": "ann@contoso.example", "displayName": "Ann Berg", "givenName": "Ann", "surname": "Berg",
       "mail": "ann@contoso.example", "mailNickname": "ann", "employeeId": "1001", "department": None}  # fmt: skip
BEN = {"userPrincipalName": "ben@contoso.example", "displayName": "Ben Lund", "givenName": "Ben", "surname": "Lund",
       "mail": "ben@contoso.example", "mailNickname": "ben", "employeeId": "1002", "department": "Sales"}  # fmt: skip


def scene(
    ann: Mapping[str, Any] | None = ANN,
    ben: Mapping[str, Any] | None = BEN,
    staff: tuple[str, tuple[str, ...]] | None = None,
    unassigned: tuple[str, ...] = (),
) -> Scene:
    people = {name: values for name, values in (("ann", ann), ("ben", ben)) if values is not None}
    groups = {"staff": staff} if staff is not None else {}
    return Scene(people, groups, tuple(name for name in (*people, *groups) if name not in unassigned))


NOBODY = Scene({}, {}, ())
BEN_ALONE = scene(ann=None)
BOTH = scene()
MANAGED = scene({**ANN, "manager": "ben"})
DOOR_STAFF = "Door Staff"
STAFF = scene(staff=(DOOR_STAFF, ("ann",)))

CREATED_ANN = Said("POST", "/Users", {
    "schemas": [USER, ENTERPRISE],
    "externalId": "ann",
    "userName": "ann@contoso.example",
    "active": True,
    "displayName": "Ann Berg",
    "emails": [{"primary": True, "type": "work", "value": "ann@contoso.example"}],
    "meta": {"resourceType": "User"},
    "name": {"familyName": "Berg", "givenName": "Ann"},
    ENTERPRISE: {"employeeNumber": "1001"},
}, (TUTORIAL, "38-tutorial-create-user", "37-jackson-create-user"))  # fmt: skip
CREATED_STAFF = Said("POST", "/Groups", {
    "schemas": [GROUP, GROUP_OF_THE_SERVICE],
    "externalId": "staff",
    "displayName": DOOR_STAFF,
    "meta": {"resourceType": "Group"},
}, (TUTORIAL, "05-tutorial-create-group", "72-create-group-jackson"))  # fmt: skip
MANAGER = f"{ENTERPRISE}:manager"
NEW_MANAGER = {
    CLASSIC: change("/Users/{ann}", ("30-manager-bare-value-library",), {"op": "Add", "path": MANAGER, "value": "{ben}"}),
    FLAG: change("/Users/{ann}", ("16-manager-bare-id-2024",), {"op": "add", "path": MANAGER, "value": "{ben}"}),
}  # fmt: skip
ADDED_ANN = {
    CLASSIC: change(
        "/Groups/{staff}",
        (TUTORIAL, "08-tutorial-add-member", "27-redundant-member-adds"),
        {"op": "Add", "path": "members", "value": [member("{ann}")]},
    ),
    FLAG: change(
        "/Groups/{staff}", (COMPATIBILITY,), {"op": "add", "path": "members", "value": [member("{ann}")]}
    ),
}  # fmt: skip


def truth_value(value: bool) -> Either:
    """Without the flag the compatibility page and recordings have text, the tutorial a truth value."""
    return either(str(value), value)


def active(value: bool, classic: tuple[str, ...], flag: tuple[str, ...]) -> dict[Dialect, tuple[Said, ...]]:
    return {
        CLASSIC: (
            change("/Users/{ann}", classic, {"op": "Replace", "path": "active", "value": truth_value(value)}),
        ),
        FLAG: (change("/Users/{ann}", flag, {"op": "replace", "path": "active", "value": value}),),
    }  # fmt: skip


def in_both(*said: Said) -> dict[Dialect, tuple[Said, ...]]:
    """What is no PATCH is the same with the flag."""
    return {CLASSIC: said, FLAG: said}


DISABLED = active(
    False,
    (COMPATIBILITY, HOW, "41-tutorial-disable-user", "42-compat-disable-classic", "69-disable-text-2024"),
    (COMPATIBILITY, HOW, "43-compat-disable-optscim"),
)
ENABLED = active(True, (HOW, "77-restore-user-text-true"), (COMPATIBILITY, HOW))
DEPARTMENT = f"{ENTERPRISE}:department"
NUMBER = f"{ENTERPRISE}:employeeNumber"
RENAMED = {"displayName": "Anna Holm", "givenName": "Anna", "surname": "Holm", "mail": "anna@contoso.example"}

HAPPENINGS: Mapping[str, Happening] = {
    "a user is assigned": Happening(BEN_ALONE, BOTH, in_both(CREATED_ANN)),
    "a user with a manager is assigned": Happening(
        BEN_ALONE, MANAGED, {dialect: (CREATED_ANN, NEW_MANAGER[dialect]) for dialect in (CLASSIC, FLAG)}
    ),
    "a user gets a manager": Happening(BOTH, MANAGED, {name: (said,) for name, said in NEW_MANAGER.items()}),
    "a user has no manager any more": Happening(MANAGED, BOTH, {
        CLASSIC: (change("/Users/{ann}", ("31-manager-cleared-empty-text",),
                         {"op": "Replace", "path": MANAGER, "value": ""}),),
        FLAG: (change("/Users/{ann}", (COMPATIBILITY,),
                      {"op": "replace", "path": MANAGER, "value": ""}),),
    }),
    "an attribute changes": Happening(BOTH, scene({**ANN, "displayName": "Anna Berg"}), {
        CLASSIC: (change("/Users/{ann}", (TUTORIAL, "19-patch-display-name-2019"),
                         {"op": "Replace", "path": "displayName", "value": "Anna Berg"}),),
        FLAG: (change("/Users/{ann}", (COMPATIBILITY,),
                      {"op": "replace", "path": "displayName", "value": "Anna Berg"}),),
    }),
    "an attribute gets its first value": Happening(BOTH, scene({**ANN, "department": "Retail"}), {
        CLASSIC: (change("/Users/{ann}", (COMPATIBILITY, "12-compat-add-nickname-classic"),
                         {"op": "Add", "path": DEPARTMENT, "value": "Retail"}),),
        FLAG: (change("/Users/{ann}", (COMPATIBILITY, "13-compat-add-nickname-optscim"),
                      {"op": "add", "path": DEPARTMENT, "value": "Retail"}),),
    }),
    "a mail address changes": Happening(BOTH, scene({**ANN, "mail": "anna@contoso.example"}), {
        CLASSIC: (change("/Users/{ann}", (TUTORIAL, "62-replace-work-mail-2025"),
                         {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "anna@contoso.example"}),),
        FLAG: (change("/Users/{ann}", (COMPATIBILITY,),
                      {"op": "replace", "path": 'emails[type eq "work"].value', "value": "anna@contoso.example"}),),
    }),
    "several attributes change": Happening(BOTH, scene({**ANN, **RENAMED, "employeeId": "2001"}), {
        CLASSIC: (change(
            "/Users/{ann}", (COMPATIBILITY, "44-compat-replace-several-classic"),
            {"op": "Replace", "path": "displayName", "value": "Anna Holm"},
            {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "anna@contoso.example"},
            {"op": "Replace", "path": "name.givenName", "value": "Anna"},
            {"op": "Replace", "path": "name.familyName", "value": "Holm"},
            {"op": "Replace", "path": NUMBER, "value": "2001"},
        ),),
        FLAG: (change(
            "/Users/{ann}", (COMPATIBILITY, "45-compat-replace-several-optscim"),
            {"op": "replace", "path": 'emails[type eq "work"].value', "value": "anna@contoso.example"},
            {"op": "replace", "value": {
                "displayName": "Anna Holm", "name.givenName": "Anna", "name.familyName": "Holm", NUMBER: "2001",
            }},
        ),),
    }),
    # Only inbound provisioning can clear values (clear-attribute-values); an application's stay.
    "an attribute loses its value": Happening(scene({**ANN, "department": "Retail"}), BOTH, in_both()),
    "sign-in is blocked": Happening(BOTH, scene({**ANN, "blocked": True}), DISABLED),
    "sign-in is allowed again": Happening(scene({**ANN, "blocked": True}), BOTH, ENABLED, BOTH),
    "a user is not assigned any more": Happening(BOTH, scene(unassigned=("ann",)), DISABLED),
    "a user is assigned again": Happening(scene(unassigned=("ann",)), BOTH, ENABLED, BOTH),
    "a user goes to the recycle bin": Happening(BOTH, scene({**ANN, "soft_deleted": True}), DISABLED),
    "a user is deleted for good": Happening(
        scene({**ANN, "soft_deleted": True}), BEN_ALONE,
        in_both(Said("DELETE", "/Users/{ann}", None, (TUTORIAL, HOW, "04-tutorial-delete-user"))), BOTH,
    ),
    "a group is assigned": Happening(
        BOTH, STAFF, {dialect: (CREATED_STAFF, ADDED_ANN[dialect]) for dialect in (CLASSIC, FLAG)}
    ),
    "a group is renamed": Happening(STAFF, scene(staff=("Night Staff", ("ann",))), {
        CLASSIC: (change("/Groups/{staff}", (TUTORIAL, "07-tutorial-rename-group", "71-rename-group-2022"),
                         {"op": "Replace", "path": "displayName", "value": "Night Staff"}),),
        FLAG: (change("/Groups/{staff}", (COMPATIBILITY,),
                      {"op": "replace", "path": "displayName", "value": "Night Staff"}),),
    }),
    "somebody joins a group": Happening(
        scene(staff=(DOOR_STAFF, ("ben",))), scene(staff=(DOOR_STAFF, ("ben", "ann"))),
        {name: (said,) for name, said in ADDED_ANN.items()},
    ),
    "somebody leaves a group": Happening(scene(staff=(DOOR_STAFF, ("ann", "ben"))), scene(staff=(DOOR_STAFF, ("ben",))), {
        CLASSIC: (change("/Groups/{staff}", (TUTORIAL, COMPATIBILITY, "09-tutorial-remove-member",
                                             "14-compat-remove-member-classic", "64-remove-member-2025"),
                         {"op": "Remove", "path": "members", "value": [member("{ann}")]}),),
        FLAG: (change("/Groups/{staff}", (COMPATIBILITY, "15-compat-remove-member-optscim"),
                      {"op": "remove", "path": 'members[value eq "{ann}"]'}),),
    }),
    "a group is deleted": Happening(
        STAFF, BOTH, in_both(Said("DELETE", "/Groups/{staff}", None, (TUTORIAL, "10-tutorial-delete-group")))
    ),
}  # fmt: skip


# --- comparing


def fits(seen: Any, said: Any, ids: Mapping[str, str]) -> bool:
    """Tell whether a body is what was said. In a creation, a list without elements says nothing (RFC 7643 section 2.5)."""
    if isinstance(said, Either):
        return any(fits(seen, form, ids) for form in said.forms)
    if isinstance(said, Mapping):
        if not isinstance(seen, Mapping):
            return False
        seen = {name: value for name, value in seen.items() if value != []}
        return seen.keys() == said.keys() and all(fits(seen[name], value, ids) for name, value in said.items())
    if isinstance(said, list):
        return (
            isinstance(seen, list)
            and len(seen) == len(said)
            and all(fits(one, other, ids) for one, other in zip(seen, said, strict=True))
        )
    return type(seen) is type(said) and seen == (filled(said, ids) if isinstance(said, str) else said)


def filled(text: str, ids: Mapping[str, str]) -> str:
    """Return a text with ids instead of their names."""
    for name, identifier in ids.items():
        text = text.replace(f"{{{name}}}", identifier)
    return text


def like(recorded: Any, body: Any) -> bool:
    """Tell whether a recorded body has the form of one that is said, with values and attributes of another directory."""
    if isinstance(body, Either):
        return any(like(recorded, one) for one in body.forms)
    if isinstance(body, Mapping):
        if "op" in body:
            same = body.keys() == recorded.keys() and body["op"] == recorded["op"]
            return same and _written(body) == _written(recorded) and like(recorded.get("value"), body.get("value"))
        return isinstance(recorded, Mapping) and all(
            like(recorded[name], body[name]) for name in body if name in recorded
        )
    if isinstance(body, list):
        return isinstance(recorded, list) and all(any(like(one, other) for other in body) for one in recorded)
    return type(recorded) is type(body)


def _written(operation: Mapping[str, Any]) -> tuple[bool, bool]:
    """Return how a path is written: that there is one, and that it has a filter."""
    return "path" in operation, "[" in operation.get("path", "")
