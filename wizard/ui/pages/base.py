"""How to write a page.

A page is one module ``wizard/ui/pages/<step id>.py`` with a class ``StepPage(Page)``; the window imports it when the
step is first entered. Title and lead come from ``step-<id>-title`` and ``step-<id>-lead``; the page's other texts are
in ``resources/locales/en/<id>.ftl``. The journey holds the answers, the page only shows and changes them::

    class StepPage(Page):
        step_id = "credentials"
        performs_on_next = False            # True: Next runs step.perform first, then goes on

        def __init__(self, context: UiContext) -> None:
            super().__init__(context)
            self.test = button(self.t("credentials-test"), self.start_test, name="testConnection")
            self.checks = StatusList(name="checks")
            card = Card(self.t("credentials-test-title"), name="testCard")
            card.add_to_head(self.test)
            card.add_flush(self.checks)
            self.body.addWidget(self.form.field("tenant_url").box)     # from Step.fields; saves its answer itself
            add(self.body, *self.form.rest(), card, SPACE)      # or a table with stretch 1 to fill the page

        def enter(self) -> None:            # the page is shown, or another setup was opened
            super().enter()

        def start_test(self) -> None:       # step.perform in the background, then journey.record, then the callback
            self.perform(busy="credentials-testing", on_done=self.tested, on_data=self.show_checks)

        def show_checks(self, items: list[object]) -> None: ...    # items reported with task.report(data=...)
        def tested(self, outcome: Outcome) -> None: ...         # already recorded; errors show in self.problem

        def can_next(self) -> bool:         # default: the step is optional, or has a result that is not stale
            return super().can_next()

Any other work runs with ``self.run(fn, *args, on_result=...)`` where ``fn(task, *args)`` gets a
``wizard.core.tasks.Task``; access network, key store and disk only there, and no widgets in ``fn``. An error
without an ``on_error`` is shown in the page's problem banner, with its reason and the next step.
``self.run(..., key="search")`` replaces an earlier job of the same key: use it for work that starts while the user
types. Callbacks must be methods of the page.

*Show me*: unless ``has_show_me`` is False, the bottom bar offers "Show the portal steps"; the base class builds that
side from the tutorial data of the step (with ``self.portal_values()`` for values to copy), with "I have done this",
and with "Check" if ``step.verify`` exists. ``self.body`` is the *for me* side and is hidden while it is shown.

``self.bar_actions()`` may return extra ``LinkButton``s for the left of the bottom bar ("Export as CSV").
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar, TypeVarTuple, Unpack, cast

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from wizard.ui.layout import column, holder
from wizard.ui.pages.only_shown import hold
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
R = TypeVar("R")
Ts = TypeVarTuple("Ts")


class Page(QWidget, Generic[T]):
    """One step of the journey; see the module's docstring. ``changed`` makes the window call ``can_next`` again.

    ``T`` is the type of the step's result (``Outcome.data``).
    """

    step_id: ClassVar[str]
    performs_on_next: ClassVar[bool] = False
    has_show_me: ClassVar[bool] = True
    gate: ImpactGate
    """The gate for work that can cost users their access; set by pages with such work."""
    own_answers: ClassVar[frozenset[str]] = frozenset()
    """Answers of the step that the page asks for itself, without the form."""

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
        # A message is about the answers at that time. With other answers it may contradict the page.
        self._said_of = self.journey.answers
        self.problem.said.connect(self._note_answers)
        context.controller.journey_changed.connect(self._answers_moved)
        self._layout.addWidget(self.problem)
        self.body = column()
        self._for_me = holder(self.body)
        self._layout.addWidget(self._for_me, 1)
        self._show_me: ShowMe | None = None
        self._sign_in_first: EmptyState | None = None
        self._offers: bool | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._ensure_now)
        self.setAccessibleName(self.title.text())

    # --- to override

    def enter(self) -> None:
        """Prepare the page; called whenever it is shown. Overrides must call it. The form refreshes itself."""
        if self.step.fields:
            self.form.suggest()

    def leave(self) -> None:
        """Clean up; called when another page is shown."""

    def took(self, outcome: Outcome[T]) -> None:
        """Show what Entra has now. Called after each run of the step's work, whichever control started it.

        Runs before the callback of ``perform``, even if that goes on to the next page.
        """

    @property
    def waiting(self) -> bool:
        """Whether work starts shortly, after a pause in typing."""
        return False

    def can_next(self) -> bool:
        """Return whether Next is possible. Must be fast; called after every change."""
        if self.step.optional or (self.performs_on_next and self.way == "for_me"):
            return True
        return self.journey.settled(self.step_id) in {"done", "confirmed", "attention"}

    def why_not_next(self) -> str:
        """Return in a few words what is missing before Next is possible, or that Next also saves; mostly empty."""
        if self.can_next():
            return self.t("shell-next-saves") if self.next_saves() else ""
        if self.way == "show_me":
            return self.t("shell-next-why-portal")
        if self.context.services.session is None and self.step_id not in {"begin", "credentials"}:
            return self.t("shell-next-why-signed-out")
        stale = self.journey.settled(self.step_id) == "stale"
        return self.t(f"shell-next-why-{self.unfinished() or ('stale' if stale else self.step_id)}")

    def next_saves(self) -> bool:
        """Return whether Next first saves the step, so that its Save button need not be pressed."""
        return False

    def unfinished(self) -> str:
        """Return the end of the text id ``shell-next-why-…`` for what the page itself waits for; empty for nothing."""
        return ""

    def next_pressed(self) -> None:
        """Handle Next: run the step's work if ``performs_on_next``, then go on; after the last step, go to Health."""
        settled = self.journey.settled(self.step_id) in {"done", "confirmed", "attention"}
        if self.performs_on_next and self.way == "for_me" and not settled:
            self.perform(busy="shell-working", on_done=self._go_on)
        elif self.journey.is_last:
            self.context.wanted["health"] = "done"
            self.context.controller.go("health")
        else:
            self.context.controller.advance()

    def next_early(self) -> None:
        """Handle a press of Next that came before the typed value was saved, if that value makes Next impossible."""

    def next_text(self) -> str:
        """Return the text of the Next button, with its ``&``."""
        return self.t("shell-finish" if self.journey.is_last else "shell-next")

    def bar_actions(self) -> Sequence[QWidget]:
        """Return controls for the left of the bottom bar; the page owns them."""
        return ()

    def portal_values(self) -> Mapping[str, str]:
        """Return values to copy in the portal instructions, by their name in the tutorial data."""
        return self.journey.answers.portal_values()

    def first_focus(self) -> QWidget | None:
        """Return the control that gets the focus first; None for the first control that accepts focus."""
        return None

    # --- to use

    def t(self, key: str, **params: object) -> str:
        """Return a text of the catalog."""
        return self.context.t(key, **params)

    @property
    def step(self) -> Step:
        return self.journey.step(self.step_id)

    @cached_property
    def form(self) -> Form:
        """The controls for the step's fields; the page places them."""
        from wizard.ui.forms import Form  # imported here because the first page has no fields

        return Form(self)

    @property
    def was_saved(self) -> bool:
        """Whether Entra was given exactly the step's answers; a difference now means a later change in the portal."""
        return self.journey.was_saved(self.step_id)

    @property
    def only_shown(self) -> bool:
        """Whether a support file is open: nothing is sent, saved or changed."""
        return self.context.services.case is not None

    @property
    def way(self) -> str:
        """The selected side: ``for_me`` or ``show_me``."""
        return self.journey.answers.way if self.offers_show_me else "for_me"

    @property
    def offers_show_me(self) -> bool:
        """Whether there is a *show me* side: the page allows it and instructions exist."""
        if self._offers is None:
            self._offers = self.has_show_me and bool(self.instructions("today"))
        return self._offers

    def instructions(self, edition: Edition) -> Sequence[Instruction]:
        """Return the portal instructions for this step, filled in with the current values."""
        guide = self.context.guide
        return guide.instructions(self.step_id, edition, self.portal_values()) if guide is not None else ()

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
        job = self.context.runner.submit(
            fn,
            *args,
            on_result=on_result,
            on_error=on_error or self.show_error,
            on_cancelled=on_cancelled,
            on_progress=on_progress,
            on_data=on_data,
            owner=self,
            key=f"{self.step_id}-{key}" if key else "",
            quiet=quiet,
        )
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
        """Do the step's work (with ``verify``: only check it) and record its outcome in the journey.

        Raises:
            ValueError: The step has no such work, or the work needs the gate and the gate is not open.
        """
        # The page and the step with the same id use the same outcome type.
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
        """Show what a support file recorded for this step when the page is shown; for pages that wait for the user."""

    def show_error(self, error: WizardError, *, exchange: bool | None = None) -> None:
        """Show an error in words at the top of the page; HTTP errors come with their exchange."""
        self.failed = error
        self.remedies.show(error, exchange=exchange)

    def step_links(self, *texts: str) -> list[LinkButton]:
        """Return a link for each other step that the texts mention and that is reachable from here."""
        return self.remedies.step_links(*texts)

    def sign_in_first(self, key: str = "shell-sign-in-first") -> EmptyState:
        """Return the text shown while the user is signed out, with a link to the sign-in step."""
        text = self.t(key)
        links = self.step_links(text)
        self._sign_in_first = EmptyState(text, action=links[0] if links else None, name="signInFirst")
        return self._sign_in_first

    @property
    def asks_to_sign_in(self) -> bool:
        """Whether the page itself says that a sign-in is missing, or is the page to sign in on."""
        return self.step_id == "begin" or (self._sign_in_first is not None and not self._sign_in_first.isHidden())

    def show_exchange(self) -> None:
        """Show the recorded requests and responses."""
        from wizard.ui.widgets.exchange import ExchangeDialog

        ExchangeDialog(self.context, tuple(self.context.services.transport.exchanges), self).open()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Group several changes; without this, each control that is shown or hidden lays out the whole page."""
        self._layout.setEnabled(False)
        try:
            yield
        finally:
            self._layout.setEnabled(True)

    def _note_answers(self) -> None:
        self._said_of = self.journey.answers

    def _answers_moved(self) -> None:
        """Hide a message that was about other answers."""
        if not self.problem.isHidden() and self._said_of.with_(way=self.journey.answers.way) != self.journey.answers:
            self.problem.hide()

    def ensure_visible(self, widget: QWidget, top: int = 0) -> None:
        """Scroll so that a control is visible; with ``top``, only so that its first ``top`` pixels are.

        The control may have been shown just now: it has its place and size only after the page is laid out.
        """
        self._ensured = (widget, top)
        self._later.start()

    def _ensure_now(self) -> None:
        widget, top = self._ensured
        if not isValid(widget) or not widget.isVisibleTo(self):
            return
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None and top:
            place = widget.mapTo(self, QPoint(0, top))
            parent.ensureVisible(place.x(), place.y(), 0, 0)
        elif parent is not None:
            parent.ensureWidgetVisible(widget)

    def show_soon(self, widget: QWidget) -> None:
        """Scroll to a control that has just been shown, once it is laid out."""
        QTimer.singleShot(0, widget, lambda: self.ensure_visible(widget))

    # --- for the window

    def complete(self) -> None:
        """Add the step's fields that the page has not placed."""
        for place, each in enumerate(self.form.rest() if self.step.fields else ()):
            self.body.insertWidget(place, each)

    def may_go_on(self) -> bool:
        """Return whether Next is enabled; in a support file it only shows the next step that the customer reached."""
        if not self.only_shown:
            return self.can_next()
        if self.journey.is_last:
            return "health" in self.context.controller.extras
        return self.journey.is_reached(self.journey.steps[self.journey.current.number].id)

    def go_on(self) -> None:
        """Handle Next."""
        if not self.only_shown:
            self.next_pressed()
        elif self.journey.is_last:
            self.context.controller.go("health")
        else:
            self.context.controller.advance()

    def show_way(self) -> None:
        """Show the *for me* or the *show me* side, according to the journey."""
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
        hold(self)

    def _go_on(self, _outcome: Outcome[T]) -> None:
        self.context.controller.advance()


AnyPage: TypeAlias = "Page[Any]"
"""A page with any result type."""
