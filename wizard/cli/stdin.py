"""The token on standard input."""

from __future__ import annotations

import sys

MOST = 1_000_000
"""Bytes; far more than any token has, so what is longer is refused as too long."""


def read_token() -> str:
    """Return what stands on standard input; bytes that are no UTF-8 become a character no token can have."""
    return sys.stdin.buffer.read(MOST).decode("utf-8", errors="replace")
