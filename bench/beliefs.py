"""Checks the documented assumptions about Entra in engine and practice Entra, and that a test fails if one is
undone.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]


def main() -> int:
    """Print the list; return 0 if every assumption holds and undoing it is noticed."""
    warnings.simplefilter("ignore")
    from practice_entra import make_world

    from tests.practice import beliefs as practice
    from tests.real import beliefs as engine

    def world(**more: Any) -> Any:
        return make_world(20, **more)

    ours: list[tuple[Any, Callable[[], object], Callable[[], bool]]] = [
        (one, one.check, partial(engine.unlearned, one)) for one in engine.BELIEFS
    ]
    theirs: list[tuple[Any, Callable[[], object], Callable[[], bool]]] = [
        (one, partial(one.check, world), partial(practice.unlearned, one)) for one in practice.BELIEFS
    ]
    bad = 0
    for one, check, unlearned in (*ours, *theirs):
        try:
            check()
            holds = True
        except AssertionError:
            holds = False
        noticed = unlearned()
        bad += not (holds and noticed)
        words = f"{'holds' if holds else 'WRONG':7}{'missed' if noticed else 'NOT MISSED':12}"
        print(f"{one.id:5}{words}{one.says} [{one.source}]")
    print(f"beliefs: {len(ours) + len(theirs)}; wrong, or not missed when undone: {bad} (limit 0)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
