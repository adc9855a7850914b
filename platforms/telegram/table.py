"""Tables for a phone: columns in a fixed-width font, and row by row where they are too wide."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from wcwidth import ljust, rjust, width, wrap

from messages.reply import Align
from platforms.telegram.markup import BOLD, TABLE, Run

# Cells of a fixed-width line that a phone held upright shows without breaking it.
PHONE_CELLS = 36
# Spaces between columns: as many as there is room for. Between figures a single one would run
# headings together: "Rank of Posts" is two columns, or one.
GAPS = (2, 1)
BETWEEN_FIGURES = 2
# What stands in a cell with nothing to tell; in a line of its own it tells even less.
NOTHING = {"", "-", "–", "—"}
# A column of words is not squeezed further than this: a word a line reads badly.
NARROWEST = 10
CONTINUATION = " "
# Without one, a cell of figures says in words that there is none.
FIGURE = re.compile(r"\d")
SLASH = re.compile(r"(?<=\S)/(?=\S)")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in words: every row is as long as the headings."""

    headings: tuple[str, ...]
    aligns: tuple[Align, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Span:
    """A column's width in cells, and how narrow it may become: CJK letters take two."""

    align: Align
    width: int
    narrowest: int

    @property
    def slack(self) -> int:
        return self.width - self.narrowest


def render_grid(grid: Grid) -> list[Run]:
    spans = spans_of(grid)
    for gap in GAPS:
        if squeeze(spans, room_for(spans, gap)):
            return in_columns(grid, spans, gap)
    return row_by_row(grid)


def fits_phone(grid: Grid) -> bool:
    """Whether it is written in columns; if not, it wants to be drawn."""
    spans = spans_of(grid)
    return any(squeeze(spans, room_for(spans, gap)) for gap in GAPS)


def spans_of(grid: Grid) -> list[Span]:
    columns = zip(grid.headings, grid.aligns, zip(*grid.rows, strict=True), strict=True)
    return [span_of(heading, align, cells) for heading, align, cells in columns]


def room_for(spans: Sequence[Span], gap: int) -> int:
    return PHONE_CELLS - sum(gaps_after(spans, gap))


def gaps_after(spans: Sequence[Span], gap: int) -> list[int]:
    """The spaces behind each column; none behind the last."""
    between = [
        max(gap, BETWEEN_FIGURES) if left.align is right.align is Align.END else gap
        for left, right in pairwise(spans)
    ]
    return [*between, 0]


def span_of(heading: str, align: Align, cells: Sequence[str]) -> Span:
    """Figures are never broken, only the heading over them; words may go on in the next line."""
    natural = max(map(width, (heading, *cells)))
    if align is Align.END:
        return Span(align, natural, max(in_two_lines(heading), *map(width, cells)))
    words = [word for text in (heading, *cells) for word in text.split()]
    return Span(align, natural, min(natural, max(NARROWEST, *map(width, words), 0)))


def in_two_lines(heading: str) -> int:
    """How narrow a heading of two lines can be."""
    words = breakable(heading).split()
    cuts = range(1, len(words))
    halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in cuts]
    return min((max(map(width, half)) for half in halves), default=width(heading))


def squeeze(spans: Sequence[Span], room: int) -> bool:
    """Whether the columns fit the room, once headings and then words are wrapped for it."""
    while sum(span.width for span in spans) > room:
        loose = [span for span in spans if span.slack > 0]
        if not loose:
            return False
        widest = max(loose, key=lambda span: (span.align is Align.END, span.width))
        widest.width -= 1
    return True


def in_columns(grid: Grid, spans: Sequence[Span], gap: int) -> list[Run]:
    """One run a row, so that no row is ever cut in two."""
    lines = [wrapped_row(row, spans) for row in (grid.headings, *grid.rows)]
    # Wrapped words often need less than the room they were given.
    for number, span in enumerate(spans):
        span.width = max(width(cells[number]) for row in lines for cells in row)
    rows = ["\n".join(line_in_columns(cells, spans, gap) for cells in row) for row in lines]
    return [*(Run(row + "\n", (TABLE,)) for row in rows[:-1]), Run(rows[-1], (TABLE,))]


def wrapped_row(cells: Sequence[str], spans: Sequence[Span]) -> list[tuple[str, ...]]:
    """The row as lines of cells."""
    return list(zip_longest(*map(wrapped, cells, spans), fillvalue=""))


def wrapped(cell: str, span: Span) -> list[str]:
    indent = CONTINUATION if span.align is Align.START else ""
    if width(cell) > span.width:
        cell = breakable(cell)
    lines = wrap(cell, max(span.width, 1), subsequent_indent=indent)
    return [line.replace("/ ", "/") for line in lines] or [""]


def breakable(text: str) -> str:
    """With room for a line to end behind a slash, as in Skor/100."""
    return SLASH.sub("/ ", text)


def line_in_columns(cells: Sequence[str], spans: Sequence[Span], gap: int) -> str:
    padded = [
        rjust(cell, span.width) if span.align is Align.END else ljust(cell, span.width)
        for cell, span in zip(cells, spans, strict=True)
    ]
    gaps = gaps_after(spans, gap)
    return "".join(cell + " " * after for cell, after in zip(padded, gaps, strict=True)).rstrip()


def row_by_row(grid: Grid) -> list[Run]:
    """Each row a small paragraph under its name, led in by the figure where that comes first."""
    name = grid.aligns.index(Align.START) if Align.START in grid.aligns else 0
    runs: list[Run] = []
    for row in grid.rows:
        leads = name > 0 and FIGURE.search(row[0]) is not None
        first = f"{grid.headings[0]} {row[0]}: {row[name]}" if leads else row[name]
        told = [n for n in range(len(row)) if n != name and not (leads and n == 0)]
        lines = [f"\n{grid.headings[n]}: {row[n]}" for n in told if row[n] not in NOTHING]
        runs += [Run(first, (BOLD,)), Run("".join(lines)), Run("\n\n")]
    return runs[:-1]
