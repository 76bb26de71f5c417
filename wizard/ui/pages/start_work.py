"""Background work of step 1 with saved setups: listing, renaming, removing, opening. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.ui.shell.setup_files import take_setup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.core.tasks import Task
    from wizard.journey.claims import Claims
    from wizard.journey.context import Context
    from wizard.journey.machine import SavedSetup
    from wizard.journey.model import Step
    from wizard.journey.setups import Listing, SetupStore


def tokens_of(setup: SavedSetup) -> tuple[str, ...]:
    """Return the names under which the key store may have the setup's token."""
    answers = setup.snapshot.answers
    return (answers.token_reference,) if answers.may_have_token else ()


def list_setups(task: Task, setups: Callable[[], SetupStore], claims: Claims) -> Listing:
    """Return the saved setups, after releasing the claims that earlier runs left."""
    store = setups()
    claims.sweep(store.folder)
    return store.list()


@contextmanager
def _claimed(setups: Callable[[], SetupStore], claims: Claims, setup_id: str) -> Iterator[SetupStore]:
    store = setups()
    claims.take(store.folder, setup_id)
    try:
        yield store
    finally:
        claims.release(setup_id)


def rename_setup(task: Task, setups: Callable[[], SetupStore], claims: Claims, setup_id: str, name: str) -> Listing:
    """Rename a setup, unless another program has it open."""
    with _claimed(setups, claims, setup_id) as store:
        store.save(replace(store.load(setup_id), name=name))
    return store.list()


def remove_setup(
    task: Task,
    setups: Callable[[], SetupStore],
    claims: Claims,
    services: Context,
    setup_id: str,
    tokens: tuple[str, ...] | None,
) -> Listing:
    """Remove a setup with its token, unless another program has it open."""
    with _claimed(setups, claims, setup_id) as store:
        if services.practice is not None and services.practice_file == store.practice_path(setup_id):
            services.close()  # otherwise it would write its file once more
        for token in store.tokens_of_damaged(setup_id) if tokens is None else tokens:
            services.keystore.delete(token)
        store.forget_token(setup_id)
        store.delete(setup_id)
    return store.list()


def remove_only(
    task: Task, setups: Callable[[], SetupStore], claims: Claims, setup_id: str, tokens: tuple[str, ...] | None
) -> tuple[Listing, str]:
    """Remove a setup without its token; return the token's possible name in the key store."""
    token = (setups().tokens_of_damaged(setup_id) if tokens is None else tokens)[-1]
    with _claimed(setups, claims, setup_id) as store:
        store.delete(setup_id)
    return store.list(), token


def reopen_setup(
    task: Task,
    services: Context,
    setups: Callable[[], SetupStore],
    claims: Claims,
    steps: Sequence[Step],
    setup_id: str,
) -> SavedSetup:
    """Open a setup for writing, and return its current state; its practice company is started if it has one."""
    from wizard.history.recorder import Journal
    from wizard.journey.reopening import reopen

    setup = take_setup(task, setups, claims, setup_id)
    try:
        if not setup.practice and services.practice is not None:
            services.close()
        keep = setups().practice_path(setup.id) if setup.practice else None
        journal = Journal()
        journal.use(setups().journal_path(setup.id), setup.id)
        snapshot = reopen(
            services,
            steps,
            setup.snapshot,
            practice=setup.practice,
            keep=keep,
            journal=journal,
            waiting=lambda: task.report("start-practice-waiting"),
        )
    except BaseException:
        claims.release(setup_id)
        raise
    return replace(setup, snapshot=snapshot)
