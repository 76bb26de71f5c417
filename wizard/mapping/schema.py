"""The synchronizationSchema JSON, kept as it was read: parts that this program does not know survive every edit.

Structure: Microsoft Graph's ``synchronizationSchema`` and the types below it. A gallery application may have one rule
with both object mappings or one rule each, so mappings are found by their object, and directories by role, never by
name.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from wizard.core.errors import MappingError
from wizard.core.json_types import JsonObject
from wizard.mapping.expression import parse
from wizard.mapping.filters import ScopingFilter
from wizard.mapping.language import OWN, Language
from wizard.mapping.powershell import from_powershell
from wizard.mapping.trees import require_source, source_tree, tree_text

ObjectKind = Literal["User", "Group"]
MappingType = Literal["Direct", "Constant", "Expression", "None"]

MAX_TEXT = 20_000_000
"""Maximum characters of a schema's text; this program's own limit. The largest known schemas have some 100,000."""

ACTIONS = frozenset({"Add", "Update", "Delete"})
"""The operations that a mapping may allow (``flowTypes``)."""

ALWAYS = "Always"
ON_CREATE = "ObjectAddOnly"


@dataclass(frozen=True, slots=True)
class AttributeDefinition:
    """An attribute of a directory's object (``attributeDefinition``)."""

    name: str
    type: str = "String"
    required: bool = False
    multivalued: bool = False
    anchor: bool = False
    case_exact: bool = False
    mutability: str = "ReadWrite"


@dataclass(frozen=True, slots=True)
class AttributeMapping:
    """One row (``attributeMapping``).

    ``source`` is the ``attributeMappingSource`` tree, ``None`` for the portal's type *None*. ``matching`` is the
    matching precedence, 0 for a row that does not match. ``raw`` is the row as it was read.
    """

    target: str
    source: JsonObject | None
    default: str | None = None
    matching: int = 0
    flow: str = ALWAYS
    raw: JsonObject = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_json(cls, raw: JsonObject) -> AttributeMapping:
        """Read a row.

        Raises:
            MappingError: ``schema-shape``: it is not an attribute mapping.
        """
        target = raw.get("targetAttributeName")
        source = raw.get("source")
        if not isinstance(target, str):
            raise MappingError("schema-shape", {"part": "attributeMapping"})
        require_source(source)
        precedence = raw.get("matchingPriority")
        default = raw.get("defaultValue")
        return cls(
            target,
            source,
            default if isinstance(default, str) and default else None,
            precedence if isinstance(precedence, int) else 0,
            str(raw.get("flowType") or ALWAYS),
            raw,
        )

    @classmethod
    def make(
        cls, target: str, expression: str, *, default: str | None = None, matching: int = 0, flow: str = ALWAYS
    ) -> AttributeMapping:
        """Return a new row whose source is given as text: ``[mail]``, ``"NO"`` or a function call.

        Raises:
            ExpressionError: the text is not valid.
        """
        return cls(target, source_tree(parse(expression)), default, matching, flow)

    def to_json(self) -> JsonObject:
        """Return the row's JSON: what was read, with the changes applied; a new row is written in full."""
        fields: JsonObject = {
            "targetAttributeName": self.target,
            "source": copy.deepcopy(self.source),
            "defaultValue": self.default,
            "matchingPriority": self.matching,
            "flowType": self.flow,
        }
        if not self.raw:
            return {"exportMissingReferences": False, "flowBehavior": "FlowWhenChanged", **fields}
        was = AttributeMapping.from_json(self.raw)
        read = (was.target, was.source, was.default, was.matching, was.flow)
        changed = {name: value for (name, value), old in zip(fields.items(), read, strict=True) if value != old}
        return {**copy.deepcopy(self.raw), **changed}

    @property
    def expression(self) -> str:
        """The source as text; empty for type *None*."""
        if self.source is None:
            return ""
        text = self.source.get("expression")
        return text if isinstance(text, str) and text else tree_text(self.source)

    @property
    def type(self) -> MappingType:
        """The type as the portal names it."""
        kinds: dict[str, MappingType] = {"Attribute": "Direct", "Constant": "Constant", "Function": "Expression"}
        return "None" if self.source is None else kinds.get(str(self.source.get("type")), "Expression")

    def with_expression(self, text: str, more: Container[str] = ()) -> AttributeMapping:
        """Return the row with another source; ``more`` are functions that only the tenant supports.

        Raises:
            ExpressionError: the text is not valid.
        """
        return replace(self, source=source_tree(parse(text, more)) if text.strip() else None)


@dataclass(frozen=True, slots=True)
class ObjectMapping:
    """The mapping of one kind of object (``objectMapping``)."""

    kind: ObjectKind
    name: str
    target_object: str
    enabled: bool
    actions: frozenset[str]
    rows: tuple[AttributeMapping, ...]
    scope: ScopingFilter

    @property
    def matching(self) -> tuple[AttributeMapping, ...]:
        """The matching rows, in order of precedence."""
        return tuple(sorted((row for row in self.rows if row.matching > 0), key=lambda row: row.matching))


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

    def has(self, kind: ObjectKind) -> bool:
        """Return whether there is a mapping for this kind of object."""
        return self._find(self.raw, kind) is not None

    def mapping(self, kind: ObjectKind) -> ObjectMapping:
        """Return the mapping of users or groups.

        Raises:
            MappingError: ``schema-no-mapping``; ``schema-shape``.
        """
        found = self._find(self.raw, kind)
        if found is None:
            raise MappingError("schema-no-mapping", {"kind": kind})
        raw = found[1]
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
        found = self._find(self.raw, kind)
        if found is None:
            raise MappingError("schema-no-mapping", {"kind": kind})
        return str(found[0].get("id") or "")

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
        found = self._find(raw, kind)
        if found is None:
            raise MappingError("schema-no-mapping", {"kind": kind})
        mapping = found[1]
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
        for side in ("source", "target"):
            directory, wanted = rule.get(f"{side}DirectoryName"), str(mapping.get(f"{side}ObjectName"))
            if not isinstance(directory, str) or not directory:
                continue  # see unnamed()
            if directory not in known:
                names.append(directory)
            elif wanted not in self._objects(directory):
                names.append(wanted)
        return tuple(names)

    def unnamed(self, kind: ObjectKind) -> tuple[Literal["source", "target"], ...]:
        """Return the sides whose directory the mapping's rule does not name."""
        found = self._find(self.raw, kind)
        sides: tuple[Literal["source", "target"], ...] = ("source", "target")
        return tuple(side for side in sides if found is not None and not found[0].get(f"{side}DirectoryName"))

    def source_attributes(self, kind: ObjectKind) -> tuple[AttributeDefinition, ...]:
        """Return the attributes that can be mapped from; the rule names the source directory."""
        found = self._find(self.raw, kind)
        if found is None:
            return ()
        rule, mapping = found
        return tuple(_definitions(self._objects(str(rule.get("sourceDirectoryName"))).get(mapping["sourceObjectName"])))

    def target_attributes(self, kind: ObjectKind) -> tuple[AttributeDefinition, ...]:
        """Return the attributes that can be mapped to."""
        found = self._find(self.raw, kind)
        if found is None:
            return ()
        rule, mapping = found
        return tuple(_definitions(self._objects(str(rule.get("targetDirectoryName"))).get(mapping["targetObjectName"])))


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
