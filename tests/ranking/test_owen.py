"""Owen values: what every order of joining says, and nothing lost on the way."""

from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.arrays import Floats, Integers
from ranking.owen import MOST_COALITIONS, TooManyCoalitions, Unions, Worth, owen_values

UNIONS = st.lists(st.integers(1, 3), min_size=1, max_size=3).map(
    lambda sizes: Unions(
        tuple(tuple(range(sum(sizes[:n]), sum(sizes[: n + 1]))) for n in range(len(sizes)))
    )
)


def game(players: int, seed: int) -> Worth:
    worths = np.random.default_rng(seed).normal(size=(2**players, 2))

    def worth(coalitions: Integers) -> Floats:
        found: Floats = worths[coalitions]
        return found

    return worth


def by_all_orders(unions: Unions, worth: Worth) -> Floats:
    """The definition, by trying every order."""
    players = sum(map(len, unions.members))
    values = np.zeros((players, 2))
    count = 0
    for order in permutations(range(len(unions.members))):
        inner: list[list[int]] = [[]]
        for union in order:
            within = permutations(unions.members[union])
            inner = [[*line, *part] for part in list(within) for line in inner]
        for line in inner:
            count += 1
            joined = 0
            for player in line:
                before, joined = joined, joined | 1 << player
                values[player] += worth(np.array([joined]))[0] - worth(np.array([before]))[0]
    assert count == factorial(len(unions.members)) * np.prod(
        [factorial(len(m)) for m in unions.members]
    )
    return values / count


@given(UNIONS, st.integers(0, 1000))
def test_values_are_the_mean_over_all_orders_that_keep_unions_together(
    unions: Unions, seed: int
) -> None:
    worth = game(sum(map(len, unions.members)), seed)
    values = owen_values(unions, worth)
    assert values == pytest.approx(by_all_orders(unions, worth), abs=1e-12)


@given(UNIONS, st.integers(0, 1000))
def test_the_parts_add_up_to_the_whole(unions: Unions, seed: int) -> None:
    players = sum(map(len, unions.members))
    worth = game(players, seed)
    whole = worth(np.array([2**players - 1]))[0] - worth(np.array([0]))[0]
    assert owen_values(unions, worth).sum(axis=0) == pytest.approx(whole, abs=1e-12)


def test_too_many_coalitions_are_refused_before_anything_is_tried() -> None:
    def worth(coalitions: Integers) -> Floats:
        raise AssertionError("nothing is to be tried")

    with pytest.raises(TooManyCoalitions):
        owen_values(Unions((tuple(range(MOST_COALITIONS.bit_length())),)), worth)
