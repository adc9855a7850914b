"""The method of an index: what is weighed, how, and where it hangs.

`docs/methodology.md` explains every key; `methodology_file` reads and checks the file.
"""

from dataclasses import dataclass
from typing import Literal

from ranking.action import Action

Imputing = Literal["none", "group_mean", "group_median"]
Treating = Literal["none", "winsorise"]
Normalising = Literal["goalposts", "min_max", "z_score", "percentile_rank"]
Aggregating = Literal["arithmetic", "geometric"]
Transforming = Literal["none", "log"]


@dataclass(frozen=True, slots=True)
class Imputation:
    """How gaps are filled: from the units with the same text in the column `by`."""

    method: Imputing = "none"
    by: str = ""


@dataclass(frozen=True, slots=True)
class Treatment:
    """How outliers are drawn in, and from which skewness and kurtosis on."""

    method: Treating = "none"
    max_points: int = 5
    skewness: float = 2.0
    kurtosis: float = 3.5


@dataclass(frozen=True, slots=True)
class Normalisation:
    """How indicators of any unit come onto one scale; z-scores do not use `scale`."""

    method: Normalising
    scale: tuple[float, float] = (0.0, 100.0)


@dataclass(frozen=True, slots=True)
class Node:
    """A dimension, pillar or the index itself, which alone has no parent."""

    code: str
    parent: str | None = None
    weight: float = 1.0
    aggregate: Aggregating = "arithmetic"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A column of the table; `goalposts` are in the unit of the value after `per`."""

    code: str
    parent: str
    weight: float = 1.0
    direction: int = 1
    transform: Transforming = "none"
    per: str | None = None
    goalposts: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A rating: this letter from this score upwards."""

    letter: str
    least: float


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What varies when the ranks are tried: shares of weights and values, and lists of choices."""

    weights: float = 0.25
    noise: float = 0.05
    normalisation: tuple[Normalising, ...] = ()
    aggregate: tuple[Aggregating, ...] = ()
    imputation: bool = False


@dataclass(frozen=True, slots=True)
class Methodology:
    """A whole method; `actions` are what a ministry could do to stand better."""

    name: str
    normalisation: Normalisation
    nodes: tuple[Node, ...]
    indicators: tuple[Indicator, ...]
    minimum_coverage: float = 0.0
    imputation: Imputation = Imputation()
    treatment: Treatment = Treatment()
    bands: tuple[Band, ...] = ()
    uncertainty: Uncertainty = Uncertainty()
    actions: tuple[Action, ...] = ()

    @property
    def entries(self) -> tuple[Indicator | Node, ...]:
        """Everything with a code and a weight: indicators first, then nodes, as in the file."""
        return (*self.indicators, *self.nodes)

    @property
    def root(self) -> Node:
        return next(node for node in self.nodes if node.parent is None)

    @property
    def needs_groups(self) -> bool:
        return self.imputation.method != "none" or self.uncertainty.imputation

    @property
    def needs_goalposts(self) -> bool:
        return "goalposts" in (self.normalisation.method, *self.uncertainty.normalisation)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of numbers that a table must have, each once: indicators, then `per`."""
        codes = [indicator.code for indicator in self.indicators]
        return tuple(dict.fromkeys(codes + [i.per for i in self.indicators if i.per]))
