"""Text for places that Slack limits, cut where it hurts least: never inside what is read as one
letter, unless that has no room by itself. Pure. Lengths are in characters, as Slack counts them.
"""

from collections.abc import Callable, Iterator

from wcwidth import iter_graphemes

from platforms.slack.spelling import literal

CUT_OFF = "…"


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
    """As it is `written`, or the beginning of it with a mark that there is more."""
    whole = written(shown)
    if len(whole) <= limit:
        return whole
    kept: list[str] = []
    room = limit - len(CUT_OFF)
    for grapheme in map(written, iter_graphemes(literal(shown))):
        room -= len(grapheme)
        if room < 0:
            break
        kept.append(grapheme)
    return "".join(kept).rstrip() + CUT_OFF
