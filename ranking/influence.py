"""How much a choice of the method moves the ranks: Sobol indices with their bounds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the variance with the 5th and 95th percentile of its bootstrap."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Influence:
    """What a source explains alone (`first`), and with all that it interacts with (`total`)."""

    source: str
    first: Share
    total: Share
