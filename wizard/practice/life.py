"""Simulates daily life in the practice company: each day a few people move or change their work."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from wizard.practice.names import CITIES, DEPARTMENTS

if TYPE_CHECKING:
    from datetime import datetime

    from wizard.practice.entra.directory import Directory

SHARE = 15
"""One in this many people changes in half a day."""


def a_day_of(directory: Directory, now: datetime) -> set[str]:
    """Change some people and return their ids; the same time changes the same people, and weekends are quiet."""
    rng = random.Random(now.date().toordinal() * 2 + (now.hour >= 12))
    people = [person for person in directory.people() if person.account_enabled]
    usual = max(1, len(people) // SHARE)
    count = rng.randint(0, 1) if now.weekday() >= 5 else rng.randint(max(1, usual // 2), usual * 2)
    changed = rng.sample(people, min(count, len(people)))
    for person in changed:
        if rng.random() < 0.5:
            directory.set_attribute(person.id, "department", rng.choice(DEPARTMENTS)[0])
        else:
            directory.set_attribute(person.id, "city", rng.choice(CITIES)[0])
    return {person.id for person in changed}
