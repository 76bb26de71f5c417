"""The rail: the twelve steps with their states; reached steps can be selected with mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QSizePolicy,
    QWidget,
)

from wizard.ui.layout import SPACE, Wide, add, column, holder, row, tall
from wizard.ui.shell.rail_item import AIR, LEAST_AIR, RailItem
from wizard.ui.theme import font_metrics, px
from wizard.ui.tips import set_tip
from wizard.ui.widgets.basic import Chip, label, rule
from wizard.ui.widgets.buttons import LinkButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.core.texts import Texts
    from wizard.journey.context import Session
    from wizard.journey.machine import Journey, StepState


class Rail(QWidget):
    """The brand, the steps, and below them the signed-in account.

    ``chosen`` carries the id of the clicked step or page beside the steps, ``controls_wanted`` asks for the practice
    company's controls, ``support_wanted`` for a support file of the open setup, ``about_wanted`` for the About dialog,
    ``help_wanted`` for the help of the step.
    """

    chosen = Signal(str)
    controls_wanted = Signal()
    support_wanted = Signal()
    about_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, journey: Journey, texts: Texts) -> None:
        super().__init__()
        self._journey, self._texts = journey, texts
        self.setObjectName("rail")
        self.setAccessibleName(texts.get("shell-rail-name"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.practice = Chip(texts.get("shell-practice"), "info", name="practiceChip")
        set_tip(self.practice, texts.get("shell-practice-tip"))
        self.controls = LinkButton(texts.get("practice-open"), self.controls_wanted.emit, name="practiceControls")
        brand = label(texts.get("shell-app-name"), name="railBrand", wrap=False)
        head = column(brand, label(texts.get("shell-product"), name="railProduct", wrap=False), gap=2)
        head.setContentsMargins(px(20), 0, px(12), px(14))
        head.addSpacing(px(4))
        add(head, self.practice, self.controls)
        foot = QFrame()
        foot.setObjectName("railFoot")
        self._account = label("", name="railAccount")
        self.support = LinkButton(texts.get("support-make"), self.support_wanted.emit, name="makeSupportFile")
        self.help = LinkButton(texts.get("shell-help-open"), self.help_wanted.emit, name="help")
        self.about = LinkButton(texts.get("about-open"), self.about_wanted.emit, name="about")
        below = column(self._account, gap=1, margins=(20, 12, 14, 14))
        below.addSpacing(px(4))
        # The last is one line: another one would push the steps' headings out.
        add(below, self.support, row(self.help, self.about, SPACE, gap=18))
        foot.setLayout(below)
        for link in (self.controls, self.support, self.help, self.about):
            link.setAutoDefault(False)
        for each in (self.practice, self.controls, self.support):
            each.hide()
        self.setLayout(column(head, Wide(self._steps()), foot, gap=0, margins=(0, 18, 0, 0)))
        self.setFixedWidth(self._width())

    def _steps(self) -> QWidget:
        self._below = steps = column(gap=0)
        self.extras: dict[str, RailItem] = {}
        self._marks: dict[str, tuple[StepState, bool, str]] = {}
        self.items: dict[str, RailItem] = {}
        self.headings: list[QLabel] = []
        group = ""
        for step in self._journey.steps:
            if step.group != group:
                group = step.group
                heading = label(self._texts.get(f"shell-group-{group}"), name="railHeading", wrap=False)
                heading.setContentsMargins(px(20), px(7 if self.headings else 0), px(12), px(1))
                self.headings.append(heading)
                steps.addWidget(heading)
            item = self.items[step.id] = self._item(step.id, step.number)
            steps.addWidget(item)
        self._line = rule()
        self._line.setObjectName("railLine")
        self._line.hide()
        steps.addSpacing(px(6))
        steps.addWidget(self._line)
        steps.addSpacing(px(6))
        steps.addStretch(1)
        self._area = area = tall(holder(steps, "railSteps"))
        area.setObjectName("railArea")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.installEventFilter(self)
        return area

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the rows when their room changes: also without a new size of the window, by the account below them."""
        if watched is self._area and event.type() == QEvent.Type.Resize:
            self._show_headings()
            self._reveal()
        return False

    def _reveal(self) -> None:
        """Scroll to the current row, where the rail is too low for all."""
        for item in (*self.items.values(), *self.extras.values()):
            if item.current and item.isVisibleTo(self):
                self._area.ensureWidgetVisible(item, 0, px(4))

    def _show_headings(self) -> None:
        """Let the rows come closer if they would make the rail scroll; if that is not enough, hide the headings."""
        shown = [item for item in (*self.items.values(), *self.extras.values()) if not item.isHidden()]
        text = round(font_metrics().height())
        room = self._area.height() - px(13) - text * len(shown)
        spare = room - sum(heading.sizeHint().height() for heading in self.headings)
        fit = spare >= px(LEAST_AIR) * len(shown)
        for heading in self.headings:
            heading.setVisible(fit)
        for item in shown:
            item.show_air(max(px(LEAST_AIR), min(px(AIR), (spare if fit else room) // len(shown))))

    def _width(self) -> int:
        widest = max(font_metrics(bold=True).horizontalAdvance(item.text()) for item in self.items.values())
        return max(px(236), round(widest) + px(74))

    def show_extras(self, extras: Sequence[tuple[str, str]]) -> None:
        """Show the available pages beside the steps: their ids and icons, in order."""
        ids = [name for name, _ in extras]
        for place, (name, icon) in enumerate(extras):
            if name not in self.extras:
                item = self.extras[name] = self._item(name, 0, icon)
                self._below.insertWidget(self._below.count() - 1 - (len(self.extras) - 1 - place), item)
        for name, item in self.extras.items():
            item.setVisible(name in ids)
        self._line.setVisible(bool(ids))
        self._show_headings()

    def mark_extra(self, name: str, why: str = "", *, alarm: bool = False) -> None:
        """Set the warning of a page beside the steps; empty for none."""
        self._marks[name] = ("attention" if why else "todo", alarm, why)

    def refresh(self, extra: str = "") -> None:
        """Show the journey's state.

        Args:
            extra: The page beside the steps that is shown instead of the current step.
        """
        total = len(self._journey.steps)
        current = "" if extra else self._journey.current.id
        for name, item in self.extras.items():
            state, item.alarm, why = self._marks.get(name, ("todo", False, ""))
            told = f"{item.text()}: {why}" if why else item.text()
            item.show_state(state, current=name == extra, reached=True, name=told, why=why)
        for step in self._journey.steps:
            state = self._journey.state(step.id)
            reached = self._journey.is_reached(step.id)
            if step.id == current and state == "attention" and self._untried(step.id):
                state = "todo"
            if state == "todo" and step.optional and reached and step.number < self._journey.current.number:
                state = "done"
            word = "current" if step.id == current else state if reached or state != "todo" else "locked"
            item = self.items[step.id]
            state_words, why = self._texts.get(f"shell-state-{word}"), ""
            result = self._journey.result(step.id)
            if state == "stale" and result is not None and result.lapsed:
                state_words = why = self._texts.get(f"shell-lapsed-{result.lapsed}")
            elif state in {"stale", "attention"}:
                why = self._texts.get(f"shell-state-{state}")  # a sign alone does not say what it means
            item.alarm = result is not None and bool(result.facts.get("quarantine"))
            if item.alarm:
                state_words = why = self._texts.get("shell-state-quarantine")
            about = {"number": step.number, "total": total, "title": item.text(), "state": state_words}
            name = self._texts.get("shell-rail-step", **about)
            item.show_state(state, current=step.id == current, reached=reached, name=name, why=why)
        self._reveal()

    def _untried(self, step_id: str) -> bool:
        """Return whether a step needs a look only because nothing was checked yet: arriving there is no mistake."""
        result = self._journey.result(step_id)
        standings = result.facts.values() if result is not None else ()
        return "unknown" in standings and "missing" not in standings

    def show_account(self, session: Session | None, *, was: bool = False) -> None:
        """Show the account that is signed in, or ``was`` when a support file was made, or that nobody is signed in."""
        if session is not None:
            key = "shell-was-signed-in" if was else "shell-signed-in"
            text = self._texts.get(key, tenant=session.tenant.display_name, account=session.account)
        else:
            text = self._texts.get("shell-not-signed-in")
        self._account.setText(text)

    def show_practice(self, practice: bool, running: bool) -> None:
        """Show whether the setup is in the practice company, and its controls if that is running."""
        self.practice.setVisible(practice)
        self.controls.setVisible(running)

    def show_support(self, possible: bool) -> None:
        """Show whether a support file can be made."""
        self.support.setVisible(possible)

    def _move_focus(self, by: int) -> None:
        every = [*self.items.values(), *(item for item in self.extras.values() if item.isVisibleTo(self))]
        items: Sequence[RailItem] = [item for item in every if item.isEnabled()]
        focused = next((n for n, item in enumerate(items) if item.hasFocus()), None)
        if focused is not None:
            target = items[max(0, min(len(items) - 1, focused + by))]
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _item(self, name: str, number: int, icon: str = "") -> RailItem:
        item = RailItem(name, number, self._texts.get(f"step-{name}-title"), icon)
        item.clicked.connect(lambda: self.chosen.emit(name))
        item.moved.connect(self._move_focus)
        return item
