"""Step 3: a gap takes the mean or median of its group; a group that knows nothing leaves it."""

import numpy as np

from ranking.arrays import Floats, Integers, Truths
from ranking.methodology import Imputing

NO_GROUP = -1


def impute(values: Floats, groups: Integers, method: Imputing) -> Floats:
    """Fill gaps from the units of the same group; `groups` numbers them, NO_GROUP has none."""
    if method == "none" or not (gaps := np.isnan(values)).any():
        return values
    middle = group_mean if method == "group_mean" else group_median
    filled = values.copy()
    for units in _groups_with_gaps(gaps, groups):
        of_group, known = values[..., units], ~gaps[..., units]
        filled[..., units] = np.where(known, of_group, middle(of_group, known))
    return filled


def group_mean(values: Floats, known: Truths) -> Floats:
    """The mean of what is known in each row, NaN for none.

    Held between the least and the greatest, where rounding could leave them: a column that is
    constant stays so.
    """
    count = known.sum(axis=-1, keepdims=True)
    total = np.where(known, values / np.maximum(count, 1), 0.0).sum(axis=-1, keepdims=True)
    least = np.fmin.reduce(values, axis=-1, keepdims=True)
    greatest = np.fmax.reduce(values, axis=-1, keepdims=True)
    held: Floats = np.clip(total, least, greatest)
    return held


def group_median(values: Floats, known: Truths) -> Floats:
    """The median of what is known in each row, NaN for none."""
    count = known.sum(axis=-1, keepdims=True)
    ordered = np.sort(values, axis=-1)  # NaN comes last
    lower = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0), axis=-1)
    upper = np.take_along_axis(ordered, np.minimum(count // 2, values.shape[-1] - 1), axis=-1)
    middle: Floats = np.where(count > 0, lower / 2 + upper / 2, np.nan)
    return middle


def _groups_with_gaps(gaps: Truths, groups: Integers) -> list[Integers]:
    """The units of each group that has a gap anywhere."""
    has_gap = gaps.any(axis=tuple(range(gaps.ndim - 1)))
    wanted = np.unique(groups[has_gap & (groups != NO_GROUP)])
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], wanted, side="left")
    ends = np.searchsorted(groups[order], wanted, side="right")
    return [order[start:end] for start, end in zip(starts, ends, strict=True)]
