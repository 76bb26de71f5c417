"""``setups``: the saved ones are listed, shown, deleted."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from wizard.cli.output import Column, ask_yes, can_ask, note, say, table, write_json
from wizard.errors import ConsentNeeded, KeyStoreError
from wizard.texts import Texts


def register(subparsers: Any, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("setups", help=texts.get("cli-setups-help"))
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, work in (("list", run_list), ("show", run_show), ("delete", run_delete)):
        action = actions.add_parser(name, help=texts.get(f"cli-setups-{name}-help"))
        if name != "list":
            action.add_argument("id", help=texts.get("cli-setups-id"))
        if name == "delete":
            action.add_argument("--yes", action="store_true", help=texts.get("cli-setups-yes"))
            action.add_argument("--keep-token", action="store_true", help=texts.get("cli-setups-keep-token"))
        action.add_argument("--json", action="store_true", help=texts.get("cli-json"))
        action.set_defaults(run=work)


def run_list(arguments: argparse.Namespace, texts: Texts) -> int:
    """List saved setups, newest first; files that cannot be read are named on standard error."""
    from wizard.wiring import setup_store

    listing = setup_store().list()
    for path, error in listing.unreadable:
        note(texts.get("cli-setups-unreadable", file=str(path), code=error.code))
    if arguments.json:
        found = [
            {"id": s.id, "name": s.name, "changed": s.changed, "practice": s.practice, "step": s.snapshot.current}
            for s in listing.setups
        ]
        write_json(found)
        return 0
    rows = []
    for setup in listing.setups:
        mark = f"  ({texts.get('cli-practice-mark')})" if setup.practice else ""
        title = texts.get(f"step-{setup.snapshot.current}-title")
        rows.append((setup.id, setup.changed, f"{setup.name}: {title}{mark}"))
    columns = [Column(texts.get(f"cli-setups-head-{name}"), keep=name == "id") for name in ("id", "changed", "name")]
    if rows:
        table(columns, rows)
    if not listing.setups:
        say(texts.get("cli-setups-none"))
    return 0


def run_show(arguments: argparse.Namespace, texts: Texts) -> int:
    """Show one saved setup: answers and results; it never holds a secret."""
    from wizard.cli.journey.answer_words import given
    from wizard.journey.fact_words import in_words
    from wizard.wiring import setup_store

    setup = setup_store().load(arguments.id)
    state = setup.snapshot
    if arguments.json:
        write_json(asdict(setup))
        return 0
    say(f"{setup.name}  {setup.changed}")
    for label, value in given(state.answers, texts):
        say(f"  {label}: {value}")
    for step, result in state.results.items():
        say(f"{texts.get(f'step-{step}-title')}: {texts.get(f'shell-state-{result.status}')} ({result.at})")
        for label, value in in_words(result.facts, texts):
            say(f"  {label}: {value}")
    return 0


def run_delete(arguments: argparse.Namespace, texts: Texts) -> int:
    """Delete one saved setup and, unless ``--keep-token`` is given, its token; a person agrees, or ``--yes``.

    Raises:
        ConsentNeeded: ``usage-yes``: nobody agreed; nothing was deleted.
        SavedSetupError: there is no such setup, or it cannot be deleted.
        KeyStoreError: its token cannot be removed; nothing was deleted.
    """
    from wizard.journey.steps.credentials import forget_token
    from wizard.secrets.keystore import entry_name
    from wizard.wiring import make_context, setup_store

    store = setup_store()
    setup = store.load(arguments.id)
    answers = setup.snapshot.answers
    has_token = bool(answers.token_reference) and answers.token_kept == "keystore"  # noqa: S105 - where it is kept
    if not arguments.yes:
        question = texts.get(
            "cli-setups-delete-ask", name=setup.name, id=setup.id, token=_token_word(has_token, arguments)
        )
        if not can_ask() or not ask_yes(texts, question):
            raise ConsentNeeded("usage-yes", {"id": setup.id})
    if has_token and not arguments.keep_token:
        try:
            forget_token(make_context(), answers)
        except KeyStoreError:
            note(texts.get("cli-setups-keep-token-hint"))
            raise
    store.delete(arguments.id)
    if arguments.json:
        write_json({"deleted": arguments.id}, indent=None)
    else:
        say(texts.get("cli-setups-deleted", id=arguments.id))
    if has_token and arguments.keep_token:
        note(texts.get("cli-setups-token-stays", entry=entry_name(answers.token_reference)))
    return 0


def _token_word(has_token: bool, arguments: argparse.Namespace) -> str:
    return "none" if not has_token else "kept" if arguments.keep_token else "deleted"
