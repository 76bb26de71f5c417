"""Runs blocking functions in parallel with a time limit; waiting ends at once when the user cancels."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from wizard.core.errors import NetworkError, WizardError
from wizard.core.tasks import Task
from wizard.http.translate import translate

T = TypeVar("T")

LANES = 3
"""Number of functions that run at a time: each uses one connection, which costs more than a request."""


class Later(Generic[T]):
    """A blocking function that starts at once in a daemon thread; the result is fetched later."""

    def __init__(self, piece: Callable[[], T], host: str) -> None:
        self._host = host
        self._outcome: list[T | WizardError] = []
        self._done = threading.Event()

        def run() -> None:
            try:
                self._outcome.append(piece())
            except WizardError as error:
                self._outcome.append(error)
            except Exception as error:
                self._outcome.append(translate(error, host))
            finally:
                self._done.set()

        threading.Thread(target=run, name="probe", daemon=True).start()

    def result(self, task: Task, seconds: float) -> T:
        """Wait for the result.

        Raises:
            NetworkError: the failure, translated as by the transport; ``connect-timeout`` after ``seconds``.
            Cancelled: the user canceled.
        """
        forget = task.on_cancel(self._done.set)
        self._done.wait(seconds)
        forget()
        task.checkpoint()
        if not self._outcome:
            raise NetworkError("connect-timeout", {"host": self._host})
        outcome = self._outcome[0]
        if isinstance(outcome, WizardError):
            raise outcome
        return outcome


def alone(task: Task, piece: Callable[[], T], host: str, seconds: float) -> T:
    """Run one blocking function; raises as for :meth:`Later.result`."""
    return Later(piece, host).result(task, seconds)


def together(task: Task, work: Mapping[str, Callable[[], T]], host: str, seconds: float) -> dict[str, T | WizardError]:
    """Run functions in parallel, a few at a time, and return their results by name.

    Args:
        work: the functions, started in this order.
        host: host name for errors.
        seconds: time limit for all; a late function counts as ``connect-timeout`` and its thread is abandoned.
        task: canceling it ends the wait at once.

    Raises:
        Cancelled: the user canceled.
    """
    todo = deque(work.items())
    found: dict[str, T | WizardError] = {}

    def lane() -> None:
        while not task.cancelled:
            try:
                name, piece = todo.popleft()
            except IndexError:
                return
            try:
                found[name] = piece()
            except WizardError as error:
                found[name] = error
            except Exception as error:
                found[name] = translate(error, host)

    end = time.monotonic() + seconds
    try:
        for each in [Later(lane, host) for _ in range(min(LANES, len(work)))]:
            each.result(task, max(0.0, end - time.monotonic()))
    except NetworkError:
        pass  # out of time: return the results so far
    finally:
        todo.clear()  # start no further functions
    late = NetworkError("connect-timeout", {"host": host})
    return {name: found.get(name, late) for name in work}
