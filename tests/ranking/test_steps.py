"""Each rule of the contract's steps 1 to 5, by figures worked out by hand."""

import math

import numpy as np
import pytest

from ranking.arrays import Floats
from ranking.methodology import Treatment
from ranking.treat import shape_of, treat
from tests.ranking.scored import column, method, scored, table_faults

GROUPED = "unit,a,b,region\nu1,1,5,x\nu2,4,,x\nu3,,7,x\nu4,9,,y\nu5,,1,\nu6,,,y\nu7,2,8,x\n"


def imputed(how: str) -> list[list[float]]:
    tables = f'[imputation]\nmethod = "{how}"\nby = "region"'
    rows: list[list[float]] = scored(
        GROUPED, method("a", "b", tables=tables)
    ).stages.imputed.tolist()
    return rows


def test_a_value_is_divided_by_its_denominator() -> None:
    index = scored("unit,a,people\nu1,6,2\nu2,9,3\nu3,4,1\n", method('a; per = "people"'))
    assert index.stages.denominated.tolist() == [[3, 3, 4]]


def test_an_empty_denominator_makes_the_value_missing() -> None:
    index = scored("unit,a,b,n\nu1,6,1,2\nu2,9,2,\n", method('a; per = "n"', "b"))
    assert np.isnan(index.stages.denominated[0]).tolist() == [False, True]
    assert index.stages.coverage.tolist() == [1, 0.5]


@pytest.mark.parametrize("denominator", ["0", "-1", "-0.0"])
def test_a_denominator_that_is_not_above_zero_is_a_fault_of_the_table(denominator: str) -> None:
    [fault] = table_faults(f"unit,a,n\nu1,,1\nu2,,{denominator}\n", method('a; per = "n"'))
    assert (fault.line, fault.column) == (3, "n")
    assert "above 0" in fault.what


def test_logarithm_is_natural() -> None:
    index = scored(column(1, math.e, math.e**4), method('a; transform = "log"'))
    assert index.stages.transformed[0] == pytest.approx([0, 1, 4])
    assert index.stages.scores == pytest.approx([0, 25, 100])


@pytest.mark.parametrize("value", ["0", "-3"])
def test_logarithm_of_what_is_not_above_zero_is_a_fault_of_the_table(value: str) -> None:
    [fault] = table_faults(column(1, value), method('a; transform = "log"'))
    assert (fault.line, fault.column) == (3, "a")


def test_with_goalposts_a_value_is_clipped_before_its_logarithm() -> None:
    log = 'a; transform = "log"; goalposts = [1, 100]'
    index = scored(column(-5, 0, 10, 100, 1000), method(log, normalisation='method = "goalposts"'))
    assert index.stages.scores == pytest.approx([0, 0, 50, 100, 100])


def test_a_gap_takes_the_mean_of_its_group() -> None:
    a, b = imputed("group_mean")
    assert a[2] == pytest.approx((1 + 4 + 2) / 3)
    assert b[1] == pytest.approx((5 + 7 + 8) / 3)


def test_a_gap_takes_the_median_of_its_group_odd_and_even() -> None:
    a, b = imputed("group_median")
    assert (a[2], b[1], a[5]) == (2, 7, 9)
    table = "unit,a,region\nu1,1,x\nu2,4,x\nu3,,x\n"
    text = method("a", tables='[imputation]\nmethod = "group_median"\nby = "region"')
    assert scored(table, text).stages.imputed.tolist() == [[1, 4, 2.5]]


def test_a_gap_stays_where_the_group_knows_nothing_or_is_empty() -> None:
    a, b = imputed("group_mean")
    assert math.isnan(b[3])  # nobody in y knows b
    assert math.isnan(a[4])  # u5 has no group
    assert math.isnan(b[5])


def test_units_without_a_group_are_no_group() -> None:
    table = "unit,a,region\nu1,1,\nu2,,\nu3,3,x\n"
    text = method("a", tables='[imputation]\nmethod = "group_mean"\nby = "region"')
    assert math.isnan(scored(table, text).stages.imputed[0][1])


