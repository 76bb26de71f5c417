"""Storing the token of step 3, for the runner's threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from wizard.core.tasks import Task
from wizard.journey.services.token import KeptToken, keep_token, load_token
from wizard.secrets.token import with_scheme_word

if TYPE_CHECKING:
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.secrets.secret import Secret
    from wizard.ui.shell.context import UiContext

Kept = Literal["keystore", "memory"]


def store_token(
    task: Task, context: UiContext, keep: Callable[..., None], answers: Answers, secret: Secret, kept: Kept
) -> tuple[KeptToken, str]:
    """Store a token; return it with the name of its store. ``keep`` saves the answers before the token is stored."""

    def keep_first(**found: object) -> None:
        keep(**found)
        task.checkpoint()  # stops if another token was pasted meanwhile

    services, setup_id = context.services, context.controller.setup_id
    name = context.setups().token_name(setup_id) if setup_id else ""
    token = keep_token(services, answers, secret, kept, name=name, keep=keep_first)
    task.checkpoint()
    return token, services.store_for(kept).state().name


def store_with_word(
    task: Task, context: UiContext, keep: Callable[..., None], answers: Answers
) -> tuple[KeptToken, str]:
    """Store the token again, with the prefix ``Bearer``."""
    secret = with_scheme_word(load_token(context.services, answers))
    kept: Kept = "memory" if answers.token_kept == "memory" else "keystore"  # noqa: S105 - where it is kept
    return store_token(task, context, keep, answers, secret, kept)


def recall_token(_task: Task, services: Context, answers: Answers) -> tuple[bool, str]:
    """Return whether the token of the answers is still stored, and the name of its store."""
    store = services.store_for(answers.token_kept)
    state = store.state()
    return store.load(answers.token_reference) is not None, state.name
