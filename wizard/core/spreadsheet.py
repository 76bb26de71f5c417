"""Tables that users save as CSV or HTML or paste into spreadsheets."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence

_FORMULA = frozenset("=+-@\t\r")
_STYLE = (
    "body{font:14px system-ui,sans-serif;margin:2em}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #ddd;padding:.4em .6em;text-align:left;vertical-align:top}"
)


def harmless_cell(cell: str) -> str:
    """Return a cell that a spreadsheet does not treat as a formula: a leading apostrophe marks it as text.

    Display names such as ``=HYPERLINK(...)`` are untrusted input. Source: OWASP, "CSV Injection".
    """
    return f"'{cell}" if cell[:1] in _FORMULA else cell


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def html_page(rows: Iterable[Sequence[str]], title: str, lead: str, language: str, figure: str = "") -> str:
    """Return rows as one HTML page without external content; the first row holds the column titles.

    Args:
        figure: HTML that is placed above the table.
    """
    lines = []
    for number, row in enumerate(rows):
        tag = "th" if number == 0 else "td"
        lines.append("<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>")
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title><style>{_STYLE}</style>'
    body = f"<h1>{html.escape(title)}</h1><p>{html.escape(lead)}</p>{figure}<table>{''.join(lines)}</table>"
    return f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body>{body}</body></html>\n'
