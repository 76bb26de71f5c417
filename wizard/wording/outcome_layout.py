"""The layout of an outcome's picture: the same geometry for the window and for reports.

The lengths of bars are proportional to their numbers, and a part that is not empty is never too small to see: its text
and its clickable key are below, as large for one person as for a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from wizard.provisioning.outcome import HAPPENS, Part, Picture
from wizard.wording.outcome import Said, stages

Shape = Literal["band", "bar", "segment", "done", "failed", "other", "label", "number", "sum", "note", "key", "nobody"]
"""``band`` joins two bars; a ``segment`` is a verdict's share of the last bar, in which ``done``, ``failed`` and
``other`` are filled while provisioning runs; the others are text, a ``sum`` that of the last bar."""

WORDS: Final[frozenset[Shape]] = frozenset({"label", "number", "sum", "note", "key", "nobody"})

INKS: Final[Mapping[Part, tuple[str, str]]] = {
    "tenant": ("neutral_soft", "edge"),
    "assigned": ("info_soft", "primary"),
    "inside": ("primary", "primary"),
    "create": ("ok", "ok"),
    "update": ("primary", "primary"),
    "unchanged": ("edge", "edge"),
    "skip": ("neutral_soft", "edge"),
    "disable": ("warn", "warn"),
    "delete": ("bad_text", "bad_text"),
    "clash": ("bad", "bad"),
    "groups": ("card", "muted"),
}
"""Fill and edge of each part, as colors of the theme."""

SOFT: Final[Mapping[Part, str]] = {
    "create": "ok_soft",
    "update": "card",
    "disable": "warn_soft",
    "delete": "bad_soft",
    "clash": "bad_soft",
}
"""Fill of what is still to come while provisioning runs."""

WENT: Final[Mapping[str, str]] = {"failed": "bad", "other": "muted"}
"""Fill of what did not go as planned."""

LEAST: Final = 220.0
"""Length of the longest bar below which labels are placed above the bars."""

BAR, GAP, SMALLEST, BETWEEN, PAD, SWATCH = 26.0, 12.0, 5.0, 2.0, 8.0, 11.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One shape. ``below``: the width of a band at its lower end; ``on_bar``: whether the text is on its bar."""

    shape: Shape
    part: Part | Literal["happens"]
    x: float
    y: float
    width: float
    height: float
    text: str = ""
    below: float = 0.0
    on_bar: bool = False

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Layout:
    """All pieces, background first, and their total size."""

    pieces: tuple[Piece, ...]
    width: float
    height: float

    def of(self, *shapes: Shape) -> list[Piece]:
        """Return the pieces of some shapes."""
        return [piece for piece in self.pieces if piece.shape in shapes]


@dataclass(frozen=True, slots=True)
class Measures:
    """Text measurements: ``length`` of a text, the height of a line, and the scale of a size unit."""

    length: Callable[[str], float]
    line: float
    unit: float = 1.0


def lay_out(picture: Picture, said: Said, width: float, measures: Measures) -> Layout:
    """Return the layout for a width; labels that do not fit beside a bar are placed above it, and keys wrap."""
    return _Maker(picture, said, width, measures).make()


