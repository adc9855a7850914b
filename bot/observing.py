"""What those who watch are told as it happens; by default nobody watches."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from messages.request import PlatformName


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
class Observers:
    answered: Callable[[Answered], None] = field(default=lambda answered: None)


NOBODY = Observers()
