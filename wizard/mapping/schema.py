"""The synchronizationSchema JSON, kept as it was read: parts that this program does not know survive every edit.

Structure: Microsoft Graph's ``synchronizationSchema`` and the types below it. A gallery application may have one rule
with both object mappings or one rule each, so mappings are found by their object, and directories by role, never by
name.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, get_args

from wizard.core.errors import MappingError
from wizard.core.json_types import JsonObject
from wizard.mapping.attribute_mapping import AttributeDefinition, AttributeMapping, ObjectKind, ObjectMapping
from wizard.mapping.filters import ScopingFilter
from wizard.mapping.language import OWN, Language
from wizard.mapping.powershell import from_powershell

MAX_TEXT = 20_000_000
"""Maximum characters of a schema's text; this program's own limit. The largest known schemas have some 100,000."""

Side = Literal["source", "target"]
SIDES: tuple[Side, ...] = get_args(Side)

ACTIONS = frozenset({"Add", "Update", "Delete"})
"""The operations that a mapping may allow (``flowTypes``)."""


class Schema:
    """A whole schema. Immutable: edits return a new schema.

    Args:
        raw: its JSON.
        language: the functions and operators that its expressions and filters may use.

    Raises:
        MappingError: ``schema-shape`` if it is not a synchronizationSchema.
    """

    def __init__(self, raw: JsonObject, language: Language = OWN) -> None:
        if not isinstance(raw, dict) or not isinstance(raw.get("synchronizationRules"), list):
            raise MappingError("schema-shape", {"part": "synchronizationRules"})
        _require(raw, _SHAPE)
        self.raw = raw
        self.language = language

    @classmethod
    def from_text(cls, text: str) -> Schema:
        """Read a schema from a file's text, as Graph returns it or the portal's schema editor exports it.

        Raises:
            MappingError: ``schema-not-json`` with line and column; ``schema-too-large``; ``schema-shape``;
                ``schema-cut``: PowerShell omitted deeply nested parts.
        """
        if len(text) > MAX_TEXT:
            raise MappingError("schema-too-large", {"limit": MAX_TEXT // 1_000_000})
        try:
            raw = json.loads(text.removeprefix("\ufeff"))
            # A response to Graph's older clients, or a copied exchange, wraps the schema once.
            if isinstance(raw, dict) and isinstance(raw.get("value"), dict):
                raw = raw["value"]
            if isinstance(raw, dict) and "SynchronizationRules" in raw and "synchronizationRules" not in raw:
                raw = from_powershell(raw)
        except json.JSONDecodeError as error:
            raise MappingError("schema-not-json", {"line": error.lineno, "column": error.colno}, cause=error) from error
        except (RecursionError, ValueError) as error:
            raise MappingError("schema-not-json", {"line": 1, "column": 1}, cause=error) from error
        return cls(raw)

    def to_text(self) -> str:
        """Return the schema as a file's text."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"

    def to_json(self) -> JsonObject:
        """Return the JSON to PUT: everything that was read, without the response's ``@odata`` annotations."""
        return {name: copy.deepcopy(value) for name, value in self.raw.items() if not name.startswith("@odata")}

    def _find(self, raw: JsonObject, kind: ObjectKind) -> tuple[JsonObject, JsonObject] | None:
        for rule in raw["synchronizationRules"]:
            for mapping in rule.get("objectMappings") or ():
                if mapping.get("sourceObjectName") == kind and str(mapping.get("targetObjectName")).endswith(kind):
                    return rule, mapping
        return None

    def _require(self, raw: JsonObject, kind: ObjectKind) -> tuple[JsonObject, JsonObject]:
        found = self._find(raw, kind)
        if found is None:
            raise MappingError("schema-no-mapping", {"kind": kind})
        return found

    def has(self, kind: ObjectKind) -> bool:
        """Return whether there is a mapping for this kind of object."""
        return self._find(self.raw, kind) is not None

    def mapping(self, kind: ObjectKind) -> ObjectMapping:
        """Return the mapping of users or groups.

        Raises:
            MappingError: ``schema-no-mapping``; ``schema-shape``.
        """
        raw = self._require(self.raw, kind)[1]
        # Graph's documentation: a mapping without flowTypes allows all three.
        flow = str(raw.get("flowTypes") or ", ".join(sorted(ACTIONS)))
        return ObjectMapping(
            kind,
            str(raw.get("name") or ""),
            str(raw.get("targetObjectName") or ""),
            bool(raw.get("enabled", True)),
            frozenset(part.strip() for part in flow.split(",")) - {"None"},
            tuple(AttributeMapping.from_json(row) for row in raw.get("attributeMappings") or ()),
            ScopingFilter.from_json(raw.get("scope")),
        )

    def rule_id(self, kind: ObjectKind) -> str:
        """Return the id of the rule that contains the mapping; provisioning on demand needs it.

        Raises:
            MappingError: ``schema-no-mapping``.
        """
        return str(self._require(self.raw, kind)[0].get("id") or "")

    def with_mapping(
        self,
        kind: ObjectKind,
        *,
        rows: Sequence[AttributeMapping] | None = None,
        scope: ScopingFilter | None = None,
        enabled: bool | None = None,
        actions: Iterable[str] | None = None,
    ) -> Schema:
        """Return a schema in which the given parts of one mapping are replaced.

        Raises:
            MappingError: ``schema-no-mapping``.
        """
        raw = copy.deepcopy(self.raw)
        mapping = self._require(raw, kind)[1]
        written = [row.to_json() for row in rows or ()]
        if rows is not None and written != (mapping.get("attributeMappings") or []):
            mapping["attributeMappings"] = written
        if scope is not None and scope != ScopingFilter.from_json(mapping.get("scope")):
            mapping["scope"] = scope.to_json(mapping.get("scope"))
        if enabled is not None:
            mapping["enabled"] = enabled
        if actions is not None:
            mapping["flowTypes"] = ",".join(sorted(actions)) or "None"
        return Schema(raw, self.language)

    # --- directories

    def _objects(self, directory_name: str) -> Mapping[str, JsonObject]:
        for directory in self.raw.get("directories") or ():
            if directory.get("name") == directory_name:
                return {str(item.get("name")): item for item in directory.get("objects") or ()}
        return {}

    def dangling(self, kind: ObjectKind) -> tuple[str, ...]:
        """Return the directory and object names that a mapping uses and no directory defines."""
        found = self._find(self.raw, kind)
        if found is None:
            return ()
        rule, mapping = found
        names = []
        known = [item.get("name") for item in self.raw.get("directories") or ()]
        for side in SIDES:
            directory, wanted = rule.get(f"{side}DirectoryName"), str(mapping.get(f"{side}ObjectName"))
            if not isinstance(directory, str) or not directory:
                continue  # see unnamed()
            if directory not in known:
                names.append(directory)
            elif wanted not in self._objects(directory):
                names.append(wanted)
        return tuple(names)

    def unnamed(self, kind: ObjectKind) -> tuple[Side, ...]:
        """Return the sides whose directory the mapping's rule does not name."""
        found = self._find(self.raw, kind)
        return tuple(side for side in SIDES if found is not None and not found[0].get(f"{side}DirectoryName"))

    def source_attributes(self, kind: ObjectKind) -> tuple[AttributeDefinition, ...]:
        """Return the attributes that can be mapped from."""
        return self.attributes(kind, "source")

    def target_attributes(self, kind: ObjectKind) -> tuple[AttributeDefinition, ...]:
        """Return the attributes that can be mapped to."""
        return self.attributes(kind, "target")

    def attributes(self, kind: ObjectKind, side: Side) -> tuple[AttributeDefinition, ...]:
        """Return the attributes of a side that can be mapped; the rule names the side's directory."""
        found = self._find(self.raw, kind)
        if found is None:
            return ()
        rule, mapping = found
        objects = self._objects(str(rule.get(f"{side}DirectoryName")))
        return tuple(_definitions(objects.get(mapping[f"{side}ObjectName"])))


