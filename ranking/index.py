"""The whole way from a table to ranks, in the order of the handbook, every stage kept.

OECD and JRC, *Handbook on Constructing Composite Indicators* (2008); docs/methodology.md.
"""

from dataclasses import dataclass

from ranking.aggregate import aggregate
from ranking.arrays import Floats, Integers, Recipe, Truths, prepare
from ranking.denominate import denominate, transform
from ranking.impute import impute
from ranking.methodology import Methodology
from ranking.normalise import normalise
from ranking.order import rank
from ranking.rating import UNRATED, rate
from ranking.screen import coverage, screen
from ranking.table import Table
from ranking.treat import treat


@dataclass(frozen=True, slots=True)
class Observed:
    """What is known of the units, as arrays: one row an indicator, one column a unit."""

    values: Floats
    denominators: Floats
    groups: Integers


@dataclass(frozen=True, slots=True)
class Stages:
    """What each step made of the values. `stack` is the normalised rows, then a row each node."""

    denominated: Floats
    transformed: Floats
    imputed: Floats
    coverage: Floats
    is_kept: Truths
    treated: Floats
    normalised: Floats
    stack: Floats
    scores: Floats
    ranks: Integers
    bands: Integers


@dataclass(frozen=True, slots=True)
class Index:
    """A table scored by a methodology."""

    methodology: Methodology
    units: tuple[str, ...]
    observed: Observed
    recipe: Recipe
    stages: Stages

    def nodes(self) -> Floats:
        """Scores of the nodes, a row each in the order of the file; NaN is missing."""
        return self.stages.stack[len(self.methodology.indicators) :]

    def letter(self, unit: int) -> str:
        """The rating of a unit, empty for none."""
        band = self.stages.bands[unit]
        return "" if band == UNRATED else self.recipe.letters[band]


def score_table(table: Table, methodology: Methodology) -> Index:
    """Score a checked table."""
    recipe = prepare(methodology)
    observed = observe(table, methodology)
    return Index(methodology, table.units, observed, recipe, score(observed, recipe))


def observe(table: Table, methodology: Methodology) -> Observed:
    """The columns of a table that a methodology uses, as arrays."""
    return Observed(
        values=table.values(methodology.indicators),
        denominators=table.denominators(methodology.indicators),
        groups=table.group_numbers(),
    )


def score(observed: Observed, recipe: Recipe) -> Stages:
    """The eight steps, one after the other."""
    denominated = denominate(observed.values, observed.denominators)
    transformed = transform(denominated, recipe)
    imputed = impute(transformed, observed.groups, recipe.imputing)
    known = coverage(denominated)
    is_kept = known >= recipe.minimum_coverage
    treated = treat(screen(imputed, is_kept), recipe.treatment)
    normalised = normalise(treated, recipe)
    stack = aggregate(normalised, recipe, recipe.weights)
    scores = stack[recipe.root]
    return Stages(
        denominated=denominated,
        transformed=transformed,
        imputed=imputed,
        coverage=known,
        is_kept=is_kept,
        treated=treated,
        normalised=normalised,
        stack=stack,
        scores=scores,
        ranks=rank(scores),
        bands=rate(scores, recipe.bands),
    )
