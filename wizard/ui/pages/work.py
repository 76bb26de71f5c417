"""Running a page's work in the background, and recording the outcome of the step's own work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, TypeVarTuple, Unpack, cast

from wizard.ui.announce import announce
from wizard.ui.shell.runner import Callbacks

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.model import Outcome, Work
    from wizard.ui.pages.base import Page
    from wizard.ui.shell.runner import Job

T = TypeVar("T")
R = TypeVar("R")
Ts = TypeVarTuple("Ts")


class How(Callbacks[R], Generic[R], total=False):
    """The options of :meth:`PageWork.run`."""

    on_stopped: Callable[[], object] | None
    busy: str
    key: str
    quiet: bool
    follows: bool


class PageWork(Generic[T]):
    """The work of one page, whose callbacks are called in the GUI thread while the page exists."""

    def __init__(self, page: Page[T]) -> None:
        self._page = page

    def run(
        self,
        fn: Callable[[Task, Unpack[Ts]], R],
        *args: *Ts,
        on_stopped: Callable[[], object] | None = None,
        busy: str = "",
        key: str = "",
        quiet: bool = False,
        follows: bool = False,
        **then: Unpack[Callbacks[R]],
    ) -> Job:
        """Run ``fn(task, *args)`` in the background and return its job.

        Args:
            on_stopped: Called if the work was canceled, or failed without ``on_error``; then the page shows the error.
            busy: Text id of a sentence for the bottom bar, shown with Cancel until the work ends; empty for none.
            key: An unfinished earlier job of this page with the same key is abandoned.
            quiet: No user waits for it; such jobs run one after another.
            follows: It processes a typed or selected value and starts by itself, for example when a field loses focus.
                The button press that took the focus away waits for it.
        """
        page, controller = self._page, self._page.context.controller

        def failed(error: WizardError) -> None:
            if on_stopped is not None:
                on_stopped()
            page.show_error(error)

        then["on_error"] = then.get("on_error") or failed
        then["on_cancelled"] = then.get("on_cancelled") or on_stopped
        name = f"{page.step_id}-{key}" if key else ""
        job = page.context.runner.submit(fn, *args, owner=page, key=name, quiet=quiet, **then)
        if follows and job.active:
            controller.waiting.follow(job)
        if busy:
            page.problem.hide()
            controller.waiting.show_busy(job, busy)
        return job

    def run_step(self, fn: Callable[[Task, Context, Answers, Unpack[Ts]], R], *args: *Ts, **how: Unpack[How[R]]) -> Job:
        """Run ``fn(task, services, answers, *args)`` with the current answers; see :meth:`run`."""
        return self.run(fn, self._page.context.services, self._page.journey.answers, *args, **how)

    def perform(
        self,
        *,
        busy: str = "shell-working",
        on_done: Callable[[Outcome[T]], object] | None = None,
        on_error: Callable[[WizardError], object] | None = None,
        on_stopped: Callable[[], object] | None = None,
        on_data: Callable[[list[Any]], object] | None = None,
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
            page.context.controller.saving.keeper(),
            on_result=_Recorder(page, answers, on_done, on_stopped, told=bool(busy)),
            on_error=on_error,
            on_stopped=on_stopped,
            on_data=on_data,
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
