"""Step 6: every indicator onto one scale, more always better."""

import numpy as np

from ranking.arrays import Floats, Recipe, unit_blocks
from ranking.methodology import Normalising
from ranking.order import count_below

NEAR = 1e-9
"""As near an end of the scale as this is the end: a 0 decides a geometric mean."""
SAFE = 1e100
"""Differences of values beyond, or of tiny ones below its inverse, may overflow when squared."""


def normalise(values: Floats, recipe: Recipe, method: Normalising | None = None) -> Floats:
    """Values on the recipe's scale, by its method or by another one."""
    match method or recipe.normalising:
        case "goalposts":
            return goalposts(values, recipe)
        case "min_max":
            return min_max(values, recipe)
        case "percentile_rank":
            return percentile_rank(values, recipe)
        case "z_score":
            return z_score(values, recipe)


def goalposts(values: Floats, recipe: Recipe) -> Floats:
    """The way from the low goalpost to the high one, clipped to it."""
    clipped = np.clip(values, recipe.low, recipe.high)
    return _lay(clipped, recipe.low, recipe.high, recipe)


def min_max(values: Floats, recipe: Recipe) -> Floats:
    """The way from the least value to the greatest."""
    values, least, greatest = _tame(values)
    return _lay(values, least, greatest, recipe)


def percentile_rank(values: Floats, recipe: Recipe) -> Floats:
    """The share of the other units that are below, equal ones counting half."""
    n = (~np.isnan(values)).sum(axis=-1, keepdims=True)
    below, above = count_below(values), count_below(-values)
    equal = n - below - above
    places = np.where(np.isnan(values), np.nan, below + (equal - 1) / 2)
    return _lay(places, np.zeros(n.shape), (n - 1).astype(np.float64), recipe)


def z_score(values: Floats, recipe: Recipe) -> Floats:
    """Standard deviations (n − 1) from the mean; a constant is 0."""
    values, least, greatest = _tame(values)
    present, varies = ~np.isnan(values), least < greatest
    n = np.maximum(present.sum(axis=-1, keepdims=True), 1)
    mean = np.add.reduce(values, axis=-1, keepdims=True, where=present) / n
    deviations = np.where(varies, values - mean, 0.0 * values)
    squares = np.add.reduce(deviations**2, axis=-1, keepdims=True, where=present)
    spread = np.where(varies, np.sqrt(squares / np.maximum(n - 1, 1)), 1.0)
    scores: Floats = recipe.directions * deviations / spread
    return scores


def _lay(values: Floats, low: Floats, high: Floats, recipe: Recipe) -> Floats:
    """From low … high onto the scale, or onto its mirror; half-way where low is high."""
    a, b = recipe.scale
    is_wide = low < high
    step = recipe.directions * (b - a) / np.where(is_wide, high - low, np.inf)
    begin = np.where(is_wide, np.where(recipe.directions > 0, a, b), (a + b) / 2)
    laid = np.empty(values.shape)
    for block in unit_blocks(values.shape[-1]):
        scores = np.subtract(values[..., block], low, out=laid[..., block])
        scores *= step
        scores += begin
        scores[scores <= a + NEAR] = a
        scores[scores >= b - NEAR] = b
    return laid


def _tame(values: Floats) -> tuple[Floats, Floats, Floats]:
    """The values with the least and the greatest of each row.

    Rows of huge or tiny values are brought to about 1 by a power of two: nobody here sees a
    scale, but their differences and squares could overflow.
    """
    least = np.fmin.reduce(values, axis=-1, keepdims=True)
    greatest = np.fmax.reduce(values, axis=-1, keepdims=True)
    size = np.maximum(np.abs(least), np.abs(greatest))
    is_wild = (size > SAFE) | ((size < 1 / SAFE) & (size > 0))
    if not is_wild.any():
        return values, least, greatest
    power = np.where(is_wild, -np.frexp(size)[1], 0)
    return np.ldexp(values, power), np.ldexp(least, power), np.ldexp(greatest, power)
