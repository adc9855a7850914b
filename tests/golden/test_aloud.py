"""What is read aloud makes sense: no drawing made of letters, no sign that stands for a word."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.golden.snapshots import RULE, SHOWN

# Three of the same in a row draw a line, or a bar: nobody wants to hear them.
DRAWN = re.compile(r"([^\w\s.…])\1\1")
# Of the snapshots, not of the messages.
FRAME = re.compile(r"- - - next message - - -|\[[^\[\]]* → [^\[\]]*\]|^\| .* \|$|^  \| ")
# “→” beside a button is the snapshot's own; “·” parts, “°” and “%” are read as words.
SPOKEN_SYMBOLS = frozenset("•·°©×+=<>|~^")

# In the languages of the pages; a command may be called what it likes.
PRESSED = re.compile(r"\b(press|button|click|tekan|tombol|klik)", re.IGNORECASE)

pages = sorted(SHOWN.rglob("*.txt"))
every_page = pytest.mark.parametrize(
    "page", pages, ids=[str(page.relative_to(SHOWN)) for page in pages]
)


def lines(page: Path) -> list[str]:
    """What people read, without the frame that the snapshots put round it."""
    written = page.read_text(encoding="utf-8").splitlines()
    return [FRAME.sub("", line) for line in written if line != RULE]


@every_page
def test_nothing_is_drawn_with_letters(page: Path) -> None:
    assert [line for line in lines(page) if DRAWN.search(line)] == []


@every_page
def test_no_symbol_stands_for_a_word(page: Path) -> None:
    symbols = {
        letter
        for line in lines(page)
        for letter in line
        if unicodedata.category(letter) in {"So", "Sm", "Sk", "Co"} and letter not in SPOKEN_SYMBOLS
    }
    assert symbols == set()


def test_a_terminal_is_told_of_nothing_to_press() -> None:
    """There are numbers to type in a conversation, and outside of one not even those."""
    told = [(page, line) for page in SHOWN.glob("*/console/*.txt") for line in lines(page)]
    assert told
    assert [(page, line) for page, line in told if PRESSED.search(line)] == []


def test_there_is_something_to_read() -> None:
    assert len(pages) > 50
