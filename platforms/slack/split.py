"""Text for places that Slack limits, cut where it hurts least: never inside what is read as one
letter, unless that has no room by itself. Pure. Lengths are in characters, as Slack counts them.
"""

from collections.abc import Callable, Iterator

from wcwidth import iter_graphemes

from messages.shortened import shortened as whole_or_beginning
from platforms.slack.spelling import literal


def cut(shown: str, limit: int) -> Iterator[str]:
    """The text in pieces of at most `limit`; joined again they are the original."""
    rest = literal(shown)
    while len(rest) > limit:
        end = best_end(rest, limit)
        yield rest[:end]
        rest = rest[end:]
    if rest:
        yield rest


def best_end(text: str, limit: int) -> int:
    """Behind a line or else a word, if that fills half the room; else behind a letter."""
    letter = word = line = 0
    for grapheme in iter_graphemes(text):
        if letter + len(grapheme) > limit:
            break
        letter += len(grapheme)
        if grapheme.isspace():
            word = letter
        if grapheme == "\n":
            line = letter
    # The last resort is for one letter under thousands of accents.
    return next((end for end in (line, word) if end > limit // 2), letter or limit)


def shortened(shown: str, limit: int, written: Callable[[str], str] = literal) -> str:
    """As it is `written` on Slack, or the beginning of that with a mark."""
    return whole_or_beginning(literal(shown), limit, written)
