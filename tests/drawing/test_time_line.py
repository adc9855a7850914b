"""Editions stand as far apart as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing.time_line import shares_of_time


@pytest.mark.parametrize(
    ("periods", "shares"),
    [
        ([], ()),
        (["2017"], (0.5,)),
        (["2016", "2017"], (0.0, 1.0)),
        (["2016", "2018", "2026"], (0.0, 0.2, 1.0)),
        (["2016", "2015", "2026"], (0.0, 0.5, 1.0)),
        (["first", "2015", "2026"], (0.0, 0.5, 1.0)),
    ],
)
def test_years_lie_as_far_apart_as_they_were(periods: list[str], shares: tuple[float]) -> None:
    assert shares_of_time(periods) == pytest.approx(shares)


def test_weeks_and_the_editions_within_one_keep_their_order_and_distance() -> None:
    first, second, same_week, later, last = shares_of_time(
        ["2026-W01", "2026-W02", "2026-W02b", "2026-W12", "2027-W01"]
    )
    assert first == 0.0
    assert last == 1.0
    assert second < same_week < later
    assert later - second == pytest.approx(10 * second, rel=0.01)


@given(st.lists(st.text(max_size=8), max_size=20))
def test_whatever_the_periods_they_go_from_first_to_last(periods: list[str]) -> None:
    shares = shares_of_time(periods)
    assert len(shares) == len(periods)
    assert list(shares) == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