_SHAPE: JsonObject = {
    "synchronizationRules": {"objectMappings": {"attributeMappings": {}, "scope.groups": {"clauses": {}}}},
    "directories": {"objects": {"attributes": {}}},
}
"""Lists of objects to validate, each with the lists inside its objects."""


def _require(raw: JsonObject, shape: JsonObject) -> None:
    """Refuse values that are not lists, and lists that contain anything other than objects.

    Raises:
        MappingError: ``schema-shape``.
    """
    for path, inner in shape.items():
        outer, _, name = path.rpartition(".")
        holder = raw.get(outer) if outer else raw
        if holder is None:
            continue
        items = holder.get(name) if isinstance(holder, dict) else 0
        if items is None:
            continue
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise MappingError("schema-shape", {"part": name})
        for item in items:
            _require(item, inner)


def _definitions(item: JsonObject | None) -> Iterator[AttributeDefinition]:
    for raw in (item or {}).get("attributes") or ():
        yield AttributeDefinition(
            str(raw.get("name") or ""),
            str(raw.get("type") or "String"),
            bool(raw.get("required")),
            bool(raw.get("multivalued")),
            bool(raw.get("anchor")),
            bool(raw.get("caseExact")),
            str(raw.get("mutability") or "ReadWrite"),
        )
