"""``python -m wizard`` in a test's world: its cloud replaces the global one, its token is in the key store.

The first line of standard input is JSON: ``login``, ``graph``, and ``token`` under ``reference``. The test acts as the
user on the sign-in page.
"""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import replace

from wizard import wiring
from wizard.__main__ import main
from wizard.graph import clouds
from wizard.secrets.memory import MemoryStore
from wizard.secrets.secret import Secret

# A background shell ignores Ctrl+C, and so do all processes started from it.
signal.signal(signal.SIGINT, signal.default_int_handler)
told = json.loads(sys.stdin.buffer.readline())
clouds.CLOUDS = (replace(clouds.practice_cloud(told["login"], told["graph"]), id="global"),)
store = MemoryStore()
if told.get("token"):
    store.save(told["reference"], Secret(told["token"]))
wiring._keystore = lambda: store
sys.exit(main(sys.argv[1:]))
