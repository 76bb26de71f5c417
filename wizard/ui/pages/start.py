"""Step 1: a new setup, a saved setup, or the practice company."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from wizard.journey.answers import Answers
from wizard.journey.machine import Snapshot
from wizard.journey.setups import SetupStore
from wizard.ui.icons import IconLabel
from wizard.ui.layout import SPACE, Wide, add, column, row
from wizard.ui.pages.base import Page
from wizard.ui.pages.start_saved import SavedSetups
from wizard.ui.theme import px
from wizard.ui.widgets.basic import Card, label
from wizard.ui.widgets.buttons import button

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wizard.core.tasks import Task
    from wizard.journey.claims import Claims
    from wizard.journey.context import Context, Practice
    from wizard.journey.machine import SavedSetup
    from wizard.ui.shell.context import UiContext


class StepPage(Page[None]):
    """Every choice leads on by itself; Next continues with the open setup, or starts a new one."""

    step_id: ClassVar[str] = "start"
    has_show_me: ClassVar[bool] = False

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        context.controller.new_name = self.t("start-new-name")
        self.saved = SavedSetups(self, self._open)
        self.new = button(self.t("start-new-button"), self.start_new, name="newSetup")
        choices = row(Wide(self._choice("start-new-title", "start-new-text", self.new)))
        if context.services.start_practice is not None:
            self.practise = button(self.t("start-practice-button"), self.start_practice, name="startPractice")
            add(choices, Wide(self._choice("start-practice-title", "start-practice-text", self.practise)))
        self.open = button(self.t("support-open-button"), self.choose_file, name="openSupport")
        add(choices, Wide(self._choice("support-open", "support-open-text", self.open)))
        self.ready = self._ready_card()
        # Only new users need the list of requirements.
        self.saved.listed.connect(lambda some: self.ready.setVisible(not some))
        add(self.body, self.saved, choices, self.ready, SPACE)

    def _choice(self, title: str, text: str, action: QWidget) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "choice")
        frame.setAccessibleName(self.t(title))
        words = label(self.t(text), "lead")
        words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        box = column(label(self.t(title), "strong"), Wide(words), gap=6, margins=(18, 16, 18, 16))
        frame.setLayout(box)
        box.addSpacing(px(4))
        box.addWidget(action, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _ready_card(self) -> Card:
        card = Card(self.t("start-ready-title"), name="haveReady")
        lines = column(gap=6)
        for name in ("account", "cloudgate", "license", "time"):
            dash, said = IconLabel("dash", "faint"), label(self.t(f"start-ready-{name}"))
            lines.addLayout(row(Wide(dash, 0, top=True), Wide(said), gap=10))
        card.add(lines)
        return card

    def enter(self) -> None:
        super().enter()
        # After the first paint: a thread reads the folder, but Python runs one thread at a time.
        QTimer.singleShot(0, self, self.saved.read)

    def can_next(self) -> bool:
        return True

    def next_pressed(self) -> None:
        if self.context.controller.setup_id:
            self.context.controller.advance()
        else:
            self.start_new()

    # --- new, practice

    def start_new(self) -> None:
        """Start a setup for a real tenant."""
        self._begin(self.t("start-new-name"), practice=False)

    def start_practice(self) -> None:
        """Start the practice company, then a setup in it."""
        if self.must_stay():
            return
        context = self.context
        given = (context.services, context.setups, context.controller.saving.claims, SetupStore.new_id())
        self.run(_start_practice, *given, on_result=self._practice_ready, busy="start-practice-starting")

    def _practice_ready(self, made: tuple[str, Practice]) -> None:
        setup_id, company = made
        self._begin(self.t("start-practice-name"), practice=True, company=company, setup_id=setup_id)

    def _begin(self, name: str, *, practice: bool, company: Practice | None = None, setup_id: str = "") -> None:

        controller = self.context.controller
        if self.must_stay():
            return
        if not practice and self.context.services.practice is not None:
            self.run(_leave_practice, self.context.services, key="leave")
        controller.begin(setup_id or SetupStore.new_id(), name, practice=practice)
        self.journey.restore(Snapshot(self.step_id, self.step_id, Answers()))
        if company is not None:
            self._use_company(company)
        controller.advance()

    def _open(self, setup: SavedSetup) -> None:
        controller = self.context.controller
        controller.open(setup)
        if self.journey.current.id == self.step_id:  # it was never further than this page
            controller.advance()

    def _use_company(self, company: Practice) -> None:
        # An application that was just added in another company is not waited for in this one.
        self.journey.answer(
            cloud=company.cloud.id,
            tenant=company.domain,
            tenant_url=company.tenant_url,
            application_added="",
            application_asked="",
            application_known=(),
        )

    # --- support files

    def choose_file(self) -> None:
        """Ask for a support file, and open it."""
        from wizard.ui.shell.cases import choose_case

        choose_case(self)

    def open_file(self, path: Path) -> None:
        """Open a support file."""
        from wizard.ui.shell.cases import open_case

        open_case(self, path)

    def must_stay(self) -> bool:
        """Return whether the open setup has answers that could not be saved, because leaving it could lose them."""
        controller = self.context.controller
        error = controller.saving.unsaved
        if error is not None:
            controller.saving.save_again()
            self.show_error(error)
        return error is not None


def _start_practice(
    task: Task, services: Context, setups: Callable[[], SetupStore], claims: Claims, setup_id: str
) -> tuple[str, Practice]:
    store = setups()
    claims.take(store.folder, setup_id)  # claimed before it is saved, because the file of its company is created first
    try:
        return setup_id, services.use_practice(store.practice_path(setup_id))
    except BaseException:
        claims.release(setup_id)
        raise


def _leave_practice(task: Task, services: Context) -> None:
    services.close()
