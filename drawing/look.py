"""How our pictures look: sizes in pixels of a 1200-wide canvas, colours after Okabe and Ito.

A phone shows 1200 pixels as about 360: nothing is set smaller than 24, which arrives as 7.
Colour never speaks alone: subject, peer and other differ in shape, size and weight too.
"""

from drawing.scene import Style, Weight
from messages.chart import Emphasis

WIDTH = 1200
LEAST_HEIGHT = 675
GREATEST_HEIGHT = 1500
MARGIN = 64
LEFT = MARGIN
RIGHT = WIDTH - MARGIN

# Opaque, so that it reads the same on a dark screen; off-white, so that it does not glare there.
BACKGROUND = "#FAF9F6"
INK = "#1B2733"
QUIET_INK = "#52606D"
LINE = "#CBD2D9"
FAINT_LINE = "#E4E7EB"

# Blue and vermilion keep apart under every common colour blindness; both are darkened a little
# so that text in them keeps a contrast of 4.5 to 1 on the background.
COLOURS = {
    Emphasis.SUBJECT: "#00619E",
    Emphasis.PEER: "#B34700",
    Emphasis.OTHER: "#6B7885",
}
RANGE_COLOURS = {
    Emphasis.SUBJECT: "#00619E",
    Emphasis.PEER: "#E08A4F",
    Emphasis.OTHER: "#B4BEC8",
}

TITLE = Style(46, Weight.STRONG, INK)
SUBTITLE = Style(30, Weight.REGULAR, QUIET_INK)
NOTE = Style(26, Weight.REGULAR, INK)
SOURCE = Style(24, Weight.REGULAR, QUIET_INK)
SCALE = Style(26, Weight.REGULAR, QUIET_INK)
LABELS = {
    Emphasis.SUBJECT: Style(38, Weight.STRONG, COLOURS[Emphasis.SUBJECT]),
    Emphasis.PEER: Style(29, Weight.STRONG, COLOURS[Emphasis.PEER]),
    Emphasis.OTHER: Style(27, Weight.REGULAR, INK),
}


def line_height(style: Style) -> float:
    """From one baseline to the next within a paragraph, in pixels."""
    return style.size * 1.32
