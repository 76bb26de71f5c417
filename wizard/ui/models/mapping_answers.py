"""The answers of a mapping step: the edited rows, and whether create, update and delete are turned on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.mapping import AttributeMapping
from wizard.ui.models.mapping_edits import Edits

if TYPE_CHECKING:
    from wizard.journey.machine import Journey
    from wizard.ui.models.mapping_job import JobMapping, RowsAnswer


@dataclass(frozen=True, slots=True)
class MappingAnswers:
    """The answers of one step; ``rows_name`` and ``actions_name`` are their names."""

    journey: Journey
    step_id: str
    rows_name: str
    actions_name: str

    @property
    def rows(self) -> RowsAnswer:
        """The rows as answered; ``None`` for those that the job has."""
        answer: RowsAnswer = getattr(self.journey.answers, self.rows_name)
        return answer

    @property
    def were_saved(self) -> bool:
        """Whether Entra was given exactly these answers; a difference now means a later change in the portal."""
        return self.journey.was_saved(self.step_id)

    def forget(self) -> None:
        """Keep what the job has."""
        self.journey.answer(**{self.rows_name: None, self.actions_name: False})

    def keep(self, edits: Edits, job: JobMapping) -> None:
        """Save edited rows as the answer."""
        value = job.answer if edits.rows == job.rows else tuple(row.to_json() for row in edits.rows)
        self.journey.answer(**{self.rows_name: value, self.actions_name: edits.all_actions})

    def edits(self, job: JobMapping) -> Edits:
        """Return the rows of the current answers, or those that the job has, without anything edited."""
        answered = self.rows
        rows = job.rows if answered is None else tuple(AttributeMapping.from_json(row) for row in answered)
        actions: bool = getattr(self.journey.answers, self.actions_name)
        return Edits().only(rows, all_actions=actions)
