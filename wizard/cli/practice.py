"""``practice serve``, ``live``, ``faults`` and ``strictness``: the practice company for any client."""

from __future__ import annotations

import argparse
import contextlib
import os
import queue
import signal
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.files import may_write
from wizard.cli.journey.saved import find_setup
from wizard.cli.output import Column, Exit, columns, note, say, table, write_json
from wizard.cli.parser import complete, number
from wizard.cli.practice_case import content_of
from wizard.cli.progress import progress
from wizard.core.errors import InputError
from wizard.journey.claims import Claims
from wizard.practice.colleague import portal_edit
from wizard.practice.company import PracticeCompany
from wizard.practice.faults import FaultBoard, all_faults
from wizard.practice.kept import read as kept
from wizard.practice.strictness import STRICTNESS, Strictness
from wizard.support_file.archive import read
from wizard.wiring import practice_can_come_back, setup_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wizard.cli.parser import Subparsers
    from wizard.core.json_types import JsonMapping, JsonObject
    from wizard.core.texts import Texts


def register(subparsers: Subparsers, texts: Texts) -> None:
    """Add the command."""
    parser = subparsers.add_parser("practice", help=texts.get("cli-practice-help"))
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    serve = actions.add_parser("serve", help=texts.get("cli-practice-serve-help"))
    serve.add_argument("--people", type=number, default=60, metavar="N", help=texts.get("cli-practice-people"))
    serve.add_argument("--seed", type=number, default=1, metavar="N", help=texts.get("cli-practice-seed"))
    serve.add_argument("--fault", action="append", default=[], metavar="NAME", help=texts.get("cli-practice-fault"))
    for form in ("strict", "lenient"):
        name = f"--{form}"
        serve.add_argument(name, action="append", default=[], metavar="NAME", help=texts.get(f"cli-practice-{form}"))
    serve.add_argument("--port", type=number, default=0, metavar="N", help=texts.get("cli-practice-port"))
    serve.add_argument("--case", type=Path, metavar="FILE", help=texts.get("support-cli-file"))
    serve.add_argument("--keep", type=Path, metavar="FILE", help=texts.get("cli-practice-keep"))
    serve.add_argument("--until-eof", action="store_true", help=texts.get("cli-practice-until-eof"))
    complete(serve, texts, run_serve, writes=True)
    live = actions.add_parser("live", help=texts.get("cli-practice-live-help"))
    live.add_argument("setup", metavar="SETUP", help=texts.get("cli-care-setup"))
    live.add_argument("--days", type=number, default=0, metavar="N", help=texts.get("cli-practice-days"))
    live.add_argument("--edit", action="append", default=[], metavar="NAME", help=texts.get("cli-practice-edit"))
    live.add_argument("--fault", action="append", default=[], metavar="NAME", help=texts.get("cli-practice-fault-on"))
    live.add_argument(
        "--no-fault", action="append", default=[], metavar="NAME", help=texts.get("cli-practice-fault-off")
    )
    complete(live, texts, run_live)
    faults = actions.add_parser("faults", help=texts.get("cli-practice-faults-help"))
    complete(faults, texts, run_faults)
    strictness = actions.add_parser("strictness", help=texts.get("cli-practice-strictness-help"))
    complete(strictness, texts, run_strictness)


def run_faults(arguments: argparse.Namespace, texts: Texts) -> int:
    """List the faults."""
    rows: list[JsonObject] = [
        {"id": fault.id, "area": fault.area, "title": texts.get(f"practice-fault-{fault.id}")} for fault in all_faults()
    ]
    return _list(rows, "fault", arguments, texts)


def run_strictness(arguments: argparse.Namespace, texts: Texts) -> int:
    """List the behaviors that have a strict and a lenient form."""
    strict = Strictness()
    rows: list[JsonObject] = [
        {"id": name, "strict": strict(name), "title": texts.get(f"practice-strict-{name}")} for name in STRICTNESS
    ]
    return _list(rows, "name", arguments, texts)


def _list(rows: Sequence[JsonObject], head: str, arguments: argparse.Namespace, texts: Texts) -> int:
    if arguments.json:
        write_json(rows)
    else:
        table(
            columns(texts, [f"cli-practice-head-{name}" for name in (head, "does")], keep=head),
            [(row["id"], row["title"]) for row in rows],
        )
    return Exit.GOOD


