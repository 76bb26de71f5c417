"""Saving and opening setups, for the runner's threads."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.core.errors import WizardError
from wizard.journey.machine import SavedSetup
from wizard.journey.steps import START, TURNON, WATCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.tasks import Task
    from wizard.journey.claims import Claims
    from wizard.journey.machine import Snapshot
    from wizard.journey.setups import SetupStore


@dataclass(slots=True)
class Keep:
    """Answers that a worker needs on disk before it continues."""

    setup_id: str
    answers: dict[str, object]
    done: threading.Event = field(default_factory=threading.Event)
    error: WizardError | None = None


def finished(snapshot: Snapshot) -> bool:
    """Return whether a setup is at the last step with provisioning turned on, so that it opens on its health page."""
    return place(snapshot) == WATCH.id and TURNON.id in snapshot.results


def place(snapshot: Snapshot) -> str:
    """Return the step at which a saved setup continues: not on the first page, where it may have been left."""
    return snapshot.reached if snapshot.current == START.id else snapshot.current


def save_setup(
    task: Task, setups: Callable[[], SetupStore], claims: Claims, setup: SavedSetup | None, parted: set[str]
) -> None:
    """Save one setup, and release the claims on setups that are no longer open."""
    store = setups()
    if parted:
        claims.release(*parted)
    if setup is not None:
        claims.take(store.folder, setup.id)
        store.save(setup)


def take_setup(task: Task, setups: Callable[[], SetupStore], claims: Claims, setup_id: str) -> SavedSetup:
    """Open a saved setup for writing, and return its current content.

    Raises:
        SavedSetupError: ``setup-in-use``, or it cannot be read.
    """
    store = setups()
    claims.take(store.folder, setup_id)
    try:
        return store.load(setup_id)
    except WizardError:
        claims.release(setup_id)
        raise
