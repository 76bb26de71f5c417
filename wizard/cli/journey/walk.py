"""The walk through the steps in the terminal, by the same definitions as the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from wizard.cli.journey.answers_file import Given
from wizard.cli.journey.fields import Questions
from wizard.cli.journey.gates import Gates
from wizard.cli.journey.people import add, by_name, for_practice
from wizard.cli.journey.prompts import Back, Choice, Clear, Prompter, Stop
from wizard.cli.journey.report import Teller
from wizard.cli.journey.saved import first_open, is_open
from wizard.cli.journey.show_me import ForMe, ShowMe
from wizard.cli.journey.token import TokenKeeper
from wizard.errors import Cancelled, ConsentNeeded, InputError, WizardError
from wizard.journey.machine import Journey
from wizard.journey.setups import SavedSetup, SetupStore
from wizard.tasks import Progress, Task

if TYPE_CHECKING:
    from wizard.journey.answers import Answers, Way
    from wizard.journey.context import Context
    from wizard.journey.model import Outcome, Step
    from wizard.texts import Texts

Then = Literal["again", "change", "show", "skip", "override", "stop"]


@dataclass(frozen=True, slots=True)
class Start:
    """How a walk begins.

    Args:
        attended: somebody answers at the terminal.
        given: the answers file's content, when nobody attends.
        setup: the saved setup to go on with; its snapshot may have been changed for a new practice company.
        practice: in the practice company, which runs already.
        show_me: the person does the steps in the portal.
    """

    attended: bool
    given: Given = field(default_factory=Given)
    setup: SavedSetup | None = None
    practice: bool = False
    show_me: bool = False


class Stopped(Exception):
    """The walk ends before its last step. ``error`` says why; ``at`` is the step's number."""

    def __init__(self, at: int, error: WizardError | None) -> None:
        super().__init__(at)
        self.at = at
        self.error = error


