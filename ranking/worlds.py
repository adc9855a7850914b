"""Other ways the same table could have been scored: values a little off, weights, choices.

Here one batch of such worlds is ranked; which worlds to try is for `uncertainty` (at random) and
`sensitivity` (by design) to say.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from ranking.aggregate import aggregate
from ranking.arrays import Floats, Integers, Recipe, Truths
from ranking.denominate import transform
from ranking.impute import impute
from ranking.index import Index
from ranking.methodology import Aggregating, Imputing, Methodology, Normalising
from ranking.normalise import normalise
from ranking.order import rank
from ranking.screen import screen
from ranking.treat import treat

LEAST_FACTOR = 1e-3
"""Noise never turns a value into nothing or into its opposite, whose logarithm does not exist."""
CELLS_AT_ONCE = 2**15
"""Values in a batch of worlds: 256 kB, so that every step finds them in the processor's cache."""

Ranks = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Choice:
    """A way through the steps; `aggregating` None is each node's own."""

    normalising: Normalising
    aggregating: Aggregating | None
    imputing: Imputing


@dataclass(frozen=True, slots=True)
class Ground:
    """What is the same in all worlds: who is compared, and what was observed of them."""

    denominated: Floats
    groups: Integers
    is_kept: Truths
    recipe: Recipe

    @property
    def batch(self) -> int:
        """How many worlds to rank at once."""
        return max(1, CELLS_AT_ONCE // max(1, self.denominated.size))


def ground(index: Index) -> Ground:
    """What the worlds around a scored table have in common with it."""
    stages = index.stages
    return Ground(stages.denominated, index.observed.groups, stages.is_kept, index.recipe)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What may be chosen at each step; one entry where nothing varies."""

    normalising: tuple[Normalising, ...]
    aggregating: tuple[Aggregating | None, ...]
    imputing: tuple[Imputing, ...]

    def choices(self) -> tuple[Choice, ...]:
        """Every combination."""
        steps = product(self.normalising, self.aggregating, self.imputing)
        return tuple(Choice(*step) for step in steps)


def alternatives(methodology: Methodology) -> Alternatives:
    """What the `[uncertainty]` of a methodology leaves open."""
    uncertainty = methodology.uncertainty
    own: tuple[Imputing, ...] = (methodology.imputation.method,)
    return Alternatives(
        normalising=uncertainty.normalisation or (methodology.normalisation.method,),
        aggregating=uncertainty.aggregate or (None,),
        imputing=("none", "group_mean", "group_median") if uncertainty.imputation else own,
    )


def streams(seed: int, count: int) -> list[np.random.Generator]:
    """Independent sources of random numbers, the same for the same seed.

    SFC64: half of a world's time goes into random numbers, and it is numpy's fastest.
    """
    seeds = np.random.SeedSequence(seed).spawn(count)
    return [np.random.Generator(np.random.SFC64(each)) for each in seeds]


def noise_factors(standard: Floats, deviation: float) -> Floats:
    """Standard normal numbers made, in place, into what values are multiplied by."""
    standard *= deviation
    standard += 1.0
    return np.maximum(standard, LEAST_FACTOR, out=standard)


def vary_weights(weights: Floats, shares: Floats, share: float) -> Floats:
    """Weights within ±`share` of their own, evenly as `shares` are in 0 … 1; a set each row."""
    varied: Floats = weights * (1.0 + share * (2.0 * shares - 1.0))
    return varied


def rank_worlds(ground: Ground, factors: Floats, weights: Floats, choice: Choice) -> Ranks:
    """Ranks of every unit (columns) in every world (rows); 0 where it has none.

    `factors` multiply the denominated values and are used up; `weights` has one set a world.
    """
    recipe = ground.recipe
    factors *= ground.denominated
    imputed = impute(transform(factors, recipe), ground.groups, choice.imputing)
    treated = treat(screen(imputed, ground.is_kept), recipe.treatment)
    normalised = normalise(treated, recipe, choice.normalising)
    stack = aggregate(normalised, recipe, weights, choice.aggregating)
    return rank(stack[..., recipe.root, :]).astype(np.uint32)


def rank_by_choice(
    ground: Ground, factors: Floats, weights: Floats, picks: Integers, choices: tuple[Choice, ...]
) -> Ranks:
    """As `rank_worlds`, each world by the choice that it picked (its place in `choices`)."""
    if (picks == picks[0]).all():
        return rank_worlds(ground, factors, weights, choices[picks[0]])
    ranks = np.empty((len(picks), factors.shape[-1]), dtype=np.uint32)
    for pick in np.unique(picks):
        taken = picks == pick
        ranks[taken] = rank_worlds(ground, factors[taken], weights[taken], choices[pick])
    return ranks
