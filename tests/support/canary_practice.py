"""The practice process of the canary test: ``practice serve``, with the planted token instead of a random one."""

from __future__ import annotations

import sys
from types import SimpleNamespace

from canary import PLANTED

from wizard.__main__ import main
from wizard.practice import company

random_text = company.randomness.token_urlsafe
planted = iter([PLANTED])
company.randomness = SimpleNamespace(  # type: ignore[assignment]
    token_urlsafe=lambda size: next(planted, None) or random_text(size)
)
sys.exit(main(sys.argv[1:]))
