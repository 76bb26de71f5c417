"""Tests undoing at length on the practice Entra: ``bench history [--journeys N] [--kind KIND] [--crash] [--drift]``.

Generated journeys are undone, and then their undoing; also with edits by another person in between. The tenant, read
with msgraph-sdk and without it, must be as it was; no edit by another person may be lost; no token may be in a journal.

``--crash``: a whole setup in the terminal, its whole undoing and the replacement of its token are killed at each write
of the journal (before, after, with half of the line written) and at each HTTP call (before and after the server acts),
and restarted. The result must equal that of an undisturbed run; each write that arrives must already be in the journal.

``--drift``: each kind of edit that can be made in the portal is made with msgraph-sdk in a setup in use. It must be
found, named with its author, and put back, so that the tenant is as it was.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from canary import search  # noqa: E402
from crash_matrix import differences  # noqa: E402
from gate_world import TOKEN  # noqa: E402
from history_matrix import PARTS, Moment, Part, moments, stopped  # noqa: E402
from undo_crash import back  # noqa: E402
from undo_world import OTHER_TOKEN, KeptTenant, forgiven, undoing  # noqa: E402

from wizard.journey.services.undoing import undo  # noqa: E402

if TYPE_CHECKING:
    from undo_foreign import Foreign

CHUNK, PROGRESS = 10, 50
"""Number of journeys that one process tries in a row, and number of journeys between progress lines."""

Check = Callable[[KeptTenant, Path, int, int], str]
SECRETS = [TOKEN, OTHER_TOKEN]


@cache
def tenant() -> KeptTenant:
    """Return this process's tenant."""
    return KeptTenant()


@cache
def stranger() -> tuple[Foreign, dict[str, Any]]:
    """Return Microsoft's client for the tenant, and the state that it reads there at first."""
    from undo_foreign import Foreign

    tenant().reset()
    foreign = Foreign(tenant().world)
    return foreign, foreign.state()


def everything(served: KeptTenant, path: Path, seed: int, steps: int) -> str:
    """Undo a generated journey; return the problem, or an empty text."""
    foreign, before = stranger()
    with undoing(served, path, seed) as made:
        own = made.state()
        said = made.wander(steps)
        back(made)
        if forgiven(made.state(), own) != own:
            return f"not as before: {said}"
        found = forgiven(foreign.state(), before)
        return "" if found == before else f"not as before for msgraph-sdk: {said}"


def and_again(served: KeptTenant, path: Path, seed: int, steps: int) -> str:
    """Undo the undoing as well; everything must be restored, except that the job is on."""
    with undoing(served, path, seed) as made:
        said = made.wander(steps)
        after = made.state()
        last = max((one.number for one in made.context.history().entries), default=0)
        back(made)
        again = [one.number for one in made.context.history().since(last + 1)]
        if again:
            undo(made.task, made.context, made.answers, again)
        found = made.state()
        del after["applications"], found["applications"]
        for state in (after, found):
            for one in state.values():
                one["jobs"] = [(template, schema) for template, _on, schema in one["jobs"]]
        return "" if forgiven(found, after) == after else f"not there again: {said}"


def with_others(served: KeptTenant, path: Path, seed: int, steps: int) -> str:
    """Let another person change settings in between; none of these edits may be lost."""
    with undoing(served, path, seed) as made:
        said = made.wander(steps * 2, foreign=0.4)
        back(made)
        lost = made.overwritten()
        return f"overwritten: {lost} {said}" if lost else ""


CHECKS: dict[str, Check] = {"everything": everything, "again": and_again, "others": with_others}


def journeys(kind: str, seeds: Sequence[int], steps: int) -> list[str]:
    """Try some generated journeys; return descriptions of the problems."""
    wrong = []
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        for seed in seeds:
            path = Path(name) / f"{seed}.journal.jsonl"
            try:
                said = CHECKS[kind](tenant(), path, seed, steps)
            except Exception:
                said = traceback.format_exc()
            if not said and path.exists() and search(SECRETS, {"journal": path.read_bytes()}):
                said = "a token is in the journal"
            if said:
                wrong.append(f"{kind} {seed}: {said}")
            path.unlink(missing_ok=True)
    return wrong