class _Maker:
    def __init__(self, picture: Picture, said: Said, width: float, measures: Measures) -> None:
        self._picture, self._said, self._width, self._m = picture, said, width, measures
        unit = measures.unit
        self._bar = max(BAR * unit, measures.line + 8 * unit)
        labels = max((measures.length(text) for text in said.labels.values()), default=0.0) + 18 * unit
        notes = max((measures.length(text) for text in said.notes.values()), default=0.0)
        notes = notes + 2 * PAD * unit + 14 * unit if notes else 0.0
        notes = max(notes, measures.length(said.happens) + PAD * unit)
        self._beside = width - labels - notes >= LEAST * unit
        self._left = labels if self._beside else 0.0
        self._longest = max(1.0, width - labels - notes if self._beside else width)
        self._pieces: list[Piece] = []
        self._y = 0.0

    def make(self) -> Layout:
        picture, unit = self._picture, self._m.unit
        top = max(*(picture.count(part) for part in stages(picture)), picture.happening, 1)
        bars: list[Piece] = []
        for number, part in enumerate(stages(picture)):
            note: Part | None = None if not number else "filtered" if part == "inside" else "unassigned"
            count = picture.count(part)
            length = max(self._longest * count / top, (SMALLEST if count else 2.0) * unit)
            bars.append(self._stage(part, note, length))
        self._happens(picture.happening / top)
        if self._beside:  # otherwise text is between the bars, and nothing is drawn behind it
            self._pieces[:0] = [_band(upper, lower) for upper, lower in pairwise(bars)]
        return Layout(tuple(self._pieces), self._width, self._y)

    # --- stages

    def _stage(self, part: Part, note: Part | None, length: float) -> Piece:
        m, said = self._m, self._said
        words = said.notes.get(note, "") if note is not None else ""
        self._label(part, note if words else None, words)
        bar = Piece("bar", part, self._left, self._y, length, self._bar)
        inside = m.length(said.bars[part]) + 2 * PAD * m.unit <= length
        x = bar.x + PAD * m.unit if inside else bar.right + PAD * m.unit
        number = Piece("number", part, x, self._y, m.length(said.bars[part]), self._bar, said.bars[part], 0, inside)
        self._pieces += [bar, number]
        if self._beside and words and note is not None:
            x = max(bar.right, number.right) + 14 * m.unit
            self._pieces.append(Piece("note", note, x, self._y, self._wide(words), self._bar, words))
        self._y += self._bar + GAP * m.unit
        return bar

    def _wide(self, words: str) -> float:
        return self._m.length(words) + 2 * PAD * self._m.unit

    def _label(self, part: Part | Literal["happens"], note: Part | None, words: str) -> None:
        """Put a row's label beside its bar, or above it together with its note."""
        m, text = self._m, self._said.labels[part]
        long = m.length(text)
        self._pieces.append(Piece("label", part, 0, self._y, long, self._bar, text))
        if self._beside:
            return
        if note is not None:
            x = long + 14 * m.unit
            if x + self._wide(words) > self._width:
                x, self._y = 0.0, self._y + self._bar
            self._pieces.append(Piece("note", note, x, self._y, self._wide(words), self._bar, words))
        self._y += self._bar

    # --- what happens

    def _happens(self, share: float) -> None:
        told = self._said.happens
        before = 0.0 if self._beside else self._m.length(self._said.labels["happens"]) + 14 * self._m.unit
        if before + self._m.length(told) > self._width:
            told = f"{self._picture.happening:,}"
        total = Piece("sum", "happens", before, self._y, self._m.length(told), self._bar, told)
        if told and not self._beside:
            self._pieces.append(total)
        self._label("happens", None, "")
        unit, picture = self._m.unit, self._picture
        counts = {part: picture.count(part) for part in HAPPENS if picture.count(part)}
        if not counts:
            text = self._said.nobody
            self._pieces.append(Piece("nobody", "happens", self._left, self._y, self._m.length(text), self._bar, text))
            self._y += self._bar
        else:
            gaps = BETWEEN * unit * (len(counts) - 1)
            room = max(self._longest * share, SMALLEST * unit * len(counts) + gaps) - gaps
            x = self._left
            lengths = shared(list(counts.values()), room, SMALLEST * unit)
            for (part, count), length in zip(counts.items(), lengths, strict=True):
                self._segment(part, count, x, length)
                x += length + BETWEEN * unit
            if self._beside:
                self._pieces.append(replace(total, x=x - BETWEEN * unit + PAD * unit))
            self._y += self._bar
        if self._said.keys:
            self._y += 6 * unit
            self._keys()

    def _segment(self, part: Part, count: int, x: float, length: float) -> None:
        self._pieces.append(Piece("segment", part, x, self._y, length, self._bar))
        now = self._picture.progress.get(part)
        if now is None:
            return
        shapes: Sequence[tuple[Shape, int]] = (("done", now.done), ("failed", now.failed), ("other", now.other))
        for shape, some in shapes:
            if some:
                wide = length * min(some, count) / count
                self._pieces.append(Piece(shape, part, x, self._y, wide, self._bar))
                x += wide

    def _keys(self) -> None:
        m = self._m
        high, left = max(24 * m.unit, m.line + 8 * m.unit), max(0.0, self._left - PAD * m.unit)
        x = left
        for part, text in self._said.keys.items():
            wide = min(self._wide(text) + (SWATCH + 6) * m.unit, self._width - left)
            if x > left and x + wide > self._width:
                x, self._y = left, self._y + high + 2 * m.unit
            self._pieces.append(Piece("key", part, x, self._y, wide, high, text))
            x += wide + 4 * m.unit
        self._y += high


def shared(counts: Sequence[int], room: float, least: float) -> list[float]:
    """Divide a length in proportion to counts, each part at least ``least`` long; the lengths add up to ``room``."""
    lengths: Mapping[int, float] = {}
    small: set[int] = set()
    while True:
        rest = room - least * len(small)
        total = sum(count for place, count in enumerate(counts) if place not in small) or 1
        lengths = {place: least if place in small else rest * count / total for place, count in enumerate(counts)}
        more = {place for place, length in lengths.items() if length < least} - small
        if not more:
            return list(lengths.values())
        small |= more


def _band(upper: Piece, lower: Piece) -> Piece:
    top = upper.y + upper.height
    return Piece("band", lower.part, upper.x, top, upper.width, lower.y - top, below=lower.width)
