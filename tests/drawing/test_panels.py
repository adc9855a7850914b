"""What belongs to several rankings is in one picture, and each panel says of which it is."""

from itertools import pairwise

from drawing import look
from drawing.picture import compose
from drawing.scene import Box, Dot, Mark, Scene, Stroke, Words
from messages.chart import Chart, Panel, Panels
from tests.drawing.examples import BARS, HISTORY, INDONESIA_2017, rough_lettering, rough_measure
from tests.drawing.rules import check


def scene(chart: Chart) -> Scene:
    return compose(chart, rough_lettering())


def middle(mark: Mark) -> float:
    match mark:
        case Words() | Dot():
            return mark.y
        case Stroke():
            return (mark.y0 + mark.y1) / 2
        case Box():
            return (mark.top + mark.bottom) / 2


def test_each_panel_is_whole_and_below_the_one_before() -> None:
    charts: tuple[Panel, ...] = (INDONESIA_2017, BARS, HISTORY)
    both = scene(Panels(charts))
    check(both, rough_measure, greatest=3 * look.GREATEST_HEIGHT)
    top, height = 0, 0.0
    placed = iter(both.marks)
    for number, alone in enumerate(map(scene, charts)):
        if number:
            rule = next(placed)
            assert isinstance(rule, Stroke)
            assert rule.y0 == rule.y1 == top
        for mark in alone.marks:
            assert middle(next(placed)) == middle(mark) + top
        top += alone.height
        height = top - alone.height + alone.foot_top
    assert next(placed, None) is None
    assert (both.height, both.foot_top) == (top, height)


def test_each_panel_has_its_title_and_its_source() -> None:
    words = [
        mark for mark in scene(Panels((INDONESIA_2017, BARS))).marks if isinstance(mark, Words)
    ]
    titles = [mark.y for mark in words if mark.style == look.TITLE]
    sources = [mark.y for mark in words if mark.style == look.SOURCE]
    order = [titles[0], sources[0], titles[-1], sources[-1]]
    assert all(above < below for above, below in pairwise(order))
