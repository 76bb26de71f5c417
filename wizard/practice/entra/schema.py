"""Reads a synchronizationSchema as plain JSON, for what the service needs besides the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.json_types import JsonObject

if TYPE_CHECKING:
    from collections.abc import Iterator


def object_mappings(schema: JsonObject) -> Iterator[tuple[JsonObject, JsonObject]]:
    """Yield every rule with each of its object mappings."""
    for rule in schema.get("synchronizationRules") or []:
        for mapping in rule.get("objectMappings") or []:
            yield rule, mapping


def enabled_mapping(schema: JsonObject, source_object: str) -> JsonObject | None:
    """Return the enabled mapping of ``User`` or ``Group`` objects."""
    for _, mapping in object_mappings(schema):
        if mapping.get("sourceObjectName") == source_object and mapping.get("enabled"):
            return mapping
    return None


def matching_attribute(schema: JsonObject, source_object: str) -> str | None:
    """Return the target attribute with the first matching precedence; ``None`` if the mapping is disabled."""
    mapping = enabled_mapping(schema, source_object)
    if mapping is None:
        return None
    rows = [row for row in mapping.get("attributeMappings") or [] if (row.get("matchingPriority") or 0) > 0]
    if not rows:
        return None
    return str(min(rows, key=lambda row: int(row["matchingPriority"]))["targetAttributeName"])


def target_object(schema: JsonObject, source_object: str) -> str:
    """Return the target object name of a mapping, empty if there is none."""
    for _, mapping in object_mappings(schema):
        if mapping.get("sourceObjectName") == source_object:
            return str(mapping.get("targetObjectName") or "")
    return ""
