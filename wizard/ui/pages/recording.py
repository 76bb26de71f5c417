"""Running a step's work in the background, and recording its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from wizard.ui.announce import announce

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.model import Outcome, Work
    from wizard.ui.pages.base import Page

T = TypeVar("T")


class Recorder(Generic[T]):
    """Records an outcome with the answers given to the work, then calls the page; announces it if ``told``.

    An outcome that arrives after another setup or support file was opened is dropped and treated as canceled.
    """

    def __init__(
        self,
        page: Page[T],
        answers: Answers,
        then: Callable[[Outcome[T]], object] | None,
        gone: Callable[[], object] | None,
        *,
        told: bool,
    ) -> None:
        self._page, self._answers, self._then, self._gone, self._told = page, answers, then, gone, told
        self._opened = page.context.controller.opened

    def __call__(self, outcome: Outcome[T]) -> None:
        if self._page.context.controller.opened != self._opened:
            if self._gone is not None:
                self._gone()
            return
        self._page.journey.record(self._page.step_id, outcome, self._answers)
        self._page.took(outcome)
        if self._told:
            state = self._page.t(f"shell-state-{self._page.journey.settled(self._page.step_id)}")
            announce(self._page, self._page.t("shell-step-told", title=self._page.title.text(), state=state))
        if self._then is not None:
            self._then(outcome)


def do(task: Task, work: Work[T], services: Context, answers: Answers, keep: Callable[..., None]) -> Outcome[T]:
    """Do a step's work; with ``keep``, the work can save answers to disk before it continues."""
    task.keep = keep
    return work(task, services, answers)
