"""What is drawn for a reply: its chart, and under it the tables that are too wide to write.

The words of those tables stay in the text, row by row: who hears them read misses nothing.
"""

from collections.abc import Sequence

from messages.chart import Chart, DrawnTable, TablePicture
from messages.phrase import Phrase, verbatim
from messages.reply import Align, Note, Part, Reply, Table, Title
from messages.wording import Wording
from platforms.telegram.parts import grid_of
from platforms.telegram.table import fits_phone

UNSAID = verbatim("")


def picture_of(reply: Reply, wording: Wording) -> Chart | None:
    wide = tuple(
        drawn(part)
        for part in reply.parts
        if isinstance(part, Table) and part.rows and not fits_phone(grid_of(part, wording))
    )
    if not wide:
        return reply.chart
    title = first_of(reply.parts, Title)
    alternative = reply.chart.alternative if reply.chart else title
    source = first_of(reply.parts, Note)
    return TablePicture(wide, title, UNSAID, source, alternative, reply.chart)


def drawn(table: Table) -> DrawnTable:
    return DrawnTable(
        tuple(column.heading for column in table.columns),
        tuple(column.align is Align.END for column in table.columns),
        table.rows,
    )


def first_of(parts: Sequence[Part], kind: type[Title] | type[Note]) -> Phrase:
    return next((part.phrase for part in parts if isinstance(part, kind)), UNSAID)
