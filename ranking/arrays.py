"""The arrays that the steps hand on, and the method as arrays.

One row is an indicator (or node), one column a unit: `values[..., indicator, unit]`, so that what
is done to an indicator runs along memory. Axes before these two are draws. NaN is missing.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ranking.methodology import Aggregating, Imputing, Methodology, Normalising, Treatment

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Branch:
    """A node and its children, all as rows of the stack of indicators with the nodes below."""

    row: int
    children: slice | Integers
    aggregate: Aggregating

    @property
    def has_children(self) -> bool:
        return isinstance(self.children, slice) or self.children.size > 0


@dataclass(frozen=True, slots=True)
class Recipe:
    """A methodology, ready to be applied.

    `directions` (1 or −1), `low` and `high` (goalposts, logged where the indicator is, NaN where
    it has none) are columns. `weights` has a weight for each row of the stack; `branches` go from
    the leaves to the root, whose row is `root`; `is_bushy`: every node has a child. `bands` are
    the lowest scores of `letters`, rising.
    """

    logged: Integers
    directions: Floats
    low: Floats
    high: Floats
    weights: Floats
    branches: tuple[Branch, ...]
    root: int
    is_bushy: bool
    bands: Floats
    letters: tuple[str, ...]
    normalising: Normalising
    scale: tuple[float, float]
    imputing: Imputing
    treatment: Treatment
    minimum_coverage: float


UNITS_AT_ONCE = 2**12
"""Forty indicators of so many units are about a megabyte, which a processor's cache holds."""


def unit_blocks(units: int) -> Iterator[slice]:
    """All units, a stretch at a time: what is worked out unit by unit then leaves no large
    array behind on its way, so that ten times the units take ten times as long."""
    for start in range(0, units, UNITS_AT_ONCE):
        yield slice(start, start + UNITS_AT_ONCE)


def prepare(methodology: Methodology) -> Recipe:
    """The methodology as arrays; computed once, applied to any number of tables and draws."""
    indicators, bands = methodology.indicators, sorted(methodology.bands, key=lambda b: b.least)
    logged = [i.transform == "log" for i in indicators]
    goalposts = [_goalposts(i.goalposts, log) for i, log in zip(indicators, logged, strict=True)]
    rows = {entry.code: row for row, entry in enumerate(methodology.entries)}
    branches = _branches(methodology, rows)
    return Recipe(
        logged=np.flatnonzero(logged),
        directions=np.array([[float(i.direction)] for i in indicators]),
        low=np.array([[low] for low, _ in goalposts]),
        high=np.array([[high] for _, high in goalposts]),
        weights=np.array([entry.weight for entry in methodology.entries]),
        branches=branches,
        root=rows[methodology.root.code],
        is_bushy=all(branch.has_children for branch in branches),
        bands=np.array([band.least for band in bands]),
        letters=tuple(band.letter for band in bands),
        normalising=methodology.normalisation.method,
        scale=methodology.normalisation.scale,
        imputing=methodology.imputation.method,
        treatment=methodology.treatment,
        minimum_coverage=methodology.minimum_coverage,
    )


def _goalposts(ends: tuple[float, float] | None, is_logged: bool) -> tuple[float, float]:
    if ends is None or (is_logged and ends[0] <= 0):
        return math.nan, math.nan
    return (math.log(ends[0]), math.log(ends[1])) if is_logged else ends


def _branches(methodology: Methodology, rows: dict[str, int]) -> tuple[Branch, ...]:
    """Every node after all nodes below it."""
    children: dict[str, list[int]] = {node.code: [] for node in methodology.nodes}
    for entry in methodology.entries:
        if entry.parent is not None:
            children[entry.parent].append(rows[entry.code])
    nodes, order = {rows[node.code]: node for node in methodology.nodes}, []
    waiting = [rows[methodology.root.code]]
    while waiting:
        row = waiting.pop()
        order.append(row)
        waiting += [child for child in children[nodes[row].code] if child in nodes]
    return tuple(
        Branch(row, _rows(children[nodes[row].code]), nodes[row].aggregate)
        for row in reversed(order)
    )


def _rows(numbers: list[int]) -> slice | Integers:
    """Neighbouring rows as a slice, which numpy reads without copying."""
    if numbers and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return slice(numbers[0], numbers[-1] + 1)
    return np.array(numbers, dtype=np.intp)
