"""What a recording is made of, and where in the corpus each answer belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

VERSION: Final = 1
"""Of ``recording.json``."""

INDEX: Final = "recording"
"""Name of the document that tells what was and was not tried."""

Outcome = Literal["answered", "refused", "failed", "not-asked"]
"""``refused``: the service answered with an error, which is kept. ``failed``: no usable answer came."""


LACKS: Final = frozenset({"no-application", "no-job", "nobody", "no-permission", "choice"})
"""Why something could not be asked although nothing failed."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one kind of request.

    ``reason``: the code of an error, one of :data:`LACKS`, or ``cancelled``.
    ``status`` is the last HTTP status, 0 without one. ``files`` are the names of the answers that were kept.
    """

    call: str
    outcome: Outcome
    reason: str = ""
    status: int = 0
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One request with its answer. ``place`` is the folder in the corpus, such as ``graph/users-list``."""

    call: str
    place: str
    about: str
    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: Any
    status: int
    headers: Mapping[str, str]
    body: Any
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that was recorded, under its real names. ``made`` is ISO 8601 in UTC, ``cloud`` a cloud's id."""

    made: str
    program: str
    cloud: str
    pieces: tuple[Piece, ...] = field(repr=False)
    tried: tuple[Tried, ...]

    @property
    def complete(self) -> bool:
        """Whether everything that could be asked got an answer, be it a refusal."""
        return all(one.outcome in {"answered", "refused"} or one.reason in LACKS for one in self.tried)
