"""Step 1: a new setup, an earlier one, or the practice company."""

from __future__ import annotations

from wizard.journey.model import Step

START = Step("start", optional=True, needs_sign_in=False)
