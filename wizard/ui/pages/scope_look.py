"""Reading who could be in scope, and computing who is, with a pause after typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from wizard.journey.steps import TURNON
from wizard.journey.steps.scope import effects, known_values, read
from wizard.ui.timers import TypingPause

if TYPE_CHECKING:
    from wizard.core.errors import WizardError
    from wizard.journey.steps.scope import Reading
    from wizard.provisioning.scope_diff import Effects
    from wizard.ui.pages.scope import StepPage


class ScopeLook(QObject):
    """What was read for one page, and the counts that it shows."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._page = page
        self.reading: Reading | None = None
        self._soon = TypingPause(self, self._compute)

    @property
    def waiting(self) -> bool:
        return self._soon.isActive()

    def stop(self) -> None:
        """Do not compute what was edited."""
        self._soon.stop()

    def look(self, *, follows: bool = False) -> None:
        """Read the candidates, and compute who is in scope, who enters it and who leaves it."""
        self._page.run_step(read, on_result=self._read, busy="scope-looking", key="read", follows=follows)

    def _read(self, reading: Reading) -> None:
        page = self._page
        self.reading = reading
        page.filters.forget_values()
        if reading.current is not page.filters.schema:
            page.filters.take_schema(reading.current)
            page.show_sound()
        self._compute()

    def look_soon(self) -> None:
        """Compute after a pause in typing, from what was read."""
        if self.reading is not None:
            if not self._page.filters.sound:
                self.forget()
            self._soon.start()

    def _compute(self) -> None:
        page, reading = self._page, self.reading
        answers = page.journey.answers
        if reading is None:
            return
        if not reading.covers(answers):
            self.look(follows=True)
            return
        if not page.filters.sound:
            self._list_values()  # the value that is missing can be chosen from them
            return
        page.run(effects, reading, answers, on_result=self._looked, on_error=self._not_looked, key="effects")

    def _list_values(self) -> None:
        """Find the existing values of the attributes that the conditions use, each once."""
        page, reading = self._page, self.reading
        if reading is not None and (names := page.filters.without_values(reading.attributes)):
            on_result = page.filters.offer
            page.run(known_values, reading, names, on_result=on_result, key="values", quiet=True)
        else:
            page.filters.offer({})

    def forget(self) -> None:
        """Hide the counts, which are no longer valid."""
        page = self._page
        page.context.runner.abandon(f"{page.step_id}-effects")
        page.effects.forget()

    def _not_looked(self, error: WizardError) -> None:
        self.forget()
        self._page.show_error(error)

    def _looked(self, found: Effects) -> None:
        page = self._page
        self._list_values()
        with page.viewport.at_once():
            # The job may have been read just before provisioning was turned on.
            ran = self.reading is None or self.reading.ran or page.journey.state(TURNON.id) == "done"
            page.effects.show_effects(found, ran=ran)
            page.filters.show_faring(found.clauses)
