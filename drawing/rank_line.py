"""The line from first to last: exact ranks as flags above it, ranges as bars below it."""

from collections.abc import Sequence
from typing import assert_never

from drawing import look, range_bars
from drawing.key import draw_key
from drawing.lettering import Lettering
from drawing.page import Body, Room, compose, no_rank, unplaced_lines
from drawing.placing import Flag, PlacedFlag, place_flags
from drawing.positions import Axis, Group, group
from drawing.scene import Anchor, Dot, Mark, Scene, Shape, Stroke, Words
from messages.chart import Emphasis, RankLine
from messages.phrase import Listed, phrase, verbatim

ROW = 48.0
# How high labels may pile up, in rows: a peer is worth more than one who happens to be near.
MOST_ROWS = {Emphasis.SUBJECT: 14, Emphasis.PEER: 14, Emphasis.OTHER: 8}
# Beyond these a label would say little: the dots stay.
MOST_FLAGS = 32
# Less than half the line: wherever a place is, there is room for its label on one side.
WIDEST_LABEL = 500.0
POLE_GAP = 10.0
LABEL_GAP = 18.0
CLEARANCE = 44.0
LINE_WIDTH = 10.0
SCALE_DROP = 46.0
BELOW = 74.0
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MOST_STEPS = 5
NEIGHBOURS = 2
SCALE_GAP = 80.0
# Diamonds nearer than this would hide one another.
CROWDED = 20.0


def draw_rank_line(chart: RankLine, lettering: Lettering) -> Scene:
    return compose(
        lettering,
        (chart.title, *chart.shorter),
        chart.subtitle,
        unplaced_lines(lettering, chart.unplaced, no_rank),
        chart.source,
        lambda room: _body(chart, lettering, room),
    )


def _body(chart: RankLine, lettering: Lettering, whole: Room) -> Body:
    key = draw_key(chart.peers, (p.emphasis for p in chart.positions), lettering, whole)
    room = key.room
    axis = Axis(max(2, chart.last, *(p.worst for p in chart.positions)))
    exact = _by_importance(group(p for p in chart.positions if p.is_exact))
    labels = [_label(lettering, one, axis) for one in exact[:MOST_FLAGS]]
    flags = _flags(lettering, axis, exact, labels)
    ranges = group(p for p in chart.positions if not p.is_exact)
    above = CLEARANCE + ROW * (1 + max((flag.row for flag in flags if flag), default=-1))
    bars = range_bars.lay_out(ranges, lettering, axis, room.most - room.top - above - BELOW)
    below = BELOW + range_bars.height(bars)
    spare = max(0.0, room.least - room.top - above - below)
    y = room.top + above + spare / 2
    marks = (
        *key.marks,
        *_scale(lettering, axis, y),
        *_flag_marks(exact, labels, flags, y),
        *_places(axis, exact, y),
        *range_bars.draw(bars, y + BELOW),
    )
    return Body(marks, y + below)


def _by_importance(exact: Sequence[Group]) -> list[Group]:
    """Subject, peers, the first, those just around the subject, then from first to last."""
    subject = next((one.best for one in exact if one.emphasis is Emphasis.SUBJECT), None)
    others = [one for one in exact if one.emphasis is Emphasis.OTHER]
    near: list[Group] = []
    if subject is not None:
        better = [one for one in others if one.best <= subject]
        worse = [one for one in others if one.best > subject]
        near = [*better[-NEIGHBOURS:][::-1], *worse[:NEIGHBOURS]]
    chosen = [one for one in exact if one.emphasis is not Emphasis.OTHER]
    return [*chosen, *{one.best: one for one in (*others[:1], *near, *others)}.values()]


def _label(lettering: Lettering, one: Group, axis: Axis) -> str:
    """The names are cut where they are long, the rank never."""
    style = look.LABELS[one.emphasis]
    names = lettering.say(verbatim(Listed(one.names)))
    widest = WIDEST_LABEL
    if one.emphasis is Emphasis.SUBJECT:
        x = axis.x(one.best)
        widest = max(x - look.LEFT, look.RIGHT - x) - POLE_GAP
    rank = lettering.measure(lettering.say(verbatim(one.best)), style)
    shown = lettering.cut(names, style, widest - rank - style.size * 0.3)
    return lettering.say(phrase("{countries} {rank}", countries=shown, rank=one.best))


