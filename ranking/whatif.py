"""What would raise a rank: a ministry's figures changed, and everybody scored again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ranking.action import Action
from ranking.arrays import prepare
from ranking.index import observe, score
from ranking.measured import MeasuredEdition
from ranking.measures import COUNTED, measure
from ranking.measuring import table_of
from ranking.order import UNRANKED
from ranking.table import value_faults

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


class CannotBe(ValueError):
    """A value that could not be scored, such as 0 where a logarithm is taken."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(f"{column}: {what}")
        self.column = column


class NothingToDivideBy(ValueError):
    """The indicator is a rate, and of what it is a rate nothing is known: the column's name."""


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
        self._table = table_of(edition.figures, edition.methodology)
        self._unit = self._table.units.index(country)
        self._recipe = prepare(edition.methodology)

    def try_indicators(self, values: Mapping[str, float]) -> Outcome:
        """The outcome if these indicators had these values, divided where the method divides.

        Raises `CannotBe`, and `NothingToDivideBy` naming the column that is not known.
        """
        raw = {}
        for indicator in self._methodology.indicators:
            if indicator.code in values:
                per = self._figures.get(indicator.per) if indicator.per else None
                if indicator.per and per is None:
                    raise NothingToDivideBy(indicator.per)
                raw[indicator.code] = values[indicator.code] * (per.value if per else 1.0)
        return self.try_columns(raw)

    def try_columns(self, values: Mapping[str, float]) -> Outcome:
        """The outcome if these columns of the table had these values; raises `CannotBe`."""
        numbers = dict(self._table.numbers)
        for column, value in values.items():
            numbers[column] = numbers[column].copy()
            numbers[column][self._unit] = value
        table = replace(self._table, numbers=numbers)
        if faults := value_faults(table, self._methodology):
            raise CannotBe(faults[0].column, faults[0].what)
        stages = score(observe(table, self._methodology), self._recipe)
        new, rank = float(stages.scores[self._unit]), int(stages.ranks[self._unit])
        assert rank != UNRANKED
        return Outcome(new, rank, new - self._score, self._rank - rank)

    def prospects(self) -> tuple[Prospect, ...]:
        """What each action of the methodology would bring, best first; what brings nothing is
        left out."""
        found = [p for action in self._methodology.actions for p in self._of(action)]
        helpful = [p for p in found if p.outcome.points > NEAR or p.outcome.places > 0]
        return tuple(sorted(helpful, key=lambda p: (-p.outcome.points, p.action.code)))

    def _of(self, action: Action) -> Iterable[Prospect]:
        if action.scope == "all":
            values, units = self._values(action, None)
            return (Prospect(action, self.try_columns(values), units),) if units else ()
        return self._one_by_one(action)

    def _one_by_one(self, action: Action) -> Iterable[Prospect]:
        """The best that can be had at one place, with all places where it can be had."""
        tried: dict[tuple[tuple[str, float], ...], tuple[str, ...]] = {}
        for unit in self._places(action):
            values, units = self._values(action, unit)
            if units:
                key = tuple(sorted(values.items()))
                tried[key] = (*tried.get(key, ()), unit)
        prospects = [Prospect(action, self.try_columns(dict(v)), u) for v, u in tried.items()]
        return [max(prospects, key=lambda p: p.outcome.points)] if prospects else ()

    def _places(self, action: Action) -> tuple[str, ...]:
        figures = (self._figures.get(change.indicator) for change in action.changes)
        known = [figure for figure in figures if figure is not None and not figure.is_whole]
        units = dict.fromkeys(point.unit for figure in known for point in figure.points)
        return tuple(unit for unit in units if unit)

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
            if change.indicator in COUNTED:
                values[change.indicator] = change.apply(figure.value, direction)
                if values[change.indicator] != figure.value:
                    concerned.append(unit or "")
                continue
            points = tuple(
                replace(point, value=change.apply(point.value, direction))
                if unit is None or (point.unit == unit and not figure.is_whole)
                else point
                for point in figure.points
            )
            if points != figure.points:
                values[change.indicator] = measure(change.indicator, points)
                pairs = zip(points, figure.points, strict=True)
                concerned += [new.unit for new, old in pairs if new != old]
        return values, tuple(dict.fromkeys(concerned))
