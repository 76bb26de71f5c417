"""A window with real parts: journey, runner, saved setups in a temporary folder; only external services are fake."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from wizard.core.texts import Texts
from wizard.journey.context import Context
from wizard.journey.machine import Journey
from wizard.journey.model import Outcome, Step
from wizard.journey.setups import SetupStore
from wizard.journey.steps import STEPS
from wizard.tutorial.model import Edition, Instruction
from wizard.ui.pages.base import Page
from wizard.ui.pages.start import StepPage as StartPage
from wizard.ui.shell.context import UiContext
from wizard.ui.shell.controller import Controller
from wizard.ui.shell.runner import Runner
from wizard.ui.shell.window import Window
from wizard.ui.theme import Theme
from wizard.ui.widgets.buttons import LinkButton
from wizard.ui.widgets.fields import text_edit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget

    from wizard.core.tasks import Task
    from wizard.journey.answers import Answers

IDS = (
    "start", "begin", "credentials", "application", "assign", "connect", "users", "groups", "scope", "preview",
    "turnon", "watch",
)  # fmt: skip


class NoStore:
    """A key store that must not be used in these tests."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"key store touched: {name}")


@dataclass
class World:
    """The parts that tests check."""

    window: Window
    journey: Journey
    runner: Runner
    controller: Controller
    context: UiContext
    folder: Path
    opened: list[str] = field(default_factory=list)

    def close(self) -> None:
        """Close the window and stop its background work."""
        self.runner.close()
        self.window.close()
        self.window.deleteLater()
        self.context.theme.deleteLater()


class OneLineGuide:
    """A guide with one instruction for every step."""

    def instructions(self, step_id: str, edition: Edition, values: Mapping[str, str]) -> list[Instruction]:
        given = tuple(values.items()) if edition == "today" else ()
        links = (("Open the page", "https://portal.harborlights.example/"),)
        return [Instruction(f"Do {step_id} ({edition})", given, links, source="T1")]


def plain_work(task: Task, context: Context, answers: Answers) -> Outcome[object]:
    return Outcome("done", {"tenant": answers.tenant})


class PlainPage(Page[object]):
    """A page with one field, for the shell's tests."""

    step_id: ClassVar[str] = "begin"

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.tenant = text_edit(name="tenant")
        self.body.addWidget(self.tenant)
        self.tenant.textEdited.connect(self._edited)
        self.entered = 0
        self.again = LinkButton("Again", self.enter, name="again")

    def bar_actions(self) -> Sequence[QWidget]:
        return (self.again,)

    def complete(self) -> None:
        """Add nothing: the page has only its one field."""

    def enter(self) -> None:
        self.entered += 1
        self.tenant.setText(self.journey.answers.tenant)

    def _edited(self, text: str) -> None:
        self.journey.answer(tenant=text)


def make_page(step_id: str, context: UiContext) -> Page[Any]:
    if step_id == "start":
        return StartPage(context)
    made: Page[Any] = type("StepPage", (PlainPage,), {"step_id": step_id})(context)
    return made


def make_steps() -> tuple[Step, ...]:
    """Return twelve steps whose results depend on the tenant."""
    return tuple(
        Step(
            step.id,
            step.number,
            fields=step.fields,
            needs=("tenant",),
            perform=plain_work,
            optional=step.optional,
            gate=step.gate,
            needs_sign_in=step.needs_sign_in,
            gives=step.gives,
        )
        for step in STEPS
    )


def open_world(
    app: QApplication,
    folder: Path,
    *,
    dark: bool | None = False,
    browser: bool = True,
    practice: Callable[[], Any] | None = None,
) -> World:
    """Build a window. ``browser``: whether opening a web page succeeds."""
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return browser

    def no_transport(_files: object) -> Any:
        raise AssertionError("transport touched")

    services = Context(no_transport, NoStore, NoStore(), open_url, start_practice=practice)  # type: ignore[arg-type]
    journey = Journey(make_steps(), lambda: datetime.now(UTC).isoformat())
    theme = Theme(app, dark=dark)
    runner = Runner()

    def setups() -> SetupStore:
        return SetupStore(folder)

    controller = Controller(journey, runner, services, setups, parent=runner)
    context = UiContext(Texts(), runner, journey, controller, theme, services, setups, OneLineGuide())
    window = Window(context, make_page)
    return World(window, journey, runner, controller, context, folder, opened)
