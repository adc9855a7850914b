"""Step 5: a few extreme values are drawn in to their neighbour, while they bend a column."""

import numpy as np

from ranking.arrays import Floats, Truths
from ranking.methodology import Treatment

FEWEST = 4
"""Values that kurtosis needs: below, G2 divides by zero."""
DECIMALS = 9


def treat(values: Floats, treatment: Treatment) -> Floats:
    """Winsorise the columns that need it, each on its present values."""
    if treatment.method == "none":
        return values
    treated = values.copy()
    columns = treated.reshape(-1, values.shape[-1])
    for row in np.flatnonzero(_is_bent(*shape_of(columns), treatment)):
        present = ~np.isnan(columns[row])
        columns[row, present] = winsorise(columns[row, present], treatment)
    return treated


def winsorise(values: Floats, treatment: Treatment) -> Floats:
    """Set the extreme at the skewed end to the next different value, until the column is fit.

    Stops as well when `max_points` units were moved, each counted once.
    """
    values, is_moved = values.copy(), np.zeros(values.shape, dtype=np.bool_)
    while is_moved.sum() < treatment.max_points:
        skewness, kurtosis = shape_of(values[None])
        if not _is_bent(skewness, kurtosis, treatment)[0]:
            break
        if skewness[0] > 0:
            extreme = values.max()
            nearest = values[values < extreme].max()
        else:
            extreme = values.min()
            nearest = values[values > extreme].min()
        is_moved |= values == extreme
        values[values == extreme] = nearest
    return values


def _is_bent(skewness: Floats, kurtosis: Floats, treatment: Treatment) -> Truths:
    return (np.abs(skewness) >= treatment.skewness) & (kurtosis >= treatment.kurtosis)


def shape_of(columns: Floats) -> tuple[Floats, Floats]:
    """Skewness G1 and excess kurtosis G2 of each row, as SKEW and KURT in a spreadsheet.

    Rounded to nine decimals; NaN for a constant row, and for one of fewer than four values.
    """
    n = (~np.isnan(columns)).sum(axis=-1).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = _standardise(columns, n)
        g1 = n / ((n - 1) * (n - 2)) * _total(z**3)
        g2 = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * _total(z**4)
        g2 -= 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
    varies = np.fmin.reduce(columns, axis=-1) < np.fmax.reduce(columns, axis=-1)
    is_fit = (n >= FEWEST) & varies
    skewness = np.where(is_fit, np.round(g1, DECIMALS), np.nan)
    return skewness, np.where(is_fit, np.round(g2, DECIMALS), np.nan)


def _standardise(columns: Floats, n: Floats) -> Floats:
    """(x − mean) ÷ s of each row, with n − 1."""
    # neither figure sees the scale: shrunk first, no power can overflow
    shrunk = columns / np.fmax.reduce(np.abs(columns), axis=-1)[:, None]
    deviations = shrunk - (_total(shrunk) / n)[:, None]
    spread = np.sqrt(_total(deviations**2) / (n - 1))
    standardised: Floats = deviations / spread[:, None]
    return standardised


def _total(columns: Floats) -> Floats:
    total: Floats = np.add.reduce(columns, axis=-1, where=~np.isnan(columns))
    return total
