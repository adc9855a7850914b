"""Step 4: who is known well enough to be compared."""

import numpy as np

from ranking.arrays import Floats, Truths


def coverage(denominated: Floats) -> Floats:
    """The share of indicators known of each unit, from 0 to 1, unweighted; before imputation."""
    known = np.isfinite(denominated).sum(axis=-2, dtype=np.int32)
    share: Floats = known / denominated.shape[-2]
    return share


def screen(values: Floats, is_kept: Truths) -> Floats:
    """Make everything of the units left out missing, so that they shape nothing that follows."""
    return values if is_kept.all() else np.where(is_kept, values, np.nan)
