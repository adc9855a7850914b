"""Each rule of the contract's steps 6 to 8, by figures worked out by hand."""

import math

import pytest

from tests.ranking.scored import column, method, scored


def normalised(
    table: str, keys: str = "a", normalisation: str = 'method = "min_max"'
) -> list[float]:
    index = scored(table, method(keys, normalisation=normalisation))
    row: list[float] = index.stages.normalised[0].tolist()
    return row


def test_goalposts_clip_and_stretch() -> None:
    scale = 'method = "goalposts"\nscale = [1, 7]'
    values = normalised(column(0, 10, 15, 30, 99), "a; goalposts = [10, 30]", scale)
    assert values == pytest.approx([1, 1, 2.5, 7, 7])


def test_min_max_stretches_over_the_units() -> None:
    assert normalised(column(2, 4, 10)) == pytest.approx([0, 25, 100])


def test_z_score_uses_n_minus_one() -> None:
    assert normalised(column(1, 2, 3), normalisation='method = "z_score"') == [-1, 0, 1]


def test_percentile_rank_counts_equal_ones_half() -> None:
    ranks = 'method = "percentile_rank"\nscale = [0, 1]'
    values = normalised(column(5, 1, 5, 9, None), normalisation=ranks)
    assert values[:4] == pytest.approx([1.5 / 3, 0, 1.5 / 3, 1])
    assert math.isnan(values[4])


@pytest.mark.parametrize(
    ("normalisation", "expected"),
    [
        ('method = "goalposts"\nscale = [1, 7]', [7, 4, 1]),
        ('method = "min_max"\nscale = [1, 7]', [7, 4, 1]),
        ('method = "percentile_rank"\nscale = [1, 7]', [7, 4, 1]),
        ('method = "z_score"\nscale = [1, 7]', [1, 0, -1]),
    ],
)
def test_less_is_better_mirrors_the_scale(normalisation: str, expected: list[float]) -> None:
    keys = "a; direction = -1; goalposts = [1, 3]"
    assert normalised(column(1, 2, 3), keys, normalisation) == pytest.approx(expected)


@pytest.mark.parametrize("values", [(4, 4, 4), (4,), (4, None)])
@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize(
    ("method_name", "middle"), [("min_max", 4), ("percentile_rank", 4), ("z_score", 0)]
)
def test_a_constant_column_or_a_single_value_is_the_middle(
    values: tuple[object, ...], direction: int, method_name: str, middle: float
) -> None:
    normalisation = f'method = "{method_name}"\nscale = [1, 7]'
    row = normalised(column(*values), f"a; direction = {direction}", normalisation)
    assert [value for value in row if not math.isnan(value)] == [middle] * sum(
        value is not None for value in values
    )


def test_a_result_near_an_end_of_the_scale_is_that_end() -> None:
    normalisation = 'method = "goalposts"\nscale = [0, 100]'
    low, high = 5e-12, 1 - 5e-12
    values = normalised(column(low, high, 0.5), "a; goalposts = [0, 1]", normalisation)
    assert values == [0, 100, 50]
    mirrored = "a; goalposts = [0, 1]; direction = -1"
    assert normalised(column(low, high), mirrored, normalisation) == [100, 0]
    assert normalised(column(2e-11), "a; goalposts = [0, 1]", normalisation) != [0]


def test_z_scores_near_an_end_of_the_unused_scale_stay() -> None:
    row = normalised(column(1, 2, 3 + 1e-10), normalisation='method = "z_score"\nscale = [0, 1]')
    assert row[2] != 1
    assert row[1] != 0


UNEVEN = "unit,a,b,c\nu1,0,50,100\nu2,100,,0\nu3,,,100\nu4,,,\n"
AS_IT_IS = 'method = "goalposts"'
KEYS = ("a; goalposts = [0, 100]; weight = 3", "b; goalposts = [0, 100]", "c; goalposts = [0, 100]")


def test_weights_are_rescaled_over_what_is_present() -> None:
    scores = scored(UNEVEN, method(*KEYS, normalisation=AS_IT_IS)).stages.scores
    assert scores[:3] == pytest.approx([150 / 5, 300 / 4, 100])
    assert math.isnan(scores[3])


