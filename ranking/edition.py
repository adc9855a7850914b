"""An edition: what one series said at one time."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Edition:
    """A series and a period: a year as published ("2017"), later an ISO week ("2026-W47")."""

    series: str
    period: str

    @property
    def year(self) -> int:
        return int(self.period[:4])

    @property
    def closes_on(self) -> date:
        """The day on which group membership counts: the last of the edition's year."""
        return date(self.year, 12, 31)


@dataclass(frozen=True, slots=True)
class Series:
    """A line of published tables. `is_digital`: whether it measures digital diplomacy."""

    code: str
    name: str
    publisher: str
    is_digital: bool
    address: str
    about: str


@dataclass(frozen=True, slots=True)
class Place:
    """A rank or place as published, from 1: exact where `best` equals `worst`."""

    best: int
    worst: int

    @property
    def is_exact(self) -> bool:
        return self.best == self.worst


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure was read: an address, a title, or both."""

    title: str
    address: str
