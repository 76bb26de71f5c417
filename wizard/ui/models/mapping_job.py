"""The job's mapping of one kind, and how edited rows differ from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.core.json_types import JsonObject
from wizard.mapping import AttributeMapping, Schema
from wizard.mapping.attribute_mapping import ObjectMapping
from wizard.mapping.checks import difference
from wizard.mapping.schema import ACTIONS

if TYPE_CHECKING:
    from wizard.mapping.attribute_mapping import ObjectKind
    from wizard.mapping.checks import Change
    from wizard.ui.models.mapping_edits import Edits

RowsAnswer = tuple[JsonObject, ...] | None


@dataclass
class JobMapping:
    """The job's mapping, read with its schema and again after each save.

    Args:
        saved: the mapping; ``None`` if the schema has none of this kind, or was not read yet.
        default: the application's default mapping.
        answer: the answer that is equivalent to ``saved``: the saved result rests on it, so going back to these rows
            must not make it stale.
    """

    kind: ObjectKind
    schema: Schema | None = None
    saved: ObjectMapping | None = None
    default: ObjectMapping | None = None
    answer: RowsAnswer = None

    def take(self, schema: Schema, answer: RowsAnswer) -> None:
        """Store the schema that was read; ``answer`` holds the edited rows."""
        self.schema = schema
        self.saved = schema.mapping(self.kind) if schema.has(self.kind) else None
        held = tuple(AttributeMapping.from_json(row) for row in answer or ())
        same = self.saved is not None and not difference(self.saved, replace(self.saved, rows=held))
        self.answer = answer if answer is not None and same else None

    @property
    def rows(self) -> tuple[AttributeMapping, ...]:
        return self.saved.rows if self.saved is not None else ()

    @property
    def default_rows(self) -> Sequence[AttributeMapping]:
        """The rows of the application's default mapping."""
        return self.default.rows if self.default is not None else ()

    @property
    def functions(self) -> frozenset[str]:
        """Functions that only this tenant knows."""
        return self.schema.language.more if self.schema is not None else frozenset()

    def edited(self, edits: Edits) -> ObjectMapping:
        """Return the mapping as it would be saved; requires that it has been read."""
        assert self.saved is not None
        actions = ACTIONS | self.saved.actions if edits.all_actions else self.saved.actions
        return replace(self.saved, rows=edits.rows, actions=actions)

    def unsaved(self, edits: Edits) -> Sequence[Change]:
        """Return the changes of the edits compared with the job's mapping."""
        return difference(self.saved, self.edited(edits)) if self.saved is not None else ()

    def from_default(self, edits: Edits) -> Sequence[Change]:
        """Return the differences between the edits and the default mapping; empty if it is not known."""
        if self.default is None or self.saved is None:
            return ()
        return difference(self.default, self.edited(edits))

    def switched(self, wanted: bool | None) -> bool:
        """Return whether the answer turns the mapping on or off, compared with its current state."""
        return self.saved is not None and wanted not in (None, self.saved.enabled)
