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
        def start_test(self) -> None:       # step.perform in the background, then journey.record, then the callback
            self.perform(busy="credentials-testing", on_done=self.tested, on_data=self.show_checks)
        def show_checks(self, items: list[object]) -> None: ...    # items reported with task.report(data=...)
        def tested(self, outcome: Outcome) -> None: ...         # already recorded; errors show in self.problem

The page's parts: ``self.messages`` has the banner and links to steps, ``self.viewport`` scrolls, ``self.sides`` knows
*show me*, and ``self.onward`` the Next button.

Any other work runs with ``self.run(fn, *args, on_result=...)`` where ``fn(task, *args)`` gets a
``wizard.core.tasks.Task``; access network, key store and disk only there, and no widgets in ``fn``. ``self.run_step``
passes services and answers before ``args``. An error without an ``on_error`` is shown in the page's problem banner,
after ``on_stopped``. ``key="search"`` replaces an earlier job of the same key: for work that follows typing.

*Show me*: unless ``has_show_me`` is False, the bottom bar offers "Show the portal steps"; the base class builds that
side from the tutorial data of the step (with ``self.portal_values()`` for values to copy), with "I have done this",
and with "Check" if ``step.verify`` exists. ``self.body`` is the *for me* side and is hidden while it is shown.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from wizard.ui.layout import column
from wizard.ui.pages.messages import Messages
from wizard.ui.pages.onward import Onward
from wizard.ui.pages.sides import Sides
from wizard.ui.pages.viewport import Viewport
from wizard.ui.pages.work import PageWork
from wizard.ui.widgets.basic import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.core.errors import WizardError
    from wizard.journey.model import Outcome, Step
    from wizard.ui.forms import Form
    from wizard.ui.pages.impact_gate import ImpactGate
    from wizard.ui.pages.step_saving import StepSaving
    from wizard.ui.shell.context import UiContext

T = TypeVar("T")


class Page(QWidget, Generic[T]):
    """One step of the journey; ``T`` is the type of its result. ``changed`` makes the window ask again for Next."""

    step_id: ClassVar[str]
    performs_on_next: ClassVar[bool] = False
    has_show_me: ClassVar[bool] = True
    gate: ImpactGate
    """The gate for work that can cost users their access; set by pages with such work."""
    saving: StepSaving[T] | None = None  # set by pages where Next saves first
    own_answers: ClassVar[frozenset[str]] = frozenset()
    """Answers of the step that the page asks for itself, without the form."""

    changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.context = context
        self.journey = context.journey
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        room = column(gap=12, margins=(28, 22, 28, 16))
        self.setLayout(room)
        self.title = label(self.t(f"step-{self.step_id}-title"), "title", name="pageTitle")
        self.lead = label(self.t(f"step-{self.step_id}-lead"), "lead", name="pageLead")
        room.addLayout(column(self.title, self.lead, gap=4))
        self.viewport = Viewport(self, room)
        self.messages = Messages(self)
        self.problem = self.messages.banner
        room.addWidget(self.problem)
        self.body = column()
        self.sides = Sides(self, room, self.body)
        self.onward = Onward(self)
        work = PageWork(self)
        self.run, self.run_step, self.perform = work.run, work.run_step, work.perform
        self.setAccessibleName(self.title.text())

    # --- to override

    def enter(self) -> None:
        """Prepare the page; called whenever it is shown. Overrides must call it. The form refreshes itself."""
        if self.step.fields:
            self.form.suggest()

    def leave(self) -> None:
        """Clean up; called when another page is shown."""

    def took(self, outcome: Outcome[T]) -> None:
        """Show what Entra has now, after each run of the step's work and before the callback of ``perform``."""

    def replay(self) -> None:
        """Show what a support file recorded for this step when the page is shown; for pages that wait for the user."""

    @property
    def waiting(self) -> bool:
        """Whether work starts shortly, after a pause in typing."""
        return False

    def can_next(self) -> bool:
        """Return whether Next is possible. Must be fast; called after every change."""
        if self.step.optional or (self.performs_on_next and self.way == "for_me"):
            return True
        return self.journey.is_valid(self.step_id)

    def unfinished(self) -> str:
        """Return the end of the text id ``shell-next-why-…`` for what the page itself waits for; empty for nothing."""
        return ""

    def next_pressed(self) -> None:
        """Handle Next: save, or run the step's work if ``performs_on_next``; then go on."""
        if self.saving is not None and self.saving.by_next:
            self.saving.save_and_go()
        elif self.performs_on_next and self.way == "for_me" and not self.journey.is_valid(self.step_id):
            self.perform(busy="shell-working", on_done=self.onward.go)
        else:
            self.onward.go()

    def next_early(self) -> None:
        """Handle a press of Next that came before the typed value was saved, if that value makes Next impossible."""

    def bar_actions(self) -> Sequence[QWidget]:
        """Return controls for the left of the bottom bar, such as ``LinkButton``s; the page owns them."""
        return ()

    def portal_values(self) -> Mapping[str, str]:
        """Return values to copy in the portal instructions, by their name in the tutorial data."""
        from wizard.journey.services.portal_values import portal_values

        return portal_values(self.journey.answers)

    def first_focus(self) -> QWidget | None:
        """Return the control that gets the focus first; None for the first control that accepts focus."""
        return None

    def show_error(self, error: WizardError, *, exchange: bool | None = None) -> None:
        """Show an error in words at the top of the page; HTTP errors come with their exchange."""
        self.messages.show(error, exchange=exchange)

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
    def signed_in(self) -> bool:
        return self.context.services.session is not None

    @property
    def only_shown(self) -> bool:
        """Whether a support file is open: nothing is sent, saved or changed."""
        return self.context.services.case is not None

    @property
    def way(self) -> str:
        """The selected side: ``for_me`` or ``show_me``."""
        return self.journey.answers.way if self.sides.offered else "for_me"

    def complete(self) -> None:
        """Add the step's fields that the page has not placed; the window calls it."""
        for place, each in enumerate(self.form.rest() if self.step.fields else ()):
            self.body.insertWidget(place, each)


AnyPage: TypeAlias = "Page[Any]"
