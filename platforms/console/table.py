"""A table as aligned columns; where they do not fit, row by row as labelled values."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

GAP = 2
HEADING = "bold"

Columns = Sequence[Mapping[str, str]]
Rows = Sequence[Sequence[str]]


def lay_out_columns(columns: Columns, rows: Rows, room: int) -> Table | None:
    """Within `room` cells, figures at the end of their column; None where that is too narrow."""
    widths = column_widths(columns, rows, room - GAP * (len(columns) - 1))
    if widths is None:
        return None
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style=HEADING)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(
            Text(column["heading"]),
            width=width,
            justify="right" if is_figure(column) else "left",
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def column_widths(columns: Columns, rows: Rows, room: int) -> list[int] | None:
    """Cells for each column, never less than its longest word; None where that is too much.

    What is to spare goes where most is missing, so that no row becomes higher than it must.
    """
    filled = [[column["heading"], *(row[i] for row in rows)] for i, column in enumerate(columns)]
    wanted = [max(map(cell_len, texts)) for texts in filled]
    widths = [
        _least_width(texts, is_figure(column))
        for texts, column in zip(filled, columns, strict=True)
    ]
    if sum(wanted) <= room:
        return wanted
    if sum(widths) > room:
        return None
    for _ in range(room - sum(widths)):
        tightest = max(range(len(widths)), key=lambda i: wanted[i] / max(1, widths[i]))
        widths[tightest] += 1
    return widths


def is_figure(column: Mapping[str, str]) -> bool:
    return column["align"] == "end"


def _least_width(texts: Sequence[str], holds_figures: bool) -> int:
    """A heading and a text may be broken between words; a figure may not."""
    heading, *cells = texts
    unbroken = cells if holds_figures else [word for cell in cells for word in cell.split()]
    return max((cell_len(word) for word in [*heading.split(), *unbroken]), default=0)
