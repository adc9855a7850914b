"""Tables as pictures, where a platform has no room for them as text: rows of words in columns.

By itself a table takes the whole page; with a chart it stands between that and its source line.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from drawing import look
from drawing.lettering import Lettering
from drawing.page import FOOT_GAP, Body, Room, compose
from drawing.scene import Anchor, Mark, Scene, Stroke, Style, Weight, Words, lowered
from messages.chart import DrawnTable, TablePicture
from messages.phrase import plural_phrase

HEADING = Style(26, Weight.REGULAR, look.QUIET_INK)
CELL = Style(28, Weight.REGULAR, look.INK)
FIRST = Style(28, Weight.STRONG, look.INK)
GAP = 40.0
ROW_GAP = 22.0
ABOVE = 30.0
HEADING_LINES = 2
CELL_LINES = 3
MOST_ROWS = 24
# Below a chart; by itself a table has the page.
MOST_BENEATH = 1200.0
# A column of words is not squeezed further than this.
NARROWEST = 130.0
WIDTH = look.RIGHT - look.LEFT


def draw_table_picture(picture: TablePicture, lettering: Lettering, above: Scene | None) -> Scene:
    """`above` is the chart's scene, where the picture has one."""

    def body(top: float, most: float) -> Body:
        marks: list[Mark] = []
        for table in picture.tables:
            drawn = _table(table, lettering, top, most)
            marks += drawn.marks
            top = drawn.bottom + ABOVE
        return Body(tuple(marks), top - ABOVE)

    if above is not None:
        return _beneath(above, body)

    def whole_page(room: Room) -> Body:
        drawn = body(room.top, room.most)
        # A short table stands in the middle of the page, as charts do.
        down = max(0.0, room.least - drawn.bottom) / 2
        return Body(tuple(lowered(mark, down) for mark in drawn.marks), drawn.bottom + down)

    return compose(
        lettering,
        (picture.title, *picture.shorter),
        picture.subtitle,
        (),
        picture.source,
        whole_page,
    )


def _beneath(scene: Scene, draw: Callable[[float, float], Body]) -> Scene:
    """The body between what is there and its foot, which makes room."""
    top = scene.foot_top + ABOVE
    body = draw(top, top + MOST_BENEATH)
    grown = math.ceil(body.bottom + FOOT_GAP - scene.foot_top)
    moved = [
        lowered(mark, grown) if isinstance(mark, Words) and mark.y > scene.foot_top else mark
        for mark in scene.marks
    ]
    return replace(
        scene,
        height=scene.height + grown,
        marks=(*moved, *body.marks),
        foot_top=scene.foot_top + grown,
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """Words stand at its start, figures at its end."""

    start: float
    width: float
    is_figures: bool

    def place(self, text: str, y: float, style: Style) -> Words:
        if self.is_figures:
            return Words(text, self.start + self.width, y, style, Anchor.END)
        return Words(text, self.start, y, style)


def _table(table: DrawnTable, lettering: Lettering, top: float, most: float) -> Body:
    """As many rows as there is room for above `most`; how many are left out is said."""
    headings = [lettering.say(heading) for heading in table.headings]
    rows = [[lettering.say(cell) for cell in row] for row in table.rows[:MOST_ROWS]]
    columns = _columns(headings, rows, table.are_figures, lettering)
    marks, bottom = _row(headings, columns, [HEADING] * len(columns), HEADING_LINES, lettering, top)
    styles = [FIRST, *[CELL] * (len(columns) - 1)]
    last_line = ROW_GAP + look.line_height(HEADING)
    shown = 0
    for row in rows:
        line = bottom + ROW_GAP / 2
        drawn, end = _row(row, columns, styles, CELL_LINES, lettering, line + ROW_GAP / 2)
        if end > most - last_line:
            break
        marks += [Stroke(look.LEFT, line, look.RIGHT, line, 2.0, look.FAINT_LINE), *drawn]
        bottom, shown = end, shown + 1
    if left_out := len(table.rows) - shown:
        bottom += last_line
        more = lettering.say(plural_phrase("{count} more", "{count} more", left_out))
        marks.append(Words(more, look.LEFT, bottom - HEADING.size * 0.3, HEADING))
    return Body(tuple(marks), bottom)


def _row(
    cells: Sequence[str],
    columns: Sequence[_Column],
    styles: Sequence[Style],
    most_lines: int,
    lettering: Lettering,
    top: float,
) -> tuple[list[Mark], float]:
    """Each cell in as many lines as it needs; the row ends below the longest."""
    marks: list[Mark] = []
    bottom = top
    for cell, column, style in zip(cells, columns, styles, strict=True):
        step = look.line_height(style)
        y = top
        for line in lettering.wrap(cell, style, column.width, most_lines):
            marks.append(column.place(line, y + style.size, style))
            y += step
        bottom = max(bottom, y)
    return marks, bottom


def _columns(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    are_figures: Sequence[bool],
    lettering: Lettering,
) -> list[_Column]:
    room = WIDTH - GAP * (len(headings) - 1)
    cells = [
        max((lettering.measure(row[n], FIRST if n == 0 else CELL) for row in rows), default=0.0)
        for n in range(len(headings))
    ]
    whole = [lettering.measure(heading, HEADING) for heading in headings]
    narrow = [_narrow_heading(heading, lettering) for heading in headings]
    widths = list(map(max, cells, whole))
    if sum(widths) > room:
        widths = _squeezed(list(map(max, cells, narrow)), are_figures, room)
    # What is left over is shared, so that the columns take the page.
    spare = max(0.0, room - sum(widths)) / max(1, len(widths))
    columns: list[_Column] = []
    start = float(look.LEFT)
    for width, is_figures in zip(widths, are_figures, strict=True):
        columns.append(_Column(start, width + spare, is_figures))
        start += width + spare + GAP
    return columns


def _narrow_heading(heading: str, lettering: Lettering) -> float:
    """How narrow a heading can be in its lines, without a word being broken."""
    words = heading.split()
    halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))] or [
        (heading, "")
    ]
    return min(max(lettering.measure(half, HEADING) for half in pair) for pair in halves)


def _squeezed(widths: Sequence[float], are_figures: Sequence[bool], room: float) -> list[float]:
    """Words give way before figures do, the widest first; what still does not fit is cut."""
    squeezed = list(widths)
    for may_give in ([not is_figures for is_figures in are_figures], [True] * len(widths)):
        while sum(squeezed) > room:
            loose = [n for n, may in enumerate(may_give) if may and squeezed[n] > NARROWEST]
            if not loose:
                break
            widest = max(loose, key=squeezed.__getitem__)
            squeezed[widest] = max(NARROWEST, squeezed[widest] - max(4.0, sum(squeezed) - room) / 2)
    scale = min(1.0, room / sum(squeezed)) if sum(squeezed) else 1.0
    return [width * scale for width in squeezed]
