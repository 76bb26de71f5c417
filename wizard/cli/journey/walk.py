"""The unattended walk through the steps in the terminal, with the same step definitions as the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.cli import output
from wizard.cli.journey.answer_keys import RESTART_CONSENT
from wizard.cli.journey.answers_file import Given
from wizard.cli.journey.fields import suggestion, told
from wizard.cli.journey.gates import Gates
from wizard.cli.journey.people import add, by_name, for_practice
from wizard.cli.journey.prompts import Back, Prompter, in_a_line
from wizard.cli.journey.report import Teller
from wizard.cli.journey.saved import first_open
from wizard.cli.journey.token import TokenKeeper
from wizard.cli.progress import progress
from wizard.core.errors import ConsentNeeded, InputError, SavedSetupError, WizardError
from wizard.core.tasks import Progress, Task
from wizard.journey.carrying_out import known_of
from wizard.journey.changes import Restart
from wizard.journey.claims import Claims
from wizard.journey.machine import Journey, SavedSetup
from wizard.journey.setups import SetupStore
from wizard.journey.steps import SCOPE, STEPS
from wizard.journey.steps.application import ADD_NEW

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.model import Outcome, Step
    from wizard.journey.services.impact import Forecast


@dataclass(frozen=True, slots=True)
class Start:
    """How a walk begins.

    Args:
        given: the answers file's content, if unattended.
        attended: whether a person answers at the terminal.
        setup: the saved setup to continue; its snapshot may have been changed for a new practice company.
        practice: whether it uses the practice company, which is already running.
        show_me: whether the person does the steps in the portal.
        new_id: id of a new setup.
    """

    given: Given = field(default_factory=Given)
    attended: bool = False
    setup: SavedSetup | None = None
    practice: bool = False
    show_me: bool = False
    new_id: str = ""


class Stopped(Exception):
    """The walk ends before its last step. ``error`` is the reason; ``at`` is the step's number."""

    def __init__(self, at: int, error: WizardError | None) -> None:
        super().__init__(at)
        self.at = at
        self.error = error


