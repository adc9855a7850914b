"""What holds for any table: found by trying to break it."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.arrays import Floats, Recipe, prepare
from ranking.index import Observed, Stages, score
from ranking.methodology_file import parse_methodology
from tests.ranking.scored import method

NODES = '[[node]]\ncode = "x"\nparent = "all"\nweight = 2\n[[node]]\ncode = "y"\nparent = "all"'
INDICATORS = (
    'a; parent = "x"; goalposts = [-500, 500]',
    'b; parent = "x"; goalposts = [-500, 500]; weight = 3',
    'c; parent = "y"; goalposts = [-500, 500]',
)
METHODS = ("min_max", "goalposts", "z_score", "percentile_rank")
values = st.integers(-1000, 1000).map(float)
gaps = values | st.just(float("nan"))


def tables(cells: st.SearchStrategy[float], most: int = 8) -> st.SearchStrategy[Floats]:
    """Three indicators (rows) of up to `most` units."""
    return st.integers(1, most).flatmap(
        lambda units: st.lists(
            st.lists(cells, min_size=units, max_size=units), min_size=3, max_size=3
        ).map(np.array)
    )


def recipe(name: str = "min_max", *indicators: str) -> Recipe:
    text = method(*(indicators or INDICATORS), normalisation=f'method = "{name}"', nodes=NODES)
    return prepare(parse_methodology(text))


RECIPES = {name: recipe(name) for name in METHODS}


def stages(values: Floats, recipe: Recipe) -> Stages:
    groups = np.zeros(values.shape[1], dtype=np.intp)
    return score(Observed(values, np.ones_like(values), groups), recipe)


@given(
    tables(gaps), st.floats(1e-6, 1e6), st.sampled_from(["min_max", "z_score", "percentile_rank"])
)
def test_scaling_an_indicator_changes_nothing(table: Floats, factor: float, name: str) -> None:
    scaled = table.copy()
    scaled[1] *= factor
    before, after = stages(table, RECIPES[name]), stages(scaled, RECIPES[name])
    np.testing.assert_allclose(after.scores, before.scores, atol=1e-9)
    assert after.ranks.tolist() == before.ranks.tolist()


@given(tables(gaps), st.integers(0, 2), st.data(), st.sampled_from(METHODS))
def test_a_better_value_never_lowers_the_score(
    table: Floats, row: int, data: st.DataObject, name: str
) -> None:
    unit = data.draw(st.integers(0, table.shape[1] - 1))
    if np.isnan(table[row, unit]):
        table[row, unit] = 0.0
    better = table.copy()
    better[row, unit] += data.draw(st.integers(1, 3000))
    before, after = stages(table, RECIPES[name]), stages(better, RECIPES[name])
    if name != "z_score" or table.shape[1] == 1:  # one far value widens everybody's scale
        assert after.scores[unit] >= before.scores[unit] - 1e-9
    assert after.ranks[unit] <= before.ranks[unit] or name == "z_score"


@given(tables(gaps), st.floats(0.01, 100), st.sampled_from(METHODS))
def test_weights_scaled_alike_change_nothing(table: Floats, factor: float, name: str) -> None:
    weighted = tuple(
        f"{keys}; weight = {weight * factor!r}"
        for keys, weight in zip(
            (k.replace("; weight = 3", "") for k in INDICATORS), (1, 3, 1), strict=True
        )
    )
    before, after = stages(table, RECIPES[name]), stages(table, recipe(name, *weighted))
    np.testing.assert_allclose(after.scores, before.scores, atol=1e-9)


@given(tables(gaps), st.randoms(use_true_random=False), st.sampled_from(METHODS))
def test_permuted_units_permute_ranks(table: Floats, random: object, name: str) -> None:
    order = list(range(table.shape[1]))
    random.shuffle(order)  # type: ignore[attr-defined]
    before, after = stages(table, RECIPES[name]), stages(table[:, order], RECIPES[name])
    assert after.ranks.tolist() == before.ranks[order].tolist()
    assert after.bands.tolist() == before.bands[order].tolist()


@given(tables(gaps), st.sampled_from(["min_max", "goalposts", "percentile_rank"]))
def test_scores_stay_on_the_scale_and_ranks_follow_them(table: Floats, name: str) -> None:
    found = stages(table, RECIPES[name])
    known = found.scores[~np.isnan(found.scores)]
    assert ((known >= -1e-9) & (known <= 100 + 1e-9)).all()
    assert (found.ranks > 0).tolist() == (~np.isnan(found.scores)).tolist()
    rounded = np.round(known, 9)
    assert found.ranks[found.ranks > 0].tolist() == [1 + (rounded > one).sum() for one in rounded]


@given(tables(values), st.sampled_from(["min_max", "percentile_rank", "z_score"]))
def test_a_constant_column_favours_nobody(table: Floats, name: str) -> None:
    table[0] = 7.0
    row = stages(table, RECIPES[name]).normalised[0]
    assert set(row.tolist()) == {0.0 if name == "z_score" else 50.0}


@pytest.mark.parametrize("name", METHODS)
def test_a_hundred_thousand_units_are_scored_in_seconds(name: str) -> None:
    table = np.random.default_rng(1).normal(size=(3, 100_000))
    table[0, ::7] = np.nan
    started = time.perf_counter()
    found = stages(table, RECIPES[name])
    assert time.perf_counter() - started < 5
    rounded = np.sort(np.round(found.scores, 9))
    expected = 1 + len(rounded) - np.searchsorted(rounded, np.round(found.scores, 9), "right")
    assert (found.ranks == expected).all()
