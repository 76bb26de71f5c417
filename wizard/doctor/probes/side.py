"""Blocking work side by side, each piece with a time limit, all of it left at once when the person cancels."""

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
"""Pieces at a time: each lane is one connection, and a new connection costs more than a request."""


class Later(Generic[T]):
    """One blocking piece of work that begins now in a daemon thread, and is asked for later."""

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

    def result(self, seconds: float, task: Task) -> T:
        """Wait for the outcome.

        Raises:
            NetworkError: what went wrong, as the transport would say it; ``connect-timeout`` when it takes longer.
            Cancelled: the person cancelled.
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


def alone(piece: Callable[[], T], host: str, seconds: float, task: Task) -> T:
    """Do one blocking piece of work; raises as :meth:`Later.result` does."""
    return Later(piece, host).result(seconds, task)


def together(work: Mapping[str, Callable[[], T]], host: str, seconds: float, task: Task) -> dict[str, T | WizardError]:
    """Do pieces side by side, some at a time, and return their outcomes by name.

    Args:
        work: the pieces, begun in this order.
        host: for the words of errors.
        seconds: for all of them; what takes longer counts as ``connect-timeout``, its thread is left to itself.
        task: cancelling it ends the waiting at once.

    Raises:
        Cancelled: the person cancelled.
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
            each.result(max(0.0, end - time.monotonic()), task)
    except NetworkError:
        pass  # out of time: what is there counts
    finally:
        todo.clear()  # nothing more is begun
    late = NetworkError("connect-timeout", {"host": host})
    return {name: found.get(name, late) for name in work}
