"""Monitors thirty simulated days with the Health page open: ``dev.py bench health [--people 5000] [--days 30]``.

A practice company in a separate process simulates the days. The real page checks it several times a day; in the last
third people fail and a colleague edits settings in the portal. Printed are the requests of each check as the service
received them, at Graph's own pace; the memory of the window's process after each day; the size of the record; and the
longest time in which the window did not process events, measured as in ``bench ui``.

Memory must not grow with the checks. What is needed once is no such growth: modules, fonts and rows of the first check
and of the first failures, and the 200 exchanges that are kept. So growth is measured separately in the days without and
with failures, from the third day of each. A run of less than eighteen days is too short for that and says so.

On a machine with other work (``--busy``) the window also waits for a processor. What counts then is at most the time
that the window's process computed in a gap, and at most the gap without its own thread's waiting for a processor
(Linux, ``/proc/self/schedstat``); waiting for the interpreter's lock counts in either case.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.ui import LIMIT_MS, Ticks, merged, processors, pulse, show_after, stood_still
from wizard import wiring
from wizard.core.tasks import Task
from wizard.graph.clouds import Cloud, practice_cloud
from wizard.graph.unattended import AUDITS, READING, Workload
from wizard.journey.machine import Journey
from wizard.journey.steps import STEPS
from wizard.journey.steps.begin import sign_in_workload
from wizard.secrets.secret import Secret

WARM_UP = 2
"""Number of days, of those without and of those with trouble, after which memory must not grow."""

SHORTEST = 6
"""Number of days, without or with trouble, from which growth can be told from chance."""

LOG, ALL_LOG = "/v1.0/auditLogs/", 5
"""Graph's limit for these: five requests in ten seconds."""

OTHERS = 6
"""Other requests of a check: jobs, secrets, schema, assignments, and a page of assignments for every hundred."""

KEPT_MS = 12.0
"""Shortest gap that is kept, in milliseconds."""

GROWTH_MB = 8.0
"""Maximum memory growth of the process, both in the days without and in those with trouble."""


