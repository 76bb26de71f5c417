"""A journey and its undoing, interrupted before or after a write of the journal or a changing request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from gate_world import WRITING
from undo_world import KeptTenant, Undoing, undoing

from wizard.core.errors import InputError
from wizard.graph.calls import ASKING_POSTS, READING_POSTS
from wizard.history import file
from wizard.http import Transport
from wizard.journey.services.settling import settle_history
from wizard.journey.services.undoing import chosen_entries, undo
from wizard.practice.entra.apps import USER_ROLE

When = Literal["before", "after"]


class Killed(BaseException):
    """The program was killed; it must do nothing more."""


@dataclass
class Death:
    """Counts the moments at which a program can be killed, and kills it at one of them; then it can do nothing more."""

    at: int = 0
    when: When = "before"
    seen: int = 0
    dead: bool = False
    counting: bool = False
    places: list[str] = field(default_factory=list)

    def around(self, what: str, work: Callable[[], Any]) -> Any:
        if self.dead:
            raise Killed
        if not self.counting:
            return work()
        self.seen += 1
        self.places.append(what)
        hit = self.seen == self.at
        if hit and self.when == "before":
            self.dead = True
            raise Killed
        result = work()
        if hit:
            self.dead = True
            raise Killed
        return result


@contextmanager
def mortal(death: Death) -> Iterator[None]:
    """Make the journal's writes and the changing requests of this process moments at which it can be killed."""
    append, send = file.append, Transport.send

    def appending(*given: Any) -> None:
        death.around("journal", lambda: append(*given))

    def sending(self: Transport, request: Any, *more: Any, **options: Any) -> Any:
        path = request.url.split("/v1.0", 1)[-1].split("/beta", 1)[-1]
        asks = READING_POSTS.fullmatch(path) or ASKING_POSTS.fullmatch(path)
        if request.method in WRITING and not asks:
            return death.around(f"{request.method} {path}", lambda: send(self, request, *more, **options))
        if death.dead:
            raise Killed
        return send(self, request, *more, **options)

    file.append, Transport.send = appending, sending  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        file.append, Transport.send = append, send  # type: ignore[method-assign]


def again(made: Undoing) -> None:
    """Start the program again, on the same journal."""
    made.context.reset()
    made.context = made.renew()


def journey(made: Undoing) -> None:
    """Set everything up; existing parts are kept, as the steps do."""
    graph, task, app = made.graph, made.task, made.found
    people = made.world.entra.directory.people()[:2]
    held = {one.principal_id for one in graph.assignments.all(task, app)}
    for one in people:
        if one.id not in held:
            graph.assignments.add(task, app, one.id, USER_ROLE.id, name=one.display_name, kind="User")
    graph.jobs.ensure(task, app)
    made.connect(app)
    made.edit(app, change="title", to="[city]")
    if not graph.jobs.status(task, app, made.job(app)).running:
        graph.jobs.start(task, app, made.job(app))


def back(made: Undoing) -> None:
    """Undo everything that is left; do nothing if there is nothing."""
    try:
        chosen = chosen_entries(made.context.history())
    except InputError:
        return
    undo(made.task, made.context, made.answers, chosen)


@dataclass
class End:
    """The result of a run."""

    place: str
    state: dict[str, Any]
    before: dict[str, Any]
    open: int
    damage: int
    doubled: int
    done: list[str]


def run(served: KeptTenant, path: Path, at: int, when: When, part: Literal["journey", "undo", ""]) -> End:
    """Set up and undo everything, interrupted once in one of them; then continue and undo the rest."""
    death = Death(at, when)
    with undoing(served, path) as made, mortal(death):
        before = made.state()
        for name, work in (("journey", journey), ("undo", back)):
            death.counting = name == part
            try:
                work(made)
            except Killed:
                death.dead, death.counting = False, False
                again(made)
                settle_history(made.task, made.context)
                work(made)
            death.counting = False
        history = made.context.history()
        pairs = [
            (one.change.kind, str(one.change.target.get("principal")), one.undoes)
            for one in history.entries
            if one.done and one.change.kind in {"assigned", "job-made"}
        ]
        place = death.places[at - 1] if 0 < at <= len(death.places) else ""
        return End(
            place, made.state(), before, len(history.open), len(history.damage), len(pairs) - len(set(pairs)),
            [one.change.kind for one in history.entries if one.done],
        )  # fmt: skip


def moments(served: KeptTenant, path: Path, part: Literal["journey", "undo"]) -> int:
    """Return the number of moments at which a part can be interrupted."""
    death = Death()
    with undoing(served, path) as made, mortal(death):
        death.counting = part == "journey"
        journey(made)
        death.counting = part == "undo"
        back(made)
    return death.seen
