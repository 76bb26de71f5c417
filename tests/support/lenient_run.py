"""``python -m wizard`` with a practice company that is lenient in the points listed in the first argument."""

from __future__ import annotations

import sys

from wizard.__main__ import main
from wizard.practice import process

usual = process.command
more = [word for name in sys.argv[1].split(",") if name for word in ("--lenient", name)]
process.command = lambda people, seed: [*usual(people, seed), *more]
sys.exit(main(sys.argv[2:]))
