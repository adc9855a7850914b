"""Published positions made ready to draw: grouped where they coincide, and where each stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from drawing import look
from messages.chart import Emphasis, RankedPosition
from messages.phrase import Ordinal, Phrase, phrase

IMPORTANCE = (Emphasis.SUBJECT, Emphasis.PEER, Emphasis.OTHER)


@dataclass(frozen=True, slots=True)
class Axis:
    """Where a rank from 1 to `last` (at least 2) stands across the canvas."""

    last: int

    def x(self, rank: int) -> float:
        share = (min(max(rank, 1), self.last) - 1) / (self.last - 1)
        return look.LEFT + share * (look.RIGHT - look.LEFT)


@dataclass(frozen=True, slots=True)
class Group:
    """Countries that share a position and an emphasis: one mark with all their names."""

    best: int
    worst: int
    emphasis: Emphasis
    names: tuple[Phrase, ...]


def range_in_words(best: int, worst: int, last: int | None) -> Phrase:
    """A range as it was published: "40–49", or "behind 41st" where only its better end was said."""
    if worst == last and best > 1:
        return phrase("behind {place}", place=Ordinal(best - 1))
    return phrase("{best}–{worst}", best=best, worst=worst)


def group(positions: Iterable[RankedPosition]) -> list[Group]:
    """The positions by importance, then from first to last."""
    names: dict[tuple[int, int, int], list[Phrase]] = {}
    for position in positions:
        importance = IMPORTANCE.index(position.emphasis)
        names.setdefault((importance, position.best, position.worst), []).append(position.label)
    return [
        Group(best, worst, IMPORTANCE[importance], tuple(names[importance, best, worst]))
        for importance, best, worst in sorted(names)
    ]
