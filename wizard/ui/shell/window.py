"""The window: rail, page, bottom bar, help.

Not a QWizard: its pages run in one direction and forget earlier ones, while here every step already reached is one
click away and keeps its state. It is a QDialog for a dialog's keys: Return presses the default button wherever the
focus is, and Esc stops the running work; Alt+N, Alt+B and F1 are the usual keys of a wizard.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from wizard.core.errors import SavedSetupError
from wizard.ui.announce import announce
from wizard.ui.layout import Wide, column, row
from wizard.ui.pages.base import AnyPage
from wizard.ui.shell.bar import BottomBar
from wizard.ui.shell.case_bar import CaseBar
from wizard.ui.shell.context import UiContext
from wizard.ui.shell.dialogs import Dialogs
from wizard.ui.shell.extras import EXTRAS, ExtraPage, Offers
from wizard.ui.shell.focus import FocusKeeper
from wizard.ui.shell.pages import Pages, load_page
from wizard.ui.shell.rail import Rail
from wizard.ui.theme import px
from wizard.ui.times import shown_params
from wizard.ui.widgets.buttons import LinkButton, PressHost
from wizard.ui.widgets.problem import Banner
from wizard.wording.health import need

if TYPE_CHECKING:
    from wizard.core.errors import WizardError
    from wizard.health.model import Health
    from wizard.ui.shell.busy import Busy
    from wizard.ui.shell.pages import MakePage

ALARMS = frozenset({"quarantine", "deletions", "gone", "no-job", "token-ended", "token-missing"})
"""Needs that are shown in red in the rail."""


class Window(QDialog, PressHost):
    """Shows the journey's current step. Signals: the id of the page now shown; all pages were made; closed."""

    page_shown = Signal(str)
    pages_prepared = Signal()
    closed = Signal()

    def __init__(self, context: UiContext, make_page: MakePage = load_page) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.context = context
        self._page: AnyPage | None = None
        self._held: Callable[[], object] | None = None
        self._closing = False
        self._without_saving = False
        self.setObjectName("window")
        self.setWindowTitle(context.t("shell-app-name"))
        self.rail = Rail(context.journey, context.texts)
        self.stack = Pages(context, make_page)
        self.bar = BottomBar(context.texts)
        self.case_bar = CaseBar(context.texts)
        self.signed_out = Banner(name="signedOut")
        right = column(self.case_bar, self.signed_out, Wide(self.stack), self.bar, gap=0)
        self.setLayout(row(self.rail, Wide(right), gap=0))
        # Set here, inside the dialog: otherwise Qt makes the first button in tab order the default, perhaps a link.
        self.bar.next.setDefault(True)
        self._focus = FocusKeeper(
            self,
            lambda: self.page,
            lambda: self.page.title,
            lambda: context.controller.waiting.busy is not None,
            self._onward,
        )
        self._offers = Offers(context, self.stack.prepare, self)
        self.dialogs = Dialogs(self)
        self.toggle_help, self.show_support = self.dialogs.toggle_help, self.dialogs.show_support
        self.prepare_pages = self.stack.prepare_all
        self._connect()
        self._fit_screen()
        self.show_step(context.journey.current.id)

    def _connect(self) -> None:
        controller = self.context.controller
        self.rail.chosen.connect(controller.go)
        self.bar.back_pressed.connect(controller.back)
        self.bar.next_pressed.connect(self._next)
        self.bar.cancel_pressed.connect(controller.waiting.cancel_busy)
        self.bar.way_toggled.connect(self._toggle_way)
        self.stack.made.connect(self._made)
        self.stack.prepared.connect(self.pages_prepared)
        controller.stepped.connect(self.show_step)
        controller.journey_changed.connect(self.refresh)
        controller.setup_changed.connect(self._setup_changed)
        controller.read_anew.connect(lambda: self.stack.forget(self._page))
        controller.waiting.busy_changed.connect(self._busy_changed)
        controller.waiting.busy_progressed.connect(self.bar.show_busy)
        controller.waiting.followed.connect(self._followed)
        controller.failed.connect(self._failed)
        controller.saved.connect(self._saved)
        self._offers.changed.connect(self._offer)
        controller.health_told.connect(self._show_health)
        QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), self).activated.connect(self.toggle_help)

    def _fit_screen(self) -> None:
        screen = self.screen().availableGeometry().size() if self.screen() else QSize(1280, 800)
        least = QSize(1024, 680).boundedTo(screen)
        self.setMinimumSize(least)
        self.resize(QSize(px(1220), px(740)).boundedTo(screen).expandedTo(least))

    # --- pages

    @property
    def page(self) -> AnyPage:
        """The page that is shown."""
        if self._page is None:
            raise LookupError("no page is shown yet")
        return self._page

    def show_step(self, step_id: str) -> None:
        """Show a step's page, which is created on first use."""
        self._held = None
        if self._page is not None:
            self._page.leave()
            if self._page.step_id == step_id:  # something else is shown there now
                self.stack.drop(step_id)
        self._page = page = self.stack.enter(step_id)
        self.bar.show_actions(page.bar_actions())
        page.problem.hide()
        announce(page, page.title.text())  # before the page's own announcements
        page.enter()
        page.sides.show()
        self._show_lapsed(page)
        self.stack.show_page(step_id)
        self.refresh()
        self._focus_first(page)
        self.dialogs.follow_step()
        controller = self.context.controller
        if controller.case is not None and not controller.trying and self.stack.replays(step_id):
            page.replay()
        self.page_shown.emit(step_id)

    def _offer(self, ids: tuple[str, ...]) -> None:
        """Show the available pages beside the steps."""
        self.rail.show_extras([(extra.id, extra.icon) for extra in EXTRAS if extra.id in ids])
        self.context.controller.offer(ids)
        self.stack.prepare_more()
        self.rail.refresh(self.context.controller.extra)

    def _show_health(self, health: Health | None) -> None:
        """Show in the rail what needs attention: quarantine and deletions in red."""
        needs = health.needs if health is not None else ()
        what = need(needs[0], self.context.texts, shown_params)[0] if needs else ""
        self.rail.mark_extra("health", what, alarm=any(one.id in ALARMS for one in needs))
        self.rail.refresh(self.context.controller.extra)

    def _made(self, page: AnyPage) -> None:
        page.changed.connect(self.refresh)

    def _focus_first(self, page: AnyPage) -> None:
        target = page.first_focus()
        if target is not None and target.isEnabled():
            self._focus.go(target)
        elif self.bar.next.isEnabled() and not self._next_closes:
            self._focus.go(self.bar.next)
        else:
            page.title.setFocus(Qt.FocusReason.OtherFocusReason)  # keys do nothing there; a disabled button passes on

    def _onward(self) -> QWidget | None:
        done = self._page is not None and self.context.journey.state(self._page.step_id) == "done"
        return self.bar.next if done and self.bar.next.isEnabled() and not self._next_closes else None

    def refresh(self) -> None:
        """Show the journey's state in rail and bottom bar."""
        context, page = self.context, self._page
        self.rail.refresh(context.controller.extra)
        self.rail.show_account(context.services.session, was=context.services.case is not None)
        practice = context.controller.practice
        self.rail.show_practice(practice, practice and context.services.practice is not None)
        self.case_bar.show_case(context.controller)
        self._show_signed_out()
        self.rail.show_support(bool(context.controller.setup_id) or context.controller.trying)
        if page is None:
            return
        busy = context.controller.waiting.blocked
        self.bar.show_next(page.onward.text)
        # A step that had a result may soon have one again: the press waits for that.
        soon = context.controller.waiting.follows and context.journey.result(page.step_id) is not None
        can_next = not busy and (soon or page.onward.possible)
        self.bar.next.enable(can_next)
        self.bar.next.setProperty("guarded", self._next_closes)
        self.bar.back.setEnabled(not busy and context.journey.can_go_back)
        extra = isinstance(page, ExtraPage)
        self.bar.back.setVisible(context.journey.can_go_back and not extra)
        self.bar.next.setVisible(not extra)
        way = "" if not page.sides.offered else "shell-show-portal" if page.way == "for_me" else "shell-do-for-me"
        self.bar.show_way(way)
        self.bar.way.setEnabled(not busy)
        self.bar.show_why("" if busy or extra or page.only_shown else page.onward.why)

    def _show_signed_out(self) -> None:
        """Show that a setup continues without the sign-in that it had."""
        page = self._page
        shown = self.context.controller.signed_out and not (page is not None and page.messages.asks_to_sign_in)
        if shown == self.signed_out.isHidden():
            if shown:
                t = self.context.t
                begin = partial(self.context.controller.go, self.context.journey.sign_in_step.id)
                link = LinkButton(t("shell-sign-in-again"), begin, name="toSignIn")
                self.signed_out.say(t("shell-lapsed-signed-out"), t("shell-signed-out-text"), tone="warn", links=[link])
            else:
                self.signed_out.hide()

    def _show_lapsed(self, page: AnyPage) -> None:
        """Show why the result of a step is no longer valid, where no answer shows it."""
        result = self.context.journey.result(page.step_id)
        if result is not None and result.lapsed and page.step_id != self.context.journey.sign_in_step.id:
            page.problem.say(self.context.t(f"shell-lapsed-{result.lapsed}"), tone="warn")

    def _setup_changed(self) -> None:
        name = self.context.controller.setup_name
        title = self.context.t("shell-app-name")
        self.setWindowTitle(f"{name} – {title}" if name else title)
        self.refresh()

    # --- key and button presses

    @property
    def _next_closes(self) -> bool:
        """Whether Next closes the window: after the last step of a setup without a Health page."""
        return self.context.journey.is_last and "health" not in self.context.controller.extras

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Return from pressing a Next that closes the window, wherever the focus is."""
        at_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (at_return and self.bar.next.isDefault() and self.bar.next.property("guarded")):
            super().keyPressEvent(event)

    def press(self, act: Callable[[], object]) -> None:
        """Run a button's action; while typed input is still processed, run it after that succeeds."""
        if self.context.controller.waiting.follows:
            self._held = act
        else:
            act()

    def _followed(self, well: bool) -> None:
        held, self._held = self._held, None
        if held is not None and well:
            held()

    def _next(self) -> None:
        if self._page is None or self.context.controller.waiting.blocked:
            return
        if self._page.onward.possible and self._next_closes:
            self.close()
        elif self._page.onward.possible:
            self._page.onward.press()
        else:
            self._page.next_early()

    def _toggle_way(self) -> None:
        journey = self.context.journey
        journey.answer(way="show_me" if journey.answers.way == "for_me" else "for_me")
        if self._page is not None:
            self._page.sides.show()
            if self._page.way == "for_me":
                self._page.enter()  # shows what was done in the portal meanwhile
        self.refresh()

    def _busy_changed(self, busy: Busy | None) -> None:
        self.bar.show_busy(busy)
        self.refresh()
        self._focus.look_again()

    def _failed(self, error: WizardError) -> None:
        if self._closing and self.context.controller.saving.unsaved is not None:
            self._closing = self.stack.closing = False
            self.show()
            self._ask_unsaved()
        elif self._page is not None:
            self._page.show_error(error)

    # --- closing

    def reject(self) -> None:
        """Handle Esc: stop the running work, or else close the help; never close the window."""
        if self.context.controller.waiting.cancel_busy():
            self.bar.show_stopping()
        else:
            self.dialogs.hide_help()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide the window immediately; the program ends when the last answers are on disk."""
        if self.context.controller.saving.all_saved or self._without_saving:
            event.accept()
            self.closed.emit()
            return
        event.ignore()
        if self.context.controller.saving.unsaved is not None:
            self._ask_unsaved()
            return
        self._closing = self.stack.closing = True
        self.hide()

    def _ask_unsaved(self) -> None:
        from wizard.ui.widgets.unsaved import UnsavedDialog

        error = self.context.controller.saving.unsaved
        if error is not None and not any(asked.isVisible() for asked in self.findChildren(UnsavedDialog)):
            dialog = UnsavedDialog(self.context, error, self)
            dialog.try_again.connect(self._close_saved)
            dialog.leave_them.connect(self._close_unsaved)
            dialog.open()

    def _close_saved(self) -> None:
        self.context.controller.saving.save_again()
        self.close()

    def _close_unsaved(self) -> None:
        self._without_saving = True
        self.close()

    def _saved(self) -> None:
        if self._page is not None and isinstance(self._page.messages.failed, SavedSetupError):
            self._page.messages.failed = None
            self._page.problem.hide()
        if self._closing:
            self._leave()

    def _leave(self) -> None:
        self._closing = self.stack.closing = False
        self.closed.emit()
