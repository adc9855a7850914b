"""Takes secrets out of text that somebody may read: the log, a reason kept, a check printed.

Known secrets go wherever they stand and however they are written; unknown ones by their shape.
Rather too much is taken than too little.
"""

import base64
import json
import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import quote, quote_plus

REMOVED = "[secret]"

# Shorter ones would blot out ordinary words; their place in a URL or a header gives them away.
SHORTEST_KNOWN = 4

# Quotes as they come in a repr, or in JSON inside a string: bare or behind backslashes.
QUOTES = r"""[\\'"]*"""
WORD = r"""[^\s\\'"<>,;)\]}]+"""

SHAPES = (
    # Telegram: in an address of any length, elsewhere too long for a time or a line number.
    r"(?<=/bot)\d{1,20}(?::|%3[Aa])[\w%-]+",
    r"(?<![\d.])\d{1,20}(?::|%3[Aa])[\w-]{20,}",
    # Slack: tokens of every kind, and the addresses that are as good as one.
    r"xox[a-z](?:\.xox[a-z])?-[\w%-]+",
    r"xapp-[\w%-]+",
    r"(?<=hooks\.slack\.com)[\\/%][^\s'\"<>]+",
    r"(?<=hooks\.slack-gov\.com)[\\/%][^\s'\"<>]+",
    r"(?<=files\.slack\.com)[\\/]+upload[\\/][^\s'\"<>]+",
    r"(?<=[?&;]ticket=)[\w%.-]+",
    # What opens a window for a few seconds; our keys hold it.
    r"(?<=slack:trigger:)[\w.]+",
    # What stands before the @ of an address, and what follows Authorization in a header.
    r"(?<=://)[^\s/'\"<>]+(?=@)",
    rf"(?i:(?<=authorization){QUOTES}\s*[:=,]\s*b?{QUOTES}(?:\w+\s+)?{WORD})",
    rf"(?i:(?<=\bbearer\s){WORD})",
)
LOOKS_SECRET = re.compile("|".join(SHAPES))

# Names under which nothing is shown, whatever it looks like.
SECRET_NAME = re.compile(
    r"(?i)authorization|cookie|passw|secret|ticket|trigger_id|response_url|signature|(^|_|-)token$"
    r"|api_?key"
)


class Redactor:
    """Knows the secret values of this process by heart, and all others by their shape."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        known = {
            spelling
            for secret in secrets
            if len(secret) >= SHORTEST_KNOWN
            for spelling in _spellings(secret)
        }
        longest_first = sorted(map(re.escape, known), key=len, reverse=True)
        self._known = re.compile("|".join(longest_first)) if known else None

    def __call__(self, text: str) -> str:
        if self._known:
            text = self._known.sub(REMOVED, text)
        return LOOKS_SECRET.sub(REMOVED, text)

    def within(self, value: object, depth: int = 0) -> object:
        """The value as plain JSON would have it, without secrets in it, under any name.

        Before rendering, because JSON and repr write some letters in other ways.
        """
        match value:
            case None | bool() | int() | float():
                return value
            case str():
                return self(str(value))
            case Mapping() if depth < DEEPEST:
                shown = ((self(str(name)), item) for name, item in value.items())
                return {
                    name: REMOVED if SECRET_NAME.search(name) else self.within(item, depth + 1)
                    for name, item in shown
                }
            case list() | tuple() | set() | frozenset() if depth < DEEPEST:
                return [self.within(item, depth + 1) for item in value]
            case _:
                return self(_as_text(value))


# Further in, a value is shown by its repr, which knows when it goes in circles.
DEEPEST = 6


def _as_text(value: object) -> str:
    try:
        return repr(value)
    except Exception:
        # An object that cannot be shown must not cost the line that would have told of it.
        return f"<{type(value).__name__}>"


def _spellings(secret: str) -> Iterator[str]:
    """The ways in which text carries a value: bare, in an address, in JSON, in a repr, encoded."""
    for quoted in (quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield quoted
        yield re.sub(r"%[0-9A-F]{2}", lambda hexes: hexes[0].lower(), quoted)
    for text in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1]):
        yield text
        yield json.dumps(text)[1:-1]
        yield repr(text)[1:-1]
    yield base64.b64encode(secret.encode()).decode().rstrip("=")
