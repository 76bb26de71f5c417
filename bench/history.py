"""Undoing, tried at length on the practice Entra: ``bench history [--journeys N] [--first N] [--steps N] [--crash]``.

Generated journeys are undone, and their undoing; with somebody else's edits in between; and a journey and its undoing
are stopped before and after each write of the journal and each request that changes something. The tenant, read as a
stranger reads it, has to be as it was; no edit of somebody else may be gone; no token may be in a journal.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from gate_world import TOKEN, Sockets, sockets  # noqa: E402
from undo_crash import back, moments, run  # noqa: E402
from undo_world import forgiven, undoing  # noqa: E402

from wizard.journey.services.undoing import undo  # noqa: E402

Check = Callable[[Sockets, Path, int, int], str]


def everything(served: Sockets, path: Path, seed: int, steps: int) -> str:
    """Undo a generated journey; return what is wrong then."""
    with undoing(served, path, seed) as made:
        before = made.state()
        said = made.wander(steps)
        back(made)
        return "" if forgiven(made.state(), before) == before else f"not as before: {said}"


def and_again(served: Sockets, path: Path, seed: int, steps: int) -> str:
    """Undo the undoing as well; everything but that a job is on has to be there again."""
    with undoing(served, path, seed) as made:
        said = made.wander(steps)
        after = made.state()
        last = max((one.number for one in made.context.history().entries), default=0)
        back(made)
        again = [one.number for one in made.context.history().since(last + 1)]
        if again:
            undo(made.context, made.answers, again, made.task)
        found = made.state()
        del after["applications"], found["applications"]
        for state in (after, found):
            for one in state.values():
                one["jobs"] = [(template, schema) for template, _on, schema in one["jobs"]]
        return "" if forgiven(found, after) == after else f"not there again: {said}"


def with_others(served: Sockets, path: Path, seed: int, steps: int) -> str:
    """Let somebody else change things in between; none of that may be gone."""
    with undoing(served, path, seed) as made:
        said = made.wander(steps * 2, foreign=0.4)
        back(made)
        lost = made.overwritten()
        return f"overwritten: {lost} {said}" if lost else ""


CHECKS: dict[str, Check] = {"everything": everything, "and again": and_again, "with others": with_others}


def crash(served: Sockets, folder: Path) -> int:
    """Stop at every moment; return how many ends differ."""
    wrong = count = 0
    for part in ("journey", "undo"):
        number = moments(served, folder / f"{part}.journal.jsonl", part)  # type: ignore[arg-type]
        for at in range(1, number + 1):
            for when in ("before", "after"):
                path = folder / f"{part}-{at}-{when}.journal.jsonl"
                end = run(served, path, at, when, part)  # type: ignore[arg-type]
                good = forgiven(end.state, end.before) == end.before and not (end.open or end.damage or end.doubled)
                if not good or TOKEN in path.read_text(encoding="utf-8"):
                    wrong += 1
                    print(
                        f"{part} {when} {at} {end.place}: open {end.open}, damage {end.damage}, doubled {end.doubled}"
                    )
                count += 1
    print(f"stopped {count} times, {wrong} ends differ")
    return wrong


def main() -> int:
    """Print what is wrong, then counts; 1 when something was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=100, help="of each kind")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--crash", action="store_true", help="stop at every moment instead")
    given = parser.parse_args()
    began, wrong = time.monotonic(), 0
    with TemporaryDirectory() as name, sockets() as served:
        folder = Path(name)
        if given.crash:
            wrong = crash(served, folder)
        else:
            for seed in range(given.first, given.first + given.journeys):
                for kind, check in CHECKS.items():
                    path = folder / f"{seed}-{kind}.journal.jsonl"
                    said = check(served, path, seed, given.steps)
                    if not said and path.exists() and TOKEN in path.read_text(encoding="utf-8"):
                        said = "a token is in the journal"
                    if said:
                        wrong += 1
                        print(f"{kind} {seed}: {said}", flush=True)
            print(f"{given.journeys} journeys of {len(CHECKS)} kinds, {wrong} wrong")
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
