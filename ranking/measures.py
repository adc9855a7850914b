"""From observations to figures: how the points of a column add up to one number a ministry.

A column that is named nowhere here is the mean of its points, which is what a share of channels
or missions is when each point is 0 or 100.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, median

from ranking.figure import Figure, Point
from ranking.observation import Observation

Measure = Callable[[Sequence[float]], float]
Figures = Mapping[str, Mapping[str, Figure]]
"""By country, then by column."""

MEASURES: Mapping[str, Measure] = {
    # counts of what several channels have together
    "networks": sum,
    "posts_per_week": sum,
    "followers": sum,
    "followers_per_capita": sum,
    "reactions": sum,
    "audience": sum,
    # the middle channel: one that was forgotten does not speak for all
    "days_silent": median,
    # counted once for the whole, wherever they were seen
    "languages": max,
    "formats": max,
    "cited_by_peers": max,
    "online_services": max,
    "openness": max,
    "population": max,
}


def measure(column: str, values: Sequence[float]) -> float:
    """The figure that the points of a column give together."""
    return float(MEASURES.get(column, fmean)(values))


def figures_of(observations: Iterable[Observation], columns: Iterable[str]) -> Figures:
    """Every ministry's figures in these columns, from the newest observation of each thing.

    One that names neither unit nor channel is of the ministry and its missions together and
    goes before all others of its column.
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
        figures[country][column] = _figure(column, things)
    return figures


def _figure(column: str, things: Mapping[tuple[str, str], Observation]) -> Figure:
    whole = things.get(("", ""))
    chosen = [whole] if whole else [things[place] for place in sorted(things)]
    points = tuple(Point(o.unit, o.channel, o.value, o.observed_at, o.source) for o in chosen)
    return Figure(measure(column, [point.value for point in points]), points)