class Walk:
    """One walk through the steps, from the first that has something to do."""

    def __init__(
        self,
        context: Context,
        store: SetupStore,
        texts: Texts,
        start: Start,
        teller: Teller,
        progress: Callable[[Progress], None],
    ) -> None:
        from wizard.journey.steps import STEPS

        self._context = context
        self._store = store
        self._texts = texts
        self._start = start
        self.teller = teller
        self._shown_progress = progress
        self.setup_id = start.setup.id if start.setup is not None else store.new_id()
        self.saved = start.setup is not None
        self._given: Answers | None = None
        snapshot = start.setup.snapshot if start.setup is not None else None
        self.journey = Journey(STEPS, lambda: context.now().isoformat(timespec="seconds"), snapshot)
        self.journey.listen(self._save)
        self.prompter = Prompter(texts, teller.settle)
        self.tokens = TokenKeeper(self.journey, context, self.prompter, texts, start.attended)
        self._questions = Questions(self.journey, context, self.prompter, texts, self.tokens)
        self._show_me = ShowMe(self.journey, context, self.prompter, texts, self._questions)
        self.gates = Gates(
            self.journey, context, texts, self.prompter, start.attended, start.given.consents, self._progress
        )
        self._needed = {name for step in STEPS for name in step.requires}
        self._task = Task(self._progress)

    @property
    def attended(self) -> bool:
        return self._start.attended

    @property
    def practice(self) -> bool:
        return self._start.practice

    def cancel(self) -> None:
        """Stop what runs in threads of its own."""
        self._task.cancel()

    # --- preparing

    def prepare(self, answers: Mapping[str, Any]) -> None:
        """Take over answers: of the practice company, then of the answers file; and check them.

        Raises:
            InputError: ``usage-answers``: one of them cannot be used.
        """
        given = self._start.given
        merged = {**answers, **given.values}
        if self._start.show_me:
            merged["way"] = "show_me"
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
                    words = self._texts.problem(error)
                    said = ". ".join(part.rstrip(".") for part in (words.what, words.why, words.next) if part)
                    raise given.refuse("check", asked.name, said) from error

    # --- walking

    def run(self) -> None:
        """Do every step in turn, from the first that is not done.

        Raises:
            Stopped: the walk ends before its last step.
            EndOfInput: standard input ended at a question.
            SavedSetupError: the setup cannot be saved.
        """
        self._given = self.journey.answers
        first = first_open(self.journey)
        if self._start.setup is not None and first.number > 2:
            title = self._texts.get(f"step-{first.id}-title")
            self.teller.say(self._texts.get("terminal-going-on", number=first.number, title=title))
        for step in self.journey.steps[1:]:
            if self._start.setup is not None and self._settled(step):
                if step.number == 2:
                    self._sign_in(step)
                continue
            self._enter(step)
            title = self._texts.get(f"step-{step.id}-title")
            self.teller.say()
            total = len(self.journey.steps)
            self.teller.say(self._texts.get("terminal-step", number=step.number, total=total, title=title))
            if self._start.attended:
                self._attended(step)
            else:
                self._unattended(step)

    def _settled(self, step: Step) -> bool:
        """Tell whether the walk can go on to the next step."""
        return not is_open(self.journey, step)

    def _enter(self, step: Step) -> None:
        while self.journey.current.number < step.number:
            self.journey.next()
        self.journey.go(step.id)

    def _sign_in(self, step: Step) -> None:
        """Sign in again for a setup that goes on: a session does not outlive its run."""
        result = self.journey.result(step.id)
        if result is None or result.way == "show_me" or "account" not in result.facts:
            return
        self.teller.say(self._texts.get("terminal-signing-in", account=str(result.facts["account"])))
        try:
            self._do(step)
            self._find_people()
        except WizardError as error:
            self._tell(error)
            if not self._start.attended:
                raise Stopped(step.number, error) from error
            self._attended(step)

    def _unattended(self, step: Step) -> None:
        try:
            if any(one.kind == "assignments" for one in step.fields):
                self._choose_for_practice()
            if self.journey.answers.way == "show_me" and step.verify is not None:
                self._record(step, step.verify(self._context, self.journey.answers, self._task))
            else:
                self._do(step)
            if step.number == 2:
                self._find_people()
            if step.id in self._needed and not self.journey.passed(step.id):
                self.gates.override(step)
        except WizardError as error:
            self._tell(error)
            raise Stopped(step.number, error) from error

    def _attended(self, step: Step) -> None:
        if step.perform is None:
            return
        own = f"terminal-lead-{step.id}"
        self.teller.say(f"  {self._texts.get(own if self._texts.has(own) else f'step-{step.id}-lead')}")
        way = self._choose_way(step)
        ask = True
        while True:
            self.journey.set_way(way)
            try:
                if way == "show_me":
                    if ask:
                        self._questions.ask(step, lambda one: self._show_me.asks_for(step, one))
                    self._record(step, self._show_me.do(step, self._task))
                else:
                    if ask:
                        self._questions.ask(step)
                    self._do(step)
                if self._settled(step):
                    return
                error: WizardError | None = None
            except Stop as stop:
                raise Stopped(step.number, None) from stop
            except ForMe:
                way, ask = "for_me", True
                continue
            except Cancelled:
                raise
            except WizardError as caught:
                error = caught
                self._tell(error)
                if self._cured(error):
                    ask = False
                    continue
            match self._then(step, error, way):
                case "again":
                    ask = False
                case "change":
                    way, ask = "for_me", True
                case "show":
                    way, ask = "show_me", True
                case "skip":
                    return
                case "override":
                    return
                case "stop":
                    raise Stopped(step.number, error)

    def _then(self, step: Step, error: WizardError | None, way: Way) -> Then:
        """Ask what to do about a step that failed or did not pass."""
        t = self._texts.get
        if isinstance(error, ConsentNeeded) and step.consent:
            return "stop"
        choices = [
            Choice("again", t("terminal-again-again")),
            *([Choice("change", t("terminal-again-change"))] if step.fields else []),
            *([Choice("show", t("terminal-again-show"))] if way == "for_me" else []),
            *([Choice("skip", t("terminal-again-skip"))] if step.id not in self._needed and not step.consent else []),
            *([Choice("override", t("terminal-again-override"))] if step.override and error is None else []),
            Choice("stop", t("terminal-again-stop")),
        ]
        while True:
            picked = cast(Then, self.prompter.pick(t("terminal-again"), choices))
            if picked == "override":
                try:
                    self.gates.override(step)
                except ConsentNeeded:
                    continue
            return picked

    def _choose_way(self, step: Step) -> Way:
        t = self._texts.get
        choices = [
            Choice("for_me", t("terminal-answer-way-for-me")),
            Choice("show_me", t("terminal-answer-way-show-me")),
        ]
        return cast("Way", self.prompter.pick(t("terminal-answer-way"), choices, self.journey.answers.way))

    def _do(self, step: Step) -> None:
        """Do a step's work, once everything that has to be asked was asked."""
        if step.perform is None:
            return
        self.gates.require(step)
        answers = self.journey.answers
        found = self.gates.allow(step)
        outcome = step.perform(self._context, answers, self._task)
        self._record(step, outcome, found)

    def _record(self, step: Step, outcome: Outcome, found: Any = None) -> None:
        self.journey.record(step.id, outcome, self.journey.answers)
        self.teller.outcome(outcome)
        self.teller.done(found)
        self.teller.compare(self._context, self._store, self.setup_id, self.journey, outcome)

    # --- people and the application

    def _find_people(self) -> None:
        """Find the users and groups that the answers file names, before anything is written."""
        names = self._start.given.assign
        if names and self._context.session is not None:
            add(self.journey, [by_name(self._context, name, self._task) for name in names])

    def _choose_for_practice(self) -> None:
        if self._start.practice and not self.journey.answers.assignments:
            add(self.journey, for_practice(self._context))

    def _cured(self, error: WizardError) -> bool:
        """Offer what an error asks for; tells whether the step is worth another try."""
        if error.code == "application-choice":
            return self._choose_application()
        begin = self.journey.steps[1]
        if error.code != "not-signed-in" or not self.prompter.agrees(self._texts.get("terminal-sign-in"), True):
            return False
        try:
            self._do(begin)
        except WizardError as failed:
            self._tell(failed)
            return False
        return True

    def _choose_application(self) -> bool:
        from wizard.journey.steps.application import find

        instances = find(self._context, self._task).instances
        choices = [Choice(one.id, f"{one.display_name}  {one.app_id}", (one.app_id,)) for one in instances]
        try:
            picked = self.prompter.choose(self._texts.get("terminal-application"), choices)
        except (Back, Clear):
            return False
        self.journey.answer(service_principal_id=picked)
        return True

    # --- telling and keeping

    def _tell(self, error: WizardError) -> None:
        from wizard.cli.main import tell

        self.teller.settle()
        if self.teller.out is not None or self._start.attended:
            tell(self._texts, error)

    def _progress(self, progress: Progress) -> None:
        code = getattr(progress.data, "user_code", "")
        practice = self._context.practice
        if code and practice is not None:
            practice.approve_sign_in(code)
            progress = Progress(progress.key, progress.params, progress.done, progress.total)
        self._shown_progress(progress)

    def _in_key_store(self) -> bool:
        return self.journey.answers.token_kept == "keystore"  # noqa: S105 - where it is kept

    def _save(self) -> None:
        """Keep the setup once there is something to go on with: an answer, a result, or a token in the key store."""
        now = self.journey.snapshot
        asked = self._given is not None and now.answers != self._given
        if not (self.saved or asked or now.results or self._in_key_store()):
            return
        begin = self.journey.result(self.journey.steps[1].id)
        name = str(begin.facts.get("tenant_name", "")) if begin is not None else ""
        if not name and self._start.setup is not None:
            name = self._start.setup.name
        setup = SavedSetup(
            self.setup_id, name or self.journey.answers.tenant or self._texts.get("start-new-name"),
            self._context.now().isoformat(timespec="seconds"), self._start.practice, self.journey.snapshot,
        )  # fmt: skip
        self._store.save(setup)
        self.saved = True
