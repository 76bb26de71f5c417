"""What the areas of the Graph client have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.graph.calls import Calls


class Area:
    """Base class of the calls on one part of Graph. The areas of a client share what sends, waits and records."""

    def __init__(self, calls: Calls) -> None:
        self._calls, self._settling = calls, calls.settling
