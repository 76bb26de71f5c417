"""All writes pass here: each belongs to a change that was declared and recorded before the write is sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.core.errors import WizardError
from wizard.core.json_types import JsonObject

if TYPE_CHECKING:
    from wizard.history.model import Change
    from wizard.history.recorder import Journal


@dataclass(slots=True)
class Made:
    """The result of a change.

    Args:
        result: data stored from the response, such as ids of created objects.
        unsure: whether something may have been done: a request was sent, and no response said "not done".
    """

    result: JsonObject = field(default_factory=dict)
    unsure: bool = False
    _before: bool = False

    def sending(self) -> None:
        """Note that a request is being sent."""
        self._before, self.unsure = self.unsure, True

    def unclear(self) -> None:
        """Note that an attempt that is repeated may have been carried out; a later refusal does not change that."""
        self._before = True

    def not_done(self) -> None:
        """Note that the last request did nothing."""
        self.unsure = self._before


class Writings:
    """The changes that this client has declared. Thread-safe: a declaration applies to its own thread.

    Args:
        journal: returns the journal of the open setup, ``None`` where nothing is recorded.
    """

    def __init__(self, journal: Callable[[], Journal | None] = lambda: None) -> None:
        self._journal = journal
        self._local = threading.local()

    @property
    def noted(self) -> bool:
        """Whether changes are recorded, so that the state before has to be read."""
        return self._journal() is not None

    @contextmanager
    def declare(self, change: Change) -> Iterator[Made]:
        """Record a change, run its writes, and record its outcome.

        If it is unknown whether it was made, no outcome is recorded; it is settled later by reading Entra.

        Raises:
            SavedSetupError: it could not be recorded, so nothing was sent.
        """
        journal = self._journal()
        number = journal.intend(change) if journal is not None else 0
        made = Made()
        frames: list[Made] = self._frames()
        frames.append(made)
        try:
            yield made
        except BaseException as error:
            if journal is not None and not made.unsure:
                code = error.code if isinstance(error, WizardError) else type(error).__name__
                journal.tell(number, "refused", error=code)
            raise
        else:
            if journal is not None:
                journal.tell(number, "done", result=made.result)
        finally:
            frames.pop()

    def current(self, what: str) -> Made:
        """Return the declared change that a write belongs to.

        Raises:
            TypeError: no change was declared; ``what`` names the write.
        """
        frames = self._frames()
        if not frames:
            raise TypeError(f"{what} changes something, and no change was declared")
        return frames[-1]

    def _frames(self) -> list[Made]:
        if not hasattr(self._local, "frames"):
            self._local.frames = []
        frames: list[Made] = self._local.frames
        return frames
