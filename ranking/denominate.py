"""Step 1 and 2: from what was counted to what is compared: a share, a logarithm."""

import numpy as np

from ranking.arrays import Floats, Recipe


def denominate(values: Floats, denominators: Floats) -> Floats:
    """Value ÷ denominator; 1 stands where an indicator has none, NaN where it is not known."""
    return values / denominators


def transform(values: Floats, recipe: Recipe) -> Floats:
    """The natural logarithm where the method asks for it; with goalposts, clipped to them first."""
    if not recipe.logged.size:
        return values
    logged, rows = values.copy(), recipe.logged
    taken = values[..., rows, :]
    if recipe.normalising == "goalposts":
        with np.errstate(divide="ignore", invalid="ignore"):  # what is 0 or less is clipped
            taken = np.log(np.maximum(taken, 0.0))
        logged[..., rows, :] = np.clip(taken, recipe.low[rows], recipe.high[rows])
    else:
        logged[..., rows, :] = np.log(taken)
    return logged
