"""One country's ranks over the editions: the better the higher, ranges as upright bars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from drawing import look
from drawing.lettering import Lettering
from drawing.page import Body, Room, compose
from drawing.positions import range_in_words
from drawing.scene import Anchor, Box, Dot, Mark, Scene, Stroke, Style, Weight, Words
from drawing.time_line import shares_of_time
from messages.chart import Emphasis, HistoryPoint, RankHistory
from messages.phrase import phrase, verbatim

RANK = Style(38, Weight.STRONG, look.COLOURS[Emphasis.SUBJECT])
OF = Style(26, Weight.REGULAR, look.QUIET_INK)
PERIOD = Style(28, Weight.STRONG, look.INK)
GUTTER = 76.0
LABEL_HEIGHT = 96.0
PERIOD_HEIGHT = 64.0
LEAST_PLOT = 300.0
LABEL_GAP = 12.0
WIDEST_LABEL = 560.0
LEAST_RADIUS = 5.0
GREATEST_RADIUS = 16.0
LINE_WIDTH = 6.0
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MOST_STEPS = 4
# A little room under the worst rank, so that it does not look like the last of all.
BEYOND_WORST = 1.25


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where a point stands: `bottom` is the y of rank `last`, `top` that of rank 1; `shares` are
    how far along each point is, from 0 to 1."""

    shares: tuple[float, ...]
    last: int
    top: float
    bottom: float

    def x(self, number: int) -> float:
        width = look.RIGHT - look.LEFT - GUTTER
        end = width / max(1, len(self.shares)) / 2
        return look.LEFT + GUTTER + end + self.shares[number] * (width - 2 * end)

    @property
    def radius(self) -> float:
        nearest = min((self.x(n) - self.x(n - 1) for n in range(1, len(self.shares))), default=90)
        return max(LEAST_RADIUS, min(GREATEST_RADIUS, nearest * 0.3))

    def y(self, rank: int) -> float:
        share = (min(max(rank, 1), self.last) - 1) / (self.last - 1)
        return self.top + share * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class _Label:
    """What is written at a point: above it the rank and of how many, at the foot the period."""

    number: int
    rank: str
    of: str
    period: str
    middle: float
    half: float

    def is_clear_of(self, other: "_Label") -> bool:
        return abs(self.middle - other.middle) >= self.half + other.half + LABEL_GAP


def draw_rank_history(chart: RankHistory, lettering: Lettering) -> Scene:
    return compose(
        lettering,
        (chart.title, *chart.shorter),
        chart.subtitle,
        (),
        chart.source,
        lambda room: _body(chart.points, lettering, room),
    )


def _body(points: Sequence[HistoryPoint], lettering: Lettering, room: Room) -> Body:
    plot = _plot(points, room)
    marks = (
        *_scale(plot, lettering),
        *_line(plot, points),
        *_labels(plot, points, lettering),
        *_positions(plot, points),
    )
    return Body(marks, plot.bottom + PERIOD_HEIGHT)


def _plot(points: Sequence[HistoryPoint], room: Room) -> _Plot:
    """Room for a label above the first rank is kept only where a label would need it."""
    bottom = max(room.least - PERIOD_HEIGHT, room.top + LABEL_HEIGHT + LEAST_PLOT)
    low, high = (
        _Plot(
            shares_of_time([point.period for point in points]),
            _last(points),
            room.top + space,
            bottom,
        )
        for space in (LABEL_HEIGHT, look.SCALE.size / 2)
    )
    best = min((point.best for point in points), default=1)
    return high if high.y(best) - LABEL_HEIGHT >= room.top else low


def _last(points: Sequence[HistoryPoint]) -> int:
    """The rank at the bottom: somewhat beyond the worst, but none that there was not."""
    worst = max((point.worst for point in points), default=2)
    ranked = max((point.ranked or 0 for point in points), default=0)
    beyond = max(worst + 5, round(worst * BEYOND_WORST))
    return max(2, worst, min(beyond, ranked or beyond))


def _scale(plot: _Plot, lettering: Lettering) -> list[Mark]:
    step = next((s for s in STEPS if plot.last / s <= MOST_STEPS), plot.last)
    marks: list[Mark] = []
    further = (
        rank
        for rank in range(step, plot.last + 1, step)
        if plot.y(rank) - plot.top >= look.SCALE.size * 1.4
    )
    for rank in (1, *further):
        y = plot.y(rank)
        colour = look.LINE if rank == 1 else look.FAINT_LINE
        marks.append(Stroke(look.LEFT + GUTTER, y, look.RIGHT, y, 2.5, colour))
        said = lettering.say(verbatim(rank))
        x = look.LEFT + GUTTER - 18
        marks.append(Words(said, x, y + look.SCALE.size * 0.35, look.SCALE, Anchor.END))
    return marks


