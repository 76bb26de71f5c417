"""``history`` and ``undo``: show what a setup has changed in Entra, and undo it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wizard.cli.journey.gates import Gates
from wizard.cli.journey.prompts import Back, Prompter
from wizard.cli.journey.saved import find_setup
from wizard.cli.opening import OpenSetup, account, open_setup, signing_in
from wizard.cli.output import Exit, can_ask, columns, note, say, table, write_json
from wizard.cli.parser import complete, number
from wizard.cli.progress import progress
from wizard.core.errors import ConsentNeeded, InputError, SavedSetupError
from wizard.core.texts import Texts
from wizard.history.recorder import Journal
from wizard.journey.carrying_out import known_of
from wizard.journey.changes import Undo
from wizard.journey.machine import Journey
from wizard.journey.services.impact import forecast
from wizard.journey.services.undoing import Undone, chosen_entries, plan_undo
from wizard.journey.steps import STEPS
from wizard.journey.steps.begin import sign_in
from wizard.wiring import setup_store
from wizard.wording.history import action_words, details, left_words, outcome, plan_lines, what
from wizard.wording.history_export import history_json
from wizard.wording.impact import notes, parts, when

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers
    from wizard.core.json_types import JsonObject
    from wizard.core.tasks import Task
    from wizard.history.model import History
    from wizard.history.plan_model import Plan
    from wizard.journey.context import Context
    from wizard.journey.services.impact import Forecast


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the commands."""
    shown = subparsers.add_parser("history", help=texts.get("cli-history-help"))
    shown.add_argument("setup", metavar="SETUP", help=texts.get("cli-history-setup"))
    complete(shown, texts, run)
    back = subparsers.add_parser("undo", help=texts.get("cli-undo-help"))
    back.add_argument("setup", metavar="SETUP", help=texts.get("cli-history-setup"))
    which = back.add_mutually_exclusive_group(required=True)
    which.add_argument("--only", type=number, metavar="NUMBER", help=texts.get("cli-undo-only"))
    which.add_argument("--to", type=number, metavar="NUMBER", help=texts.get("cli-undo-to"))
    which.add_argument("--all", action="store_true", help=texts.get("cli-undo-all"))
    back.add_argument("--yes", type=number, metavar="COUNT", help=texts.get("cli-undo-yes"))
    complete(back, texts, run_undo, ca=True)


