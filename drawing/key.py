"""What the marks of the peers mean, in words beside such a mark: a row above the chart."""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from drawing import look
from drawing.lettering import Lettering
from drawing.page import Room
from drawing.scene import Box, Dot, Mark, Shape, Stroke, Style, Weight, Words
from messages.chart import Emphasis
from messages.phrase import Phrase

STYLE = Style(26, Weight.STRONG, look.COLOURS[Emphasis.PEER])
HEIGHT = 60.0
BAR = 44.0
RADIUS = 14.0
GAP = 14.0
STROKE = 4.0


class Sample(Enum):
    """How the peers are marked in the chart: the key shows a mark like theirs."""

    DIAMOND = "diamond"
    STROKE = "stroke"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Key:
    """Marks at the top of a body, and the room that they leave for the rest of it."""

    marks: tuple[Mark, ...]
    room: Room


def draw_key(
    meaning: Phrase | None, sample: Sample | None, lettering: Lettering, room: Room
) -> Key:
    """Nothing where no peer is shown: a key to marks that are not there would be a riddle."""
    if meaning is None or sample is None:
        return Key((), room)
    left = look.LEFT + (BAR if sample is Sample.BAR else 2 * RADIUS) + GAP
    words = lettering.cut(lettering.say(meaning), STYLE, look.RIGHT - left)
    middle = room.top + STYLE.size * 0.1
    said = Words(words, left, middle + STYLE.size * 0.36, STYLE)
    return Key((_mark(sample, middle), said), Room(room.top + HEIGHT, room.least, room.most))


def _mark(sample: Sample, y: float) -> Mark:
    x, colour = look.LEFT + RADIUS, look.COLOURS[Emphasis.PEER]
    match sample:
        case Sample.DIAMOND:
            return Dot(x, y, RADIUS, colour, look.BACKGROUND, Shape.DIAMOND)
        case Sample.STROKE:
            return Stroke(x, y - RADIUS, x, y + RADIUS, STROKE, colour)
        case Sample.BAR:
            top, bottom = y - RADIUS * 0.8, y + RADIUS * 0.8
            ends = look.LEFT, look.LEFT + BAR
            return Box(ends[0], top, ends[1], bottom, look.RANGE_COLOURS[Emphasis.PEER], 5.0)
        case _:
            assert_never(sample)
