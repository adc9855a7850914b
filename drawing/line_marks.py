"""The marks of exact ranks on the line: as large as can be without hiding one another."""

from collections.abc import Sequence

from drawing import look
from drawing.positions import IMPORTANCE, Axis, Group
from drawing.scene import Dot, Mark, Shape, Stroke
from messages.chart import Emphasis

SHAPES = {Emphasis.SUBJECT: (Shape.DISC, 19.0), Emphasis.PEER: (Shape.DIAMOND, 16.0)}
# How far a stroke reaches above and below the line: told apart by length, not by colour alone.
REACH = {Emphasis.SUBJECT: 20.0, Emphasis.PEER: 15.0, Emphasis.OTHER: 10.0}
# Neighbours on a line of 200 are 5 pixels apart.
STROKE = 4.0


def draw_places(axis: Axis, exact: Sequence[Group], y: float) -> list[Mark]:
    """The most important on top."""
    spread = half_widths(axis, exact)
    return [
        _mark(one.emphasis, axis.x(one.best), y, is_slim=half == STROKE / 2)
        for one, half in reversed(list(zip(exact, spread, strict=True)))
    ]


def all_are_strokes(emphasis: Emphasis, axis: Axis, exact: Sequence[Group]) -> bool:
    """Whether no mark of this emphasis has room to be more than that."""
    spread = zip(exact, half_widths(axis, exact), strict=True)
    return all(half == STROKE / 2 for one, half in spread if one.emphasis is emphasis)


def half_widths(axis: Axis, exact: Sequence[Group]) -> list[float]:
    """How far each mark reaches to its sides: those that matter most are given room first, and
    where one of two alike has none, neither takes it."""
    places = [axis.x(one.best) for one in exact]
    halves = [STROKE / 2] * len(exact)
    for emphasis in IMPORTANCE:
        if emphasis not in SHAPES:
            continue
        _, radius = SHAPES[emphasis]
        alike = {number for number, one in enumerate(exact) if one.emphasis is emphasis}
        wanted = [radius if number in alike else half for number, half in enumerate(halves)]
        for number in alike:
            away = ((abs(places[number] - x), half) for x, half in zip(places, wanted, strict=True))
            if not any(0 < distance < radius + half for distance, half in away):
                halves[number] = radius
    return halves


def _mark(emphasis: Emphasis, x: float, y: float, *, is_slim: bool) -> Mark:
    colour = look.COLOURS[emphasis]
    if is_slim:
        return Stroke(x, y - REACH[emphasis], x, y + REACH[emphasis], STROKE, colour)
    shape, radius = SHAPES[emphasis]
    return Dot(x, y, radius, colour, look.BACKGROUND, shape)
