"""Placing flags: labels on poles over points of a line, none over another, no pole through a label.

A flag stands in a row (0 is nearest the line) and its label waves to the right or left of its
pole. If another pole stands under the label, that pole must be shorter: its flag lies in a lower
row. So labels to the right climb like stairs from right to left, and the other way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter


@dataclass(frozen=True, slots=True)
class Flag:
    """A label of `width` wanted at `x`, both in pixels; worth a pile of `rows` rows."""

    x: float
    width: float
    rows: int


@dataclass(frozen=True, slots=True)
class PlacedFlag:
    """The label covers `left` to `right` in `row`; the pole stands at the flag's `x`."""

    x: float
    left: float
    right: float
    row: int


@dataclass(frozen=True, slots=True)
class _Span:
    x: float
    left: float
    right: float

    def covers(self, pole: float) -> bool:
        return pole != self.x and self.left <= pole <= self.right

    def overlaps(self, other: "_Span") -> bool:
        return self.left <= other.right and other.left <= self.right


def place_flags(wanted: Sequence[Flag], left: float, right: float) -> tuple[PlacedFlag | None, ...]:
    """Place the flags between `left` and `right`; None for those that find no room.

    The most important come first: each is kept if all kept before it still find room.
    """
    kept: dict[int, _Span] = {}
    placed: dict[int, int] = {}
    for number, flag in enumerate(wanted):
        for span in _sides(flag, left, right):
            tried = _rows({**kept, number: span})
            if tried is not None and max(tried.values()) < flag.rows:
                kept[number], placed = span, tried
                break
    return tuple(
        PlacedFlag(kept[n].x, kept[n].left, kept[n].right, placed[n]) if n in kept else None
        for n in range(len(wanted))
    )


def _sides(flag: Flag, left: float, right: float) -> list[_Span]:
    spans = [
        _Span(flag.x, flag.x, flag.x + flag.width),
        _Span(flag.x, flag.x - flag.width, flag.x),
    ]
    return [span for span in spans if left <= span.left and span.right <= right]


def _rows(spans: dict[int, _Span]) -> dict[int, int] | None:
    """The lowest row for each, or None where two labels would each cover the other's pole."""
    below = {
        number: [n for n, other in spans.items() if span.covers(other.x)]
        for number, span in spans.items()
    }
    rows: dict[int, int] = {}
    try:
        for number in TopologicalSorter(below).static_order():
            taken = {row for n, row in rows.items() if spans[number].overlaps(spans[n])}
            lowest = max((rows[n] + 1 for n in below[number]), default=0)
            rows[number] = next(
                row for row in range(lowest, lowest + len(spans)) if row not in taken
            )
    except CycleError:
        return None
    return rows
