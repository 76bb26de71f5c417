"""The questions before a step's work: whether required steps have passed, and whether its effects are accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.cli.journey.prompts import BACK, Back
from wizard.core.errors import ConsentNeeded, InputError
from wizard.journey.carrying_out import carried_out, carry_out, known_of
from wizard.journey.changes import Change, Stop
from wizard.journey.services.impact import forecast
from wizard.wording.impact import notes, parts, when, why
from wizard.wording.summary import summary

if TYPE_CHECKING:
    from wizard.cli.journey.prompts import Prompter
    from wizard.cli.progress import Working
    from wizard.core.texts import Texts
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey
    from wizard.journey.model import Step
    from wizard.journey.services.impact import Forecast

SHOWN = 50
"""Number of names that are printed before a question."""


@dataclass(slots=True)
class Gates:
    """Asks the person, or uses the consents of the answers file; never treats a missing answer as consent.

    Args:
        prompter: shows what would happen, and asks if a person is at the terminal.
        consents: of the answers file.
        working: shows the progress of work, and provides its task.
        overridden: ids of steps that did not pass and that the person continues without.
    """

    journey: Journey
    context: Context
    texts: Texts
    prompter: Prompter
    attended: bool
    consents: Mapping[str, int | bool]
    working: Working
    overridden: set[str] = field(default_factory=set)

    def require(self, step: Step) -> None:
        """Check that every required step has passed, or that the person continues without it.

        Raises:
            ConsentNeeded: ``step-not-passed``: the person has not agreed to continue.
            InputError: ``step-first``: it is not possible to continue without that step.
        """
        for other in self.journey.unmet(step.id):
            if other.id not in self.overridden:
                self.override(other)

    def override(self, step: Step) -> None:
        """Ask whether to continue although a step did not pass.

        Raises:
            ConsentNeeded: ``step-not-passed``: the person has not agreed.
            InputError: ``step-first``: it is not possible to continue without that step.
        """
        title = self.texts.get(f"step-{step.id}-title")
        if not step.override:
            raise InputError("step-first", {"number": step.number, "title": title})
        if self.attended:
            self.prompter.say(f"  {self.texts.get('terminal-override-what')}")
            agreed = self.prompter.agrees(self.texts.get("terminal-override"), back=True)
        else:
            agreed = self.consents.get(step.override) is True
        if not agreed:
            raise ConsentNeeded("step-not-passed", {"title": title, "consent": step.override})
        self.overridden.add(step.id)

    def allow(self, step: Step) -> Forecast | None:
        """Forecast what a step's work does to people, and ask before it is done.

        Raises:
            ConsentNeeded, WizardError: as in :meth:`ask`.
        """
        return self.ask(step.gate, step.consent) if step.gate is not None else None

    def do(self, change: Change) -> tuple[Forecast, object]:
        """Make a change that is not a step's own work, after the person agreed; return the forecast and the result.

        Raises:
            ConsentNeeded, WizardError: as in :meth:`ask`, and those of the change.
        """
        found = self.ask(change)
        with self.working() as task:
            result = carry_out(task, self.context, self.journey.answers, change)
        carried_out(self.journey, change, result)
        return found, result

    def ask(self, change: Change, consent: str = "") -> Forecast:
        """Forecast what a change does to people, and ask before it is made.

        Args:
            consent: name of a consent that is always required for the change.

        Raises:
            ConsentNeeded: ``removals-not-allowed``, ``removals-unknown``, ``consent-needed``, ``not-wanted``: it must
                not be done.
            WizardError: Entra's settings cannot be read.
            Back: the person went back instead of answering; nothing was done.
        """
        with self.working() as task:
            found = forecast(task, self.context, self.journey.answers, change, known_of(self.journey))
        needed = consent if found.state != "same" else ""
        if needed:
            self._show_summary()
        elif not found.asks:
            return found
        self._show(found)
        if self.attended:
            self._agreed(needed, found)
        else:
            self._allowed(needed, found)
        return found

    def _allowed(self, consent: str, found: Forecast) -> None:
        if consent and self.consents.get(consent) is not True:
            raise ConsentNeeded("consent-needed", {"consent": consent})
        if found.asks == "number" and self.consents.get("allow_removals") != found.removals:
            limit = found.impact.limit if found.impact is not None else 0
            lost = found.impact is not None and found.impact.removals
            code = "removals-not-allowed" if lost else "accounts-left-not-allowed"
            raise ConsentNeeded(code, {"count": found.removals, "limit": limit})
        if found.asks and found.state in {"scope-only", "unknown"} and not self.consents.get("allow_unknown"):
            raise ConsentNeeded("removals-unknown")

    def _agreed(self, consent: str, found: Forecast) -> None:
        texts = self.texts
        if found.asks == "number":
            own = f"terminal-type-number-{found.change.way}"
            asked = own if texts.has(own) else "terminal-type-number"
            typed = self.prompter.line(texts.get(asked, count=found.removals))
            if typed == BACK:
                raise Back
            if typed != str(found.removals):
                raise ConsentNeeded("not-wanted")
        if consent:
            agreed = self.prompter.agrees(texts.get(f"terminal-consent-{found.change.way}"), back=True)
        elif found.asks == "consent":
            agreed = self.prompter.agrees(texts.get("terminal-all-the-same"), back=True)
        else:
            return
        if not agreed:
            raise ConsentNeeded("not-wanted")

    def _show_summary(self) -> None:
        """Print all choices, and unsettled steps, on standard error next to the question."""
        texts = self.texts
        rows = {texts.get(f"turnon-row-{name}"): value for name, value in summary(self.journey, texts).items()}
        width = max(map(len, rows))
        lines = [f"  {texts.get('turnon-summary')}", *(f"    {name:{width}}  {value}" for name, value in rows.items())]
        names = [texts.get(f"step-{step.id}-title") for step in self.journey.missing_before(self.journey.current)]
        if names:
            lines.append(f"  {texts.get('turnon-unsettled', count=len(names), names=', '.join(names))}")
        self.prompter.say("\n".join(lines))

    def _show(self, found: Forecast) -> None:
        """Print what would happen, and to which users and groups, on standard error."""
        texts = self.texts
        lines = [when(found, texts)]
        if found.impact is not None:
            if not isinstance(found.change, Stop):
                lines.append(f"  {parts(found.impact, texts)}")
            shown = found.impact.operations[:SHOWN]
            lines += [f"  {texts.get(f'plan-verdict-{one.verdict}'):10} {one.name}: {why(one, texts)}" for one in shown]
            if (more := len(found.impact.operations) - SHOWN) > 0:
                lines.append(f"  {texts.get('terminal-more', count=more)}")
        self.prompter.say("\n".join(f"  {line}" for line in [*lines, *notes(found, texts)]))
