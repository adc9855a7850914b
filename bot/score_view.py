"""How a scored table, and one unit's way to its score, look in a terminal."""

import math
from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ranking.index import Index
from ranking.order import UNRANKED
from ranking.trace import IndicatorTrace, Trace
from ranking.uncertainty import HIGH, LOW, Spread

ROWS_SHOWN = 250
MISSING = "–"
STEPS = ("value", "÷", "=", "log", "filled", "treated", "on the scale")


def ranking_table(index: Index, spread: Spread | None) -> Iterator[RenderableType]:
    """The units by rank, then those without one, in the table's order."""
    table = Table(title=Text(index.methodology.name), title_justify="left")
    for heading in ("rank", "90% range") if spread else ("rank",):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("unit", overflow="fold")
    for heading in ("score", "rating", "coverage"):
        table.add_column(heading, justify="left" if heading == "rating" else "right", no_wrap=True)
    ranks, scores = index.stages.ranks, index.stages.scores
    low, high = index.recipe.scale
    decimals = 2 if high - low >= 10 and index.recipe.normalising != "z_score" else 4
    order = sorted(range(len(index.units)), key=lambda u: (ranks[u] == UNRANKED, ranks[u], u))
    bounds = spread.percentiles(LOW, HIGH) if spread else None
    for unit in order[:ROWS_SHOWN]:
        is_ranked = ranks[unit] != UNRANKED
        reach = [f"{bounds[0][unit]}–{bounds[1][unit]}" if is_ranked else ""] if bounds else []
        table.add_row(
            str(ranks[unit]) if is_ranked else MISSING,
            *reach,
            Text(index.units[unit]),
            _rounded(float(scores[unit]), decimals),
            Text(index.letter(unit)),
            f"{index.stages.coverage[unit]:.0%}",
        )
    yield table
    if len(order) > ROWS_SHOWN:
        yield f"… and {len(order) - ROWS_SHOWN} more: --out FILE.csv writes them all."


def trace_tables(trace: Trace) -> Iterator[RenderableType]:
    """The steps of each indicator, the mean of each node, and what came of it."""
    yield _steps(trace)
    yield _means(trace)
    if not trace.is_kept:
        yield Text(f"{trace.unit}: left out, {trace.coverage:.0%} of the indicators are known.")
    elif trace.rank == UNRANKED:
        yield Text(f"{trace.unit}: not ranked, nothing is known of it.")
    else:
        rating = f", {trace.letter}" if trace.letter else ""
        score = _exact(trace.score)
        yield Text(
            f"{trace.unit}: rank {trace.rank}, score {score}{rating}, "
            f"coverage {trace.coverage:.0%}."
        )


def _steps(trace: Trace) -> Table:
    """A row an indicator; a step that changed nothing for any of them has no column."""
    rows = [tuple(_cells(row)) for row in trace.indicators]
    table = Table(title=Text(trace.unit), title_justify="left")
    table.add_column("indicator", overflow="fold")
    used = [place for place in range(len(STEPS)) if any(row[place] for row in rows)]
    for place in used:
        table.add_column(STEPS[place], justify="right")
    for followed, row in zip(trace.indicators, rows, strict=True):
        table.add_row(Text(followed.code), *(row[place] for place in used))
    return table


def _cells(row: IndicatorTrace) -> Iterator[str]:
    """A cell a step, empty where it changed nothing."""
    yield _exact(row.raw)
    is_divided = row.denominator != 1
    yield _exact(row.denominator) if is_divided else ""
    yield _exact(row.denominated) if is_divided else ""
    is_same = row.transformed == row.denominated or math.isnan(row.transformed)
    yield "" if is_same else _exact(row.transformed)
    yield _exact(row.imputed) if row.is_imputed else ""
    yield _exact(row.treated) if row.is_treated else ""
    yield _exact(row.normalised)


def _means(trace: Trace) -> Table:
    table = Table()
    table.add_column("node", overflow="fold")
    table.add_column("mean")
    table.add_column("of (share of the weights present)", overflow="fold")
    table.add_column("score", justify="right")
    for node in trace.nodes:
        parts = "\n".join(
            f"{part.code} {_exact(part.score)} ({part.share:.1%})" for part in node.parts
        )
        table.add_row(Text(node.code), node.aggregate, Text(parts), _exact(node.score))
    return table


def _rounded(number: float, decimals: int) -> str:
    return MISSING if math.isnan(number) else f"{number:.{decimals}f}"


def _exact(number: float) -> str:
    return MISSING if math.isnan(number) else f"{number:.8g}"