def _line(plot: _Plot, points: Sequence[HistoryPoint]) -> list[Mark]:
    """Only neighbours that are both exact are joined: a range tells no slope."""
    return [
        Stroke(
            plot.x(number),
            plot.y(before.best),
            plot.x(number + 1),
            plot.y(after.best),
            LINE_WIDTH,
            look.COLOURS[Emphasis.SUBJECT],
        )
        for number, (before, after) in enumerate(pairwise(points))
        if before.is_exact and after.is_exact
    ]


def _positions(plot: _Plot, points: Sequence[HistoryPoint]) -> list[Mark]:
    colour = look.COLOURS[Emphasis.SUBJECT]
    marks: list[Mark] = []
    for number, point in enumerate(points):
        x = plot.x(number)
        top, bottom = plot.y(point.best), plot.y(point.worst)
        if point.is_exact:
            marks.append(Dot(x, top, plot.radius, colour, look.BACKGROUND))
        else:
            width = plot.radius * 2
            # The round ends lie within the range, not beyond it.
            round_end = min(width, bottom - top) / 2
            marks.append(Stroke(x, top + round_end, x, bottom - round_end, width, colour))
    return marks


def _labels(plot: _Plot, points: Sequence[HistoryPoint], lettering: Lettering) -> list[Mark]:
    labels = [_label(plot, number, point, lettering) for number, point in enumerate(points)]
    marks: list[Mark] = []
    for label in _kept(labels, points):
        left, right = label.middle - label.half, label.middle + label.half
        under = [n for n in range(len(points)) if left <= plot.x(n) <= right]
        y = min(plot.y(points[n].best) for n in under) - plot.radius
        marks += [
            Box(left, y - LABEL_HEIGHT + 20, right, y - 4, look.BACKGROUND, 8),
            Words(label.rank, label.middle, y - (46 if label.of else 14), RANK, Anchor.MIDDLE),
            Words(label.of, label.middle, y - 12, OF, Anchor.MIDDLE),
            Words(
                label.period, label.middle, plot.bottom + PERIOD_HEIGHT - 14, PERIOD, Anchor.MIDDLE
            ),
        ]
    return marks


def _label(plot: _Plot, number: int, point: HistoryPoint, lettering: Lettering) -> _Label:
    said = (
        (_rank(point, lettering), RANK),
        (_of(point, lettering), OF),
        (lettering.say(verbatim(point.period)), PERIOD),
    )
    rank, of, period = (lettering.cut(text, style, WIDEST_LABEL) for text, style in said)
    half = max(lettering.measure(rank, RANK), lettering.measure(of, OF)) / 2
    half = max(half, lettering.measure(period, PERIOD) / 2, plot.radius) + 4
    # Kept off the scale on the left and within the canvas on the right.
    middle = min(max(plot.x(number), look.LEFT + GUTTER - LABEL_GAP + half), look.WIDTH - 40 - half)
    return _Label(number, rank, of, period, middle, half)


def _rank(point: HistoryPoint, lettering: Lettering) -> str:
    if point.is_exact:
        return lettering.say(verbatim(point.best))
    return lettering.say(range_in_words(point.best, point.worst, point.ranked))


def _of(point: HistoryPoint, lettering: Lettering) -> str:
    if point.ranked is None:
        return ""
    return lettering.say(phrase("of {ranked}", ranked=point.ranked))


def _kept(labels: Sequence[_Label], points: Sequence[HistoryPoint]) -> list[_Label]:
    """The newest, oldest, best and worst, then all that still have room beside them."""
    kept: list[_Label] = []
    for number in _by_importance(points):
        label = labels[number]
        if all(label.is_clear_of(other) for other in kept):
            kept.append(label)
    return kept


def _by_importance(points: Sequence[HistoryPoint]) -> Iterable[int]:
    if not points:
        return ()
    numbers = range(len(points))
    best = min(numbers, key=lambda n: points[n].best)
    worst = max(numbers, key=lambda n: points[n].worst)
    return dict.fromkeys((numbers[-1], 0, best, worst, *numbers))
