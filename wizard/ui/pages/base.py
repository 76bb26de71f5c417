"""How to write a page.

A page is one module ``wizard/ui/pages/<step id>.py`` with a class ``StepPage(Page)``; the window imports it when the
step is first entered. Title and lead come from ``step-<id>-title`` and ``step-<id>-lead``; the page's other words stand
in ``resources/locales/en/<id>.ftl``. The journey holds the answers, the page only shows and changes them::

    class StepPage(Page):
        step_id = "credentials"
        performs_on_next = False            # True: Next does step.perform first, then goes on

        def __init__(self, context: UiContext) -> None:
            super().__init__(context)
            self.url = text_edit(name="tenantUrl", mono=True)
            self.test = button(self.t("credentials-test"), self.start_test, name="testConnection")
            self.body.addWidget(FormField(self.t("credentials-field-tenant-url"), self.url, name="tenantUrl"))
            self.body.addWidget(self.test)  # then addStretch(1), or give a table stretch 1 to fill the page
            self.url.textEdited.connect(self.edited)

        def enter(self) -> None:            # shown, or shown again, or another setup was opened
            self.url.setText(self.journey.answers.tenant_url)

        def edited(self, text: str) -> None:
            self.journey.answer(tenant_url=text.strip())    # saved by itself; results that rest on it become stale

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

import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar, cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from wizard.core.errors import GraphError, NetworkError, ScimError, SignInError
from wizard.journey.changes import GATED
from wizard.ui.announce import announce
from wizard.ui.theme import px
from wizard.ui.widgets.basic import EmptyState, LinkButton, label
from wizard.ui.widgets.problem import ProblemBanner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Progress, Task
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.model import Outcome, Step, Work
    from wizard.tutorial.model import Edition, Instruction
    from wizard.ui.pages.impact_gate import ImpactGate
    from wizard.ui.pages.show_me import ShowMe
    from wizard.ui.shell.context import UiContext
    from wizard.ui.shell.runner import Job


WAITS = frozenset(
    {"begin", "credentials", "application", "assign", "connect", "users", "groups", "scope", "turnon", "watch"}
)
"""Steps that Next may wait for; what for: ``shell-next-why-<step>``."""

A_STEP = re.compile(r"\b[Ss]tep (\d{1,2})\b")
"""A step as texts name it."""

CONSENT = frozenset({"signin-no-consent", "signin-admin-consent"})


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
        head = QVBoxLayout()
        head.setSpacing(px(4))
        self.title = label(self.t(f"step-{self.step_id}-title"), "title", name="pageTitle")
        self.lead = label(self.t(f"step-{self.step_id}-lead"), "lead", name="pageLead")
        head.addWidget(self.title)
        head.addWidget(self.lead)
        self._layout.addLayout(head)
        self.failed: WizardError | None = None
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
        self._for_me = QWidget()
        self.body = QVBoxLayout(self._for_me)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(px(14))
        self._layout.addWidget(self._for_me, 1)
        self._show_me: ShowMe | None = None
        self._offers: bool | None = None
        self.setAccessibleName(self.title.text())

    # --- to override

    def enter(self) -> None:
        """Called whenever the page is shown: put the journey's answers into the controls."""

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
        if self.step_id not in WAITS or self.can_next():
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
            "on_result": on_result, "on_error": on_error or self.show_error, "on_cancelled": on_cancelled,
            "on_progress": on_progress, "on_data": on_data, "owner": self, "quiet": quiet,
        }  # fmt: skip
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
        if self.step_id in GATED and not verify and not self.gate.open:
            raise ValueError(f"the work of step {self.step_id} goes through the gate")
        answers = self.journey.answers
        done = _Recorder(self, answers, on_done, on_cancelled, told=bool(busy))
        return self.run(
            _do, work, self.context.services, answers, self.context.controller.keeper(),
            on_result=done, on_error=on_error, on_cancelled=on_cancelled, on_data=on_data, on_progress=on_progress,
            busy=busy, follows=follows,
        )  # fmt: skip

    def replay(self) -> None:
        """Show what a support file recorded for this step, as soon as the page is shown; for pages that ask first."""

    def show_error(self, error: WizardError, *, exchange: bool | None = None) -> None:
        """Show an error in words at the top of the page; errors of HTTP come with the exchange to look at."""
        self.failed = error
        words = self.context.texts.problem(error)
        if exchange is None:
            exchange = isinstance(error, NetworkError | GraphError | ScimError)
        self.problem.show_problem(
            words.what, words.why, words.next, self.support_details(error),
            exchange=exchange, ways_on=self._ways_on(error),
        )  # fmt: skip
        self.ensure_visible(self.problem)

    def step_links(self, *texts: str) -> list[LinkButton]:
        """Return a link for each other step that texts name and that can be gone to from here."""
        named = {int(number) for text in texts for number in A_STEP.findall(text)}
        own = next((step.number for step in self.journey.steps if step.id == self.step_id), 0)
        return [
            LinkButton(
                self.t("shell-to-step", number=str(step.number), title=self.t(f"step-{step.id}-title")),
                partial(self.context.controller.go, step.id), name=f"toStep-{step.number}",
            )
            for step in self.journey.steps
            if step.number in named and step.number != own and (step.number < own or self.journey.is_reached(step.id))
        ]  # fmt: skip

    def sign_in_first(self, key: str = "shell-sign-in-first") -> EmptyState:
        """Return what stands on a page while nobody is signed in, with the link to where that is done."""
        text = self.t(key)
        links = self.step_links(text)
        return EmptyState(text, action=links[0] if links else None, name="signInFirst")

    def _ways_on(self, error: WizardError) -> Sequence[QWidget]:
        """Return links to what helps at once: steps that are named, signing in again, the consent page."""
        words = self.context.texts.problem(error)
        links = self.step_links(words.why, words.next)
        if not isinstance(error, SignInError):
            return links
        if self.context.services.session is not None:
            links.append(LinkButton(self.t("shell-sign-in-again"), self.sign_in_again, name="signInAgain"))
        if error.failure in CONSENT:
            self._consent = LinkButton(self.t("shell-consent"), self._ask_consent_url, name="consentLink", sign="copy")
            links.append(self._consent)
        return links

    def sign_in_again(self) -> None:
        """Sign in for what turned out to be missing; then the person does again what was refused."""
        from wizard.journey.steps.begin import sign_in_again

        self.run(
            task_last(sign_in_again), self.context.services,
            on_result=self._signed_in_again, on_data=self._code_to_enter, busy="shell-signing-in",
        )  # fmt: skip

    def _code_to_enter(self, items: list[Any]) -> None:
        code = items[-1]
        if hasattr(code, "user_code"):
            practice = self.context.services.practice
            if practice is not None:
                self.run(lambda _task: practice.approve_sign_in(code.user_code))
            self.problem.say(self.t("shell-enter-code", uri=code.uri, code=code.user_code), tone="info")

    def _signed_in_again(self, _nothing: None) -> None:
        self.problem.say(self.t("shell-signed-in-again"), tone="ok")

    def _ask_consent_url(self) -> None:
        from wizard.journey.steps.begin import consent_url

        self.run(task_last(consent_url), self.context.services, self.journey.answers, on_result=self._copy_consent)

    def _copy_consent(self, url: str) -> None:
        self.context.copy(url)
        self._consent.setText(self.t("shell-consent-copied"))

    def show_exchange(self) -> None:
        """Show what was sent and answered."""
        from wizard.ui.widgets.exchange import ExchangeDialog

        ExchangeDialog(self.context, tuple(self.context.services.transport.exchanges), self).open()

    def support_details(self, error: WizardError) -> str:
        """Return what support needs to know of an error: codes and safe parameters, never a secret."""
        words = self.context.texts.problem(error)
        lines = [words.what, words.why, f"code: {error.code}", f"step: {self.step_id}"]
        lines += [f"{name}: {value}" for name, value in sorted(error.params.items())]
        for name in ("failure", "status", "graph_code", "request_id", "scim_type"):
            value = getattr(error, name, None)
            if value:
                lines.append(f"{name}: {value}")
        return "\n".join(line for line in lines if line)

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


class _Recorder(Generic[T]):
    """Records an outcome with the answers that the work was given, then calls the page.

    What ends after another setup or support file was opened belongs to nothing that is shown: it counts as cancelled.
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


def _do(task: Task, work: Work[T], services: Context, answers: Answers, keep: Callable[..., None]) -> Outcome[T]:
    task.keep = keep
    return work(services, answers, task)


def task_last(work: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``work`` as ``run`` calls it; the steps' own operations take their task as the last argument."""

    def run(task: Task, *args: Any) -> Any:
        return work(*args, task)

    return run
