"""The secret token of a setup: kept in the key store or in memory, and found there."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wizard.core.errors import InputError, KeyStoreError

if TYPE_CHECKING:
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context
    from wizard.secrets.secret import Secret


@dataclass(frozen=True, slots=True)
class KeptToken:
    """Where a token went; the three values are answers of the same names."""

    token_reference: str
    token_saved: str
    token_kept: Literal["keystore", "memory"]


def keep_token(
    context: Context,
    answers: Answers,
    secret: Secret,
    kept: Literal["keystore", "memory"],
    *,
    name: str = "",
    keep: Callable[..., object] = lambda **answers: None,
) -> KeptToken:
    """Put the token into the key store, or into memory when the person agreed to that.

    Args:
        name: what a setup without a token calls its one, see ``SetupStore.token_name``.
        keep: keeps answers with the setup; called before the key store is, so that no token is there of which no setup
            knows, whenever the program ends.

    Raises:
        KeyStoreError: the key store is missing, locked, refuses or is too slow; memory is the way on.
        SavedSetupError: the setup cannot be saved; nothing was put into the key store.
    """
    reference = answers.token_reference or name or f"token-{os.urandom(6).hex()}"
    if kept == "keystore":
        keep(token_reference=reference)
    context.store_for(kept).save(reference, secret)
    if kept == "memory" and answers.token_kept == "keystore":  # noqa: S105 - where it is kept
        # Else the earlier one would stay behind.
        with suppress(KeyStoreError):
            context.keystore.delete(reference)
    return KeptToken(reference, context.now().isoformat(timespec="milliseconds"), kept)


def load_token(context: Context, answers: Answers) -> Secret:
    """Return the token that was kept.

    Raises:
        InputError: ``token-missing``: none was given yet, or it was kept in memory of an earlier run.
        KeyStoreError: the key store does not give it.
    """
    if not answers.token_reference:
        raise InputError("token-missing")
    secret = context.store_for(answers.token_kept).load(answers.token_reference)
    if secret is None:
        raise InputError("token-missing")
    return secret


def may_have_token(answers: Answers) -> bool:
    """Tell whether the key store may hold a setup's token: not when its only one was in memory."""
    return bool(answers.token_reference) and answers.token_kept != "memory"  # noqa: S105 - where it is kept
