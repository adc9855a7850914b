"""How far along in time editions lie: years and weeks as far apart as they were."""

import re
from collections.abc import Sequence
from itertools import pairwise

# A year, or an ISO week of one; what follows tells editions of the same week apart.
PERIOD = re.compile(r"(\d{4})(?:-W(\d{2})([a-z]?))?", re.ASCII)
WEEKS = 52.18
SAME_WEEK = 26


def shares_of_time(periods: Sequence[str]) -> tuple[float, ...]:
    """From 0 for the first to 1 for the last; one by itself stands in the middle.

    In even steps where the periods are no times, or not in their order.
    """
    if len(periods) < 2:
        return (0.5,) * len(periods)
    years = [_year(period) for period in periods]
    known = [year for year in years if year is not None]
    if len(known) < len(years) or any(before >= after for before, after in pairwise(known)):
        known = [float(number) for number in range(len(periods))]
    first, last = known[0], known[-1]
    return tuple((year - first) / (last - first) for year in known)


def _year(period: str) -> float | None:
    found = PERIOD.fullmatch(period)
    if found is None:
        return None
    year, week, letter = found.groups()
    within = (int(week) - 1 if week else 0) + (ord(letter) - ord("a") if letter else 0) / SAME_WEEK
    return int(year) + within / WEEKS
