"""Dates, letters and limits of the expression functions, case by case where the documented cases leave off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.mapping.expression import MAX_VALUE, EvaluationContext, EvaluationError, as_text, compile_expression
from wizard.mapping.expression.dates import as_date, format_date, from_ticks, parse_date, to_ticks
from wizard.mapping.expression.wording import lower, normalize_diacritics, proper_case, upper


def value(source: str, **attributes: Any) -> str:
    return as_text(compile_expression(source)(attributes))


DATES = st.datetimes(datetime(1601, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda date: date.replace(microsecond=0)
)


@given(DATES)
@settings(max_examples=examples(100), deadline=None)
def test_a_printed_date_is_read_as_the_same(date: datetime) -> None:
    assert as_date(as_text(date), "CDate") == date
    assert as_date(date.isoformat(), "CDate") == date
    for style in ("yyyy-MM-dd HH:mm:ss", "M/d/yyyy h:mm:ss tt", "dddd, d MMMM yyyy HH:mm:ss", "yyyyMMddHHmmss"):
        assert parse_date(format_date(date, style), style, "FormatDateTime") == date
    assert from_ticks(to_ticks(date)) == date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T10:00:00Z", "1/31/2026 10:00:00 AM"),
        ("2026-01-31T10:00:00.1234567+02:00", "1/31/2026 8:00:00 AM"),
        ("2026-01-31 10:00", "1/31/2026 10:00:00 AM"),
        ("2026-01-31+8:00", "1/30/2026 4:00:00 PM"),
        ("2026-01-31-0730", "1/31/2026 7:30:00 AM"),
        ("1/31/2026", "1/31/2026 12:00:00 AM"),
        ("12/31/2026 12:00:00 AM", "12/31/2026 12:00:00 AM"),
        ("12/31/2026 12:30 PM", "12/31/2026 12:30:00 PM"),
        ("31 January 2026", "1/31/2026 12:00:00 AM"),
        ("Jan 31, 2026", "1/31/2026 12:00:00 AM"),
    ],
)
def test_date_forms(text: str, expected: str) -> None:
    assert value("CDate([a])", a=text) == expected


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "31/12/2026", "2026-01-31 25:00", "2026-01-31+99:00"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        value("CDate([a])", a=text)
    assert caught.value.code == "expression-not-a-date"


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("d", "3/5/2026"), ("yy-M-d", "26-3-5"), ("ddd d MMM", "Thu 5 Mar"), ("dddd, MMMM dd", "Thursday, March 05"),
        ("h:mm t", "2:07 P"), ("HH'h'mm", "14h07"), (r"HH\hmm", "14h07"), ("s", "2026-03-05T14:07:09"),
        ("yyyy-MM-ddTHH:mm:ssZ", "2026-03-05T14:07:09Z"), ("%d", "5"), ("zzz", "+00:00"), ("ss.fff", "09.000"),
        ("ss.FFF", "09."), ("yyyyy", "02026"),
    ],
)  # fmt: skip
def test_output_formats(style: str, expected: str) -> None:
    assert format_date(datetime(2026, 3, 5, 14, 7, 9, tzinfo=UTC), style) == expected


@pytest.mark.parametrize(
    ("text", "style"),
    [("3/5/2026", "MM/dd/yyyy"), ("2026-3-5", "yyyy-MM-dd"), ("26:00", "HH:mm"), ("13:00 AM", "hh:mm tt"), ("x", "d")],
)
def test_a_date_that_is_not_in_its_format(text: str, style: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        parse_date(text, style, "FormatDateTime")
    assert caught.value.code == "expression-not-in-format"


@pytest.mark.parametrize(
    ("interval", "one", "two", "expected"),
    [
        ("ww", "2026-11-21", "2026-11-22", "1"), ("ww", "2026-11-22", "2026-11-28", "0"),
        ("ww", "2026-11-22", "2026-11-15", "-1"), ("d", "2026-11-22T23:00", "2026-11-23T01:00", "0"),
        ("h", "2026-11-22T23:59", "2026-11-23T01:00", "1"), ("m", "2026-01-31", "2026-02-01", "1"),
        ("s", "2026-01-01", "2026-01-01T00:01", "60"),
    ],
)  # fmt: skip
def test_intervals_between_dates(interval: str, one: str, two: str, expected: str) -> None:
    assert value(
        f'DateDiff("{interval}", CDate([a]), CDate([b]))', a=one.replace("T", " "), b=two.replace("T", " ")
    ) == (expected)


def test_dates_do_not_leave_the_calendar() -> None:
    for source in ('DateAdd("yyyy", 9000, CDate("2026-01-01"))', 'DateAdd("d", -999999999, CDate("2026-01-01"))',
                   "DateFromNum(9223372036854775807)"):  # fmt: skip
        with pytest.raises(EvaluationError) as caught:
            value(source)
        assert caught.value.code == "expression-out-of-range"


def test_letter_case_changes_letter_by_letter() -> None:
    assert (upper("straße"), lower("ΑΣ"), upper("i", "tr-TR"), lower("I", "az"), lower("İ")) == (
        "STRAßE", "ασ", "İ", "ı", "İ",
    )  # fmt: skip


def test_accents_are_taken_off_the_listed_letters_only() -> None:
    assert normalize_diacritics("Đặng Þór Ñuñez Åse Łódź") == "Đặng Þor Nunez Ase Lodz"


def test_words_begin_after_punctuation() -> None:
    assert proper_case("anna-lena o'brien (west) x2y") == "Anna-Lena O'Brien (West) X2y"
    assert proper_case("a_b c", " ") == "A_b C"


@pytest.mark.parametrize(
    "source",
    [
        'Join("", [long], [long], [long])',
        "Append([long], [long])",
        'Replace([long], "x", , , [long], , )',
        'Replace([long], , "x", , [long], , )',
        "ConvertToUTF8Hex([long])",
        "ConvertToBase64([long])",
        'IIF([a] = "", [long] & [long], "")',
        "Prepend([long], [long])",
    ],
)
def test_no_value_grows_without_end(source: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        value(source, long="x" * (MAX_VALUE - 1))
    assert caught.value.code == "expression-value-too-long"


def test_a_pattern_that_never_ends_is_stopped() -> None:
    with pytest.raises(EvaluationError) as caught:
        value('Replace([a], , "(x+x+)+y\\\\1", , "", , )', a="x" * 300)
    assert caught.value.code == "pattern-too-slow"


def test_only_the_chosen_branch_can_fail() -> None:
    assert value('Switch([a], "fine", "x", CDate("nonsense"))', a="y") == "fine"
    assert value('IIF([a] = "y", "fine", Item([a], 9))', a="y") == "fine"
    assert value('Coalesce([a], CDate("nonsense"))', a="y") == "y"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("Item([list], 3)", "expression-out-of-range"),
        ("Item([list], 0)", "expression-out-of-range"),
        ('Mid("abc", 0, 1)', "expression-out-of-range"),
        ("RandomString(300, 0, 0, 0, 0)", "expression-out-of-range"),
        ("RandomString(3, 2, 2, 0, 0)", "expression-out-of-range"),
        ('DateAdd("x", 1, CDate("2026-01-01"))', "expression-interval"),
        ('InStr("a", "a", 1, vbOther)', "expression-word"),
        ('CBool("maybe")', "expression-not-a-condition"),
        ('Error("stop")', "expression-error-called"),
        ('Left("abc", "x")', "expression-not-a-number"),
    ],
)
def test_errors_of_evaluation(source: str, code: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        value(source, list=("a", "b"))
    assert caught.value.code == code


def test_a_random_text_has_what_was_asked_for() -> None:
    for _ in range(50):
        text = value('RandomString(20, 3, 2, 4, 5, "0O1lI")')
        assert len(text) == 20
        assert not set(text) & set("0O1lI")
        assert sum(sign.isdigit() for sign in text) >= 3
        assert sum(sign.isupper() for sign in text) >= 4
        assert sum(sign.islower() for sign in text) >= 5
        assert sum(not sign.isalnum() for sign in text) >= 2


def test_unique_values_ask_the_target_in_order() -> None:
    asked: list[str] = []

    def taken(text: str) -> bool:
        asked.append(text)
        return text != "c"

    rule = compile_expression("SelectUniqueValue([a], [b], [c], [d])")
    assert rule({"a": "a", "b": "b", "c": "c", "d": "d"}, EvaluationContext(taken=taken)) == "c"
    assert asked == ["a", "b", "c"]
    with pytest.raises(EvaluationError):
        rule({"a": "a"}, EvaluationContext(taken=lambda _value: True))
