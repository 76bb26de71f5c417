"""Beliefs about Entra's engine: each is checked, and undone to see that its check notices."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]


def main() -> int:
    """Print the list; 0 when every belief holds and every one would be missed."""
    warnings.simplefilter("ignore")
    from tests.real.beliefs import BELIEFS, unlearned

    bad = 0
    for one in BELIEFS:
        try:
            one.check()
            holds = True
        except AssertionError:
            holds = False
        noticed = unlearned(one)
        bad += not (holds and noticed)
        words = f"{'holds' if holds else 'WRONG':7}{'missed' if noticed else 'NOT MISSED':12}"
        print(f"{one.id:5}{words}{one.says} [{one.source}]")
    print(f"beliefs: {len(BELIEFS)}; wrong, or not missed when undone: {bad} (limit 0)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
