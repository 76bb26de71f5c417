"""A certificate's key is checked once in a test process, not at each sign-in: that takes twice 36 ms of OpenSSL."""

from __future__ import annotations

from functools import cache

import jwt.algorithms
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from wizard.graph import unattended

load = cache(load_pem_private_key)


@pytest.fixture(autouse=True)
def keys_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (unattended, jwt.algorithms):
        monkeypatch.setattr(module, "load_pem_private_key", load)