def trouble(days: int) -> int:
    """Return the number of days at the end with people who fail and an edit in the portal: a third, three at least."""
    return max(3, days // 3)


@dataclass(frozen=True, slots=True)
class Figures:
    """The measurements.

    Args:
        asked: for each check, the seconds at which the log was requested, and the number of other requests.
        memory: bytes of the window's process after each day.
        record: bytes of the stored record, by day.
        seconds: duration of each check.
        gaps: longest first: milliseconds, how many of them this process is answerable for, and what was going on.
        written: number of changes in thirty days, as the last check counted them.
    """

    asked: tuple[tuple[tuple[float, ...], int], ...]
    memory: tuple[int, ...]
    record: tuple[int, ...]
    seconds: tuple[float, ...]
    gaps: tuple[tuple[float, float, str], ...]
    written: int

    @property
    def log_in_ten_seconds(self) -> int:
        """The most requests for the log in any ten seconds of one check."""
        return max(sum(at <= one < at + 10 for one in times) for times, _ in self.asked for at in times)

    @property
    def others(self) -> int:
        """The most other requests of one check; excludes the first, which reads what the program then knows."""
        return max(count for _, count in self.asked[1:])

    def longest(self, *, busy: bool) -> float:
        """Return the longest gap in milliseconds; with ``busy`` only the part that this process is answerable for."""
        return max(min(gap, worked) if busy else gap for gap, worked, _ in self.gaps)

    def grown(self) -> float | None:
        """Return the larger growth in megabytes of the days without and with trouble; ``None`` if there are too few."""
        bad = trouble(len(self.memory))
        parts = [part[WARM_UP:] for part in (self.memory[:-bad], self.memory[-bad:]) if len(part) >= SHORTEST]
        return max((_growth(part) for part in parts), default=0.0) / 2**20 if len(parts) == 2 else None


def _growth(memory: Sequence[int]) -> int:
    """Return the difference between the medians of the last and the first third."""
    third = max(1, len(memory) // 3)
    early, late = sorted(memory[:third]), sorted(memory[-third:])
    return late[len(late) // 2] - early[len(early) // 2]


# --- the company, in a separate process


def serve(people: int, folder: Path) -> int:
    """Set up a company and carry out the commands on standard input, one JSON value per line."""
    from care import STEPS as SET_UP
    from care import make_key, settle
    from cli_world import NotedCompany, World

    class Timed(list[tuple[str, str]]):
        def append(self, one: tuple[str, str]) -> None:
            times.append((time.monotonic(), one[1]))

    times: list[tuple[float, str]] = []
    company = NotedCompany(people)
    company.seen = Timed()
    world = World(company, folder)
    try:
        world.run_steps(*SET_UP, assign=("Site Leads",), scope="all")
        company.entra.state.wake()
        assert company.entra.scheduler.wait_idle(3600)
        settle(world)
        file, certificate = make_key(folder)
        registrations = company.entra.sign_in_service.registrations
        client = registrations.add([*READING, *AUDITS], certificate=certificate).client_id
        facts = company.describe()
        _say({"client": client, "key": str(file), "setup": world.setup, "store": str(world.store.folder.parent),
              **{name: facts[name] for name in ("login", "graph", "ca_file", "scim_token")}})  # fmt: skip
        for line in sys.stdin:
            match json.loads(line):
                case "now":
                    _say(company.clock.now().isoformat())
                case "live":
                    company.live(1)
                    _say(True)
                case "trouble":
                    from wizard.practice.colleague import portal_edit

                    company.faults.set("run-department-refused", True)
                    _say(portal_edit(company.entra, "mapping"))
                case "asked":
                    graph = [(at, path) for at, path in times if path.startswith("/v1.0/")]
                    log = [at for at, path in graph if path.startswith(LOG)]
                    _say([log, len(graph) - len(log)])
                    times.clear()
    finally:
        company.stop()
    return 0


def _say(value: object) -> None:
    print(json.dumps(value), flush=True)


@dataclass
class Served:
    """The company's process, with the interface of a practice company that the window's services expect.

    ``pause`` is the cloud's; two seconds is Graph's own pace.
    """

    process: subprocess.Popen[str]
    facts: dict[str, Any]
    came: str = "new"
    pause: float = 2.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def start(cls, people: int, folder: Path) -> Served:
        command = [sys.executable, __file__, "--serve", str(people), "--folder", str(folder)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        return cls(process, json.loads(process.stdout.readline()))

    def ask(self, what: str) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        with self._lock:
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())

    @property
    def ca_file(self) -> Path:
        return Path(self.facts["ca_file"])

    @property
    def cloud(self) -> Cloud:
        return replace(practice_cloud(self.facts["login"], self.facts["graph"]), pause=self.pause)

    def now(self) -> datetime:
        return datetime.fromisoformat(self.ask("now"))

    def stop(self) -> None:
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
            self.process.wait(60)
            assert self.process.stdout is not None
            self.process.stdout.close()


# --- the window


class Worked(Ticks):
    """Ticks that record how much of the time between them this process is answerable for on a busy machine.

    That is at most the time that it computed, and at most the time that the GUI thread was not waiting for a processor.
    Short times are not kept: two hundred a second would take more memory than what is measured.
    """

    def __init__(self, place: Callable[[], str]) -> None:
        super().__init__(place)
        self.worked: list[float] = []
        self._before = self._delayed = 0.0

    def begin(self) -> None:
        super().begin()
        self._before, self._delayed = time.process_time(), _delay()

    def tick(self) -> None:
        super().tick()
        now, delayed = time.process_time(), _delay()
        gap = self.gaps[-1][0]
        if gap < KEPT_MS / 1000 and len(self.gaps) > 1:
            self.gaps.pop()
        else:
            self.worked.append(min(now - self._before, gap - (delayed - self._delayed)))
        self._before, self._delayed = now, delayed


def _delay() -> float:
    """Return for how many seconds the main thread was ready and waited for a processor; 0 if not reported."""
    try:
        return int(Path("/proc/self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def watch(
    app: Any, people: int, days: int, looks: int, folder: Path, *, pause: float = 2.0, where: bool = False
) -> Figures:
    """Open the page for a company, let the days pass, and check."""
    company = Served.start(people, folder)
    company.pause = pause
    try:
        return _watch(app, company, days, looks, folder, where=where)
    finally:
        company.stop()


def _watch(app: Any, company: Served, days: int, looks: int, folder: Path, *, where: bool) -> Figures:
    from PySide6.QtCore import QTimer

    from wizard.ui.shell.app import build

    os.environ[wiring.DATA_VARIABLE] = company.facts["store"]
    store = wiring.setup_store()
    services = wiring.make_context()
    services.practice = company  # type: ignore[assignment]
    services.make_keystore = lambda: services.memory
    setup = store.load(company.facts["setup"])
    answers = setup.snapshot.answers.with_(token_kept="memory")
    services.memory.save(answers.token_reference, Secret(company.facts["scim_token"]))
    workload = Workload(company.facts["client"], certificate=Path(company.facts["key"]))
    sign_in_workload(Task(), services, answers, workload, reading=True)
    store.save(replace(setup, snapshot=replace(setup.snapshot, current="watch", reached="watch", answers=answers)))
    journey = Journey(STEPS, lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    window: Any = build(app, journey, services, wiring.setup_store)
    prepared: list[bool] = []
    window.pages_prepared.connect(lambda: prepared.append(True))  # loads pages in the background, as for a user
    window.resize(1220, 780)
    window.show()
    ticks, timer = Worked(lambda: ""), QTimer()
    timer.setInterval(5)
    timer.timeout.connect(ticks.tick)
    if where:
        timer.timeout.connect(partial(show_after, LIMIT_MS))
    pulses = [pulse(number) for number in processors()]
    record, setup = store.health_path(setup.id), store.load(setup.id)
    told: dict[str, list[Any]] = {name: [] for name in ("asked", "memory", "record", "seconds")}
    company.ask("asked")
    _until(lambda: bool(prepared) and window.context.runner.busy == 0)
    ticks.begin()
    timer.start()
    try:
        window.context.controller.open(setup)
        for _ in _days(window, company, ticks, days, looks, told):
            told["record"].append(record.stat().st_size)
            told["memory"].append(_memory())
            ticks.begin()  # the full collection above is the benchmark's own work
        written = sum(one.written for one in window.page.health.days)
    finally:
        timer.stop()
        faulthandler.cancel_dump_traceback_later()
        told["pauses"] = [line for each in pulses for line in each.communicate()[0].splitlines()]
        _until(lambda: bool(window.context.controller.saving.all_saved))
        window.context.runner.close()
        services.practice = None
        services.close()
        window.close()
        window.context.theme.deleteLater()
        window.deleteLater()
    pauses = merged((float(since), float(to)) for since, to in map(str.split, told["pauses"]))
    gaps = sorted((
        ((gap - stood_still(pauses, at - gap, at)) * 1000, worked * 1000, what)
        for (gap, at, what), worked in zip(ticks.gaps, ticks.worked, strict=True)
    ), reverse=True)  # fmt: skip
    return Figures(
        tuple((tuple(log), count) for log, count in told["asked"]), tuple(told["memory"]), tuple(told["record"]),
        tuple(told["seconds"]), tuple(gaps), written,
    )  # fmt: skip


def _days(
    window: Any, company: Served, ticks: Ticks, days: int, looks: int, told: dict[str, list[Any]]
) -> Iterator[int]:
    """Yield after each day, when all its checks were shown."""
    for day in range(days):
        ticks.part = f"day {day + 1}"
        if day:
            _away(lambda: company.ask("live"))
        if day == days - trouble(days):
            _away(lambda: company.ask("trouble"))
        for number in range(looks):
            began = time.perf_counter()
            before = window.page.health if day or number else None
            if day or number:
                window.page.look()
            _until(lambda before=before: _shown(window, before))  # type: ignore[misc]
            told["seconds"].append(time.perf_counter() - began)
            _until(lambda: window.context.runner.busy == 0)
            _away(lambda: told["asked"].append(company.ask("asked")))
        yield day


def _shown(window: Any, before: object) -> bool:
    """Return whether the page shows another check than before."""
    page, there = window.page, window.context.controller.extra == "health"
    return there and page.health is not None and page.health is not before and not page.waiting


def _away(work: Callable[[], object]) -> None:
    """Run a function in a thread while the window processes events."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    _until(lambda: not thread.is_alive())


def _until(ready: Callable[[], bool], seconds: float = 1800) -> None:
    """Let the window process events until ``ready`` returns true."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, poll = QEventLoop(), QTimer()
    end = time.monotonic() + seconds
    poll.setInterval(20)
    poll.timeout.connect(lambda: loop.quit() if ready() or time.monotonic() > end else None)
    poll.start()
    loop.exec()
    poll.stop()
    if not ready():
        raise TimeoutError


def _memory() -> int:
    """Return the resident bytes of this process (proc(5), statm); 0 if the system does not report it."""
    gc.collect()
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def main() -> int:
    """Print the figures; return 0 if all are within their limits."""
    parser = argparse.ArgumentParser(prog="bench health")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--looks", type=int, default=3)
    parser.add_argument(
        "--busy", action="store_true", help="the machine has other work: count only the program's own time"
    )
    parser.add_argument("--where", action="store_true", help="show what the GUI thread did in the long gaps")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        return serve(options.serve, options.folder)
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from wizard.ui.shell.app import make_application

    with tempfile.TemporaryDirectory() as scratch:
        found = watch(
            make_application(), options.people, options.days, options.looks, Path(scratch), where=options.where
        )
    later = found.asked[1:]
    memory = ", ".join(f"{one / 2**20:.1f}" for one in found.memory)
    print(f"{options.people} people, {options.days} days, {len(found.asked)} looks; {found.written} changes written")
    most = max(map(_all, later))
    print(f"requests: {_all(found.asked[0])} in the first look, {most} at most later, {sum(map(_all, later))} in all")
    print(f"seconds of a look: {found.seconds[0]:.1f} the first, {max(found.seconds[1:]):.1f} at most later")
    print(
        f"record: {found.record[0] / 1024:.0f} kB after the first day, {found.record[-1] / 1024:.0f} kB after the last"
    )
    print(f"memory of the process, MB, by day: {memory}; trouble in the last {trouble(options.days)}")
    for gap, worked, what in found.gaps[:5]:
        print(f"{gap:6.1f} ms on {what}, {worked:.1f} of them its own")
    grown = found.grown()
    if grown is None:
        print(f"growth is not measured in {options.days} days; it takes {3 * SHORTEST}")
    rows = [
        ("log requests in ten seconds", found.log_in_ten_seconds, ALL_LOG),
        ("other requests of a look", found.others, OTHERS),
        ("ui longest gap, ms", round(found.longest(busy=options.busy), 1), LIMIT_MS),
    ]
    if grown is not None:
        rows.append(("memory grown, MB", round(grown, 1), GROWTH_MB))
    for name, value, limit in rows:
        print(f"{name}: {value} (limit {limit})" + ("" if value <= limit else "  OVER"))
    return 0 if all(value <= limit for _, value, limit in rows) else 1


def _all(look: tuple[tuple[float, ...], int]) -> int:
    return len(look[0]) + look[1]


if __name__ == "__main__":
    sys.exit(main())
