"""``setup``: the journey in the terminal, with the same step definitions; unattended with an answers file."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.journey.answers_file import Given, read_answers
from wizard.cli.journey.attended import AttendedWalk
from wizard.cli.journey.prompts import EndOfInput, Prompter, read_any_byte
from wizard.cli.journey.report import Teller, print_json, synchronized
from wizard.cli.journey.saved import choose_setup, find_setup
from wizard.cli.journey.template import template
from wizard.cli.journey.walk import Start, Stopped, Walk
from wizard.cli.output import Exit, exit_of, note, say, say_lines
from wizard.cli.parser import complete
from wizard.cli.stdin import read_token, tell_cleaned
from wizard.core.errors import InputError, SavedSetupError
from wizard.core.texts import Texts
from wizard.journey.claims import Claims
from wizard.journey.reopening import TOKEN_GONE, reopen
from wizard.journey.services.leftover_tokens import sweep_tokens
from wizard.journey.steps import STEPS
from wizard.secrets.token import clean_token
from wizard.wiring import make_context, setup_store

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers
    from wizard.journey.context import Context
    from wizard.journey.setups import SetupStore


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("setup", help=texts.get("cli-setup-help"))
    parser.add_argument("--practice", action="store_true", help=texts.get("terminal-option-practice"))
    parser.add_argument("--setup", metavar="SETUP", help=texts.get("terminal-option-setup"))
    parser.add_argument("--show-me", action="store_true", help=texts.get("terminal-option-show-me"))
    parser.add_argument("--answers", type=Path, metavar="FILE", help=texts.get("terminal-option-answers"))
    parser.add_argument("--print-answers", action="store_true", help=texts.get("terminal-option-print"))
    parser.add_argument("--token-stdin", action="store_true", help=texts.get("terminal-option-token"))
    complete(parser, texts, run, ca=True)


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Walk the journey: return 0 if it reached its end, 1 if something failed, 3 if a person has to decide.

    Raises:
        InputError: the answers file cannot be used, or the setup is not found; nothing was done.
    """
    if arguments.print_answers:
        say_lines(template(texts))
        return Exit.GOOD
    context = make_context(ca_files=arguments.ca)
    claims = Claims()
    try:
        return _run(arguments, texts, context, setup_store(), claims)
    except EndOfInput:  # there was nothing to save yet
        note(texts.get("terminal-ended"))
        return Exit.STOPPED
    finally:
        context.close()
        claims.release()


def _run(arguments: argparse.Namespace, texts: Texts, context: Context, store: SetupStore, claims: Claims) -> int:
    given = read_answers(arguments.answers) if arguments.answers is not None else Given()
    attended = arguments.answers is None and sys.stdin is not None and sys.stdin.isatty()
    setup = find_setup(store, arguments.setup) if arguments.setup is not None else None
    if not attended and arguments.answers is None and setup is None and not arguments.practice:
        raise InputError("usage-nobody-asked")
    token = read_token(texts) if arguments.token_stdin else ""
    prompter = Prompter(texts)
    if attended:
        read_any_byte()
        prompter.say(texts.get("terminal-keys"))
        if setup is None:
            setup = choose_setup(store, prompter, texts, practice=arguments.practice)
    claims.sweep(store.folder)
    if setup is not None:
        claims.take(store.folder, setup.id)
        setup = store.load(setup.id)  # read again, now that nobody else can change it
    practice = arguments.practice or (setup is not None and setup.practice)
    start = Start(given, attended, setup, practice, arguments.show_me)
    walk = prepare(context, store, texts, start, as_json=arguments.json, token=token, claims=claims)
    if not practice:
        sweep_tokens(store, claims, context.keystore)
    return finish(walk, texts, as_json=arguments.json)


