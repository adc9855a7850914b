"""What is at the other end of the output: a terminal of some width, or a file or a program."""

import os
from typing import TextIO

from rich.console import Console

from platforms.console.layout import Sheet

USUAL_WIDTH = 80


def measure(output: TextIO) -> Sheet:
    """A terminal's width now, and whether it takes colours (`TERM`, `NO_COLOR`)."""
    if not output.isatty():
        return Sheet()
    console = Console(file=output)
    has_colours = console.color_system is not None and not console.no_color
    return Sheet(_columns(output), has_colours)


def _columns(output: TextIO) -> int:
    try:
        return os.get_terminal_size(output.fileno()).columns or USUAL_WIDTH
    except OSError:
        return USUAL_WIDTH
