"""Wrong types in every field of every response of Graph, SCIM and sign-in that the program reads: ``bench wrong``.

The whole journey runs once with the practice company, and the responses are recorded. Then each piece of work gets its
responses again, each time with one field of one response replaced. The outcome must be a result or a clear error.
``--inputs N`` tries this many mutations at random, 0 tries all of them.
"""

from __future__ import annotations

import argparse
import base64
import copy
import json
import os
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

NOW = "2026-01-12T09:00:00Z"
WRONG: tuple[Any, ...] = (None, True, -7, 1.5, 10**30, "", "x", "\ud800", [], [None], [[]], {}, {"a": {"b": []}})
"""Replacement values for a field. It is omitted too."""

ABSENT = object()
MOST_SENDS = 400
"""Maximum requests of one piece of work; more means that it does not end."""

MOST_WAITS = 30
"""Number of waits after which the work is canceled."""

Place = tuple[str | int, ...]


@dataclass
class Kept:
    """A recorded response and its request."""

    method: str
    path: str
    response: Any


@dataclass
class Piece:
    """A piece of the program's work with the responses that it received and the state before it."""

    name: str
    work: Callable[[Any, Any], object]
    answers: Any
    session: Any
    state: Any
    kept: list[Kept] = field(default_factory=list)


class Endless(AssertionError):
    """The work does not stop sending requests."""


class Recording:
    """Sends requests like the transport, and records the responses."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self.kept: list[Kept] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def send(self, request: Any, task: Any = None) -> Any:
        response = self._transport.send(request, task)
        self.kept.append(Kept(request.method, urlsplit(request.url).path, response))
        return response


class Again(Recording):
    """Replays the recorded responses, one of them changed. A request that was not recorded gets no response."""

    def __init__(self, transport: Any, kept: list[Kept], number: int = -1, response: Any = None) -> None:
        super().__init__(transport)
        self.sends = 0
        self._answers: dict[tuple[str, str], list[Any]] = {}
        for place, one in enumerate(kept):
            given = response if place == number else one.response
            self._answers.setdefault((one.method, one.path), []).append(given)

    def send(self, request: Any, task: Any = None) -> Any:
        from wizard.core.errors import NetworkError

        if task is not None:
            task.checkpoint()
        self.sends += 1
        if self.sends > MOST_SENDS:
            raise Endless(request.url)
        answers = self._answers.get((request.method, urlsplit(request.url).path))
        if not answers:
            raise NetworkError("connection-refused", {"host": "127.0.0.1"})
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return replace(found, url=request.url)


# --- mutations


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Yield the path of every field; of lists only the first two elements, which represent the others."""
    yield at
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*at, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value[:2]):
            yield from places(inner, (*at, number))


def changed(value: Any, at: Place, wrong: Any) -> Any:
    """Return a copy of a value with the value at a path replaced."""
    if not at:
        return None if wrong is ABSENT else wrong
    made = copy.deepcopy(value)
    holder = made
    for step in at[:-1]:
        holder = holder[step]
    if wrong is ABSENT:
        del holder[at[-1]]
    else:
        holder[at[-1]] = wrong
    return made


def _claims(token: Any) -> dict[str, Any] | None:
    try:
        payload = str(token).split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _with_claims(token: str, claims: Any) -> str:
    head, _, sign = token.split(".")
    made = base64.urlsafe_b64encode(json.dumps(claims).encode("utf-8", "surrogatepass")).decode().rstrip("=")
    return f"{head}.{made}.{sign}"


@dataclass(frozen=True)
class Mutation:
    """A replaced field of one response; ``claim``: a field of the id token in it."""

    number: int
    at: Place
    wrong: Any
    claim: bool = False

    def body(self, kept: list[Kept]) -> Any:
        """Return the response's body."""
        body = json.loads(kept[self.number].response.body)
        if not self.claim:
            return changed(body, self.at, self.wrong)
        claims = changed(_claims(body["id_token"]), self.at, self.wrong)
        return {**body, "id_token": _with_claims(body["id_token"], claims)}

    def words(self, kept: list[Kept]) -> str:
        shown = "absent" if self.wrong is ABSENT else repr(self.wrong)[:40]
        token = "id_token: " if self.claim else ""
        return f"{kept[self.number].method} {kept[self.number].path} {token}{'/'.join(map(str, self.at))} = {shown}"


