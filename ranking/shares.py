"""A change of score and rank, part by part; read without numpy, worked out in `why`."""

from dataclasses import dataclass

OTHERS_MOVED, METHOD_CHANGED = "others moved", "method changed"


@dataclass(frozen=True, slots=True)
class Share:
    """What one part did: to the score (points), and to the rank (places up are above 0).

    `code` is a dimension, an indicator, OTHERS_MOVED or METHOD_CHANGED; `parts` are the
    indicators of a dimension, and add up to it; `is_joint`: they are too many to be told apart.
    """

    code: str
    points: float
    places: float
    parts: "tuple[Share, ...]" = ()
    is_joint: bool = False


class NotComparable(ValueError):
    """One method cannot score what was observed for the other, so that nothing can be mixed."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The dimensions in the order of the methodology, then the two others; they add up to the
    whole change."""

    shares: tuple[Share, ...]

    @property
    def points(self) -> float:
        return sum(share.points for share in self.shares)

    @property
    def places(self) -> float:
        return sum(share.places for share in self.shares)
