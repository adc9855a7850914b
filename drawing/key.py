"""What the marks of the peers mean, in words beside such a mark: a row above the chart."""

from collections.abc import Iterable
from dataclasses import dataclass

from drawing import look
from drawing.lettering import Lettering
from drawing.page import Room
from drawing.scene import Box, Dot, Mark, Shape, Style, Weight, Words
from messages.chart import Emphasis
from messages.phrase import Phrase

STYLE = Style(26, Weight.STRONG, look.COLOURS[Emphasis.PEER])
HEIGHT = 60.0
BAR = 44.0
RADIUS = 14.0
GAP = 14.0


@dataclass(frozen=True, slots=True)
class Key:
    """Marks at the top of a body, and the room that they leave for the rest of it."""

    marks: tuple[Mark, ...]
    room: Room


def draw_key(
    meaning: Phrase | None,
    shown: Iterable[Emphasis],
    lettering: Lettering,
    room: Room,
    *,
    as_bar: bool = False,
) -> Key:
    """Nothing where no peer is shown: a key to marks that are not there would be a riddle."""
    if meaning is None or Emphasis.PEER not in shown:
        return Key((), room)
    left = look.LEFT + (BAR if as_bar else 2 * RADIUS) + GAP
    words = lettering.cut(lettering.say(meaning), STYLE, look.RIGHT - left)
    middle = room.top + STYLE.size * 0.1
    sample = _bar(middle) if as_bar else _diamond(middle)
    said = Words(words, left, middle + STYLE.size * 0.36, STYLE)
    return Key((sample, said), Room(room.top + HEIGHT, room.least, room.most))


def _diamond(middle: float) -> Mark:
    colour = look.COLOURS[Emphasis.PEER]
    return Dot(look.LEFT + RADIUS, middle, RADIUS, colour, look.BACKGROUND, Shape.DIAMOND)


def _bar(middle: float) -> Mark:
    top, bottom = middle - RADIUS * 0.8, middle + RADIUS * 0.8
    return Box(look.LEFT, top, look.LEFT + BAR, bottom, look.RANGE_COLOURS[Emphasis.PEER], 5.0)
