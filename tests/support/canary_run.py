"""The program of the canary test: ``python -m wizard``, which also reports every secret it gets to its parent.

The first argument is the number of an inherited pipe; the practice company's process is ``canary_practice.py``.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from wizard.__main__ import main
from wizard.practice import process
from wizard.secrets.secret import Secret

pipe = os.fdopen(int(sys.argv[1]), "w", encoding="utf-8")
keep, command = Secret.__init__, process.command


def keep_and_tell(self: Secret, text: str) -> None:
    keep(self, text)
    pipe.write(json.dumps(text) + "\n")
    pipe.flush()


def planted_command(people: int, seed: int) -> list[str]:
    arguments = command(people, seed)
    return [
        sys.executable,
        str(Path(__file__).with_name("canary_practice.py")),
        *arguments[arguments.index("practice") :],
    ]


Secret.__init__ = keep_and_tell  # type: ignore[method-assign]
process.command = planted_command
sys.exit(main(sys.argv[2:]))
