"""Commands as they can be typed where they are read.

A workspace has the slash commands of the app's manifest and no others; the rest are asked by
`/kopdar`. In a thread Slack takes no slash command at all
(slack.com/help/articles/201259356): there Kopdar is mentioned, and in the thread with Kopdar
itself, where everything is for it, the words will do.
"""

import re
from collections.abc import Collection
from functools import partial

from messages.rendered import Rendered
from messages.request import Request
from messages.wording import Wording
from platforms.slack.inbound import EVERYTHING

BY_EVERYTHING = f"/{EVERYTHING} "
BY_MENTION = "@Kopdar "
BY_WORDS = ""


class Commands:
    """`known` are the names that can be asked, `registered` those with a slash of their own."""

    def __init__(self, known: Collection[str], registered: Collection[str]) -> None:
        self._registered = frozenset(registered)
        names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        # A name after a slash, but for one that is part of an address or of a path.
        self._named = re.compile(rf"(?<![\w/.:-])/({names})(?![\w/-])") if names else None
        self._wordings = Rendered[Wording]()

    def wording(self, wording: Wording, request: Request) -> Wording:
        """Says the same, with commands spelled for the place where the request came from."""
        if self._named is None:
            return wording
        way = way_of(request)
        made = partial(wording.respelled, partial(self._named.sub, partial(self._spelled, way)))
        return self._wordings.made_of(made, wording, way)

    def _spelled(self, way: str, named: re.Match[str]) -> str:
        if way == BY_EVERYTHING and named[1] in self._registered:
            return named[0]
        return f"{way}{named[1]}"


def way_of(request: Request) -> str:
    if request.chat.thread is None:
        return BY_EVERYTHING
    return BY_WORDS if request.chat.is_private else BY_MENTION
