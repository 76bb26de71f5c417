"""Compares the preview of a large company to the minimum: fetching the same pages and parsing their JSON only.

``bench rehearse``: 100,000 people, 1,000 groups with 300,000 memberships, 100,000 accounts of which a tenth differ.
Both services are in a separate process on loopback over TLS, with all responses prepared. Measured are time, peak
memory, time until the first verdicts, and how time grows with the company.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]
LIMIT, GOAL = 2.5, 1.5
MEGABYTES = 600
FIRST_SECONDS = 2.0
ROUNDS = 3
SIZES = (1_000, 10_000, 50_000, 100_000, 200_000)
MEMBERS = 300


def main() -> int:
    """Print the figures; return 0 if all are within their limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--growth", action="store_true", help="other sizes too, and the slope")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--measure", choices=("ours", "floor"), help=argparse.SUPPRESS)
    parser.add_argument("--profile", action="store_true", help="profile one rehearsal")
    options = parser.parse_args()
    if options.serve is not None:
        from bench.rehearse_server import serve

        return serve(options.serve)
    if options.measure is not None:
        told = json.loads(sys.stdin.readline())
        print(json.dumps(_ours(told, options.profile) if options.measure == "ours" else _floor(told)))
        return 0
    found = _compare(options.people, options.rounds, profile=options.profile)
    good = found["ratio"] <= LIMIT and found["megabytes"] <= MEGABYTES and found["first"] <= FIRST_SECONDS
    if options.growth:
        rows = [(size, found if size == options.people else _compare(size, 1)) for size in SIZES]
        large = [(size, row["seconds"]) for size, row in rows if size >= SIZES[1]]
        slope = statistics.linear_regression(*zip(*large, strict=True)).slope
        for size, row in rows:
            print(f"{size} people: {row['seconds']:.2f} s, {row['seconds'] / size * 1e6:.0f} µs each")
        print(f"slope from {SIZES[1]} on: {slope * 1e6:.0f} µs for each person more")
    print(f"rehearse ratio: {found['ratio']:.2f} (limit {LIMIT}, goal {GOAL})")
    return 0 if good else 1


def _compare(people: int, rounds: int, *, profile: bool = False) -> dict[str, float]:
    with served(people) as told:
        pairs = []
        for _ in range(rounds):
            ours = _measure("ours", told, profile=profile)
            pairs.append((ours, _measure("floor", {**told, "asked": ours["asked"]})))
    seconds = statistics.median(ours["seconds"] for ours, _ in pairs)
    floor = statistics.median(bare["seconds"] for _, bare in pairs)
    megabytes = max(ours["megabytes"] for ours, _ in pairs)
    first = statistics.median(ours["first"] for ours, _ in pairs)
    ours, bare = pairs[-1]
    ratio = statistics.median(one["seconds"] / other["seconds"] for one, other in pairs)
    print(
        f"{people} people: {ours['operations']} operations {ours['counts']}; {len(ours['asked'])} requests,"
        f" {bare['megabytes_read']:.0f} MB read; {seconds:.2f} s (reading {ours['read']:.2f} s) against {floor:.2f} s;"
        f" first verdicts after {first:.2f} s; peak {megabytes:.0f} MB"
    )
    return {"ratio": ratio, "seconds": seconds, "megabytes": megabytes, "first": first}


@contextmanager
def served(people: int) -> Iterator[dict[str, Any]]:
    """Serve both services in a separate process."""
    command = [sys.executable, __file__, "--serve", str(people)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.stdin.close()


def _measure(side: str, told: dict[str, Any], *, profile: bool = False) -> dict[str, Any]:
    command = [sys.executable, __file__, "--measure", side, *(["--profile"] if profile else [])]
    done = subprocess.run(command, input=json.dumps(told) + "\n", stdout=subprocess.PIPE, text=True, check=True)
    *shown, last = done.stdout.splitlines()
    print(*shown, sep="\n", end="\n" if shown else "")
    found: dict[str, Any] = json.loads(last)
    return found


class _Tokens:
    def token(self, *_: Any) -> Any:
        from wizard.secrets.secret import Secret

        return Secret("bench-token")


def _ours(told: dict[str, Any], profile: bool) -> dict[str, Any]:
    """Run step 10 with these two services as the wizard does."""
    from wizard.core.tasks import Progress, Task
    from wizard.directory import Tenant
    from wizard.graph.calls import Calls
    from wizard.graph.client import GraphClient
    from wizard.graph.clouds import practice_cloud
    from wizard.http import Transport
    from wizard.journey.answers import Answers
    from wizard.journey.context import Context, Session
    from wizard.journey.services.reading import Early
    from wizard.journey.steps import preview
    from wizard.secrets.memory import MemoryStore
    from wizard.secrets.secret import Secret

    asked: list[tuple[str, str, str]] = []
    first: list[float] = []
    transport = Transport([Path(told["ca"])])
    memory = MemoryStore()
    memory.save("bench", Secret("bench-token"))
    context = Context(lambda _: transport, MemoryStore, memory, lambda _: False)
    graph = GraphClient(Calls(transport, practice_cloud(told["root"], told["root"]), _Tokens()))
    context.session = Session(None, graph, "admin@contoso.example", Tenant("t", "Contoso"))  # type: ignore[arg-type]
    answers = Answers(
        tenant_url=f"{told['root']}/scim", token_reference="bench", token_kept="memory", scope="all",
        service_principal_id="app",
    )  # fmt: skip

    def progressed(progress: Progress) -> None:
        if isinstance(progress.data, Early) and progress.data.operations:
            first.append(time.perf_counter() - began)
        if progress.key == "preview-planning":
            read.append(time.perf_counter() - began)

    read: list[float] = []
    send = transport.send

    def noting(request: Any, task: Any = None) -> Any:
        asked.append((request.method, request.url, request.body.decode() if request.method == "POST" else ""))
        return send(request, task)

    transport.send = noting  # type: ignore[method-assign]
    began = time.perf_counter()
    if profile:
        import cProfile
        import pstats

        with cProfile.Profile() as profiler:
            outcome = preview.perform(Task(progressed), context, answers)
        pstats.Stats(profiler, stream=sys.stdout).sort_stats("tottime").print_stats(30)
    else:
        outcome = preview.perform(Task(progressed), context, answers)
    seconds = time.perf_counter() - began
    assert outcome.data is not None
    return {
        "seconds": seconds,
        "read": read[0],
        "first": first[0] if first else seconds,
        "megabytes": _peak(),
        "operations": len(outcome.data.plan),
        "counts": dict(outcome.data.plan.counts("User")),
        "asked": asked,
    }


def _peak() -> float:
    """Return the peak memory of this process in MB (Linux; elsewhere as ``resource`` reports it)."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _floor(told: dict[str, Any]) -> dict[str, Any]:
    """Fetch the same pages one after another with requests, and parse their JSON."""
    import requests

    read = 0
    began = time.perf_counter()
    with requests.Session() as session:
        session.verify = told["ca"]
        session.headers["Authorization"] = "Bearer bench-token"
        for method, url, body in told["asked"]:
            headers = {"Content-Type": "application/json"} if body else {}
            content = session.request(method, url, data=body or None, headers=headers, verify=told["ca"]).content
            read += len(content)
            json.loads(content)
    return {"seconds": time.perf_counter() - began, "megabytes_read": read / 1e6}


if __name__ == "__main__":
    sys.exit(main())
