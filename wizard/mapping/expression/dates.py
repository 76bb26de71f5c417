"""Dates in expressions: parsing, .NET's custom formats, intervals, and counts of 100 ns since 1601."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from wizard.mapping.expression.values import EvaluationError, Result, as_text, out_of_range

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NUMBERS = {name[:length].lower(): number for number, name in enumerate(MONTHS, 1) for length in (3, len(name))}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_TICKS = 10_000_000

_OFFSET = r"(?P<offset>[Zz]|[+-]\d{1,2}(?::?\d{2})?)?"
_SECONDS = r"(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,7}))?)?"
_TIME = rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){_SECONDS}(?:\s*(?P<half>[AaPp][Mm]))?"
_FORMS = tuple(
    re.compile(rf"\s*{date}(?:(?:[Tt]|\s+){_TIME})?\s*{_OFFSET}\s*")
    for date in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
        r"(?:[A-Za-z]{3,9},?\s+)?(?P<day>\d{1,2})\s+(?P<month>[A-Za-z]{3,9}),?\s+(?P<year>\d{4})",
        r"(?:[A-Za-z]{3,9},?\s+)?(?P<month>[A-Za-z]{3,9})\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})",
    )
)


def as_date(value: Result, function: str) -> datetime:
    """Return a date in UTC. Text may be ISO 8601, ``M/d/yyyy h:mm:ss tt``, or a date with an offset and no time.

    An offset is applied; text without an offset counts as UTC, which is not documented.

    Raises:
        EvaluationError: ``expression-not-a-date``.
    """
    if isinstance(value, datetime):
        return value
    text = as_text(value)
    if len(text) <= 100:
        for form in _FORMS:
            if match := form.fullmatch(text):
                try:
                    return _from_parts(match.groupdict())
                except (ValueError, OverflowError, KeyError):
                    break
    raise EvaluationError("expression-not-a-date", {"function": function, "value": text[:40]})


def _from_parts(parts: dict[str, str | None]) -> datetime:
    month = str(parts["month"])
    hour, half = int(parts["hour"] or 0), (parts["half"] or "").upper()
    if half:
        hour = _of_24(hour, half)
    date = datetime(
        int(str(parts["year"])),
        int(month) if month.isdigit() else _MONTH_NUMBERS[month.lower()],
        int(str(parts["day"])),
        hour,
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
        int((parts["fraction"] or "0").ljust(6, "0")[:6]),
        _zone(parts["offset"] or ""),
    )
    return date.astimezone(UTC)


def _of_24(hour: int, half: str) -> int:
    """Return the hour of the day; ``half`` begins with P in the afternoon."""
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half[:1] == "P" else 0)


def _zone(offset: str) -> timezone:
    if offset in {"", "Z", "z"}:
        return UTC
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    span = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-span if offset[0] == "-" else span)


# --- .NET's custom formats

_STANDARD = {
    "d": "M/d/yyyy",
    "D": "dddd, MMMM d, yyyy",
    "f": "dddd, MMMM d, yyyy h:mm tt",
    "F": "dddd, MMMM d, yyyy h:mm:ss tt",
    "g": "M/d/yyyy h:mm tt",
    "G": "M/d/yyyy h:mm:ss tt",
    "m": "MMMM d",
    "M": "MMMM d",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "O": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "t": "h:mm tt",
    "T": "h:mm:ss tt",
    "u": "yyyy-MM-dd HH:mm:ss'Z'",
    "U": "dddd, MMMM d, yyyy h:mm:ss tt",
    "y": "MMMM yyyy",
    "Y": "MMMM yyyy",
}
"""Standard formats (a single letter) of the culture en-US, whose dates the documentation prints."""

_SPECIFIERS = re.compile(r"""y+|M+|d+|H+|h+|m+|s+|f+|F+|t+|z+|K|'[^']*'|"[^"]*"|\\.|%|.""", re.DOTALL)


