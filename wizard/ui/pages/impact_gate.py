"""The gate before every change that can cost users their access: it shows who is affected and asks for confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wizard.journey.carrying_out import carried_out, carry_out, known_of
from wizard.journey.changes import Change
from wizard.journey.services.impact import Forecast, forecast
from wizard.ui.pages.base import AnyPage, Page
from wizard.ui.pages.impact_dialog import ImpactDialog
from wizard.wording.impact import done

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.journey.answers import Answers


class ImpactGate:
    """Asks for confirmation between a page's button and its work.

    Args:
        page: The page whose step is guarded; it runs the work and shows errors and results.
    """

    def __init__(self, page: AnyPage) -> None:
        self._page = page
        self._change: Change | None = None
        self._answers: Answers | None = None
        self._opened = 0
        self._go: Callable[[], object] = _nothing
        self._stop: Callable[[], object] = _nothing
        self._passed: Forecast | None = None
        self.open = False
        """Whether the user has just confirmed; otherwise a page runs no work that needs the gate."""
        self.dialog: ImpactDialog | None = None

    def ask(
        self, go: Callable[[], object], *, change: Change | None = None, stop: Callable[[], object] | None = None
    ) -> None:
        """Forecast the effect of a change, and call ``go`` if the user confirms it or nothing needs confirmation.

        Args:
            change: The change; without it, the step's own work.
            stop: Called instead if the change was canceled or refused, or the forecast failed.

        Raises:
            ValueError: No change is given, and the step's own work needs no confirmation.
        """
        page = self._page
        wanted = change or page.step.gate
        if wanted is None:
            raise ValueError(f"step {page.step_id} makes no change that needs a confirmation")
        self._passed = None
        self._change, self._go, self._stop = wanted, go, stop or _nothing
        self._answers, self._opened = page.journey.answers, page.context.controller.opened
        known, stopped = known_of(page.journey), self._stop
        run = page.run_step
        run(forecast, wanted, known, on_result=self._found, on_stopped=stopped, busy="impact-looking", key="impact")

    def do(
        self,
        change: Change,
        then: Callable[[Any], object],
        *,
        busy: str,
        stop: Callable[[], object] | None = None,
    ) -> None:
        """Make a change outside a step's own work, after the user confirmed its effect.

        Args:
            then: Called with the return value of :func:`carry_out`.
            busy: Text id of a sentence for the bottom bar.
            stop: Called instead if the change was canceled or refused, or it failed.
        """

        def carried(result: object) -> None:
            if page.context.controller.opened != opened:
                return  # the change belongs to another setup that is no longer open
            carried_out(page.journey, change, result)
            page.context.controller.history_changed.emit()
            then(result)

        def carry() -> None:
            page.run_step(carry_out, change, on_result=carried, on_stopped=self._stop, busy=busy, key="change")

        page, opened = self._page, self._page.context.controller.opened
        self.ask(carry, change=change, stop=stop)

    def _found(self, found: Forecast) -> None:
        page = self._page
        if page.context.controller.opened != self._opened:
            self._stop()
        elif page.journey.answers != self._answers:
            self.ask(self._go, change=self._change, stop=self._stop)  # the answers were edited meanwhile
        elif not found.asks:
            self._pass(found)
        else:
            self.dialog = ImpactDialog(page.context, found, page)
            self.dialog.accepted.connect(lambda: self._pass(found))
            self.dialog.rejected.connect(lambda: self._refused(found))
            self.dialog.open()

    def _pass(self, found: Forecast) -> None:
        self._passed, self.open = found, True
        try:
            self._go()
        finally:
            self.open = False

    def _refused(self, found: Forecast) -> None:
        self._stop()
        self._page.problem.say(self._page.t(f"impact-kept-{found.change.way}"), tone="info")

    def told(self) -> str:
        """Return the effect of the change just made on users; empty if there is none or on later calls."""
        found, self._passed = self._passed, None
        return done(found, self._page.context.texts) if found is not None else ""

    def tell(self, *, saved_only: bool = False) -> None:
        """Show the effect of the work just done on users, once, on the page that is visible now.

        Args:
            saved_only: Show nothing if there is no effect until provisioning is turned on.
        """
        never = self._passed is not None and self._passed.state == "never-ran"
        line = self.told()
        shown = getattr(self._page.window(), "page", self._page)
        if line and not (saved_only and never) and isinstance(shown, Page):
            shown.problem.say(line, tone="ok")


def _nothing() -> None:
    """Do nothing."""