def prepare(
    context: Context,
    store: SetupStore,
    texts: Texts,
    start: Start,
    *,
    as_json: bool = False,
    token: str = "",
    claims: Claims | None = None,
) -> Walk:
    """Return a walk with its answers and its token, ready to run.

    Args:
        token: as given on standard input; empty for none.
        claims: contains the claim on the setup.

    Raises:
        InputError: an answer or the token cannot be used.
        WizardError: the practice company cannot be started.
    """
    cleaned = clean_token(token) if token else None
    setup, practice = start.setup, start.practice
    claims = claims or Claims()
    teller = Teller(texts, (note if start.attended else None) if as_json else say)
    answers: dict[str, object] = {}
    new_id = setup.id if setup is not None else store.new_id()
    context.journal.use(store.journal_path(new_id), new_id)
    if practice:
        if context.practice is None:
            teller.say(texts.get("start-practice-starting"))
        claims.take(store.folder, new_id)  # before it is saved: the company's file needs an owner
        company = context.use_practice(
            store.practice_path(new_id), lambda: teller.say(texts.get("start-practice-waiting"))
        )
        if setup is None:
            answers = {
                "tenant": company.domain,
                "tenant_url": company.tenant_url,
                "sign_in": "device",
                "cloudgate_admin": True,
                "notification_email": f"it-oncall@{company.domain}",
            }
        elif company.came == "restored":
            teller.say(texts.get("terminal-practice-back"))
        else:
            teller.say(texts.get("terminal-practice-new"))
    if setup is not None:
        keep = store.practice_path(new_id) if practice else None
        snapshot = reopen(
            context, STEPS, setup.snapshot, practice=practice, keep=keep, signs_in=True, journal=context.journal
        )
        for reason in sorted({one.lapsed for one in snapshot.results.values()} & {TOKEN_GONE}):
            teller.say(texts.get(f"shell-lapsed-{reason}"))
        setup = replace(setup, snapshot=snapshot)
    kind = AttendedWalk if start.attended else Walk
    walk = kind(context, store, texts, replace(start, setup=setup, new_id=new_id), teller, claims)
    walk.prepare(answers)
    if cleaned is not None:
        tell_cleaned(cleaned, texts)
        walk.tokens.keep(cleaned.secret)
    elif practice and context.practice is not None and not walk.journey.answers.token_reference:
        walk.tokens.keep(context.practice.token)
    return walk


def finish(walk: Walk, texts: Texts, *, as_json: bool = False) -> int:
    """Run a walk to its end, print how it ended, and return the exit code."""
    code, at, error, why = Exit.GOOD, 0, None, ""
    try:
        walk.run()
    except Stopped as stopped:
        at, error = stopped.at, stopped.error
        code, why = Exit.STOPPED if error is None else exit_of(error), texts.get("terminal-stopped", number=at)
    except SavedSetupError as unsaved_error:
        at, error = walk.journey.current.number, unsaved_error
        code, why = Exit.FAILED, texts.get("terminal-stopped", number=at)
    except EndOfInput:
        at = walk.journey.current.number
        code, why = Exit.STOPPED, texts.get("terminal-ended")
    except KeyboardInterrupt:
        at = walk.journey.current.number
        code, why = Exit.INTERRUPTED, texts.get("terminal-interrupted", number=at)
    users, groups = synchronized(walk.journey)
    if not why and (open_steps := walk.unfinished()):
        code, why = Exit.FAILED, texts.get("terminal-unfinished", count=len(open_steps), names=", ".join(open_steps))
    said = [why or texts.get("terminal-done", users=users, groups=groups)]
    unsaved = walk.save_again()
    with suppress(EndOfInput):
        while (
            unsaved is not None
            and walk.attended
            and walk.prompter.agrees(texts.get("terminal-save-again", reason=texts.problem(unsaved).why), True)
        ):
            unsaved = walk.save_again()
    if unsaved is not None:
        code, error, why = code or Exit.FAILED, error or unsaved, why or texts.get("error-setup-not-saved")
        said.append(texts.get("terminal-not-saved", reason=texts.problem(unsaved).why))
    elif walk.saved:
        practice = walk.practice
        said.append(texts.get("terminal-saved-practice" if practice else "terminal-saved", id=walk.setup_id))
    if why:
        if not as_json or walk.attended:
            for line in ("", *"\n".join(said).split("\n")):
                note(line)
    else:
        walk.teller.say("\n" + "\n".join(said))
    if as_json:
        print_json(walk.journey, walk.setup_id, walk.teller.log, code, at, error, texts)
    return code
