"""How to write a page.

A page is one module ``wizard/ui/pages/<step id>.py`` with a class ``StepPage(Page)``; the window imports it when the
step is first entered. Title and lead come from ``step-<id>-title`` and ``step-<id>-lead``; the page's other words stand
in ``resources/locales/en/<id>.ftl``. The journey holds the answers, the page only shows and changes them::

    class StepPage(Page):
        step_id = "credentials"
        performs_on_next = False            # True: Next does step.perform first, then goes on

        def __init__(self, context: UiContext) -> None:
            super().__init__(context)
            self.test = button(self.t("credentials-test"), self.start_test, name="testConnection")
            self.checks = StatusList(name="checks")
            card = Card(self.t("credentials-test-title"), name="testCard")
            card.add_to_head(self.test)
            card.add_flush(self.checks)
            self.body.addWidget(self.form.field("tenant_url").box)     # from Step.fields; saves what is given by itself
            add(self.body, *self.form.rest(), card, SPACE)      # or give a table stretch 1 to fill the page

        def enter(self) -> None:            # shown, or shown again, or another setup was opened
            super().enter()

        def start_test(self) -> None:       # step.perform in the background, then journey.record, then the callback
            self.perform(busy="credentials-testing", on_done=self.tested, on_data=self.show_checks)

        def show_checks(self, items: list[Any]) -> None: ...    # what the work reports with task.report(data=...)
        def tested(self, outcome: Outcome) -> None: ...         # already recorded; errors show in self.problem

        def can_next(self) -> bool:         # default: the step is optional, or has a result that is not stale
            return super().can_next()

Work that is not the step's own runs with ``self.run(fn, *args, on_result=...)`` where ``fn(task, *args)`` gets a
``wizard.core.tasks.Task``; never touch network, key store or disk elsewhere, and no widgets in ``fn``. An error
without an ``on_error`` shows in the page's problem banner, with why and what to do next.
``self.run(..., key="search")`` replaces an earlier job of the same key: use it for work that follows typing. Callbacks
must be methods of the page.

*Show me*: unless ``has_show_me`` is False, the bottom bar offers "Show the portal steps"; the base class builds that
side from the tutorial data of the step (with ``self.portal_values()`` for values to copy), with "I have done this",
and with "Check" where ``step.verify`` exists. ``self.body`` is the *for me* side and is hidden meanwhile.

``self.bar_actions()`` may return extra ``LinkButton``s for the left of the bottom bar ("Export as CSV").
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar, cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from wizard.ui.layout import column, holder
from wizard.ui.pages.recording import Recorder, do
from wizard.ui.pages.remedies import Remedies
from wizard.ui.theme import px
from wizard.ui.widgets.basic import EmptyState, label
from wizard.ui.widgets.problem import ProblemBanner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Progress, Task
    from wizard.journey.model import Outcome, Step, Work
    from wizard.tutorial.model import Edition, Instruction
    from wizard.ui.forms import Form
    from wizard.ui.pages.impact_gate import ImpactGate
    from wizard.ui.pages.show_me import ShowMe
    from wizard.ui.shell.context import UiContext
    from wizard.ui.shell.runner import Job
    from wizard.ui.widgets.basic import LinkButton

T = TypeVar("T")


class Page(QWidget, Generic[T]):
    """One step of the journey; see the module's docstring. ``changed`` tells the window to ask ``can_next`` again.

    ``T`` is what the step's work finds out (``Outcome.data``).
    """

    step_id: ClassVar[str]
    performs_on_next: ClassVar[bool] = False
    has_show_me: ClassVar[bool] = True
    gate: ImpactGate
    """Of pages whose work can cost people their access; set by the page."""
    own_answers: ClassVar[frozenset[str]] = frozenset()
    """Answers that the step asks for and the page in a way of its own, not by its form."""

    changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.journey = context.journey
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(px(28), px(22), px(28), px(16))
        self._layout.setSpacing(px(12))
        self.title = label(self.t(f"step-{self.step_id}-title"), "title", name="pageTitle")
        self.lead = label(self.t(f"step-{self.step_id}-lead"), "lead", name="pageLead")
        self._layout.addLayout(column(self.title, self.lead, gap=4))
        self.failed: WizardError | None = None
        self.remedies = Remedies(self)
        self.problem = ProblemBanner(
            self.t("shell-copy-details"),
            self.t("shell-details-copied"),
            self.t("shell-show-exchange"),
            context.copy,
        )
        self.problem.exchange_wanted.connect(self.show_exchange)
        # What a message says was true of the answers of then: with others it may contradict the page.
        self._said_of = self.journey.answers
        self.problem.said.connect(self._note_answers)
        context.controller.journey_changed.connect(self._answers_moved)
        self._layout.addWidget(self.problem)
        self.body = column()
        self._for_me = holder(self.body)
        self._layout.addWidget(self._for_me, 1)
        self._show_me: ShowMe | None = None
        self._offers: bool | None = None
        self.setAccessibleName(self.title.text())

    # --- to override

    def enter(self) -> None:
        """Called whenever the page is shown; what overrides it calls it. The form shows its answers by itself."""
        if self.step.fields:
            self.form.suggest()

    def leave(self) -> None:
        """Called when another page is shown."""

    def took(self, outcome: Outcome[T]) -> None:
        """Called after every work of the step, whichever control started it: show what Entra has now.

        Runs before the callback of ``perform``, also when that goes on to the next page.
        """

    @property
    def waiting(self) -> bool:
        """Whether work is about to begin by itself, when nothing is typed for a moment."""
        return False

    def can_next(self) -> bool:
        """Tell whether Next is possible. Cheap; asked after every change."""
        if self.step.optional or (self.performs_on_next and self.way == "for_me"):
            return True
        return self.journey.settled(self.step_id) in {"done", "confirmed", "attention"}

    def why_not_next(self) -> str:
        """Return in a few words what is missing before Next is possible; empty when nothing is."""
        if self.can_next():
            return ""
        if self.way == "show_me":
            return self.t("shell-next-why-portal")
        if self.context.services.session is None and self.step_id not in {"begin", "credentials"}:
            return self.t("shell-next-why-signed-out")
        stale = self.journey.settled(self.step_id) == "stale"
        return self.t(f"shell-next-why-{self.unfinished() or ('stale' if stale else self.step_id)}")

    def unfinished(self) -> str:
        """Return the end of ``shell-next-why-…`` for what the page itself waits for; empty for nothing."""
        return ""

    def next_pressed(self) -> None:
        """Called for Next: does the step's work if ``performs_on_next``; then goes on, after the last one to Health."""
        settled = self.journey.settled(self.step_id) in {"done", "confirmed", "attention"}
        if self.performs_on_next and self.way == "for_me" and not settled:
            self.perform(busy="shell-working", on_done=self._go_on)
        elif self.journey.is_last:
            self.context.wanted["health"] = "done"
            self.context.controller.go("health")
        else:
            self.context.controller.advance()

    def next_early(self) -> None:
        """Called for Next that was pressed before what was typed was taken, and is not possible with it."""

    def next_text(self) -> str:
        """Return the words of the Next button, with its ``&``."""
        return self.t("shell-finish" if self.journey.is_last else "shell-next")

    def bar_actions(self) -> Sequence[QWidget]:
        """Return controls for the left of the bottom bar; they are kept by the page."""
        return ()

    def portal_values(self) -> Mapping[str, str]:
        """Return values that the portal instructions may show to copy, by their name in the tutorial data."""
        return self.journey.answers.portal_values()

    def first_focus(self) -> QWidget | None:
        """Return the control that has the focus first; None for the first one that can take it."""
        return None

    # --- to use

    def t(self, key: str, **params: object) -> str:
        """Return a text of the catalogue."""
        return self.context.t(key, **params)

    @property
    def step(self) -> Step:
        return self.journey.step(self.step_id)

    @cached_property
    def form(self) -> Form:
        """The controls of what the step asks, to be placed by the page."""
        from wizard.ui.forms import Form  # the first page asks for nothing

        return Form(self)

    @property
    def was_saved(self) -> bool:
        """Whether Entra was given the step's answers as they are: what it has instead was changed there since."""
        result = self.journey.result(self.step_id)
        settled = self.journey.settled(self.step_id) in {"done", "attention"}
        return settled and result is not None and result.facts.get("as_answered") is not False

    @property
    def way(self) -> str:
        """``for_me`` or ``show_me``."""
        return self.journey.answers.way if self.offers_show_me else "for_me"

    @property
    def offers_show_me(self) -> bool:
        """Whether there is a *show me* side: the page wants one and there are instructions."""
        if self._offers is None:
            self._offers = self.has_show_me and bool(self.instructions("today"))
        return self._offers

    def instructions(self, edition: Edition) -> Sequence[Instruction]:
        """Return the portal's instructions for this step, with the values of now."""
        guide = self.context.guide
        return guide.instructions(self.step_id, edition, self.portal_values()) if guide is not None else ()

    def run(
        self,
        fn: Callable[..., Any],
        *args: object,
        on_result: Callable[[Any], object] | None = None,
        on_error: Callable[[WizardError], object] | None = None,
        on_cancelled: Callable[[], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        on_data: Callable[[list[Any]], object] | None = None,
        busy: str = "",
        key: str = "",
        quiet: bool = False,
        follows: bool = False,
    ) -> Job:
        """Run ``fn(task, *args)`` in the background.

        Args:
            busy: text id of a sentence for the bottom bar, with Cancel, until the work ends; empty for quiet work.
            key: an earlier job of this page and key that has not ended is abandoned.
            quiet: nobody waits for it; such jobs run one after another.
            follows: it takes what was typed or chosen, and begins by itself, for example when a field is left. The
                press that made the person leave the field waits for it.
        """
        options: dict[str, Any] = {
            "on_result": on_result,
            "on_error": on_error or self.show_error,
            "on_cancelled": on_cancelled,
            "on_progress": on_progress,
            "on_data": on_data,
            "owner": self,
            "quiet": quiet,
        }
        runner = self.context.runner
        if key:
            job = runner.latest(f"{self.step_id}-{key}", fn, *args, **options)
        else:
            job = runner.submit(fn, *args, **options)
        if follows and job.active:
            self.context.controller.follow(job)
        if busy:
            self.problem.hide()
            self.context.controller.show_busy(job, busy)
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
        """Do the step's work (or, with ``verify``, only check it) and record its outcome in the journey.

        Raises:
            ValueError: the step has no such work, or its work can cost people their access and nobody was asked.
        """
        # The page and the step of one id are written for each other.
        work = cast("Work[T] | None", self.step.verify if verify else self.step.perform)
        if work is None:
            raise ValueError(f"step {self.step_id} has nothing to do")
        if self.step.gate is not None and not verify and not self.gate.open:
            raise ValueError(f"the work of step {self.step_id} goes through the gate")
        answers = self.journey.answers
        return self.run(
            do,
            work,
            self.context.services,
            answers,
            self.context.controller.keeper(),
            on_result=Recorder(self, answers, on_done, on_cancelled, told=bool(busy)),
            on_error=on_error,
            on_cancelled=on_cancelled,
            on_data=on_data,
            on_progress=on_progress,
            busy=busy,
            follows=follows,
        )

    def replay(self) -> None:
        """Show what a support file recorded for this step, as soon as the page is shown; for pages that ask first."""

    def show_error(self, error: WizardError, *, exchange: bool | None = None) -> None:
        """Show an error in words at the top of the page; errors of HTTP come with the exchange to look at."""
        self.failed = error
        self.remedies.show(error, exchange=exchange)

    def step_links(self, *texts: str) -> list[LinkButton]:
        """Return a link for each other step that texts name and that can be gone to from here."""
        return self.remedies.step_links(*texts)

    def sign_in_first(self, key: str = "shell-sign-in-first") -> EmptyState:
        """Return what stands on a page while nobody is signed in, with the link to where that is done."""
        text = self.t(key)
        links = self.step_links(text)
        return EmptyState(text, action=links[0] if links else None, name="signInFirst")

    def show_exchange(self) -> None:
        """Show what was sent and answered."""
        from wizard.ui.widgets.exchange import ExchangeDialog

        ExchangeDialog(self.context, tuple(self.context.services.transport.exchanges), self).open()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Make several changes; without this, each control that is shown or hidden lays out the whole page."""
        self._layout.setEnabled(False)
        try:
            yield
        finally:
            self._layout.setEnabled(True)

    def _note_answers(self) -> None:
        self._said_of = self.journey.answers

    def _answers_moved(self) -> None:
        """Take back a message that was about other answers."""
        if not self.problem.isHidden() and self._said_of.with_(way=self.journey.answers.way) != self.journey.answers:
            self.problem.hide()

    def ensure_visible(self, widget: QWidget, top: int = 0) -> None:
        """Scroll so that a control of the page is seen; with ``top``, no further than so much of it."""
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None and top:
            place = widget.mapTo(self, QPoint(0, top))
            parent.ensureVisible(place.x(), place.y(), 0, 0)
        elif parent is not None:
            parent.ensureWidgetVisible(widget)

    # --- for the window

    def complete(self) -> None:
        """Add what the step asks for and the page has not placed."""
        for place, each in enumerate(self.form.rest() if self.step.fields else ()):
            self.body.insertWidget(place, each)

    def show_way(self) -> None:
        """Show the *for me* or the *show me* side, as the journey says."""
        show_me = self.way == "show_me"
        if show_me and self._show_me is None:
            from wizard.ui.pages.show_me import ShowMe

            self._show_me = ShowMe(self)
            self._layout.addWidget(self._show_me, 1)
        if self._show_me is not None:
            self._show_me.setVisible(show_me)
            if show_me:
                self._show_me.refresh()
        self._for_me.setVisible(not show_me)

    def _go_on(self, _outcome: Outcome[T]) -> None:
        self.context.controller.advance()


AnyPage: TypeAlias = "Page[Any]"
"""A page, whatever its step finds out."""


def task_last(work: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``work`` as ``run`` calls it; the steps' own operations take their task as the last argument."""

    def run(task: Task, *args: Any) -> Any:
        return work(*args, task)

    return run
