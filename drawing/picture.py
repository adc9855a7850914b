"""A chart in somebody's language becomes a picture."""

import threading
from typing import assert_never

from drawing.bar_chart import draw_bar_chart
from drawing.lettering import Lettering
from drawing.panels import stack
from drawing.rank_history import draw_rank_history
from drawing.rank_line import draw_rank_line
from drawing.scene import Scene
from drawing.table import draw_table_picture
from messages.chart import BarChart, Chart, Panels, Picture, RankHistory, RankLine, TablePicture
from messages.wording import Wording

# Matplotlib's typefaces and caches are not for two threads at once.
_drawing = threading.Lock()


def draw(chart: Chart, wording: Wording) -> Picture:
    """The chart as PNG with its alternative text; blocks for some 0.1 s, so not on the event loop.

    Any thread may call it: they take turns. The same chart, language and names give the same
    bytes, so a picture can be addressed by its content.
    """
    # Loaded when first needed: 0.4 s and 40 MB that a start without pictures shall not pay.
    from drawing.painter import Painter

    with _drawing:
        painter = Painter(wording.language)
        png = painter.paint(compose(chart, Lettering(wording, painter.measure)))
    return Picture(png, wording.say(chart.alternative))


def compose(chart: Chart, lettering: Lettering) -> Scene:
    match chart:
        case RankLine():
            return draw_rank_line(chart, lettering)
        case RankHistory():
            return draw_rank_history(chart, lettering)
        case BarChart():
            return draw_bar_chart(chart, lettering)
        case TablePicture(above=above):
            scene = compose(above, lettering) if above else None
            return draw_table_picture(chart, lettering, scene)
        case Panels(panels):
            return stack([compose(panel, lettering) for panel in panels])
        case _:
            assert_never(chart)
