"""The walk with a person at the terminal: asks for answers, for the way, and what to do when a step fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, cast

from wizard.cli.journey.fields import Questions
from wizard.cli.journey.prompts import Back, Choice, Clear, Stop
from wizard.cli.journey.show_me import ForMe, ShowMe
from wizard.cli.journey.walk import Stopped, Walk
from wizard.core.errors import Cancelled, ConsentNeeded, SavedSetupError, WizardError
from wizard.journey import changes
from wizard.journey.answers import ANSWER_NAMES
from wizard.journey.steps import WATCH
from wizard.journey.steps.application import find
from wizard.journey.steps.watch import offered_restarts
from wizard.wording.facts import label

if TYPE_CHECKING:
    from wizard.history.model import Entry
    from wizard.journey.answers import Way
    from wizard.journey.changes import Change
    from wizard.journey.model import Step

Then = Literal["again", "change", "show", "skip", "override", "stop"]


class AttendedWalk(Walk):
    """Asks before, during and after each step."""

    @cached_property
    def _questions(self) -> Questions:
        return Questions(
            self.journey, self._context, self.prompter, self._texts, self.tokens, self._working, self.gates
        )

    @cached_property
    def _show_me(self) -> ShowMe:
        return ShowMe(self.journey, self._context, self.prompter, self._texts, self._questions, self._working)

    @cached_property
    def _did(self) -> defaultdict[str, list[int]]:
        """Step -> the numbers of the changes that it made in this run."""
        return defaultdict(list)

    def _take(self, step: Step) -> None:
        """Ask how to do the step, and do it. Going back leads to that question, and from it to the previous step.

        Raises:
            Stopped, EndOfInput, SavedSetupError: as in :meth:`run`.
            Back: the person wants to go back to the previous step.
        """
        if step.perform is None:
            return
        own = f"terminal-lead-{step.id}"
        self.teller.say(f"  {self._texts.get(own if self._texts.has(own) else f'step-{step.id}-lead')}")
        again = self.shows_done
        while True:
            before = len(self._changes())
            way = self._choose_way(step, again)
            if way is None:
                return
            try:
                self._work(step, way)
                return
            except Back:
                again = True
            finally:
                self._did[step.id] += [one.number for one in self._changes()[before:]]

    def _changes(self) -> Sequence[Entry]:
        try:
            return self._context.history().entries
        except SavedSetupError:  # the first change that cannot be noted says so
            return ()

    def _work(self, step: Step, way: Way) -> None:
        """Ask for the step's answers, do it or show it, and ask what to do if that fails."""
        ask = True
        while True:
            self.journey.answer(way=way)
            try:
                if way == "show_me":
                    if ask:
                        self._questions.ask(step, lambda one: self._show_me.asks_for(step, one))
                    self._record(step, self._show_me.do(step))
                else:
                    if ask:
                        self._questions.ask(step)
                    self._do(step)
                    self._confirm(step)
                if not self.journey.is_open(step.id) and not (way == "for_me" and self._stands_still(step)):
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
                case change:
                    self._control(change)
                    ask = False

    def _confirm(self, step: Step) -> None:
        """Ask the person to confirm facts that could not be checked, if there is an answer ``<fact>_confirmed``."""
        result = self.journey.result(step.id)
        facts = result.facts if result is not None else {}
        open_facts = [
            name
            for name, fact in facts.items()
            if fact in {"missing", "unknown"} and f"{name}_confirmed" in ANSWER_NAMES
        ]
        confirmed = [
            name
            for name in open_facts
            if self.prompter.agrees(self._texts.get("terminal-confirm", what=label(name, self._texts)), back=True)
        ]
        if confirmed and step.verify is not None:
            self.journey.answer(**{f"{name}_confirmed": True for name in confirmed})
            with self._working() as task:
                outcome = step.verify(task, self._context, self.journey.answers)
            self._record(step, outcome)

    def _sign_in_failed(self, step: Step, error: WizardError) -> None:
        self._take(step)

    def _then(self, step: Step, error: WizardError | None, way: Way) -> Then | Change:
        """Ask what to do about a step that failed or did not pass."""
        t = self._texts.get
        if isinstance(error, ConsentNeeded) and step.consent:
            return "stop"
        controls = self._controls(step)
        may_skip = not self.journey.is_required(step.id) and not step.consent
        choices = [
            Choice("again", t("terminal-again-again")),
            *([Choice("change", t("terminal-again-change"))] if step.fields else []),
            *([Choice("show", t("terminal-again-show"))] if way == "for_me" else []),
            *([Choice("skip", t("terminal-again-skip"))] if may_skip else []),
            *([Choice("override", t("terminal-again-override"))] if step.override and error is None else []),
            *(Choice(key, t(f"terminal-control-{key}")) for key in controls),
            Choice("stop", t("terminal-again-stop")),
        ]
        while True:
            key = self.prompter.pick(t("terminal-again"), choices)
            if key in controls:
                return controls[key]
            picked = cast(Then, key)
            if picked == "override":
                try:
                    self.gates.override(step)
                except ConsentNeeded:
                    continue
            return picked

    def _stands_still(self, step: Step) -> bool:
        """Return whether step 12 found the job in quarantine or off, so that a person has to decide."""
        look = self._context.state.look
        return step.id == WATCH.id and look is not None and (look.status.quarantined or not look.status.running)

    def _controls(self, step: Step) -> dict[str, Change]:
        """Return the possible actions on the job in step 12, according to the last look."""
        look = self._context.state.look
        if step.id != WATCH.id or look is None:
            return {}
        if not look.status.running:
            change = changes.TurnOn()
            return {change.way: change}
        return {**{kind: changes.Restart(kind) for kind in offered_restarts(look.status)}, "halt": changes.Stop()}

    def _control(self, change: Change) -> None:
        """Stop, start or restart the job after the person agreed; print the error if it fails."""
        try:
            found, _ = self.gates.do(change)
        except WizardError as error:
            self._tell(error)
        except Back:
            return
        else:
            self.teller.done(found)

    def _choose_way(self, step: Step, again: bool) -> Way | None:
        """Ask how to do a step; a step that the person went back to, and that is done, may be left as it is: ``None``.

        Raises:
            Back: the person wants to go back to the previous step.
        """
        t = self._texts.get
        choices = [
            Choice("for_me", t("terminal-answer-way-for-me")),
            Choice("show_me", t("terminal-answer-way-show-me")),
        ]
        default: str = self.journey.answers.way
        if again and self.journey.is_complete(step.id):
            did = [entry for entry in self._changes() if entry.number in self._did[step.id] and entry.done]
            self.teller.already(self.journey.result(step.id), did, self.setup_id)
            choices.insert(0, Choice("keep", t("terminal-keep")))
            default = "keep"
        picked = self.prompter.pick(
            t("terminal-answer-way"),
            choices,
            default,
            help_text=t("terminal-answer-way.help"),
            back=step is not self.journey.working_steps[0],
        )
        return None if picked == "keep" else cast("Way", picked)

    def _cured(self, error: WizardError) -> bool:
        """Offer what an error requires; return whether to try the step again."""
        if error.code == "application-choice":
            return self._choose_application()
        if error.code != "not-signed-in" or not self.prompter.agrees(self._texts.get("terminal-sign-in"), True):
            return False
        try:
            self._do(self.journey.sign_in_step)
        except WizardError as failed:
            self._tell(failed)
            return False
        return True

    def _choose_application(self) -> bool:
        with self._working() as task:
            instances = find(task, self._context).instances
        choices = [Choice(one.id, f"{one.display_name}  {one.app_id}", (one.app_id,)) for one in instances]
        try:
            picked = self.prompter.choose(self._texts.get("terminal-application"), choices)
        except Clear:
            return False
        self.journey.answer(service_principal_id=picked)
        return True
