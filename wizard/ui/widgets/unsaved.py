"""The question before the window closes with answers that could not be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wizard.ui.layout import SPACE, Dialog, add, row
from wizard.ui.theme import px
from wizard.ui.widgets.basic import label
from wizard.ui.widgets.buttons import button

if TYPE_CHECKING:
    from wizard.core.errors import WizardError
    from wizard.ui.shell.context import UiContext


class UnsavedDialog(Dialog):
    """Says why they are not saved. Esc goes back to the window; only a click discards them.

    Signals:
        try_again: save, and close if that succeeds.
        leave_them: close without saving.
    """

    try_again = Signal()
    leave_them = Signal()

    def __init__(self, context: UiContext, error: WizardError, parent: QWidget) -> None:
        super().__init__(context.t("shell-unsaved-title"), parent, name="unsaved", once=True)
        self.box.setContentsMargins(px(22), px(18), px(22), px(16))
        words = context.texts.problem(error)
        add(self.box, label(context.t("shell-unsaved-title"), "strong"))
        for text in (f"{words.what}. {words.why}", context.t("shell-unsaved-text")):
            line = label(text)
            line.setMinimumWidth(px(420))
            add(self.box, line)
        again = button(context.t("shell-unsaved-again"), self._again, name="unsavedAgain", kind="primary")
        back = button(context.t("shell-unsaved-back"), self.reject, name="unsavedBack")
        leave = button(context.t("shell-unsaved-leave"), self._leave, name="unsavedLeave", kind="danger")
        add(self.box, row(leave, SPACE, back, again, gap=10))
        again.setFocus()

    def _again(self) -> None:
        self.accept()
        self.try_again.emit()

    def _leave(self) -> None:
        self.accept()
        self.leave_them.emit()
