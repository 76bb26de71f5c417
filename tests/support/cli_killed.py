"""``python -m wizard`` for the crash matrix: its cloud stands for the global one, tokens are in a key store that outlives it.

The first line of standard input tells ``login`` and ``graph``; the key store is the ``keyring`` backend that the
environment names. Pauses are a fiftieth of what they are, so that a run takes seconds.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from wizard.core.tasks import Task

_wait = Task.wait
Task.wait = lambda task, seconds: _wait(task, seconds / 50)  # type: ignore[method-assign]

from wizard.__main__ import main  # noqa: E402 - others take the method over when they are imported
from wizard.graph import clouds  # noqa: E402

told = json.loads(sys.stdin.buffer.readline())
clouds.CLOUDS = (replace(clouds.practice_cloud(told["login"], told["graph"]), id="global"),)
sys.exit(main(sys.argv[1:]))
