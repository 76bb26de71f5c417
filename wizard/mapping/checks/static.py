"""Checks the schema alone: rows, matching, the mapping as a whole, undefined names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from wizard.core.nearest import nearest
from wizard.mapping.attribute_mapping import (
    ALWAYS,
    KINDS,
    ON_CREATE,
    AttributeDefinition,
    AttributeMapping,
    ObjectKind,
    ObjectMapping,
)
from wizard.mapping.checks.filters import check_filters
from wizard.mapping.checks.model import Finding, Fix
from wizard.mapping.checks.types import check_types
from wizard.mapping.expression import (
    ANY_FUNCTION,
    FUNCTIONS,
    NO_NAME,
    Attribute,
    Call,
    ExpressionError,
    Node,
    parse,
    repaired,
)
from wizard.mapping.expression.lint import lint
from wizard.mapping.expression.nodes import walk
from wizard.mapping.language import Language
from wizard.mapping.schema import ACTIONS, Schema
from wizard.mapping.trees import disagrees

COMPUTED = frozenset({"IsSoftDeleted"})
"""Source attributes that the service computes; a schema need not list them."""

NOT_SOURCES = frozenset({"samAccountName", "userType", "thumbnailPhoto", "photo", "passwordProfile", "password"})
"""Names that cannot be a source (documented)."""

FLOWS = frozenset({ALWAYS, ON_CREATE, "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"})
BEHAVIORS = frozenset({"FlowWhenChanged", "FlowAlways"})
ROLE_SOURCE = "appRoleAssignments"
_ROLES = Attribute(ROLE_SOURCE)
_LISTS = frozenset({"AppRoleAssignmentsComplex", "AssertiveAppRoleAssignmentsComplex"})
_LOOKS_MEANT = re.compile(r"\[[^\]]+\]|[A-Z][A-Za-z0-9]*\(.*\)", re.DOTALL)


def check(schema: Schema, kind: ObjectKind) -> tuple[Finding, ...]:
    """Return everything that prevents a mapping from being saved or has an unwanted effect."""
    if not schema.has(kind):
        return ()
    mapping = schema.mapping(kind)
    return (
        *_names(schema, kind),
        *_rows(schema, mapping),
        *_matching(mapping),
        *_whole(schema, mapping),
        *check_filters(schema, mapping),
    )


def check_schema(schema: Schema) -> tuple[Finding, ...]:
    """Return what prevents the schema as a whole from provisioning anyone; :func:`check` checks each mapping."""
    if not schema.has("User") and not schema.has("Group"):
        return (Finding("map-nothing", "error", "", {"rules": len(schema.raw["synchronizationRules"])}),)
    if not schema.has("User"):
        return (Finding("map-no-users", "error"),)
    if not any(schema.mapping(kind).enabled for kind in KINDS if schema.has(kind)):
        return (Finding("map-all-off", "error"),)
    return ()


# --- rows


def _rows(schema: Schema, mapping: ObjectMapping) -> Iterator[Finding]:
    sources = {item.name: item for item in schema.source_attributes(mapping.kind)}
    targets = {item.name: item for item in schema.target_attributes(mapping.kind)}
    for target, count in Counter(row.target for row in mapping.rows).items():
        if count > 1:
            yield Finding("map-target-twice", "error", target, {"count": count}, fix=Fix("remove-row", target))
    for row in mapping.rows:
        yield from _target(row, targets)
        yield from _spelling(row)
        yield from _source(row, sources, targets.get(row.target), schema.language)
    mapped = {row.target for row in mapping.rows}
    for name, definition in targets.items():
        if definition.required and not definition.anchor and name not in mapped:
            yield Finding("map-required-missing", "error", name, fix=Fix("restore-row", name))


def _target(row: AttributeMapping, targets: Mapping[str, AttributeDefinition]) -> Iterator[Finding]:
    definition = targets.get(row.target)
    if targets and definition is None:
        near = _near(row.target, targets)
        fix = Fix("set-target", row.target, near) if near else Fix("remove-row", row.target)
        several = _gives_several(row)
        params = {"near": near or NO_NAME, "name": row.target, "several": "yes" if several else "no"}
        yield Finding("map-target-unknown", "error", row.target, params, fix=fix)
    elif definition is not None and (definition.anchor or definition.mutability == "ReadOnly"):
        yield Finding("map-target-read-only", "error", row.target, fix=Fix("remove-row", row.target))


def _gives_several(row: AttributeMapping) -> bool:
    """Return whether a row returns a list, so that its target attribute must be multivalued."""
    try:
        node = parse(row.expression, ANY_FUNCTION) if row.source is not None else None
    except ExpressionError:
        return False
    known = FUNCTIONS.get(node.name) if isinstance(node, Call) else None
    return known is not None and (known.name in _LISTS or known.returns == "List")


def _near(name: str, known: Mapping[str, object]) -> str:
    """Return the name that was probably meant; empty if there is none."""
    return next(iter(nearest(name, known)), "")


def _spelling(row: AttributeMapping) -> Iterator[Finding]:
    if row.flow not in FLOWS:
        yield Finding("map-flow-unknown", "error", row.target, {"value": row.flow[:40]})
    behavior = str(row.raw.get("flowBehavior") or "FlowWhenChanged")
    if behavior not in BEHAVIORS:
        yield Finding("map-flow-unknown", "error", row.target, {"value": behavior[:40]})
    kind = row.source.get("type") if row.source is not None else "Attribute"
    if kind not in {"Attribute", "Constant", "Function"}:
        yield Finding("map-flow-unknown", "error", row.target, {"value": str(kind)[:40]})


def _source(
    row: AttributeMapping,
    sources: Mapping[str, AttributeDefinition],
    target: AttributeDefinition | None,
    language: Language,
) -> Iterator[Finding]:
    if row.source is None:
        return
    if row.type == "Constant":
        yield from _constant(row, sources)
        yield from check_types(row, None, sources, target)
        return
    try:
        node = parse(row.expression, language.more)
    except ExpressionError as error:
        yield _syntax(row, error)
        return
    if disagrees(row.source):
        yield Finding("map-tree-differs", "error", row.target, fix=Fix("rebuild", row.target))
    yield from _attributes(row, node, sources)
    for note in lint(node, language):
        fix = Fix("on-create", row.target) if note.code == "new-each-time" else None
        if fix is not None and row.flow == ON_CREATE:
            continue
        yield Finding(f"map-expression-{note.code}", note.severity, row.target, note.params, fix=fix)
    if node != _ROLES:
        yield from check_types(row, node, sources, target)


def _syntax(row: AttributeMapping, error: ExpressionError) -> Finding:
    params: dict[str, str | int] = {"at": int(error.params.get("at", 1)), "code": error.code}
    meant = repaired(row.expression)
    fix = Fix("set-expression", row.target, meant) if meant is not None else None
    return Finding("map-expression-syntax", "error", row.target, params, fix=fix, cause=error)


def _parses(text: str) -> bool:
    try:
        parse(text)
    except ExpressionError:
        return False
    return True


def _attributes(row: AttributeMapping, node: Node, sources: Mapping[str, AttributeDefinition]) -> Iterator[Finding]:
    for part in walk(node):
        if not isinstance(part, Attribute):
            continue
        if part.name in NOT_SOURCES and part.name not in sources:
            yield Finding("map-source-unsupported", "error", row.target, {"name": part.name})
        elif sources and part.name not in sources and part.name not in COMPUTED:
            near = _near(part.name, {**sources, **dict.fromkeys(COMPUTED)})
            only_case = near.lower() == part.name.lower() and part.name.lower().startswith("extension_")
            start, end = part.span
            fixed = f"{row.expression[:start]}[{near}]{row.expression[end:]}" if near else ""
            yield Finding(
                "map-extension-name-case" if only_case else "map-source-unknown",
                "error",
                row.target,
                {"name": part.name, "near": near or NO_NAME},
                fix=Fix("set-expression", row.target, fixed) if near else None,
            )
    if node == _ROLES:
        fixed = "SingleAppRoleAssignment([appRoleAssignments])"
        yield Finding("map-roles-direct", "error", row.target, fix=Fix("set-expression", row.target, fixed))


def _constant(row: AttributeMapping, sources: Mapping[str, AttributeDefinition]) -> Iterator[Finding]:
    """Yield a finding for a constant that looks like an attribute or an expression and was probably meant as such."""
    text = str((row.source or {}).get("name") or "").strip()
    meant = f"[{text}]" if text in sources and len(text) > 3 else text if _LOOKS_MEANT.fullmatch(text) else ""
    if meant and _parses(meant):
        fix = Fix("set-expression", row.target, meant)
        yield Finding("map-constant-meant", "warning", row.target, {"text": text[:60], "meant": meant[:60]}, fix=fix)


# --- matching


def _matching(mapping: ObjectMapping) -> Iterator[Finding]:
    rows = mapping.matching
    if mapping.enabled and not rows:
        usual = "userName" if mapping.kind == "User" else "displayName"
        fix = Fix("match", usual) if any(row.target == usual for row in mapping.rows) else None
        yield Finding("map-no-matching", "error", fix=fix)
    order = [row.matching for row in rows]
    if len(set(order)) < len(order):
        twice = next(row.target for row, after in zip(rows[1:], rows, strict=False) if row.matching == after.matching)
        yield Finding("map-matching-doubled", "error", twice, fix=Fix("renumber"))
    elif order != list(range(1, len(rows) + 1)):
        yield Finding("map-matching-order", "error", rows[0].target, fix=Fix("renumber"))
    for row in rows:
        problem = _matching_problem(row)
        if problem:
            fix = Fix("unmatch", row.target) if len(rows) > 1 else None
            yield Finding(problem, "error", row.target, fix=fix)


def _matching_problem(row: AttributeMapping) -> str:
    if row.type == "None":
        return "map-matching-without-source"
    if row.target in {"members", "manager"} or row.target.endswith(":manager"):
        return "map-matching-reference"
    if row.type == "Constant":
        return "map-matching-constant"
    return "map-matching-unique" if row.source is not None and row.source.get("name") == "SelectUniqueValue" else ""


# --- the mapping as a whole


def _whole(schema: Schema, mapping: ObjectMapping) -> Iterator[Finding]:
    unknown = mapping.actions - ACTIONS
    if unknown:
        yield Finding("map-flow-unknown", "error", "", {"value": ", ".join(sorted(unknown))[:60]})
        return
    if mapping.enabled and not mapping.actions:
        yield Finding("map-actions-none", "warning", fix=Fix("restore-actions"))
    if mapping.kind != "User" or not mapping.enabled or not mapping.actions:
        return
    if "Update" not in mapping.actions:
        yield Finding("map-disable-switch-removed", "warning", "", {"why": "update"}, fix=Fix("restore-actions"))
    targets = {item.name for item in schema.target_attributes("User")}
    row = next((row for row in mapping.rows if row.target == "active"), None)
    if (row is None and "active" in targets) or (row is not None and not _disables(row)):
        why = "missing" if row is None else "source" if row.flow != ON_CREATE else "on-create"
        yield Finding("map-disable-switch-removed", "warning", "active", {"why": why}, fix=Fix("restore-row", "active"))


def _disables(row: AttributeMapping) -> bool:
    try:
        node = parse(row.expression, ANY_FUNCTION) if row.source is not None else None
    except ExpressionError:
        return True  # reported elsewhere
    names = {part.name for part in walk(node) if isinstance(part, Attribute)} if node is not None else set()
    return row.flow != ON_CREATE and "IsSoftDeleted" in names


def _names(schema: Schema, kind: ObjectKind) -> Iterator[Finding]:
    """Check that the rule names defined directories and objects; otherwise every attribute name in it is unknown."""
    if not isinstance(schema.raw.get("directories"), list):
        return
    for side in schema.unnamed(kind):
        yield Finding("map-rule-unnamed", "error", "", {"side": side})
    for name in schema.dangling(kind):
        yield Finding("map-object-unknown", "error", "", {"name": name[:80]})


def uses_roles(node: Node) -> bool:
    """Return whether an expression uses a function that reads role assignments."""
    return any(isinstance(part, Call) and "AppRoleAssignment" in part.name for part in walk(node))


def takes_one_role(node: Node) -> bool:
    """Return whether an expression takes one of several roles; which one is not documented."""
    return any(isinstance(part, Call) and part.name == "SingleAppRoleAssignment" for part in walk(node))
