"""What is drawn for a reply: its charts, each with the tables under it that are too wide to write.

The words of those tables stay in the text, row by row: who hears them read misses nothing.
"""

from collections.abc import Iterator, Sequence

from messages.chart import Chart, DrawnTable, Panel, TablePicture, one_picture
from messages.phrase import verbatim
from messages.reply import Align, Note, Part, Reply, Table, Title
from messages.wording import Wording
from platforms.telegram.parts import grid_of
from platforms.telegram.table import fits_phone

UNSAID = verbatim("")


def picture_of(reply: Reply, wording: Wording) -> Chart | None:
    """What stands under another title is of another ranking: it gets a panel of its own."""
    drawn = (panel_of(section, wording) for section in sections(reply.parts))
    return one_picture([panel for panel in drawn if panel])


def titles_of_picture(reply: Reply, wording: Wording) -> list[Title]:
    """Those under which something is drawn."""
    return [
        section[0]
        for section in sections(reply.parts)
        if isinstance(section[0], Title) and panel_of(section, wording)
    ]


def sections(parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    """From each title to the next."""
    starts = [number for number, part in enumerate(parts) if number and isinstance(part, Title)]
    for start, end in zip((0, *starts), (*starts, len(parts)), strict=True):
        if start < end:
            yield tuple(parts[start:end])


def panel_of(section: tuple[Part, ...], wording: Wording) -> Panel | None:
    chart = next(iter(Reply(section).charts), None)
    wide = tuple(
        drawn(part)
        for part in section
        if isinstance(part, Table) and part.rows and not fits_phone(grid_of(part, wording))
    )
    if not wide:
        return chart
    title = next((part for part in section if isinstance(part, Title)), Title(UNSAID))
    note = next((part for part in section if isinstance(part, Note)), Note(UNSAID))
    alternative = chart.alternative if chart else title.phrase
    return TablePicture(wide, title.phrase, UNSAID, note.phrase, alternative, chart, title.shorter)


def drawn(table: Table) -> DrawnTable:
    return DrawnTable(
        tuple(column.heading for column in table.columns),
        tuple(column.align is Align.END for column in table.columns),
        table.rows,
    )
