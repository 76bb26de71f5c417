"""Microsoft's tutorial as data: its steps, where they are out of date, and the portal's instructions."""

from wizard.tutorial.model import Instruction, PortalLine, Tutorial, TutorialStep

__all__ = ["Instruction", "PortalLine", "Tutorial", "TutorialStep"]