def test_a_constant_column_stays_constant_when_its_gaps_are_filled() -> None:
    table = "unit,a,region\nu1,0.1,x\nu2,0.1,x\nu3,0.1,x\nu4,,x\n"  # 0.1+0.1+0.1 is not 0.3
    text = method("a", tables='[imputation]\nmethod = "group_mean"\nby = "region"')
    assert scored(table, text).stages.scores.tolist() == [50, 50, 50, 50]


def test_imputation_comes_after_division_and_logarithm() -> None:
    table = "unit,a,n,region\nu1,2,2,x\nu2,100,1,x\nu3,,5,x\n"
    text = method(
        'a; per = "n"; transform = "log"',
        tables='[imputation]\nmethod = "group_mean"\nby = "region"',
    )
    index = scored(table, text)
    assert index.stages.imputed[0][2] == pytest.approx((math.log(1) + math.log(100)) / 2)


def covered(minimum: float, table: str, text: str) -> str:
    return text.replace('name = "test"', f'name = "test"\nminimum_coverage = {minimum}')


def test_units_below_the_minimum_coverage_shape_no_bound_and_have_no_score() -> None:
    table = "unit,a,b\nu1,1,1\nu2,3,3\nu3,1000,\n"
    text = covered(0.6, table, method("a", "b"))
    index = scored(table, text)
    assert index.stages.coverage.tolist() == [1, 1, 0.5]
    assert index.stages.scores[:2].tolist() == [0, 100]
    assert math.isnan(index.stages.scores[2])
    assert index.stages.ranks.tolist() == [2, 1, 0]


def test_coverage_equal_to_the_minimum_is_enough() -> None:
    indicators = [f"i{n}" for n in range(20)]
    table = f"unit,{','.join(indicators)}\nu1{',1' * 13}{',' * 7}\n"
    index = scored(table, covered(0.65, table, method(*indicators)))
    assert index.stages.ranks.tolist() == [1]


def test_coverage_counts_what_was_known_before_imputation_and_ignores_weights() -> None:
    table = "unit,a,b,region\nu1,1,1,x\nu2,3,,x\n"
    text = covered(
        0.6,
        table,
        method("a; weight = 9", "b", tables='[imputation]\nmethod = "group_mean"\nby = "region"'),
    )
    index = scored(table, text)
    assert index.stages.coverage.tolist() == [1, 0.5]
    assert index.stages.ranks.tolist() == [1, 0]


def test_a_unit_left_out_still_fills_the_gaps_of_others() -> None:
    table = "unit,a,b,c,region\nu1,1,,1,x\nu2,3,1,1,y\nu3,,8,,x\n"
    tables = '[imputation]\nmethod = "group_mean"\nby = "region"'
    text = covered(0.5, table, method("a", "b", "c", tables=tables))
    index = scored(table, text)
    assert index.stages.treated[1][0] == 8
    assert index.stages.ranks[2] == 0


def test_skewness_and_kurtosis_are_those_of_spreadsheets() -> None:
    # the examples that spreadsheet manuals give for SKEW and KURT
    skewness, kurtosis = shape_of(np.array([[3.0, 4, 5, 2, 3, 4, 5, 6, 4, 7]]))
    assert skewness[0] == pytest.approx(0.359543071)
    assert kurtosis[0] == pytest.approx(-0.151799637)


def test_skewness_and_kurtosis_pass_over_gaps() -> None:
    values = np.array([[3.0, 4, np.nan, 5, 2, 3, 4, 5, 6, 4, 7]])
    assert shape_of(values)[0][0] == pytest.approx(0.359543071)


WINSORISE = Treatment("winsorise")


def winsorise(values: Floats, treatment: Treatment) -> Floats:
    [treated] = treat(values[None], treatment)
    return np.asarray(treated)


BODY = [float(n) for n in range(1, 11)]


