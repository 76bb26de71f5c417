"""A watch of thirty simulated days: ``python dev.py bench health [--people 5000] [--days 30] [--looks 3]``.

A practice company of this process lives through the days; a setup in use is looked at several times a day as the page
and the command do it. Told are the requests of each look, how the memory of the looking side grows, and how large the
kept record gets. Memory is what ``tracemalloc`` counts for objects of the program's own packages after each day; the
company of the same process is left out.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from care import STEPS, make_key, settle
from cli_world import Attached, NotedCompany, World

from wizard import wiring
from wizard.core.tasks import Task
from wizard.graph.unattended import READING, Workload
from wizard.health.reading import read
from wizard.journey.steps.begin import sign_in_workload

OWN = ("health", "graph", "journey", "http", "doctor", "secrets", "mapping")
"""Packages whose objects are counted."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured.

    Args:
        requests: of each look but the first, with Graph.
        log_pages: of the log, of each look but the first.
        first: requests of the first look.
        held: bytes of the program's own objects after each day.
        record: bytes of the kept record, by day.
        seconds: of each look.
        written: changes that the last look counted in thirty days.
    """

    requests: tuple[int, ...]
    log_pages: tuple[int, ...]
    first: int
    held: tuple[int, ...]
    record: tuple[int, ...]
    seconds: tuple[float, ...]
    written: int


def watch(people: int, days: int, looks: int, folder: Path) -> Figures:
    """Let the days go by, and look."""
    company = NotedCompany(people)
    world = World(company, folder)
    try:
        world.run_steps(*STEPS, assign=("Site Leads",), scope="all")
        company.entra.state.wake()
        assert company.entra.scheduler.wait_idle(1800)
        settle(world)
        file, certificate = make_key(folder)
        client = company.entra.sign_in_service.registrations.add(READING, certificate=certificate).client_id
        return _look(world, Workload(client, certificate=file), days, looks)
    finally:
        company.stop()


def _look(world: World, workload: Workload, days: int, looks: int) -> Figures:
    company = world.company
    context = wiring.make_context()
    context.practice = Attached(company)  # type: ignore[assignment]
    context.make_keystore = lambda: context.memory
    sign_in_workload(context, world.answers, workload, Task(), reading=True)
    snapshot = world.store.load(world.setup).snapshot
    path = world.store.health_path(world.setup)
    requests, pages, held, record, seconds = [], [], [], [], []
    health: Any = None
    tracemalloc.start()
    try:
        for day in range(days):
            for number in range(looks):
                if number == 0 and day:
                    company.live(1)
                company.seen.clear()
                began = time.perf_counter()
                health = read(context, snapshot, path, Task())
                seconds.append(time.perf_counter() - began)
                health = sum(one.written for one in health.days)
                asked = [name for _, name in company.seen if name.startswith("/v1.0/")]
                requests.append(len(asked))
                pages.append(sum(name.endswith("/auditLogs/provisioning") for name in asked))
            record.append(path.stat().st_size)
            context.transport.exchanges.clear()  # for "show the exchange": a ring of bounded length, filled in time
            gc.collect()
            held.append(_own(tracemalloc.take_snapshot()))
    finally:
        tracemalloc.stop()
        context.close()
    return Figures(
        tuple(requests[1:]), tuple(pages[1:]), requests[0], tuple(held), tuple(record), tuple(seconds), health
    )


def _own(snapshot: tracemalloc.Snapshot) -> int:
    """Return the bytes that the looking side holds, without the company that lives in this process too."""
    found = snapshot.filter_traces([tracemalloc.Filter(True, f"*/wizard/{name}/*") for name in OWN])
    return sum(one.size for one in found.statistics("filename"))


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="bench health")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--looks", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = watch(options.people, options.days, options.looks, Path(scratch))
    print(
        json.dumps(
            {
                "people": options.people,
                "days": options.days,
                "looks": len(found.requests) + 1,
                "requests_of_the_first_look": found.first,
                "requests_per_look": {"most": max(found.requests), "all": sum(found.requests)},
                "log_pages_per_look_most": max(found.log_pages),
                "own_memory_kb_first_middle_last_day": [
                    round(found.held[n] / 1024, 1) for n in (0, len(found.held) // 2, -1)
                ],
                "record_kb": {
                    "first_day": round(found.record[0] / 1024, 1),
                    "last_day": round(found.record[-1] / 1024, 1),
                },
                "seconds_per_look": {
                    "first": round(found.seconds[0], 2),
                    "most_later": round(max(found.seconds[1:]), 2),
                },
                "written_in_the_days": found.written,
            },
            indent=1,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
