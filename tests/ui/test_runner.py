"""The runner's contract: the GUI thread, exactly one outcome, nothing for those who are gone."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread
from pytestqt.qtbot import QtBot

from wizard.core.errors import NetworkError, WizardError
from wizard.ui.shell.runner import Runner

if TYPE_CHECKING:
    from wizard.core.tasks import Progress, Task


class Receiver(QObject):
    """Notes what arrives and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Any] = []
        self.errors: list[WizardError] = []
        self.cancelled = 0
        self.progress: list[Progress] = []
        self.data: list[Any] = []
        self.batches = 0
        self.foreign = 0

    def _here(self) -> None:
        app = QCoreApplication.instance()
        assert app is not None
        self.foreign += QThread.currentThread() != app.thread()

    def result(self, value: Any) -> None:
        self._here()
        self.results.append(value)

    def error(self, error: WizardError) -> None:
        self._here()
        self.errors.append(error)

    def cancel(self) -> None:
        self._here()
        self.cancelled += 1

    def report(self, progress: Progress) -> None:
        self._here()
        self.progress.append(progress)

    def take(self, items: list[Any]) -> None:
        self._here()
        self.batches += 1
        self.data.extend(items)

    def all(self) -> dict[str, Any]:
        return {
            "on_result": self.result, "on_error": self.error, "on_cancelled": self.cancel,
            "on_progress": self.report, "on_data": self.take,
        }  # fmt: skip

    @property
    def ends(self) -> int:
        return len(self.results) + len(self.errors) + self.cancelled


@pytest.fixture
def runner(qapp: Any) -> Any:
    made = Runner()
    yield made
    made.close()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def quiet(runner: Runner) -> Any:
    return lambda: runner.busy == 0


@pytest.mark.unexpected_error
def test_hundreds_of_mixed_jobs_end_exactly_once_in_the_gui_thread(
    qtbot: QtBot, runner: Runner, receiver: Receiver
) -> None:
    def work(task: Task, number: int) -> int:
        if number % 3 == 1:
            raise NetworkError("refused", {"host": "a.example"})
        if number % 3 == 2:
            raise KeyError("token-abc")
        return number

    for number in range(300):
        runner.submit(work, number, **receiver.all())
    qtbot.waitUntil(quiet(runner), timeout=20_000)
    assert sorted(receiver.results) == list(range(0, 300, 3))
    assert sorted(error.code for error in receiver.errors) == ["refused"] * 100 + ["unexpected"] * 100
    assert receiver.cancelled == 0
    assert receiver.foreign == 0


@pytest.mark.unexpected_error
def test_an_unexpected_exception_tells_its_kind_and_not_its_text(
    qtbot: QtBot, runner: Runner, receiver: Receiver
) -> None:
    def work(task: Task) -> None:
        raise ValueError("secret-4711")

    runner.submit(work, **receiver.all())
    qtbot.waitUntil(quiet(runner))
    (error,) = receiver.errors
    assert error.params == {"code": "ValueError"}
    assert isinstance(error.__cause__, ValueError)
    assert "4711" not in str(error)


@pytest.mark.unexpected_error
def test_even_system_exit_in_a_job_ends_only_the_job(qtbot: QtBot, runner: Runner, receiver: Receiver) -> None:
    def work(task: Task) -> None:
        raise SystemExit(3)

    runner.submit(work, **receiver.all())
    qtbot.waitUntil(quiet(runner))
    assert [error.code for error in receiver.errors] == ["unexpected"]


def test_ten_thousand_reports_lose_no_data_and_come_in_few_batches(
    qtbot: QtBot, runner: Runner, receiver: Receiver
) -> None:
    def work(task: Task) -> str:
        for number in range(10_000):
            task.report("shell-working", done=number, total=10_000, data=number)
        return "end"

    runner.submit(work, **receiver.all())
    qtbot.waitUntil(quiet(runner), timeout=20_000)
    assert receiver.data == list(range(10_000))
    assert receiver.progress[-1].done == 9_999
    assert receiver.batches < 500
    assert receiver.results == ["end"]
    assert receiver.foreign == 0


def test_a_report_of_data_alone_does_not_replace_the_sentence(qtbot: QtBot, runner: Runner, receiver: Receiver) -> None:
    def work(task: Task) -> None:
        task.report("shell-working", done=1, total=2)
        task.report(data="row")

    runner.submit(work, **receiver.all())
    qtbot.waitUntil(quiet(runner))
    assert [progress.key for progress in receiver.progress] == ["shell-working"]
    assert receiver.data == ["row"]


def test_many_signals_do_not_exhaust_anything(qtbot: QtBot, runner: Runner, receiver: Receiver) -> None:
    ended: list[object] = []
    runner.ended.connect(ended.append)
    for _ in range(3_000):
        runner.submit(lambda task: True, on_result=receiver.result)
    qtbot.waitUntil(quiet(runner), timeout=30_000)
    assert receiver.results == [True] * 3_000
    assert len(ended) == 3_000


def test_cancelling_is_told_when_the_work_has_stopped(qtbot: QtBot, runner: Runner, receiver: Receiver) -> None:
    started = threading.Event()

    def work(task: Task) -> None:
        started.set()
        task.wait(60)

    job = runner.submit(work, **receiver.all())
    assert started.wait(10)
    job.cancel()
    assert receiver.cancelled == 0
    qtbot.waitUntil(quiet(runner))
    assert (receiver.cancelled, receiver.ends) == (1, 1)
    assert not job.active


