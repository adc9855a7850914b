"""Step 7: upwards from the indicators to the root, over what is present."""

import numpy as np

from ranking.arrays import Floats, Recipe, Truths, unit_blocks
from ranking.methodology import Aggregating


def aggregate(
    normalised: Floats, recipe: Recipe, weights: Floats, mean: Aggregating | None = None
) -> Floats:
    """The stack of indicators and nodes, with every node worked out; NaN where it has no child.

    `weights` has a weight a row of the stack (with draws before them, one set a draw); `mean`
    is used for every node in place of its own.
    """
    *draws, indicators, units = normalised.shape
    stack = np.empty((*draws, weights.shape[-1], units))
    stack[..., :indicators, :] = normalised
    for block in unit_blocks(units):
        _work_out(stack[..., block], indicators, recipe, weights, mean)
    return stack


def _work_out(
    stack: Floats, indicators: int, recipe: Recipe, weights: Floats, mean: Aggregating | None
) -> None:
    """The nodes of a stack whose indicators are there."""
    # a gap anywhere shows in the sum
    is_full = recipe.is_bushy and not np.isnan(stack[..., :indicators, :].sum())
    mean_of = mean_of_all if is_full else mean_of_present
    with np.errstate(divide="ignore", invalid="ignore"):  # the logarithm of 0; 0 ÷ 0 of no child
        for branch in recipe.branches:
            children, shares = stack[..., branch.children, :], weights[..., branch.children]
            if (mean or branch.aggregate) == "geometric":
                # a child of 0 makes the node 0: exp(−∞)
                stack[..., branch.row, :] = np.exp(mean_of(np.log(children), shares))
            else:
                stack[..., branch.row, :] = mean_of(children, shares)


def mean_of_all(children: Floats, weights: Floats) -> Floats:
    """The weighted mean of rows without gaps."""
    mean: Floats = _sum(weights, children) / weights.sum(axis=-1)[..., None]
    return mean


def mean_of_present(children: Floats, weights: Floats) -> Floats:
    """The weighted mean with the weights rescaled over the rows that are present."""
    present = ~np.isnan(children)
    known = _sum(weights, np.where(present, children, 0.0))
    mean: Floats = known / _sum(weights, present)
    return mean


def _sum(weights: Floats, rows: Floats | Truths) -> Floats:
    """Weighted over the rows, unit by unit."""
    total: Floats = (weights[..., None, :] @ rows)[..., 0, :]
    return total
