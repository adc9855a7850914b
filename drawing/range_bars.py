"""Ranges under the line: a bar from the best to the worst rank possible, with the names."""

from collections.abc import Sequence
from dataclasses import dataclass

from drawing import look
from drawing.lettering import Lettering
from drawing.positions import Axis, Group, range_in_words
from drawing.scene import Mark, Stroke, Words
from messages.chart import Emphasis
from messages.phrase import Listed, Phrase, phrase

THICKNESS = {Emphasis.SUBJECT: 26.0, Emphasis.PEER: 18.0, Emphasis.OTHER: 18.0}
NAMELESS = 8.0
TEXT_GAP = 16.0
GAP = 20.0
NAMELESS_GAP = 8.0
NAME_LINES = 2
MOST_NAMED = 6
MOST_DRAWN = 24


@dataclass(frozen=True, slots=True)
class RangeBar:
    """A bar from `left` to `right`, its words beside it or (`is_under`) beneath it."""

    left: float
    right: float
    thickness: float
    emphasis: Emphasis
    lines: tuple[str, ...] = ()
    text_left: float = 0.0
    is_under: bool = False

    @property
    def height(self) -> float:
        if not self.lines:
            return self.thickness + NAMELESS_GAP
        line = look.line_height(look.LABELS[self.emphasis])
        if self.is_under:
            return self.thickness + len(self.lines) * line + GAP
        return max(self.thickness, line) + GAP


def lay_out(
    ranges: Sequence[Group], lettering: Lettering, axis: Axis, most: float
) -> tuple[RangeBar, ...]:
    """A bar a group in at most `most` pixels; the most important named, others only drawn."""
    bars: list[RangeBar] = []
    for number, one in enumerate(ranges[:MOST_DRAWN]):
        bar = _named(one, lettering, axis) if number < MOST_NAMED else _nameless(one, axis)
        most -= bar.height
        if bars and most < 0:
            break
        bars.append(bar)
    return tuple(bars)


def height(bars: Sequence[RangeBar]) -> float:
    return sum(bar.height for bar in bars)


def draw(bars: Sequence[RangeBar], top: float) -> list[Mark]:
    marks: list[Mark] = []
    for bar in bars:
        style = look.LABELS[bar.emphasis]
        line = look.line_height(style)
        middle = top + bar.thickness / 2
        baseline = top + bar.thickness + style.size
        if bar.lines and not bar.is_under:
            middle = top + max(bar.thickness, line) / 2
            baseline = middle + style.size * 0.36
        colour = look.RANGE_COLOURS[bar.emphasis]
        # The round ends lie within the range, not beyond it.
        round_end = min(bar.thickness, bar.right - bar.left) / 2
        left, right = bar.left + round_end, bar.right - round_end
        marks.append(Stroke(left, middle, right, middle, bar.thickness, colour))
        marks += [
            Words(text, bar.text_left, baseline + number * line, style)
            for number, text in enumerate(bar.lines)
        ]
        top += bar.height
    return marks


def _named(one: Group, lettering: Lettering, axis: Axis) -> RangeBar:
    def sentence(countries: Listed) -> Phrase:
        rank = range_in_words(one.best, one.worst, axis.last)
        return phrase("{rank}: {countries}", rank=rank, countries=countries)

    style = look.LABELS[one.emphasis]
    thickness = THICKNESS[one.emphasis]
    left, right = axis.x(one.best), axis.x(one.worst)
    lines = lettering.wrap_names(one.names, sentence, style, look.RIGHT - look.LEFT, NAME_LINES)
    widest = max(lettering.measure(line, style) for line in lines)
    beside = right + TEXT_GAP
    if len(lines) == 1 and beside + widest <= look.RIGHT:
        return RangeBar(left, right, thickness, one.emphasis, lines, beside)
    under = max(look.LEFT, min(left, look.RIGHT - widest))
    return RangeBar(left, right, thickness, one.emphasis, lines, under, is_under=True)


def _nameless(one: Group, axis: Axis) -> RangeBar:
    return RangeBar(axis.x(one.best), axis.x(one.worst), NAMELESS, one.emphasis)