class Walk:
    """A walk through the steps, from the first that has something to do. Nobody is asked."""

    def __init__(
        self,
        context: Context,
        store: SetupStore,
        texts: Texts,
        start: Start,
        teller: Teller,
        claims: Claims,
    ) -> None:
        self._context, self._store, self._claims = context, store, claims
        self.unsaved: SavedSetupError | None = None
        self.shows_done = False
        """Whether steps that are done are shown too: since the person has gone back a step, or nothing else is left."""
        self._texts = texts
        self._start = start
        self.teller = teller
        self.setup_id = start.setup.id if start.setup is not None else start.new_id or store.new_id()
        self.saved = start.setup is not None
        self._given: Answers | None = None
        snapshot = start.setup.snapshot if start.setup is not None else None
        self.journey = Journey(STEPS, lambda: context.now().isoformat(timespec="seconds"), snapshot)
        self.journey.listen(self._save)
        self.prompter = Prompter(texts)
        self.tokens = TokenKeeper(
            self.journey, context, self.prompter, texts, start.attended, store.token_name(self.setup_id)
        )
        self.gates = Gates(
            self.journey, context, texts, self.prompter, start.attended, start.given.consents, self._working
        )

    @property
    def attended(self) -> bool:
        return self._start.attended

    @property
    def practice(self) -> bool:
        return self._start.practice

    def unfinished(self) -> list[str]:
        """Return the titles of steps that were only verified and are not as they should be."""
        looked_at = not self._start.attended and self.journey.answers.way == "show_me"
        wrong = [step for step in self.journey.working_steps if not self.journey.is_complete(step.id)]
        return [self._texts.get(f"step-{step.id}-title") for step in wrong] if looked_at else []

    # --- preparing

    def prepare(self, answers: Mapping[str, object]) -> None:
        """Store the answers of the practice company, then those of the answers file, and check them.

        Raises:
            InputError: ``usage-answers``: one of them cannot be used.
        """
        given = self._start.given
        merged = {**answers, **given.values}
        if self._start.show_me:
            merged["way"] = "show_me"
        if merged.get("service_principal_id") == ADD_NEW and self.journey.answers.application_added:
            del merged["service_principal_id"]  # this setup has added the requested application already
        self.journey.answer(**merged)
        if self._start.attended:
            return
        for step in self.journey.steps:
            for asked in step.fields:
                if asked.check is None or (asked.when and not getattr(self.journey.answers, asked.when)):
                    continue
                try:
                    asked.check(self.journey.answers)
                except InputError as error:
                    raise given.refuse("check", asked.name, in_a_line(error, self._texts)) from error

    # --- walking

    def run(self) -> None:
        """Do every step in turn, from the first that is not done; the person may go back to the steps before it.

        Raises:
            Stopped: the walk ends before its last step.
            EndOfInput: standard input ended at a question.
            SavedSetupError: the setup cannot be saved.
        """
        self._given = self.journey.answers
        first = first_open(self.journey)
        if self._start.setup is not None and first.number > self.journey.sign_in_step.number:
            title = self._texts.get(f"step-{first.id}-title")
            self.teller.say(self._texts.get("terminal-going-on", number=first.number, title=title))
        at, steps = 0, self.journey.working_steps
        while at < len(steps):
            step = steps[at]
            at += 1
            self.shows_done = self.shows_done or (self.attended and at == len(steps))
            if self._start.setup is not None and not self.journey.is_open(step.id) and not self.shows_done:
                if step.gives == "session":
                    self._sign_in(step)
                continue
            self._enter(step)
            title = self._texts.get(f"step-{step.id}-title")
            self.teller.say()
            self.teller.say(
                self._texts.get("terminal-step", number=step.number, total=len(self.journey.steps), title=title)
            )
            try:
                self._take(step)
            except Back:
                self.shows_done = True
                at -= 2

    def _enter(self, step: Step) -> None:
        while self.journey.current.number < step.number:
            self.journey.next()
        self.journey.go(step.id)

    def _sign_in(self, step: Step) -> None:
        """Sign in again for a continued setup: a session does not outlive its run."""
        result = self.journey.result(step.id)
        if result is None or result.way == "show_me" or "account" not in result.facts:
            return
        self.teller.say(self._texts.get("terminal-signing-in", account=str(result.facts["account"])))
        try:
            self._do(step)
            self._find_people()
        except WizardError as error:
            self._tell(error)
            self._sign_in_failed(step, error)

    def _sign_in_failed(self, step: Step, error: WizardError) -> None:
        raise Stopped(step.number, error) from error

    def _take(self, step: Step) -> None:
        """Do one step with the existing answers; a missing answer ends the walk."""
        try:
            if any(one.kind == "assignments" for one in step.fields):
                self._choose_for_practice()
            if self.journey.answers.way == "show_me" and step.requires and step.verify is not None:
                with self._working() as task:
                    self._record(step, step.verify(task, self._context, self.journey.answers))
            else:
                self._do(step)
            if step.gives == "session":
                self._find_people()
            if self.journey.is_required(step.id) and not self.journey.passes(step.id):
                self.gates.override(step)
        except WizardError as error:
            self._tell(error)
            raise Stopped(step.number, error) from error

    def _do(self, step: Step) -> None:
        """Do a step's work, after all required questions."""
        if step.perform is None:
            return
        self.gates.require(step)
        if not self.attended:
            self._take_suggestions(step)
        answers = self.journey.answers
        found = self.gates.allow(step)
        with self._working() as task:
            outcome = step.perform(task, self._context, answers)
        self._record(step, outcome, found)
        if step.id == SCOPE.id:
            self._restart_for_scope()

    def _take_suggestions(self, step: Step) -> None:
        """Use the defaults that fit this tenant for numbers that the answers file does not set."""
        for asked in step.fields:
            applies = not asked.when or getattr(self.journey.answers, asked.when)
            if not applies or asked.name in self._start.given.values:
                continue
            found = suggestion(self.journey, self._context, asked, step, self._working)
            if found is not None:
                self.journey.answer(**{asked.name: found.value})
                self.teller.say(f"    {told(found, asked, step, self._texts)}")

    def _restart_for_scope(self) -> None:
        """Offer the restart that a change of scope from all to assigned needs to take effect.

        Raises:
            ConsentNeeded: nobody is asked, and the answers do not allow its effect on people.
            WizardError: it failed.
        """
        if not known_of(self.journey).waits:
            return
        self.teller.say(f"    {self._texts.get('scope-restart-why')}")
        if self.attended:
            agreed = self.prompter.agrees(self._texts.get("terminal-restart-for-scope"), back=True)
        else:
            agreed = self._start.given.consents.get(RESTART_CONSENT) is True
        if not agreed:
            self.teller.say(f"    {self._texts.get('terminal-restart-waits', consent=RESTART_CONSENT)}")
            return
        try:
            found, _ = self.gates.do(Restart("again"))
        except ConsentNeeded as error:
            if not self.attended:
                raise
            self._tell(error)
        else:
            self.teller.done(found)

    def _record(self, step: Step, outcome: Outcome[object], found: Forecast | None = None) -> None:
        self.journey.record(step.id, outcome, self.journey.answers)
        self.teller.outcome(outcome, step.id)
        self.teller.done(found)
        with self._working() as task:
            self.teller.compare(task, self._context, self._store, self.setup_id, self.journey, outcome)

    # --- people

    def _find_people(self) -> None:
        """Find the users and groups that the answers file names, before anything is written."""
        names = self._start.given.assign
        if names and self._context.session is not None:
            with self._working() as task:
                found = [by_name(task, self._context, name) for name in names]
            add(self.journey, found)

    def _choose_for_practice(self) -> None:
        if self._start.practice and not self.journey.answers.assignments:
            with self._working() as task:
                add(self.journey, for_practice(task, self._context))

    # --- telling and keeping

    def _tell(self, error: WizardError) -> None:
        if self.teller.line is not None:
            output.tell_error(self._texts, error)

    @contextmanager
    def _working(self) -> Iterator[Task]:
        """Show the progress of work while it runs; yield its task."""
        with progress(self._texts, quiet=self.teller.line is None) as shown:
            shown.task = Task(lambda told: shown(self._approved(told)))
            shown.task.keep = self.journey.answer  # this saves
            yield shown.task

    def _approved(self, told: Progress) -> Progress:
        """Sign in as the practice company's administrator, so that no code has to be shown."""
        code, practice = getattr(told.data, "user_code", ""), self._context.practice
        if not code or practice is None:
            return told
        practice.approve_sign_in(code)
        return Progress(told.key, told.params, told.done, told.total)

    def _save(self) -> None:
        """Save the setup once there is something to continue: an answer, a result, or a token for the key store."""
        now = self.journey.snapshot
        asked = self._given is not None and now.answers != self._given
        if not (self.saved or asked or now.results or now.answers.may_have_token):
            return
        name = str(self.journey.fact(self.journey.sign_in_step, "tenant_name") or "")
        if not name and self._start.setup is not None:
            name = self._start.setup.name
        setup = SavedSetup(
            self.setup_id,
            name or self.journey.answers.tenant or self._texts.get("start-new-name"),
            self._context.now().isoformat(timespec="seconds"),
            self._start.practice,
            self.journey.snapshot,
        )
        try:
            self._claims.take(self._store.folder, self.setup_id)
            self._store.save(setup)
        except SavedSetupError as error:
            self.unsaved = error
            raise
        self.saved, self.unsaved = True, None

    def save_again(self) -> SavedSetupError | None:
        """Retry a failed save; return the error if it fails again."""
        if self.unsaved is not None:
            with suppress(SavedSetupError):
                self._save()
        return self.unsaved
