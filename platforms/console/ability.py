"""Whether this terminal shows pictures, and how: by what it says of itself, asked if need be.

Only a terminal that is known to understand a question is asked it, and one that does not answer
in time has said no: what it cannot read would stand on the screen as rubbish.
"""

import fcntl
import os
import re
import select
import struct
import termios
import time
import tty
from collections.abc import Mapping
from typing import TextIO

from platforms.console.inline import Display, Means, ToSixels

# What stands between us and the terminal takes pictures out, or tears them.
BETWEEN = ("TMUX", "STY", "ZELLIJ")
# Without any of their own, or that show an unknown question as text.
PLAIN = ("", "dumb", "linux", "screen", "tmux", "vt", "cons", "eterm")
ITERM2 = frozenset({"iTerm.app", "WezTerm"})
KITTY = frozenset({"kitty", "ghostty"})
KITTY_TERMS = frozenset({"xterm-kitty", "xterm-ghostty"})

# "Which terminal are you?" is understood by all; its answer ends what is waited for.
WHO = b"\x1b[c"
WHO_ANSWERED = re.compile(rb"\x1b\[\?([\d;]*)c")
KITTY_ASKED = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
KITTY_ANSWERED = re.compile(rb"\x1b_Gi=31;OK\x1b\\")
SIXEL_ATTRIBUTE = b"4"
# Of a cell in pixels, where the terminal does not say.
USUAL_CELL = 8.0
# A terminal at the other end of the world takes a third of a second. In seconds.
DEADLINE = 0.6


def find_display(
    source: TextIO | None, output: TextIO | None, environ: Mapping[str, str], to_sixels: ToSixels
) -> Display | None:
    """How pictures are shown; None where they are not, or where it cannot be found out."""
    if source is None or output is None:
        return None
    means = _find_means(source, output, environ)
    return Display(means, _cell_width(output), to_sixels) if means else None


def _find_means(source: TextIO, output: TextIO, environ: Mapping[str, str]) -> Means | None:
    if not (source.isatty() and output.isatty()) or is_plain(environ):
        return None
    if environ.get("TERM_PROGRAM") in ITERM2 or environ.get("LC_TERMINAL") == "iTerm2":
        return Means.ITERM2
    question = KITTY_ASKED + WHO if seems_kitty(environ) else WHO
    try:
        return read_means(_ask(source.fileno(), output.fileno(), question))
    except (OSError, ValueError, termios.error):
        return None


def is_plain(environ: Mapping[str, str]) -> bool:
    term = environ.get("TERM", "")
    return any(name in environ for name in BETWEEN) or any(
        term == plain or (plain and re.match(rf"{plain}[\d.-]", term)) for plain in PLAIN
    )


def seems_kitty(environ: Mapping[str, str]) -> bool:
    return (
        "KITTY_WINDOW_ID" in environ
        or environ.get("TERM") in KITTY_TERMS
        or environ.get("TERM_PROGRAM") in KITTY
    )


def read_means(answer: bytes) -> Means | None:
    """What the terminal's answer promises; its attribute 4 are sixels."""
    if KITTY_ANSWERED.search(answer):
        return Means.KITTY
    who = WHO_ANSWERED.search(answer)
    return Means.SIXEL if who and SIXEL_ATTRIBUTE in who[1].split(b";")[1:] else None


def _cell_width(output: TextIO) -> float:
    try:
        size = fcntl.ioctl(output.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
    except (OSError, ValueError):
        return USUAL_CELL
    _, columns, width, _ = struct.unpack("HHHH", size)
    return width / columns if columns and width else USUAL_CELL


def _ask(source: int, output: int, question: bytes) -> bytes:
    """The answer until it is whole or the deadline is over, without an echo on the screen."""
    if os.tcgetpgrp(source) != os.getpgrp():
        return b""  # in the background nobody may touch the terminal
    before = termios.tcgetattr(source)
    until = time.monotonic() + DEADLINE
    answer = b""
    try:
        tty.setcbreak(source, termios.TCSANOW)
        os.write(output, question)
        while not WHO_ANSWERED.search(answer):
            ready, _, _ = select.select([source], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                break
            answer += os.read(source, 1_024)
    finally:
        termios.tcsetattr(source, termios.TCSANOW, before)
    return answer
