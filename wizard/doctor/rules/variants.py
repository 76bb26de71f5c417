"""Whether another root of the tenant URL answers better."""

from __future__ import annotations

from wizard.doctor.model import Facts, Variant


def better(facts: Facts) -> Variant | None:
    """Return a root with a valid SCIM answer, if the tenant URL has none: status 200 first, then 401."""
    good = [each for each in facts.variants if each.answer.good]
    asks = [each for each in facts.variants if each.answer.status == 401 and each.answer.shape != "html"]
    return next(iter((*good, *asks)), None)


def too_long(facts: Facts) -> bool:
    """Return whether the service responds without the discovery endpoint name at the end of the URL."""
    found = better(facts)
    return found is not None and found.note == "without-discovery" and found.answer.good
