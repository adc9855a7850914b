"""A picture as plain marks, before anything heavy is loaded: pixels, y downwards from the top."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, assert_never


class Weight(StrEnum):
    REGULAR = "regular"
    STRONG = "strong"


class Anchor(StrEnum):
    """Which end of the words stands at their x."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class Shape(StrEnum):
    """Shapes tell marks apart where colours cannot."""

    DISC = "disc"
    DIAMOND = "diamond"


@dataclass(frozen=True, slots=True)
class Style:
    """How words look; `size` is the em in pixels."""

    size: float
    weight: Weight
    colour: str


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text, its baseline at `y`."""

    text: str
    x: float
    y: float
    style: Style
    anchor: Anchor = Anchor.START


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line with round ends."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    colour: str


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle with round corners."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled mark with a rim that parts it from what lies under it."""

    x: float
    y: float
    radius: float
    colour: str
    rim: str
    shape: Shape = Shape.DISC


Mark = Words | Stroke | Box | Dot


def lowered(mark: Mark, by: float) -> Mark:
    """The same so many pixels further down."""
    match mark:
        case Words() | Dot():
            return replace(mark, y=mark.y + by)
        case Stroke():
            return replace(mark, y0=mark.y0 + by, y1=mark.y1 + by)
        case Box():
            return replace(mark, top=mark.top + by, bottom=mark.bottom + by)
        case _:
            assert_never(mark)


@dataclass(frozen=True, slots=True)
class Scene:
    """Marks in painting order: later ones lie on top. Words below `foot_top` are the foot."""

    width: int
    height: int
    background: str
    marks: tuple[Mark, ...]
    foot_top: float = 0.0


class Measure(Protocol):
    def __call__(self, text: str, style: Style) -> float:
        """How wide the text will be, in pixels."""
