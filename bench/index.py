"""How long an index takes, beside bare numpy doing the same steps: `python -m bench.index`.

209 units × 40 indicators in six dimensions, no gaps, treatment off; the two take turns, and the
ratio is of the medians. Then memory, growth, and how long an event loop waits meanwhile; all of it
one line of JSON.
"""

import asyncio
import json
import time
import tracemalloc
from collections.abc import Callable
from statistics import median

import numpy as np

from ranking.arrays import Floats, prepare
from ranking.index import Index, Observed, score
from ranking.methodology import Methodology
from ranking.methodology_file import parse_methodology
from ranking.uncertainty import simulate

UNITS, INDICATORS, DIMENSIONS, DRAWS = 209, 40, 6, 2_000
SEED = 1


def methodology() -> Methodology:
    """Min–max, arithmetic means, six dimensions of equal weight."""
    lines = ['[index]\nname = "bench"\n[normalisation]\nmethod = "min_max"']
    lines += ['[[node]]\ncode = "index"']
    lines += [f'[[node]]\ncode = "d{d}"\nparent = "index"' for d in range(DIMENSIONS)]
    lines += [
        f'[[indicator]]\ncode = "i{i}"\nparent = "d{i * DIMENSIONS // INDICATORS}"'
        for i in range(INDICATORS)
    ]
    return parse_methodology("\n".join(lines))


def observed(units: int = UNITS) -> Observed:
    """Skewed values, each over a denominator."""
    random = np.random.default_rng(SEED)
    shape = (INDICATORS, units)
    values, denominators = random.lognormal(size=shape), random.lognormal(size=shape)
    return Observed(values, denominators, np.zeros(units, dtype=np.intp))


def scored(units: int = UNITS) -> Index:
    """The table of the bench, scored."""
    method, values = methodology(), observed(units)
    recipe = prepare(method)
    names = tuple(str(unit) for unit in range(units))
    return Index(method, names, values, recipe, score(values, recipe))


class Reference:
    """The same steps by somebody who knows this one table: bare numpy, nothing checked."""

    def __init__(self, values: Observed) -> None:
        self.values = values
        edges = np.arange(INDICATORS) * DIMENSIONS // INDICATORS
        self.rows = [
            slice(int(rows[0]), int(rows[-1]) + 1)
            for rows in (np.flatnonzero(edges == d) for d in range(DIMENSIONS))
        ]

    def build(self) -> np.ndarray:
        table = self.values.values / self.values.denominators
        coverage = 1 - np.isnan(table).sum(axis=0) / INDICATORS
        low, high = table.min(axis=1, keepdims=True), table.max(axis=1, keepdims=True)
        table = 100 * (table - low) / (high - low)
        table[table <= 1e-9] = 0
        table[table >= 100 - 1e-9] = 100
        nodes = np.empty((DIMENSIONS + 1, UNITS))
        for d, rows in enumerate(self.rows):
            weights = np.ones(rows.stop - rows.start)
            nodes[d] = weights @ table[rows] / weights.sum()
        nodes[-1] = np.ones(DIMENSIONS) @ nodes[:-1] / DIMENSIONS
        rounded = -np.round(nodes[-1], 9)
        ranks: np.ndarray = np.searchsorted(np.sort(rounded), rounded) + 1
        assert coverage.all()
        return ranks

    def draw(self, draws: int, at_once: int = 4) -> np.ndarray:
        random = np.random.default_rng(SEED)
        table = self.values.values / self.values.denominators
        ranks = np.empty((draws, UNITS), dtype=np.uint32)
        for start in range(0, draws, at_once):
            weights = 1 + 0.25 * (2 * random.random((at_once, INDICATORS)) - 1)
            tops = 1 + 0.25 * (2 * random.random((at_once, DIMENSIONS)) - 1)
            values = random.standard_normal((at_once, INDICATORS, UNITS))
            values *= 0.05
            values += 1
            values *= table
            scores = self._scores(values, weights, tops)
            for draw in range(at_once):
                rounded = -np.round(scores[draw], 9)
                ranks[start + draw] = np.searchsorted(np.sort(rounded), rounded) + 1
        return ranks

    def _scores(self, values: Floats, weights: Floats, tops: Floats) -> Floats:
        low, high = values.min(axis=-1, keepdims=True), values.max(axis=-1, keepdims=True)
        values -= low
        values *= 100 / (high - low)
        values[values <= 1e-9] = 0
        values[values >= 100 - 1e-9] = 100
        nodes = np.empty((len(values), DIMENSIONS, UNITS))
        for d, rows in enumerate(self.rows):
            share = weights[:, rows] / weights[:, rows].sum(axis=1, keepdims=True)
            nodes[:, d] = (share[:, None] @ values[:, rows])[:, 0]
        scores: Floats = (tops[:, None] @ nodes)[:, 0] / tops.sum(axis=1, keepdims=True)
        return scores


