"""Mappings with one mistake each: the correct schema and users, the change, and the expected finding."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec import structs

from wizard.directory import Person
from wizard.mapping import Schema

Json = dict[str, Any]
CLEAN: Json = json.loads(
    (Path(__file__).parents[2] / "resources" / "schema" / "practice-schema.json").read_text(encoding="utf-8")
)
USER, DEPARTMENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "department"
EMPLOYEE = f"{USER}:employeeNumber"


def clean_people() -> list[Person]:
    """Return users without any problem."""
    names = (("Ann", "Berg"), ("Bo", "Lind"), ("Chloé", "Martin"), ("Dag", "Øye"), ("Eva", "Novák"), ("Finn", "Holm"))
    return [
        Person(
            f"id-{number}",
            {
                "userPrincipalName": f"{given[0].lower()}{number}@harborlights.example",
                "mail": f"{given[0].lower()}{number}@harborlights.example",
                "displayName": f"{given} {family}", "givenName": given, "surname": family,
                "mailNickname": f"{given[0].lower()}{number}", "employeeId": f"E{number:04}", "department": "Sales",
                "jobTitle": "Guard", "country": "NO", "city": "Oslo", "preferredLanguage": "en",
                "extensionAttribute1": "7", "otherMails": (f"home{number}@harborlights.example",),
            },
        )
        for number, (given, family) in enumerate(names)
    ]  # fmt: skip


@dataclass
class Work:
    """The schema, users and options that a case may change before the checks run."""

    raw: Json = field(default_factory=lambda: copy.deepcopy(CLEAN))
    people: list[Person] = field(default_factory=clean_people)
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def schema(self) -> Schema:
        return Schema(self.raw)

    def mapping(self, kind: str = "User") -> Json:
        for rule in self.raw["synchronizationRules"]:
            for mapping in rule["objectMappings"]:
                if mapping["sourceObjectName"] == kind:
                    found: Json = mapping
                    return found
        raise LookupError(kind)

    def row(self, target: str, kind: str = "User") -> Json:
        rows: list[Json] = self.mapping(kind)["attributeMappings"]
        return next(row for row in rows if row["targetAttributeName"] == target)

    def attributes(self, side: str, kind: str = "User") -> list[Json]:
        """Return the attribute definitions of the source or target object."""
        rule = self.raw["synchronizationRules"][0]
        wanted = rule[f"{side}DirectoryName"], self.mapping(kind)[f"{side}ObjectName"]
        found: list[Json] = next(
            item["attributes"]
            for directory in self.raw["directories"] if directory["name"] == wanted[0]
            for item in directory["objects"] if item["name"] == wanted[1]
        )  # fmt: skip
        return found

    def define(self, side: str, name: str, kind: str = "User", **changes: Any) -> None:
        """Add or change an attribute definition."""
        items = self.attributes(side, kind)
        found = next((item for item in items if item["name"] == name), None)
        if found is None:
            found = {**copy.deepcopy(items[1]), "name": name, "required": False, "anchor": False}
            items.append(found)
        found.update(changes)

    def set(self, target: str, expression: str, kind: str = "User") -> None:
        """Set a row's source, and add the row if it does not exist."""
        row = next(
            (row for row in self.mapping(kind)["attributeMappings"] if row["targetAttributeName"] == target), None
        )
        if row is None:
            row = {**copy.deepcopy(self.row("displayName", kind)), "targetAttributeName": target, "matchingPriority": 0}
            self.mapping(kind)["attributeMappings"].append(row)
        row["source"] = source(expression)

    def remove(self, target: str, kind: str = "User") -> None:
        rows = self.mapping(kind)["attributeMappings"]
        rows.remove(self.row(target, kind))

    def filter(self, attribute: str, operator: str, *values: str) -> None:
        operand = {"values": list(values)} if values else None
        clause = {"sourceOperandName": attribute, "operatorName": operator, "targetOperand": operand}
        self.mapping()["scope"] = {"groups": [{"name": "Offices", "clauses": [clause]}]}

    def give(self, number: int, **attributes: Any) -> None:
        """Change a user's attributes."""
        person = self.people[number]
        self.people[number] = structs.replace(person, attributes={**person.attributes, **attributes})

    def everybody(self, **attributes: Any) -> None:
        for number in range(len(self.people)):
            self.give(number, **attributes)


