"""What is offered while somebody still types: answers to choose from, ready to be posted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from messages.phrase import Phrase
from messages.reply import Reply
from messages.request import Sender
from messages.wording import Wording


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What was typed so far; `skip` suggestions have been shown for it already."""

    sender: Sender
    text: str
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line to choose; choosing it posts the reply. `key` tells it from the others (ASCII)."""

    key: str
    title: Phrase
    description: Phrase
    reply: Reply


@dataclass(frozen=True, slots=True)
class Suggestions:
    """A page of them in the asker's language, and whether there are more."""

    offered: tuple[Suggestion, ...]
    wording: Wording
    has_more: bool = False


# Never waited for by who asked: what it returns is shown at once and forgotten.
Suggest = Callable[[Inquiry], Awaitable[Suggestions]]
