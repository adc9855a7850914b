"""A PNG as sixels, for terminals that draw in that way: six rows of pixels a line of text.

The format: vt100.net/docs/vt3xx-gp/chapter14.html.
"""

import io
from itertools import groupby

ROWS = 6
COLOURS = 64


def to_sixels(png: bytes, width: int) -> str:
    """The picture, `width` pixels wide, with at most 64 colours."""
    # Loaded when first needed, as all that draws.
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        height = max(1, round(image.height * width / image.width))
        flat = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    indexed = flat.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = indexed.getpalette() or []
    pixels = np.asarray(indexed)
    used = sorted(int(colour) for colour in np.unique(pixels))
    parts = [f'\x1bPq"1;1;{width};{height}']
    for colour in used:
        red, green, blue = (round(value * 100 / 255) for value in palette[colour * 3 :][:3])
        parts.append(f"#{colour};2;{red};{green};{blue}")
    for top in range(0, height, ROWS):
        band = pixels[top : top + ROWS]
        weights = 1 << np.arange(len(band))
        for colour in (int(c) for c in np.unique(band)):
            sixes = weights @ (band == colour)
            parts.append(f"#{colour}{_run_lengths(sixes.tolist())}$")
        parts.append("-")
    parts.append("\x1b\\")
    return "".join(parts)


def _run_lengths(sixes: list[int]) -> str:
    """Each six pixels as a letter from `?`; from the fourth of the same on, their number."""
    told = []
    for six, run in groupby(sixes):
        count, letter = len(list(run)), chr(63 + six)
        told.append(f"!{count}{letter}" if count > 3 else letter * count)
    return "".join(told)
