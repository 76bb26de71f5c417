"""Times on screen, in this computer's time zone and in the short form of its language; reports and exports use ISO."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QTime

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

DAYS = frozenset({"until", "date", "off", "since"})
"""Names of values that are days."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
SHORT = QLocale.FormatType.ShortFormat


def shown_time(at: datetime, *, seconds: bool = False) -> str:
    """Return date and time to the minute."""
    return f"{shown_day(at)} {shown_clock(at, seconds=seconds)}"


def shown_day(at: datetime) -> str:
    """Return the date of a time."""
    return shown_date(at.astimezone().date())


def shown_date(day: date) -> str:
    """Return a date; the year has four digits, so that no number can be taken for another."""
    language = _language()
    form = language.dateFormat(SHORT)
    form = form if "yyyy" in form else form.replace("yy", "yyyy")
    return language.toString(QDate(day.year, day.month, day.day), form)


def shown_clock(at: datetime, *, seconds: bool = False) -> str:
    """Return a time of day to the minute."""
    language, local = _language(), at.astimezone()
    form = language.timeFormat(SHORT)
    if seconds and "s" not in form:
        form = form.replace("mm", "mm:ss")
    return language.toString(QTime(local.hour, local.minute, local.second), form)


def shown_params(params: Mapping[str, object]) -> dict[str, object]:
    """Return values for a text of a check, a finding or a need; their days are ISO, because reports have them too."""
    return {
        name: shown_date(date.fromisoformat(value))
        if name in DAYS and isinstance(value, str) and _DAY.fullmatch(value)
        else value
        for name, value in params.items()
    }


def _language() -> QLocale:
    """Return the system's language; one that is not set shows dates as nobody writes them, so en-US stands for it."""
    system = QLocale.system()
    return system if system.language() != QLocale.Language.C else QLocale(QLocale.Language.English)
