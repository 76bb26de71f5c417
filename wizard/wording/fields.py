"""The label, the choices and the help of a step's field; window, terminal and answers file say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.journey.model import Field, Step


def field_key(step: Step, field: Field) -> str:
    """Return the text id of a field's label."""
    return f"{step.id}-field-{field.key}"


def choice_key(key: str, choice: str) -> str:
    """Return the text id of a choice of the field with this label."""
    return f"{key}-{choice.replace('_', '-')}"


def choice_help(key: str, choice: str, texts: Texts) -> str:
    """Return the help that a choice has of its own, such as what it leads to; empty if it has none."""
    own = f"{choice_key(key, choice)}.help"
    return texts.get(own) if texts.has(own) else ""


def field_help(key: str, texts: Texts) -> str:
    """Return the help of the field with this label; empty if it has none."""
    return texts.get(f"{key}.help") if texts.has(f"{key}.help") else ""
