"""Users and groups by name: asked for in the terminal, or found for an answers file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.cli.journey.prompts import BACK, CLEAR, Back, Choice, Clear, Prompter, find_choice, same
from wizard.core.errors import ConsentNeeded, InputError
from wizard.core.nearest import nearest
from wizard.journey.answers import PlannedAssignment
from wizard.journey.changes import Unassign
from wizard.journey.services.job import service_principal_id
from wizard.journey.steps.assign import restore, search
from wizard.wording.impact import done

if TYPE_CHECKING:
    from wizard.cli.journey.gates import Gates
    from wizard.cli.progress import Working
    from wizard.core.tasks import Task
    from wizard.core.texts import Texts
    from wizard.directory import Assignment
    from wizard.graph.principals import Principal
    from wizard.journey.context import Context
    from wizard.journey.machine import Journey

NAMED = 5
"""Number of candidates that an error names."""


@dataclass(frozen=True, slots=True)
class PeopleQuestion:
    """Asks who to assign."""

    journey: Journey
    context: Context
    prompter: Prompter
    texts: Texts
    working: Working
    gates: Gates

    def ask(self) -> None:
        """Search, show and pick until an empty line; a hyphen and a name removes an existing assignment.

        Raises:
            WizardError: the search failed.
            EndOfInput, Back: from the questions.
        """
        t = self.texts.get
        while True:
            held = self._assigned()
            if held:
                names = ", ".join(dict.fromkeys(one.display_name for one in held))
                self.prompter.say(f"  {t('terminal-assign-held', names=names)}")
            chosen = self.journey.answers.assignments
            if chosen:
                self.prompter.say(
                    f"  {t('terminal-assign-chosen', names=', '.join(one.display_name for one in chosen))}"
                )
            try:
                text = self.prompter.text(
                    t("terminal-assign-search"), t("terminal-assign-done"), help_text=t("assign-search-hint")
                )
            except Clear:
                self.journey.answer(assignments=())
                self.prompter.say(f"    {t('terminal-assign-cleared')}")
                continue
            if not text:
                if not held and not chosen:
                    self.prompter.say(f"    {t('terminal-assign-empty')}")
                return
            if text.startswith(CLEAR):
                self._remove(text.removeprefix(CLEAR).strip(), held)
                continue
            with self.working() as task:
                found = search(task, self.context, text)
            if not found:
                self.prompter.refuse(t("terminal-assign-none", text=text))
                continue
            self._pick(found)

    def _assigned(self) -> tuple[Assignment, ...]:
        with self.working() as task:
            return self.context.graph.assignments.all(task, service_principal_id(self.journey.answers))

    def _remove(self, name: str, held: Sequence[Assignment]) -> None:
        """Remove every assignment of a user or group, after the person has seen who loses access."""
        t = self.texts.get
        ids = {one.principal_id for one in held if same(one.display_name) == same(name)}
        if len(ids) != 1:
            self.prompter.refuse(t("terminal-assign-not-held", name=name))
            return
        gone = tuple(one for one in held if one.principal_id in ids)
        try:
            found, _ = self.gates.do(Unassign(gone))
        except ConsentNeeded as error:
            self.prompter.refuse(self.texts.problem(error).what)
            return
        except Back:
            return
        left = tuple(one for one in self.journey.answers.assignments if one.principal_id not in ids)
        self.journey.answer(assignments=left)
        self.prompter.say(f"    {done(found, self.texts)}")
        if self.prompter.agrees(t("terminal-assign-undo", name=gone[0].display_name)):
            with self.working() as task:
                restore(task, self.context, self.journey.answers, gone)
            self.prompter.say(f"    {t('assign-undone')}. {t('assign-undone-help')}")

    def _pick(self, found: Sequence[Principal]) -> None:
        t = self.texts.get
        choices = [Choice(one.id, self._words(one), (one.display_name, one.detail, one.mail)) for one in found]
        for number, choice in enumerate(choices, 1):
            self.prompter.say(f"    {number:>2}  {choice.words}")
        only = found[:1] if len(found) == 1 else []
        question, suggested = (
            (t("terminal-assign-only"), found[0].display_name)
            if only
            else (t("terminal-assign-pick"), t("terminal-assign-nobody"))
        )
        while True:
            typed = self.prompter.line(f"{question} [{suggested}]:")
            if typed in {CLEAR, BACK}:
                return
            if not typed:
                add(self.journey, only)
                return
            parts = [part.strip() for part in typed.split(",") if part.strip()]
            whole = find_choice(typed, choices)
            picked = [whole] if whole is not None else [find_choice(part, choices) for part in parts]
            ids = [one.key for one in picked if one is not None]
            if not ids or len(ids) != len(picked):
                self.prompter.refuse(t("terminal-assign-not-listed", typed=typed, count=len(choices)))
                continue
            add(self.journey, [one for one in found if one.id in ids])
            return

    def _words(self, one: Principal) -> str:
        flags = [
            self.texts.get(f"assign-flag-{name}")
            for name, there in (
                ("disabled", one.kind == "User" and not one.account_enabled),
                ("guest", one.guest),
                ("dynamic", one.dynamic),
                ("not-security", one.kind == "Group" and not one.security_enabled),
            )
            if there
        ]
        detail = f" ({one.detail})" if one.detail else ""
        return f"{one.display_name}{detail}: {', '.join([self.texts.get(f'assign-kind-{one.kind}'), *flags])}"


def add(journey: Journey, found: Sequence[Principal]) -> None:
    """Add users and groups to the planned assignments; nobody is added twice."""
    held = {one.principal_id for one in journey.answers.assignments}
    new = tuple(PlannedAssignment(one.id, one.kind, one.display_name) for one in found if one.id not in held)
    journey.answer(assignments=(*journey.answers.assignments, *new))


def by_name(task: Task, context: Context, name: str) -> Principal:
    """Return the only user or group with that user name, email address or display name, ignoring case.

    Raises:
        InputError: ``assign-name-unknown`` with similar names; ``assign-name-several`` with the candidates.
    """
    found = search(task, context, name)
    wanted = same(name)
    exact = [one for one in found if one.kind == "User" and same(one.detail) == wanted]
    exact = exact or [one for one in found if wanted in {same(one.display_name), same(one.mail)}]
    if len(exact) == 1:
        return exact[0]
    if exact:
        some = [one.detail if one.kind == "User" else one.display_name for one in exact[:NAMED]]
        names = ", ".join([*some, *(["…"] if len(exact) > NAMED else [])])
        raise InputError("assign-name-several", {"name": name, "count": len(exact), "names": names})
    near = [one.detail if one.kind == "User" else one.display_name for one in found or _around(task, context, name)]
    told = [*near[:NAMED], *(["…"] if len(near) > NAMED else [])]
    raise InputError("assign-name-unknown", {"name": name, "near": ", ".join(told) or "none"})


def _around(task: Task, context: Context, name: str) -> list[Principal]:
    """Return users and groups with a similar name, found by its first letters."""
    local = name.partition("@")[0]
    for length in (4, 2, 1):
        found = search(task, context, local[:length])
        names = {one.id: one.detail if "@" in name and one.kind == "User" else one.display_name for one in found}
        near = nearest(name, names.values(), NAMED)
        if near:
            alike = {one.casefold() for one in near}
            return [one for one in found if names[one.id].casefold() in alike]
    return []


def for_practice(task: Task, context: Context) -> list[Principal]:
    """Return what an unattended practice setup assigns: a single user first, as in the tutorial, and two groups."""
    found = search(task, context, "")
    people = [one for one in found if one.kind == "User" and one.account_enabled and not one.guest][:1]
    return [*people, *[one for one in found if one.kind == "Group" and one.security_enabled][:2]]