def test_a_high_extreme_is_set_to_the_next_value() -> None:
    assert winsorise(np.array([*BODY, 1000.0]), WINSORISE).tolist() == [*BODY, 10.0]


def test_a_low_extreme_is_set_to_the_next_value() -> None:
    assert winsorise(np.array([-1000.0, *BODY]), WINSORISE).tolist() == [1.0, *BODY]


def test_equal_extremes_move_together() -> None:
    body = [float(n) for n in range(1, 31)]
    treated = winsorise(np.array([*body, 900.0, 900.0]), WINSORISE)
    assert treated.tolist() == [*body, 30.0, 30.0]


def test_moving_goes_on_until_the_column_is_fit() -> None:
    body = [float(n) for n in range(1, 31)]
    treated = winsorise(np.array([*body, 200.0, 10_000.0]), WINSORISE)
    assert treated.tolist() == [*body, 30.0, 30.0]


def test_at_most_so_many_units_are_moved_each_counted_once() -> None:
    body = [float(n % 5) for n in range(60)]
    bent = np.array([*body, 1e3, 1e4, 1e5, 1e6])
    once = winsorise(bent, Treatment("winsorise", max_points=1))
    assert once.tolist()[-4:] == [1e3, 1e4, 1e5, 1e5]
    # the second move takes the unit of the first along: two units, not three
    twice = winsorise(bent, Treatment("winsorise", max_points=2))
    assert twice.tolist()[-4:] == [1e3, 1e4, 1e4, 1e4]
    thrice = winsorise(bent, Treatment("winsorise", max_points=3))
    assert thrice.tolist()[-4:] == [1e3, 1e3, 1e3, 1e3]


def test_points_moved_at_both_ends_are_counted_together() -> None:
    body = [float(n) for n in range(1, 31)]
    bent = np.array([*body, -300.0, -200.0, 1000.0])
    treated = winsorise(bent, Treatment("winsorise", max_points=2))
    assert treated.tolist() == [*body, -200.0, -200.0, 30.0]
    treated = winsorise(bent, Treatment("winsorise", max_points=3))
    assert treated.tolist() == [*body, 1.0, 1.0, 30.0]


def test_nothing_moves_where_no_point_may() -> None:
    bent = np.array([*BODY, 1000.0])
    assert winsorise(bent, Treatment("winsorise", max_points=0)).tolist() == bent.tolist()


def test_both_thresholds_must_be_reached() -> None:
    bent = np.array([*BODY, 1000.0])
    [skewness], [kurtosis] = shape_of(bent[None])
    for treatment in (
        Treatment("winsorise", skewness=skewness + 0.1),
        Treatment("winsorise", kurtosis=kurtosis + 0.1),
    ):
        assert winsorise(bent, treatment).tolist() == bent.tolist()
    reached = Treatment("winsorise", skewness=float(skewness), kurtosis=float(kurtosis))
    assert winsorise(bent, reached).max() == 10


@pytest.mark.parametrize(
    "values", [[1.0, 1.0, 1000.0], [7.0] * 9, [np.nan] * 5, [1.0, np.nan, 5, 9000]]
)
def test_fewer_than_four_values_or_a_constant_stay_untouched(values: list[float]) -> None:
    everything = Treatment("winsorise", skewness=0.0, kurtosis=-100.0)
    treated = treat(np.array([values]), everything)
    np.testing.assert_array_equal(treated, [values])


def test_moving_stops_when_the_column_has_become_constant() -> None:
    treated = winsorise(np.array([5.0, 5, 5, 5, 9]), Treatment("winsorise", kurtosis=-9.0))
    assert treated.tolist() == [5.0] * 5


def test_each_column_is_treated_on_its_present_values() -> None:
    table = "unit,a,b\n" + "".join(f"u{n},{n},\n" for n in range(1, 11)) + "u11,1000,3\n"
    index = scored(table, method("a", "b", tables='[treatment]\nmethod = "winsorise"'))
    assert index.stages.treated[0].max() == 10
    assert index.stages.treated[1][-1] == 3
