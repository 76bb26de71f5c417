"""The practice company's controls: its faults and its time."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple, Unpack

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from wizard.ui.layout import SPACE, Dialog, Wide, add, column, fit, row, tall
from wizard.ui.theme import px
from wizard.ui.times import shown_time
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import clear, label
from wizard.ui.widgets.buttons import button
from wizard.ui.widgets.fields import choice_box
from wizard.ui.widgets.problem import Banner

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wizard.core.errors import WizardError
    from wizard.core.tasks import Task
    from wizard.journey.context import FaultInfo, Practice
    from wizard.ui.shell.context import UiContext

STEPS = ((40.0, "practice-advance-cycle"), (60.0 * 24, "practice-advance-day"))
"""How far the time can be moved, in minutes: Entra's usual interval between cycles, and a day."""


WEEK = 7
"""Days."""

EDITS = ("mapping", "deletion-limit", "unassign", "stop")
"""Changes that a colleague can make; the practice company implements them."""


T = TypeVar("T")
N = TypeVar("N", int, float)
Ts = TypeVarTuple("Ts")


class PracticeDialog(Dialog):
    """Faults to turn on and off, and the time to move; stays open next to the steps."""

    def __init__(self, context: UiContext, practice: Practice, parent: QWidget) -> None:
        t = context.t
        super().__init__(t("practice-title"), parent, name="practiceDialog", once=True)
        self._context, self._practice = context, practice
        self.time = label("", "strong", name="practiceTime", wrap=False)
        self.forward = [
            button(t(key), partial(self._go_forward, _advance, minutes), name=f"advance-{minutes:.0f}")
            for minutes, key in STEPS
        ]
        self.problem = Banner(name="practiceProblem")
        self._faults = column(gap=4, margins=(14, 10, 14, 10))
        area = tall(self._faults)
        area.setProperty("framed", "true")
        self.boxes: dict[str, QCheckBox] = {}
        add(
            self.box,
            label(t("practice-title"), "strong"),
            label(t("practice-lead"), "lead"),
            row(self.time, SPACE, *self.forward, gap=10),
            label(t("practice-edit"), "hint"),
            self._build_use(),
            self.problem,
            Wide(area),
            row(SPACE, button(t("practice-close"), self.accept, name="practiceClose")),
        )
        fit(self, px(560), px(600))
        self.edits.setFocus()  # the first button would move the clock
        self._run(_read, on_result=self._show)

    def _build_use(self) -> QHBoxLayout:
        """Build the controls for a setup in use: days pass, and a colleague changes something in the portal."""
        t = self._context.t
        self.edits = choice_box(name="practiceEdits", title=t("practice-edit"))
        for name in EDITS:
            self.edits.addItem(t("practice-edit-by", what=t(f"practice-edit-{name}")), name)
        self.edit = button(t("practice-edit-do"), self._edit, name="practiceEdit")
        week = button(t("practice-live-week"), partial(self._go_forward, _live, WEEK), name="practiceWeek")
        self.forward.append(week)
        return row(Wide(self.edits), self.edit, week, gap=10)

    def _edit(self) -> None:
        self.problem.hide()
        self._run(_edit, str(self.edits.currentData()), on_result=self._edited)

    def _edited(self, name: str) -> None:
        said = self._context.t(f"practice-edit-{name}")
        self.problem.say(self._context.t("practice-edited", what=said), tone="ok")

    def _go_forward(self, fn: Callable[[Task, Practice, N], datetime], by: N) -> None:
        self.problem.hide()
        for move in self.forward:
            move.setEnabled(False)
        self._run(fn, by, on_result=self._show_time)

    def _run(self, fn: Callable[[Task, Practice, Unpack[Ts]], T], *args: *Ts, on_result: Callable[[T], object]) -> None:
        self._context.runner.submit(
            fn, self._practice, *args, on_result=on_result, on_error=self._failed, owner=self, urgent=True
        )

    def _show(self, result: tuple[datetime, Sequence[FaultInfo]]) -> None:
        now, faults = result
        self._show_time(now)
        clear(self._faults)
        self.boxes = {}
        area = ""
        for fault in faults:
            if fault.area != area:
                if area:
                    self._faults.addSpacing(px(8))
                area = fault.area
                self._faults.addWidget(label(self._context.t(f"practice-area-{area}"), "label"))
            words = QCheckBox(self._context.t(f"practice-fault-{fault.id}"))
            words.setObjectName(f"fault-{fault.id}")
            set_tip(words, fault.id)
            words.setProperty("fault", fault.id)
            words.setChecked(fault.on)
            words.clicked.connect(self._switched)
            self.boxes[fault.id] = words
            self._faults.addWidget(words)
        self._faults.addStretch(1)

    def _show_time(self, now: datetime) -> None:
        self.time.setText(self._context.t("practice-time", time=shown_time(now)))
        for move in self.forward:
            move.setEnabled(True)

    def _switched(self, on: bool) -> None:
        self.problem.hide()
        self._run(_switch, str(self.sender().property("fault")), on, on_result=self._show_switched)

    def _show_switched(self, faults: Sequence[FaultInfo]) -> None:
        for fault in faults:
            self.boxes[fault.id].setChecked(fault.on)

    def _failed(self, error: WizardError) -> None:
        self.problem.say_error(self._context.texts.problem(error))
        for move in self.forward:
            move.setEnabled(True)


def _read(_task: Task, practice: Practice) -> tuple[datetime, Sequence[FaultInfo]]:
    return practice.now(), practice.faults()


def _switch(_task: Task, practice: Practice, fault: str, on: bool) -> Sequence[FaultInfo]:
    practice.set_fault(fault, on)
    return practice.faults()


def _edit(_task: Task, practice: Practice, name: str) -> str:
    return practice.edit(name)


def _live(_task: Task, practice: Practice, days: int) -> datetime:
    practice.live(days)
    return practice.now()


def _advance(_task: Task, practice: Practice, minutes: float) -> datetime:
    practice.advance(minutes)
    return practice.now()
