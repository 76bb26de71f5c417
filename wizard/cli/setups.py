"""``setups``: list, show and delete saved setups."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from wizard.cli.journey.answer_words import given
from wizard.cli.journey.saved import find_setup
from wizard.cli.output import columns, note, require_yes, say, table, write_json
from wizard.cli.parser import complete
from wizard.core.errors import ConsentNeeded, KeyStoreError, SavedSetupError
from wizard.core.texts import Texts
from wizard.journey.claims import Claims
from wizard.journey.machine import Journey
from wizard.journey.steps import STEPS
from wizard.secrets.keystore import entry_name
from wizard.wiring import make_context, setup_store
from wizard.wording.facts import in_words

if TYPE_CHECKING:
    from wizard.cli.parser import Subparsers
    from wizard.journey.setups import SetupStore


def register(subparsers: Subparsers, texts: Texts) -> None:
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
        complete(action, texts, work)


def run_list(arguments: argparse.Namespace, texts: Texts) -> int:
    """List saved setups, newest first; name unreadable files on standard error."""
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
    rows += [
        (path.stem, "", texts.get("cli-setups-damaged"))
        for path, error in listing.unreadable
        if error.code == "setup-damaged"
    ]
    if rows:
        table(columns(texts, [f"cli-setups-head-{name}" for name in ("id", "changed", "name")], keep="id"), rows)
    else:
        say(texts.get("cli-setups-none"))
    return 0


def run_show(arguments: argparse.Namespace, texts: Texts) -> int:
    """Show one saved setup: answers and results; it never holds a secret.

    Raises:
        InputError: no setup matches, or several do.
        SavedSetupError: it cannot be read.
    """
    setup = find_setup(setup_store(), arguments.id)
    state = setup.snapshot
    if arguments.json:
        write_json(asdict(setup))
        return 0
    say(f"{setup.name}  {setup.changed}")
    for label, value in given(state.answers, texts):
        say(f"  {label}: {value}")
    journey = Journey(STEPS, str, state)
    for step, result in state.results.items():
        how = f"lapsed-{result.lapsed}" if result.lapsed else f"state-{journey.state(step)}"
        say(f"{texts.get(f'step-{step}-title')}: {texts.get(f'shell-{how}')} ({result.at})")
        for label, value in in_words(result.facts, texts):
            say(f"  {label}: {value}")
    return 0


@dataclass(frozen=True, slots=True)
class _Doomed:
    """What to delete: a setup, damaged or not, and the possible names of its token."""

    id: str
    name: str
    tokens: tuple[str, ...]
    damaged: bool = False


def _doomed(store: SetupStore, text: str) -> _Doomed:
    try:
        setup = find_setup(store, text)
    except SavedSetupError as error:
        if error.code != "setup-damaged":
            raise
        setup_id = str(error.params["id"])
        return _Doomed(setup_id, "", store.tokens_of_damaged(setup_id), damaged=True)
    answers = setup.snapshot.answers
    return _Doomed(setup.id, setup.name, (answers.token_reference,) if answers.may_have_token else ())


def run_delete(arguments: argparse.Namespace, texts: Texts) -> int:
    """Delete a saved setup and, unless ``--keep-token`` is given, its token; requires consent or ``--yes``.

    Raises:
        ConsentNeeded: ``usage-yes``: nobody agreed; nothing was deleted.
        InputError: no setup matches, or several do.
        SavedSetupError: another program has it open, a newer version made it, or it cannot be deleted.
        KeyStoreError: its token cannot be removed; nothing was deleted.
    """
    store, claims = setup_store(), Claims()
    doomed = _doomed(store, arguments.id)
    if not arguments.yes:
        word = "none" if not doomed.tokens else "kept" if arguments.keep_token else "deleted"
        name = texts.get("cli-setups-damaged") if doomed.damaged else doomed.name
        question = texts.get("cli-setups-delete-ask", name=name, id=doomed.id, token=word)
        require_yes(texts, question, ConsentNeeded("usage-yes", {"id": doomed.id}))
    try:
        claims.take(store.folder, doomed.id)
        if doomed.tokens and not arguments.keep_token:
            keystore = make_context().keystore
            try:
                for token in doomed.tokens:
                    keystore.delete(token)
                store.forget_token(doomed.id)
            except KeyStoreError:
                note(texts.get("cli-setups-keep-token-hint"))
                raise
        store.delete(doomed.id)
    finally:
        claims.release()
    if arguments.json:
        write_json({"deleted": doomed.id}, indent=None)
    else:
        say(texts.get("cli-setups-deleted", id=doomed.id))
    if doomed.tokens and arguments.keep_token:
        note(texts.get("cli-setups-token-stays", entry=entry_name(doomed.tokens[-1])))
    return 0
