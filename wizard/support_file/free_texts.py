"""Documents whose texts may name anything, with replacements wherever a known name stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import msgspec

from wizard.core.checkpoints import Checkpoint, with_checkpoints
from wizard.support_file.model import Changes
from wizard.support_file.standins import StandIns

T = TypeVar("T")
_OF_FORMAT = frozenset({"is", "kind", "part", "outcome", "at", "error"})
"""Members of the journal's notes that hold words of its format."""


class FreeTexts:
    """Replaces names in free texts, in documents of any form.

    Args:
        standins: with the file's key.
        checkpoint: called now and then; may raise to stop.
    """

    def __init__(self, standins: StandIns, checkpoint: Checkpoint) -> None:
        self._standins = standins
        self._checkpoint = checkpoint

    def anything(self, value: T) -> T:
        """Return a document, or a part of one, with all its texts as free texts."""
        return self._anything(value)  # type: ignore[no-any-return]

    def _anything(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._standins.text(value)
        if isinstance(value, msgspec.Struct):
            self._checkpoint()
            changed = {name: self._anything(getattr(value, name)) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **changed)
        if is_dataclass(value) and not isinstance(value, type):
            self._checkpoint()
            return replace(value, **{one.name: self._anything(getattr(value, one.name)) for one in fields(value)})
        if isinstance(value, Mapping):
            return {self._standins.text(key): self._anything(item) for key, item in value.items()}
        if isinstance(value, tuple):
            return tuple(map(self._anything, value))
        if isinstance(value, list):
            return list(map(self._anything, value))
        return value

    def history(self, history: Changes | None) -> Changes | None:
        """Return the journal's notes; words of the format stay as they are."""
        if history is None:
            return None
        notes = tuple(
            {name: value if name in _OF_FORMAT else self._noted(value) for name, value in note.items()}
            for note in with_checkpoints(history.notes, self._checkpoint, 50)
        )
        return msgspec.structs.replace(history, notes=notes)

    def _noted(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._noted(one) for one in value]
        if isinstance(value, Mapping):
            return {name: one if name in _OF_FORMAT else self._anything(one) for name, one in value.items()}
        return self._anything(value)
