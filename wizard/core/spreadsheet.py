"""Cells that people paste into spreadsheets, or open there as CSV."""

from __future__ import annotations

_FORMULA = frozenset("=+-@\t\r")


def harmless_cell(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe marks it as text.

    A display name such as ``=HYPERLINK(...)`` comes from other people. Source: OWASP, "CSV Injection".
    """
    return f"'{cell}" if cell[:1] in _FORMULA else cell
