"""Microsoft's tutorial as data: its steps, which of them are out of date, and the portal instructions."""

from wizard.tutorial.model import Instruction, PortalLine, Tutorial, TutorialStep

__all__ = ["Instruction", "PortalLine", "Tutorial", "TutorialStep"]
