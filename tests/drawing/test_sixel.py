"""Sixels read back are the picture."""

import io
import re

import pytest
from PIL import Image

from drawing.picture import draw
from drawing.sixel import to_sixels
from tests.drawing.examples import ENGLISH, INDONESIA_2017

TOKEN = re.compile(r'"1;1;(\d+);(\d+)|#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)(.)|([?-~])|([$-])')
Colour = tuple[int, int, int]


def read_sixels(text: str) -> dict[tuple[int, int], Colour]:
    """What a terminal would have drawn: the colour, in percent, at each place."""
    assert text.startswith("\x1bPq")
    assert text.endswith("\x1b\\")
    palette: dict[int, Colour] = {}
    pixels: dict[tuple[int, int], Colour] = {}
    x = top = colour = 0
    for token in TOKEN.finditer(text[3:-2]):
        _, _, defined, red, green, blue, chosen, count, repeated, single, move = token.groups()
        if defined:
            palette[int(defined)] = (int(red), int(green), int(blue))
        elif chosen:
            colour = int(chosen)
        elif move:
            x, top = 0, top + (6 if move == "-" else 0)
        elif repeated or single:
            six, width = ord(repeated or single) - 63, int(count or 1)
            rows = [top + row for row in range(6) if six >> row & 1]
            drawn = {(x + along, row): palette[colour] for along in range(width) for row in rows}
            assert not pixels.keys() & drawn.keys()
            pixels |= drawn
            x += width
    return pixels


@pytest.mark.parametrize("size", [(8, 13), (1, 1), (7, 6)])
def test_every_pixel_is_drawn_once_in_its_colour(size: tuple[int, int]) -> None:
    image = Image.new("RGB", size, (0, 97, 158))
    image.putpixel((0, size[1] - 1), (179, 71, 0))
    png = io.BytesIO()
    image.save(png, "PNG")
    pixels = read_sixels(to_sixels(png.getvalue(), size[0]))
    assert set(pixels) == {(x, y) for x in range(size[0]) for y in range(size[1])}
    drawn = pixels[0, size[1] - 1]
    assert [abs(a - b * 100 / 255) < 4 for a, b in zip(drawn, (179, 71, 0), strict=True)] == [
        True
    ] * 3


def test_a_picture_keeps_its_shape() -> None:
    picture = draw(INDONESIA_2017, ENGLISH)
    with Image.open(io.BytesIO(picture.png)) as image:
        height = round(image.height * 300 / image.width)
    pixels = read_sixels(to_sixels(picture.png, 300))
    assert len(pixels) == 300 * height
