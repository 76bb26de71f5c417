"""``python -m wizard`` for the crash matrix: its cloud replaces the global one; its key store outlives the process.

The first line of standard input is JSON: ``login``, ``graph``, and with ``journal`` the write of the journal at which
the program is killed. The key store is the ``keyring`` backend named in the environment. Waits are shortened to a
fiftieth, so that a run takes seconds.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import replace
from typing import Any

from wizard.core.tasks import Task

_wait = Task.wait
Task.wait = lambda task, seconds: _wait(task, seconds / 50)  # type: ignore[method-assign]

from wizard.__main__ import main  # noqa: E402
from wizard.graph import clouds  # noqa: E402
from wizard.graph.calls import Calls  # noqa: E402
from wizard.history import file  # noqa: E402
from wizard.http import Transport  # noqa: E402

for waits in (
    Calls,
    Transport,
):  # in a forked process, these have taken over the method when they were imported
    waits.__init__.__kwdefaults__["wait"] = Task.wait  # type: ignore[misc]


def killed_at(at: int, when: str) -> None:
    """Kill this process at the journal's write number ``at``: before it, after it, or with half of it on disk."""
    append, seen = file.append, 0

    def appending(path: Any, content: Any, tail: Any, setup: str) -> None:
        nonlocal seen
        seen += 1
        if seen != at:
            append(path, content, tail, setup)
            return
        if when != "before":
            append(path, content, tail, setup)
        if when == "torn":
            whole = path.read_bytes()
            begin = whole.rindex(b"\n", 0, -1) + 1
            os.truncate(path, begin + (len(whole) - begin) // 2)
        os.kill(os.getpid(), signal.SIGKILL)

    file.append = appending  # type: ignore[assignment]


told = json.loads(sys.stdin.buffer.readline())
if told.get("journal"):
    killed_at(*told["journal"])
clouds.CLOUDS = (replace(clouds.practice_cloud(told["login"], told["graph"]), id="global"),)
sys.exit(main(sys.argv[1:]))
