"""Reading the users to try mappings on, and their CloudGate accounts, in the background."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from wizard.core.errors import WizardError
from wizard.journey.steps.mappings import People, read_accounts, read_population
from wizard.mapping.population import Held

if TYPE_CHECKING:
    from wizard.directory import Person
    from wizard.journey.steps.mappings import Accounts
    from wizard.ui.pages.mapping_page import MappingPage
    from wizard.ui.pages.mapping_population import PopulationBox

MORE = 4
"""While users are read, they are counted again when their number has grown by this factor."""


class PeopleReading(QObject):
    """The users and their accounts. ``grew``: there are more users; ``accounts_came``: accounts are known.

    Args:
        page: The page that runs the work.
        population: Shows how far the reading is.
    """

    grew = Signal()
    accounts_came = Signal()

    def __init__(self, page: MappingPage, population: PopulationBox) -> None:
        super().__init__(page)
        self._page, self._population = page, population
        self.people: tuple[Person, ...] = ()
        self.accounts: Accounts | None = None
        self._coming: list[Person] = []
        self._read_for: object = None
        self._complete = False

    def start(self, people: Sequence[Person]) -> None:
        """Start with these users; all others are read later."""
        self.people = tuple(people)
        self._complete, self.accounts = False, None

    def read(self) -> None:
        """Read all users in scope in the background, unless that was done for the current scope."""
        answers = self._page.journey.answers
        wanted = (answers.scope, answers.assignments)
        if self._complete and wanted == self._read_for:
            return

        self._coming, self._read_for, self._complete = [], wanted, False
        self._page.run_step(
            read_population,
            on_result=self._all_came,
            on_data=self._some_came,
            on_error=self._none_came,
            key="people",
        )

    def _some_came(self, items: list[object]) -> None:
        came = [item for item in items if isinstance(item, People)]
        if not came:
            return
        for item in came:
            self._coming += item.people
        newest = came[-1]
        self._population.show_reading(newest.done, newest.total or 0)
        if len(self._coming) >= MORE * max(1, len(self.people)):
            self._take_people()

    def _all_came(self, _count: int) -> None:
        self._complete = True
        self._population.show_reading(0, 0)
        if self._coming and tuple(self._coming) != self.people:
            self._take_people()
        if self.accounts is None:
            self._read_accounts()

    def _none_came(self, _error: WizardError) -> None:
        # The users read with the mappings are still available for the trial.
        self._population.show_reading(0, 0)

    def _take_people(self) -> None:
        self.people = tuple(self._coming)
        self.grew.emit()

    def _read_accounts(self) -> None:
        page = self._page
        if page.job.schema is None or page.job.saved is None or not page.journey.answers.token_kept:
            return
        # Without the accounts, results are only compared with the saved mapping.
        page.run_step(
            read_accounts,
            page.job.schema,
            self.people,
            on_result=self._took_accounts,
            on_error=lambda _error: None,
            key="accounts",
        )

    def _took_accounts(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self.accounts_came.emit()

    def held(self, target: str) -> Held | None:
        """Return a function that gives a user's value of an attribute in CloudGate; ``None`` if that is not known."""
        accounts = self.accounts
        return None if accounts is None else lambda person: accounts.value(person, target)
