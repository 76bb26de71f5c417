"""The rows of a mapping: which attribute of the target gets which value, and what the schema says about attributes."""

from __future__ import annotations

import copy
from collections.abc import Container
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from wizard.core.errors import MappingError
from wizard.core.json_types import JsonObject
from wizard.mapping.expression import parse
from wizard.mapping.filters import ScopingFilter
from wizard.mapping.trees import require_source, source_tree, tree_text

ObjectKind = Literal["User", "Group"]
KINDS: tuple[ObjectKind, ...] = get_args(ObjectKind)

MappingType = Literal["Direct", "Constant", "Expression", "None"]

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
    def named(self) -> dict[str, AttributeMapping]:
        """The rows by target; a second row of the same target has the suffix `` (2)``."""
        found: dict[str, AttributeMapping] = {}
        for row in self.rows:
            name, number = row.target, 2
            while name in found:
                name, number = f"{row.target} ({number})", number + 1
            found[name] = row
        return found

    @property
    def matching(self) -> tuple[AttributeMapping, ...]:
        """The matching rows, in order of precedence."""
        return tuple(sorted((row for row in self.rows if row.matching > 0), key=lambda row: row.matching))
