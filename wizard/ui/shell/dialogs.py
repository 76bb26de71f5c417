"""What the window opens beside its pages: help, the practice controls, about, and what concerns support files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from wizard.ui.shell.window import Window


class Dialogs(QObject):
    """The dialogs of a window; their modules are imported when they are first opened."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._context = window, window.context
        self._help: QWidget | None = None
        rail, case_bar = window.rail, window.case_bar
        rail.help_wanted.connect(self.toggle_help)
        rail.controls_wanted.connect(self.show_practice)
        rail.support_wanted.connect(self.show_support)
        rail.about_wanted.connect(self.show_about)
        case_bar.compare_wanted.connect(self._compare_case)
        case_bar.requests_wanted.connect(self._show_requests)
        case_bar.try_wanted.connect(self._try_case)
        case_bar.propose_wanted.connect(self._propose)
        case_bar.leave_wanted.connect(self._leave_case)

    # --- help

    def toggle_help(self) -> None:
        """Open or close the help of the step."""
        if not self.hide_help():
            self._show_help()

    def hide_help(self) -> bool:
        """Close the help; return whether it was open."""
        if self._help is None or not self._help.isVisible():
            return False
        self._help.hide()
        return True

    def follow_step(self) -> None:
        """Show the help of the current step, if the help is open."""
        if self._help is not None and self._help.isVisible():
            self._show_help()

    def _show_help(self) -> None:
        from wizard.ui.shell.help import HelpPanel

        if not isinstance(self._help, HelpPanel):
            self._help = HelpPanel(self._context, self._window.rail, self._window)
        self._help.show_step(self._context.journey.current)
        self._help.show()

    # --- dialogs

    def show_practice(self) -> None:
        """Open the practice company's controls beside the window, or bring them to the front."""
        from wizard.ui.widgets.practice import PracticeDialog

        practice = self._context.services.practice
        if practice is not None:
            made = self._window.findChild(PracticeDialog)
            _to_front(made or PracticeDialog(self._context, practice, self._window))

    def show_about(self) -> None:
        """Open the dialog with the version, the storage locations, and the licenses."""
        from wizard.ui.widgets.about import AboutDialog

        AboutDialog(self._context, self._window).open()

    def show_support(self) -> None:
        """Open the dialog that makes a support file of the open setup."""
        from wizard.ui.widgets.support import SupportDialog

        made = self._window.findChild(SupportDialog)
        _to_front(made or SupportDialog(self._context, self._window.page.messages.failed, self._window))

    # --- support files

    def _show_requests(self) -> None:
        self._window.page.messages.show_exchange()

    def _compare_case(self) -> None:
        from wizard.ui.widgets.differences import CompareDialog

        opened = self._context.controller.case
        if opened is not None:
            CompareDialog(self._context, opened.case.case, self._window).open()

    def _try_case(self) -> None:
        from wizard.ui.shell.cases import try_case

        try_case(self._window.page)

    def _propose(self) -> None:
        from wizard.ui.shell.cases import propose

        propose(self._window.page)

    def _leave_case(self) -> None:
        from wizard.ui.shell.cases import leave_case

        leave_case(self._window.page)


def _to_front(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
