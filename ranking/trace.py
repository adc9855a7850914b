"""One unit's way from its raw values to its score."""

from dataclasses import dataclass

import numpy as np

from ranking.index import Index


@dataclass(frozen=True, slots=True)
class IndicatorTrace:
    """What each step made of one value; NaN is missing. `is_imputed`: a gap that was filled."""

    code: str
    parent: str
    raw: float
    denominator: float
    denominated: float
    transformed: float
    imputed: float
    treated: float
    normalised: float
    is_imputed: bool
    is_treated: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A child in its node's mean: `share` of the weights present, 0 for a missing child."""

    code: str
    score: float
    share: float


@dataclass(frozen=True, slots=True)
class NodeTrace:
    """How a node's score came about."""

    code: str
    aggregate: str
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole way of one unit: its indicators in the order of the file, nodes leaves first."""

    unit: str
    coverage: float
    is_kept: bool
    indicators: tuple[IndicatorTrace, ...]
    nodes: tuple[NodeTrace, ...]
    rank: int
    score: float
    letter: str


def follow(index: Index, unit: int) -> Trace:
    """Follow the unit at this place of the table; `rank` is 0 and `letter` empty for none."""
    stages = index.stages
    return Trace(
        unit=index.units[unit],
        coverage=float(stages.coverage[unit]),
        is_kept=bool(stages.is_kept[unit]),
        indicators=_indicators(index, unit),
        nodes=_nodes(index, unit),
        rank=int(stages.ranks[unit]),
        score=float(stages.scores[unit]),
        letter=index.letter(unit),
    )


def _indicators(index: Index, unit: int) -> tuple[IndicatorTrace, ...]:
    observed, stages = index.observed, index.stages
    followed = []
    for row, indicator in enumerate(index.methodology.indicators):
        at = (row, unit)
        is_gap = bool(np.isnan(stages.transformed[at]))
        followed.append(
            IndicatorTrace(
                code=indicator.code,
                parent=indicator.parent,
                raw=float(observed.values[at]),
                denominator=float(observed.denominators[at]),
                denominated=float(stages.denominated[at]),
                transformed=float(stages.transformed[at]),
                imputed=float(stages.imputed[at]),
                treated=float(stages.treated[at]),
                normalised=float(stages.normalised[at]),
                is_imputed=is_gap and not np.isnan(stages.imputed[at]),
                is_treated=bool(np.abs(stages.treated[at] - stages.imputed[at]) > 0),
            )
        )
    return tuple(followed)


def _nodes(index: Index, unit: int) -> tuple[NodeTrace, ...]:
    entries, recipe = index.methodology.entries, index.recipe
    scores = index.stages.stack[:, unit]
    followed = []
    for branch in recipe.branches:
        rows = np.arange(len(entries))[branch.children]
        weights = np.where(np.isnan(scores[rows]), 0.0, recipe.weights[rows])
        shares = weights / (weights.sum() or 1.0)
        parts = tuple(
            Part(entries[row].code, float(scores[row]), float(share))
            for row, share in zip(rows, shares, strict=True)
        )
        code, score = entries[branch.row].code, float(scores[branch.row])
        followed.append(NodeTrace(code, branch.aggregate, score, parts))
    return tuple(followed)
