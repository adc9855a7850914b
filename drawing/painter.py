"""Marks become a PNG through matplotlib, which only this module and `typeface` know.

Importing it costs about 0.4 s and 40 MB: `drawing.picture` does so when the first picture is
drawn. Figure and Agg only, never pyplot, which keeps figures alive.
"""

import io
import logging
from functools import lru_cache
from typing import Literal, assert_never

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import BoxStyle, Circle, FancyBboxPatch, RegularPolygon
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from PIL import Image

from drawing import typeface
from drawing.scene import Anchor, Box, Dot, Mark, Scene, Shape, Stroke, Style, Weight, Words

# A power of two, so that pixels divided into inches and multiplied back are the same pixels.
DPI = 64
POINTS = 72 / DPI
ALIGNMENT: dict[Anchor, Literal["left", "center", "right"]] = {
    Anchor.START: "left",
    Anchor.MIDDLE: "center",
    Anchor.END: "right",
}
RIM = 3.0

# Flat colours and the shades of their edges: a third of the bytes, and no eye tells.
COLOURS = 128
# Letters are not hinted, so widths grow evenly with size and one measuring serves all sizes.
MEASURED_SIZE = 64

# It logs every typeface that it considers: thousands of lines a picture.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
# Hinting bends letters to the pixel grid, but no phone shows these pixels one to one.
matplotlib.rcParams["text.hinting"] = "no_hinting"


class Painter:
    """Paints for readers of one language. For one thread at a time."""

    def __init__(self, language: str) -> None:
        self._language = language

    def measure(self, text: str, style: Style) -> float:
        """The width in pixels."""
        words = [_width(self._language, style.weight, word) for word in text.split(" ")]
        spaces = _width(self._language, style.weight, " ") * (len(words) - 1)
        return (sum(words) + spaces) * style.size / MEASURED_SIZE

    def paint(self, scene: Scene) -> bytes:
        """The scene as PNG; the same scene gives the same bytes."""
        figure = Figure(
            figsize=(scene.width / DPI, scene.height / DPI), dpi=DPI, facecolor=scene.background
        )
        canvas = FigureCanvasAgg(figure)
        for order, mark in enumerate(scene.marks):
            artist = self._artist(mark)
            # Our y runs downwards from the top, matplotlib's upwards from the bottom.
            artist.set_transform(Affine2D().translate(0, scene.height))
            artist.set_zorder(order)
            figure.add_artist(artist)
        canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib's backends are untyped
        pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        return _encode(Image.frombuffer("RGBA", (scene.width, scene.height), pixels))

    def _artist(self, mark: Mark) -> Artist:
        match mark:
            case Words():
                return self._words(mark)
            case Stroke():
                return _stroke(mark)
            case Box():
                return _box(mark)
            case Dot():
                return _dot(mark)
            case _:
                assert_never(mark)

    def _words(self, words: Words) -> Text:
        style = words.style
        return Text(
            words.x,
            -words.y,
            typeface.showable(words.text, self._language, style.weight),
            color=style.colour,
            fontproperties=typeface.font(self._language, style.weight, style.size * POINTS),
            horizontalalignment=ALIGNMENT[words.anchor],
            verticalalignment="baseline",
            # A dollar sign in a name is a dollar sign.
            parse_math=False,
        )


def _stroke(stroke: Stroke) -> Line2D:
    return Line2D(
        [stroke.x0, stroke.x1],
        [-stroke.y0, -stroke.y1],
        linewidth=stroke.width * POINTS,
        color=stroke.colour,
        solid_capstyle="round",
    )


def _box(box: Box) -> FancyBboxPatch:
    width, height = box.right - box.left, box.bottom - box.top
    return FancyBboxPatch(
        (box.left, -box.bottom),
        width,
        height,
        boxstyle=BoxStyle.Round(pad=0, rounding_size=min(box.radius, width / 2)),
        facecolor=box.colour,
        linewidth=0,
    )


def _dot(dot: Dot) -> Circle | RegularPolygon:
    centre = (dot.x, -dot.y)
    rim = min(RIM, dot.radius / 5) * POINTS
    match dot.shape:
        case Shape.DISC:
            return Circle(
                centre, dot.radius, facecolor=dot.colour, edgecolor=dot.rim, linewidth=rim
            )
        case Shape.DIAMOND:
            return RegularPolygon(
                centre,
                4,
                radius=dot.radius,
                facecolor=dot.colour,
                edgecolor=dot.rim,
                linewidth=rim,
            )
        case _:
            assert_never(dot.shape)


# The names of countries come again in every picture, and measuring costs most of it.
@lru_cache(maxsize=16_384)
def _width(language: str, weight: Weight, word: str) -> float:
    """The width of a word at the measured size, in pixels."""
    font = typeface.font(language, weight, MEASURED_SIZE)
    shown = typeface.showable(word, language, weight)
    ruler = RendererAgg(1, 1, 72)  # type: ignore[no-untyped-call]
    width, _, _ = ruler.get_text_width_height_descent(  # type: ignore[no-untyped-call]
        shown, font, False
    )
    return float(width)


def _encode(image: Image.Image) -> bytes:
    """PNG without metadata: a date or a version in it would change the picture's address."""
    flat = image.convert("RGB").quantize(
        COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    png = io.BytesIO()
    flat.save(png, "PNG")
    return png.getvalue()