def mutations(kept: list[Kept]) -> Iterator[Mutation]:
    """Yield all mutations: each field of each kind of response once, with every replacement."""
    seen: set[tuple[Any, ...]] = set()
    for number, one in enumerate(kept):
        try:
            body = json.loads(one.response.body)
        except ValueError:
            continue
        kind = tuple("*" if any(sign.isdigit() for sign in part) else part for part in one.path.split("/"))
        claims = _claims(body.get("id_token")) if isinstance(body, dict) else None
        found = [(at, False) for at in places(body)] + [(at, True) for at in places(claims or {})]
        for at, claim in found:
            key = (one.method, kind, one.response.status, at, claim)
            if key in seen or (claim and claims is None):
                continue
            seen.add(key)
            for wrong in (*WRONG, ABSENT):
                if wrong is not ABSENT or not (at and isinstance(at[-1], int)):
                    yield Mutation(number, at, wrong, claim)


def encoded(response: Any, body: Any) -> Any:
    """Return a response with another body."""
    return replace(response, body=json.dumps(body).encode("utf-8", "surrogatepass"))


# --- the work


def copied(state: Any) -> Any:
    """Return a copy of a run's state that can be filled independently."""
    applications = {
        key: replace(one, template_schemas=dict(one.template_schemas), rule_ids=dict(one.rule_ids))
        for key, one in state._applications.items()
    }
    return replace(state, _applications=applications)


class Company:
    """The practice company and a context for it; records each piece of work once."""

    def __init__(self, people: int) -> None:
        from cli_world import Attached, NotedCompany

        from wizard import wiring
        from wizard.journey.machine import Journey
        from wizard.journey.steps import STEPS

        self.company = NotedCompany(people)
        self.context = wiring.make_context()
        self.context.practice = Attached(self.company)  # type: ignore[assignment]
        self.context.make_keystore = lambda: self.context.memory
        self.journey = Journey(STEPS, lambda: NOW)
        self.real = self.context.transport
        self.pieces: list[Piece] = []

    def close(self) -> None:
        self.context.close()
        self.company.stop()

    def record(self, name: str, function: Callable[..., object], *given: Any) -> Any:
        """Run a piece of work, a function of task, context and ``given``; record its responses."""
        context = self.context

        def work(context: Any, task: Any) -> object:
            return function(task, context, *given)

        piece = Piece(name, work, self.journey.answers, context.session, copied(context.state))
        recording = Recording(self.real)
        self._through(recording)
        try:
            return work(context, self._task())
        finally:
            piece.kept = recording.kept
            self.pieces.append(piece)
            self._through(self.real)

    def _through(self, transport: Any) -> None:
        self.context._transport = transport
        if self.context.session is not None:
            self.context.session.graph.calls._transport = transport
            self.context.session.sign_in._http._transport = transport

    def _task(self) -> Any:
        from wizard.core.tasks import Progress, Task

        def approve(told: Progress) -> None:
            code = getattr(told.data, "user_code", "")
            if code:
                self.company.entra.approve_device_code(code)

        return Task(approve)

    def repeat(self, piece: Piece, mutation: Mutation) -> str:
        """Repeat a piece of work with one wrong response; return the error code, or ``result``.

        Raises:
            Exception: any error that is not one of the program's own.
        """
        from wizard.core.errors import WizardError

        response = encoded(piece.kept[mutation.number].response, mutation.body(piece.kept))
        again = Again(self.real, piece.kept, mutation.number, response)
        context = self.context
        context._transport = again  # type: ignore[assignment]
        context.state = copied(piece.state)
        context.state.application(piece.answers).job_seen = time.monotonic()  # as recent as it was then
        context.session = piece.session
        if piece.session is not None:
            graph = piece.session.graph.through(again)
            graph.calls.wait = lambda task, seconds: task.checkpoint()
            context.session = replace(piece.session, graph=graph)
        try:
            piece.work(context, _hurried())
        except WizardError as error:
            return error.code
        finally:
            context._transport = self.real  # type: ignore[assignment]
        return "result"

    def everything(self) -> None:
        """Run the whole journey, each step twice: perform and verify."""
        from wizard.journey.answers import PlannedAssignment
        from wizard.journey.services.job_memory import link_of
        from wizard.journey.services.token import keep_token
        from wizard.journey.steps import STEPS, application, assign, watch
        from wizard.journey.steps.mappings import load, read_population
        from wizard.secrets.secret import Secret

        journey, told = self.journey, self.company.describe()
        journey.answer(
            tenant_url=told["scim"], sign_in="device", cloudgate_admin=True, token_saved=NOW, token_kept="memory",
            notification_email="it-oncall@contoso.example", user_actions_all=True,
        )  # fmt: skip
        kept = keep_token(self.context, journey.answers, Secret(told["scim_token"]), "memory")
        journey.answer(token_reference=kept["token_reference"])
        for step in STEPS[1:]:
            if step.id == "application":
                self.record("find", application.find)
            if step.id == "assign":
                (hit,) = self.record("search", assign.search, "Reception")
                journey.answer(assignments=(PlannedAssignment(hit.id, hit.kind, hit.display_name),))
                self.record("reach", assign.reach, hit.id)
            for name, work in (("", step.perform), ("verify ", step.verify)):
                if work is not None:
                    journey.record(step.id, self.record(f"{name}{step.id}", work, journey.answers))
            if step.id == "users":
                self.record("load", load, journey.answers)
                self.record("population", read_population, journey.answers)
                self.record("accounts", _accounts, journey.answers)
        person = self.company.entra.directory.people()[3].id
        self.record("on demand", watch.on_demand, journey.answers, person)
        self.record("link", link_of, journey.answers, person)
        for control in (watch.stop, watch.start):
            self.record(control.__name__, control, journey.answers)
        self.record("restart", watch.restart, journey.answers, "failed")
        self.record("renew", _renew)


