"""A saved setup for ``rehearse`` and ``why``: signs in for reading only, reads both sides, shows progress."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from wizard.cli.journey.saved import find_setup
from wizard.cli.output import note
from wizard.cli.progress import Teller, progress
from wizard.cli.rehearse_inputs import Sides
from wizard.cli.stdin import read_token
from wizard.core.errors import InputError, SignInError
from wizard.core.tasks import Task
from wizard.journey.claims import Claims
from wizard.journey.found import Rehearsal
from wizard.journey.reopening import reopen
from wizard.journey.services.job import service_principal_id
from wizard.journey.services.job_memory import link_of
from wizard.journey.services.job_schema import read_schema
from wizard.journey.services.log_comparison import facts_of
from wizard.journey.services.reading import needed_attributes
from wizard.journey.services.token import keep_token, load_token
from wizard.journey.steps import STEPS
from wizard.journey.steps.begin import sign_in, sign_in_again
from wizard.journey.steps.preview import perform
from wizard.provisioning import plan
from wizard.provisioning.planning import require_matching
from wizard.secrets.token import clean_token
from wizard.wiring import make_context, practice_can_come_back, setup_store

if TYPE_CHECKING:
    from wizard.core.texts import Texts
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.journey.machine import SavedSetup
    from wizard.journey.setups import SetupStore


@contextmanager
def reading_setup(arguments: argparse.Namespace, texts: Texts) -> Iterator[Sides]:
    """Sign in with a device code, and read the tenant and CloudGate as the preview does. Nothing is written.

    For a practice setup, the company is restored from its file and signed in to automatically.

    Raises:
        SavedSetupError: the setup cannot be read; for a practice setup: it is open elsewhere.
        InputError: no setup matches, or several do; ``setup-practice``: its practice company cannot be restored;
            ``token-missing``; a step was not done yet.
        SignInError, GraphError, ScimError, NetworkError, KeyStoreError: one of the sides cannot be read.
    """
    store, claims = setup_store(), Claims()
    setup = find_setup(store, arguments.setup)
    context = make_context(ca_files=[arguments.ca] if arguments.ca else [])
    try:
        if setup.practice:
            setup = in_its_company(context, store, claims, setup, texts)
        answers = answers_of(context, setup, token_stdin=arguments.token_stdin)
        with progress(texts, quiet=bool(getattr(arguments, "json", False))) as tell:
            sides = _read(context, answers, tell, texts)
        yield sides
    finally:
        context.close()
        claims.release()


def in_its_company(context: Context, store: SetupStore, claims: Claims, setup: SavedSetup, texts: Texts) -> SavedSetup:
    """Return a practice setup as it continues in its company, which is restored from its file.

    Raises:
        SavedSetupError: it is open elsewhere.
        InputError: ``setup-practice``: its company cannot be restored.
    """
    keep = store.practice_path(setup.id)
    claims.take(store.folder, setup.id)  # two companies would overwrite each other's file
    if not practice_can_come_back(keep):
        raise InputError("setup-practice", {"id": setup.id})
    snapshot = reopen(
        context,
        STEPS,
        setup.snapshot,
        practice=True,
        keep=keep,
        signs_in=True,
        waiting=lambda: note(texts.get("start-practice-waiting")),
    )
    return replace(setup, snapshot=snapshot)


def answers_of(context: Context, setup: SavedSetup, *, token_stdin: bool) -> Answers:
    """Return the setup's answers with device code sign-in, the tenant where it was made, and the token.

    Missing answers are reported before anybody has to sign in.
    """
    answers = setup.snapshot.answers
    tenant = str(setup.snapshot.fact("tenant_id") or "")
    way: Literal["browser", "device"] = "browser" if setup.practice else "device"  # the program itself
    answers = answers.with_(sign_in=way, tenant=tenant or answers.tenant)
    service_principal_id(answers)
    if token_stdin:
        # Not under the name in the key store: this token is only for this run.
        kept = keep_token(context, answers.with_(token_reference=""), clean_token(read_token()).secret, "memory")
        answers = answers.with_(token_reference=kept["token_reference"], token_kept=kept["token_kept"])
    load_token(context, answers)
    return answers


def _read(context: Context, answers: Answers, tell: Teller, texts: Texts) -> Sides:
    task = tell.task
    session = sign_in(task, context, answers, reading=True)
    tell.say(texts.get("cli-rehearse-account", account=session.account, tenant=session.tenant.display_name))
    try:
        outcome = perform(task, context, answers)
    except SignInError:  # a second factor or a consent turned out to be missing
        sign_in_again(task, context)
        outcome = perform(task, context, answers)
    found = outcome.data
    assert isinstance(found, Rehearsal)
    require_matching(found.configuration, groups=bool(found.source.groups))
    sides = Sides(
        found.plan,
        found.source,
        found.target,
        found.configuration,
        facts_of(answers),
        as_if_restarted=found.as_if_restarted,
        link=lambda one: link_of(task, context, answers, one),
    )
    if found.configuration.sync_all:
        return sides
    return replace(sides, look_up=lambda name: _look_up(task, context, answers, found, sides, name))


def _look_up(task: Task, context: Context, answers: Answers, found: Rehearsal, sides: Sides, name: str) -> Sides:
    """Return the sides with unassigned people and groups of that name, and the groups nested in the others."""
    graph = context.graph
    hits = graph.principals.search(task, name)
    known = {one.id for one in found.source.people} | {one.id for one in found.source.groups}
    ids = [hit.id for hit in hits if hit.kind == "User" and hit.id not in known]
    names = needed_attributes(read_schema(task, context, answers))
    people = (*found.source.people, *graph.people.by_id(task, ids, names)) if ids else found.source.people
    groups = list(found.source.groups)
    wanted = [hit.id for hit in hits if hit.kind == "Group" and hit.id not in known]
    wanted += [member.id for group in groups for member in group.members if member.kind == "Group"]
    while wanted := [one for one in dict.fromkeys(wanted) if one not in {group.id for group in groups}]:
        read = graph.people.groups_by_id(task, wanted)
        groups += read
        wanted = [member.id for group in read for member in group.members if member.kind == "Group"]
    source = replace(found.source, people=people, groups=tuple(groups))
    return replace(sides, source=source, plan=plan(source, found.target, found.configuration), look_up=None)
