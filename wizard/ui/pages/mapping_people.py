"""The trial of a mapping on users: immediately on the selected user, then on all users, who are read meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from wizard.core.errors import WizardError
from wizard.mapping.checks.types import fits
from wizard.mapping.population import PopulationResult, result_of
from wizard.ui.pages.mapping_changes import clipped
from wizard.ui.pages.mapping_files import compiled, count
from wizard.ui.pages.mapping_population import PopulationDialog
from wizard.ui.pages.mapping_reading import PeopleReading
from wizard.ui.timers import TypingPause
from wizard.wording.targets import short

if TYPE_CHECKING:
    from wizard.core.tasks import Progress
    from wizard.directory import Person
    from wizard.mapping import AttributeDefinition, AttributeMapping
    from wizard.ui.pages.mapping_page import MappingPage


class Trial(QObject):
    """Holds the users and their CloudGate accounts; shows the current row's results in the page's editor."""

    def __init__(self, page: MappingPage) -> None:
        super().__init__(page)
        self._page, self._editor, self._t = page, page.editor, page.t
        self.reading = PeopleReading(page, page.editor.population)
        self.reading.grew.connect(self._grew)
        self.reading.accounts_came.connect(self._accounts_came)
        self._types: dict[str, str] = {}
        self._row: AttributeMapping | None = None
        self._counted: object = None
        self._soon = TypingPause(self, self._count)
        self._editor.person_changed.connect(self._try)
        self._editor.population.people_wanted.connect(self.show_people)

    @property
    def on(self) -> bool:
        """Whether mappings can be tried; group mappings cannot."""
        return self._page.kind == "User"

    @property
    def waiting(self) -> bool:
        return self._soon.isActive()

    def start(self, people: Sequence[Person], targets: Sequence[AttributeDefinition]) -> None:
        """Start with these users; all others are read later."""
        self.reading.start(people)
        self._types = {item.name: item.type for item in targets}
        self._counted = None

    def read_people(self) -> None:
        """Read all users in scope in the background, unless that was done for the current scope."""
        if self.on:
            self.reading.read()

    def _grew(self) -> None:
        self._soon.start()
        self._page.review.soon()

    def _accounts_came(self) -> None:
        self._try()
        self._soon.start()

    def stop(self) -> None:
        """Stop all work; unfinished reading restarts when the page is shown again."""
        self._soon.stop()
        for key in ("people", "accounts", "count", "review"):
            self._page.context.runner.abandon(f"{self._page.step_id}-{key}")
        self._editor.population.show_reading(0, 0)
        self._counted = None

    # --- trial

    def show_row(self, row: AttributeMapping | None, *, unfinished: bool = False) -> None:
        """Try a row; ``unfinished`` means that its text is not a valid expression yet, so nothing is evaluated."""
        self._row = None if unfinished else row
        self._try()
        if unfinished:
            self._editor.tried.show_result(self._t("users-result-unfinished"), "neutral", "")
        question = self._question()
        if question != self._counted:
            self._page.context.runner.abandon(f"{self._page.step_id}-count")
            self._soon.start()

    @property
    def _shown(self) -> bool:
        row = self._row
        return self.on and row is not None and self._types.get(row.target) != "Reference"

    def _saved_expression(self) -> str | None:
        if self._row is None or self._page.job.saved is None:
            return None
        rows = [row for row in self._page.job.saved.rows if row.target == self._row.target]
        return rows[0].expression if rows and rows[0].source is not None else None

    def _try(self) -> None:
        row, person = self._row, self._editor.tried.chosen
        self._editor.population.setVisible(self._shown and bool(self.reading.people))
        if not self._shown or row is None or person is None:
            self._editor.tried.show_result("", "neutral", "")
            return
        t = self._t
        found = result_of(
            compiled(row.expression), compiled(self._saved_expression()), person, self.reading.held(row.target)
        )
        kind = t(f"users-type-{self._types.get(row.target, 'String').lower()}")
        was = found.held if found.held is not None else found.before if found.changed else None
        note = t("users-note", target=short(row.target), type=kind)
        if was is not None and was != found.result:
            note = t(
                "users-note-held" if found.held is not None else "users-note-saved",
                target=short(row.target),
                type=kind,
                old=clipped(was) or t("users-nothing"),
            )
        if found.problem is not None:
            words = self._page.context.texts.problem(found.problem)
            self._editor.tried.show_result(t("users-result-error"), "bad", f"{words.what}. {words.why}")
        elif found.result and not fits(found.result, self._types.get(row.target, "String")):
            self._editor.tried.show_result(found.result, "bad", t("users-result-unfit", type=kind))
        elif found.result:
            self._editor.tried.show_result(found.result, "ok", note)
        else:
            self._editor.tried.show_result(t("users-result-empty"), "neutral", note)

    # --- counting

    def _question(self) -> object:
        if self._row is None:
            return None
        return (
            self._row.target,
            self._row.expression,
            self._saved_expression(),
            len(self.reading.people),
            self.reading.accounts is not None,
        )

    def _count(self) -> None:
        if not self._shown or self._row is None or not self.reading.people:
            return
        self._counted = self._question()
        expression = self._row.expression if self._row.source is not None else None
        given = (expression, self._saved_expression(), self.reading.people, self.reading.held(self._row.target))
        self._page.run(
            count,
            *given,
            on_result=self._was_counted,
            on_progress=self._counting,
            on_error=self._not_counted,
            key="count",
        )

    def _counting(self, progress: Progress) -> None:
        value = progress.params.get("value")
        if isinstance(value, int):
            self._editor.population.show_counting(progress.done or 0, progress.total or 0, value)

    def _was_counted(self, found: PopulationResult) -> None:
        if self._question() == self._counted:
            self._editor.population.show_result(found)

    def _not_counted(self, error: WizardError) -> None:
        self._counted = None
        self._page.show_error(error)

    def show_people(self) -> None:
        """Show the users behind the counts."""
        found = self._editor.population.result
        if found is None or self._row is None:
            return
        title = self._t("users-who-title", target=short(self._row.target))
        dialog = PopulationDialog(self._page.context, found, title, self._page)
        dialog.person_chosen.connect(self._editor.tried.choose)
        dialog.open()
