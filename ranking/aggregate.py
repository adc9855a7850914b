"""Step 7: upwards from the indicators to the root, over what is present."""

import numpy as np

from ranking.arrays import Floats, Recipe, Truths
from ranking.methodology import Aggregating


def aggregate(
    normalised: Floats, recipe: Recipe, weights: Floats, mean: Aggregating | None = None
) -> Floats:
    """The stack of indicators and nodes, with every node worked out.

    `weights` has a weight a row of the stack (with draws before them, one set a draw); `mean`
    is used for every node in place of its own.
    """
    *draws, indicators, units = normalised.shape
    stack = np.empty((*draws, weights.shape[-1], units))
    stack[..., :indicators, :] = normalised
    for branch in recipe.branches:
        take = MEANS[mean or branch.aggregate]
        stack[..., branch.row, :] = take(
            stack[..., branch.children, :], weights[..., branch.children]
        )
    return stack


def arithmetic_mean(children: Floats, weights: Floats) -> Floats:
    """Weights are rescaled over the children that are present; NaN where none is."""
    with np.errstate(invalid="ignore"):  # 0 ÷ 0: nothing is present
        total = _sum(weights, children) / weights.sum(axis=-1)[..., None]
        if not np.isnan(total).any():
            return total
        present = ~np.isnan(children)
        known = _sum(weights, np.where(present, children, 0.0))
        rescaled: Floats = known / _sum(weights, present)
        return rescaled


def geometric_mean(children: Floats, weights: Floats) -> Floats:
    """As the arithmetic mean of the logarithms: a child of 0 makes the node 0."""
    with np.errstate(divide="ignore"):
        return np.exp(arithmetic_mean(np.log(children), weights))


def _sum(weights: Floats, rows: Floats | Truths) -> Floats:
    """Weighted over the rows, unit by unit."""
    total: Floats = (weights[..., None, :] @ rows)[..., 0, :]
    return total


MEANS = {"arithmetic": arithmetic_mean, "geometric": geometric_mean}