def source(expression: str) -> Json:
    """Return a source with this expression; its tree is only complete if the expression is valid."""
    from wizard.mapping.expression import ExpressionError, parse
    from wizard.mapping.trees import source_tree

    try:
        return source_tree(parse(expression))
    except ExpressionError:
        return {"type": "Function", "name": expression.partition("(")[0], "expression": expression, "parameters": []}


def constant(text: str) -> Json:
    return {"type": "Constant", "name": text, "expression": json.dumps(text), "parameters": []}


@dataclass(frozen=True)
class Planted:
    """A mistake: how to make it, the expected finding's id and row, the affected users, and accompanying findings."""

    name: str
    make: Callable[[Work], object]
    finds: str
    target: str = ""
    people: tuple[str, ...] = ()
    also: Sequence[str] = ()
    kind: str = "User"


def _update(**changes: Any) -> Callable[[Json], None]:
    return lambda found: found.update(changes)


def _swap(work: Work, target: str, **changes: Any) -> None:
    work.row(target).update(changes)


def _accounts(work: Work, **by_id: list[Json]) -> None:
    work.options["accounts"] = {key.replace("_", "-"): value for key, value in by_id.items()}


def _guest(work: Work) -> None:
    name = "ann_partner.example#EXT#@harborlights.example"
    work.people[0] = structs.replace(work.people[0], user_type="Guest")
    work.give(0, userPrincipalName=name)


def _upn(work: Work) -> None:
    work.give(0, userPrincipalName="ann.berg@harborlights.example")
    _accounts(work, id_0=[{"userName": "a0@harborlights.example"}])