def test_geometric_mean_is_weighted_and_a_zero_makes_it_zero() -> None:
    table = "unit,a,b\nu1,16,81\nu2,0,100\nu3,0,\nu4,,25\n"
    keys = ("a; goalposts = [0, 100]", "b; goalposts = [0, 100]; weight = 3")
    text = method(*keys, normalisation=AS_IT_IS, nodes='aggregate = "geometric"')
    expected = [16 ** (1 / 4) * 81 ** (3 / 4), 0, 0, 25]
    assert scored(table, text).stages.scores == pytest.approx(expected)


NESTED = """
[[node]]
code = "left"
parent = "all"
weight = 2
[[node]]
code = "right"
parent = "all"
[[node]]
code = "bare"
parent = "all"
"""


def test_a_node_without_present_children_is_missing_and_counts_for_nothing_above() -> None:
    table = "unit,a,b,c\nu1,10,20,90\nu2,,,60\nu3,30,,\n"
    keys = (
        'a; parent = "left"; goalposts = [0, 100]',
        'b; parent = "left"; goalposts = [0, 100]; weight = 3',
        'c; parent = "right"; goalposts = [0, 100]',
    )
    index = scored(table, method(*keys, normalisation=AS_IT_IS, nodes=NESTED))
    root, left, right, bare = index.nodes().tolist()
    assert left[0] == pytest.approx(17.5)
    assert root[0] == pytest.approx((2 * 17.5 + 90) / 3)
    assert math.isnan(left[1])
    assert (root[1], right[1], root[2]) == pytest.approx((60, 60, 30))
    assert all(math.isnan(score) for score in bare)


def test_a_node_without_any_children_counts_for_nothing_though_nothing_else_is_missing() -> None:
    nodes = '[[node]]\ncode = "bare"\nparent = "all"'
    index = scored(
        column(4, 6), method("a; goalposts = [0, 10]", normalisation=AS_IT_IS, nodes=nodes)
    )
    assert index.stages.scores == pytest.approx([40, 60])


def test_nodes_may_come_in_any_order_in_the_file() -> None:
    nodes = 'parent = "top"\n[[node]]\ncode = "top"\naggregate = "geometric"'
    index = scored(
        column(4, 6), method("a; goalposts = [0, 10]", normalisation=AS_IT_IS, nodes=nodes)
    )
    assert index.methodology.root.code == "top"
    assert index.nodes() == pytest.approx(index.stages.normalised.repeat(2, axis=0))


def test_ties_share_the_better_rank_and_the_next_is_skipped() -> None:
    assert scored(column(1, 5, 3, 5, 3, None, 0), method("a")).stages.ranks.tolist() == [
        5, 1, 3, 1, 3, 0, 6,
    ]  # fmt: skip


def test_scores_that_agree_to_nine_decimals_tie() -> None:
    text = method("a; goalposts = [0, 100]", normalisation=AS_IT_IS)
    tied = scored(column(50, 50 + 2e-10, 50 + 1e-8), text)
    assert tied.stages.ranks.tolist() == [2, 2, 1]


BANDS = '[[rating]]\nletter = "A"\nfrom = 60\n[[rating]]\nletter = "C"\nfrom = 20\n'


def letters(*values: object) -> list[str]:
    text = method("a; goalposts = [0, 100]", normalisation=AS_IT_IS, tables=BANDS)
    index = scored(column(*values), text)
    return [index.letter(unit) for unit in range(len(index.units))]


def test_the_letter_is_the_highest_band_reached() -> None:
    assert letters(100, 60, 59.99, 20, 19.99, None) == ["A", "A", "C", "C", "", ""]


def test_a_band_is_reached_when_the_score_rounds_to_it() -> None:
    assert letters(60 - 2e-10, 60 - 1e-8) == ["A", "C"]


def test_without_bands_there_are_no_letters() -> None:
    assert scored(column(1, 2), method("a")).letter(0) == ""


def test_nothing_known_at_all_ranks_nobody() -> None:
    stages = scored(column(None, None), method("a")).stages
    assert stages.ranks.tolist() == [0, 0]
    assert stages.coverage.tolist() == [0, 0]


@pytest.mark.parametrize("name", ["min_max", "z_score", "percentile_rank"])
@pytest.mark.parametrize(
    "values", [(-1.7e308, 0, 1.7e308), (0, 5e-324, 1e-323), (1e300, 2e300, 3e300)]
)
def test_huge_and_tiny_values_neither_overflow_nor_vanish(
    name: str, values: tuple[float, ...]
) -> None:
    row = normalised(column(*values), normalisation=f'method = "{name}"')
    expected = [-1, 0, 1] if name == "z_score" else [0, 50, 100]
    assert row == pytest.approx(expected)
