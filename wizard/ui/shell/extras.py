"""Pages beside the twelve steps, shown in the rail below them once a setup has content for them.

A page is ``wizard/ui/pages/<id>.py`` with a ``StepPage`` like a step's, derived from :class:`ExtraPage`; its title and
lead are ``step-<id>-title`` and ``step-<id>-lead``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from PySide6.QtCore import QObject, Signal

from wizard.journey.steps import TURNON
from wizard.ui.pages.base import Page
from wizard.ui.timers import Later

if TYPE_CHECKING:
    from wizard.core.tasks import Task
    from wizard.journey.context import Context
    from wizard.journey.machine import Snapshot
    from wizard.ui.shell.context import UiContext


class Extra(NamedTuple):
    """A page beside the steps.

    Args:
        id: Name of the page's module.
        icon: A name of ``wizard.ui.icons``.
        offered: Returns whether the page has content for the open setup; runs in a worker.
    """

    id: str
    icon: str
    offered: Callable[[Context, Snapshot], bool]


def _health(context: Context, snapshot: Snapshot) -> bool:
    """Return whether provisioning was turned on, so that its health can be shown."""
    result = snapshot.results.get(TURNON.id)
    if result is None or result.lapsed == "practice-new":
        return False
    return context.case is None or context.case.has_job


def _has_history(services: Context, _snapshot: Snapshot) -> bool:
    return services.has_history


EXTRAS: tuple[Extra, ...] = (
    Extra("health", "health", _health),
    Extra("history", "history", _has_history),
)
"""In the order of the rail."""


class ExtraPage(Page[None]):
    """A page without a step: nothing is recorded for it, and the bar has neither Back nor Next."""

    has_show_me: ClassVar[bool] = False

    def can_next(self) -> bool:
        return False

    def enter(self) -> None:
        """Do nothing: there is no step with fields."""

    def complete(self) -> None:
        """Add nothing; see :meth:`enter`."""


class Offers(QObject):
    """Finds out in the background which of these pages are available; ``changed`` carries their ids.

    Args:
        prepare: does a part of the work before a page can be shown; returns whether nothing was left to do. A setup
            that opens on one of these pages shows it after that: all of it in one turn would block the window.
    """

    changed = Signal(tuple)

    def __init__(self, context: UiContext, prepare: Callable[[str], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._prepare = prepare
        self._ids: tuple[str, ...] = ()
        self._soon = Later(self, self._tell)
        self._asked: object = None
        controller = context.controller
        controller.setup_changed.connect(self.look)
        controller.journey_changed.connect(self.look)
        controller.history_changed.connect(self.look_again)

    def look(self) -> None:
        """Check again if another setup is open or a step has a new result."""
        controller, snapshot = self._context.controller, self._context.journey.snapshot
        results = tuple((name, result.at) for name, result in sorted(snapshot.results.items()))
        asked = (controller.setup_id, controller.case, controller.trying, results)
        if asked != self._asked:
            self._asked = asked
            self.look_again()

    def look_again(self) -> None:
        """Check now."""
        self._soon.stop()  # what it would tell belongs to what was open before
        context = self._context
        if not context.controller.setup_id and context.controller.case is None:
            self.changed.emit(())
            return
        context.runner.submit(_offered, context.services, context.journey.snapshot, on_result=self._found, key="extras")

    def _found(self, ids: tuple[str, ...]) -> None:
        self._ids = ids
        self._tell()

    def _tell(self) -> None:
        controller = self._context.controller
        ids = self._ids if controller.setup_id or controller.case is not None else ()
        if controller.landing in ids and not self._prepare(controller.landing):
            self._soon.start(0)
            return
        self._soon.stop()
        self.changed.emit(ids)


def _offered(_task: Task, services: Context, snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(extra.id for extra in EXTRAS if extra.offered(services, snapshot))
