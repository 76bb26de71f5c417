"""Opening a support file in the wizard: the journey as the customer left it, on answers from the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wizard.core.errors import SupportFileError
from wizard.journey.answers import Answers
from wizard.journey.machine import Snapshot
from wizard.support_file.archive import read
from wizard.support_file.model import Case
from wizard.support_file.recorded import TOKEN, OpenCase

if TYPE_CHECKING:
    from wizard.journey.context import Context

REFERENCE = "recorded"
"""Under which the answers name the token that is not there."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A support file, ready to be shown. ``path`` is where it was read from."""

    case: OpenCase
    snapshot: Snapshot
    path: Path


def open_file(path: Path, checkpoint: Callable[[], object] = lambda: None) -> Opened:
    """Read a support file of a setup; raises as ``archive.read`` and :func:`open_case` do."""
    return open_case(read(path, checkpoint), path)


def open_case(case: Case, path: Path) -> Opened:
    """Return a case ready to be shown.

    Raises:
        SupportFileError: ``support-is-proposal``: it is the answer to a support file.
    """
    if case.setup is None:
        raise SupportFileError("support-is-proposal", {"file": path.name})
    return Opened(OpenCase(case), snapshot_of(case), path)


def snapshot_of(case: Case) -> Snapshot:
    """Return where the customer was, with answers and results."""
    assert case.setup is not None
    answers = msgspec.convert(case.setup.answers, Answers)
    return Snapshot(case.setup.current, case.setup.reached, answers, dict(case.setup.results))


def enter(context: Context, opened: Opened) -> None:
    """Let the context read from the file from now on; a practice company that runs is stopped."""
    if context.practice is not None:
        context.close()
    context.memory.save(REFERENCE, TOKEN)
    context.open_case(opened.case)
