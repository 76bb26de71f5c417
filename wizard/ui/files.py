"""Saving a file that the person asked for, in the background."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wizard.core.errors import SavedSetupError

if TYPE_CHECKING:
    from wizard.core.tasks import Task


def save_text(_task: Task, path: Path, text: str, encoding: str = "utf-8") -> str:
    """Write a text file as it is and return its name.

    Raises:
        SavedSetupError: ``file-not-written``.
    """
    try:
        path.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SavedSetupError("file-not-written", {"file": str(path), "reason": reason}, cause=error) from error
    return str(path)
