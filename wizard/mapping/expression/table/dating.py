"""Date functions."""

from __future__ import annotations

from wizard.mapping.expression import dates
from wizard.mapping.expression.dates import as_date
from wizard.mapping.expression.table.model import Function, Parameter, example
from wizard.mapping.expression.values import Result, as_integer, as_text

_INTERVALS = ("yyyy", "m", "d", "ww", "h", "n", "s")
_INTERVAL = Parameter("interval", values=_INTERVALS)


def _format(*given: Result) -> Result:
    """Format a date. With three arguments there are no styles; a value that is already a date is not parsed."""
    source, style, shape = (given[0], *given[-2:])
    if source is None or source == "":
        return None
    value = dates.as_date(source, "FormatDateTime") if not isinstance(source, str) else None
    if value is None:
        value = dates.parse_date(as_text(source), as_text(style), "FormatDateTime")
    return dates.format_date(value, as_text(shape))


ROWS = (
    Function(
        "CDate", (Parameter("expression", key="source"),), "DateTime", lambda value: as_date(value, "CDate"),
        (example("CDate([hireDate])", "3/16/2020 7:00:00 AM", hireDate="2020-03-16-07:00"),
         example("CDate([hireDate])", "3/16/2020 12:00:00 AM", hireDate="2020-03-16"),
         example("CDate([hireDate])", "8/25/2021 5:41:18 PM", hireDate="8/25/2021 5:41:18 PM")),
    ),
    Function(
        "DateAdd", (_INTERVAL, Parameter("value", "Integer"), Parameter("dateTime", "DateTime")), "DateTime",
        lambda interval, count, value: dates.add(
            as_text(interval), as_integer(count, "DateAdd"), as_date(value, "DateAdd")
        ),
        (example('DateAdd("d", 7, CDate([hireDate]))', "3/23/2012 12:00:00 AM", hireDate="2012-03-16"),
         example('DateAdd("m", 1, CDate([hireDate]))', "2/29/2012 12:00:00 AM", hireDate="2012-01-31"),
         example('DateAdd("h", "-3", CDate([hireDate]))', "3/15/2012 9:00:00 PM", hireDate="2012-03-16")),
    ),
    Function(
        "DateDiff", (_INTERVAL, Parameter("date1", "DateTime"), Parameter("date2", "DateTime")), "Integer",
        lambda interval, one, two: dates.difference(
            as_text(interval), as_date(one, "DateDiff"), as_date(two, "DateDiff")
        ),
        (example('DateDiff("d", CDate([a]), CDate([b]))', 13, a="2021-08-18", b="2021-08-31"),
         example('DateDiff("yyyy", CDate([a]), CDate([b]))', 1, a="2020-12-31", b="2021-01-01"),
         example('DateDiff("d", Now(), CDate([a]))', 5, a="2026-01-21")),
    ),
    Function(
        "DateFromNum", (Parameter("value", "Integer"),), "DateTime",
        lambda value: dates.from_ticks(as_integer(value, "DateFromNum")),
        (example("DateFromNum(129699324000000000)", "1/1/2012 11:00:00 PM"),
         example("DateFromNum(0)", "1/1/1601 12:00:00 AM"),
         example("DateFromNum([a])", "1/1/2012 11:00:00 PM", a="129699324000000000")),
    ),
    Function(
        "FormatDateTime",
        (Parameter("source"), Parameter("dateTimeStyles", required=False), Parameter("inputFormat"),
         Parameter("outputFormat")),
        "String", _format,
        (example('FormatDateTime([a], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', "2015-01-23", a="20150123105347.1Z"),
         example('FormatDateTime([a], "M/d/yyyy", "d MMMM yyyy")', "3 February 2026", a="2/3/2026"),
         example('FormatDateTime([a], , "yyyy-MM-dd", "dd.MM.yy")', None)),
        least=3,
    ),
    Function(
        "Now", (), "DateTime", lambda *given: None,
        (example("Now()", "1/15/2026 9:30:00 AM"), example('DateAdd("d", 1, Now())', "1/16/2026 9:30:00 AM"),
         example('FormatDateTime(Now(), , "M/d/yyyy h:mm:ss tt", "yyyy-MM-dd")', "2026-01-15")),
        build=lambda parts, nodes: lambda environment, context: context.clock(), volatile=True,
    ),
    Function(
        "NumFromDate", (Parameter("value", key="source"),), "String",
        lambda value: str(dates.to_ticks(as_date(value, "NumFromDate"))),
        (example('NumFromDate("2012-01-01T23:00:00Z")', "129699324000000000"),
         example('NumFromDate("2025-12-31 23:59:59-08:00")', "134117279990000000"),
         example("NumFromDate([a])", "0", a="1601-01-01")),
    ),
)  # fmt: skip
