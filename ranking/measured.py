"""A measured edition: our own index of one week, with everything that it was made from.

Nothing in it changes any more. numpy is not needed to read one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ranking.edition import Edition
from ranking.figure import Figure
from ranking.influence import Influence
from ranking.methodology import Indicator, Methodology, Node

SERIES = "kopdar"
"""The series of our own index; published series are never mixed with it."""


@dataclass(frozen=True, slots=True)
class MeasuredStanding:
    """A ministry in a measured edition.

    Of one that is not ranked (too little is known) rank, range and score are None and `nodes`
    is empty. `low` … `high` hold in 90 % of the draws; `alike` are the ministries that the
    draws cannot tell it from.
    """

    country: str
    coverage: float
    rank: int | None = None
    score: float | None = None
    rating: str = ""
    low: int | None = None
    high: int | None = None
    nodes: Mapping[str, float] = field(default_factory=dict)
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasuredEdition:
    """`figures` by country and column; `digest` is the SHA-256 of the methodology's text."""

    edition: Edition
    made_at: datetime
    text: str
    digest: str
    methodology: Methodology
    figures: Mapping[str, Mapping[str, Figure]]
    standings: Mapping[str, MeasuredStanding]
    influences: tuple[Influence, ...]
    draws: int
    seed: int

    @property
    def ranked(self) -> int:
        return sum(standing.rank is not None for standing in self.standings.values())

    @property
    def in_order(self) -> tuple[MeasuredStanding, ...]:
        """Those that are ranked, the first first."""
        ranked = [s for s in self.standings.values() if s.rank is not None]
        return tuple(sorted(ranked, key=lambda s: (s.rank or 0, s.country)))

    @property
    def dimensions(self) -> tuple[Node, ...]:
        """The nodes that indicators hang on, in the order of the file."""
        parents = {indicator.parent for indicator in self.methodology.indicators}
        return tuple(node for node in self.methodology.nodes if node.code in parents)

    def missing_of(self, country: str) -> tuple[Indicator, ...]:
        """The indicators of which nothing is known: no value, or nothing to divide it by."""
        known = self.figures.get(country, {})
        return tuple(
            indicator
            for indicator in self.methodology.indicators
            if indicator.code not in known or (indicator.per and indicator.per not in known)
        )
