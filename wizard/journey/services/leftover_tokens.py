"""Find and remove tokens at start that killed programs, or an unreachable key store, left behind."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from wizard.core.errors import KeyStoreError, SavedSetupError

if TYPE_CHECKING:
    from wizard.journey.claims import Claims
    from wizard.journey.setups import SetupStore
    from wizard.secrets.memory import TokenStore


def sweep_tokens(store: SetupStore, claims: Claims, keystore: TokenStore) -> tuple[str, ...]:
    """Remove tokens of deleted setups of this folder: those that the key store lists, and those that are noted.

    A setup is saved before its token, so a setup without a file has no process that is about to save it. If the key
    store is locked, the next start tries again; nobody is asked to unlock it for this. Never raises.

    Returns:
        The references of the tokens that were removed, if they can be determined.
    """
    removed: list[str] = []
    if not store.folder.is_dir():  # perhaps on a disk that is not connected today
        return ()
    matches = [match for name in keystore.names() if (match := re.match(r"setup-([0-9a-f]{12})-", name))]
    listed = [match[1] for match in matches if match.string == store.token_name(match[1])]
    gone = [one for one in sorted({*listed, *store.noted_tokens()}) if not (store.exists(one) or claims.holds(one))]
    if not gone or not keystore.state().usable:
        return ()
    for setup_id in gone:
        with suppress(KeyStoreError, SavedSetupError):
            claims.take(store.folder, setup_id)
            try:
                if not store.exists(setup_id):
                    keystore.delete(store.token_name(setup_id))
                    store.forget_token(setup_id)
                    removed.append(store.token_name(setup_id))
            finally:
                claims.release(setup_id)
    return tuple(removed)
