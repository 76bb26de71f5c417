"""``replace-token``: another secret token for a setup in use; nobody loses access if it fails halfway."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.cli.output import Exit, note, say, write_json
from wizard.cli.parser import complete
from wizard.cli.progress import progress
from wizard.cli.stdin import read_token, tell_cleaned
from wizard.cli.unattended import add_options, opened, sign_in
from wizard.graph.unattended import workload_of
from wizard.health.replace import finish, recorded, replace_token, unfinished
from wizard.secrets.keystore import entry_name
from wizard.secrets.token import clean_token

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers
    from wizard.core.texts import Texts


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("replace-token", help=texts.get("cli-replace-help"))
    add_options(parser, texts)
    parser.add_argument("--token-stdin", action="store_true", help=texts.get("cli-check-token"))
    complete(parser, texts, run, ca=True)


def run(arguments: argparse.Namespace, texts: Texts) -> int:
    """Replace the token: return 0 if Entra has the new token and has tested it, 1 if the old token stays.

    Raises:
        InputError: no setup matches, or several do; no token, or a token that cannot be used.
        SavedSetupError: the setup is open elsewhere, or cannot be saved.
        SignInError, GraphError, NetworkError, KeyStoreError: see :func:`wizard.health.replace.replace_token`.
    """
    who = workload_of(arguments.certificate, arguments.client_id)
    with opened(arguments, texts, writing=True) as cared:
        cleaned = clean_token(read_token(texts, piped=arguments.token_stdin))
        tell_cleaned(cleaned, texts)
        before, file = cared.answers, cared.store.health_path(cared.setup.id)

        def save(**changes: object) -> None:
            cared.save(lambda kept: replace(kept, answers=kept.answers.with_(**changes)))

        done = unfinished(cared.context, before, file)
        if done:
            save(**done)
            finish(cared.context, before, file)
            note(texts.get("cli-replace-finished"))
            before = before.with_(**done)
        with progress(texts, quiet=arguments.json) as tell:
            answers = sign_in(cared, who, tell, texts, reading=False)
            answers = answers.with_(
                token_reference=before.token_reference, token_saved=before.token_saved, token_kept=before.token_kept
            )
            replaced = replace_token(
                tell.task,
                cared.context,
                answers,
                cleaned.secret,
                file,
                keep=save,
                name=cared.store.token_name(cared.setup.id),
            )
        cared.save(lambda kept: recorded(kept, replaced, cared.now()))
    if arguments.json:
        write_json({"replaced": cared.setup.id, "old_left": replaced.old_left}, indent=None)
    else:
        say(texts.get("cli-replace-done", name=cared.setup.name))
    if replaced.old_left:
        note(texts.get("cli-replace-old-left", entry=entry_name(replaced.old_left)))
    return Exit.GOOD