def _accounts(task: Any, context: Any, answers: Any) -> object:
    from wizard.journey.services.job_schema import read_schema
    from wizard.journey.services.reading import assigned_people
    from wizard.journey.steps.mappings import read_accounts

    people = assigned_people(task, context, answers, limit=5)
    return read_accounts(task, context, answers, read_schema(task, context, answers), people)


def _renew(task: Any, context: Any) -> object:
    """Get another token, as after a 401."""
    from wizard.graph.scopes import scopes_for
    from wizard.graph.tokens import TokenRequest

    login = context.session.sign_in
    before, login._http._transport = login._http._transport, context.transport
    try:
        return login.token(TokenRequest(scopes_for(login.cloud, "base"), renew=True), task)
    finally:
        login._http._transport = before


def _hurried() -> Any:
    from wizard.core.tasks import Task

    class Hurried(Task):
        """Never waits, and cancels watching: a watch continues as long as Entra reports that the cycle runs.

        Work that continues without waiting is ended by :data:`MOST_SENDS`.
        """

        waited = 0

        def wait(self, seconds: float) -> None:
            self.waited += 1
            if self.waited > MOST_WAITS:
                self.cancel()
            self.checkpoint()

    return Hurried()


def work(job: tuple[int, int, int, int]) -> tuple[int, Counter[str], list[tuple[str, str]], float]:
    """Try a share of the mutations in a separate process; return count, results, escapes, and the longest duration."""
    import warnings

    warnings.simplefilter("ignore")
    share, shares, inputs, seed = job
    company = Company(12)
    try:
        company.everything()
        todo = [(piece, one) for piece in company.pieces for one in mutations(piece.kept)]
        if inputs:
            todo = random.Random(seed).sample(todo, min(inputs, len(todo)))
        seen: Counter[str] = Counter()
        escapes: list[tuple[str, str]] = []
        slowest = 0.0
        for piece, mutation in todo[share::shares]:
            began = time.perf_counter()
            try:
                seen[company.repeat(piece, mutation)] += 1
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                problem = f"{error!r:.160} at {Path(where.filename).name}:{where.lineno}"
                escapes.append((problem, f"{piece.name}: {mutation.words(piece.kept)}"))
            slowest = max(slowest, time.perf_counter() - began)
    finally:
        company.close()
    return len(todo[share::shares]), seen, escapes, slowest


def spread(inputs: int, seed: int) -> int:
    """Try this many mutations (0: all) and print the results; return 0 if there were no escapes."""
    shares = os.cpu_count() or 1
    count = 0
    seen: Counter[str] = Counter()
    escapes: list[tuple[str, str]] = []
    slowest = 0.0
    with ProcessPoolExecutor(shares) as pool:
        for tried, counted, escaped, took in pool.map(work, [(n, shares, inputs, seed) for n in range(shares)]):
            count, slowest = count + tried, max(slowest, took)
            seen += counted
            escapes += escaped
    for code, number in seen.most_common():
        print(f"{number:>9}  {code}")
    kinds = Counter(problem for problem, _ in escapes)
    for problem, number in kinds.most_common(40):
        print(f"ESCAPE {number}x {problem}\n  {next(what for each, what in escapes if each == problem)}")
    print(f"slowest: {slowest:.1f} s")
    print(f"wrong types: {count} answers, {len(escapes)} escapes")
    return 1 if escapes else 0


def main() -> int:
    """Try the mutations, distributed over the processors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return spread(options.inputs, options.seed)


if __name__ == "__main__":
    sys.exit(main())
