"""Step 8, first half: who is before whom. Ties share the better rank; the next is skipped."""

import numpy as np

from ranking.arrays import Floats, Integers

DECIMALS = 9
"""Scores that agree to these tie."""
UNRANKED = 0


def rank(scores: Floats) -> Integers:
    """Ranks from 1 along the last axis, the highest score first; UNRANKED where it is missing."""
    ranks = count_below(-np.round(scores, DECIMALS)) + 1
    ranks[np.isnan(scores)] = UNRANKED
    return ranks


def count_below(values: Floats) -> Integers:
    """How many present values along the last axis are less than each; any number for a gap."""
    below = np.empty(values.shape, dtype=np.intp)
    for row in np.ndindex(values.shape[:-1]):
        order = np.argsort(values[row])  # NaN comes last
        ordered = values[row][order]  # looked up in order, a long row stays in the cache
        below[row][order] = np.searchsorted(ordered, ordered)
    return below
