"""How the practice service stores a synchronization schema: it validates little and reformats what it stores.

The real service returns a saved schema in its own format: re-spaced expressions, ``parameters`` null or empty for
sources other than functions, null for omitted members (Microsoft's pages on ``synchronizationSchema``, and the recorded
schemas in ``tests/real/schema``). It refuses only what it cannot read.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from wizard.core.json_types import JsonObject
from wizard.practice.entra.functions import known_operator
from wizard.practice.entra.language import NotAnExpression, read, respaced

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROW: JsonObject = {
    "defaultValue": None,
    "exportMissingReferences": False,
    "flowBehavior": "FlowWhenChanged",
    "flowType": "Always",
    "matchingPriority": 0,
    "source": None,
    "targetAttributeName": None,
}
_MAPPING: JsonObject = {
    "enabled": True,
    "flowTypes": "Add, Update, Delete",
    "metadata": [],
    "name": None,
    "scope": None,
    "sourceObjectName": None,
    "targetObjectName": None,
    "attributeMappings": [],
}
_RULE: JsonObject = {
    "containerFilter": None,
    "editable": True,
    "groupFilter": None,
    "id": None,
    "name": None,
    "priority": 0,
    "sourceDirectoryName": None,
    "targetDirectoryName": None,
    "metadata": [],
    "objectMappings": [],
}
_ATTRIBUTE: JsonObject = {
    "anchor": False,
    "apiExpressions": [],
    "caseExact": False,
    "defaultValue": None,
    "flowNullValues": False,
    "multivalued": False,
    "mutability": "ReadWrite",
    "name": None,
    "required": False,
    "type": "String",
    "metadata": [],
    "referencedObjects": [],
}


def problem(schema: JsonObject) -> str:
    """Return why the service cannot store this schema; empty if it can."""
    rules = schema.get("synchronizationRules")
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        return "The synchronization rules of the schema cannot be read."
    mappings = [one for rule in rules for one in rule.get("objectMappings") or []]
    if not mappings:
        return "The schema has no object mapping."
    for mapping in mappings:
        if not isinstance(mapping, dict) or not isinstance(mapping.get("attributeMappings") or [], list):
            return "An object mapping cannot be read."
        about = mapping.get("sourceObjectName")
        for found in _wrong(mapping):
            return f"The mapping of {about} is not valid: {found}"
    return ""


_WORDS = {
    "flowType": ("Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly"),
    "flowBehavior": ("FlowWhenChanged", "FlowAlways"),
}
"""Members of the enumerations (graph: attributeFlowType, attributeFlowBehavior); Graph cannot read JSON with other
values."""

_ACTIONS = frozenset(("None", "Add", "Update", "Delete"))


def _wrong(mapping: JsonObject) -> Iterator[str]:
    flow = mapping.get("flowTypes")
    if isinstance(flow, str) and not {part.strip() for part in flow.split(",")} <= _ACTIONS:
        yield f"'{flow}' is no member of objectFlowTypes."
    for row in mapping.get("attributeMappings") or []:
        if not isinstance(row, dict) or not isinstance(row.get("targetAttributeName"), str):
            yield "an attribute mapping has no target attribute."
            continue
        for name, words in _WORDS.items():
            if row.get(name) is not None and row[name] not in words:
                yield f"'{row[name]}' is no member of {name}."
        source = row.get("source")
        if source is None:
            continue
        if not isinstance(source, dict):
            yield f"the source of '{row['targetAttributeName']}' cannot be read."
            continue
        text = source.get("expression")
        if isinstance(text, str) and text:
            try:
                read(text)
            except NotAnExpression as error:
                yield f"the expression of '{row['targetAttributeName']}' cannot be read. {error}"
    for clause in _clauses(mapping):
        if not known_operator(clause.get("operatorName")):
            yield f"'{clause.get('operatorName')}' is no filter operator."


def _clauses(mapping: JsonObject) -> Iterator[JsonObject]:
    scope = mapping.get("scope")
    groups = [
        group
        for name in ("groups", "categoryFilterGroups", "inputFilterGroups")
        for group in (scope.get(name) if isinstance(scope, dict) else None) or []
    ]
    for group in groups:
        for clause in (group.get("clauses") if isinstance(group, dict) else None) or []:
            if isinstance(clause, dict):
                yield clause


def printed(schema: JsonObject) -> JsonObject:
    """Return a schema as the service returns it."""
    found = copy.deepcopy(schema)
    found.setdefault("directories", None)
    found.setdefault("provisioningTaskIdentifier", None)
    found["synchronizationRules"] = [_rule(rule) for rule in found.get("synchronizationRules") or []]
    for directory in found["directories"] or []:
        for one in directory.get("objects") or []:
            one["attributes"] = [{**_ATTRIBUTE, **attribute} for attribute in one.get("attributes") or []]
    return found


def _rule(rule: JsonObject) -> JsonObject:
    mappings = [_mapping(one) for one in rule.get("objectMappings") or []]
    return {**_RULE, **rule, "objectMappings": mappings}


def _mapping(mapping: JsonObject) -> JsonObject:
    rows = [{**_ROW, **row, "source": _source(row.get("source"))} for row in mapping.get("attributeMappings") or []]
    flow = mapping.get("flowTypes")
    spaced = ", ".join(part.strip() for part in flow.split(",")) if isinstance(flow, str) else None
    return {**_MAPPING, **mapping, "attributeMappings": rows, "flowTypes": spaced or _MAPPING["flowTypes"]}


def _source(source: object) -> object:
    if not isinstance(source, dict):
        return source
    kind, text = source.get("type"), source.get("expression")
    given = source.get("parameters")
    parameters: list[JsonObject] | None
    if kind == "Function":
        if not given and isinstance(text, str) and text:
            return read(text)  # written as text only: the tree is created from it
        parameters = [{**one, "value": _source(one.get("value"))} for one in given or [] if isinstance(one, dict)]
    else:
        parameters = [] if kind == "Attribute" else None
    shown = respaced(text) if isinstance(text, str) else text
    return {**source, "expression": shown, "parameters": parameters}
