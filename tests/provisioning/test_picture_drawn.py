"""How the picture is laid out and drawn: nothing overlaps, nothing is cut, and SVG and table show its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.core.texts import Texts
from wizard.provisioning.outcome import CARRIED_OUT, HAPPENS, Part, Picture, Progress
from wizard.wording.outcome import rows, said, sentence
from wizard.wording.outcome_layout import WORDS, Layout, Measures, Piece, lay_out, shared
from wizard.wording.outcome_svg import WIDTH, figure, svg, table

TEXTS = Texts()
COUNTS = st.sampled_from([0, 0, 1, 2, 7, 40, 999, 100_000])
NS = {"svg": "http://www.w3.org/2000/svg"}


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    happens: dict[Part, int] = {part: draw(COUNTS) for part in HAPPENS}
    happening = sum(happens.values())
    leaving = min(happens["disable"] + happens["delete"], happening)
    inside = happening - leaving
    assigned = inside + draw(COUNTS)
    everybody = draw(st.booleans())
    tenant = assigned if everybody else assigned + draw(COUNTS)
    groups = draw(COUNTS)
    progress: dict[Part, Progress] = {}
    if draw(st.booleans()):
        for part in CARRIED_OUT:
            if happens[part]:
                done = draw(st.integers(0, happens[part]))
                failed = draw(st.integers(0, happens[part] - done))
                progress[part] = Progress(done, failed, draw(st.integers(0, happens[part] - done - failed)))
    clashes = draw(st.integers(0, groups))
    return Picture(tenant, assigned, inside, happens, 0, groups, clashes, everybody, {}, progress)


def measures(size: float) -> Measures:
    return Measures(lambda text: len(text) * 7.2 * size, 16 * size, size)


def laid_out(picture: Picture, width: float, size: float) -> Layout:
    return lay_out(picture, said(picture, TEXTS), width, measures(size))


def overlap(one: Piece, other: Piece) -> bool:
    apart = one.right <= other.x + 0.01 or other.right <= one.x + 0.01
    below = one.y + one.height <= other.y + 0.01 or other.y + other.height <= one.y + 0.01
    return not (apart or below)


@given(pictures(), st.sampled_from([300.0, 460.0, 640.0, 900.0, 1100.0, 2200.0]), st.sampled_from([1.0, 1.25, 2.0]))
@settings(max_examples=examples(300), deadline=None)
def test_nothing_overlaps_and_nothing_is_outside(picture: Picture, width: float, size: float) -> None:
    width *= size
    found = laid_out(picture, width, size)
    words = [piece for piece in found.pieces if piece.shape in WORDS]
    for one, other in combinations(words, 2):
        assert not overlap(one, other), (one, other)
    for piece in found.pieces:
        assert piece.x >= 0 and piece.y >= 0 and piece.y + piece.height <= found.height + 0.01
        assert piece.right <= width + 0.01, piece
    bars = {piece.part: piece for piece in found.of("bar")}
    for number in found.of("number"):
        bar = bars[number.part]
        assert number.on_bar == (number.x + number.width <= bar.right), "words stand on their bar or beside it"
    for one, other in combinations(found.of("segment"), 2):
        assert not overlap(one, other)
    for one in found.of("sum"):
        assert not any(overlap(one, other) for other in found.of("segment"))
        assert sum(int(number.replace(",", "")) for number in one.text.split(" + ")) == picture.happening
    assert bool(found.of("sum")) == bool(picture.happening)
    for key in found.of("key"):
        assert key.height >= 24 * size, "WCAG 2.2, 2.5.8"


@given(pictures())
@settings(max_examples=examples(200), deadline=None)
def test_whoever_is_there_is_seen_and_bars_are_as_long_as_their_numbers(picture: Picture) -> None:
    found = laid_out(picture, 900, 1)
    assert {piece.part for piece in found.of("segment")} == {part for part in HAPPENS if picture.count(part)}
    assert all(piece.width >= 4.99 for piece in found.of("segment"))
    bars = [(picture.count(piece.part), piece.width) for piece in found.of("bar") if piece.part != "happens"]
    for (one, wide), (other, narrow) in combinations(bars, 2):
        assert one < other or wide >= narrow - 0.01
    for piece in found.of("done", "failed", "other"):
        (whole,) = [one for one in found.of("segment") if one.part == piece.part]
        assert whole.x - 0.01 <= piece.x and piece.right <= whole.right + 0.01


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=7), st.floats(40, 900))
def test_a_length_is_shared_out_whole(counts: list[int], room: float) -> None:
    lengths = shared(counts, room, 5.0)
    assert sum(lengths) == pytest.approx(max(room, 5.0 * len(counts)), rel=1e-6)
    assert min(lengths) >= 4.99


def texts_of(drawn: str) -> Iterator[tuple[str, str]]:
    for one in ET.fromstring(drawn).findall("svg:text", NS):
        yield one.get("data-part", ""), "".join(one.itertext())


@given(pictures())
@settings(max_examples=examples(100), deadline=None)
def test_the_svg_says_the_same_as_the_picture(picture: Picture) -> None:
    drawn, words = svg(picture, TEXTS), said(picture, TEXTS)
    found = dict(texts_of(drawn))
    everything = {**words.notes, **words.keys, **words.bars}
    assert {part: found[part] for part in everything} == everything
    root = ET.fromstring(drawn)
    assert root.findtext("svg:desc", namespaces=NS) == sentence(picture, TEXTS)
    assert root.get("role") == "img" and sentence(picture, TEXTS) in root.get("aria-label", "")
    boxes = {one.get("data-part") for one in root.findall("svg:rect", NS)}
    assert {part for part in HAPPENS if picture.count(part)} <= boxes
    for one in root.findall("svg:rect", NS):
        assert float(one.get("x", "0")) + float(one.get("width", "0")) <= WIDTH + 0.1
    assert "http" not in drawn.replace(NS["svg"], "") and "href" not in drawn, "it loads nothing"


@given(pictures())
@settings(max_examples=examples(100), deadline=None)
def test_the_table_says_every_number(picture: Picture) -> None:
    root = ET.fromstring(table(picture, TEXTS))
    cells = {"".join(line[0].itertext()): line[1].text for line in root.findall("tr")[1:]}
    assert cells == {row.label: row.count for row in rows(picture, TEXTS)}
    for row in rows(picture, TEXTS):
        assert row.count == f"{picture.count(row.part):,}"
    unsaid = {"assigned", "unassigned"} if picture.everybody else set()
    told = {row.part for row in rows(picture, TEXTS)}
    assert told >= {part for part in get_args(Part) if picture.count(part)} - unsaid


def test_the_figure_is_one_piece_of_html() -> None:
    whole = figure(Picture(3, 2, 2, {"create": 2}), TEXTS)
    root = ET.fromstring(whole)
    assert [child.tag.rpartition("}")[2] for child in root] == ["p", "svg", "details"]


LEFT_OUT = "50 new users, 5 matched without a change, 2 left out because they do not pass the filters."


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (
            Picture(60, 57, 55, {"create": 50, "unchanged": 5}, 2),
            f"{LEFT_OUT} 3 users in the tenant are not assigned.",
        ),
        (
            Picture(2, 2, 2, {"create": 1, "skip": 1}, skipped={"blocked": 1}),
            "1 new user, 1 left out because its sign-in is blocked.",
        ),
        (
            Picture(9, 9, 9, {"clash": 1, "create": 4, "update": 2, "disable": 1, "skip": 1}, skipped={"odd": 1}),
            "1 blocking issue, 4 new users, 2 matched and updated, 1 to disable, 1 left out.",
        ),
        (Picture(100_000, 100_000, 100_000, {"create": 100_000}, everybody=True), "100,000 new users."),
        (Picture(), "No users are in scope."),
        (
            Picture(4, 4, 4, {"create": 4}, progress={"create": Progress(2, 1)}),
            "2 of 4 done, 1 failed. Planned: 4 new users.",
        ),
    ],
)
def test_the_sentence(picture: Picture, words: str) -> None:
    assert sentence(picture, TEXTS) == words