def _flags(
    lettering: Lettering, axis: Axis, exact: Sequence[Group], labels: Sequence[str]
) -> tuple[PlacedFlag | None, ...]:
    wanted = [
        Flag(
            axis.x(one.best),
            POLE_GAP + lettering.measure(label, look.LABELS[one.emphasis]) + LABEL_GAP,
            MOST_ROWS[one.emphasis],
        )
        for one, label in zip(exact, labels, strict=False)
    ]
    return place_flags(wanted, look.LEFT - LABEL_GAP, look.RIGHT + LABEL_GAP)


def _scale(lettering: Lettering, axis: Axis, y: float) -> list[Mark]:
    marks: list[Mark] = [
        Stroke(look.LEFT, y, look.RIGHT, y, LINE_WIDTH, look.LINE),
    ]
    step = next((s for s in STEPS if axis.last / s <= MOST_STEPS), axis.last)
    between = [
        rank
        for rank in range(step, axis.last, step)
        if min(axis.x(rank) - look.LEFT, look.RIGHT - axis.x(rank)) >= SCALE_GAP
    ]
    for rank in (1, *between, axis.last):
        said = lettering.say(verbatim(rank))
        outermost = look.WIDTH - lettering.measure(said, look.SCALE) / 2 - LABEL_GAP
        x = min(axis.x(rank), outermost)
        marks.append(Words(said, x, y + SCALE_DROP, look.SCALE, Anchor.MIDDLE))
    return marks


def _flag_marks(
    exact: Sequence[Group],
    labels: Sequence[str],
    flags: Sequence[PlacedFlag | None],
    y: float,
) -> list[Mark]:
    poles: list[Mark] = []
    words: list[Mark] = []
    for one, label, flag in zip(exact, labels, flags, strict=False):
        if flag is None:
            continue
        style = look.LABELS[one.emphasis]
        baseline = y - CLEARANCE - flag.row * ROW
        is_right = flag.left == flag.x
        colour = look.RANGE_COLOURS[one.emphasis]
        width = 4 if one.emphasis is Emphasis.SUBJECT else 2.5
        poles.append(Stroke(flag.x, y, flag.x, baseline - style.size * 0.72, width, colour))
        words.append(
            Words(
                label,
                flag.x + (POLE_GAP if is_right else -POLE_GAP),
                baseline,
                style,
                Anchor.START if is_right else Anchor.END,
            )
        )
    return poles + words


def _places(axis: Axis, exact: Sequence[Group], y: float) -> list[Mark]:
    """The most important on top."""
    peers = [axis.x(one.best) for one in exact if one.emphasis is Emphasis.PEER]
    marks: list[Mark] = []
    for one in reversed(exact):
        x = axis.x(one.best)
        is_crowded = any(0 < abs(x - peer) < CROWDED for peer in peers)
        marks.append(_place(one.emphasis, x, y, is_crowded))
    return marks


def _place(emphasis: Emphasis, x: float, y: float, is_crowded: bool) -> Mark:
    """Slim strokes where many stand: neighbours on a line of 200 are 5 pixels apart."""
    colour = look.COLOURS[emphasis]
    match emphasis:
        case Emphasis.SUBJECT:
            return Dot(x, y, 19, colour, look.BACKGROUND, Shape.DISC)
        case Emphasis.PEER if is_crowded:
            return Stroke(x, y - 17, x, y + 17, 4, colour)
        case Emphasis.PEER:
            return Dot(x, y, 16, colour, look.BACKGROUND, Shape.DIAMOND)
        case Emphasis.OTHER:
            return Stroke(x, y - 10, x, y + 10, 4, colour)
        case _:
            assert_never(emphasis)
