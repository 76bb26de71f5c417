"""How many examples Hypothesis tries: some of them on every run, all with ``dev.py test --nightly``."""

from __future__ import annotations

import os

EVERY = os.environ.get("TEST_EXAMPLES") == "all"
LEAST = 25


def examples(most: int) -> int:
    """Return how many of ``most`` examples this run tries."""
    return most if EVERY else min(most, max(LEAST, most // 4))
