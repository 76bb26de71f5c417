"""``support record``: records Entra's response to each kind of request, under replacement names, with consent."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.files import may_write
from wizard.cli.journey.saved import find_setup
from wizard.cli.opening import account, answers_with_token, signing_in
from wizard.cli.output import Exit, note, require_yes, say, write_json
from wizard.cli.parser import complete
from wizard.cli.progress import progress
from wizard.core.errors import Cancelled, ConsentNeeded, InputError
from wizard.journey.answers import Answers
from wizard.journey.services.token import load_token
from wizard.journey.steps.begin import sign_in
from wizard.support_file.recording.asking import asking_for
from wizard.support_file.recording.file import make, save
from wizard.wiring import make_context, setup_store

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers
    from wizard.core.texts import Texts
    from wizard.journey.context import Context
    from wizard.journey.machine import SavedSetup
    from wizard.secrets.secret import Secret
    from wizard.support_file.recording.model import Recording


def register(actions: Subparsers, texts: Texts) -> None:
    """Add the command to those of ``support``."""
    record = actions.add_parser("record", help=texts.get("support-cli-record-help"))
    record.add_argument("file", type=Path, metavar="FILE", help=texts.get("support-cli-record-file"))
    for name, metavar in (("setup", "SETUP"), ("tenant", "TENANT"), ("client-id", "ID")):
        record.add_argument(f"--{name}", metavar=metavar, help=texts.get(f"support-cli-record-{name}"))
    record.add_argument("--with-cloudgate", action="store_true", help=texts.get("support-cli-record-with-cloudgate"))
    record.add_argument("--token-stdin", action="store_true", help=texts.get("cli-rehearse-token"))
    record.add_argument("--agree", action="store_true", help=texts.get("support-cli-record-agree"))
    complete(record, texts, run_record, ca=True, writes=True)


def run_record(arguments: argparse.Namespace, texts: Texts) -> int:
    """Record; return 0 if every possible request was sent, 1 if something failed, 130 if interrupted.

    Responses are saved in each case.

    Raises:
        ConsentNeeded: ``recording-agree``, ``usage-overwrite``: nobody agreed; nothing was requested.
        InputError: ``usage-record``: options that do not go together; ``recording-practice``; no setup matches, or
            several do.
        SavedSetupError, SignInError, GraphError, NetworkError: no request could be sent.
        SupportFileError: there was no response, something remains in the file, or it cannot be written.
    """
    if (arguments.with_cloudgate or arguments.token_stdin) and arguments.setup is None:
        raise InputError("usage-record")
    setup = _setup(arguments)
    may_write(arguments.file, arguments, texts)
    _agree(arguments, texts)
    interrupted = False
    with closing(make_context(ca_files=arguments.ca)) as context:
        answers, token = _given(arguments, context, setup)
        with progress(texts, quiet=arguments.json) as tell:
            session = sign_in(tell.task, context, answers, reading=True, log=True)
            tell.say(account(session, texts))
            asking = asking_for(session.graph, answers, context.now(), token)
        try:
            with progress(texts, quiet=arguments.json) as tell:
                asking.run(tell.task, context.transport)
        except (KeyboardInterrupt, Cancelled):
            if not asking.recording().pieces:
                raise
            interrupted = True
            note(texts.get("support-cli-record-interrupted"))
        recording = asking.recording()
        with progress(texts, quiet=arguments.json, what="support-making-scan") as tell:
            made = make(recording, [token] if token is not None else [], tell.task.checkpoint)
            save(made.content, arguments.file)
    _tell(recording, arguments, texts)
    return Exit.INTERRUPTED if interrupted else Exit.GOOD if recording.complete else Exit.FAILED


def _agree(arguments: argparse.Namespace, texts: Texts) -> None:
    for line in texts.get("recording-what").splitlines():
        note(line)
    if arguments.with_cloudgate:
        note(texts.get("recording-what-cloudgate"))
    if not arguments.agree:
        require_yes(texts, texts.get("recording-ask"), ConsentNeeded("recording-agree"))


def _setup(arguments: argparse.Namespace) -> SavedSetup | None:
    """Return the named setup before anybody is asked anything; ``None`` if none is named."""
    if arguments.setup is None:
        return None
    setup = find_setup(setup_store(), arguments.setup)
    if setup.practice:
        raise InputError("recording-practice", {"id": setup.id})
    return setup


def _given(arguments: argparse.Namespace, context: Context, setup: SavedSetup | None) -> tuple[Answers, Secret | None]:
    answers, token = Answers(sign_in="device"), None
    if setup is not None:
        if arguments.with_cloudgate:
            answers = answers_with_token(context, setup, token_stdin=arguments.token_stdin)
            token = load_token(context, answers)
        else:
            answers = signing_in(setup)
    if arguments.tenant:
        answers = answers.with_(tenant=arguments.tenant)
    if arguments.client_id:
        answers = answers.with_(client_id=arguments.client_id)
    return answers, token


def _tell(recording: Recording, arguments: argparse.Namespace, texts: Texts) -> None:
    if arguments.json:
        tried = [asdict(one) for one in recording.tried]
        write_json({"file": str(arguments.file), "complete": recording.complete, "tried": tried})
        return
    for line in lines(recording, texts):
        say(line)
    say(texts.get("support-cli-record-saved", file=str(arguments.file)))


def lines(recording: Recording, texts: Texts) -> Iterator[str]:
    """Yield the result of each kind of request."""
    for one in recording.tried:
        words = texts.get(f"recording-{one.outcome}", status=one.status, reason=_why(one.reason, texts))
        yield f"{one.call:26} {words}"


def _why(reason: str, texts: Texts) -> str:
    """Return the text for what is missing; an error stays a code, which support can look up."""
    return texts.get(f"recording-lacks-{reason}") if texts.has(f"recording-lacks-{reason}") else reason