def seconds(work: Callable[[], object], times: int) -> float:
    started = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - started) / times


def in_turns(
    ours: Callable[[], object], theirs: Callable[[], object], times: int, rounds: int
) -> tuple[float, float]:
    """The median seconds of each, measured turn about."""
    pairs = [(seconds(ours, times), seconds(theirs, times)) for _ in range(rounds)]
    mine, others = zip(*pairs, strict=True)
    return median(mine), median(others)


async def longest_stall(work: Callable[[], object]) -> float:
    """The longest time an event loop was kept waiting while the work ran in a thread."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    longest, last = 0.0, time.perf_counter()
    while not running.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last - 0.001), now
    return longest


def peak(work: Callable[[], object]) -> float:
    """The most memory the work held at once, in MB, with its result."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def growth(index: Index) -> dict[str, object]:
    """Microseconds a draw, and a unit: they stay where the work grows as its size does."""
    draws = {
        count: round(seconds(lambda count=count: simulate(index, count, SEED), 1) / count * 1e6)  # type: ignore[misc]
        for count in (500, 1_000, 2_000, 4_000)
    }
    builds, each_draw = {}, {}
    for units in (1_000, 10_000, 100_000):
        many = scored(units)
        build = seconds(lambda many=many: score(many.observed, many.recipe), 3)  # type: ignore[misc]
        drawn = seconds(lambda many=many: simulate(many, 10, SEED), 1)  # type: ignore[misc]
        builds[units] = round(build / units * 1e6, 2)
        each_draw[units] = round(drawn / 10 / units * 1e6, 2)
    return {"us_a_draw": draws, "us_a_unit_built": builds, "us_a_unit_drawn": each_draw}


def measure() -> dict[str, object]:
    index = scored()
    reference = Reference(index.observed)
    assert (reference.build() == index.stages.ranks).all()
    reference.draw(8)
    build, bare_build = in_turns(
        lambda: score(index.observed, index.recipe), reference.build, times=200, rounds=15
    )
    drawing, bare_drawing = in_turns(
        lambda: simulate(index, DRAWS, SEED), lambda: reference.draw(DRAWS), times=1, rounds=7
    )
    stall = asyncio.run(longest_stall(lambda: simulate(index, DRAWS, SEED).percentiles(5, 50, 95)))
    return {
        "bench": "index, 209 units by 40 indicators",
        "build_us": round(build * 1e6),
        "build_ratio": round(build / bare_build, 2),
        "build_aim": 2.0,
        "draws": DRAWS,
        "draws_ms": round(drawing * 1e3),
        "draws_ratio": round(drawing / bare_drawing, 2),
        "draws_aim": 1.5,
        "memory_mb": {
            draws: round(peak(lambda draws=draws: simulate(index, draws, SEED)), 1)  # type: ignore[misc]
            for draws in (DRAWS, 4 * DRAWS)
        },
        "longest_stall_ms": round(stall * 1e3, 1),
        "stall_aim_ms": 20,
        **growth(index),
    }


def main() -> None:
    print(json.dumps(measure()))


if __name__ == "__main__":
    main()
