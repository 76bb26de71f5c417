"""Shared code of commands that look after a setup: the setup, who signs in, and how."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.opening import OpenSetup, account, open_setup, signing_in
from wizard.core.errors import SignInError
from wizard.journey.services.job import service_principal_id
from wizard.journey.steps import begin

if TYPE_CHECKING:
    from wizard.cli.progress import Teller
    from wizard.core.texts import Texts
    from wizard.graph.unattended import Workload
    from wizard.journey.answers import Answers


def add_options(parser: argparse.ArgumentParser, texts: Texts) -> None:
    """Add the setup argument, and the options that determine who signs in."""
    parser.add_argument("setup", metavar="SETUP", help=texts.get("cli-care-setup"))
    parser.add_argument("--certificate", type=Path, metavar="FILE", help=texts.get("cli-care-certificate"))
    parser.add_argument("--client-id", default="", metavar="ID", help=texts.get("cli-care-client"))


@contextmanager
def opened(arguments: argparse.Namespace, texts: Texts, *, writing: bool = False) -> Iterator[OpenSetup]:
    """Find the setup and prepare for signing in; a practice setup's company is restored from its file.

    Args:
        writing: the setup will be saved, so no other process may have it open.

    Raises:
        InputError: no setup matches, or several do; ``application-first``; ``setup-practice``.
        SavedSetupError: it cannot be read, or is open elsewhere.
    """
    with open_setup(arguments) as found:
        found.context.journal.use(found.store.journal_path(found.setup.id), found.setup.id)
        if writing:
            found.claim()
        found.restore_company(texts)
        service_principal_id(found.answers)
        yield found


def sign_in(opened: OpenSetup, who: Workload | None, tell: Teller, texts: Texts, *, reading: bool) -> Answers:
    """Sign in, without a person if there is a certificate or a workload identity; return the answers to use.

    Raises:
        InputError: a key cannot be used; ``setup-practice-workload``.
        SignInError, NetworkError: nobody is signed in.
    """
    answers = signing_in(opened.setup)
    if who is not None and not opened.setup.practice:
        session = begin.sign_in_workload(tell.task, opened.context, answers, who, reading=reading)
    else:
        session = begin.sign_in(tell.task, opened.context, answers, reading=reading, care=reading)
    tell.say(account(session, texts, reading=reading))
    if not reading:
        try:
            opened.context.graph.calls.prepare(tell.task, "synchronization")
        except SignInError:  # a second factor or a consent turned out to be missing
            begin.sign_in_again(tell.task, opened.context)
    return answers
