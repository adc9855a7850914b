"""Owen values: a change shared out exactly among players who come in unions.

Owen, *Values of games with a priori unions* (1977). The unions join one after the other in every
order, and within a union its members in every order; a player's value is what it changes when it
joins, averaged over all these orders. The values add up to the whole change, and those of a
union's members to the union's Shapley value.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np

from ranking.arrays import Floats, Integers

Coalitions = Integers
"""Bit masks: player p takes part where bit p is set."""
Worth = Callable[[Coalitions], Floats]
"""What coalitions are worth: one row a coalition, one column a thing that is shared out."""

MOST_COALITIONS = 2**16
"""Some five seconds of scoring."""


@dataclass(frozen=True, slots=True)
class Unions:
    """The players 0, 1, 2 … as they are united; each player in one union."""

    members: tuple[tuple[int, ...], ...]

    def mask(self, union: int) -> int:
        return sum(1 << player for player in self.members[union])


def owen_values(unions: Unions, worth: Worth) -> Floats:
    """A row for each player, a column for each thing shared out; sums to worth(all) − worth(none).

    Raises `TooManyCoalitions` before anything is tried.
    """
    count = count_coalitions([len(each) for each in unions.members])
    if count > MOST_COALITIONS:
        raise TooManyCoalitions(count)
    players = sum(len(each) for each in unions.members)
    values: Floats | None = None
    for union, members in enumerate(unions.members):
        shares = _of_union(unions, union, worth)
        if values is None:
            values = np.zeros((players, shares.shape[-1]))
        values[list(members)] = shares
    assert values is not None
    return values


def count_coalitions(sizes: Sequence[int]) -> int:
    """How many coalitions are tried for unions of these sizes."""
    return sum(2 ** (len(sizes) - 1 + size) for size in sizes)


class TooManyCoalitions(ValueError):
    """More than can be tried in a conversation."""


def _of_union(unions: Unions, union: int, worth: Worth) -> Floats:
    """The values of the members of one union, in their order."""
    members = unions.members[union]
    others = [unions.mask(other) for other in range(len(unions.members)) if other != union]
    outside, outside_weights = _subsets(others)
    inside, _ = _subsets([1 << player for player in members])
    coalitions = (outside[:, None] | inside[None, :]).reshape(-1)
    tried = worth(coalitions).reshape(len(outside), len(inside), -1)
    worths = np.tensordot(outside_weights, tried, axes=1)
    return np.stack([_joins(worths, place, len(members)) for place in range(len(members))])


def _joins(worths: Floats, place: int, count: int) -> Floats:
    """What the member at that place changes when it joins, averaged over all orders within."""
    without = np.array([s for s in range(2**count) if not s >> place & 1], dtype=np.intp)
    sizes = np.array([int(s).bit_count() for s in without])
    weights = np.array([_weight(int(size), count) for size in sizes])
    changes: Floats = weights @ (worths[without | (1 << place)] - worths[without])
    return changes


def _subsets(masks: Sequence[int]) -> tuple[Coalitions, Floats]:
    """Every way to unite some of the masks, with its share of the orders in which just these
    come before one more."""
    united, weights = [], []
    for chosen in range(2 ** len(masks)):
        united.append(sum(mask for bit, mask in enumerate(masks) if chosen >> bit & 1))
        weights.append(_weight(chosen.bit_count(), len(masks) + 1))
    return np.array(united, dtype=np.intp), np.array(weights)


def _weight(before: int, count: int) -> float:
    """The share of the orders of `count` in which a given set of `before` precedes a given one."""
    return factorial(before) * factorial(count - before - 1) / factorial(count)
