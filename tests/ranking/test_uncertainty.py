"""Monte Carlo: seeded, bounded, and honest about what cannot be told apart."""

import numpy as np
import pytest

from ranking.uncertainty import MOST_RANKS, Spread, TooManyDraws, simulate, varied
from ranking.worlds import LEAST_FACTOR, noise_factors, vary_weights
from tests.ranking.scored import method, scored

TABLE = "unit,a,b,region\n" + "".join(
    f"u{n},{n * 10 % 37},{'' if n == 3 else n * n % 23},{'x' if n % 2 else 'y'}\n"
    for n in range(1, 13)
)
STILL = "[uncertainty]\nweights = 0\nnoise = 0\n"


def spread(tables: str, draws: int = 200, seed: int = 1) -> Spread:
    return simulate(scored(TABLE, method("a", "b; weight = 2", tables=tables)), draws, seed)


def test_the_same_seed_gives_the_same_ranks_and_another_seed_others() -> None:
    assert (spread("").ranks == spread("").ranks).all()
    assert (spread("").ranks != spread("", seed=2).ranks).any()


def test_more_draws_continue_fewer() -> None:
    assert (spread("", draws=300).ranks[:100] == spread("", draws=100).ranks).all()


def test_nothing_varied_gives_the_rank_itself() -> None:
    ranks = scored(TABLE, method("a", "b; weight = 2")).stages.ranks
    assert (spread(STILL).ranks == ranks).all()


def test_each_choice_is_tried_about_as_often() -> None:
    tables = STILL + 'normalisation = ["min_max", "percentile_rank"]'
    ranks = spread(tables, draws=400).ranks
    own = (ranks == spread(STILL, draws=400).ranks).all(axis=1)
    other = STILL + 'normalisation = ["percentile_rank"]'
    assert (ranks[~own] == spread(other).ranks[0]).all()
    assert 150 < own.sum() < 250


def test_one_choice_only_replaces_the_method() -> None:
    tables = STILL + 'aggregate = ["geometric"]\nnormalisation = ["percentile_rank"]'
    text = method(
        "a", "b; weight = 2",
        normalisation='method = "percentile_rank"', nodes='aggregate = "geometric"',
    )  # fmt: skip
    assert (spread(tables).ranks == scored(TABLE, text).stages.ranks).all()


def test_imputation_varied_fills_gaps_in_some_draws() -> None:
    tables = STILL + 'imputation = true\n[imputation]\nby = "region"'
    ranks = spread(tables).ranks
    assert len(np.unique(ranks, axis=0)) > 1


def test_units_left_out_are_ranked_in_no_draw() -> None:
    text = method("a", "b").replace('name = "test"', 'name = "test"\nminimum_coverage = 1')
    found = simulate(scored(TABLE, text), 50, 1)
    assert (found.ranks[:, 2] == 0).all()
    assert [bound[2] for bound in found.percentiles(5, 50, 95)] == [0, 0, 0]
    assert found.ranks.max() == 11


def test_treated_tables_are_treated_in_every_draw() -> None:
    table = "unit,a\n" + "".join(f"u{n},{n}\n" for n in range(1, 11)) + "big,1000\n"
    tables = '[uncertainty]\nnoise = 0.001\n[treatment]\nmethod = "winsorise"'
    found = simulate(scored(table, method("a", tables=tables)), 20, 1)
    assert (found.ranks[:, 9:] == 1).all()  # drawn in to its neighbour: a tie


def test_percentiles_are_by_nearest_rank() -> None:
    ranks = Spread(np.arange(1, 21, dtype=np.uint32)[::-1, None])
    assert [int(bound[0]) for bound in ranks.percentiles(5, 50, 95, 100)] == [1, 10, 19, 20]
    assert [int(b[0]) for b in Spread(ranks.ranks[:1]).percentiles(5, 50, 95)] == [20, 20, 20]


def test_percentiles_are_of_the_draws_in_which_a_unit_was_ranked() -> None:
    ranks = Spread(np.array([[0], [7], [0], [3]], dtype=np.uint32))
    assert [int(bound[0]) for bound in ranks.percentiles(5, 50, 51, 95)] == [3, 3, 7, 7]


def test_two_units_are_told_apart_when_one_is_nearly_always_ahead() -> None:
    ranks = np.array([[1, 2, 3]] * 19 + [[2, 1, 3]], dtype=np.uint32)
    found = Spread(ranks)
    assert found.share_ahead(0, 1) == 0.95
    assert found.can_tell_apart(0, 1)
    assert found.can_tell_apart(1, 0)
    assert not Spread(ranks[-2:]).can_tell_apart(0, 1)
    assert not found.can_tell_apart(0, 0)


def test_weights_vary_evenly_within_their_share() -> None:
    varied = vary_weights(np.array([2.0]), np.array([[0.0], [0.5], [1.0]]), 0.25)
    assert varied.tolist() == [[1.5], [2.0], [2.5]]


def test_noise_never_turns_a_value_into_nothing() -> None:
    assert noise_factors(np.array([-100.0, 0.0, 1.0]), 0.5).tolist() == [LEAST_FACTOR, 1, 1.5]


def test_progress_is_told_to_the_last_draw() -> None:
    told: list[int] = []
    simulate(scored(TABLE, method("a", "b")), 5000, 1, told.append)
    assert sum(told) == 5000
    assert len(told) > 1


def test_too_many_draws_are_refused_before_memory_is_taken() -> None:
    with pytest.raises(TooManyDraws) as refused:
        simulate(scored(TABLE, method("a", "b")), MOST_RANKS, 1)
    assert refused.value.most == MOST_RANKS // 12


def test_what_was_varied_is_said() -> None:
    tables = 'normalisation = ["min_max", "z_score"]\naggregate = ["arithmetic"]'
    index = scored(TABLE, method("a", "b", tables=f"[uncertainty]\n{tables}"))
    said = " ".join(varied(index.methodology))
    assert "25%" in said
    assert "5%" in said
    assert "min_max, z_score" in said