CASES: tuple[Planted, ...] = (
    # names
    Planted("function in lower case", lambda w: w.set("name.formatted", 'join(" ", [givenName], [surname])'), "map-expression-syntax", "name.formatted"),
    Planted("function misspelt", lambda w: w.set("title", "ToLowr([jobTitle])"), "map-expression-syntax", "title"),
    Planted("bracket missing", lambda w: w.set("title", "ToLower([jobTitle)"), "map-expression-syntax", "title"),
    Planted("text not quoted", lambda w: w.set("title", "Append([jobTitle], Guard)"), "map-expression-bare-word", "title"),
    Planted("quote missing", lambda w: w.set("title", 'Append([jobTitle], "x)'), "map-expression-syntax", "title"),
    Planted("too long", lambda w: w.set("title", f'Append([jobTitle], "{"x" * 10_000}")'), "map-expression-syntax", "title"),
    Planted("too few arguments", lambda w: w.set("title", "Mid([jobTitle], 1)"), "map-expression-syntax", "title"),
    Planted("source unknown", lambda w: w.set("title", "[jobTitel]"), "map-source-unknown", "title"),
    Planted("source in another case", lambda w: w.set("title", "[JobTitle]"), "map-source-unknown", "title"),
    Planted("source unknown inside", lambda w: w.set("title", "ToLower([jobTitel])"), "map-source-unknown", "title"),
    Planted("extension in another case",
            lambda w: (w.define("source", "extension_0f3ec1_badgeColour"), w.set("title", "[extension_0f3ec1_badgecolour]")),
            "map-extension-name-case", "title"),
    Planted("target unknown", lambda w: _swap(w, "title", targetAttributeName="titel"), "map-target-unknown", "titel"),
    Planted("target in another case", lambda w: _swap(w, "displayName", targetAttributeName="displayname"), "map-target-unknown", "displayname"),
    Planted("sam account name", lambda w: w.set("nickName", "[samAccountName]"), "map-source-unsupported", "nickName"),
    Planted("user type as source", lambda w: w.set("nickName", "[userType]"), "map-source-unsupported", "nickName"),
    Planted("object name dangling", lambda w: w.mapping().update(targetObjectName="urn:example:Nobody:User"), "map-object-unknown"),
    Planted("directory name dangling", lambda w: w.raw["synchronizationRules"][0].update(sourceDirectoryName="Elsewhere"), "map-object-unknown"),
    # rows
    Planted("two rows on one target", lambda w: w.mapping()["attributeMappings"].append(copy.deepcopy(w.row("title"))), "map-target-twice", "title"),
    Planted("anchor mapped", lambda w: w.set("id", "[objectId]"), "map-target-read-only", "id"),
    Planted("read-only target", lambda w: w.define("target", "title", mutability="ReadOnly"), "map-target-read-only", "title"),
    Planted("required target not mapped", lambda w: (w.define("target", "nickName", required=True)), "map-required-missing", "nickName"),
    Planted("flow misspelt", lambda w: _swap(w, "title", flowType="Allways"), "map-flow-unknown", "title"),
    Planted("behaviour misspelt", lambda w: _swap(w, "title", flowBehavior="FlowSometimes"), "map-flow-unknown", "title"),
    Planted("actions misspelt", lambda w: w.mapping().update(flowTypes="Add,Change"), "map-flow-unknown"),
    Planted("no actions", lambda w: w.mapping().update(flowTypes="None"), "map-actions-none"),
    Planted("tree says something else", lambda w: w.row("name.formatted")["source"]["parameters"].pop(), "map-tree-differs", "name.formatted"),
    Planted("roles directly", lambda w: w.set('roles[primary eq "True"].value', "[appRoleAssignments]"), "map-roles-direct",
            'roles[primary eq "True"].value'),
    # types
    Planted("list into one", lambda w: w.set("nickName", "[otherMails]"), "map-multi-into-single", "nickName"),
    Planted("list of an expression into one", lambda w: w.set("nickName", 'Split([displayName], " ")'), "map-multi-into-single",
            "nickName"),
    Planted("text into boolean", lambda w: (w.define("target", "nickName", type="Boolean"), w.set("nickName", "[jobTitle]")),
            "map-type-conflict", "nickName"),
    Planted("text into integer", lambda w: (w.define("target", "nickName", type="Integer"), w.set("nickName", "[department]")),
            "map-type-conflict", "nickName"),
    Planted("reference into text", lambda w: w.set("nickName", "[manager]"), "map-type-conflict", "nickName"),
    Planted("text into reference", lambda w: w.set(f"{USER}:manager", "[department]"), "map-type-conflict", f"{USER}:manager"),
    Planted("constant into boolean", lambda w: (w.define("target", "nickName", type="Boolean"), w.set("nickName", '"yes"')),
            "map-type-conflict", "nickName"),
    Planted("expression gives no number",
            lambda w: (w.define("target", "nickName", type="Integer"), w.set("nickName", "Append([employeeId], \"\")")),
            "map-type-conflict", "nickName", tuple(p.display_name for p in clean_people())),
    # constants
    Planted("attribute as constant", lambda w: _swap(w, "title", source=constant("jobTitle")), "map-constant-meant", "title"),
    Planted("bracketed attribute as constant", lambda w: _swap(w, "title", source=constant("[jobTitle]")), "map-constant-meant", "title"),
    Planted("expression as constant", lambda w: _swap(w, "title", source=constant("ToLower([jobTitle])")), "map-constant-meant", "title"),
    # matching
    Planted("nothing matches", lambda w: _swap(w, "userName", matchingPriority=0), "map-no-matching"),
    Planted("two first", lambda w: _swap(w, "externalId", matchingPriority=1), "map-matching-doubled", "externalId"),
    Planted("gap", lambda w: _swap(w, "externalId", matchingPriority=3), "map-matching-order", "userName"),
    Planted("first is missing", lambda w: _swap(w, "userName", matchingPriority=2), "map-matching-order", "userName"),
    Planted("matching by reference", lambda w: _swap(w, f"{USER}:manager", matchingPriority=2), "map-matching-reference", f"{USER}:manager"),
    Planted("matching by constant", lambda w: (_swap(w, "externalId", matchingPriority=2, source=constant("x"))), "map-matching-constant",
            "externalId"),
    Planted("matching without source", lambda w: _swap(w, "externalId", matchingPriority=2, source=None), "map-matching-without-source", "externalId"),
    Planted("matching by unique value",
            lambda w: (w.set("externalId", 'SelectUniqueValue([mailNickname], Append([mailNickname], "2"))'), _swap(w, "externalId", matchingPriority=2)),
            "map-matching-unique", "externalId", also=("map-expression-not-offered",)),
    Planted("groups without matching", lambda w: w.row("displayName", "Group").update(matchingPriority=0), "map-no-matching", kind="Group"),
    Planted("group list into one", lambda w: w.set("externalId", "[members]", "Group"), "map-multi-into-single", "externalId", kind="Group"),
    # people and matching
    Planted("nobody to match", lambda w: w.give(1, userPrincipalName=None), "map-match-value-missing", "userName", ("Bo Lind",)),
    Planted("empty to match", lambda w: w.give(1, userPrincipalName=""), "map-match-value-missing", "userName", ("Bo Lind",)),
    Planted("two share", lambda w: w.give(1, userPrincipalName="a0@harborlights.example"), "map-duplicate-source", "userName", ("Ann Berg", "Bo Lind")),
    Planted("two share but for case", lambda w: w.give(1, userPrincipalName="A0@HarborLights.example"), "map-duplicate-source", "userName",
            ("Ann Berg", "Bo Lind")),
    Planted("collision after cutting", lambda w: (w.give(5, mailNickname="e9"), w.set("externalId", "Left([mailNickname], 1)")), "map-alias-collision", "externalId",
            ("Eva Novák", "Finn Holm")),
    Planted("collision after lower case",
            lambda w: (w.give(2, mailNickname="A0"), w.set("externalId", "ToLower([mailNickname])")), "map-alias-collision", "externalId",
            ("Ann Berg", "Chloé Martin")),
    Planted("shared mail address", lambda w: w.give(2, mail="b1@harborlights.example"), "map-alias-collision", 'emails[type eq "work"].value',
            ("Bo Lind", "Chloé Martin")),
    Planted("plus sign", lambda w: w.give(3, userPrincipalName="d+3@harborlights.example"), "map-special-characters", "userName", ("Dag Øye",)),
    Planted("apostrophe", lambda w: w.give(3, userPrincipalName="o'd3@harborlights.example"), "map-special-characters", "userName", ("Dag Øye",)),
    # NormalizeDiacritics changes the letters of its table only: ồ, ị and ļ stay as they are.
    Planted("letters that stay", lambda w: (w.everybody(surname="Berg"), w.give(3, surname="Hồ"), w.set("userName", 'Join("@", NormalizeDiacritics([mailNickname]), NormalizeDiacritics([surname]))')),
            "map-not-ascii", "userName", ("Dag Øye",)),
    Planted("mail in other letters", lambda w: w.give(3, mail="Дag@harborlights.example"), "map-not-ascii", 'emails[type eq "work"].value', ("Dag Øye",)),
    Planted("user name in other letters", lambda w: w.give(3, userPrincipalName="dag.øye@harborlights.example"), "map-not-ascii", "userName", ("Dag Øye",)),
    # disabling
    Planted("switch removed", lambda w: w.remove("active"), "map-disable-switch-removed", "active"),
    Planted("switch is constant", lambda w: w.set("active", '"True"'), "map-disable-switch-removed", "active"),
    Planted("switch on creation only", lambda w: _swap(w, "active", flowType="ObjectAddOnly"), "map-disable-switch-removed", "active"),
    Planted("updates off", lambda w: w.mapping().update(flowTypes="Add,Delete"), "map-disable-switch-removed"),
    # values
    Planted("default that comes late", lambda w: (_swap(w, "title", defaultValue="Visitor"), w.give(4, jobTitle=None)), "map-default-only-on-create",
            "title", ("Eva Novák",)),
    Planted("always empty", lambda w: w.set("nickName", 'Switch([department], , "sales", "S")'), "map-expression-always-empty", "nickName"),
    Planted("fails for one", lambda w: (w.set("nickName", 'FormatDateTime([extensionAttribute2], , "yyyy-MM-dd", "dd.MM.yyyy")'),
                                         w.everybody(extensionAttribute2="2026-01-31"), w.give(5, extensionAttribute2="31.1.2026")),
            "map-expression-fails", "nickName", ("Finn Holm",)),
    Planted("index beyond the list", lambda w: (w.set("nickName", "Item([otherMails], 1)"), w.give(5, otherMails=())), "map-expression-fails",
            "nickName", ("Finn Holm",)),
    Planted("required is empty", lambda w: (w.define("target", "title", required=True), w.give(2, jobTitle=None)), "map-required-empty", "title",
            ("Chloé Martin",)),
    Planted("CloudGate does not know it", lambda w: w.options.update(discovered=["userName", "active", "displayName", "emails", "name", "addresses",
            "phoneNumbers", "title", "preferredLanguage", "externalId", f"{USER}:department", f"{USER}:manager"]),
            "map-attribute-unknown-to-target", EMPLOYEE),
    Planted("named by mail", _upn, "map-upn-differs-from-mail", "userName", ("Ann Berg",)),
    Planted("two accounts", lambda w: _accounts(w, id_1=[{"userName": "b1@harborlights.example"}, {"userName": "B1@harborlights.example"}]),
            "map-duplicate-target", "userName", ("Bo Lind",)),
    Planted("not cleared", lambda w: (_accounts(w, id_1=[{"userName": "b1@harborlights.example", "title": "Chief"}]), w.give(1, jobTitle=None)),
            "map-null-not-cleared", "title", ("Bo Lind",)),
    # language
    Planted("for directories only", lambda w: w.set("nickName", 'SelectUniqueValue([mailNickname], Append([mailNickname], "2"))'),
            "map-expression-not-offered", "nickName"),
    Planted("another product's function", lambda w: w.set("nickName", "LTrim([mailNickname])"), "map-expression-not-offered", "nickName"),
    Planted("joined by sign", lambda w: w.set("nickName", 'IIF([country]="NO", "n-" & [mailNickname], [mailNickname])'), "map-expression-joined", "nickName"),
    Planted("new each time", lambda w: w.set("nickName", "Guid()"), "map-expression-new-each-time", "nickName"),
    Planted("condition over presence", lambda w: w.set("nickName", "IIF(IsPresent([jobTitle]), [jobTitle], [department])"),
            "map-expression-condition-presence", "nickName"),
    Planted("word of an interval", lambda w: w.set("nickName", 'FormatDateTime(DateAdd("days", 1, Now()), , "d", "yyyy")'),
            "map-expression-constant-word", "nickName"),
    Planted("pattern not valid", lambda w: w.set("nickName", 'Replace([mail], , "(", , "", , )'), "map-expression-replace-pattern", "nickName"),
    Planted("group not in the pattern", lambda w: w.set("nickName", 'Replace([mail], , "(?<a>@.*)", "b", "", , )'), "map-expression-replace-group", "nickName"),
    # scope
    Planted("roles and everybody", lambda w: (w.set('roles[primary eq "True"].value', "SingleAppRoleAssignment([appRoleAssignments])"),
                                               w.everybody(appRoleAssignments=("Guard",)), w.options.update(sync_all=True)),
            "scope-role-mapping-sync-all", 'roles[primary eq "True"].value'),
    Planted("a second role", lambda w: (w.set('roles[primary eq "True"].value', "SingleAppRoleAssignment([appRoleAssignments])"),
                                         w.give(1, appRoleAssignments=("Guard", "Host"))),
            "map-second-role", 'roles[primary eq "True"].value', ("Bo Lind",)),
    Planted("guest", _guest, "scope-guest-name-shape", "userName", ("Ann Berg",)),
    Planted("filter by letter case", lambda w: (w.filter("department", "EQUALS", "Sales"), w.give(2, department="sales")), "scope-filter-case-or-null",
            "Offices", ("Chloé Martin",)),
    Planted("filter on nothing", lambda w: (w.filter("department", "EQUALS", "Sales"), w.give(2, department=None)), "scope-filter-case-or-null",
            "Offices", ("Chloé Martin",)),
    Planted("filter of numbers on text", lambda w: (w.filter("extensionAttribute1", "GREATER_THAN", "5"), w.give(2, extensionAttribute1="B7")),
            "scope-filter-number-on-text", "Offices", ("Chloé Martin",)),
    Planted("filter limit is no number", lambda w: w.filter("extensionAttribute1", "GREATER_THAN", "five"), "scope-filter-number-on-text", "Offices"),
    Planted("filter on user type", lambda w: w.filter("userType", "EQUALS", "Member"), "scope-filter-unsupported-attribute", "Offices"),
    Planted("filter on a list", lambda w: w.filter("otherMails", "EQUALS", "x"), "scope-filter-unsupported-attribute", "Offices"),
    Planted("filter on an unknown name", lambda w: w.filter("departmnt", "EQUALS", "Sales"), "scope-filter-unknown-attribute", "Offices"),
    Planted("filter without a value", lambda w: w.filter("department", "EQUALS"), "scope-filter-no-value", "Offices"),
    Planted("filter with one too many", lambda w: w.filter("department", "IS NOT NULL", "x"), "scope-filter-extra-value", "Offices"),
    Planted("filter with an unknown operator", lambda w: w.filter("department", "SOUNDS LIKE", "x"), "scope-filter-operator", "Offices"),
    Planted("filter with an operator of another type", lambda w: w.filter("department", "IS TRUE"), "scope-filter-operator-type", "Offices"),
    Planted("filter pattern", lambda w: w.filter("department", "REGEX MATCH", "("), "scope-filter-pattern", "Offices"),
    Planted("filter lets nobody in", lambda w: w.filter("department", "EQUALS", "Marine"), "scope-filter-nobody"),
    Planted("filter is empty", lambda w: w.mapping().update(scope={"groups": [{"name": "Offices", "clauses": []}]}), "scope-filter-empty", "Offices"),
)  # fmt: skip
"""Every mistake."""
