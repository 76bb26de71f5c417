"""Waits for Graph: an application that was just added shows up in one part of the service after another."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from wizard.core.errors import GraphError, NetworkError
from wizard.core.tasks import Task
from wizard.http.retries import LOST

if TYPE_CHECKING:
    from wizard.graph.clouds import Cloud
    from wizard.graph.learned import Learned

T = TypeVar("T")

SETTLING = 300.0
"""Seconds after adding an application during which the service may return contradictory responses."""

DEADLINE = 180.0
"""Maximum seconds to wait for the service to settle."""

REPLICATING = frozenset({401, 403, 404, 409})
"""Statuses that the service may return for an application that has not replicated. 401: azuread provider #1628."""


class Settling:
    """Repeats calls that the service is not ready for.

    Args:
        cloud: defines the first pause.
        learned: holds which applications are new; every client of the session knows them.
        wait: waits for a number of seconds.

    ``lacks_role`` tells whether the account is known to lack all required roles.
    """

    seconds = SETTLING

    def __init__(self, cloud: Cloud, learned: Learned, wait: Callable[[Task, float], None]) -> None:
        self._pause = cloud.pause
        self._new = learned.new
        self._wait = wait
        self.lacks_role: Callable[[Task], bool] = lambda _task: False

    def expect_new(self, service_principal_id: str, *, age: float = 0.0) -> None:
        """Record that an application was added ``age`` seconds ago, so that calls wait for it to settle."""
        self._new[service_principal_id] = time.monotonic() + self.seconds - max(0.0, age)

    def expect_gone(self, service_principal_id: str) -> None:
        """Say that an application was removed, so that nobody waits for it to show up."""
        self._new.pop(service_principal_id, None)

    def settle(
        self,
        task: Task,
        call: Callable[[], T],
        key: str,
        passing: Callable[[GraphError], bool],
        *,
        done: Callable[[T], bool] = lambda _: True,
        deadline: float = DEADLINE,
    ) -> T:
        """Repeat a call until it succeeds, as long as its error is temporary.

        While waiting, ``key`` is reported with ``seconds`` and ``status``.

        Args:
            passing: returns whether an error is temporary.
            done: returns whether a result is the expected one.

        Raises:
            GraphError: another error; or after the deadline, the last error, or ``graph-not-settled`` if the result
                never became the expected one.
        """
        waited, pause = 0.0, self._pause
        while True:
            task.checkpoint()
            status = 200
            try:
                result = call()
                if done(result):
                    return result
                if waited + pause > deadline:
                    raise GraphError("graph-not-settled", {"seconds": round(waited)})
            except GraphError as error:
                if error.code == "graph-not-settled" or not passing(error) or waited + pause > deadline:
                    raise
                status = error.status
            task.report(key, seconds=round(pause), status=status)
            self._wait(task, pause)
            waited += pause
            pause = min(15.0, pause * 1.5)

    def settled(self, task: Task, call: Callable[[], T], service_principal_id: str, key: str = "graph-wait-app") -> T:
        """Make a call about an application; while the application is new, retry on 401, 403, 404 and 409.

        Raises:
            GraphError: another error, or an error that did not go away.
        """
        if not self.is_new(service_principal_id):
            return call()
        try:
            return self.settle(task, call, key, lambda error: self._passes(task, error))
        except GraphError as error:
            kinds = {
                401: "graph-new-app-not-replicated",
                404: "graph-new-app-not-replicated",
                409: "graph-transient-403-409",
            }
            error.failure = kinds.get(error.status, error.failure)
            raise

    def _passes(self, task: Task, error: GraphError) -> bool:
        """Return whether an error about a new application is temporary; a missing role is not."""
        return error.status in REPLICATING and not (error.status == 403 and self.lacks_role(task))

    def is_new(self, service_principal_id: str) -> bool:
        """Return whether the application was added within the last minutes."""
        return time.monotonic() < self._new.get(service_principal_id, 0.0)


def written(write: Callable[[], T], find: Callable[[], T | None]) -> T:
    """Write something that must not exist twice; if the response is lost, check whether it was written.

    ``find`` returns what was written, ``None`` if nothing was; in that case it is written again.

    Raises:
        GraphError, NetworkError: raised by ``write`` or ``find``.
    """
    try:
        return write()
    except NetworkError as error:
        if error.code not in LOST:
            raise
        found = find()
        return write() if found is None else found
