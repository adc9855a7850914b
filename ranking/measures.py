"""From observations to figures: how the points of a column add up to one number a ministry.

A column that is named nowhere here is the mean of its points, which is what a share of channels
is when each point is 0 or 100.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, median

from ranking.figure import Figure, Point
from ranking.observation import Observation

Measure = Callable[[Sequence[float]], float]
Figures = Mapping[str, Mapping[str, Figure]]
"""By country, then by column."""

COUNTED: Mapping[str, Measure] = {
    # counts of what several channels have together
    "networks": sum,
    "posts_per_week": sum,
    "followers": sum,
    "followers_per_capita": sum,
    "reactions": sum,
    "audience": sum,
    # counted once for the whole, wherever they were seen
    "languages": max,
    "formats": max,
    "cited_by_peers": max,
    "online_services": max,
    "openness": max,
    "population": max,
}
"""Of the ministry and its missions together: one of them alone has no such figure."""
SPREAD: Mapping[str, Measure] = {
    # the middle channel: one that was forgotten does not speak for all
    "days_silent": median,
}
WITHIN_UNIT: Mapping[str, Measure] = {
    # shares of missions: whatever channels a mission has, it counts once
    "missions_online": max,
    "mission_sites": max,
    "host_languages": max,
    "mission_networks": sum,
}


def measure(column: str, points: Sequence[Point]) -> float:
    """The figure that the points of a column give together."""
    values = [point.value for point in points]
    if within := WITHIN_UNIT.get(column):
        by_unit: dict[str, list[float]] = defaultdict(list)
        for point in points:
            by_unit[point.unit].append(point.value)
        values = [within(each) for each in by_unit.values()]
    return float((COUNTED.get(column) or SPREAD.get(column, fmean))(values))


def figures_of(observations: Iterable[Observation], columns: Iterable[str]) -> Figures:
    """Every ministry's figures in these columns, from the newest observation of each thing.

    One that names neither unit nor channel is of the ministry and its missions together, one that
    names a unit alone is of all its channels: each goes before its parts, unless one of them was
    seen later.
    """
    wanted = set(columns)
    newest: dict[tuple[str, str], dict[tuple[str, str], Observation]] = defaultdict(dict)
    for seen in observations:
        if seen.indicator not in wanted:
            continue
        things = newest[seen.country, seen.indicator]
        before = things.get((seen.unit, seen.channel))
        if before is None or before.observed_at <= seen.observed_at:
            things[seen.unit, seen.channel] = seen
    figures: dict[str, dict[str, Figure]] = defaultdict(dict)
    for (country, column), things in newest.items():
        points = tuple(
            Point(o.unit, o.channel, o.value, o.observed_at, o.source) for o in _chosen(things)
        )
        figures[country][column] = Figure(measure(column, points), points)
    return figures


def _chosen(things: Mapping[tuple[str, str], Observation]) -> list[Observation]:
    """Of the whole, the units and their channels, those that count."""
    units: dict[str, list[Observation]] = defaultdict(list)
    for unit, channel in sorted(things):
        if unit or channel:
            units[unit].append(things[unit, channel])
    parts = [seen for of_unit in units.values() for seen in _first_or_rest(of_unit)]
    whole = things.get(("", ""))
    return _first_or_rest([whole, *parts]) if whole else parts


def _first_or_rest(seen: list[Observation]) -> list[Observation]:
    """The first, where it stands for the others and none of them is newer; else the others."""
    first, *rest = seen
    if first.channel or not rest:
        return seen
    return rest if any(each.observed_at > first.observed_at for each in rest) else [first]
