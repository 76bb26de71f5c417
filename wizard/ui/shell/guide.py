"""The portal's instructions, from the tutorial data; read when they are first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.core.texts import Texts
    from wizard.journey.machine import Journey
    from wizard.tutorial.model import Edition, Instruction, Tutorial


class TutorialGuide:
    """A guide over ``wizard.tutorial``, with the portal of the cloud that was chosen.

    Raises:
        WizardError: ``tutorial-unreadable``, when it is first asked.
    """

    def __init__(self, texts: Texts, journey: Journey) -> None:
        self._texts, self._journey = texts, journey
        self._tutorial: Tutorial | None = None

    def instructions(self, step_id: str, edition: Edition, values: Mapping[str, str]) -> Sequence[Instruction]:
        """Return what to do in the portal for a step, in order."""
        from wizard.graph.clouds import CLOUDS, GLOBAL, PRACTICE

        if self._tutorial is None:
            from wizard.tutorial.model import Tutorial

            self._tutorial = Tutorial(self._texts)
        chosen = self._journey.answers.cloud
        self._tutorial.practice = chosen == PRACTICE
        self._tutorial.portal = next((cloud for cloud in CLOUDS if cloud.id == chosen), GLOBAL).portal
        return self._tutorial.instructions(step_id, edition, values)