# --- history


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print what a setup has changed, newest first; return 1 if a part of the history cannot be read.

    Raises:
        InputError, SavedSetupError: there is no such setup, or its history cannot be opened.
    """
    store = setup_store()
    setup = find_setup(store, arguments.setup)
    journal = Journal()
    journal.use(store.journal_path(setup.id), setup.id)
    history = journal.read()
    if arguments.json:
        write_json({"setup": setup.id, **history_json(history, texts)})
    else:
        _tell_history(history, texts)
    return Exit.FAILED if history.damage or history.newer else Exit.GOOD


def _tell_history(history: History, texts: Texts) -> None:
    if history.newer:
        note(texts.get("cli-history-newer", version=history.newer))
    for place in history.damage:
        note(texts.get("cli-history-damaged", line=place.line))
    if not history.entries:
        say(texts.get("cli-history-none"))
        return
    if history.older:
        note(texts.get("history-older", count=history.older))
    rows = []
    for entry in reversed(history.entries):
        pairs = [f"{before} → {after}" for _name, before, after in details(entry, texts)]
        change = pairs[0] if len(pairs) == 1 else ""
        rows.append(
            (
                str(entry.number),
                entry.at[:16].replace("T", " "),
                what(entry, texts),
                change,
                entry.by,
                outcome(entry, history, texts),
            )
        )
    heads = ("number", "when", "what", "change", "by", "outcome")
    table(columns(texts, [f"cli-history-head-{name}" for name in heads], number="number"), rows)


# --- undo


def run_undo(arguments: argparse.Namespace, texts: Texts) -> int:
    """Print what undoing would do, and do it after a person agreed.

    Without ``--yes`` and without a person to ask, Entra is only read; returns 3 if there is something to undo.

    Raises:
        InputError, SavedSetupError, SignInError, GraphError, NetworkError, KeyStoreError: it cannot be read or done.
        ConsentNeeded: ``undo-not-agreed``, with the number to give; and as raised by the gate.
    """
    for chosen in (arguments.only, arguments.to):
        if chosen is not None and chosen < 1:  # changes are numbered from 1; all needs --all
            raise InputError("history-no-entry", {"number": chosen})
    attended = arguments.yes is None and can_ask()
    with open_setup(arguments) as opened:
        _sign_in(arguments, opened, texts, writing=attended or arguments.yes is not None)
        return _undo(arguments, opened, attended, texts)


def _sign_in(arguments: argparse.Namespace, opened: OpenSetup, texts: Texts, *, writing: bool) -> None:
    """Claim the setup, and sign in once it is known that there may be something to undo."""
    opened.claim()
    context, file = opened.context, opened.store.journal_path(opened.setup.id)
    context.journal.use(file, opened.setup.id)
    history = context.history()
    if history.newer:
        raise SavedSetupError("journal-newer", {"file": str(file), "version": history.newer})
    if not history.open:  # otherwise what there is to undo is known only after signing in
        _chosen(arguments, history)
    opened.restore_company(texts, journal=True)
    with progress(texts, quiet=arguments.json) as tell:
        session = sign_in(tell.task, context, signing_in(opened.setup), reading=not writing)
    note(account(session, texts, reading=not writing))


def _chosen(arguments: argparse.Namespace, history: History) -> tuple[int, ...]:
    return chosen_entries(history, one=arguments.only or 0, back_to=arguments.to or 0)


def _undo(arguments: argparse.Namespace, opened: OpenSetup, attended: bool, texts: Texts) -> int:
    context, answers = opened.context, opened.answers
    journey = Journey(STEPS, opened.now, opened.setup.snapshot)
    chosen = _chosen(arguments, context.history())
    with progress(texts, quiet=arguments.json) as tell:
        plan = plan_undo(tell.task, context, answers, chosen)
        change = Undo(chosen, plan.actions)
        found = forecast(tell.task, context, answers, change, known_of(journey))
    number = found.removals if found.asks == "number" else len(plan.actions)
    if not arguments.json:
        _tell_plan(plan, found, context.history(), texts)
    if not plan.actions:
        if arguments.json:
            write_json(_plan_json(plan, found, 0, None, context.history(), texts))
        return Exit.GOOD
    if not attended and arguments.yes is None:
        if arguments.json:
            write_json(_plan_json(plan, found, number, None, context.history(), texts))
        note(texts.get("cli-undo-confirm", number=number))
        return Exit.STOPPED
    undone = _agreed(arguments, context, journey, change, found, number, attended, texts)
    opened.save(lambda _before: journey.snapshot)
    if arguments.json:
        write_json(_plan_json(plan, found, number, undone, context.history(), texts))
    else:
        say(texts.get("cli-undo-done", count=len(undone.done)))
    missed = len(undone.done) < len(undone.plan.actions)
    if missed and not arguments.json:
        note(texts.get("cli-undo-missed", count=len(undone.plan.actions) - len(undone.done)))
    return Exit.FAILED if missed else Exit.GOOD


def _agreed(
    arguments: argparse.Namespace,
    context: Context,
    journey: Journey,
    change: Undo,
    found: Forecast,
    number: int,
    attended: bool,
    texts: Texts,
) -> Undone:
    """Undo after a person agreed.

    Raises:
        ConsentNeeded: ``undo-not-agreed``: another number; and as raised by the gate.
    """
    prompter = Prompter(texts)
    if attended:
        if not prompter.agrees(texts.get("cli-undo-ask", count=number)):
            raise ConsentNeeded("not-wanted")
    elif arguments.yes != number:
        raise ConsentNeeded("undo-not-agreed", {"number": number, "given": arguments.yes})
    # The consent is for what was shown, not for what may have been found since.
    agreed = number if found.asks == "number" else -1
    consents = {"allow_removals": agreed, "allow_unknown": found.state in {"scope-only", "unknown"}}

    @contextmanager
    def working() -> Iterator[Task]:
        with progress(texts, quiet=arguments.json) as tell:
            yield tell.task

    gates = Gates(journey, context, texts, prompter, attended, consents, working)
    try:
        _, undone = gates.do(change)
    except Back as back:
        raise ConsentNeeded("not-wanted") from back
    assert isinstance(undone, Undone)
    return undone


def _tell_plan(plan: Plan, found: Forecast, history: History, texts: Texts) -> None:
    if not plan.actions:
        say(texts.get("cli-undo-nothing"))
    for sign, words in plan_lines(plan, history, texts):
        say(f"{sign:>3}  {words}")
    if (found.impact is not None or found.asks) and plan.actions:
        said = parts(found.impact, texts) if found.impact is not None and found.impact.operations else ""
        for line in filter(None, (when(found, texts), said, *notes(found, texts))):
            say(line, indent=5)


def _plan_json(
    plan: Plan, found: Forecast, number: int, undone: Undone | None, history: History, texts: Texts
) -> JsonObject:
    operations = found.impact.operations if found.impact is not None else ()
    return {
        "actions": [
            {"do": one.do, "app": one.app, "undoes": list(one.entries), "words": action_words(one, texts)}
            for one in plan.actions
        ],
        "left": [
            {
                "number": one.entry,
                "why": one.why,
                "names": list(one.what),
                "words": left_words(one, history.entry(one.entry), texts),
            }
            for one in plan.left
        ],
        "people": {
            "state": found.state,
            "removals": found.removals,
            "facts": list(found.impact.facts) if found.impact is not None else [],
            "operations": [{"verdict": one.verdict, "kind": one.kind, "name": one.name} for one in operations],
        },
        "confirm": number,
        "done": None if undone is None else [one.do for one in undone.done],
    }
