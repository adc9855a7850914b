"""Why a ministry's score and rank changed between two measured editions, part by part, exactly.

The players are the indicators of the ministry, united by dimension, and two by themselves: the
others moved, the method changed. Their Owen values add up to the whole change.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ranking.aggregate import aggregate
from ranking.arrays import Floats, Integers, Recipe, prepare
from ranking.denominate import denominate, transform
from ranking.figure import Figure
from ranking.impute import NO_GROUP, impute
from ranking.measured import MeasuredEdition
from ranking.measuring import table_of
from ranking.methodology import Methodology
from ranking.normalise import normalise
from ranking.order import rank
from ranking.owen import MOST_COALITIONS, Unions, count_coalitions, owen_values
from ranking.screen import coverage, screen
from ranking.shares import METHOD_CHANGED, OTHERS_MOVED, Explanation, NotComparable, Share
from ranking.table import value_faults
from ranking.treat import treat
from ranking.whatif import NotRanked

ALONE = (OTHERS_MOVED, METHOD_CHANGED)
AT_ONCE = 64
"""Coalitions scored together: 209 units by 24 indicators stay in the processor's cache."""


def explain(before: MeasuredEdition, after: MeasuredEdition, country: str) -> Explanation:
    """Share the change out; up to some seconds of work, so in a thread.

    A dimension of very many indicators is explained as a whole. Raises `NotRanked` where the
    ministry has no rank in one of the two, and `NotComparable`.
    """
    old, new = before.standings.get(country), after.standings.get(country)
    if old is None or new is None or old.rank is None or new.rank is None:
        raise NotRanked(country)
    before, after = _with_columns_of(before, after), _with_columns_of(after, before)
    players = _players(before, after, country)
    seats = _seats(players)
    shares: Mapping[int, Sequence[float]] = {}
    if players:
        game = _Game(before, after, country, seats)
        values = owen_values(_unions(players, seats), game.worth)
        if not np.isfinite(values).all():
            raise NotComparable(country)
        shares = dict(enumerate(values.tolist()))
    return Explanation(_parts(after, shares, players, seats))


def _with_columns_of(made: MeasuredEdition, other: MeasuredEdition) -> MeasuredEdition:
    """An edition keeps only the columns of its own method; of the others the other edition tells.

    So a column that a new method brings in is of the method, not of whoever was observed in it.
    """
    new = set(other.methodology.columns) - set(made.methodology.columns)
    if not new:
        return made
    figures = {
        country: {
            **own,
            **{c: f for c, f in other.figures.get(country, {}).items() if c in new},
        }
        for country, own in made.figures.items()
    }
    return replace(made, figures=figures)


def _players(before: MeasuredEdition, after: MeasuredEdition, country: str) -> dict[str, str]:
    """Who could have changed anything, with the union it belongs to. Whoever is the same in both
    editions has the value 0 and changes nobody else's, so it need not play."""
    old, new = before.figures[country], after.figures[country]
    players: dict[str, str] = {}
    for methodology in (after.methodology, before.methodology):
        for indicator in methodology.indicators:
            columns = (indicator.code, indicator.per)
            if any(_value(old, c) != _value(new, c) for c in columns if c):
                players.setdefault(indicator.code, indicator.parent)
    if _others(before, country) != _others(after, country):
        players[OTHERS_MOVED] = OTHERS_MOVED
    if before.digest != after.digest:
        players[METHOD_CHANGED] = METHOD_CHANGED
    return players


def _value(figures: Mapping[str, Figure], column: str) -> float | None:
    return figures[column].value if column in figures else None


def _others(edition: MeasuredEdition, country: str) -> dict[str, dict[str, float]]:
    return {
        other: {column: figure.value for column, figure in figures.items()}
        for other, figures in edition.figures.items()
        if other != country
    }


def _seats(players: Mapping[str, str]) -> dict[str, int]:
    """A number for each player; the largest unions play as one where they would be too many."""
    members = Counter(players.values())
    joint: set[str] = set()
    while count_coalitions([1 if u in joint else n for u, n in members.items()]) > MOST_COALITIONS:
        joint.add(max((u for u in members if u not in joint), key=lambda union: members[union]))
    seated = {name: union if union in joint else name for name, union in players.items()}
    numbers = {seat: number for number, seat in enumerate(dict.fromkeys(seated.values()))}
    return {name: numbers[seat] for name, seat in seated.items()}


def _unions(players: Mapping[str, str], seats: Mapping[str, int]) -> Unions:
    united: dict[str, dict[int, None]] = {}
    for name, union in players.items():
        united.setdefault(union, {})[seats[name]] = None
    return Unions(tuple(map(tuple, united.values())))


