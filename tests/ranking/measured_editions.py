"""Measured editions made in one line each, for whoever explains or changes them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from ranking.edition import Edition
from ranking.figure import Figure, Point
from ranking.measured import SERIES, MeasuredEdition
from ranking.measures import figures_of
from ranking.measuring import measure_edition
from ranking.methodology_file import parse_methodology
from ranking.observation import Observation

SEEN = datetime(2026, 11, 20, tzinfo=UTC)
METHOD = """
[index]
name = "test"
minimum_coverage = 0.5
[normalisation]
method = "min_max"
[[node]]
code = "index"
[[node]]
code = "presence"
parent = "index"
[[node]]
code = "influence"
parent = "index"
weight = 2
[[indicator]]
code = "networks"
parent = "presence"
[[indicator]]
code = "site_freshness"
parent = "presence"
[[indicator]]
code = "days_silent"
parent = "influence"
direction = -1
[[indicator]]
code = "followers"
parent = "influence"
per = "population"
[[rating]]
letter = "A"
from = 50
[[action]]
code = "refresh"
title = "Bring the stale sites up to date"
change = [{indicator = "site_freshness", to = 100}]
[[action]]
code = "one_site"
title = "Bring one site up to date"
scope = "each"
change = [{indicator = "site_freshness", to = 100}]
[[action]]
code = "one_network"
title = "Open one more channel"
change = [{indicator = "networks", add = 1, limit = 8}]
"""


def seen(
    country: str, indicator: str, value: float, unit: str = "", channel: str = "", day: int = 20
) -> Observation:
    return Observation(
        "embassy" if unit else "ministry",
        country,
        unit,
        channel,
        indicator,
        value,
        datetime(2026, 11, day, tzinfo=UTC),
        "https://example.org/seen",
    )


def whole(values: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, Figure]]:
    """Figures recorded for each ministry and its missions together."""
    return {
        country: {
            column: Figure(value, (Point("", "", value, SEEN, "https://example.org/seen"),))
            for column, value in columns.items()
        }
        for country, columns in values.items()
    }


def edition_of(*observations: Observation, text: str = METHOD) -> MeasuredEdition:
    columns = parse_methodology(text).columns
    return measure_edition(
        Edition(SERIES, "2026-W47"), SEEN, text, figures_of(observations, columns), draws=200
    )


def edition(values: Mapping[str, Mapping[str, float]], text: str = METHOD) -> MeasuredEdition:
    return measure_edition(Edition(SERIES, "2026-W47"), SEEN, text, whole(values), draws=200)
