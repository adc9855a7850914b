"""Figures side by side: a bar a country, its name before it and its figure behind it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from drawing import look
from drawing.key import Sample, draw_key
from drawing.lettering import Lettering
from drawing.page import Body, Room, compose, no_figure, unplaced_lines
from drawing.positions import IMPORTANCE
from drawing.scene import Anchor, Box, Mark, Scene, Stroke, Style, Weight, Words
from messages.chart import Bar, BarChart, Emphasis
from messages.phrase import phrase, plural_phrase

LEAST_ROW = 40.0
GREATEST_ROW = 64.0
GAP_ROW = 36.0
THICKNESS = 0.62
WIDEST_NAME = 470.0
WIDEST_FIGURE = 260.0
GAP = 18.0
LEAST_BAR = 4.0
MOST_BARS = 24
MARK = 7.0
MARK_OVER = 7.0
LEGEND_LINES = 2
NAME = {
    emphasis: Style(28, look.LABELS[emphasis].weight, look.LABELS[emphasis].colour)
    for emphasis in Emphasis
}
FIGURE = {emphasis: Style(28, Weight.STRONG, look.LABELS[emphasis].colour) for emphasis in Emphasis}


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """A gap in the order: so many bars that found no room."""

    count: int


_Row = Bar | _LeftOut


@dataclass(frozen=True, slots=True)
class _Columns:
    """Bars run from `start` to at most `end`; `greatest` is the amount that reaches it."""

    start: float
    end: float
    greatest: float

    def reach(self, bar: Bar) -> float:
        return max(self.start + LEAST_BAR, self.place(_amount(bar)))

    def place(self, amount: float) -> float:
        """Where an amount stands on the scale."""
        share = min(1.0, max(0.0, amount / self.greatest))
        return self.start + (self.end - self.start) * share


def draw_bar_chart(chart: BarChart, lettering: Lettering) -> Scene:
    """Bars in the order given; where they are too many, gaps say how many are left out."""
    return compose(
        lettering,
        (chart.title, *chart.shorter),
        chart.subtitle,
        (*_legend(chart, lettering), *unplaced_lines(lettering, chart.unplaced, no_figure)),
        chart.source,
        lambda room: _body(chart, lettering, room),
    )


def _legend(chart: BarChart, lettering: Lettering) -> Sequence[str]:
    """What the upright marks are, in words."""
    if chart.beside is None or all(bar.beside is None for bar in chart.bars):
        return ()
    said = lettering.say(phrase("The upright marks: {meaning}", meaning=chart.beside))
    return lettering.wrap(said, look.NOTE, look.RIGHT - look.LEFT, LEGEND_LINES)


def _body(chart: BarChart, lettering: Lettering, whole: Room) -> Body:
    bars = chart.bars
    has_peers = any(bar.emphasis is Emphasis.PEER for bar in bars)
    key = draw_key(chart.peers, Sample.BAR if has_peers else None, lettering, whole)
    room = key.room
    rows = _rows(bars, room.most - room.top)
    columns = _columns(chart, lettering)
    row = min(GREATEST_ROW, max(LEAST_ROW, (room.least - room.top) / max(1, len(rows))))
    top = room.top + max(0.0, room.least - room.top - _height(rows, row)) / 2
    marks: list[Mark] = [*key.marks]
    for one in rows:
        if isinstance(one, Bar):
            marks += _bar(one, lettering, columns, top + row / 2, row * THICKNESS)
        else:
            more = lettering.say(plural_phrase("{count} more", "{count} more", one.count))
            marks.append(Words(more, columns.start, top + GAP_ROW * 0.7, look.SCALE))
        top += _height([one], row)
    return Body(tuple(marks), top)


def _rows(bars: Sequence[Bar], most: float) -> list[_Row]:
    """As many bars as fit in `most` pixels, the important first, in the order given."""
    by_importance = sorted(
        range(len(bars)), key=lambda number: (IMPORTANCE.index(bars[number].emphasis), number)
    )
    for count in range(min(len(bars), MOST_BARS), 0, -1):
        rows = _with_gaps(bars, frozenset(by_importance[:count]))
        if _height(rows, LEAST_ROW) <= most:
            return rows
    return []


def _with_gaps(bars: Sequence[Bar], kept: frozenset[int]) -> list[_Row]:
    """A bar left out by itself is shown: saying so would take as much room."""
    rows: list[_Row] = []
    for is_kept, run in groupby(range(len(bars)), key=kept.__contains__):
        numbers = list(run)
        if is_kept or len(numbers) == 1:
            rows += [bars[number] for number in numbers]
        else:
            rows.append(_LeftOut(len(numbers)))
    return rows


def _height(rows: Sequence[_Row], row: float) -> float:
    return sum(row if isinstance(one, Bar) else GAP_ROW for one in rows)


def _columns(chart: BarChart, lettering: Lettering) -> _Columns:
    bars = chart.bars
    names = (lettering.measure(_name(bar, lettering), NAME[bar.emphasis]) for bar in bars)
    figures = (lettering.measure(_figure(bar, lettering), FIGURE[bar.emphasis]) for bar in bars)
    return _Columns(
        look.LEFT + max(names, default=0.0) + GAP,
        look.RIGHT - max(figures, default=0.0) - GAP,
        chart.most or max((_amount(bar) for bar in bars), default=0.0) or 1.0,
    )


def _bar(
    bar: Bar, lettering: Lettering, columns: _Columns, middle: float, thickness: float
) -> list[Mark]:
    baseline = middle + NAME[bar.emphasis].size * 0.36
    end = columns.reach(bar)
    top, bottom = middle - thickness / 2, middle + thickness / 2
    name, figure = _name(bar, lettering), _figure(bar, lettering)
    width = lettering.measure(figure, FIGURE[bar.emphasis])
    return [
        Words(name, columns.start - GAP, baseline, NAME[bar.emphasis], Anchor.END),
        Box(columns.start, top, end, bottom, look.RANGE_COLOURS[bar.emphasis], 5.0),
        *_mark_beside(bar, columns, top, bottom),
        Words(figure, _beyond(bar, columns, end, width), baseline, FIGURE[bar.emphasis]),
    ]


def _mark_beside(bar: Bar, columns: _Columns, top: float, bottom: float) -> tuple[Mark, ...]:
    """A tall upright line: its height and its rim tell it from the bar, not its colour alone."""
    if bar.beside is None:
        return ()
    x = columns.place(bar.beside)
    ends = (top - MARK_OVER, bottom + MARK_OVER)
    return tuple(
        Stroke(x, ends[0], x, ends[1], width, colour)
        for width, colour in ((MARK + 6.0, look.BACKGROUND), (MARK, look.INK))
    )


def _beyond(bar: Bar, columns: _Columns, end: float, width: float) -> float:
    """Where the figure begins: behind the bar, and behind the mark where it would lie on it."""
    start = end + GAP * 0.7
    mark = columns.start if bar.beside is None else columns.place(bar.beside)
    is_near = end - GAP < mark < start + width + GAP * 0.5
    return max(start, mark + GAP * 0.7) if is_near else start


def _name(bar: Bar, lettering: Lettering) -> str:
    return lettering.cut(lettering.say(bar.label), NAME[bar.emphasis], WIDEST_NAME)


def _figure(bar: Bar, lettering: Lettering) -> str:
    return lettering.cut(lettering.say(bar.shown), FIGURE[bar.emphasis], WIDEST_FIGURE)


def _amount(bar: Bar) -> float:
    return max(0.0, bar.amount) if math.isfinite(bar.amount) else 0.0
