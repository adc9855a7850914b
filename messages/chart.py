"""What a picture shows, before it is drawn. Values only: drawing chooses the looks.

A `title` is the message. `shorter` is what to say in its place where it finds no room: the first
that does.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from messages.phrase import Phrase, joined


class Emphasis(StrEnum):
    """Whom a mark stands for: the country asked about, a peer of it, or another."""

    SUBJECT = "subject"
    PEER = "peer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RankedPosition:
    """A published position: exact where `best` equals `worst`, else somewhere between them."""

    label: Phrase
    best: int
    worst: int
    emphasis: Emphasis

    @property
    def is_exact(self) -> bool:
        return self.best == self.worst


@dataclass(frozen=True, slots=True)
class RankLine:
    """The line from first to last with the published positions on it.

    `last` is how many were ranked (where unknown: the worst position published);
    `unplaced` are the countries that belong in the picture but have no published rank; `peers`
    says who those are that stand out as peers.
    """

    title: Phrase
    subtitle: Phrase
    last: int
    positions: tuple[RankedPosition, ...]
    unplaced: tuple[Phrase, ...]
    source: Phrase
    alternative: Phrase
    peers: Phrase | None = None
    shorter: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One edition's rank, exact or a range, out of `ranked` where that is known.

    `period` is a year (`2017`) or an ISO week (`2026-W47`); others are known only by their order.
    """

    period: str
    best: int
    worst: int
    ranked: int | None

    @property
    def is_exact(self) -> bool:
        return self.best == self.worst


@dataclass(frozen=True, slots=True)
class RankHistory:
    """One country's published ranks over the editions of one series, oldest first."""

    title: Phrase
    subtitle: Phrase
    points: tuple[HistoryPoint, ...]
    source: Phrase
    alternative: Phrase
    shorter: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure; `shown` is the figure as the reader sees it, `beside` what it is held against."""

    label: Phrase
    amount: float
    shown: Phrase
    emphasis: Emphasis
    beside: float | None = None


@dataclass(frozen=True, slots=True)
class BarChart:
    """Figures side by side: of countries, or of one country's dimensions.

    `most` is the end of the scale, where it has one; `beside` says what the marks at the bars are,
    `peers` who those are that stand out as peers.
    """

    title: Phrase
    subtitle: Phrase
    bars: tuple[Bar, ...]
    unplaced: tuple[Phrase, ...]
    source: Phrase
    alternative: Phrase
    most: float | None = None
    beside: Phrase | None = None
    peers: Phrase | None = None
    shorter: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table to be drawn; `are_figures` tells of each column whether it is aligned as figures
    are, at the end."""

    headings: tuple[Phrase, ...]
    are_figures: tuple[bool, ...]
    rows: tuple[tuple[Phrase, ...], ...]


@dataclass(frozen=True, slots=True)
class TablePicture:
    """Tables that are too wide for the text of a platform, under the chart that goes with them.

    With a chart `above`, its title and source are the picture's.
    """

    tables: tuple[DrawnTable, ...]
    title: Phrase
    subtitle: Phrase
    source: Phrase
    alternative: Phrase
    above: RankLine | RankHistory | BarChart | None = None
    shorter: tuple[Phrase, ...] = ()


Panel = RankLine | RankHistory | BarChart | TablePicture


@dataclass(frozen=True, slots=True)
class Panels:
    """What belongs to several rankings, one under the other: each panel says by its own title and
    source line which one it is of, since a picture is passed on without the words around it."""

    panels: tuple[Panel, ...]

    @property
    def alternative(self) -> Phrase:
        return joined(*(panel.alternative for panel in self.panels))


Chart = Panel | Panels


def one_picture(panels: Sequence[Panel]) -> Chart | None:
    """All of them in the one picture that a message can carry."""
    if len(panels) > 1:
        return Panels(tuple(panels))
    return panels[0] if panels else None


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: PNG bytes and the words for those who cannot see it."""

    png: bytes
    alternative: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.png).hexdigest()
