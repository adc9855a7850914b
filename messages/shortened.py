"""What has no room for all of it: its beginning, in whole graphemes, with a mark that there is
more. Pure."""

from collections.abc import Callable

from wcwidth import iter_graphemes

CUT_OFF = "…"


def shortened(text: str, limit: int, written: Callable[[str], str] = str) -> str:
    """The text as it is `written`, at most `limit` characters of that."""
    whole = written(text)
    if len(whole) <= limit:
        return whole
    kept: list[str] = []
    room = limit - len(CUT_OFF)
    for grapheme in map(written, iter_graphemes(text)):
        room -= len(grapheme)
        if room < 0:
            break
        kept.append(grapheme)
    return "".join(kept).rstrip() + CUT_OFF
