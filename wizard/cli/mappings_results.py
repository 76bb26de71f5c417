"""What an expression gave, for the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.core.texts import Texts
from wizard.mapping.expression import Flow, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.mapping.expression import Result


DROPPED = {"__dropped__": True}


def plain(result: Result) -> str | list[str] | Mapping[str, object]:
    """Return a result in the cases' format: text, list of texts, or a marker; no value is empty text."""
    if isinstance(result, Flow):
        return DROPPED if result is Flow.DROPPED else {"__marker__": result.value}
    return list(result) if isinstance(result, tuple) else as_text(result)


def shown(result: Result, texts: Texts) -> str:
    """Return a result as the terminal shows it."""
    if result is None:
        return texts.get("cli-mappings-nothing")
    if isinstance(result, Flow):
        return texts.get("cli-mappings-dropped")
    return "\n".join(result) if isinstance(result, tuple) else as_text(result)
