"""Which choice moves the ranks: variance-based (Sobol) indices of what `[uncertainty]` varies.

The result whose variance is shared out is the mean distance of all ranks from their own. Saltelli
and others, *Variance based sensitivity analysis of model output* (2010): its design A, B and, for
each source, A with that source from B; its estimator of first-order indices, Jansen's of totals.
"""

from collections.abc import Callable, Mapping

import numpy as np

from ranking.arrays import Floats, Integers
from ranking.index import Index
from ranking.influence import Influence, Share
from ranking.methodology import Methodology
from ranking.order import UNRANKED
from ranking.worlds import (
    Ground,
    alternatives,
    ground,
    noise_factors,
    rank_by_choice,
    streams,
    vary_weights,
)

RESAMPLES = 200
"""Bootstrap samples behind the bounds of an index."""

Sample = Mapping[str, Floats]
"""For each source, numbers from 0 to 1: one row a world (one number, or one for each weight)."""


def sources(methodology: Methodology) -> tuple[str, ...]:
    """What the methodology lets vary."""
    uncertainty, open_to = methodology.uncertainty, alternatives(methodology)
    is_varied = {
        "weights": uncertainty.weights > 0,
        "noise": uncertainty.noise > 0,
        "normalisation": len(open_to.normalising) > 1,
        "aggregate": len(open_to.aggregating) > 1,
        "imputation": len(open_to.imputing) > 1,
    }
    return tuple(source for source, varies in is_varied.items() if varies)


def sensitivity(
    index: Index, worlds: int, seed: int, told: Callable[[int], None] = lambda worlds: None
) -> tuple[Influence, ...]:
    """First-order and total indices of each source; `worlds` × (sources + 2) are ranked.

    `told` hears, now and then, how many more are done.
    """
    trial = _Trial(index, seed, told)
    first_chance, second_chance, bootstrap = streams(seed, 3)
    a, b = trial.sample(first_chance, worlds), trial.sample(second_chance, worlds)
    y_a, y_b = trial.run(a), trial.run(b)
    picks = bootstrap.integers(worlds, size=(RESAMPLES, worlds))
    influences = []
    for source in sources(index.methodology):
        y_ab = trial.run({**a, source: b[source]})
        influences.append(
            Influence(
                source,
                _bounded(first_order, y_a, y_b, y_ab, picks),
                _bounded(total, y_a, y_b, y_ab, picks),
            )
        )
    return tuple(influences)


def first_order(y_a: Floats, y_b: Floats, y_ab: Floats) -> Floats:
    """The share of the variance (along the last axis) that the source explains alone."""
    centre = (y_a.mean(axis=-1, keepdims=True) + y_b.mean(axis=-1, keepdims=True)) / 2
    explained = ((y_b - centre) * (y_ab - y_a)).mean(axis=-1)
    return _of_variance(explained, y_a, y_b)


def total(y_a: Floats, y_b: Floats, y_ab: Floats) -> Floats:
    """The share that would be left if everything but the source were known."""
    return _of_variance(((y_a - y_ab) ** 2).mean(axis=-1) / 2, y_a, y_b)


def _of_variance(explained: Floats, y_a: Floats, y_b: Floats) -> Floats:
    variance = np.concatenate([y_a, y_b], axis=-1).var(axis=-1)
    return np.where(variance > 0, explained / np.where(variance > 0, variance, 1.0), 0.0)


def _bounded(
    estimate: Callable[[Floats, Floats, Floats], Floats],
    y_a: Floats,
    y_b: Floats,
    y_ab: Floats,
    picks: Integers,
) -> Share:
    resampled = estimate(y_a[picks], y_b[picks], y_ab[picks])
    low, high = np.percentile(resampled, [5, 95])
    return Share(float(estimate(y_a, y_b, y_ab)), float(low), float(high))


class _Trial:
    """Turns samples into worlds, and worlds into how far the ranks moved."""

    def __init__(self, index: Index, seed: int, told: Callable[[int], None]) -> None:
        self._ground: Ground = ground(index)
        self._uncertainty = index.methodology.uncertainty
        self._open_to = alternatives(index.methodology)
        self._choices = self._open_to.choices()
        self._ranks = index.stages.ranks
        self._seed, self._told = seed, told

    def sample(self, chance: np.random.Generator, worlds: int) -> Sample:
        shares = chance.random((worlds, self._ground.recipe.weights.size))
        single = ("noise", "normalisation", "aggregate", "imputation")
        return {"weights": shares, **{source: chance.random(worlds) for source in single}}

    def run(self, sample: Sample) -> Floats:
        worlds, size = len(sample["noise"]), self._ground.batch
        distances = np.empty(worlds)
        for start in range(0, worlds, size):
            batch = slice(start, min(start + size, worlds))
            distances[batch] = self._distances({key: part[batch] for key, part in sample.items()})
            self._told(batch.stop - batch.start)
        return distances

    def _distances(self, sample: Sample) -> Floats:
        recipe, uncertainty = self._ground.recipe, self._uncertainty
        weights = vary_weights(recipe.weights, sample["weights"], uncertainty.weights)
        standard = np.stack([self._noise(number) for number in sample["noise"]])
        factors = noise_factors(standard, uncertainty.noise)
        ranks = rank_by_choice(self._ground, factors, weights, self._picks(sample), self._choices)
        is_ranked = (ranks != UNRANKED) & (self._ranks != UNRANKED)
        moved = np.where(is_ranked, np.abs(ranks.astype(np.int64) - self._ranks), 0)
        distances: Floats = moved.sum(axis=-1) / np.maximum(is_ranked.sum(axis=-1), 1)
        return distances

    def _noise(self, number: float) -> Floats:
        """The same noise for the same number, wherever a design puts it."""
        seeds = (self._seed, int(number * 2**53))
        chance = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seeds)))
        return chance.standard_normal(self._ground.denominated.shape)

    def _picks(self, sample: Sample) -> Integers:
        """The place of each world's choice among all combinations."""
        open_to = self._open_to
        sizes = len(open_to.normalising), len(open_to.aggregating), len(open_to.imputing)
        steps = (sample["normalisation"], sample["aggregate"], sample["imputation"])
        places = tuple(
            (numbers * size).astype(np.intp) for numbers, size in zip(steps, sizes, strict=True)
        )
        picks: Integers = np.ravel_multi_index(places, sizes)
        return picks
