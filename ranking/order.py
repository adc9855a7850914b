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
    if values.ndim == 1:
        return np.searchsorted(np.sort(values), values)
    order = np.argsort(values, axis=-1)
    ordered = np.take_along_axis(values, order, axis=-1)
    place = np.arange(1, values.shape[-1])
    starts = np.zeros(values.shape, dtype=np.intp)
    starts[..., 1:] = np.where(ordered[..., 1:] != ordered[..., :-1], place, 0)
    below = np.empty_like(starts)
    np.put_along_axis(below, order, np.maximum.accumulate(starts, axis=-1), axis=-1)
    return below
