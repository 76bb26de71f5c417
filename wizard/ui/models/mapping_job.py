"""What the job has of one kind's mapping, and how edited rows differ from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wizard.mapping import AttributeMapping, Schema
from wizard.mapping.checks import difference
from wizard.mapping.schema import ACTIONS, ObjectMapping

if TYPE_CHECKING:
    from wizard.mapping.checks import Change
    from wizard.mapping.schema import ObjectKind
    from wizard.ui.models.mapping_edits import Edits

RowsAnswer = tuple[dict[str, Any], ...] | None


@dataclass
class JobMapping:
    """Read with the job's schema, and read again after each save.

    Args:
        saved: the mapping; ``None`` where the schema has none of the kind, or was not read yet.
        default: the application's own.
        answer: the answer that says the same as ``saved``: what was saved rests on it, so that going back to it must
            not make that stale.
    """

    kind: ObjectKind
    schema: Schema | None = None
    saved: ObjectMapping | None = None
    default: ObjectMapping | None = None
    answer: RowsAnswer = None

    def take(self, schema: Schema, answer: RowsAnswer) -> None:
        """Take what was read; ``answer`` holds the rows as edited."""
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
        """The application's own rows."""
        return self.default.rows if self.default is not None else ()

    @property
    def functions(self) -> frozenset[str]:
        """Functions that only this tenant knows."""
        return self.schema.language.more if self.schema is not None else frozenset()

    def edited(self, edits: Edits) -> ObjectMapping:
        """Return the mapping as it would be saved; there has to be one."""
        assert self.saved is not None
        actions = ACTIONS | self.saved.actions if edits.all_actions else self.saved.actions
        return replace(self.saved, rows=edits.rows, actions=actions)

    def unsaved(self, edits: Edits) -> Sequence[Change]:
        """Return what edits change in what the job has."""
        return difference(self.saved, self.edited(edits)) if self.saved is not None else ()

    def from_default(self, edits: Edits) -> Sequence[Change]:
        """Return how edits differ from the application's own; nothing where that is not known."""
        if self.default is None or self.saved is None:
            return ()
        return difference(self.default, self.edited(edits))

    def switched(self, wanted: bool | None) -> bool:
        """Tell whether the answer switches the mapping on or off, other than it is."""
        return self.saved is not None and wanted not in (None, self.saved.enabled)
