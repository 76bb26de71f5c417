"""Values of expressions, and conversions between kinds of values."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from wizard.core.errors import MappingError

MAX_VALUE = 20_000
"""Maximum characters of one value, and values of one list; this program's own limit, so that values cannot grow
endlessly.
"""

MAX_DIGITS = 19
"""Maximum digits of a whole number, as many as 64 bits can represent."""


class Flow(Enum):
    """Not a value but an instruction: leave the attribute (or the whole object) out of the request."""

    DROPPED = "dropped"
    IGNORE_ATTRIBUTE = "IgnoreAttributeFlow"
    IGNORE_OBJECT = "IgnoreObjectFlow"


Result = str | int | bool | datetime | tuple[str, ...] | Flow | None
"""A text, whole number, boolean, date (UTC), list of texts, flow instruction, or ``None``: no value."""

Environment = Mapping[str, Result]
"""Source attributes by name; a missing name has no value."""


class EvaluationError(MappingError):
    """A valid expression has no value for this person, for example because of an index beyond the list."""


def _nothing_taken(_value: str) -> bool:
    return False


def _no_role(_name: str) -> Mapping[str, str] | None:
    return None


@dataclass(frozen=True, slots=True)
class EvaluationContext:
    """What some functions need besides the person's attributes.

    Args:
        now: the clock of ``Now``, timezone-aware; ``None`` for the time of evaluation.
        taken: returns whether a value already exists in the target, for ``SelectUniqueValue``.
        role: returns an assigned role's ``id``, ``value`` and ``displayName`` by its name, ``None`` if unknown.
        default_domain: the tenant's default domain, for ``DefaultDomain``.
        random: random source of ``Guid`` and ``RandomString``.
    """

    now: datetime | None = None
    taken: Callable[[str], bool] = _nothing_taken
    role: Callable[[str], Mapping[str, str] | None] = _no_role
    default_domain: str | None = None
    random: random.Random = field(default_factory=random.SystemRandom)

    def clock(self) -> datetime:
        """Return the current time in UTC, whole seconds."""
        return (self.now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)


HERE = EvaluationContext()
"""The system clock, no target, no tenant."""


def date_text(value: datetime) -> str:
    """Return a date as it is sent: ``M/d/yyyy h:mm:ss tt``."""
    hour = value.hour % 12 or 12
    half = "AM" if value.hour < 12 else "PM"
    return f"{value.month}/{value.day}/{value.year:04} {hour}:{value.minute:02}:{value.second:02} {half}"


def as_text(value: Result) -> str:
    """Return a value as it is joined, compared or sent: booleans as ``True`` and ``False``, no value as empty text."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, Flow):
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    return date_text(value) if isinstance(value, datetime) else str(value)


def as_list(value: Result) -> tuple[str, ...]:
    """Return the values of an argument that may be a list; a missing argument has none."""
    if isinstance(value, tuple):
        return value
    return () if value is None or isinstance(value, Flow) else (as_text(value),)


def is_number(text: str) -> bool:
    """Return whether a text is a whole number that fits in 64 bits."""
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS


def as_integer(value: Result, function: str) -> int:
    """Return a number that is given as a number or as text.

    Raises:
        EvaluationError: ``expression-not-a-number``.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = as_text(value).strip()
    if is_number(text):
        return int(text)
    raise EvaluationError("expression-not-a-number", {"function": function, "value": text[:40]})


def is_true(value: Result) -> bool:
    """Return whether a condition holds: true, the text ``True`` in any letter case, or a number other than zero."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value != 0
    text = as_text(value)
    return text.lower() == "true" or (is_number(text) and int(text) != 0)


def bounded(text: str, function: str) -> str:
    """Return a function's result, if it is not too long.

    Raises:
        EvaluationError: ``expression-value-too-long``.
    """
    if len(text) > MAX_VALUE:
        raise too_long(function)
    return text


def too_long(function: str) -> EvaluationError:
    """Return the error for a value that is longer than :data:`MAX_VALUE`."""
    return EvaluationError("expression-value-too-long", {"function": function, "limit": MAX_VALUE})


def out_of_range(function: str, value: object) -> EvaluationError:
    """Return the error for an argument that is outside of the range that a function accepts."""
    return EvaluationError("expression-out-of-range", {"function": function, "value": str(value)[:40]})