@lru_cache(maxsize=512)
def _parts(style: str) -> tuple[str, ...]:
    return tuple(part for part in _SPECIFIERS.findall(_STANDARD.get(style, style)) if part != "%")


def _literal(part: str) -> str | None:
    """Return the text that a part of a format represents, ``None`` if it is a specifier."""
    if part[0] in "'\"" and len(part) > 1:
        return part[1:-1]
    if part[0] == "\\":
        return part[1:]
    return None if part[0] in "yMdHhmsfFtzK" else part


def format_date(value: datetime, style: str) -> str:
    """Format a date in one of .NET's formats; a letter that is not a specifier is copied."""
    return "".join(_print(value, part) for part in _parts(style))


def _print(value: datetime, part: str) -> str:
    literal = _literal(part)
    if literal is not None:
        return literal
    length, sign = len(part), part[0]
    if sign == "y":
        return str(value.year % 100).zfill(length) if length <= 2 else str(value.year).zfill(length)
    if sign in "Md" and length >= 3:
        name = MONTHS[value.month - 1] if sign == "M" else DAYS[value.weekday()]
        return name[:3] if length == 3 else name
    if sign in "fF":
        digits = f"{value.microsecond:06}0"[:length]
        return digits if sign == "f" else digits.rstrip("0")
    if sign == "t":
        return ("AM" if value.hour < 12 else "PM")[: min(length, 2)]
    if sign == "z":
        return {1: "+0", 2: "+00"}.get(length, "+00:00")
    if sign == "K":
        return "Z"
    number = {
        "M": value.month,
        "d": value.day,
        "H": value.hour,
        "h": value.hour % 12 or 12,
        "m": value.minute,
        "s": value.second,
    }[sign]
    return str(number).zfill(min(length, 2))


_NAMES = {"M": "|".join(MONTHS), "d": "|".join(DAYS)}
_SHORT = {"M": "|".join(name[:3] for name in MONTHS), "d": "|".join(name[:3] for name in DAYS)}


