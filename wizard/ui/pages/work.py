"""Running a page's work in the background, and recording the outcome of the step's own work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, TypeVarTuple, Unpack, cast

from wizard.ui.announce import announce

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Progress, Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.model import Outcome, Work
    from wizard.ui.pages.base import Page
    from wizard.ui.shell.runner import Job

T = TypeVar("T")
R = TypeVar("R")
Ts = TypeVarTuple("Ts")


class PageWork(Generic[T]):
    """The work of one page, whose callbacks are called in the GUI thread while the page exists."""

    def __init__(self, page: Page[T]) -> None:
        self._page = page

    def run(
        self,
        fn: Callable[[Task, Unpack[Ts]], R],
        *args: *Ts,
        on_result: Callable[[R], object] | None = None,
        on_error: Callable[[WizardError], object] | None = None,
        on_cancelled: Callable[[], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        on_data: Callable[[list[Any]], object] | None = None,
        busy: str = "",
        key: str = "",
        quiet: bool = False,
        follows: bool = False,
    ) -> Job:
        """Run ``fn(task, *args)`` in the background and return its job.

        Args:
            busy: Text id of a sentence for the bottom bar, shown with Cancel until the work ends; empty for none.
            key: An unfinished earlier job of this page with the same key is abandoned.
            quiet: No user waits for it; such jobs run one after another.
            follows: It processes a typed or selected value and starts by itself, for example when a field loses focus.
                The button press that took the focus away waits for it.
        """
        page, controller = self._page, self._page.context.controller
        job = page.context.runner.submit(
            fn,
            *args,
            on_result=on_result,
            on_error=on_error or page.show_error,
            on_cancelled=on_cancelled,
            on_progress=on_progress,
            on_data=on_data,
            owner=page,
            key=f"{page.step_id}-{key}" if key else "",
            quiet=quiet,
        )
        if follows and job.active:
            controller.follow(job)
        if busy:
            page.problem.hide()
            controller.show_busy(job, busy)
        return job

    def perform(
        self,
        *,
        busy: str = "shell-working",
        on_done: Callable[[Outcome[T]], object] | None = None,
        on_error: Callable[[WizardError], object] | None = None,
        on_cancelled: Callable[[], object] | None = None,
        on_data: Callable[[list[Any]], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        verify: bool = False,
        follows: bool = False,
    ) -> Job:
        """Do the step's work (with ``verify``: only check it) and record its outcome in the journey.

        Raises:
            ValueError: The step has no such work, or the work needs the gate and the gate is not open.
        """
        page, step = self._page, self._page.step
        # The page and the step with the same id use the same outcome type.
        work = cast("Work[T] | None", step.verify if verify else step.perform)
        if work is None:
            raise ValueError(f"step {step.id} has nothing to do")
        if step.gate is not None and not verify and not page.gate.open:
            raise ValueError(f"the work of step {step.id} goes through the gate")
        answers = page.journey.answers
        return self.run(
            _do,
            work,
            page.context.services,
            answers,
            page.context.controller.keeper(),
            on_result=_Recorder(page, answers, on_done, on_cancelled, told=bool(busy)),
            on_error=on_error,
            on_cancelled=on_cancelled,
            on_data=on_data,
            on_progress=on_progress,
            busy=busy,
            follows=follows,
        )


class _Recorder(Generic[T]):
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
            state = self._page.t(f"shell-state-{self._page.journey.state(self._page.step_id)}")
            announce(self._page, self._page.t("shell-step-told", title=self._page.title.text(), state=state))
        if self._then is not None:
            self._then(outcome)


def _do(task: Task, work: Work[T], services: Context, answers: Answers, keep: Callable[..., None]) -> Outcome[T]:
    """Do a step's work; with ``keep``, the work can save answers to disk before it continues."""
    task.keep = keep
    return work(task, services, answers)
