"""The portal instructions, from the tutorial data; read on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.core.texts import Texts
    from wizard.journey.machine import Journey
    from wizard.tutorial.model import Edition, Instruction, Tutorial


class TutorialGuide:
    """A guide based on ``wizard.tutorial``, with the portal of the selected cloud.

    Raises:
        WizardError: ``tutorial-unreadable``, on first use.
    """

    def __init__(self, texts: Texts, journey: Journey) -> None:
        self._texts, self._journey = texts, journey
        self._tutorial: Tutorial | None = None

    def instructions(self, step_id: str, edition: Edition, values: Mapping[str, str]) -> Sequence[Instruction]:
        """Return the portal instructions for a step, in order."""
        from wizard.graph.clouds import CLOUDS, GLOBAL, PRACTICE

        if self._tutorial is None:
            from wizard.tutorial.model import Tutorial

            self._tutorial = Tutorial(self._texts)
        chosen = self._journey.answers.cloud
        self._tutorial.practice = chosen == PRACTICE
        self._tutorial.portal = next((cloud for cloud in CLOUDS if cloud.id == chosen), GLOBAL).portal
        return self._tutorial.instructions(step_id, edition, values)