@lru_cache(maxsize=512)
def _pattern(style: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return the pattern that matches a format, and the specifier of each of its groups."""
    pattern, groups = [], []
    for part in _parts(style):
        literal = _literal(part)
        if literal is not None:
            pattern.append(re.escape(literal))
            continue
        length, sign = len(part), part[0]
        groups.append(part)
        if sign in "Md" and length >= 3:
            pattern.append(f"({_SHORT[sign] if length == 3 else _NAMES[sign]})")
        elif sign == "y":
            pattern.append(r"(\d{1,2})" if length == 1 else rf"(\d{{{length}}})")
        elif sign == "f":
            pattern.append(rf"(\d{{{length}}})")
        elif sign == "F":
            pattern.append(rf"(\d{{0,{length}}})")
        elif sign == "t":
            pattern.append("([AP])" if length == 1 else "([AP]M)")
        elif sign == "z":
            pattern.append({1: r"([+-]\d{1,2})", 2: r"([+-]\d{2})"}.get(length, r"([+-]\d{2}:?\d{2})"))
        elif sign == "K":
            pattern.append(r"(Z|[+-]\d{2}:\d{2})?")
        else:
            pattern.append(r"(\d{1,2})" if length == 1 else r"(\d{2})")
    return re.compile(rf"\s*{''.join(pattern)}\s*", re.IGNORECASE), tuple(groups)


def parse_date(text: str, style: str, function: str) -> datetime:
    """Read a date in exactly one format; blanks before and after it are allowed. The result is UTC.

    Raises:
        EvaluationError: ``expression-not-in-format``.
    """
    problem = EvaluationError(
        "expression-not-in-format", {"function": function, "value": text[:40], "format": style[:40]}
    )
    if len(style) > 200 or len(text) > 200:
        raise problem
    pattern, groups = _pattern(style)
    match = pattern.fullmatch(text)
    if match is None:
        raise problem
    try:
        return _collect(zip(groups, match.groups(), strict=True))
    except (ValueError, OverflowError) as error:
        raise problem from error


def _collect(found: zip[tuple[str, str | None]]) -> datetime:
    values = {"y": 1, "M": 1, "d": 1, "H": 0, "m": 0, "s": 0}
    half, hour12, micro, zone = "", None, 0, UTC
    for part, text in found:
        sign = part[0]
        if text is None or text == "":
            continue
        if sign == "y":
            values["y"] = int(text) if len(part) > 2 else int(text) + (2000 if int(text) < 50 else 1900)
        elif sign == "M" and len(part) >= 3:
            values["M"] = _MONTH_NUMBERS[text.lower()]
        elif sign == "d" and len(part) >= 3:
            continue
        elif sign == "h":
            hour12 = int(text)
        elif sign == "t":
            half = text[0].upper()
        elif sign in "fF":
            micro = int(text.ljust(6, "0")[:6])
        elif sign in "zK":
            zone = _zone(text)
        else:
            values[sign] = int(text)
    if hour12 is not None:
        values["H"] = _of_24(hour12, half)
    date = datetime(values["y"], values["M"], values["d"], values["H"], values["m"], values["s"], micro, zone)
    return date.astimezone(UTC)


# --- intervals and numbers

_SPANS = {"d": 86_400, "h": 3_600, "n": 60, "s": 1}


def add(interval: str, count: int, value: datetime) -> datetime:
    """Add a number of intervals to a date; months and years are limited to the month's last day.

    Raises:
        EvaluationError: ``expression-interval``; ``expression-out-of-range`` outside of the years 1 to 9999.
    """
    try:
        if interval in {"yyyy", "m"}:
            months = value.year * 12 + value.month - 1 + count * (12 if interval == "yyyy" else 1)
            year, month = divmod(months, 12)
            return value.replace(year=year, month=month + 1, day=min(value.day, _days(year, month + 1)))
        seconds = 7 * _SPANS["d"] if interval == "ww" else _seconds(interval, "DateAdd")
        return value + timedelta(seconds=seconds * count)
    except (OverflowError, ValueError) as error:
        raise out_of_range("DateAdd", count) from error


def _days(year: int, month: int) -> int:
    if not 1 <= year <= 9999:
        raise ValueError(year)
    return monthrange(year, month)[1]


def _seconds(interval: str, function: str) -> int:
    if interval not in _SPANS:
        raise EvaluationError("expression-interval", {"function": function, "value": interval[:20]})
    return _SPANS[interval]


def difference(interval: str, one: datetime, two: datetime) -> int:
    """Return how many intervals the second date is after the first, counted as Visual Basic does.

    Years and months subtract calendar fields; weeks count Sundays; the others are elapsed time, truncated toward zero.

    Raises:
        EvaluationError: ``expression-interval``.
    """
    if interval == "yyyy":
        return two.year - one.year
    if interval == "m":
        return (two.year - one.year) * 12 + two.month - one.month
    micros = (two - one) // timedelta(microseconds=1)
    if interval == "ww":
        shift = (two.isoweekday() % 7) - (one.isoweekday() % 7)
        days = _cut(micros - shift * 86_400_000_000, 86_400_000_000)
        return _cut(days, 7)
    return _cut(micros, _seconds(interval, "DateDiff") * 1_000_000)


def _cut(value: int, unit: int) -> int:
    return -(-value // unit) if value < 0 else value // unit


def from_ticks(ticks: int) -> datetime:
    """Return the date for a count of 100 ns since 1601 in UTC.

    Raises:
        EvaluationError: ``expression-out-of-range``.
    """
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError as error:
        raise out_of_range("DateFromNum", ticks) from error


def to_ticks(value: datetime) -> int:
    """Return a date as the count of 100 ns since 1601 in UTC."""
    return (value - _EPOCH) // timedelta(microseconds=1) * (_TICKS // 1_000_000)
