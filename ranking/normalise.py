"""Step 6: every indicator onto one scale, more always better."""

from collections.abc import Callable

import numpy as np

from ranking.arrays import Floats, Recipe
from ranking.methodology import Normalising
from ranking.order import count_below

NEAR = 1e-9
"""As near an end of the scale as this is the end: a 0 decides a geometric mean."""
SAFE = 1e100
"""Beyond, a sum of squares may overflow (or, inverted, vanish)."""


def normalise(values: Floats, recipe: Recipe, method: Normalising | None = None) -> Floats:
    """Values on the recipe's scale, by its method or by another one."""
    method = method or recipe.normalising
    if method == "z_score":
        scores = z_score(values)
        scores[..., recipe.mirrored, :] *= -1
        return scores
    a, b = recipe.scale
    shares = goalposts(values, recipe) if method == "goalposts" else SHARES[method](values)
    scores = a + (b - a) * shares
    scores[..., recipe.mirrored, :] = a + b - scores[..., recipe.mirrored, :]
    scores[scores <= a + NEAR] = a
    scores[scores >= b - NEAR] = b
    return scores


def goalposts(values: Floats, recipe: Recipe) -> Floats:
    """The share of the way from the low goalpost to the high one, clipped to it."""
    clipped = np.clip(values, recipe.low, recipe.high)
    share: Floats = (clipped - recipe.low) / (recipe.high - recipe.low)
    return share


def min_max(values: Floats) -> Floats:
    """The share of the way from the least value to the greatest; a constant is half-way."""
    values = _tamed(values)
    least, greatest = _ends(values)
    span = greatest - least
    if span.all():
        share: Floats = (values - least) / span
        return share
    return np.where(span == 0, _half(values), (values - least) / np.where(span == 0, 1.0, span))


def percentile_rank(values: Floats) -> Floats:
    """The share of the other units that are below, equal ones counting half; alone is half-way."""
    n = (~np.isnan(values)).sum(axis=-1, keepdims=True)
    below, above = count_below(values), count_below(-values)
    equal = n - below - above
    share = (below + (equal - 1) / 2) / np.maximum(n - 1, 1)
    return np.where(n > 1, np.where(np.isnan(values), np.nan, share), _half(values))


def z_score(values: Floats) -> Floats:
    """Standard deviations (n − 1) from the mean; a constant is 0."""
    values = _tamed(values)
    present = ~np.isnan(values)
    n = present.sum(axis=-1, keepdims=True)
    mean = np.add.reduce(values, axis=-1, keepdims=True, where=present) / np.maximum(n, 1)
    deviations = values - mean
    squares = np.add.reduce(deviations**2, axis=-1, keepdims=True, where=present)
    least, greatest = _ends(values)
    spread = np.sqrt(squares / np.maximum(n - 1, 1))
    varies = least < greatest
    return np.where(varies, deviations / np.where(varies, spread, 1.0), 0.0 * values)


def _ends(values: Floats) -> tuple[Floats, Floats]:
    """The least and the greatest present value of each row."""
    least: Floats = np.fmin.reduce(values, axis=-1, keepdims=True)
    greatest: Floats = np.fmax.reduce(values, axis=-1, keepdims=True)
    return least, greatest


def _half(values: Floats) -> Floats:
    return np.where(np.isnan(values), np.nan, 0.5)


def _tamed(values: Floats) -> Floats:
    """Rows of huge or tiny values brought to about 1 by a power of two, which loses nothing.

    None of the methods here sees a scale, but their differences and squares could overflow.
    """
    size = np.fmax.reduce(np.abs(values), axis=-1, keepdims=True)
    is_wild = (size > SAFE) | (size < 1 / SAFE)
    if not is_wild.any():
        return values
    power = np.where(is_wild & (size > 0), np.frexp(size)[1], 0)
    return np.ldexp(values, -power)


SHARES: dict[Normalising, Callable[[Floats], Floats]] = {
    "min_max": min_max,
    "percentile_rank": percentile_rank,
}
