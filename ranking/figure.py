"""What is known of a ministry in one column of the table, and from which points."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Point:
    """One observation behind a figure; `unit` empty for the ministry itself."""

    unit: str
    channel: str
    value: float
    observed_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A ministry's value in a column, with the newest point of everything it was made from."""

    value: float
    points: tuple[Point, ...]

    @property
    def is_whole(self) -> bool:
        """Whether somebody recorded it for the ministry and its missions together."""
        return len(self.points) == 1 and not (self.points[0].unit or self.points[0].channel)

    @property
    def oldest_at(self) -> datetime:
        return min(point.observed_at for point in self.points)

    @property
    def newest_at(self) -> datetime:
        return max(point.observed_at for point in self.points)

    @property
    def sources(self) -> tuple[str, ...]:
        """Each source once, in the order of the points."""
        return tuple(dict.fromkeys(point.source for point in self.points))
