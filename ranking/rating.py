"""Step 8, second half: the letter of a score."""

import numpy as np

from ranking.arrays import Floats, Integers
from ranking.order import DECIMALS

UNRATED = -1


def rate(scores: Floats, bands: Floats) -> Integers:
    """The highest band that each score reaches, as its place in `bands`; UNRATED below all."""
    reached = np.searchsorted(bands, np.round(scores, DECIMALS), side="right") - 1
    return np.where(np.isnan(scores), UNRATED, reached)
