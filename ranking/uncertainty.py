"""How firm a rank is: the same table scored in many worlds drawn at random (Monte Carlo)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ranking.arrays import Integers
from ranking.index import Index
from ranking.methodology import Methodology, Uncertainty
from ranking.order import UNRANKED
from ranking.worlds import (
    Alternatives,
    Ground,
    Ranks,
    alternatives,
    ground,
    noise_factors,
    rank_by_choice,
    streams,
    vary_weights,
)

LOW, MEDIAN, HIGH = 5, 50, 95
"""Percentiles that bound the 90 % range and halve it."""
MOST_RANKS = 200_000_000
"""Units times draws kept, four bytes each; the rest of the memory does not grow with draws."""
UNITS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Spread:
    """The rank of every unit (columns) in every draw (rows); 0 where it was not ranked."""

    ranks: Ranks

    def percentiles(self, *percents: int) -> tuple[Integers, ...]:
        """Nearest-rank percentiles of every unit's ranks; 0 for one that was never ranked."""
        draws, units = self.ranks.shape
        found = np.zeros((len(percents), units), dtype=np.intp)
        for start in range(0, units, UNITS_AT_ONCE):
            block = np.sort(self.ranks[:, start : start + UNITS_AT_ONCE], axis=0)
            unranked = (block == UNRANKED).sum(axis=0)  # they come first
            for row, percent in enumerate(percents):
                place = unranked + -(-(draws - unranked) * percent // 100) - 1
                taken = np.take_along_axis(block, np.clip(place, 0, draws - 1)[None], axis=0)[0]
                found[row, start : start + UNITS_AT_ONCE] = taken
        return tuple(found)

    def share_ahead(self, unit: int, other: int) -> float:
        """In what share of the draws the first stands before the other, ties counting half."""
        mine, theirs = self.ranks[:, unit], self.ranks[:, other]
        return float(((mine < theirs) + (mine == theirs) / 2).mean())

    def can_tell_apart(self, unit: int, other: int) -> bool:
        """Whether one of the two stands before the other in at least 95 % of the draws."""
        ahead = self.share_ahead(unit, other)
        return max(ahead, 1 - ahead) >= HIGH / 100


class TooManyDraws(ValueError):
    """More ranks than are kept; `most` is the number of draws that this table allows."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} draws of so many units")
        self.most = most


def simulate(
    index: Index, draws: int, seed: int, told: Callable[[int], None] = lambda draws: None
) -> Spread:
    """Rank the table in `draws` worlds; the same seed gives the same ranks on any machine.

    `told` hears, now and then, how many more draws are done. The work is numpy's and leaves the
    interpreter free: run it in a thread. Raises `TooManyDraws`.
    """
    if draws * len(index.units) > MOST_RANKS:
        raise TooManyDraws(MOST_RANKS // len(index.units))
    common = ground(index)
    chance = _Chance(common, index.methodology.uncertainty, alternatives(index.methodology), seed)
    ranks = np.empty((draws, len(index.units)), dtype=np.uint32)
    for start in range(0, draws, common.batch):
        batch = ranks[start : start + common.batch]
        chance.fill(batch)
        told(len(batch))
    return Spread(ranks)


class _Chance:
    """Three streams of random numbers, so that one thing's variation does not move another's."""

    def __init__(
        self, ground: Ground, uncertainty: Uncertainty, open_to: Alternatives, seed: int
    ) -> None:
        self._ground, self._uncertainty = ground, uncertainty
        self._choices = open_to.choices()
        self._weights, self._noise, self._picks = streams(seed, 3)

    def fill(self, ranks: Ranks) -> None:
        """The ranks of the next worlds, one a row."""
        weights = self._ground.recipe.weights
        shares = self._weights.random((len(ranks), weights.size))
        weights = vary_weights(weights, shares, self._uncertainty.weights)
        standard = self._noise.standard_normal((len(ranks), *self._ground.denominated.shape))
        factors = noise_factors(standard, self._uncertainty.noise)
        picks = self._picks.integers(len(self._choices), size=len(ranks))
        ranks[:] = rank_by_choice(self._ground, factors, weights, picks, self._choices)


def varied(methodology: Methodology) -> tuple[str, ...]:
    """What the draws vary, in words for whoever reads the result; see `[uncertainty]`."""
    uncertainty, open_to = methodology.uncertainty, alternatives(methodology)
    said = [
        f"every weight by up to ±{uncertainty.weights:.0%}, evenly",
        f"every value with a standard deviation of {uncertainty.noise:.0%} of itself",
    ]
    if len(open_to.normalising) > 1:
        said.append("the normalisation: " + ", ".join(open_to.normalising))
    if uncertainty.aggregate:
        said.append("the mean of every node: " + ", ".join(uncertainty.aggregate))
    if uncertainty.imputation:
        said.append("the filling of gaps: " + ", ".join(open_to.imputing))
    return tuple(said)
