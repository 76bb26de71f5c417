"""The picture of an outcome for reports: SVG with text for screen readers, and the same numbers as a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from wizard.wording.outcome import rows, said, sentence
from wizard.wording.outcome_layout import INKS, PAD, SOFT, SWATCH, WENT, Measures, Piece, lay_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wizard.core.texts import Texts
    from wizard.provisioning.outcome import Picture

WIDTH: Final = 760.0

COLORS: Final[Mapping[str, str]] = {
    "text": "#1d2433",
    "muted": "#566074",
    "line": "#eef0f4",
    "on_primary": "#ffffff",
    "card": "#ffffff",
    "edge": "#808b9e",
    "primary": "#1668c7",
    "ok": "#1b9159",
    "warn": "#bd6b14",
    "bad": "#c43a31",
    "bad_text": "#a32a22",
    "neutral_soft": "#eef0f4",
    "info_soft": "#e8f1fc",
    "ok_soft": "#e4f5ec",
    "warn_soft": "#fdf0dd",
    "bad_soft": "#fdf1f0",
}
"""The colors of the light theme, since paper is white."""


def _length(text: str) -> float:
    """Return the approximate length of a 13 px text. The reader's font is unknown, so it is rather too long."""
    return sum(9.6 if sign in "mwMWQO@%—" else 4.4 if sign in "ilj.,:;'|!()[] ftr" else 7.6 for sign in text)


def svg(picture: Picture, texts: Texts) -> str:
    """Return the picture as an SVG element; it loads nothing."""
    words = said(picture, texts)
    found = lay_out(picture, words, WIDTH, Measures(_length, 17.0))
    title, told = escape(texts.get("outcome-title")), escape(sentence(picture, texts))
    shapes = [_shape(piece, bool(picture.progress)) for piece in found.pieces]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {_n(WIDTH + 2)} {_n(found.height + 2)}" role="img"'
        f' aria-label="{title}: {told}" style="width:100%;max-width:{_n(WIDTH)}px" font-size="13"'
        f' font-family="system-ui,sans-serif"><title>{title}</title><desc>{told}</desc>{"".join(shapes)}</svg>'
    )


def table(picture: Picture, texts: Texts) -> str:
    """Return the same numbers as an HTML table."""
    names = ("part", "count", "done", "failed") if picture.progress else ("part", "count")
    head = "".join(f'<th scope="col">{escape(texts.get(f"outcome-column-{name}"))}</th>' for name in names)
    lines = []
    for row in rows(picture, texts):
        numbers = (row.count, row.done, row.failed)[: len(names) - 1]
        cells = "".join(f"<td>{escape(number)}</td>" for number in numbers)
        lines.append(f'<tr><th scope="row">{escape(row.label)}</th>{cells}</tr>')
    return f"<table><tr>{head}</tr>{''.join(lines)}</table>"


def figure(picture: Picture, texts: Texts) -> str:
    """Return everything for a report: sentence, picture, and a collapsible table."""
    told, closed = escape(sentence(picture, texts)), escape(texts.get("outcome-as-table"))
    return (
        f"<figure style='margin:1em 0'><p>{told}</p>{svg(picture, texts)}"
        f"<details><summary>{closed}</summary>{table(picture, texts)}</details></figure>"
    )


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def _box(x: float, y: float, width: float, height: float, fill: str, edge: str, part: str) -> str:
    return (
        f'<rect data-part="{part}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="2"'
        f' fill="{COLORS[fill]}" stroke="{COLORS[edge]}"/>'
    )


def _words(piece: Piece, before: float, ink: str) -> str:
    x, y = piece.x + before, piece.y + piece.height / 2 + 4.5
    return f'<text data-part="{piece.part}" x="{_n(x)}" y="{_n(y)}" fill="{COLORS[ink]}">{escape(piece.text)}</text>'


def _shape(piece: Piece, running: bool) -> str:
    x, y, width, height, part = piece.x, piece.y, piece.width, piece.height, piece.part
    if piece.shape == "band":
        corners = ((x, y), (x + width, y), (x + piece.below, y + height), (x, y + height))
        points = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
        return f'<polygon points="{points}" fill="{COLORS["line"]}"/>'
    if part == "happens" or part not in INKS:
        return _words(piece, PAD if piece.shape == "note" else 0, "text" if piece.shape == "sum" else "muted")
    fill, edge = INKS[part]
    match piece.shape:
        case "segment" if running:
            fill = SOFT.get(part, "neutral_soft")
        case "failed" | "other":
            fill = edge = WENT[piece.shape]
        case "label":
            return _words(piece, 0, "muted")
        case "number":
            return _words(piece, 0, "on_primary" if piece.on_bar and part == "inside" else "text")
        case "key":
            swatch = _box(x + PAD, y + (height - SWATCH) / 2, SWATCH, SWATCH, fill, edge, part)
            return swatch + _words(piece, PAD + SWATCH + 6, "text")
    return _box(x, y, width, height, fill, edge, part)