def many(kinds: Sequence[str], given: argparse.Namespace) -> int:
    """Try generated journeys of some kinds; return the number of failures."""
    every = range(given.first, given.first + given.journeys)
    chunks = [(kind, every[at : at + CHUNK]) for at in range(0, len(every), CHUNK) for kind in kinds]
    wrong, done, began = 0, Counter[str](), time.monotonic()
    with ProcessPoolExecutor(given.workers) as pool:
        jobs = {pool.submit(journeys, kind, seeds, given.steps): (kind, seeds) for kind, seeds in chunks}
        for job in as_completed(jobs):
            kind, seeds = jobs[job]
            before = done.total() // PROGRESS
            done[kind] += len(seeds)
            for line in job.result():
                wrong += 1
                print(line, flush=True)
            if done.total() // PROGRESS > before:
                print(f"  {done.total()} journeys, {wrong} wrong, {time.monotonic() - began:.0f} s", flush=True)
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(done.items()))
    print(f"{done.total()} journeys ({told}), {wrong} wrong (limit 0)")
    return wrong


def crash(parts: Sequence[Part], only: str, every: int, workers: int) -> int:
    """Stop at every moment of some parts; return how many results differ."""
    wrong, tried, missed, began = 0, Counter[str](), 0, time.monotonic()
    with ProcessPoolExecutor(workers) as pool:
        calm = dict(zip(parts, pool.map(stopped, parts, [Moment()] * len(parts)), strict=True))
        for part, end in calm.items():
            if end.code or end.runs > 1 or end.unnoted:
                print(f"{part}, undisturbed: code {end.code} after {end.runs} runs, unnoted {end.unnoted}\n{end.said}")
                return 1
        jobs = {
            pool.submit(stopped, part, moment): (part, moment)
            for part, end in calm.items()
            for moment in moments(part, end)[::every]
            if only in {"", moment.where}
        }
        print(f"{len(jobs)} moments of {', '.join(parts)}", flush=True)
        for job in as_completed(jobs):
            (part, moment), end = jobs[job], job.result()
            tried[f"{part} {moment.where} {moment.when}"] += 1
            missed += not end.happened
            found = [*differences(calm[part].state, end.state), *(f"not noted before: {one}" for one in end.unnoted)]
            if found or end.code:
                wrong += 1
                where = f"{part}: {moment.when} {moment.where} {moment.at} {end.call}"
                print(f"DIFFERS  {where}: code {end.code} after {end.runs} runs; {'; '.join(found)}", flush=True)
                if end.code:
                    print("  " + "\n  ".join(end.said.strip().splitlines()[-8:]), flush=True)
            if tried.total() % 50 == 0:
                print(f"  {tried.total()} tried, {wrong} differ, {time.monotonic() - began:.0f} s", flush=True)
    for name, count in sorted(tried.items()):
        print(f"{count:5} {name}")
    print(f"stopped {tried.total()} times, {missed} ended before; {wrong} ends differ (limit 0)")
    return wrong


def drift() -> int:
    """Try each kind of edit in the portal; return how many went wrong."""
    from drift_foreign import every

    with TemporaryDirectory() as name:
        tried, wrong, sent = every(Path(name), lambda line: print(line, flush=True))
    print(f"{tried} edits in {sent} writes of msgraph-sdk, {wrong} wrong (limit 0)")
    return wrong


def main() -> int:
    """Print the problems, then counts; return 1 if there were any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=100, help="of each kind")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--kind", choices=CHECKS, action="append", help="only journeys of this kind; may be repeated")
    parser.add_argument("--crash", action="store_true", help="stop at every moment instead")
    parser.add_argument("--drift", action="store_true", help="try each kind of edit in the portal instead")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part is stopped; may be repeated")
    parser.add_argument("--only", choices=("call", "journal"), default="", help="only at HTTP calls, or at the journal")
    parser.add_argument("--every", type=int, default=1, help="only every so many moments")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    began, wrong = time.monotonic(), 0
    if given.drift:
        wrong = drift()
        print(f"{time.monotonic() - began:.0f} s")
        return 1 if wrong else 0
    if given.crash:
        wrong = crash(given.part or PARTS, given.only, max(1, given.every), given.workers)
        print(f"{time.monotonic() - began:.0f} s")
        return 1 if wrong else 0
    wrong = many(given.kind or list(CHECKS), given)
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
