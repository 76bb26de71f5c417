"""Dates and times on screen have one form, that of the computer's language, and never the one of no language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

import wizard.ui
from wizard.ui.times import shown_clock, shown_date, shown_params, shown_time

AT = datetime(2026, 11, 30, 16, 42, 7).astimezone()


def plain(text: str) -> str:
    return re.sub(r"\s", " ", text)


@pytest.mark.parametrize(
    ("language", "day", "clock", "seconds"),
    [
        ("C", "11/30/2026", "4:42 PM", "4:42:07 PM"),
        ("en_US", "11/30/2026", "4:42 PM", "4:42:07 PM"),
        ("en_GB", "30/11/2026", "16:42", "16:42:07"),
        ("de_DE", "30.11.2026", "16:42", "16:42:07"),
        ("sv_SE", "2026-11-30", "16:42", "16:42:07"),
    ],
)
def test_the_form_is_the_languages(
    monkeypatch: pytest.MonkeyPatch, language: str, day: str, clock: str, seconds: str
) -> None:
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale(language)))
    assert shown_date(date(2026, 11, 30)) == day
    assert plain(shown_clock(AT)) == clock
    assert plain(shown_time(AT)) == f"{day} {clock}"
    assert plain(shown_time(AT.astimezone(UTC), seconds=True)) == f"{day} {seconds}"


def test_no_page_has_a_form_of_its_own() -> None:
    """What is left: requests as they were sent, in UTC, and the handover report, which is a file."""
    own = re.compile(r"strftime\(|\{[^}]*:%[YHm]|QLocale|QDateTime")
    root = Path(wizard.ui.__file__).parent
    found = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if own.search(path.read_text("utf-8"))}
    assert found <= {"times.py", "widgets/exchange.py", "pages/handover.py", "models/rows.py"}, found


def test_days_of_checks_and_findings_have_the_same_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale("de_DE")))
    given = {"until": "3000-01-01", "date": "?", "value": "2026-01-01", "days": 3}
    assert shown_params(given) == {"until": "01.01.3000", "date": "?", "value": "2026-01-01", "days": 3}


def test_every_finding_on_a_page_has_its_days_in_that_form() -> None:
    root = Path(wizard.ui.__file__).parent
    bare = [path.name for path in root.rglob("*.py") if re.search(r"\*\*finding\.params", path.read_text("utf-8"))]
    assert not bare
