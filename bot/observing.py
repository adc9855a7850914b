"""What those who watch are told as it happens; by default nobody watches."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from messages.request import PlatformName

# The outcome of a call that was taken.
DELIVERED = "delivered"


class Outcome(StrEnum):
    ANSWERED = "answered"
    APOLOGISED = "apologised"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Answered:
    """A request is done with; `took` is the time since it was committed, or since this process
    took it up."""

    platform: PlatformName
    outcome: Outcome
    took: timedelta


@dataclass(frozen=True, slots=True)
class Sent:
    """A call to a platform that was to deliver a piece of a letter: what became of it in one
    word, how old the letter was then, and how long the call took."""

    platform: PlatformName
    lane: str
    outcome: str
    age: timedelta
    took: timedelta


@dataclass(frozen=True, slots=True)
class Observers:
    answered: Callable[[Answered], None] = field(default=lambda answered: None)
    sent: Callable[[Sent], None] = field(default=lambda sent: None)
    # How many requests were not kept, since their sender had asked too much.
    refused: Callable[[int], None] = field(default=lambda refused: None)


NOBODY = Observers()
