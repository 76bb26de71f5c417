"""Tokens that killed programs, or a key store out of reach, left behind: found and removed at the next start."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from wizard.errors import KeyStoreError, SavedSetupError

if TYPE_CHECKING:
    from wizard.journey.claims import Claims
    from wizard.journey.setups import SetupStore
    from wizard.secrets.memory import TokenStore


def sweep_tokens(store: SetupStore, claims: Claims, keystore: TokenStore) -> tuple[str, ...]:
    """Remove tokens of setups of this folder that are gone, as far as the key store lists what it holds.

    A setup is saved before its token is, so one without a file has no process that is about to save it. Never raises.

    Returns:
        The references of the tokens that were removed.
    """
    removed: list[str] = []
    if not store.folder.is_dir():  # perhaps on a disk that is not there today
        return ()
    for name in keystore.names():
        match = re.match(r"setup-([0-9a-f]{12})-", name)
        if match is None or name != store.token_name(match[1]):
            continue
        if store.exists(match[1]) or claims.holds(match[1]):
            continue
        with suppress(KeyStoreError, SavedSetupError):
            claims.take(store.folder, match[1])
            try:
                if not store.exists(match[1]):
                    keystore.delete(name)
                    removed.append(name)
            finally:
                claims.release(match[1])
    return tuple(removed)
