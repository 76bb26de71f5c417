"""Store and load a setup's secret token, in the key store or in memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, TypedDict

from wizard.core.errors import InputError, KeyStoreError

if TYPE_CHECKING:
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.secrets.secret import Secret


class KeptToken(TypedDict):
    """Where a token is stored, as answers."""

    token_reference: str
    token_saved: str
    token_kept: Literal["keystore", "memory"]


def usual_place(context: Context) -> Literal["keystore", "memory"]:
    """Return where a token is stored unless the person decides otherwise.

    The practice company's token is worthless after its run, so it does not go into the key store.
    """
    return "keystore" if context.practice is None else "memory"


def keep_token(
    context: Context,
    answers: Answers,
    secret: Secret,
    kept: Literal["keystore", "memory"],
    *,
    name: str = "",
    keep: Callable[..., object] = lambda **answers: None,
) -> KeptToken:
    """Save the token in the key store, or in memory if the person agreed to that.

    Args:
        name: the name for the token of a setup that has none yet, see ``SetupStore.token_name``.
        keep: saves answers with the setup; called before the token is stored, so that no token exists without a setup
            that refers to it, whenever the program ends.

    Raises:
        KeyStoreError: the key store is missing, locked, refuses or is too slow; memory is the alternative.
        SavedSetupError: the setup cannot be saved; nothing was put into the key store.
    """
    reference = answers.token_reference or name or f"token-{os.urandom(6).hex()}"
    if kept == "keystore":
        keep(token_reference=reference)
    context.store_for(kept).save(reference, secret)
    if kept == "memory" and answers.token_kept == "keystore":  # noqa: S105 - where it is kept
        # Otherwise the earlier token would remain there.
        with suppress(KeyStoreError):
            context.keystore.delete(reference)
    saved = context.now().isoformat(timespec="milliseconds")
    return {"token_reference": reference, "token_saved": saved, "token_kept": kept}


def load_token(context: Context, answers: Answers) -> Secret:
    """Return the stored token.

    Raises:
        InputError: ``token-missing``: none was given yet, or it was kept in memory of an earlier run.
        KeyStoreError: the key store does not return it.
    """
    if not answers.token_reference:
        raise InputError("token-missing")
    secret = context.store_for(answers.token_kept).load(answers.token_reference)
    if secret is None:
        raise InputError("token-missing")
    return secret
