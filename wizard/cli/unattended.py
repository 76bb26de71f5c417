"""Shared code of commands that look after a setup: the setup, who signs in, and how."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.journey.saved import find_setup
from wizard.cli.rehearse_setup import in_its_company
from wizard.core.errors import SignInError
from wizard.graph.unattended import workload_of
from wizard.health.replace import recorded
from wizard.journey.claims import Claims
from wizard.journey.services.job import service_principal_id
from wizard.journey.steps import begin
from wizard.wiring import make_context, setup_store

if TYPE_CHECKING:
    from wizard.cli.progress import Teller
    from wizard.core.texts import Texts
    from wizard.graph.unattended import Workload
    from wizard.health.replace import Replaced
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.machine import SavedSetup
    from wizard.journey.setups import SetupStore


def add_options(parser: argparse.ArgumentParser, texts: Texts) -> None:
    """Add the setup argument, and the options that determine who signs in."""
    parser.add_argument("setup", metavar="SETUP", help=texts.get("cli-care-setup"))
    parser.add_argument("--certificate", type=Path, metavar="FILE", help=texts.get("cli-care-certificate"))
    parser.add_argument("--client-id", default="", metavar="ID", help=texts.get("cli-care-client"))


@dataclass(frozen=True, slots=True)
class Cared:
    """An opened setup with its context, its store and the claims that were taken."""

    setup: SavedSetup
    context: Context
    store: SetupStore
    claims: Claims

    @property
    def answers(self) -> Answers:
        return self.setup.snapshot.answers

    @property
    def file(self) -> Path:
        """The file with the setup's health data."""
        return self.store.health_path(self.setup.id)


@contextmanager
def opened(arguments: argparse.Namespace, texts: Texts, *, writing: bool = False) -> Iterator[Cared]:
    """Find the setup and prepare for signing in; a practice setup's company is restored from its file.

    Args:
        writing: the setup will be saved, so no other process may have it open.

    Raises:
        InputError: no setup matches, or several do; ``application-first``; ``setup-practice``.
        SavedSetupError: it cannot be read, or is open elsewhere.
    """
    store, claims = setup_store(), Claims()
    setup = find_setup(store, arguments.setup)
    context = make_context(ca_files=arguments.ca)
    try:
        context.journal.use(store.journal_path(setup.id), setup.id)
        if writing:
            claims.take(store.folder, setup.id)
            setup = store.load(setup.id)
        if setup.practice:
            setup = in_its_company(context, store, claims, setup, texts)
        service_principal_id(setup.snapshot.answers)
        yield Cared(setup, context, store, claims)
    finally:
        context.close()
        claims.release()


def workload(arguments: argparse.Namespace) -> Workload | None:
    """Return the workload that signs in without a person, or ``None`` if a person has to."""
    return workload_of(arguments.certificate, arguments.client_id)


def sign_in(cared: Cared, who: Workload | None, tell: Teller, texts: Texts, *, reading: bool) -> Answers:
    """Sign in, without a person if there is a certificate or a workload identity; return the answers to use.

    Raises:
        InputError: a key cannot be used; ``setup-practice-workload``.
        SignInError, NetworkError: nobody is signed in.
    """
    setup = cared.setup
    answers = setup.snapshot.answers
    tenant = str(setup.snapshot.fact("tenant_id") or "")
    answers = answers.with_(sign_in="browser" if setup.practice else "device", tenant=tenant or answers.tenant)
    if who is not None and not setup.practice:
        session = begin.sign_in_workload(tell.task, cared.context, answers, who, reading=reading)
    else:
        session = begin.sign_in(tell.task, cared.context, answers, reading=reading, care=reading)
    key = "cli-rehearse-account" if reading else "cli-undo-account"
    tell.say(texts.get(key, account=session.account, tenant=session.tenant.display_name))
    if not reading:
        try:
            cared.context.graph.calls.prepare(tell.task, "synchronization")
        except SignInError:  # a second factor or a consent turned out to be missing
            begin.sign_in_again(tell.task, cared.context)
    return answers


def saved_with(cared: Cared, **changes: object) -> None:
    """Save answers with the setup on the disk.

    Raises:
        SavedSetupError: it cannot be saved.
    """
    fresh = cared.store.load(cared.setup.id)
    snapshot = replace(fresh.snapshot, answers=fresh.snapshot.answers.with_(**changes))
    at = datetime.now(UTC).isoformat(timespec="seconds")
    cared.store.save(replace(fresh, snapshot=snapshot, changed=at))


def note_outcomes(cared: Cared, replaced: Replaced) -> None:
    """Save the outcomes of a token replacement with the setup.

    Raises:
        SavedSetupError: it cannot be saved.
    """
    at = datetime.now(UTC).isoformat(timespec="seconds")
    fresh = cared.store.load(cared.setup.id)
    cared.store.save(replace(fresh, snapshot=recorded(fresh.snapshot, replaced, at), changed=at))