def test_a_job_cancelled_before_its_turn_never_runs(qtbot: QtBot, receiver: Receiver) -> None:
    runner = Runner(threads=1)
    gate, ran = threading.Event(), []
    runner.submit(lambda task: gate.wait(10), on_result=receiver.result)
    job = runner.submit(lambda task: ran.append(1), **receiver.all())
    job.cancel()
    gate.set()
    qtbot.waitUntil(quiet(runner))
    assert ran == []
    assert receiver.cancelled == 1
    runner.close()


def test_cancelled_after_the_work_was_done_is_still_cancelled(qtbot: QtBot, runner: Runner, receiver: Receiver) -> None:
    done = threading.Event()

    def work(task: Task) -> str:
        done.set()
        return "late"

    job = runner.submit(work, **receiver.all())
    assert done.wait(10)
    job.cancel()
    qtbot.waitUntil(quiet(runner))
    assert receiver.results == []
    assert receiver.cancelled == 1


def test_only_the_newest_job_of_a_key_is_heard(qtbot: QtBot, runner: Runner, receiver: Receiver) -> None:
    gate = threading.Event()

    def work(task: Task, text: str) -> str:
        gate.wait(10)
        return text

    for text in ("a", "an", "ana"):
        runner.submit(work, text, key="search", **receiver.all())
    gate.set()
    qtbot.waitUntil(quiet(runner))
    assert receiver.results == ["ana"]
    assert receiver.ends == 1


def test_nothing_is_delivered_to_a_deleted_owner(qtbot: QtBot, runner: Runner) -> None:
    gate = threading.Event()
    receiver = Receiver()

    def work(task: Task) -> str:
        task.report(data="part")
        gate.wait(10)
        return "x"

    job = runner.submit(work, **receiver.all())
    receiver.deleteLater()
    QCoreApplication.sendPostedEvents(receiver, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(receiver)
    gate.set()
    qtbot.waitUntil(quiet(runner))
    assert not job.active
    assert receiver.ends == 0
    assert receiver.data == []


def test_an_owner_is_required(runner: Runner) -> None:
    with pytest.raises(ValueError, match="owner"):
        runner.submit(lambda task: None, on_result=lambda value: None)


def test_work_in_another_thread_gets_no_qt_objects(runner: Runner, receiver: Receiver) -> None:
    with pytest.raises(ValueError, match="Qt objects"):
        runner.submit(lambda task, one: one, receiver, owner=receiver)
    with pytest.raises(ValueError, match="Qt objects"):
        runner.submit(receiver.result, owner=receiver)


@pytest.mark.parametrize("fails", [False, True])
def test_a_job_that_ended_keeps_nothing_of_the_window_alive(qtbot: QtBot, runner: Runner, fails: bool) -> None:
    """A worker lets go of its job a little later than the GUI thread, and must not end widgets with it."""

    def work(_task: Task) -> None:
        if fails:
            raise NetworkError("offline", {})

    receiver = Receiver()
    gone = weakref.ref(receiver)
    job = runner.submit(work, **receiver.all())
    qtbot.waitUntil(lambda: not job.active)
    receiver.errors.clear()
    del receiver
    assert gone() is None


def test_an_urgent_job_does_not_wait_for_the_pool(qtbot: QtBot, receiver: Receiver) -> None:
    runner = Runner(threads=1)
    gate = threading.Event()
    runner.submit(lambda task: gate.wait(10), on_result=receiver.result)
    runner.submit(lambda task: "saved", on_result=receiver.result, urgent=True)
    qtbot.waitUntil(lambda: receiver.results == ["saved"])
    gate.set()
    qtbot.waitUntil(quiet(runner))
    runner.close()


def test_closing_drops_what_comes_later_and_refuses_new_work(qtbot: QtBot, receiver: Receiver) -> None:
    runner = Runner()
    started, gate, ended = threading.Event(), threading.Event(), threading.Event()

    def work(task: Task) -> str:
        started.set()
        gate.wait(10)
        ended.set()
        return "late"

    job = runner.submit(work, **receiver.all())
    assert started.wait(10)
    runner.close()
    assert job.task.cancelled
    gate.set()
    assert ended.wait(10)
    refused = runner.submit(work, **receiver.all())
    QCoreApplication.sendPostedEvents()
    assert not refused.active
    assert receiver.ends == 0


def test_a_failing_callback_does_not_lose_the_end(qtbot: QtBot, runner: Runner, receiver: Receiver) -> None:
    def bad(value: object) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        runner.submit(lambda task: 1, on_result=bad, owner=receiver)
        runner.submit(lambda task: 2, on_result=receiver.result)
        qtbot.waitUntil(quiet(runner))
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]
    assert receiver.results == [2]


def test_work_that_nobody_waits_for_runs_one_after_another(qtbot: QtBot, runner: Runner) -> None:
    receiver, inside, most = Receiver(), [0], [0]
    met = threading.Barrier(2)

    def alone(task: Task, number: int) -> int:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        if number == 0:
            met.wait(20)  # an ordinary job goes on beside it
        inside[0] -= 1
        return number

    for number in range(5):
        runner.submit(alone, number, on_result=receiver.result, quiet=True)
    runner.submit(lambda task: met.wait(20), owner=receiver)
    qtbot.waitUntil(quiet(runner), timeout=30_000)
    assert receiver.results == [0, 1, 2, 3, 4]
    assert most == [1]
