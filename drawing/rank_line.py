"""The line from first to last: exact ranks as flags above it, ranges as bars below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from drawing import look, range_bars
from drawing.key import Sample, draw_key
from drawing.lettering import Lettering
from drawing.line_marks import all_are_strokes, draw_places
from drawing.page import Body, Room, compose, no_rank, unnamed, unplaced_lines
from drawing.placing import Flag, PlacedFlag, place_flags
from drawing.positions import Axis, Group, group, range_in_words
from drawing.scene import Anchor, Mark, Scene, Stroke, Words
from messages.chart import Emphasis, RankLine
from messages.phrase import Phrase, phrase, verbatim

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


@dataclass(frozen=True, slots=True)
class _Laid:
    """What stands where along the line, whatever room there is above and below it."""

    axis: Axis
    exact: tuple[Group, ...]
    labels: tuple[str, ...]
    flags: tuple[PlacedFlag | None, ...]
    ranges: tuple[Group, ...]

    @property
    def unnamed(self) -> list[Group]:
        """Those that are only marked: there was no room for a name."""
        named = {n for n, flag in enumerate(self.flags) if flag}
        exact = [one for number, one in enumerate(self.exact) if number not in named]
        return sorted([*exact, *self.ranges[range_bars.MOST_NAMED :]], key=lambda one: one.best)


def draw_rank_line(chart: RankLine, lettering: Lettering) -> Scene:
    laid = _lay_out(chart, lettering)
    return compose(
        lettering,
        (chart.title, *chart.shorter),
        chart.subtitle,
        (
            *unplaced_lines(lettering, _with_ranks(laid), unnamed),
            *unplaced_lines(lettering, chart.unplaced, no_rank),
        ),
        chart.source,
        lambda room: _body(chart, laid, lettering, room),
    )


def _lay_out(chart: RankLine, lettering: Lettering) -> _Laid:
    axis = Axis(max(2, chart.last, *(p.worst for p in chart.positions)))
    exact = _by_importance(group(p for p in chart.positions if p.is_exact))
    labels = tuple(_label(lettering, one, axis) for one in exact[:MOST_FLAGS])
    flags = _flags(lettering, axis, exact, labels)
    ranges = group(p for p in chart.positions if not p.is_exact)
    return _Laid(axis, tuple(exact), labels, flags, tuple(ranges))


def _with_ranks(laid: _Laid) -> list[Phrase]:
    return [
        phrase(
            "{countries} {rank}",
            countries=name,
            rank=one.best
            if one.best == one.worst
            else range_in_words(one.best, one.worst, laid.axis.last),
        )
        for one in laid.unnamed
        for name in one.names
    ]


def _sample(laid: _Laid) -> Sample | None:
    """How the peers are marked: at exact ranks, or else by the bars of their ranges."""
    if any(one.emphasis is Emphasis.PEER for one in laid.exact):
        is_slim = all_are_strokes(Emphasis.PEER, laid.axis, laid.exact)
        return Sample.STROKE if is_slim else Sample.DIAMOND
    return Sample.BAR if any(one.emphasis is Emphasis.PEER for one in laid.ranges) else None


def _body(chart: RankLine, laid: _Laid, lettering: Lettering, whole: Room) -> Body:
    key = draw_key(chart.peers, _sample(laid), lettering, whole)
    room = key.room
    above = CLEARANCE + ROW * (1 + max((flag.row for flag in laid.flags if flag), default=-1))
    bars = range_bars.lay_out(
        laid.ranges, lettering, laid.axis, room.most - room.top - above - BELOW
    )
    below = BELOW + range_bars.height(bars)
    spare = max(0.0, room.least - room.top - above - below)
    y = room.top + above + spare / 2
    marks = (
        *key.marks,
        *_scale(lettering, laid.axis, y),
        *_flag_marks(laid, y),
        *draw_places(laid.axis, laid.exact, y),
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
    """As many names as there is room for, the others counted; the rank is never cut."""
    style = look.LABELS[one.emphasis]
    widest = WIDEST_LABEL
    if one.emphasis is Emphasis.SUBJECT:
        x = axis.x(one.best)
        widest = max(x - look.LEFT, look.RIGHT - x) - POLE_GAP
    rank = lettering.measure(lettering.say(verbatim(one.best)), style)
    room = widest - rank - style.size * 0.3
    shown = " ".join(lettering.wrap_names(one.names, verbatim, style, room, lines=1))
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


def _flag_marks(laid: _Laid, y: float) -> list[Mark]:
    poles: list[Mark] = []
    words: list[Mark] = []
    for one, label, flag in zip(laid.exact, laid.labels, laid.flags, strict=False):
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
