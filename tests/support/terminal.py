"""The command line on a pseudo-terminal: a separate process whose screen a test reads and in which it types."""

from __future__ import annotations

import json
import os
import re
import select
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import warm
from cli_runs import environment
from cli_world import PROGRAM, REFERENCE, NotedCompany

LONGEST = 90.0
"""Seconds until the expected text has to appear; on a busy machine, a walk takes half of that."""

CTRL_C, CTRL_D = "\x03", "\x04"


class Terminal:
    """Runs one command. ``screen`` is the whole output, without the carriage returns of a terminal."""

    def __init__(
        self, folder: Path, *arguments: str, program: Sequence[str] = ("-m", "wizard"), **variables: str
    ) -> None:
        self._master, slave = os.openpty()
        self.screen = ""
        self._read_to = 0
        own = {"TERM": "xterm", "COLUMNS": "200", "LINES": "40", "NO_COLOR": "1"}
        self.process = warm.Popen(
            [sys.executable, *program, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(folder) | own | variables,
            cwd=folder,
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)

    def expect(self, *words: str) -> str:
        """Read until one of the texts appears after what was read before; return it."""
        deadline = time.monotonic() + LONGEST
        while True:
            new = self.screen[self._read_to :]
            places = {word: new.index(word) for word in words if word in new}
            if places:
                first = min(places, key=lambda word: places[word])
                self._read_to += places[first] + len(first)
                return first
            if not self._read(deadline):
                raise AssertionError(f"none of {words} came; the screen ends with:\n{self.screen[-3000:]}")

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self._master, f"{text}\n".encode())

    def press(self, key: str) -> None:
        """Press a key, such as Ctrl+C."""
        os.write(self._master, key.encode())

    def answer(self, question: str, *texts: str) -> None:
        """Wait for a question and type an answer, once per text: further texts answer the repeated question."""
        for text in texts:
            self.expect(question)
            self.type(text)

    def end(self) -> int:
        """Read to the end and return the exit code."""
        deadline = time.monotonic() + LONGEST
        while self._read(deadline):
            pass
        return self.process.wait(20)

    def found(self, pattern: str) -> str:
        """Return the first group of a pattern on the screen."""
        match = re.search(pattern, self.screen)
        assert match is not None, self.screen
        return match[1]

    def _read(self, deadline: float) -> bool:
        """Read the next output; return False at the end or on timeout."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux reports the end of a terminal as an error
            return False
        self.screen += data.decode("utf-8", errors="replace").replace("\r", "")
        return bool(data)


def attached(company: NotedCompany, folder: Path, *arguments: str) -> Terminal:
    """Start ``setup`` in a terminal, in a world where this company is the global cloud."""
    terminal = Terminal(
        folder, "setup", "--ca", str(company.authority.ca_file), *arguments, program=[str(PROGRAM)],
        PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring",
    )  # fmt: skip
    facts = company.describe()
    told = {"login": facts["login"], "graph": facts["graph"], "reference": REFERENCE, "token": facts["scim_token"]}
    terminal.type(json.dumps(told))
    return terminal


def approve(company: NotedCompany, terminal: Terminal) -> None:
    """Approve the code that is shown, as the person would in a browser."""
    terminal.expect("enter the code ")
    terminal.expect("\n")
    company.entra.approve_device_code(re.findall(r"enter the code (\S+)", terminal.screen)[-1])
