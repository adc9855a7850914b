"""What would raise a rank: a ministry's figures changed, and everybody scored again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ranking.action import Action
from ranking.arrays import prepare
from ranking.figure import Figure
from ranking.index import observe, score
from ranking.measured import MeasuredEdition
from ranking.measures import measure
from ranking.measuring import table_of
from ranking.order import UNRANKED

NEAR = 1e-9
"""Points closer than this are the same number of points."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the ministry would stand, all others staying where they are; scores 0–100.

    `points` and `places` are gained where they are above 0.
    """

    score: float
    rank: int
    points: float
    places: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """An action with what it would bring; `units` are concerned ("" is the ministry itself).

    An action at each mission by itself is one prospect for all missions where it brings the
    same: it is enough to do it at one of them.
    """

    action: Action
    outcome: Outcome
    units: tuple[str, ...]


class NotRanked(ValueError):
    """The ministry has no rank in the edition that could change."""


class Bench:
    """One ministry of an edition on the bench: its figures are changed, nobody else's."""

    def __init__(self, edition: MeasuredEdition, country: str) -> None:
        """Raises `NotRanked`."""
        standing = edition.standings.get(country)
        if standing is None or standing.rank is None or standing.score is None:
            raise NotRanked(country)
        self._edition = edition
        self._rank, self._score = standing.rank, standing.score
        self._figures = edition.figures[country]
        self._methodology = edition.methodology
        table = table_of(edition.figures, edition.methodology)
        self._observed = observe(table, edition.methodology)
        self._unit = table.units.index(country)
        self._recipe = prepare(edition.methodology)

    def try_values(self, values: Mapping[str, float]) -> Outcome:
        """The outcome if these indicators had these values, before anything is divided."""
        changed = self._observed.values.copy()
        for row, indicator in enumerate(self._methodology.indicators):
            if indicator.code in values:
                changed[row, self._unit] = values[indicator.code]
        stages = score(replace(self._observed, values=changed), self._recipe)
        new, rank = float(stages.scores[self._unit]), int(stages.ranks[self._unit])
        assert rank != UNRANKED
        return Outcome(new, rank, new - self._score, self._rank - rank)

    def prospects(self) -> tuple[Prospect, ...]:
        """What each action of the methodology would bring, best first; what brings nothing is
        left out."""
        found = [p for action in self._methodology.actions for p in self._of(action)]
        helpful = [prospect for prospect in found if prospect.outcome.points > NEAR]
        return tuple(sorted(helpful, key=lambda p: (-p.outcome.points, p.action.code)))

    def _of(self, action: Action) -> Iterable[Prospect]:
        if action.scope == "all":
            values, units = self._values(action, None)
            return (Prospect(action, self.try_values(values), units),) if units else ()
        return self._one_by_one(action)

    def _one_by_one(self, action: Action) -> Iterable[Prospect]:
        """The best that can be had at one place, with all places where it can be had."""
        tried: dict[tuple[tuple[str, float], ...], tuple[str, ...]] = {}
        for unit in self._places(action):
            values, units = self._values(action, unit)
            if units:
                key = tuple(sorted(values.items()))
                tried[key] = (*tried.get(key, ()), unit)
        prospects = [Prospect(action, self.try_values(dict(v)), u) for v, u in tried.items()]
        return [max(prospects, key=lambda p: p.outcome.points)] if prospects else ()

    def _places(self, action: Action) -> tuple[str, ...]:
        figures = (self._figures.get(change.indicator) for change in action.changes)
        known = [figure for figure in figures if figure is not None and not figure.is_whole]
        return tuple(dict.fromkeys(point.unit for figure in known for point in figure.points))

    def _values(self, action: Action, unit: str | None) -> tuple[dict[str, float], tuple[str, ...]]:
        """The changed figures, and the units at which something changes; `unit` None: all."""
        directions = {i.code: i.direction for i in self._methodology.indicators}
        values: dict[str, float] = {}
        concerned: list[str] = []
        for change in action.changes:
            figure = self._figures.get(change.indicator)
            if figure is None:
                continue
            direction = directions[change.indicator]
            points = []
            for point in figure.points:
                is_meant = unit is None or (point.unit == unit and not figure.is_whole)
                new = change.apply(point.value, direction) if is_meant else point.value
                points.append(new)
                if new != point.value:
                    concerned.append(point.unit)
            values[change.indicator] = _measured(change.indicator, points, figure)
        return values, tuple(dict.fromkeys(concerned))


def _measured(column: str, points: list[float], figure: Figure) -> float:
    """The new figure; the old one to the last digit where no point changed."""
    if all(new == old.value for new, old in zip(points, figure.points, strict=True)):
        return figure.value
    return measure(column, points)
