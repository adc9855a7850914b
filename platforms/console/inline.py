"""Pictures within the terminal's own lines: by the means that it has, or not at all.

Kitty's graphics protocol: sw.kovidgoyal.net/kitty/graphics-protocol. iTerm2's:
iterm2.com/documentation-images.html. Sixels are drawn by whoever can read a PNG.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

# Letters of base64 in one command of kitty's, its own limit.
CHUNK = 4_096
# In cells: wider, a picture would fill more than a window's height.
WIDEST = 72

# From a PNG and a width in pixels to sixels.
ToSixels = Callable[[bytes, int], str]


class Means(StrEnum):
    KITTY = "kitty"
    ITERM2 = "iTerm2"
    SIXEL = "sixel"


@dataclass(frozen=True, slots=True)
class Display:
    """A terminal that shows pictures; `cell` is the width of one of its cells in pixels."""

    means: Means
    cell: float
    to_sixels: ToSixels

    def draw(self, png: bytes, columns: int) -> str:
        """The picture over less than `columns` cells, and the end of its line."""
        width = min(columns - 1, WIDEST)
        match self.means:
            case Means.KITTY:
                return f"{_for_kitty(png, width)}\n"
            case Means.ITERM2:
                return f"{_for_iterm2(png, width)}\n"
            case Means.SIXEL:
                return f"{self.to_sixels(png, round(width * self.cell))}\n"
            case _:
                assert_never(self.means)


def _for_kitty(png: bytes, width: int) -> str:
    """In chunks; `q=2`: no word from the terminal among what is typed."""
    text = b64encode(png).decode("ascii")
    chunks = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
    commands = []
    for number, chunk in enumerate(chunks, start=1):
        what = f"a=T,f=100,q=2,c={width}," if number == 1 else ""
        commands.append(f"\x1b_G{what}m={int(number < len(chunks))};{chunk}\x1b\\")
    return "".join(commands)


def _for_iterm2(png: bytes, width: int) -> str:
    settings = f"inline=1;size={len(png)};width={width};preserveAspectRatio=1"
    return f"\x1b]1337;File={settings}:{b64encode(png).decode('ascii')}\x07"
