"""A saved setup as a command opens it: with its context, the claim on it, its practice company, and who signs in."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.cli.journey.saved import find_setup
from wizard.cli.output import note
from wizard.cli.stdin import read_token
from wizard.core.errors import InputError
from wizard.journey.claims import Claims
from wizard.journey.reopening import reopen
from wizard.journey.services.job import service_principal_id
from wizard.journey.services.token import keep_token, load_token
from wizard.journey.steps import STEPS
from wizard.secrets.token import clean_token
from wizard.wiring import make_context, practice_can_come_back, setup_store

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.core.texts import Texts
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context, Session
    from wizard.journey.machine import SavedSetup, Snapshot
    from wizard.journey.setups import SetupStore


@dataclass(slots=True)
class OpenSetup:
    """A saved setup, its context, where it is saved, and the claims that were taken."""

    setup: SavedSetup
    context: Context
    store: SetupStore
    claims: Claims

    @property
    def answers(self) -> Answers:
        return self.setup.snapshot.answers

    @property
    def company(self) -> Path:
        """The file with the practice company of a practice setup."""
        return self.store.practice_path(self.setup.id)

    def claim(self) -> None:
        """Keep other processes from the setup, and read it again: nobody else can change it now.

        Raises:
            SavedSetupError: it is open elsewhere, or cannot be read.
        """
        self.claims.take(self.store.folder, self.setup.id)
        self.setup = self.store.load(self.setup.id)

    def restore_company(self, texts: Texts, *, journal: bool = False) -> None:
        """Continue a practice setup in its company, which is restored from its file; any other stays as it is.

        Args:
            journal: the setup's history follows the company to its new address.

        Raises:
            SavedSetupError: it is open elsewhere.
            InputError: ``setup-practice``: its company cannot be restored.
        """
        if not self.setup.practice:
            return
        self.claims.take(self.store.folder, self.setup.id)  # two companies would overwrite each other's file
        if not practice_can_come_back(self.company):
            raise InputError("setup-practice", {"id": self.setup.id})
        snapshot = reopen(
            self.context,
            STEPS,
            self.setup.snapshot,
            practice=True,
            keep=self.company,
            signs_in=True,
            waiting=lambda: note(texts.get("start-practice-waiting")),
            journal=self.context.journal if journal else None,
        )
        self.setup = replace(self.setup, snapshot=snapshot)

    def now(self) -> str:
        """Return the time as setups keep it."""
        return self.context.now().isoformat(timespec="seconds")

    def save(self, change: Callable[[Snapshot], Snapshot]) -> None:
        """Save what ``change`` makes of the setup on the disk, if that is something else.

        Raises:
            SavedSetupError: it cannot be read or saved.
        """
        fresh = self.store.load(self.setup.id)
        snapshot = change(fresh.snapshot)
        if snapshot != fresh.snapshot:
            self.store.save(replace(fresh, snapshot=snapshot, changed=self.now()))


@contextmanager
def open_setup(arguments: argparse.Namespace) -> Iterator[OpenSetup]:
    """Find the setup that the arguments name; nothing is sent and nothing is claimed yet.

    Raises:
        InputError: no setup matches, or several do.
        SavedSetupError: it cannot be read.
    """
    store, claims = setup_store(), Claims()
    setup = find_setup(store, arguments.setup)
    try:
        with closing(make_context(ca_files=arguments.ca)) as context:  # the company is saved before the claim ends
            yield OpenSetup(setup, context, store, claims)
    finally:
        claims.release()


def signing_in(setup: SavedSetup) -> Answers:
    """Return a setup's answers for signing in without a window: with a code, to the tenant where it was made."""
    answers = setup.snapshot.answers
    tenant = str(setup.snapshot.fact("tenant_id") or "")
    # The practice company's browser is the program itself.
    return answers.with_(sign_in="browser" if setup.practice else "device", tenant=tenant or answers.tenant)


def answers_with_token(context: Context, setup: SavedSetup, *, token_stdin: bool) -> Answers:
    """Return the answers to sign in with, and the token. Missing answers are reported before anybody signs in.

    Raises:
        InputError: ``application-first``; ``token-missing``, or the token on standard input cannot be used.
        KeyStoreError: the key store does not give it out.
    """
    answers = signing_in(setup)
    service_principal_id(answers)
    if token_stdin:
        # Not under the name in the key store: this token is only for this run.
        kept = keep_token(context, answers.with_(token_reference=""), clean_token(read_token()).secret, "memory")
        answers = answers.with_(token_reference=kept["token_reference"], token_kept=kept["token_kept"])
    load_token(context, answers)
    return answers


def account(session: Session, texts: Texts, *, reading: bool = True) -> str:
    """Return who is signed in, and whether only to read."""
    key = "cli-rehearse-account" if reading else "cli-undo-account"
    return texts.get(key, account=session.account, tenant=session.tenant.display_name)