def run_live(arguments: argparse.Namespace, texts: Texts) -> int:
    """Simulate days in the company of a saved practice setup, with faults and a colleague's edits.

    Raises:
        InputError: ``setup-practice``: it is no practice setup, or its company cannot be restored; ``practice-days``;
            ``practice-fault-unknown``, ``practice-edit-unknown``, ``practice-edit-early``.
        SavedSetupError: it is open elsewhere, or cannot be read.
    """
    if not 0 <= arguments.days <= 60:
        raise InputError("practice-days", {"value": arguments.days})
    store, claims = setup_store(), Claims()
    setup = find_setup(store, arguments.setup)
    keep = store.practice_path(setup.id)
    if not setup.practice or not practice_can_come_back(keep):
        raise InputError("setup-practice", {"id": setup.id})
    claims.take(store.folder, setup.id)
    try:
        with progress(texts, quiet=arguments.json, what="cli-practice-living"):
            company = PracticeCompany(keep=keep)
            try:
                for names, on in ((arguments.fault, True), (arguments.no_fault, False)):
                    for name in names:
                        company.faults.set(name, on)
                for name in arguments.edit:
                    portal_edit(company.entra, name)
                before = len(company.entra.state.log.rows())
                people = company.live(arguments.days) if arguments.days else 0
                rows = company.entra.state.log.rows()[before:]
                now, on_now = company.clock.now().isoformat(), company.faults.on()
            finally:
                company.stop()
    finally:
        claims.release()
    if arguments.json:
        write_json({"now": now, "faults": list(on_now), "people_changed": people, "log": happened(rows)}, indent=None)
        return 0
    say(texts.get("cli-practice-lived", now=now[:16].replace("T", " ")))
    if arguments.days:
        counts = happened(rows).items()
        what = ", ".join(texts.get("cli-practice-lived-action", action=name, count=count) for name, count in counts)
        what = what or texts.get("cli-practice-lived-nothing")
        say(texts.get("cli-practice-lived-days", days=arguments.days, people=people, what=what))
    return 0


def happened(rows: Iterable[JsonMapping]) -> dict[str, int]:
    """Return the number of provisioning log rows per action, and of failures; skips are left out."""
    found: Counter[str] = Counter()
    for row in rows:
        status = row["provisioningStatusInfo"]["status"]
        if status in {"success", "failure"}:
            found["failure" if status == "failure" else row["provisioningAction"]] += 1
    return dict(sorted(found.items()))


def run_serve(arguments: argparse.Namespace, texts: Texts) -> int:
    """Serve until interrupted.

    Raises:
        InputError: ``practice-people``, ``practice-port``, ``practice-fault-unknown`` or
            ``practice-strictness-unknown``.
        ConsentNeeded: ``usage-overwrite``: the file to save in holds something else.
    """
    _set_strict(Strictness(), arguments)
    check = FaultBoard(all_faults())
    for name in arguments.fault:
        check.set(name, True)
    if not 1 <= arguments.people <= 100_000:
        raise InputError("practice-people", {"value": arguments.people})
    if not 0 <= arguments.port <= 65_535:
        raise InputError("practice-port", {"port": arguments.port})
    if arguments.keep is not None and kept(arguments.keep)[1] == "damaged":  # or it is another file altogether
        may_write(arguments.keep, arguments, texts)
    # Not an event: a signal that arrives while this thread holds the event's lock would deadlock.
    end: queue.SimpleQueue[None] = queue.SimpleQueue()
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: end.put(None))
    if arguments.until_eof and hasattr(os, "nice"):
        os.nice(5)  # it belongs to a window, which has priority when both are busy
    try:
        content = None
        if arguments.case is not None:
            content = content_of(read(arguments.case))
        if arguments.until_eof:
            threading.Thread(target=_wait_for_end, args=(end,), name="standard input", daemon=True).start()
        with progress(texts, quiet=arguments.json, what="cli-practice-starting"):
            company = PracticeCompany(
                arguments.people,
                arguments.seed,
                arguments.port,
                content,
                arguments.keep,
                _Waiting(end, arguments, texts),
            )
    except OSError as error:
        raise InputError("practice-port", {"port": arguments.port}, cause=error) from error
    try:
        for name in arguments.fault:
            company.faults.set(name, True)
        _set_strict(company.strict, arguments)
        facts = company.describe()
        if arguments.json:
            write_json(facts, indent=None)
        else:
            names = ("login", "graph", "scim", "ca_file", "tenant_name")
            rows = [*((name, str(facts[name])) for name in names), ("admin", str(facts["admin"]["user"]))]
            table([Column(texts.get("cli-practice-head-name"), keep=True), Column("")], rows)
            say(texts.get("cli-practice-serving"))
            sys.stdout.flush()
        _wait(end)
    finally:
        company.stop()
    return 0


class _Waiting:
    """Reports once that another company still uses the file; returns True until the end is requested."""

    def __init__(self, end: queue.SimpleQueue[None], arguments: argparse.Namespace, texts: Texts) -> None:
        self._end, self._json, self._texts = end, arguments.json, texts
        self._said = False

    def __call__(self) -> bool:
        if not self._said:
            self._said = True
            if self._json:
                write_json({"waiting": True}, indent=None)
                sys.stdout.flush()
            else:
                note(self._texts.get("start-practice-waiting"))
        return self._end.empty()


def _set_strict(strict: Strictness, arguments: argparse.Namespace) -> None:
    """Set the strictness that the arguments name.

    Raises:
        InputError: ``practice-strictness-unknown``.
    """
    for name in arguments.strict:
        strict.set(name, strict=True)
    for name in arguments.lenient:
        strict.set(name, strict=False)


def _wait(end: queue.SimpleQueue[None]) -> None:
    while True:  # with a timeout, since Windows handles Ctrl+C only between two waits
        with contextlib.suppress(queue.Empty):
            return end.get(timeout=1.0)


def _wait_for_end(end: queue.SimpleQueue[None]) -> None:
    try:
        while sys.stdin.buffer.read(4096):
            pass
    finally:
        end.put(None)
