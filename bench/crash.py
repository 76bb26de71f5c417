"""Interrupts the unattended journey at every HTTP call, resumes it, and compares the result to an undisturbed run.

``bench crash [--every N] [--first N] [--workers N] [--fast | --slow]``: the program is killed before and after each
call, and each response is lost after the server acted; with and without slow replication. Nothing may be created twice,
no token may remain without its setup, and no file may be left over.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from crash_matrix import How, Outcome, differences, run  # noqa: E402

HOWS: tuple[How, ...] = ("before", "after", "lost")


def cut(at: int, how: How, slow: bool) -> tuple[int, How, bool, Outcome]:
    """Run once in a worker process."""
    return at, how, slow, run(at, how, slow=slow)


def main() -> int:
    """Print a line for each result that differs, then counts; return 1 if there was one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every so many calls")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--fast", action="store_true", help="only without slow replication")
    parser.add_argument("--slow", action="store_true", help="only with slow replication")
    given = parser.parse_args()
    began = time.monotonic()
    ends: Counter[str] = Counter()
    bad, tried, missed = 0, Counter[str](), 0
    with ProcessPoolExecutor(given.workers) as pool:
        for slow in [one for one in (False, True) if not (one and given.fast) and not (not one and given.slow)]:
            calm = run(slow=slow)
            if calm.code or calm.runs > 1:
                print(f"undisturbed, and yet: code {calm.code} after {calm.runs} runs\n{calm.said}")
                return 1
            places = range(max(1, given.first), len(calm.calls) + 1, max(1, given.every))
            jobs = [pool.submit(cut, at, how, slow) for at in places for how in HOWS]
            for job in as_completed(jobs):
                at, how, _, done = job.result()
                missed += not done.happened
                tried[how] += 1
                if tried.total() % 50 == 0:
                    print(f"{tried.total()} tried after {time.monotonic() - began:.0f} s, {bad} differ", flush=True)
                found = differences(calm.state, done.state)
                ends["equal" if not found and done.code == 0 else json.dumps(done.state, sort_keys=True)] += 1
                if found or done.code:
                    bad += 1
                    where = f"{how} call {at}{' (slow replication)' if slow else ''}, {done.call}"
                    print(f"DIFFERS  {where}: code {done.code} after {done.runs} runs; {'; '.join(found)}", flush=True)
                    if done.code or done.state["steps"] != calm.state["steps"]:
                        print("  " + "\n  ".join(done.said.strip().splitlines()[-24:]), flush=True)
    told = ", ".join(f"{tried[how]} {how}" for how in HOWS)
    print(f"cut off {tried.total()} times ({told}); {missed} ended before")
    seconds = time.monotonic() - began
    print(f"ends after {seconds:.0f} s: {len(ends)} kinds, {ends['equal']} as undisturbed, {bad} not (limit 0)")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
