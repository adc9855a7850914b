"""Step 5: a few extreme values are drawn in to their neighbour, while they bend a column."""

import numpy as np

from ranking.arrays import Floats, Truths
from ranking.methodology import Treatment

FEWEST = 4
"""Values that kurtosis needs: below, G2 divides by zero."""
DECIMALS = 9


def treat(values: Floats, treatment: Treatment) -> Floats:
    """Winsorise the columns that need it, each on its present values.

    The extreme at the skewed end is set to the next different value, until a column is fit or
    `max_points` of its units were moved, each counted once.
    """
    if treatment.method == "none":
        return values
    columns = values.reshape(-1, values.shape[-1]).copy()
    is_moved = np.zeros(columns.shape, dtype=np.bool_)
    rows = np.arange(len(columns))
    while rows.size:
        skewness, kurtosis = shape_of(columns[rows])
        may_move = is_moved[rows].sum(axis=-1) < treatment.max_points
        is_bent = (np.abs(skewness) >= treatment.skewness) & (kurtosis >= treatment.kurtosis)
        rows, skewness = rows[is_bent & may_move], skewness[is_bent & may_move]
        side = np.where(skewness > 0, 1.0, -1.0)[:, None]
        columns[rows], at_end = _move(columns[rows], side)
        is_moved[rows] |= at_end
    return columns.reshape(values.shape)


def _move(columns: Floats, side: Floats) -> tuple[Floats, Truths]:
    """Each row with its extreme at the side (1 top, −1 bottom) set to the next, and who moved."""
    upright = columns * side
    at_end = upright == np.fmax.reduce(upright, axis=-1, keepdims=True)
    nearest = np.fmax.reduce(np.where(at_end, -np.inf, upright), axis=-1, keepdims=True)
    return np.where(at_end, nearest, upright) * side, at_end


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
