"""No mark on the line hides another, and none is without a word."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import look
from drawing.line_marks import STROKE
from drawing.picture import compose
from drawing.positions import Axis
from drawing.scene import Box, Dot, Scene, Stroke, Words
from messages.chart import Emphasis, RankedPosition, RankLine
from messages.phrase import verbatim
from tests.drawing.examples import country, numbered, position, rank_line, rough_lettering

LAST = 210
AXIS = Axis(LAST)
FIRST_FIVE = [position(country("US"), rank, emphasis=Emphasis.SUBJECT) for rank in range(1, 6)]


def scene(chart: RankLine) -> Scene:
    return compose(chart, rough_lettering())


def marks_at(drawn: Scene) -> list[tuple[float, float]]:
    """Where each mark of an exact rank stands, and how far it reaches to both sides."""
    coloured = set(look.COLOURS.values())
    dots = [m for m in drawn.marks if isinstance(m, Dot)]
    strokes = [
        m
        for m in drawn.marks
        if isinstance(m, Stroke) and m.x0 == m.x1 and m.y0 < m.y1 and m.colour in coloured
    ]
    return [*((m.x0, m.width / 2) for m in strokes), *((m.x, m.radius) for m in dots)]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(1, LAST), st.sampled_from(Emphasis), min_size=1, max_size=60))
def test_no_mark_lies_on_another(ranks: dict[int, Emphasis]) -> None:
    positions = [position(verbatim(f"at {rank}"), rank, emphasis=e) for rank, e in ranks.items()]
    placed = sorted(marks_at(scene(rank_line(positions, LAST))))
    assert [x for x, _ in placed] == [AXIS.x(rank) for rank in sorted(ranks)]
    for (x, reach), (other, other_reach) in pairwise(placed):
        assert x + reach <= other - other_reach + 1e-6


def test_one_that_stands_alone_is_large() -> None:
    (alone,) = [m for m in scene(rank_line(FIRST_FIVE[:1], LAST)).marks if isinstance(m, Dot)]
    assert alone.radius > 2 * STROKE
    assert not any(isinstance(m, Dot) for m in scene(rank_line(FIRST_FIVE, LAST)).marks)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 120), st.sampled_from((0, 3, 40))), max_size=40))
def test_every_mark_has_its_name_somewhere(places: list[tuple[int, int]]) -> None:
    positions = [
        RankedPosition(name, best, best + more, Emphasis.OTHER)
        for name, (best, more) in zip(numbered(40), places, strict=False)
    ]
    written = " ".join(m.text for m in scene(rank_line(positions)).marks if isinstance(m, Words))
    counted = sum(map(int, re.findall(r"(\d+) more", written)))
    named = sum(bool(re.search(rf"number {n + 1}\b", written)) for n in range(len(places)))
    assert named + counted >= len(places)


@pytest.mark.parametrize(
    ("positions", "kind"),
    [
        ([position(country("ID"), 41, emphasis=Emphasis.PEER)], Dot),
        ([position(country("ID"), n, emphasis=Emphasis.PEER) for n in (41, 42)], Stroke),
        ([position(country("ID"), 41, 60, Emphasis.PEER)], Box),
    ],
)
def test_the_key_shows_a_mark_as_the_chart_does(
    positions: list[RankedPosition], kind: type[Dot | Stroke | Box]
) -> None:
    with_key = replace(rank_line(positions, LAST), peers=verbatim("Peers"))
    sample, said, *_ = (m for m in scene(with_key).marks if not _is_head(m))
    assert isinstance(said, Words)
    assert said.text == "Peers"
    assert isinstance(sample, kind)


def _is_head(mark: object) -> bool:
    return isinstance(mark, Words) and mark.style in {look.TITLE, look.SUBTITLE}
