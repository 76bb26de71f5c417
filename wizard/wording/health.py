"""Sentences about a setup's health, shared by terminal and window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from wizard.core.texts import Texts
    from wizard.health.drift import Changed
    from wizard.health.model import Failing, Health, Need


def day(at: datetime | None) -> str:
    """Return a day, in UTC."""
    return at.date().isoformat() if at is not None else "?"


def when(at: datetime | None) -> str:
    """Return a time to the minute, in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC" if at is not None else ""


def state(health: Health, texts: Texts) -> str:
    """Return a job's state in one or two words."""
    return texts.get(f"health-state-{health.state}")


def facts(health: Health, texts: Texts) -> Iterator[str]:
    """Yield the facts: cycles, counts, quarantine, token, and how far the log goes back."""
    if health.last_ended is not None:
        following = when(health.next_cycle)
        yield texts.get("health-cycle", last=when(health.last_ended), next=following or "none")
    elif health.state in {"running", "starting"}:
        yield texts.get("health-no-cycle")
    if health.off_by_choice:
        yield texts.get("health-off-here")
    if health.users is not None or health.groups is not None:
        yield texts.get("health-counts", users=health.users or 0, groups=health.groups or 0, state=health.state)
    written, failed = sum(one.written for one in health.days), sum(one.failed for one in health.days)
    if not health.log_error:
        yield texts.get("health-days", written=written, failed=failed)
    else:
        yield texts.get("health-log-error", code=health.log_error)
    if health.quarantine is not None:
        found = health.quarantine
        yield texts.get("health-quarantine", began=when(found.began) or "?", next=when(found.next_attempt) or "none")
    yield token(health, texts)
    if health.first_look:
        yield texts.get("health-first-look")


def token(health: Health, texts: Texts, shown: Callable[[datetime], str] = day) -> str:
    """Return what is known about the token's age and end; ``shown`` returns a day as text."""
    care = health.token
    age = (health.at - care.saved).days if care.saved is not None else -1
    left = care.days_left(health.at)
    if care.ends is None or left is None:
        return texts.get("health-token-age", days=age, known="yes" if age >= 0 else "no")
    return texts.get("health-token-end", days=age, known="yes" if age >= 0 else "no", date=shown(care.ends), left=left)


def need(
    found: Need, texts: Texts, shown: Callable[[Mapping[str, object]], Mapping[str, object]] = dict
) -> tuple[str, str]:
    """Return what needs a person's action, and what to do; ``shown`` returns the values with days as text."""
    key, params = f"health-need-{found.id}", shown(found.params)
    return texts.get(key, **params), texts.get(f"{key}.fix", **params)


def why(one: Failing, texts: Texts) -> str:
    """Return why an object fails: the text of its finding, and CloudGate's response."""
    said = texts.get(f"finding-{one.finding.id}", **one.finding.params) if one.finding is not None else ""
    if not said:
        said = texts.get("health-why-code", code=one.code) if one.code else texts.get("health-why-unknown")
    if one.answer:
        return texts.get("health-why-answer", why=said, answer=one.answer)
    return texts.get("health-why-reason", why=said, reason=one.reason) if one.reason else said


def fix(one: Failing, texts: Texts) -> str:
    """Return what to do about a failing object."""
    if one.finding is None:
        return texts.get("health-fix-unknown", code=one.code or "?")
    return texts.get(f"finding-{one.finding.id}.fix", **one.finding.params)


def change(one: Changed, texts: Texts, shown: Callable[[datetime], str] = when) -> str:
    """Return what was changed outside this program, and by which account and when, where that is known.

    Args:
        shown: returns a time as text; by default as in reports.
    """
    said = texts.get(
        f"drift-{one.id}", **{name: "none" if value == "" else value for name, value in one.params.items()}
    )
    if not one.who and one.when is None:
        return said
    return texts.get("drift-by", change=said, who=one.who or "?", when=shown(one.when) if one.when is not None else "?")
