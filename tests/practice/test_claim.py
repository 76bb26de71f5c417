"""One company at a time has a file: real processes that are stopped, killed, and started again at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import warm

from wizard.core.errors import SavedSetupError
from wizard.core.locks import lock_beside
from wizard.practice import kept, process
from wizard.practice.company import PracticeCompany
from wizard.practice.process import PracticeProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are held by signals")


@pytest.fixture(autouse=True)
def quick_practice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork the processes from one that has read the libraries; they are processes of their own all the same."""
    monkeypatch.setattr(process, "subprocess", warm.PracticeSubprocess())


def end_of_window(started: PracticeProcess) -> subprocess.Popen[bytes]:
    """Do to the practice process what a killed window does: its standard input closes, and nobody waits for it."""
    child = started._process
    assert child.stdin is not None
    child.stdin.close()
    return child


def first_fault(process: PracticeProcess) -> str:
    return process.faults()[0].id


@pytest.mark.timeout(120)
def test_a_quick_restart_waits_for_the_last_state_of_the_one_before(tmp_path: Path) -> None:
    keep = tmp_path / "0123456789ab.practice.gz"
    first = PracticeProcess.start(people=3, keep=keep)
    fault = first_fault(first)
    child = first._process
    first.set_fault(fault, True)
    os.kill(child.pid, signal.SIGSTOP)  # its last state is not written yet, and will be
    end_of_window(first)
    told, came_up = threading.Event(), threading.Event()
    second: list[PracticeProcess] = []

    def start() -> None:
        second.append(PracticeProcess.start(people=3, keep=keep, waiting=told.set))
        came_up.set()

    thread = threading.Thread(target=start)
    thread.start()
    try:
        assert told.wait(60), "the second company read the file while the first one still had it"
        assert not came_up.is_set()
    finally:
        os.kill(child.pid, signal.SIGCONT)
    assert child.wait(30) == 0
    thread.join(60)
    assert second[0].came == "restored"
    assert [each.on for each in second[0].faults() if each.id == fault] == [True]
    second[0].stop()
    first.stop()
    assert [path.name for path in tmp_path.iterdir()] == [keep.name], "no lock and no half-written file stays"


@pytest.mark.timeout(120)
def test_a_killed_company_keeps_nobody_waiting(tmp_path: Path) -> None:
    keep = tmp_path / "0123456789ab.practice.gz"
    first = PracticeProcess.start(people=3, keep=keep)
    first._process.kill()
    first._process.wait()
    told: list[bool] = []
    second = PracticeProcess.start(people=3, keep=keep, waiting=lambda: told.append(True))
    assert told == []
    second.stop()
    first.stop()


@pytest.mark.timeout(120)
def test_a_window_that_ends_while_its_company_waits_takes_it_along(tmp_path: Path) -> None:
    keep = tmp_path / "0123456789ab.practice.gz"
    first = PracticeProcess.start(people=3, keep=keep)
    waiting = warm.practice_popen(
        [*process.command(3, 1), "--keep", str(keep)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert waiting.stdout is not None and waiting.stdin is not None
    assert waiting.stdout.readline() == b'{"waiting": true}\n'
    waiting.stdin.close()
    assert waiting.wait(30) != 0
    waiting.stdout.close()
    assert first.faults()
    first.stop()


def test_who_does_not_wait_is_told_which_file_is_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = tmp_path / "company.gz"
    company = PracticeCompany(2, keep=keep)
    try:
        with pytest.raises(SavedSetupError) as caught:
            PracticeCompany(2, keep=keep, waiting=lambda: False)
        assert caught.value.code == "practice-in-use" and caught.value.params == {"file": str(keep)}
        monkeypatch.setattr(kept, "CLAIM_SECONDS", 0.2)
        with pytest.raises(SavedSetupError):
            PracticeCompany(2, keep=keep)
        assert lock_beside(keep).exists()
    finally:
        company.stop()
    assert not lock_beside(keep).exists()
    with pytest.raises(ValueError, match="count"):
        PracticeCompany(0, keep=tmp_path / "other.gz")
    assert not lock_beside(tmp_path / "other.gz").exists(), "a company that does not start gives its file back"
