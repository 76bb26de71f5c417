"""The portal's instructions, from the tutorial data; read when they are first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.texts import Texts
    from wizard.tutorial.model import Edition, Instruction, Tutorial


class TutorialGuide:
    """A guide over ``wizard.tutorial``.

    Raises:
        WizardError: ``tutorial-unreadable``, when it is first asked.
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._tutorial: Tutorial | None = None

    def instructions(self, step_id: str, edition: Edition, values: Mapping[str, str]) -> Sequence[Instruction]:
        """Return what to do in the portal for a step, in order."""
        if self._tutorial is None:
            from wizard.tutorial.model import Tutorial

            self._tutorial = Tutorial(self._texts)
        return self._tutorial.instructions(step_id, edition, values)