def _parts(
    after: MeasuredEdition,
    shares: Mapping[int, Sequence[float]],
    players: Mapping[str, str],
    seats: Mapping[str, int],
) -> tuple[Share, ...]:
    def share(code: str, seat: int | None) -> Share:
        points, ranks = (0.0, 0.0) if seat is None else shares[seat]
        return Share(code, points, -ranks)

    dimensions = dict.fromkeys([node.code for node in after.dimensions])
    dimensions |= dict.fromkeys(u for u in players.values() if u not in ALONE)
    parts = []
    for dimension in dimensions:
        codes = [code for code, union in players.items() if union == dimension]
        taken = dict.fromkeys(seats[code] for code in codes)
        seated = [share(dimension, seat) for seat in taken]
        is_joint = len(taken) < len(codes)
        members = [] if is_joint else [share(code, seats[code]) for code in codes]
        points, places = sum(s.points for s in seated), sum(s.places for s in seated)
        parts.append(Share(dimension, points, places, tuple(members), is_joint))
    return (*parts, *(share(code, seats.get(code)) for code in ALONE))


class _Game:
    """Scores mixtures of the two editions: each player as it was before, or as it is after."""

    def __init__(
        self,
        before: MeasuredEdition,
        after: MeasuredEdition,
        country: str,
        seats: Mapping[str, int],
    ) -> None:
        self._seats = seats
        self._grounds = {
            (others is after, method is after): _Ground(method, others, before, after, country)
            for others in (before, after)
            for method in (before, after)
        }

    def worth(self, coalitions: Integers) -> Floats:
        """Score and rank of the ministry in each mixture."""
        worths = np.empty((len(coalitions), 2))
        for (has_others, has_method), ground in self._grounds.items():
            chosen = np.flatnonzero(
                (self._has(coalitions, OTHERS_MOVED) == has_others)
                & (self._has(coalitions, METHOD_CHANGED) == has_method)
            )
            for start in range(0, len(chosen), AT_ONCE):
                batch = chosen[start : start + AT_ONCE]
                is_new = [self._has(coalitions[batch], code) for code in ground.codes]
                worths[batch] = ground.score(np.stack(is_new, axis=-1))
        return worths

    def _has(self, coalitions: Integers, name: str) -> Integers:
        """Whether the player takes part; one that does not play is as it is after."""
        if name not in self._seats:
            return np.ones(len(coalitions), dtype=np.intp)
        return coalitions >> self._seats[name] & 1


class _Ground:
    """One method and one set of others, on which the ministry's own figures are mixed."""

    def __init__(
        self,
        method: MeasuredEdition,
        others: MeasuredEdition,
        before: MeasuredEdition,
        after: MeasuredEdition,
        country: str,
    ) -> None:
        methodology = method.methodology
        self.codes = [indicator.code for indicator in methodology.indicators]
        self._recipe: Recipe = prepare(methodology)
        rest = {code: f for code, f in others.figures.items() if code != country}
        self._rest = _denominated(rest, methodology)
        self._old = _denominated({country: before.figures[country]}, methodology)[:, 0]
        self._new = _denominated({country: after.figures[country]}, methodology)[:, 0]
        # Whoever is explained is ranked in both editions, and so in every mixture of them.
        known = coverage(self._rest) >= self._recipe.minimum_coverage
        self._is_kept = np.concatenate([[True], known])

    def score(self, is_new: Integers) -> Floats:
        """A row for each mixture: the ministry's score and rank."""
        recipe, mixtures = self._recipe, len(is_new)
        values = np.empty((mixtures, len(self.codes), 1 + self._rest.shape[-1]))
        values[..., 1:] = self._rest
        values[..., 0] = np.where(is_new == 1, self._new, self._old)
        groups = np.full(values.shape[-1], NO_GROUP, dtype=np.intp)
        imputed = impute(transform(values, recipe), groups, recipe.imputing)
        normalised = normalise(treat(screen(imputed, self._is_kept), recipe.treatment), recipe)
        weights = np.broadcast_to(recipe.weights, (mixtures, recipe.weights.size))
        scores = aggregate(normalised, recipe, weights)[:, recipe.root, :]
        return np.stack([scores[:, 0], rank(scores)[:, 0].astype(np.float64)], axis=-1)


def _denominated(figures: Mapping[str, Mapping[str, Figure]], methodology: Methodology) -> Floats:
    table = table_of(figures, methodology)
    if value_faults(table, methodology):
        raise NotComparable(methodology.name)
    return denominate(
        table.values(methodology.indicators), table.denominators(methodology.indicators)
    )
