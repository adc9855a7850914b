"""Pictures within the terminal: what is sent to it, and when nothing is."""

import io
import re
from base64 import b64decode
from collections.abc import Mapping

import pytest

from platforms.console.ability import is_plain, read_means, seems_kitty
from platforms.console.inline import CHUNK, WIDEST, Display, Means
from platforms.console.platform import ConsolePlatform
from tests.platforms.console.desk import PNG, Clock, Desk, Terminal

LONG = PNG * 1_000
COMMAND = re.compile(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\")


def sixels(png: bytes, width: int) -> str:
    return f"\x1bPq{len(png)} over {width}\x1b\\"


def display(means: Means) -> Display:
    return Display(means, 9.0, sixels)


def test_kitty_gets_the_picture_in_chunks_and_is_to_say_nothing() -> None:
    drawn = display(Means.KITTY).draw(LONG, 60)
    commands = COMMAND.findall(drawn)
    assert COMMAND.sub("", drawn) == "\n"
    assert b64decode("".join(data for _, data in commands)) == LONG
    assert all(len(data) <= CHUNK for _, data in commands)
    assert commands[0][0] == "a=T,f=100,q=2,c=59,m=1"
    assert [keys for keys, _ in commands[1:]] == ["m=1"] * (len(commands) - 2) + ["m=0"]


def test_iterm2_gets_it_whole() -> None:
    drawn = display(Means.ITERM2).draw(PNG, 200)
    keys, _, data = drawn.removesuffix("\x07\n").partition(":")
    assert keys == (f"\x1b]1337;File=inline=1;size={len(PNG)};width={WIDEST};preserveAspectRatio=1")
    assert b64decode(data) == PNG


def test_sixels_are_as_wide_as_the_cells() -> None:
    assert display(Means.SIXEL).draw(PNG, 41) == f"{sixels(PNG, 360)}\n"


@pytest.mark.parametrize(
    ("answer", "means"),
    [
        (b"\x1b_Gi=31;OK\x1b\\\x1b[?62c", Means.KITTY),
        (b"\x1b_Gi=31;ENOTSUPPORTED\x1b\\\x1b[?62;4c", Means.SIXEL),
        (b"\x1b[?62;4;22c", Means.SIXEL),
        (b"typed\x1b[?1;2;4c", Means.SIXEL),
        (b"\x1b[?4;2c", None),
        (b"\x1b[?64;1;42c", None),
        (b"\x1b[?62;4", None),
        (b"", None),
    ],
)
def test_what_the_terminal_answers(answer: bytes, means: Means | None) -> None:
    assert read_means(answer) is means


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"TERM": "dumb"},
        {"TERM": "linux"},
        {"TERM": "vt100"},
        {"TERM": "screen-256color"},
        {"TERM": "tmux-256color", "TERM_PROGRAM": "iTerm.app"},
        {"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"},
        {"TERM": "xterm-256color", "STY": "1.pts"},
    ],
)
def test_nothing_is_asked_of_a_plain_terminal_or_through_another_program(
    environ: Mapping[str, str],
) -> None:
    assert is_plain(environ)


@pytest.mark.parametrize("term", ["xterm-256color", "xterm-kitty", "foot", "mlterm", "contour"])
def test_others_can_be_asked(term: str) -> None:
    assert not is_plain({"TERM": term})


def test_kitty_is_asked_only_where_it_seems_to_be() -> None:
    assert seems_kitty({"TERM": "xterm-kitty"})
    assert seems_kitty({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"})
    assert not seems_kitty({"TERM": "xterm-256color"})


async def shown(output: io.StringIO, display: Display | None) -> str:
    platform = ConsolePlatform(Clock(), output, session="s", display=display)
    await Desk(platform).ask("/rank Indonesia")
    return output.getvalue()


async def test_the_picture_stands_over_its_words_on_a_terminal_that_shows_it() -> None:
    written = await shown(Terminal(), display(Means.SIXEL))
    assert written.startswith(f"{sixels(PNG, WIDEST * 9)}\n")
    assert "41 of 209" in written


@pytest.mark.parametrize("output", [io.StringIO(), Terminal()])
async def test_elsewhere_there_is_none(output: io.StringIO) -> None:
    written = await shown(output, None if output.isatty() else display(Means.KITTY))
    assert "\x1b_G" not in written
    assert "41 of 209" in written
