"""From figures to a measured edition: scored, ranked, with ranges and what the ranks hang on."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import numpy as np

from ranking.arrays import Floats, Truths
from ranking.edition import Edition
from ranking.figure import Figure
from ranking.index import Index, score_table
from ranking.influence import Influence
from ranking.measured import MeasuredEdition, MeasuredStanding
from ranking.methodology import Methodology
from ranking.methodology_file import parse_methodology
from ranking.order import UNRANKED
from ranking.sensitivity import sensitivity
from ranking.table import Table, TableFaults, value_faults
from ranking.uncertainty import HIGH, LOW, Spread, simulate

DRAWS = 2_000
SEED = 0
WORLDS = 512
"""Of each source of the sensitivity: enough that the bounds of an index are a few hundredths."""


class GroupsUnknown(ValueError):
    """The method fills gaps by groups of units, and observations know none."""


def measure_edition(
    edition: Edition,
    made_at: datetime,
    text: str,
    figures: Mapping[str, Mapping[str, Figure]],
    draws: int = DRAWS,
) -> MeasuredEdition:
    """Score all ministries by the methodology in `text`; takes about a second, so in a thread.

    The same figures and text give the same edition. Raises `MethodologyFaults`, `TableFaults`
    for a figure that cannot be divided by or logged, and `GroupsUnknown`.
    """
    methodology = parse_methodology(text)
    if methodology.needs_groups:
        raise GroupsUnknown(methodology.imputation.by)
    table = table_of(figures, methodology)
    if faults := value_faults(table, methodology):
        raise TableFaults(faults)
    index = score_table(table, methodology)
    spread = simulate(index, draws, SEED)
    return MeasuredEdition(
        edition=edition,
        made_at=made_at,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        methodology=methodology,
        figures=figures,
        standings=_standings(index, spread),
        influences=_influences(index),
        draws=draws,
        seed=SEED,
    )


def table_of(figures: Mapping[str, Mapping[str, Figure]], methodology: Methodology) -> Table:
    """The figures as a table, a row a ministry in the order of their codes; what is not known is
    missing. The line of a row is its place, from 0."""
    countries = tuple(sorted(figures))
    numbers = {
        column: np.array([_value(figures[country].get(column)) for country in countries])
        for column in methodology.columns
    }
    lines = tuple(range(len(countries)))
    return Table(countries, numbers, ("",) * len(countries), lines)


def _value(figure: Figure | None) -> float:
    return float("nan") if figure is None else figure.value


def _influences(index: Index) -> tuple[Influence, ...]:
    """None where fewer than two are ranked: there is no order that could change."""
    ranked = int((index.stages.ranks != UNRANKED).sum())
    return sensitivity(index, WORLDS, SEED) if ranked > 1 else ()


def _standings(index: Index, spread: Spread) -> dict[str, MeasuredStanding]:
    lows, highs = spread.percentiles(LOW, HIGH)
    nodes = index.nodes()
    standings = {}
    for unit, country in enumerate(index.units):
        known = float(index.stages.coverage[unit])
        rank = int(index.stages.ranks[unit])
        if rank == UNRANKED:
            standings[country] = MeasuredStanding(country, known)
            continue
        standings[country] = MeasuredStanding(
            country=country,
            coverage=known,
            rank=rank,
            score=float(index.stages.scores[unit]),
            rating=index.letter(unit),
            low=int(lows[unit]),
            high=int(highs[unit]),
            nodes=_scores(index, nodes[:, unit]),
            alike=_names(index, _alike(spread, unit)),
        )
    return standings


def _scores(index: Index, column: Floats) -> dict[str, float]:
    codes = [node.code for node in index.methodology.nodes]
    return {c: float(s) for c, s in zip(codes, column, strict=True) if not np.isnan(s)}


def _alike(spread: Spread, unit: int) -> Truths:
    """The other ranked units that are not before or behind it in 95 % of the draws."""
    ranks = spread.ranks
    mine = ranks[:, unit : unit + 1]
    ahead = ((mine < ranks) + (mine == ranks) / 2).mean(axis=0)
    is_open = np.maximum(ahead, 1 - ahead) < HIGH / 100
    is_open[unit] = False
    alike: Truths = is_open & (ranks != UNRANKED).any(axis=0)
    return alike


def _names(index: Index, chosen: Truths) -> tuple[str, ...]:
    return tuple(index.units[unit] for unit in np.flatnonzero(chosen))
